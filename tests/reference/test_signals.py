"""Convolution and correlation of plain signals and pictures, against NumPy, SciPy and torch."""

import numpy as np
import pytest
import scipy.signal
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.tolerance import assert_close

MODES = ["valid", "full", "same"]
NAMES = ["correlate1d", "convolve1d", "correlate2d", "convolve2d"]
K1 = np.array([[1, 0, 1], [-1, 1, 0], [0, 1, -1]])
K2 = np.array([[-1, 1, 0], [0, 1, -1], [1, 0, 1]])
PICTURE = np.array([[2, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]])


@st.composite
def signals(draw, axes, mode="valid", integers=False, odd=False):
    """x and a kernel; in mode "valid" one that fits into x."""
    side = st.sampled_from([1, 3, 5]) if odd else st.integers(1, 5)
    kernel_shape = draw(st.tuples(*[side] * axes))
    fits = mode == "valid" or odd
    x_shape = [(k if fits else 1) + draw(st.integers(0, 6)) for k in kernel_shape]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if integers:
        return rng.integers(-9, 10, x_shape), rng.integers(-9, 10, kernel_shape)
    return rng.standard_normal(x_shape), rng.standard_normal(kernel_shape)


def axes_of(name):
    return int(name[-2])


@pytest.mark.parametrize("mode", MODES)
@given(data=st.data())
def test_one_dimension_agrees_with_numpy(mode, data):
    """In "same" for odd kernels: NumPy's spare cell of an even one is at the other end."""
    x, kernel = data.draw(signals(1, mode, odd=mode == "same"))
    assert_close(ref.convolve1d(x, kernel, mode), np.convolve(x, kernel, mode))
    assert_close(ref.correlate1d(x, kernel, mode), np.correlate(x, kernel, mode))


@pytest.mark.parametrize("mode", MODES)
@given(data=st.data())
def test_two_dimensions_agree_with_scipy(mode, data):
    x, kernel = data.draw(signals(2, mode, odd=mode == "same"))
    assert_close(ref.convolve2d(x, kernel, mode), scipy.signal.convolve2d(x, kernel, mode))
    assert_close(ref.correlate2d(x, kernel, mode), scipy.signal.correlate2d(x, kernel, mode))


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("axes", [1, 2])
@given(data=st.data())
def test_values_and_gradients_agree_with_torch(axes, mode, data):
    x, kernel = data.draw(signals(axes, mode))
    padding = {"valid": 0, "full": tuple(k - 1 for k in kernel.shape), "same": "same"}[mode]
    tensors = [torch.from_numpy(a).requires_grad_() for a in (x, kernel)]
    expected = (F.conv1d, F.conv2d)[axes - 1](*(t[None, None] for t in tensors), padding=padding)
    dy = np.random.default_rng(0).standard_normal(expected.shape[2:])
    expected.backward(torch.from_numpy(dy)[None, None])
    dx, dkernel = (t.grad.numpy() for t in tensors)
    correlate, convolve = f"correlate{axes}d", f"convolve{axes}d"
    assert_close(getattr(ref, correlate)(x, kernel, mode), expected[0, 0])
    ours = getattr(ref, f"{correlate}_backward")(dy, x, kernel, mode)
    assert_close(ours[0], dx, "dx of the correlation")
    assert_close(ours[1], dkernel, "dkernel of the correlation")
    turned = np.flip(kernel)
    assert_close(getattr(ref, convolve)(x, turned, mode), expected[0, 0])
    ours = getattr(ref, f"{convolve}_backward")(dy, x, turned, mode)
    assert_close(ours[0], dx, "dx of the convolution")
    assert_close(ours[1], np.flip(dkernel), "dkernel of the convolution")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("axes", [1, 2])
@given(data=st.data())
def test_convolution_is_correlation_with_the_kernel_turned(axes, mode, data):
    x, kernel = data.draw(signals(axes, mode, integers=True))
    convolve, correlate = getattr(ref, f"convolve{axes}d"), getattr(ref, f"correlate{axes}d")
    result = convolve(x, kernel, mode)
    assert result.dtype == np.int64
    np.testing.assert_array_equal(result, correlate(x, np.flip(kernel), mode))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
@given(data=st.data())
def test_the_backward_is_the_adjoint_in_each_argument(name, mode, data):
    """The result is linear in x and in the kernel: <dy, f(x, k)> = <dx, x> = <dk, k>, for any x, k.

    And dx may not depend on x, nor dk on k: so that equality for all x fixes them.
    """
    x, kernel = data.draw(signals(axes_of(name), mode))
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    rng = np.random.default_rng(0)
    dy = rng.standard_normal(forward(x, kernel, mode).shape)
    dx, dkernel = backward(dy, x, kernel, mode)
    other_x, other_kernel = rng.standard_normal(x.shape), rng.standard_normal(kernel.shape)
    assert dx.shape == x.shape and dkernel.shape == kernel.shape
    assert np.isclose(np.vdot(dx, other_x), np.vdot(dy, forward(other_x, kernel, mode)))
    assert np.isclose(np.vdot(dkernel, other_kernel), np.vdot(dy, forward(x, other_kernel, mode)))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", NAMES)
