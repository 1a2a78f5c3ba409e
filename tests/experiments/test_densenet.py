"""What the chapter on DenseNet says of three seeds, with its own functions."""

import numpy as np
import pytest

from tests.experiments import cells

pytestmark = pytest.mark.slow

SEEDS = (0, 1, 2)
DATA = ("digits", "SAME", "READ", "narrow", "cuts", "x_val", "y_val")


@pytest.mark.parametrize("seed", SEEDS)
def test_parameters_against_accuracy(seed):
    chapter = cells.definitions("densenet", *DATA)
    residual = [chapter["result"]("resnet20", seed, width=width) for width in (4, 8)]
    dense = [chapter["result"]("densenet", seed, depth=22, growth_rate=k) for k in (2, 4, 8)]
    for one, other in zip(dense, residual, strict=False):
        assert one[0] < other[0] and one[1] > other[1]  # parameters, multiplications
        assert one[2] > 0.9 * other[2]  # the loss on the training digits
        assert one[3] > other[3] - 0.02  # the test digits
    assert dense[0][3] > residual[0][3] + 0.01
    assert dense[0][2] > 1.5 * dense[1][2] > 1.5**2 * dense[2][2]


@pytest.mark.parametrize("seed", SEEDS)
def test_who_reads_whom(seed):
    chapter = cells.definitions("densenet", *DATA)
    net, _ = chapter["trained"]("densenet", seed, chapter["READ"], **chapter["narrow"])
    tables = {block: chapter["mean_weights"](net, block) for block in (1, 2, 3)}
    shares = {block: chapter["input_share"](table) for block, table in tables.items()}
    assert shares[3] < shares[2] < shares[1] and shares[3] < 0.88 and shares[1] > 0.9
    assert min(np.nanmin(table) for table in tables.values()) > 0.4
    assert tables[3][1:, -1].min() > 0.6

    rise = chapter["rises"](net, 2)
    by_source, between = np.nansum(rise, axis=1), np.nanmean(rise[1:, 1:-1])
    assert by_source[0] > 2 * by_source[1:].max()
    assert between < 0.1 and rise[1:, -1].mean() > 2 * between
    left = {name: chapter["loss_without"](net, 2, cut) for name, cut in chapter["cuts"].items()}
    assert left["near"] < left["layers"] < left["input"]
    assert left["near"] < 0.8 and left["far"] > 1.5
