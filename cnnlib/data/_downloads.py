"""MNIST, Fashion-MNIST and CIFAR-10: torchvision's files, checked before they are read.

File names and MD5 sums are those of ``torchvision.datasets`` (a test compares them); torchvision
itself is needed only to fetch what is missing.
"""

import gzip
import hashlib
import pickle
import struct
import tarfile
import tempfile
import zlib
from pathlib import Path

import numpy as np

from cnnlib.data._resize import resize
from cnnlib.data._split import Dataset
from cnnlib.reference import preprocess

__all__ = ["DEFAULT_ROOT", "load_cifar10", "load_mnist", "read_idx"]

DEFAULT_ROOT = Path("~/.cache/cnnlib")

# data set -> (folder below root, {file name: MD5})
FILES = {
    "mnist": (
        "MNIST/raw",
        {
            "train-images-idx3-ubyte.gz": "f68b3c2dcbeaaa9fbdd348bbdeb94873",
            "train-labels-idx1-ubyte.gz": "d53e105ee54ea40749a09fcbcd1e9432",
            "t10k-images-idx3-ubyte.gz": "9fb629c4189551a2d022fa330f9573f3",
            "t10k-labels-idx1-ubyte.gz": "ec29112dd5afa0611ce80d1b7f02629c",
        },
    ),
    "fashion-mnist": (
        "FashionMNIST/raw",
        {
            "train-images-idx3-ubyte.gz": "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "train-labels-idx1-ubyte.gz": "25c81989df183df01b3e8a0aad5dffbe",
            "t10k-images-idx3-ubyte.gz": "bef4ecab320f06d8554ea6380940ec79",
            "t10k-labels-idx1-ubyte.gz": "bb300cfdad3c16e7a12a480ee83cd310",
        },
    ),
    "cifar10": (".", {"cifar-10-python.tar.gz": "c58f30108f718f92721af3b95e74349a"}),
}

CLASSES = {
    "mnist": tuple("0123456789"),
    "fashion-mnist": (
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
    "cifar10": (
        "airplane",
        "automobile",
        "bird",
        "cat",
        "deer",
        "dog",
        "frog",
        "horse",
        "ship",
        "truck",
    ),
}


def read_idx(path):
    """Read an IDX file of bytes, gzipped or not (the format of MNIST's files).

    Two zero bytes, the type (8: unsigned byte), the number of axes, each size as a big-endian
    32-bit integer, then the values, last axis fastest (http://yann.lecun.com/exdb/mnist).

    Parameters
    ----------
    path : str or path

    Returns
    -------
    array, uint8

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is not IDX of unsigned bytes, or has not the length that its header says.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "tiny-idx1-ubyte"
    ...     _ = path.write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 7, 2, 1]))
    ...     print(read_idx(path))
    [7 2 1]
    """
    content = Path(path).read_bytes()
    if content[:2] == b"\x1f\x8b":
        try:
            content = gzip.decompress(content)
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"read_idx: {path} is not a whole gzip file ({error})") from None
    axes = content[3] if len(content) > 3 else 0
    if content[:3] != b"\x00\x00\x08" or not axes or len(content) < 4 + 4 * axes:
        raise ValueError(
            f"read_idx: {path} begins with {content[:4].hex()}, expected 000008 and the number "
            f"of axes, then their sizes"
        )
    shape = struct.unpack_from(f">{axes}I", content, 4)
    values = np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * axes)
    if len(values) != np.prod(shape, dtype=object):
        raise ValueError(
            f"read_idx: {path} holds {len(values)} values, expected {shape} as its header says"
        )
    return values.reshape(shape)


def load_mnist(name, size, root):
    """MNIST or Fashion-MNIST; 28 x 28 becomes 32 x 32 by a border of 2 empty cells, as LeNet's."""
    folder = _checked_folder(name, root)
    parts = []
    for part in ("train", "t10k"):
        images = read_idx(folder / f"{part}-images-idx3-ubyte.gz")[:, None]  # (N, 1, 28, 28)
        labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz")
        if size == 32 and images.shape[2:] == (28, 28):
            images = np.pad(images, ((0, 0), (0, 0), (2, 2), (2, 2)))
        parts.append((images, labels))
    return _dataset(name, size, *parts)


def load_cifar10(size, root):
    """CIFAR-10 from its archive, which is read without being unpacked."""
    archive = _checked_folder("cifar10", root) / "cifar-10-python.tar.gz"
    batches = {}
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            file_name = Path(member.name).name
            if file_name.startswith(("data_batch_", "test_batch")):
                # A pickle can run code: this one is read only because its MD5 is CIFAR-10's.
                batch = pickle.loads(tar.extractfile(member).read(), encoding="bytes")
                images = np.asarray(batch[b"data"], dtype=np.uint8).reshape(-1, 3, 32, 32)
                batches[file_name] = images, np.asarray(batch[b"labels"])
    train = [batches[key] for key in sorted(batches) if key.startswith("data_batch_")]
    images, labels = (np.concatenate(arrays) for arrays in zip(*train, strict=True))
    return _dataset("cifar10", size, (images, labels), batches["test_batch"])


def _dataset(name, size, train, test):
    """Bytes as a `Dataset`; a tenth of the training images becomes the validation part."""
    (images, labels), (test_images, test_labels) = train, test
    places = preprocess.split(labels, (0.9, 0.1), rng=np.random.default_rng(0))
    parts = [(images[part], labels[part]) for part in places] + [(test_images, test_labels)]
    ready = []
    for x, y in parts:
        unit = x.astype(np.float32)
        unit /= 255
        ready.append((resize(unit, size), y.astype(np.int64)))
    return Dataset(name, CLASSES[name], *ready)


def _checked_folder(name, root):
    """The folder with every file of a data set, each fetched if missing and checked by MD5."""
    below, files = FILES[name]
    folder = Path(DEFAULT_ROOT if root is None else root).expanduser() / below
    missing = [file for file in files if not (folder / file).exists()]
    for file in missing:
        try:
            _download(name, file, folder)
        except OSError as error:
            reason = getattr(error, "reason", None) or error.strerror or error
            raise FileNotFoundError(
                f"load: {', '.join(missing)} of {name!r} cannot be downloaded ({reason}); "
                f"put what is missing into {folder}"
            ) from None
    for file, expected in files.items():
        found = _md5(folder / file)
        if found != expected:
            raise ValueError(
                f"load: {folder / file} has MD5 {found}, expected {expected}: it is truncated or "
                f"altered; delete it to have it downloaded again"
            )
    return folder


def _md5(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


def _download(name, file, folder):
    """Fetch one file by torchvision, from the first of its mirrors that answers."""
    try:
        from torchvision import datasets
        from torchvision.datasets.utils import download_url
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            f"load: {folder / file} is missing and downloading it needs torchvision: "
            f'pip install "cnnlib[torch]"',
            name="torchvision",
        ) from None
    if name == "cifar10":
        addresses = [datasets.CIFAR10.url]
    else:
        source = datasets.MNIST if name == "mnist" else datasets.FashionMNIST
        addresses = [mirror + file for mirror in source.mirrors]
    folder.mkdir(parents=True, exist_ok=True)
    failure = None
    for address in addresses:
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            try:
                download_url(address, unfinished, filename=file, md5=FILES[name][1][file])
                Path(unfinished, file).replace(folder / file)
                return
            except (OSError, RuntimeError) as error:  # RuntimeError: the MD5 differs
                failure = error
    raise failure if isinstance(failure, OSError) else OSError(str(failure))