def test_the_backward_agrees_with_finite_differences(name, mode):
    rng = np.random.default_rng(0)
    shapes = ((5, 6), (3, 2)) if axes_of(name) == 2 else ((6,), (4,))
    x, kernel = (rng.standard_normal(shape) for shape in shapes)
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    dy = rng.standard_normal(forward(x, kernel, mode).shape)
    error = ref.gradient_check(
        lambda: np.sum(dy * forward(x, kernel, mode)), [x, kernel], backward(dy, x, kernel, mode)
    )
    assert error < 1e-8


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_keep_their_dtype(name, dtype):
    x = np.ones((5,) * axes_of(name), dtype)
    y = getattr(ref, name)(x, x)
    assert y.dtype == dtype
    assert all(g.dtype == dtype for g in getattr(ref, f"{name}_backward")(y, x, x))


@pytest.mark.parametrize(
    ("x", "kernel", "result"),
    [
        (np.uint8, np.int8, np.int64),
        (np.uint64, np.uint64, np.int64),
        (np.uint64, np.int64, np.int64),  # NumPy alone makes this float64, which is not exact
        (np.int64, np.uint64, np.int64),
        (np.uint8, np.float32, np.float32),
        (np.int64, np.float32, np.float64),
        (np.float32, np.float64, np.float64),
    ],
    ids=lambda dtype: dtype.__name__,
)
def test_dtypes_that_differ(x, kernel, result):
    y = ref.convolve1d(np.array([3, 5], x), np.array([2, 1], kernel), "full")
    assert y.dtype == result and y.tolist() == [6, 13, 5]


def test_large_integers_are_exact():
    large = np.array([2**60 + 1, 0], np.uint64)
    assert ref.correlate1d(large, np.array([1, 1])).tolist() == [2**60 + 1]


def test_a_picture_of_bytes_does_not_wrap():
    picture = np.full((3, 3), 255, np.uint8)
    assert ref.correlate2d(picture, np.ones((3, 3), np.uint8)).tolist() == [[9 * 255]]


class TestExamples:
    def test_dice(self):
        die = np.full(6, 1 / 6)
        two = ref.convolve1d(die, die, "full")
        np.testing.assert_allclose(36 * two, [1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1])
        assert np.isclose(two[4 - 2], 1 / 12)  # the sum 4
        cases = np.add.outer(np.arange(1, 7), np.arange(1, 7)).ravel()
        np.testing.assert_allclose(36 * two, np.bincount(cases)[2:])

    def test_fading_echo(self):
        w = np.array([1, 0.5, 0.25])
        assert ref.convolve1d(np.array([1.0, 0, 0, 0]), w, "full").tolist() == [
            1,
            0.5,
            0.25,
            0,
            0,
            0,
        ]
        constant = ref.convolve1d(np.ones(4), w, "full")
        assert constant.tolist() == [1, 1.5, 1.75, 1.75, 0.75, 0.25]

    def test_moving_average(self):
        y = ref.convolve1d(np.array([1.0, 2, 6, 3, 5, 4]), np.full(3, 1 / 3))
        np.testing.assert_allclose(y, [3, 11 / 3, 14 / 3, 4])

    def test_second_difference(self):
        t, w = np.arange(10), np.array([1, -2, 1])
        assert (ref.convolve1d(t**2, w) == 2).all()
        assert (ref.convolve1d(3 * t + 1, w) == 0).all()
        assert ref.convolve1d(w, w, "full").tolist() == [1, -4, 6, -4, 1]
        x, h = np.linspace(0, 2 * np.pi, 1001, retstep=True)
        second = ref.convolve1d(np.sin(x), w.astype(float)) / h**2
        assert 1e-6 < np.abs(second + np.sin(x[1:-1])).max() < 5e-6

    def test_narrow_equal_wide(self):
        sizes = [
            len(ref.convolve1d(np.ones(7), np.ones(3), mode)) for mode in ("valid", "same", "full")
        ]
        assert sizes == [5, 7, 9]

    def test_one_kernel_and_its_half_turn(self):
        assert ref.correlate2d(PICTURE, K1).tolist() == [[-1, 4], [6, 16]]
        np.testing.assert_array_equal(K2, np.rot90(K1, 2))
        assert ref.correlate2d(PICTURE, K2).tolist() == [[16, -6], [7, 11]]
        assert ref.convolve2d(PICTURE, K1).tolist() == [[16, -6], [7, 11]]
        assert ref.correlate2d(PICTURE, K1, "same").tolist() == [
            [1, 9, -6, 3],
            [14, -1, 4, 1],
            [4, 6, 16, 1],
            [3, 13, -2, 1],
        ]

    def test_a_signal_with_itself(self):
        """Auto-correlation: the convolution with its own mirror image, symmetric, energy inside."""
        x = np.array([2, 7, 1, 8])
        auto = ref.correlate1d(x, x, "full")
        np.testing.assert_array_equal(auto, ref.convolve1d(x, x[::-1], "full"))
        np.testing.assert_array_equal(auto, auto[::-1])
        assert auto[3] == auto.max() == 4 + 49 + 1 + 64

    def test_two_small_kernels_are_one_large_one(self):
        rng = np.random.default_rng(0)
        x, a, b = (rng.integers(-9, 10, shape) for shape in ((9, 9), (3, 3), (3, 3)))
        twice = ref.correlate2d(ref.correlate2d(x, a), b)
        np.testing.assert_array_equal(twice, ref.correlate2d(x, ref.convolve2d(a, b, "full")))

    def test_zeros_darken_the_border(self):
        y = ref.correlate2d(np.ones((4, 4), int), np.ones((3, 3), int), "same")
        assert (y[0, 0], y[0, 1], y[1, 1]) == (4, 6, 9)

    def test_only_convolution_commutes(self):
        rng = np.random.default_rng(0)
        x, w = rng.integers(-9, 10, (5, 6)), rng.integers(-9, 10, (3, 2))
        wide = ref.convolve2d(x, w, "full")
        assert wide.shape == (7, 7)
        np.testing.assert_array_equal(wide, ref.convolve2d(w, x, "full"))
        correlated = ref.correlate2d(x, w, "full")
        assert (correlated != ref.correlate2d(w, x, "full")).any()
        np.testing.assert_array_equal(correlated, ref.correlate2d(w, x, "full")[::-1, ::-1])
        # What is left of commutativity: turn the kernel on either side.
        turned = [
            ref.correlate2d(*pair, "full") for pair in ((x, w[::-1, ::-1]), (w, x[::-1, ::-1]))
        ]
        np.testing.assert_array_equal(*turned)

    def test_the_gradients_as_correlations(self):
        """dK = dY (x) X; dX = rot180(dY) wide (x) K, and that is rot180(K) wide (x) dY."""
        rng = np.random.default_rng(0)
        x, w, dy = (rng.standard_normal(shape) for shape in ((5, 6), (3, 2), (3, 5)))
        dx, dw = ref.correlate2d_backward(dy, x, w)
        assert_close(dw, ref.correlate2d(x, dy))
        assert_close(dx, ref.correlate2d(w, np.rot90(dy, 2), "full"))
        assert_close(dx, ref.correlate2d(dy, np.rot90(w, 2), "full"))

    def test_misprinted_limit_of_the_input_gradient(self):
        """Summing j only up to N - V - 1 instead of N - V + 1 drops two columns of dy."""
        rng = np.random.default_rng(0)
        x, w, dy = rng.standard_normal((5, 6)), rng.standard_normal((3, 2)), np.ones((3, 5))
        dx, _ = ref.correlate2d_backward(dy, x, w)
        short = dy * (np.arange(5) < 3)
        assert np.abs(ref.correlate2d_backward(short, x, w)[0] - dx).max() > 0.1
        assert_close(dx, ref.convolve2d(dy, w, "full"))


