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
    small, large = (chapter["result"]("resnet20", seed, width=width) for width in (4, 8))
    dense = {
        k: chapter["result"]("densenet", seed, depth=22, growth_rate=k) for k in (2, 4, 8)
    }
    print(small, large, dense, chapter["result"]("densenet_bc", seed, depth=22, growth_rate=8))


@pytest.mark.parametrize("seed", SEEDS)
def test_who_reads_whom(seed):
    chapter = cells.definitions("densenet", *DATA)
    net, history = chapter["trained"]("densenet", seed, chapter["READ"], **chapter["narrow"])
    print(history.train_loss, history.val_accuracy)
    tables = {block: chapter["mean_weights"](net, block) for block in (1, 2, 3)}
    print({b: chapter["input_share"](t) for b, t in tables.items()}, [np.nanmin(t) for t in tables.values()], tables[3][:, -1])
    rise = chapter["rises"](net, 2)
    print(rise.round(2), np.nansum(rise, axis=1), np.nanmean(rise[1:, 1:-1]))
    print({n: chapter["loss_without"](net, 2, c) for n, c in chapter["cuts"].items()})
