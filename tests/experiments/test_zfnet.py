"""The chapter on ZFNet: its claims from three seeds, and its exercises' solutions."""

from copy import deepcopy
from itertools import combinations

import numpy as np
import pytest
import torch

from cnnlib import models
from cnnlib.inspect import occlusion_map
from tests.experiments import cells

SEEDS = (0, 1, 2)
DATA = ("digits", "quiet", "x_test", "y_test", "RULES", "COPIED")


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    return cells.definitions("zfnet", "x_val", "y_val", *DATA)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_claims_hold(seed):
    cells.run_with_seed("zfnet", seed)


@pytest.mark.slow
def test_no_gain_from_old_convolutions_beyond_the_spread(chapter):
    runs = [chapter["transfer_study"](seed) for seed in SEEDS]
    gains = [run["old convolutions, all learn"] - run["from scratch"] for run in runs]
    assert min(gains) < 0 < max(gains)


def test_a_picture_of_256():
    sides, side = [], 256
    for k, s, p, pooled in [(7, 2, 1, 1), (5, 2, 0, 1), (3, 1, 1, 0), (3, 1, 1, 0), (3, 1, 1, 1)]:
        side = (side + 2 * p - k) // s + 1
        sides.append(side)
        if pooled:
            side = -(-(side - 3) // 2) + 1
            sides.append(side)
    assert sides == [126, 63, 30, 15, 15, 15, 15, 7]
    with torch.device("meta"):
        net = models.zfnet()
    full6 = 4096 * (256 * 49 + 1)
    rest = sum(p.numel() for name, p in net.named_parameters() if "full6" not in name)
    assert (full6, rest + full6) == (51_384_320, 75_989_096)


def test_one_step_by_hand():
    x = torch.tensor([[2.0, 5, 1, 4]], requires_grad=True)
    weight = torch.tensor([[[1.0, -1.0]]])
    y = torch.nn.functional.conv1d(x[None], weight)
    assert y.flatten().tolist() == [-3, 4, -3]
    best = y.relu().max()
    (back,) = torch.autograd.grad(best, x, best)
    assert back.flatten().tolist() == [0, 4, -4, 0]


@pytest.mark.slow
def test_size_and_colour_of_the_occluder(chapter):
    net, _ = chapter["trained"](0)
    with torch.no_grad():
        right = (net(chapter["x_test"]).argmax(dim=1) == chapter["y_test"]).nonzero().flatten()[:40]
    x, y = chapter["x_test"][right], chapter["y_test"][right].tolist()
    mean, lowest = {}, {}
    for size in (4, 8, 12):
        for value in (0.0, 0.5, 1.0):
            heat = occlusion_map(net, x, y, size, stride=2, value=value)
            mean[size, value] = heat.mean()
            lowest[size, value] = heat.flatten(1).amin(dim=1).mean()
    for value in (0.0, 0.5, 1.0):
        assert mean[4, value] > mean[8, value] > mean[12, value]
    for size in (8, 12):
        assert mean[size, 1.0] < mean[size, 0.0] < mean[size, 0.5]
        assert lowest[size, 0.0] < lowest[size, 0.5] - 0.05


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_cleaner_the_picture_the_less_it_says_of_the_network(chapter, seed):
    net, states = chapter["trained"](seed)
    untrained = deepcopy(net)
    untrained.load_state_dict(states[0])
    x = chapter["x_test"][:20]

    def drawn(net, rule):
        maps, notes = chapter["run_up"](net, x, "relu5")
        pictures = []
        for channel in range(maps.shape[1]):
            kept = chapter["only_strongest"](maps, channel)
            down = chapter["go_down"](kept, notes, chapter["RULES"][rule])
            pictures.append(down.abs().flatten(1))
        return torch.stack(pictures).numpy()  # (maps, digits, pixels)

    def alike(pairs):
        return np.mean([np.corrcoef(a, b)[0, 1] for a, b in pairs if a.any() and b.any()])

    networks, between = [], []
    with torch.no_grad():
        for rule in ("gradient", "deconvnet", "guided"):
            ours, raw = drawn(net, rule), drawn(untrained, rule)
            pairs = zip(ours.reshape(-1, 1024), raw.reshape(-1, 1024), strict=True)
            networks.append(alike(pairs))
            between.append(alike(p for n in range(20) for p in combinations(ours[:, n], 2)))
    assert np.diff(between).min() > 0.05
    assert networks[2] > max(networks[:2]) + 0.05
