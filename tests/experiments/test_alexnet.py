"""The chapter on AlexNet: what it says of three seeds, and its exercises' solutions."""

import math

import numpy as np
import pytest

from tests.experiments import cells

SEEDS = (0, 1, 2)
DATA = ("SEED", "TABLE", "digits", "RATES", "few", "pairs", "unseen", "crops", "WITHOUT")


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    return cells.definitions("alexnet", *DATA)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_relu_is_not_six_times_as_fast_as_tanh(chapter, seed):
    best = {name: min(steps) for name, steps in chapter["race"](seed).items()}
    assert max(best.values()) < 250
    assert best["Tanh"] < 1.5 * best["ReLU"]


@pytest.mark.slow
def test_what_is_taken_away(chapter):
    """Each row of the chapter's table, with the spread between seeds as its measure."""
    complete = [chapter["measured"](chapter["trained"](seed)) for seed in SEEDS]
    runs = [chapter["take_away"](seed) for seed in SEEDS]
    right = [accuracy for _, accuracy in complete]
    change = {
        name: [run[name][1] - whole for run, whole in zip(runs, right, strict=True)]
        for name in chapter["WITHOUT"]
    }
    for name in ("tanh for ReLU", "no dropout"):
        assert min(change[name]) > 0, name
        assert np.mean(change[name]) > 1, name
    for name in ("no LRN", "no crops"):
        assert abs(np.mean(change[name])) < 1.5, name
    for run, (loss, accuracy) in zip(runs, complete, strict=True):
        assert run["no dropout"][0] < loss and run["no crops"][0] < loss
        assert min(accuracy, *(other for _, other in run.values())) > 85


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_averaging_learns_more_slowly_than_full_layers(chapter, seed):
    averaged = chapter["measured"](chapter["trained"](seed, head=chapter["averaged"]))
    full = chapter["measured"](chapter["trained"](seed))
    assert averaged[0] > 1.5 * full[0]
    assert 50 < averaged[1] < full[1]


def test_by_hand(chapter):
    assert 60_965_224 - 60_965_128 == 96 == 34_944 - 11 * 11 * 3 * 96
    assert sum(row[1] for row in chapter["TABLE"]) + 4096 + 4096 + 1000 == 10_568
    convolutions = 290_400 + 186_624 + 2 * 64_896 + 43_264
    assert convolutions == 650_080 and convolutions + 4096 + 4096 + 1000 == 659_272
    printed = 253_440 + 186_624 + 2 * 64_896 + 43_264 + 4096 + 4096 + 1000
    assert printed == 622_312
    pools = 96 * 27**2 + 256 * 13**2 + 256 * 6**2
    kept = 2 * convolutions + 290_400 + 186_624 + pools
    assert f"{4 * kept / 1e6:.1f} {8 * 128 * kept / 1e9:.2f}" == "7.6 1.95"
    assert round(12 * 60_965_224 / 1e6) == 732
    assert round(math.sqrt(0.92 * 0.08 / 1317), 4) == 0.0075
    assert round(100 * math.sqrt(0.4 * 0.6 / 50_000), 1) == 0.2
    assert round(90 * 1.2e6 / 128, -4) == 840_000
