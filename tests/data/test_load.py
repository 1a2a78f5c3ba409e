"""Data sets: the digits' split, broken and altered files."""

import gzip
import hashlib
import socket
import struct

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from sklearn.datasets import load_digits

from cnnlib import data
from cnnlib.data import _downloads


@pytest.mark.parametrize("size", [8, 13, 28, 32, 64])
def test_digits_are_enlarged_as_torch_enlarges(size):
    """Every picture of every part is one of the 1,797, enlarged; each is used once."""
    originals = torch.from_numpy(load_digits().images[:, None] / 16)
    options = {"mode": "bilinear", "align_corners": False}
    expected = F.interpolate(originals, size=(size, size), **options).numpy()
    digits = data.load("digits", size=size)
    x = np.concatenate([digits.train[0], digits.validation[0], digits.test[0]])
    y = np.concatenate([digits.train[1], digits.validation[1], digits.test[1]])
    assert x.dtype == np.float32 and y.dtype == np.int64

    def in_order(pictures, labels):
        rows = np.column_stack([pictures.reshape(len(pictures), -1).round(4), labels])
        return rows[np.lexsort(rows.T)]

    difference = in_order(x, y) - in_order(expected.astype(np.float32), load_digits().target)
    assert np.abs(difference).max() < 2e-4  # one step of the rounding


def test_the_split_is_stratified_and_fixed():
    digits = data.load("digits", size=8)
    assert [len(part[1]) for part in (digits.train, digits.validation, digits.test)] == [
        1257,
        180,
        360,
    ]
    whole = np.bincount(load_digits().target) / 1797
    for _, y in (digits.train, digits.validation, digits.test):
        assert np.abs(np.bincount(y) / len(y) - whole).max() < 0.01
    again = data.load("digits", size=8)
    assert (again.test[0] == digits.test[0]).all()


def test_no_network_is_asked_for(monkeypatch):
    def refuse(*_):
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    data.load("digits", size=8)
    data.load("shapes", n=100)


def idx(array):
    header = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
    return gzip.compress(header + array.tobytes(), mtime=0)


@pytest.fixture
def small_mnist(tmp_path, monkeypatch):
    """A set of MNIST's form, 40 and 20 pictures, with the checksums to match."""
    below, files = _downloads.FILES["mnist"]
    rng = np.random.default_rng(0)
    folder = tmp_path / below
    folder.mkdir(parents=True)
    sums = {}
    for file in files:
        count = 40 if file.startswith("train") else 20
        labels = (np.arange(count) % 10).astype(np.uint8)
        pictures = rng.integers(0, 256, (count, 28, 28), np.uint8)
        content = idx(pictures if "images" in file else labels)
        (folder / file).write_bytes(content)
        sums[file] = hashlib.md5(content).hexdigest()
    monkeypatch.setitem(_downloads.FILES, "mnist", (below, sums))
    return tmp_path, folder


def test_mnist_is_read_and_padded(small_mnist):
    root, folder = small_mnist
    mnist = data.load("mnist", root=root)
    assert mnist.test[0].shape == (20, 1, 32, 32)
    assert len(mnist.train[1]) + len(mnist.validation[1]) == 40
    pictures = data._downloads.read_idx(folder / "t10k-images-idx3-ubyte.gz")
    np.testing.assert_allclose(mnist.test[0][:, 0, 2:-2, 2:-2], pictures / 255, atol=1e-6)
    assert mnist.test[0][:, :, :2].max() == 0


@pytest.mark.parametrize("damage", ["truncated", "altered"])
def test_a_damaged_file_is_refused_by_name(small_mnist, damage):
    root, folder = small_mnist
    path = folder / "t10k-labels-idx1-ubyte.gz"
    content = bytearray(path.read_bytes())
    if damage == "truncated":
        content = content[:-5]
    else:
        content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(ValueError, match="t10k-labels-idx1-ubyte.gz has MD5 .* expected"):
        data.load("mnist", root=root)


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\x00\x0d\x01" + bytes(8), idx(np.zeros(5, np.uint8))[:-9], bytes(range(20))],
    ids=["empty", "other type", "cut gzip", "noise"],
)
def test_a_broken_idx_file_is_refused_by_name(tmp_path, content):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=str(tmp_path / "file")):
        _downloads.read_idx(tmp_path / "file")
