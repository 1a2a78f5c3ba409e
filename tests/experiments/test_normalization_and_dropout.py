"""What the chapter on normalisation and dropout says of three seeds, with its functions."""

import numpy as np
import pytest

from tests.experiments import cells

pytestmark = pytest.mark.slow

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    data = [f"{axis}_{part}" for axis in "xy" for part in ("train", "val", "test", "unseen")]
    return cells.definitions("normalization_and_dropout", "digits", *data)


def trained(chapter, bend, norm, seed, lr, **options):
    net = chapter["make_network"](getattr(chapter["layers"], bend), norm, seed, **options)
    train = chapter["x_train"], chapter["y_train"]
    with np.errstate(all="ignore"):  # large rates may overflow
        return net, chapter["train"](net, *train, lr, 3, seed)


def errors(chapter, net):
    pairs = [(f"x_{part}", f"y_{part}") for part in ("val", "test")]
    with np.errstate(all="ignore"):
        return [chapter["error"](net, chapter[x], chapter[y]) for x, y in pairs]


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_bears_large_learning_rates(chapter, seed):
    for lr in (0.3, 1.0):
        assert errors(chapter, trained(chapter, "ReLU", "none", seed, lr)[0])[0] > 0.8
    for lr in (0.03, 0.1, 0.3):
        net, loss = trained(chapter, "ReLU", "before", seed, lr)
        assert loss < 0.8 and errors(chapter, net)[0] < 0.2
    slow = [trained(chapter, "ReLU", norm, seed, 0.01)[1] for norm in ("none", "before")]
    assert slow[1] < slow[0]


@pytest.mark.parametrize("seed", SEEDS)
def test_batch_norm_bears_small_first_weights_and_sigmoids(chapter, seed):
    assert trained(chapter, "ReLU", "none", seed, 0.1, gain=1)[1] > 2.2
    assert trained(chapter, "ReLU", "before", seed, 0.1, gain=1)[1] < 0.6
    test = {}
    for bend, norm, lr in [
        ("Sigmoid", "none", 0.2),
        ("Sigmoid", "before", 0.2),
        ("ReLU", "before", 0.05),
    ]:
        test[bend, norm] = errors(chapter, trained(chapter, bend, norm, seed, lr)[0])[1]
    assert test["Sigmoid", "none"] > 0.8 and test["Sigmoid", "before"] < 0.4
    assert test["ReLU", "before"] < test["Sigmoid", "before"]


@pytest.mark.parametrize(
    ("bend", "norm", "chosen", "others"),
    [
        ("Sigmoid", "before", 0.2, (0.05, 0.1, 0.3)),
        ("ReLU", "before", 0.05, (0.02, 0.1, 0.2)),
        ("ReLU", "after", 0.05, (0.02, 0.1, 0.2)),
    ],
)
def test_no_other_rate_is_better_on_the_validation_pictures(chapter, bend, norm, chosen, others):
    def missed(lr):
        nets = [trained(chapter, bend, norm, seed, lr)[0] for seed in SEEDS]
        return np.mean([errors(chapter, net)[0] for net in nets])

    assert missed(chosen) < min(map(missed, others)) + 0.01


def test_before_or_after_makes_no_difference_that_three_seeds_show(chapter):
    test = {
        norm: [errors(chapter, trained(chapter, "ReLU", norm, s, 0.05)[0])[1] for s in SEEDS]
        for norm in ("before", "after")
    }
    assert max(map(max, test.values())) < 0.15
    assert abs(np.mean(test["before"]) - np.mean(test["after"])) < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_dropout_keeps_wrong_labels_from_being_learned_by_heart(chapter, seed):
    final = {}
    for wrong in (0, 40):
        for p in (0.0, 0.5):
            final[wrong, p] = chapter["learn_200"](p, wrong, seed)[1][:, -1]
    assert final[40, 0.0][0] < 0.03 and final[40, 0.5][0] > 0.05
    assert final[40, 0.5][1] < final[40, 0.0][1] - 0.02
    assert abs(final[0, 0.5][1] - final[0, 0.0][1]) < 0.04
