"""Convolution by Fourier transform and by Winograd's algorithm; and all ways against each other."""

import math
import re
import tracemalloc
from fractions import Fraction
from functools import partial

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
from hypothesis import given

import cnnlib.reference as ref
from cnnlib.reference import _fast_convolution
from tests.reference.draws import as_pair, convolutions, three_by_three
from tests.refusal import assert_refused
from tests.tolerance import assert_close

WAYS = ["conv2d", "conv2d_naive", "conv2d_im2col", "conv2d_fft", "conv2d_winograd"]

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def with_torch(x, weight, bias, options):
    arrays = [None if a is None else torch.from_numpy(a) for a in (x, weight, bias)]
    return F.conv2d(*arrays, **options)


@given(arguments=convolutions())
def test_fft_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    expected = with_torch(x, weight, bias, options)
    # Plus 1: where all windows lie in the padding the result is 0, and rounding is not.
    assert_close(ref.conv2d_fft(x, weight, bias, **options) + 1, expected + 1)


@given(arguments=three_by_three())
def test_winograd_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    expected = with_torch(x, weight, bias, options)
    assert_close(ref.conv2d_winograd(x, weight, bias, **options), expected)


@given(arguments=three_by_three())
def test_all_ways_agree_with_each_other_and_with_scipy(arguments):
    x, weight, bias, options = arguments
    padding, groups = options["padding"], options["groups"]
    rows, columns = as_pair({"same": 1, "valid": 0}.get(padding, padding))
    padded = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    expected = per_plane(scipy.signal.correlate2d, padded, weight, groups)
    turned = per_plane(scipy.signal.fftconvolve, padded, weight[:, :, ::-1, ::-1], groups)
    assert_close(turned, expected, "scipy")
    if bias is not None:
        expected += bias[:, None, None]
    for way in WAYS:
        assert_close(getattr(ref, way)(x, weight, bias, **options), expected, way)


def per_plane(convolve, x, weight, groups):
    """A convolution of planes, summed over the channels of each group."""
    channels, outputs = weight.shape[1], len(weight) // groups
    y = np.zeros((len(x), len(weight), x.shape[2] - 2, x.shape[3] - 2))
    for n, o, c in np.ndindex(len(x), len(weight), channels):
        plane = x[n, o // outputs * channels + c]
        y[n, o] += convolve(plane, weight[o, c], mode="valid")
    return y


@pytest.mark.parametrize("name", ["conv2d_fft", "conv2d_winograd"])
@pytest.mark.parametrize(
    ("x_shape", "weight_shape", "groups"),
    [
        ((70, 4, 21, 18), (8, 4, 3, 3), 1),  # several blocks of images
        ((2, 16, 150, 61), (6, 8, 3, 3), 2),  # Winograd: several blocks of rows
        ((5, 96, 30, 30), (96, 96, 3, 3), 1),  # Fourier: several blocks of frequencies
        ((12, 16, 128, 120), (8, 16, 3, 3), 1),  # Fourier: several blocks of images
    ],
    ids=str,
)
def test_large_pictures_are_cut_into_blocks(name, x_shape, weight_shape, groups):
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal(x_shape), rng.standard_normal(weight_shape)
    bias = rng.standard_normal(len(weight))
    options = {"padding": (1, 2), "groups": groups}
    expected = with_torch(x, weight, bias, options)
    assert_close(getattr(ref, name)(x, weight, bias, **options), expected)


@pytest.mark.parametrize(("name", "limit"), [("conv2d_fft", 120), ("conv2d_winograd", 20)])
def test_memory_does_not_grow_with_the_kernels_or_the_batch(name, limit):
    """Transformed at once, all kernels would be 457 MiB, all pictures 211, all tiles 166."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((8, 64, 112, 112), dtype=np.float32)
    weight = rng.standard_normal((128, 64, 3, 3), dtype=np.float32)
    tracemalloc.start()
    y = getattr(ref, name)(x, weight, padding=1)
    peak = tracemalloc.get_traced_memory()[1] - y.nbytes
    tracemalloc.stop()
    assert peak < limit * 2**20


@pytest.mark.parametrize(("name", "digits_lost"), [("conv2d_fft", 1e-6), ("conv2d_winograd", 2e-5)])
def test_single_precision_stays_and_loses_few_digits(name, digits_lost):
    """Winograd's transforms multiply by up to 5 and 8 and then cancel: a digit is lost."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 128, 30, 30), dtype=np.float32)
    weight = rng.standard_normal((32, 128, 3, 3), dtype=np.float32)
    exact = ref.conv2d(x.astype(np.float64), weight.astype(np.float64), padding=1)
    y = getattr(ref, name)(x, weight, padding=1)
    assert y.dtype == np.float32
    assert np.abs(y - exact).max() / np.abs(exact).max() < digits_lost


def test_winograds_matrices_are_evaluation_and_interpolation():
    """Derived once more, by exact arithmetic, from the points 0, 1, -1, 2, -2 and infinity."""
    points = [Fraction(p) for p in (0, 1, -1, 2, -2)]
    at_infinity = [0] * 5 + [1]

    def evaluation(coefficients):
        return [[p**k for k in range(coefficients)] for p in points] + [at_infinity[-coefficients:]]

    # Coefficients of the product of (z - r), the lowest first, without one point and with all.
    without = [np.poly([r for r in points if r != p])[::-1].tolist() + [0] for p in points]
    without.append(np.poly(points)[::-1].tolist())
    divisors = [math.prod(p - r for r in points if r != p) for p in points] + [1]
    np.testing.assert_array_equal(_fast_convolution._INPUT, np.array(without, float))
    np.testing.assert_array_equal(_fast_convolution._OUTPUT.T, np.array(evaluation(4), float))
    kernel = [[v / d for v in row] for row, d in zip(evaluation(3), divisors, strict=True)]
    np.testing.assert_array_equal(_fast_convolution._KERNEL, np.array(kernel, float))


@pytest.mark.parametrize(
    ("kernel_size", "options", "said"),
    [
        ((5, 5), {}, "kernel size is (5, 5), Winograd's algorithm is written here for (3, 3)"),
        ((3, 1), {}, "kernel size is (3, 1)"),
        (
            (3, 3),
            {"stride": 2},
            "stride is (2, 2), Winograd's algorithm is written here for (1, 1)",
        ),
        ((3, 3), {"dilation": (1, 2)}, "dilation is (1, 2)"),
    ],
    ids=str,
)
def test_what_winograd_cannot_do(kernel_size, options, said):
    x, weight = np.zeros((1, 1, 9, 9)), np.zeros((1, 1, *kernel_size))
    call = partial(ref.conv2d_winograd, x, weight, **options)
    assert_refused(call, NotImplementedError, f"^conv2d_winograd: .*{re.escape(said)}")


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
