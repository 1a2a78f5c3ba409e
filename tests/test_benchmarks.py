"""The benchmarks measure the right things, and the book's figures are theirs."""

import json
import time
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from benchmarks import __main__ as command
from benchmarks import cases, gpu, peers, timing, training

DATA = Path(__file__).resolve().parents[1] / "data"
SPEED = json.loads((DATA / "speed.json").read_text("utf-8"))
TRAINING = json.loads((DATA / "benchmarks" / "training_cpu.json").read_text("utf-8"))
TENSORS = json.loads((DATA / "benchmarks" / "conv2d_cpu.json").read_text("utf-8"))


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
    assert list(tables) == ["forward", "backward", "ways", "others", "epoch", "shapes"]
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


# On tensors --------------------------------------------------------------------------------------

SMALL = {
    "3 x 3": ((4, 2, 8, 8), (4, 2, 3, 3), 1, 1),
    "5 x 5 / 2": ((4, 2, 9, 9), (4, 2, 5, 5), 2, 0),
}


def test_the_ways_on_tensors_are_measured(monkeypatch, tmp_path, capsys):
    place = gpu.Place("cpu", SMALL, ("float32", "bfloat16"), gpu.WAYS[:-1], timing.interleaved)
    monkeypatch.setattr(gpu, "on_cpu", lambda: place)
    gpu.main(["--device", "cpu", "--seconds", "0.001", "--out", str(tmp_path / "speed.json")])
    assert "No GPU is measured" in capsys.readouterr().out
    report = json.loads((tmp_path / "speed.json").read_text("utf-8"))
    steps = ["forward", "forward and backward"]
    names = [f"{number}, {step}" for number in place.numbers for step in steps]
    assert list(report["tables"]) == ["ceilings", *names]
    for name in names:
        table = report["tables"][name]
        assert [row[0] for row in table["rows"]] == [*SMALL, "geometric mean"]
        for row in table["rows"]:
            ways = dict(zip(table["columns"], row, strict=True))
            known = [ways[way] for way in place.ways if ways[way] is not None]
            if row[0] in SMALL:
                assert ways["best"] == min(known) > 0
                assert (ways["winograd"] is None) == (row[0] == "5 x 5 / 2")


def test_a_wrong_way_on_tensors_is_not_measured():
    (x, weight), bias = (torch.randn(shape) for shape in SMALL["3 x 3"][:2]), torch.zeros(4)
    assert gpu.agrees(F.conv2d, [x, weight, bias], 1, 1, 1e-5, "torch")
    with pytest.raises(AssertionError, match="thing: off by"):
        gpu.agrees(lambda *a: 1.001 * F.conv2d(*a), [x, weight, bias], 1, 1, 1e-5, "thing")


def test_the_least_times_are_counted_by_hand():
    layer = ((2, 3, 6, 6), (4, 3, 3, 3), 1, 1)
    multiplications, cells = 2 * 4 * 36 * 27, (2 * 3 * 36, 4 * 27, 2 * 4 * 36)
    x, weight, y = cells
    slow_memory = gpu.least_times(layer, 4, (1e30, 1.0))
    assert slow_memory == (4 * (x + weight + y), 4 * (3 * x + 3 * weight + 2 * y))
    slow_products = gpu.least_times(layer, 4, (1.0, 1e30))
    assert slow_products == (2 * multiplications, 6 * multiplications)


def test_the_books_figures_on_tensors_are_complete_and_as_said():
    for step in ("forward", "forward and backward"):
        rows = TENSORS["tables"][f"float32, {step}"]["rows"]
        assert [row[0] for row in rows] == [*cases.CONVOLUTIONS, "geometric mean"]
        assert rows[-1][3] < 2  # the best way of each layer, beside torch's own


def test_a_typo_in_the_device_is_answered_by_one_sentence(capsys):
    with pytest.raises(SystemExit) as left:
        gpu.main(["--device", "gpu"])
    assert left.value.code == 2 and "invalid choice: 'gpu'" in capsys.readouterr().err


@pytest.mark.skipif(torch.cuda.is_available(), reason="for machines without CUDA")
def test_no_cuda_is_answered_by_one_sentence(capsys):
    with pytest.raises(SystemExit) as left:
        gpu.main(["--device", "cuda"])
    assert left.value.code == 2 and "torch finds no CUDA device here" in capsys.readouterr().err


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no cuda device")
def test_the_slower_function_takes_longer_on_the_device():
    small, large = torch.randn(64, 64, device="cuda"), torch.randn(4096, 4096, device="cuda")
    times = gpu.device_times({"small": lambda: small @ small, "large": lambda: large @ large}, 0.05)
    assert 0 < times["small"] < times["large"]


def test_training_is_measured_beside_a_loop_that_does_the_same():
    """One update of each: both loops train, and the table's ratio is that of its times."""
    table = training.table("cpu", rounds=1, steps=1)
    assert [row[0].split(",")[0] for row in table["rows"]] == [
        row[0].split(",")[0] for row in TRAINING["tables"]["training"]["rows"]
    ]
    for *_, other, ours, ratio in table["rows"]:
        assert ratio == pytest.approx(ours / other) and min(ours, other) > 1
