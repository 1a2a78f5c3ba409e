"""The experiment of the chapter on convolution over three seeds, and its exercises' solutions."""

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.reference import filters
from tests.experiments import cells


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells have defined, up to the two learned kernels."""
    return cells.run_until("convolution", "by_correlation")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_both_layers_find_the_hidden_kernel(chapter, seed):
    x, target, hidden = (chapter[name] for name in ("x", "target", "emboss"))
    found = chapter["learn"](*chapter["convolving"], x, target, seed)
    turned = chapter["learn"](*chapter["correlating"], x, target, seed + 10)
    assert np.abs(found - hidden).max() < 1e-4
    assert np.abs(turned[::-1, ::-1] - hidden).max() < 1e-4


def test_by_hand():
    heard = ref.convolve1d(np.array([8, 0, 0, 0, 4]), np.array([2, 0, 0, 1]), mode="full")
    assert heard.tolist() == [16, 0, 0, 8, 8, 0, 0, 4]  # twice each sound, and once 3 steps later
    second = np.array([1, -2, 1])
    fourth = ref.convolve1d(second, second, mode="full")
    assert fourth.tolist() == [1, -4, 6, -4, 1]
    assert (ref.convolve1d(np.arange(9) ** 4, fourth) == 24).all()  # (t^4)'''' = 24
    padded = np.array([[1, 9, -6, 3], [14, -1, 4, 1], [4, 6, 16, 1], [3, 13, -2, 1]])
    picture = np.array([[2, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]], float)
    kernel = np.array([[1, 0, 1], [-1, 1, 0], [0, 1, -1]], float)
    strided = ref.conv2d(picture[None, None], kernel[None, None], stride=3, padding=1)
    assert strided[0, 0].tolist() == padded[::3, ::3].tolist() == [[1, 3], [3, 1]]


@pytest.mark.parametrize(("m", "k"), [(7, 3), (5, 5), (8, 1)])
def test_ranges_of_the_wide_result(m, k):
    x, kernel = np.arange(1, m + 1), np.arange(2, k + 2)
    wide = ref.convolve1d(x, kernel, mode="full")
    assert len(wide) == m + k - 1
    assert np.array_equal(wide[k - 1 : m], ref.convolve1d(x, kernel))
    half = (k - 1) // 2
    assert np.array_equal(wide[half : m + half], ref.convolve1d(x, kernel, mode="same"))


def test_decays():
    h = 0.01
    t = np.arange(0, 8, h)
    sums = h * ref.convolve1d(np.exp(-t), np.exp(-2 * t), mode="full")[: len(t)]
    error = np.abs(sums - (np.exp(-t) - np.exp(-2 * t)))
    assert error.argmax() == 0 and np.isclose(error[0], h)
    same = h * ref.convolve1d(np.exp(-t), np.exp(-t), mode="full")[: len(t)]
    assert np.abs(same - t * np.exp(-t)).max() < 1.01 * h


def test_kernels_blind_to_the_flip():
    blind = [name for name, k in filters.KERNELS.items() if np.allclose(k, k[::-1, ::-1])]
    assert set(filters.KERNELS) - set(blind) == {"Sobel x", "Sobel y", "embossing"}


@pytest.mark.parametrize(("shape", "stride"), [((7, 9), 2), ((8, 8), 2), ((9, 11), 3)])
def test_derivatives_with_a_stride(shape, stride):
    rng = np.random.default_rng(0)
    x, w = rng.standard_normal(shape), rng.standard_normal((3, 2))
    y = ref.conv2d(x[None, None], w[None, None], stride=stride)[0, 0]
    dy = rng.standard_normal(y.shape)
    spread = np.zeros([stride * (n - 1) + 1 for n in y.shape])
    spread[::stride, ::stride] = dy
    dx, dw = np.zeros(shape), ref.correlate2d(x, spread)[:3, :2]
    wide = ref.convolve2d(spread, w, mode="full")
    dx[: wide.shape[0], : wide.shape[1]] = wide
    theirs = ref.conv2d_backward(dy[None, None], x[None, None], w[None, None], stride=stride)
    assert np.allclose(dx, theirs[0]) and np.allclose(dw, theirs[1])