@pytest.mark.parametrize(
    ("layers", "expected"),
    [
        ([], (1, 1)),
        ([(3, 1, 1)] * 2, (5, 1)),
        ([(3, 1, 1)] * 3, (7, 1)),
        *[([(3, 1, d)], (3 + 2 * (d - 1), 1)) for d in (1, 2, 3, 4)],
        ([(3, 1, d) for d in (1, 2)], (7, 1)),
        ([(3, 1, d) for d in (1, 2, 4)], (15, 1)),
        ([(3, 1, d) for d in (1, 2, 4, 8)], (31, 1)),
        ([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1), (5, 1, 1)], (32, 4)),  # LeNet-5, C5
        (  # AlexNet, conv5
            [(11, 4, 1), (3, 2, 1), (5, 1, 1), (3, 2, 1), (3, 1, 1), (3, 1, 1), (3, 1, 1)],
            (163, 16),
        ),
        (  # VGG-16, pool5
            [(3, 1, 1), (3, 1, 1), (2, 2, 1)] * 2 + [*[(3, 1, 1)] * 3, (2, 2, 1)] * 3,
            (212, 32),
        ),
        ([((3, 5), 2, 1), (3, (1, 2), 2)], ((11, 13), (2, 4))),
    ],
    ids=str,
)
def test_receptive_field(layers, expected):
    assert ref.receptive_field(layers) == expected


@given(
    layers=st.lists(
        st.tuples(st.integers(1, 4), st.integers(1, 2), st.integers(1, 2)), min_size=1, max_size=3
    )
)
def test_receptive_field_is_where_the_gradient_is(layers):
    """Convolutions with kernels of ones: one output's gradient covers exactly its field."""
    size, _ = ref.receptive_field(layers)
    x = torch.zeros(1, 1, size, 1, dtype=torch.float64, requires_grad=True)
    y = x
    for kernel_size, stride, dilation in layers:
        kernel = torch.ones(1, 1, kernel_size, 1, dtype=torch.float64)
        y = F.conv2d(y, kernel, stride=(stride, 1), dilation=(dilation, 1))
    assert y.shape[2] == 1  # the field fits exactly
    y.sum().backward()
    assert x.grad[0, 0, 0, 0] > 0 and x.grad[0, 0, -1, 0] > 0
