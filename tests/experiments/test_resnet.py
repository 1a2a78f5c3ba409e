"""What the chapter on ResNet says of three seeds, with its own functions."""

import numpy as np
import pytest

from tests.experiments import cells

pytestmark = pytest.mark.slow

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module", params=SEEDS)
def four(request):
    """The chapter's functions, and its four networks, trained from one seed."""
    chapter = cells.definitions("resnet", "digits", "SEED", "x_val", "y_val")
    names = {"plain-20": "plain20", "plain-56": "plain56"}
    names |= {"residual-20": "resnet20", "residual-56": "resnet56"}
    runs = {name: chapter["trained"](build, request.param) for name, build in names.items()}
    return chapter, request.param, runs


def test_degradation(four):
    _, _, runs = four
    last = {name: history.train_loss[-1] for name, (_, history) in runs.items()}
    assert last["plain-56"] > last["plain-20"] + 1
    assert max(last["residual-20"], last["residual-56"]) < last["plain-20"] / 2


def test_kinds_of_shortcuts(four):
    chapter, seed, runs = four
    a, plain = (runs[name][1].train_loss[-1] for name in ("residual-20", "plain-20"))
    b, c = (chapter["trained"]("resnet20", seed, shortcut=k)[1].train_loss[-1] for k in "BC")
    second = chapter["trained"]("preact_resnet20", seed)[1].train_loss[-1]
    assert max(a, b, c, second) < 0.7 * plain
    assert 1.5 * a < min(c, second)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_gradient_does_not_vanish(seed):
    chapter = cells.definitions("resnet", "digits", "SEED")
    growth = {}
    for name in ("plain56", "resnet56"):
        norms = chapter["gradient_by_block"](name, seed)
        growth[name] = norms[0] / norms[-1]
    assert growth["plain56"] > 300 > growth["resnet56"] > 1


def test_a_block_less(four):
    chapter, _, runs = four
    means = {
        name: np.nanmean(chapter["accuracies_without_one"](net)) for name, (net, _) in runs.items()
    }
    assert means["plain-20"] < 0.4 and chapter["accuracy_without"](runs["plain-20"][0]) > 0.8
    assert means["residual-20"] > 0.6 and means["residual-56"] > 0.8


def test_deeper_blocks_do_less(four):
    chapter, _, runs = four
    means = {name: np.nanmean(chapter["added"](net)) for name, (net, _) in runs.items()}
    assert means["residual-56"] < means["residual-20"] < means["plain-20"]
