"""The chapter on LeNet-5: its claims from three seeds, and its exercises' solutions."""

import numpy as np
import pytest
import torch

from cnnlib.models.lenet import digit_codes
from tests.experiments import cells


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_claims_hold(seed):
    cells.run_with_seed("lenet", seed)


def test_without_the_border():
    rows = [  # per place, side, shared parameters
        (6 * 26, 24, 156),
        (6 * 5, 12, 12),
        (1516, 8, 1516),
        (16 * 5, 4, 32),
        (120 * (16 * 16 + 1), 1, 30_840),
        (84 * 121, 1, 10_164),
    ]
    connections = [per_place * side**2 for per_place, side, _ in rows]
    assert connections[:5] == [89_856, 4_320, 97_024, 1_280, 30_840]
    assert (sum(row[2] for row in rows), sum(connections)) == (42_720, 233_484)


def test_distances_of_codes():
    codes = digit_codes()
    apart = (codes[:, None] - codes).square().sum(dim=2).int()
    pairs = {(a, b): int(apart[a, b]) for a in range(10) for b in range(a + 1, 10)}
    nearest, next_ = sorted(pairs, key=pairs.get)[:2]
    assert (nearest, pairs[nearest]) == ((3, 8), 32) and (next_, pairs[next_]) == ((5, 6), 48)
    assert round(np.mean(list(pairs.values()))) == 111
    drawn = 2 * torch.randint(2, (2000, 84), generator=torch.Generator().manual_seed(0)) - 1
    cells_apart = (drawn[::2] != drawn[1::2]).sum(dim=1)
    assert abs(cells_apart.float().mean() - 42) < 1 and (cells_apart < 25).float().mean() < 0.002
