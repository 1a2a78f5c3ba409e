"""Convolution as a fully connected layer and back: equalities and the numbers of the course."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import convolutions
from tests.tolerance import assert_close


@given(arguments=convolutions())
def test_the_matrix_does_what_the_convolution_does(arguments):
    x, weight, _, options = arguments
    padding = options["padding"] if not isinstance(options["padding"], str) else 3
    weight = np.repeat(weight, options["groups"], axis=1)  # one group
    options = {"stride": options["stride"], "padding": padding}
    if any(k > n for k, n in zip(weight.shape[2:], x.shape[2:], strict=True)):
        options["padding"] = 3
    y = ref.conv2d(x, weight, **options)
    matrix = ref.conv_to_linear(weight, x.shape[1:], **options)
    flat = x.reshape(len(x), matrix.shape[1])
    assert_close(ref.linear(flat, matrix).reshape(y.shape), y)
    # The chain from the matrix to the kernels is the gradient of the convolution.
    dy = np.random.default_rng(0).standard_normal(y.shape)
    _, dmatrix, _ = ref.linear_backward(dy.reshape(len(x), len(matrix)), flat, matrix)
    dweight = ref.conv_to_linear_backward(dmatrix, weight, x.shape[1:], **options)
    assert_close(dweight, ref.conv2d_backward(dy, x, weight, **options)[1])


@given(
    outputs=st.integers(1, 4),
    in_shape=st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4)),
    seed=st.integers(0, 10**6),
)
def test_the_kernels_do_what_the_fully_connected_layer_does(outputs, in_shape, seed):
    rng = np.random.default_rng(seed)
    weight, x = (
        rng.standard_normal((outputs, np.prod(in_shape))),
        rng.standard_normal((2, *in_shape)),
    )
    kernels = ref.linear_to_conv(weight, in_shape)
    y = ref.linear(x.reshape(2, -1), weight)
    assert_close(ref.conv2d(x, kernels)[:, :, 0, 0], y)
    np.testing.assert_array_equal(ref.linear_to_conv_backward(kernels, weight, in_shape), weight)
    assert not np.shares_memory(kernels, weight)


def test_float32_is_kept():
    kernels = ref.linear_to_conv(np.ones((2, 12), np.float32), (3, 2, 2))
    matrix = ref.conv_to_linear(kernels, (3, 4, 4), stride=2)
    assert kernels.dtype == matrix.dtype == np.float32
    assert ref.conv_to_linear_backward(matrix, kernels, (3, 4, 4), stride=2).dtype == np.float32
    dweight = ref.linear_to_conv_backward(kernels, np.ones((2, 12), np.float32), (3, 2, 2))
    assert dweight.dtype == np.float32


def test_counts():
    small = ref.conv_to_linear(np.arange(1.0, 10).reshape(1, 1, 3, 3), in_shape=(1, 5, 5))
    assert small.shape == (9, 25) and np.count_nonzero(small) == 81
    assert len(np.unique(small[small != 0])) == 9
    c1 = ref.conv_to_linear(np.arange(1.0, 151).reshape(6, 1, 5, 5), in_shape=(1, 32, 32))
    assert c1.size == 4_816_896 and np.count_nonzero(c1) == 117_600
    assert len(np.unique(c1[c1 != 0])) == 150


def test_a_1x1_convolution_is_a_fully_connected_layer_at_every_position():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((2, 256, 4, 5))
    weight, bias = rng.standard_normal((64, 256, 1, 1)), rng.standard_normal(64)
    y = ref.conv2d(x, weight, bias)
    assert_close(
        ref.linear(x.transpose(0, 2, 3, 1), weight[:, :, 0, 0], bias), y.transpose(0, 2, 3, 1)
    )
    mixed = np.einsum("oc,nchw->nohw", weight[:, :, 0, 0], x)
    assert_close(mixed + bias[:, None, None], y)
    assert weight.size + bias.size == 16_448


def test_lenets_f6_slides_over_a_larger_picture():
    rng = np.random.default_rng(0)
    kernels = ref.linear_to_conv(rng.standard_normal((84, 120)), (120, 1, 1))
    assert ref.conv2d(rng.standard_normal((1, 120, 2, 2)), kernels).shape == (1, 84, 2, 2)


def test_vggs_first_fully_connected_layer_slides_over_384_pixels():
    """Four of its 4096 units, on the 12 x 12 x 512 that five halvings leave of 384 pixels."""
    rng = np.random.default_rng(0)
    weight = rng.standard_normal((4, 512 * 7 * 7))
    kernels = ref.linear_to_conv(weight, (512, 7, 7))
    assert kernels.size * 4096 // 4 == 102_760_448
    x = rng.standard_normal((1, 512, 12, 12))
    y = ref.conv2d(x, kernels)
    assert y.shape == (1, 4, 6, 6)
    crop = x[:, :, 5:12, 2:9].reshape(1, 512 * 7 * 7)
    assert_close(y[:, :, 5, 2], ref.linear(crop, weight))
    assert ref.conv2d(y, ref.linear_to_conv(np.eye(4), (4, 1, 1))).shape == (1, 4, 6, 6)


def trunk(x, kernels, padding):
    for kernel in kernels:
        x = ref.max_pool2d(ref.relu(ref.conv2d(x, kernel, padding=padding)), 2)
    return x


def test_sliding_equals_cropping_only_without_padding():
    """conv 3 x 3 and pool 2, twice: stride 4. Padding puts zeros where the picture goes on."""
    rng = np.random.default_rng(0)
    kernels = [rng.standard_normal((3, 3, 3, 3)) for _ in range(2)]
    for padding, size, exact in ((0, 22, True), (1, 16, False)):
        x = rng.standard_normal((1, 3, size + 8, size + 8))
        side = trunk(x[:, :, :size, :size], kernels, padding).shape[2]
        head = rng.standard_normal((2, 3, side, side))
        dense = ref.conv2d(trunk(x, kernels, padding), head)
        crops = np.empty_like(dense)
        for i, j in np.ndindex(3, 3):
            crop = x[:, :, 4 * i : 4 * i + size, 4 * j : 4 * j + size]
            crops[:, :, i : i + 1, j : j + 1] = ref.conv2d(trunk(crop, kernels, padding), head)
        difference = np.abs(dense - crops).max() / np.abs(crops).max()
        assert difference < 1e-12 if exact else difference > 0.01
