"""The benchmarks measure the right things, and the book's figures are theirs."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from benchmarks import __main__ as command
from benchmarks import cases, peers, timing

SPEED = json.loads((Path(__file__).resolve().parents[1] / "data" / "speed.json").read_text("utf-8"))


def test_the_slower_function_takes_longer():
    times = timing.interleaved(
        {"short": lambda: time.sleep(0.001), "long": lambda: time.sleep(0.004)}, seconds=0.05
    )
    assert 0.001 <= times["short"] < times["long"] and times["long"] >= 0.004


def test_extra_memory_is_what_is_there_beside_the_result():
    def sum_of_two():
        first, second = np.ones(2**20), np.ones(2**20)  # 8 MiB each, as the result
        return first + second

    assert 15.9 < timing.extra_memory(sum_of_two) < 16.1


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1)])
def test_the_peer_convolves(stride, padding):
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(shape) for shape in ((2, 3, 9, 8), (4, 3, 3, 2), (4,))]
    tensors = [torch.from_numpy(a.copy()).requires_grad_() for a in arrays]
    expected = F.conv2d(*tensors, stride, padding)
    y, columns = peers.full_im2col_forward(*arrays, stride, padding)
    np.testing.assert_allclose(y, expected.detach())
    dy = rng.standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    gradients = peers.full_im2col_backward(dy, *arrays[:2], columns, stride, padding)
    for actual, tensor in zip(gradients, tensors, strict=True):
        np.testing.assert_allclose(actual, tensor.grad)


def test_a_wrong_result_is_not_measured():
    with pytest.raises(AssertionError, match="thing: differs"):
        cases.check([np.ones(3)], [torch.full((3,), 1.1)], "thing")


def test_the_books_figures_are_complete():
    tables = SPEED["tables"]
    assert list(tables) == ["forward", "backward", "ways", "others", "epoch"]
    for which in ("forward", "backward"):
        names = [row[0] for row in tables[which]["rows"]]
        assert names == [*cases.CONVOLUTIONS, "geometric mean", "worst"]
    assert [row[0] for row in tables["ways"]["rows"]] == names[:7] + list(cases.LARGE_KERNEL)
    for table in tables.values():
        assert all(len(row) == len(table["columns"]) for row in table["rows"])


def test_the_text_on_the_page_is_true_of_the_figures():
    """`appendix/speed.md` says in words what its tables show."""
    rows = {row[0]: row[1:] for row in SPEED["tables"]["ways"]["rows"]}
    conv2d, _, fft, winograd, naive = range(5)
    for name in ("3 x 3, 64 channels", "3 x 3, 128 channels"):
        assert rows[name][winograd] < rows[name][conv2d]
    assert rows["21 x 21, 8 channels"][fft] < rows["21 x 21, 8 channels"][conv2d]
    for name in cases.CONVOLUTIONS:
        assert rows[name][fft] > rows[name][conv2d]
        assert rows[name][naive] > 10
    thin, wide = (SPEED["tables"]["forward"]["rows"][k][4] for k in (0, 5))
    assert thin < wide > 0.9  # 1 x 1 kernels copy nothing
    others = {row[0]: row for row in SPEED["tables"]["others"]["rows"]}
    pooling = others["max_pool2d: VGG, 2 / 2"]
    assert pooling[2] < 1 < pooling[4]


def test_numbers_are_shown_with_the_digits_they_have(capsys):
    assert command.rounded({"a": [1.23456, "b", None, 3]}) == {"a": [1.23, "b", None, 3]}
    table = {"title": "T", "columns": ["layer", "x"], "rows": [["a", 1.234], ["bb", None]]}
    assert command.text(table).splitlines()[1:] == [
        "T",
        "layer     x",
        "a      1.23",
        "bb        -",
    ]


def test_a_typo_is_answered_by_one_sentence(capsys, monkeypatch):
    for variable in command.THREADS:  # which main sets
        monkeypatch.setenv(variable, "1")
    with pytest.raises(SystemExit) as left:
        command.main(["convolutoin"])
    assert left.value.code == 2
    assert "no group 'convolutoin', expected convolution" in capsys.readouterr().err
