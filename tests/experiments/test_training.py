"""The chapter on training: its claims from three seeds, and its exercises' solutions."""

import numpy as np
import pytest

from cnnlib import data
from cnnlib.reference import preprocess
from tests.experiments import cells


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_claims_hold(seed):
    cells.run_with_seed("training", seed)


def test_by_hand():
    curvatures, _ = np.linalg.eigh([[3, 1], [1, 3]])
    assert np.allclose(curvatures, [2, 4]) and np.allclose(np.abs(1 - curvatures / 3), 1 / 3)
    assert 0.25**20 < 1e-12 < 0.25**19
    assert [round(70_000 * share) for share in (0.65, 0.25, 0.1)] == [45_500, 17_500, 7_000]
    ratios = [0.01 / (2 / (9 * channels)) for channels in (3, 64, 512)]
    assert ratios[0] < 1 and np.allclose(ratios[1:], [3, 23], atol=0.15)


@pytest.mark.parametrize(("size", "components"), [(8, 28), (12, 22), (32, 22)])
def test_components_of_95_percent(size, components):
    x, _ = data.load("digits", size=size).train
    rows = x.reshape(len(x), -1).astype(float)
    assert preprocess.fit_pca(rows, 0.95).basis.shape[1] == components
