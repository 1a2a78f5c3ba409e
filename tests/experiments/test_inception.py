"""The chapter on Inception: what it says of three seeds, and its exercises' solutions."""

from itertools import product

import numpy as np
import pytest
import torch

from cnnlib import training
from cnnlib.widgets.branch_budget import MODULES, branches, naive_branches, total
from tests.experiments import cells

SEEDS = (0, 1, 2)
DATA = (
    *("SEED", "digits", "quiet", "TABLE", "REDUCTIONS", "shapes", "SGD"),
    *("x_train", "y_train", "PAIR", "PRINTED"),
)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    return cells.definitions("inception", *DATA)


@pytest.mark.slow
def test_a_reduction_costs_no_accuracy(chapter):
    runs = [
        {
            name: training.evaluate(net, chapter["digits"].test).accuracy
            for name, net in chapter["compare_reductions"](seed).items()
        }
        for seed in SEEDS
    ]
    assert all(run["as printed"] > run["naive"] - 0.03 for run in runs)
    right = {name: np.mean([run[name] for run in runs]) for name in runs[0]}
    assert right["as printed"] > right["a quarter of it"] > right["naive"] - 0.03
    assert min(min(run.values()) for run in runs) > 0.6


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_mean_is_ahead_where_things_lie_anywhere(chapter, seed):
    right = {
        head: training.evaluate(net, chapter["shapes"].test).accuracy
        for head, net in chapter["compare_heads"](seed).items()
    }
    assert right["mean"] > right["full"] + 0.04


@pytest.mark.slow
def test_the_effect_of_auxiliary_classifiers_drowns_between_seeds(chapter):
    losses = [
        [
            training.evaluate(chapter["with_auxiliary"](weight, seed), chapter["digits"].train).loss
            for weight in (0.0, 0.3)
        ]
        for seed in SEEDS
    ]
    assert 0.5 < np.min(losses) < np.max(losses) < 2.4
    gained = -np.diff(losses)
    assert abs(gained.mean()) < np.ptp(gained)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_normalised_it_is_there_sooner(chapter, seed):
    steps = {key: len(run) for key, run in chapter["compare_speeds"](seed).items()}
    for large in ((5,), (3, 3)):
        assert steps[large, True, 0.1] < steps[large, True, 0.02] < 120
        assert steps[large, False, 0.02] == steps[large, False, 0.1] == 120


@pytest.mark.slow
def test_factors_read_as_well_as_squares(chapter):
    runs = [chapter["compare_factors"](seed) for seed in SEEDS]
    assert min(min(run.values()) for run in runs) > 0.75
    for place in ("front", "modules"):
        square, pair = (np.mean([run[place, kind] for run in runs]) for kind in (False, True))
        assert abs(square - pair) < 0.05


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_normalised_network_reads_digits(chapter, seed):
    training.seed_everything(seed)
    net = chapter["he"](chapter["Deep"](norm=True))
    chapter["fitted"](net, seed, 90, auxiliary_weight=0.0)
    assert 300 <= 360 * training.evaluate(net, chapter["digits"].test).accuracy < 360


def test_by_hand():
    layers = [(9 * 64, 96), (96, 80), (80, 64)]
    assert sum(o * (i + 1) for i, o in layers) == 68_336
    assert [o * (i + 1) for i, o in layers] == [55_392, 7_760, 5_184]
    macs = [i * o * 196 for i, o in layers]
    assert sum(macs) == 13_346_816
    assert f"{(7_760 + 5_184) / 68_336:.0%} {sum(macs[1:]) / sum(macs):.0%}" == "19% 19%"
    assert (64 * 65, 64 * 64 * 196) == (4_160, 802_816)
    maps, parameters, _ = total(branches(*MODULES["5b"]))
    assert (maps, parameters - 1264) == (1024, 1_442_816)
    maps, parameters, _ = total(naive_branches(*MODULES["5b"]))
    assert (maps, parameters - 896) == (1728, 5_857_280)
    assert [round(total(branches(*MODULES[name]))[2] / 1e6) for name in ("3b", "5b")] == [304, 71]
    assert round(1072 * 1024 * 49 / 1e6, 1) == 53.8


def test_other_widths_that_were_counted(chapter):
    """The search of the last exercise, and what its solution says of it."""
    columns = ("1x1", "3x3 reduce", "3x3", "5x5 reduce", "5x5", "projection")
    found = {name: [] for name in ("4a", "4b", "4c", "4d", "4e", "5a", "5b")}
    for name, column, width in product(found, range(6), range(8, 1025, 8)):
        sizes = list(MODULES[name])
        if sizes[2 + column] == width:
            continue
        sizes[2 + column] = width
        _, parameters, macs = total(branches(*sizes))
        printed, operations = chapter["PRINTED"][name]
        counted = parameters, parameters - sum(sizes[2:])  # with biases and without
        if any(printed in (count // 1024, round(count / 1024)) for count in counted):
            fits = operations in (macs // 10**6, round(macs / 1e6))
            found[name].append((columns[column], width, fits))
    assert found == {
        "4a": [("1x1", 184, True), ("5x5", 40, True), ("projection", 56, True)],
        "4b": [],
        "4c": [],
        "4d": [("3x3", 280, False)],
        "4e": [("1x1", 240, False), ("5x5", 120, False), ("projection", 112, False)],
        "5a": [],
        "5b": [],
    }


def test_smaller_weights_let_the_main_gradient_vanish(chapter):
    """At 3a, and it is the auxiliary classifier on 4a that still reaches it."""
    training.seed_everything(0)
    net = chapter["he"](chapter["Deep"](), gain=0.71)
    x, y = chapter["x_train"][:64], chapter["y_train"][:64]
    weight = net.to_4a[2][1][0].weight
    norms = [
        torch.autograd.grad(
            torch.nn.functional.cross_entropy(logits, y), weight, retain_graph=True
        )[0].norm()
        for logits in net(x)
    ]
    assert norms[2] > 5 * norms[0]
