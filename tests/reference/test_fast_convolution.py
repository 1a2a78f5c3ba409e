"""Convolution by Fourier transform and by Winograd's algorithm; and all ways against each other."""

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import convolutions, pairs
from tests.tolerance import assert_close

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@st.composite
def three_by_three(draw):
    """Arguments that Winograd's algorithm takes."""
    groups = draw(st.integers(1, 3))
    padding = draw(st.one_of(pairs(0, 3), st.sampled_from(["same", "valid"])))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(3, 12)), draw(st.integers(3, 12))
    channels, outputs = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    x = rng.standard_normal((draw(st.integers(0, 3)), channels, *size))
    weight = rng.standard_normal((outputs, channels // groups, 3, 3))
    bias = rng.standard_normal(outputs) if draw(st.booleans()) else None
    return x, weight, bias, {"padding": padding, "groups": groups}


def with_torch(x, weight, bias, options):
    arrays = [None if a is None else torch.from_numpy(a) for a in (x, weight, bias)]
    return F.conv2d(*arrays, **options)


@given(arguments=convolutions())
def test_fft_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    expected = with_torch(x, weight, bias, options)
    # Rounding is relative to the whole picture, also where a single result is tiny.
    assert_close(ref.conv2d_fft(x, weight, bias, **options) + 10, expected + 10)


@given(arguments=three_by_three())
def test_winograd_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    expected = with_torch(x, weight, bias, options)
    assert_close(ref.conv2d_winograd(x, weight, bias, **options), expected)


@given(arguments=three_by_three())
def test_all_ways_agree_with_each_other_and_with_scipy(arguments):
    x, weight, _, options = arguments
    padding = options["padding"] if not isinstance(options["padding"], str) else 1
    x, weight = x[:1, : weight.shape[1]], weight[:1]
    if len(x) == 0:
        return
    rows, columns = padding if isinstance(padding, tuple) else (padding, padding)
    padded = np.pad(x[0], ((0, 0), (rows, rows), (columns, columns)))
    planes = list(zip(padded, weight[0], strict=True))
    expected = sum(scipy.signal.correlate2d(p, k, "valid") for p, k in planes)
    turned = sum(scipy.signal.fftconvolve(p, k[::-1, ::-1], "valid") for p, k in planes)
    assert_close(turned + 100, expected + 100)
    for way in ("conv2d", "conv2d_naive", "conv2d_im2col", "conv2d_fft", "conv2d_winograd"):
        y = getattr(ref, way)(x, weight, padding=padding)
        assert_close(y[0, 0] + 100, expected + 100, way)


@pytest.mark.parametrize("name", ["conv2d_fft", "conv2d_winograd"])
def test_single_precision_stays_and_loses_few_digits(name):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 32, 30, 30))
    weight = rng.standard_normal((16, 32, 3, 3))
    exact = ref.conv2d(x, weight, padding=1)
    y = getattr(ref, name)(x.astype(np.float32), weight.astype(np.float32), padding=1)
    assert y.dtype == np.float32
    assert np.abs(y - exact).max() / np.abs(exact).max() < 5e-6


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stride": 2}, "stride is (2, 2), F(4x4, 3x3) takes only (1, 1)"),
        ({"dilation": 2}, "dilation is (2, 2)"),
    ],
)
def test_what_winograd_cannot_do(options, said):
    with pytest.raises(NotImplementedError) as raised:
        ref.conv2d_winograd(np.zeros((1, 1, 9, 9)), np.zeros((1, 1, 3, 3)), **options)
    assert str(raised.value).startswith("conv2d_winograd: ") and said in str(raised.value)
    with pytest.raises(NotImplementedError, match="kernel size is"):
        ref.conv2d_winograd(np.zeros((1, 1, 9, 9)), np.zeros((1, 1, 5, 3)))


def test_without_zeros_the_theorem_gives_a_convolution_on_a_ring():
    """Padded to M + U - 1 it is the full convolution; unpadded only the interior is right."""
    rng = np.random.default_rng(0)
    x, kernel = rng.standard_normal((8, 9)), rng.standard_normal((3, 4))
    full = ref.convolve2d(x, kernel, "full")

    def product(size):
        return np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(kernel, size), size)

    assert_close(product(full.shape), full)
    ring = product(x.shape)
    assert_close(ring[2:, 3:], full[2:8, 3:9])
    assert np.abs(ring[:2] - full[:2, :9]).max() > 0.1
