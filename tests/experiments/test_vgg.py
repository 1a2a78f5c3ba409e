"""The chapter on VGG: what it says of three seeds, and its exercises' solutions."""

import numpy as np
import pytest

from cnnlib.reference import convolve2d
from tests.experiments import cells

SEEDS = (0, 1, 2)
DATA = (
    *("WIDTHS", "TABLE", "digits", "quiet", "STACKS", "little", "PART"),
    *("SHALLOW", "DEEP", "SGD", "FIRST_FOUR", "FULL"),
    *("SCALES", "source", "scaled", "FIXED", "JITTER"),
)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    return cells.definitions("vgg", *DATA)


@pytest.mark.slow
def test_small_kernels_read_as_well_as_large_ones(chapter):
    chapter["STACKS"]["3 3 1"] = (3, 3, 1)  # for the exercise on C and D
    runs = [chapter["compare_kernels"](seed) for seed in SEEDS]
    right = {name: np.mean([run[name] for run in runs]) for name in runs[0]}
    spread = {name: np.ptp([run[name] for run in runs]) for name in runs[0]}
    assert min(min(run.values()) for run in runs) > 0.8
    assert abs(right["3 3"] - right["5"]) < 0.04
    assert abs(right["3 3 3"] - right["7"]) < 0.04
    assert max(spread.values()) > max(
        abs(right["3 3"] - right["5"]), abs(right["3 3 3"] - right["7"])
    )
    assert right["3 3 3"] > right["3 3"]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_three_in_a_block_beat_one_and_the_fourth_gains_nothing(chapter, seed):
    errors = chapter["compare_depths"](seed)
    assert errors["training"][2] < 0.6 * errors["training"][0]
    assert errors["validation"][2] < errors["validation"][0]
    assert errors["training"][3] > 0.3 * errors["training"][2]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_deep_network_with_small_weights_does_not_start(chapter, seed):
    losses = chapter["compare_starts"](seed)
    assert losses.pop("deep") > 2.25
    assert max(losses.values()) < 2.0


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_one_scale_is_better_there_and_breaks_down_beyond(chapter, seed):
    one, two, jitter = (
        chapter["by_scale"](chapter["train_at"](scales, seed))
        for scales in (chapter["FIXED"], (32, 32), chapter["JITTER"])
    )
    assert one[0] > jitter[0]
    assert jitter[1] > one[1] + 0.05 and jitter[2] > one[2] + 0.1
    assert abs(np.mean(jitter) - np.mean(two)) < 0.15  # ahead or behind, by the seed


def test_by_hand():
    one, two = 9 * 256**2 + 256, 9 * 512**2 + 512
    assert (one, two, one + 2 * two) == (590_080, 2_359_808, 5_309_696)
    assert 143_667_240 + one + 2 * two == 148_976_936
    macs = 9 * 256**2 * 56**2 + 9 * 512**2 * (28**2 + 14**2)
    assert macs == 4_161_798_144
    assert f"{(19_632_062_464 + macs) / 1e9:.2f}" == "23.79"
    assert f"{macs / 19_632_062_464:.0%} {5_309_696 / 143_667_240:.1%}" == "21% 3.7%"
    diagonal = convolve2d(np.diag([1, 1, 1]), np.diag([1, -1, 1]), mode="full")
    assert np.array_equal(diagonal, np.diag([1, 0, 1, 0, 1]))


def test_four_pairs_make_every_kernel_of_five_by_five():
    wanted = np.random.default_rng(0).normal(size=(5, 5))
    made = np.zeros((5, 5))
    for top, rows in ((0, slice(0, 3)), (2, slice(3, 5))):
        for left, columns in ((0, slice(0, 3)), (2, slice(3, 5))):
            piece, shift = np.zeros((5, 5)), np.zeros((3, 3))
            piece[rows, columns] = wanted[rows, columns]
            shift[top, left] = 1
            made += convolve2d(piece[top : top + 3, left : left + 3], shift, mode="full")
    assert np.allclose(made, wanted)
