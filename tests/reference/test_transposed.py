"""Transposed convolution against torch, and as the adjoint that it is."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import as_pair, pairs
from tests.tolerance import assert_close


@st.composite
def transposed_convolutions(draw):
    """Arguments of conv_transpose2d: x, weight, bias or None, and its options."""
    groups = draw(st.integers(1, 3))
    kernel_size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    stride, dilation = draw(pairs(1, 3)), draw(pairs(1, 3))
    largest = [max(s, d) - 1 for s, d in zip(as_pair(stride), as_pair(dilation), strict=True)]
    output_padding = tuple(draw(st.integers(0, n)) for n in largest)
    size, padding = [], []
    for axis in range(2):
        n = draw(st.integers(1, 6))
        whole = (n - 1) * as_pair(stride)[axis] + output_padding[axis] + 1
        whole += as_pair(dilation)[axis] * (kernel_size[axis] - 1)
        padding.append(draw(st.integers(0, min(3, (whole - 1) // 2))))
        size.append(n)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    channels, outputs = groups * draw(st.integers(1, 3)), draw(st.integers(1, 3))
    x = rng.standard_normal((draw(st.integers(0, 3)), channels, *size))
    weight = rng.standard_normal((channels, outputs, *kernel_size))
    bias = rng.standard_normal(outputs * groups) if draw(st.booleans()) else None
    options = {
        "stride": stride,
        "padding": tuple(padding),
        "output_padding": output_padding,
        "groups": groups,
        "dilation": dilation,
    }
    return x, weight, bias, options


@given(arguments=transposed_convolutions())
def test_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    outputs = weight.shape[1] * options["groups"]
    inputs = [torch.from_numpy(a.copy()).requires_grad_() for a in (x, weight)]
    tbias = torch.from_numpy(np.zeros(outputs) if bias is None else bias.copy()).requires_grad_()
    expected = F.conv_transpose2d(*inputs, tbias, **options)
    y = ref.conv_transpose2d(x, weight, bias, **options)
    assert_close(y, expected)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    gradients = ref.conv_transpose2d_backward(dy, x, weight, **options)
    for name, actual, tensor in zip(
        ("dx", "dweight", "dbias"), gradients, (*inputs, tbias), strict=True
    ):
        assert_close(actual, tensor.grad, name)


def test_the_arguments_have_torchs_order():
    """groups before dilation, unlike conv2d."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 4, 5, 5)), rng.standard_normal((4, 3, 2, 2))
    options = (None, 2, 1, 1, 2, 3)  # bias, stride, padding, output_padding, groups, dilation
    expected = F.conv_transpose2d(torch.from_numpy(x), torch.from_numpy(weight), *options)
    assert_close(ref.conv_transpose2d(x, weight, *options), expected)


@pytest.mark.parametrize(
    ("size", "kernel_size", "stride", "padding", "rest"),
    [(5, 3, 2, 0, 0), (7, 3, 2, 0, 0), (5, 3, 2, 1, 0), (6, 3, 2, 0, 1), (10, 3, 2, 0, 1)]
    + [(7, 3, 3, 0, 1), (8, 3, 3, 0, 2)],
)
def test_it_is_the_input_gradient_of_a_strided_convolution(
    size, kernel_size, stride, padding, rest
):
    """With output_padding = (H + 2P - K) mod S; and by hand, with zeros put in between.

    They make (M - 1) S + 1 + rest cells a side; M S do as well if what is too much is cut off. The
    same zeros make the weight gradient a correlation of the padded input.
    """
    assert (size + 2 * padding - kernel_size) % stride == rest
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1, 1, size, size))
    weight = rng.standard_normal((1, 1, kernel_size, kernel_size))
    y = ref.conv2d(x, weight, stride=stride, padding=padding)
    dy = rng.standard_normal(y.shape)
    dx, dweight, _ = ref.conv2d_backward(dy, x, weight, stride=stride, padding=padding)
    transposed = ref.conv_transpose2d(dy, weight, None, stride, padding, output_padding=rest)
    assert_close(transposed, dx)
    m = dy.shape[2]
    spread = np.zeros(((m - 1) * stride + 1 + rest,) * 2)
    spread[: (m - 1) * stride + 1 : stride, : (m - 1) * stride + 1 : stride] = dy[0, 0]
    wide = ref.convolve2d(spread, weight[0, 0], "full")
    inner = slice(padding, wide.shape[0] - padding)
    assert_close(wide[inner, inner], dx[0, 0])
    large = np.zeros((m * stride,) * 2)
    large[::stride, ::stride] = dy[0, 0]
    wide = ref.convolve2d(large, weight[0, 0], "full")
    assert (wide.shape[0] - 2 * padding == size) == (rest == stride - 1)
    inner = slice(padding, padding + size)
    assert_close(wide[inner, inner], dx[0, 0])
    assert_close(ref.correlate2d(np.pad(x[0, 0], padding), spread), dweight[0, 0])


def test_float32_is_kept():
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 4, 5, 6)), rng.standard_normal((4, 3, 3, 2))
    options = {"stride": (2, 3), "padding": 1, "output_padding": (0, 2), "groups": 2}
    y = ref.conv_transpose2d(x, weight, np.ones(6), **options)
    exact = [y, *ref.conv_transpose2d_backward(y, x, weight, **options)]
    x, weight, dy = (a.astype(np.float32) for a in (x, weight, y))
    y = ref.conv_transpose2d(x, weight, np.ones(6, np.float32), **options)
    gradients = ref.conv_transpose2d_backward(dy, x, weight, **options)
    for actual, expected in zip([y, *gradients], exact, strict=True):
        assert_close(actual, expected.astype(np.float32))


def test_a_large_stride_needs_little_memory():
    """The columns of all windows at once would be 2.4 GiB here."""
    import tracemalloc

    rng = np.random.default_rng(0)
    x = rng.standard_normal((8, 64, 56, 56), dtype=np.float32)
    weight = rng.standard_normal((64, 32, 7, 7), dtype=np.float32)
    tracemalloc.start()
    y = ref.conv_transpose2d(x, weight, stride=2)
    peak = tracemalloc.get_traced_memory()[1] - y.nbytes
    tracemalloc.stop()
    assert peak < 32 * 2**20
