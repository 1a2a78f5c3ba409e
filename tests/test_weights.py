"""The weights that come with the package do what their README says."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest
import torch

from cnnlib import data, models
from cnnlib.training import evaluate

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "data" / "weights" / "README.md").read_text(encoding="utf-8")


def row(name):
    """What the README says was right: (validation, test)."""
    line = next(line for line in README.splitlines() if line.startswith(f"| {name} |"))
    return [tuple(map(int, pair)) for pair in re.findall(r"(\d+) of (\d+)", line)]


@pytest.fixture(scope="module")
def net():
    net = models.lenet5_1998()
    kept = data.weights("lenet5_1998")
    net.load_state_dict({name: torch.from_numpy(array) for name, array in kept.items()})
    return net


def test_each_file_has_a_row_and_is_a_network():
    stems = sorted(path.stem for path in (ROOT / "data" / "weights").glob("*.npz"))
    assert stems == re.findall(r"^\| (\w+) \| digits", README, re.M)
    for name in stems:
        kept, whole = data.weights(name), getattr(models, name)().state_dict()
        assert list(kept) == list(whole)
        assert all(array.dtype == np.float32 for array in kept.values())
        assert all(np.isfinite(array).all() for array in kept.values())
    assert torch.equal(torch.from_numpy(kept["output.codes"]), whole["output.codes"])


def test_as_many_digits_are_right_as_written(net):
    digits = data.load("digits")
    for part, (right, total) in zip(("validation", "test"), row("lenet5_1998"), strict=True):
        found = evaluate(net, getattr(digits, part))
        assert found.total == total and abs(found.correct - right) <= 1  # a tie elsewhere


@pytest.mark.slow
def test_the_command_makes_weights_that_do_as_well():
    spec = importlib.util.spec_from_file_location("made", ROOT / "tools" / "weights.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    net, digits = tool.train()
    for part, (right, total) in zip(("validation", "test"), row("lenet5_1998"), strict=True):
        assert evaluate(net, getattr(digits, part)).correct > right - 0.02 * total
