"""Convolution against torch over drawn configurations, and against its definition."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

import cnnlib.reference as ref
from tests.reference.draws import convolutions, unfoldings
from tests.tolerance import assert_close

# torch says so once where padding "same" is uneven; the result is right.
pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")

FORWARDS = [ref.conv2d, ref.conv2d_naive, ref.conv2d_im2col]


def tensors(*arrays):
    return [None if a is None else torch.from_numpy(a.copy()).requires_grad_() for a in arrays]


@pytest.mark.parametrize("forward", FORWARDS, ids=lambda f: f.__name__)
@given(arguments=convolutions())
def test_forward_agrees_with_torch(forward, arguments):
    x, weight, bias, options = arguments
    expected = F.conv2d(*tensors(x, weight, bias), **options)
    assert_close(forward(x, weight, bias, **options), expected)


@given(arguments=convolutions())
def test_backward_agrees_with_torch(arguments):
    x, weight, bias, options = arguments
    bias = np.zeros(len(weight)) if bias is None else bias
    inputs = tensors(x, weight, bias)
    y = F.conv2d(*inputs, **options)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    y.backward(torch.from_numpy(dy))
    gradients = ref.conv2d_backward(dy, x, weight, **options)
    for name, actual, tensor in zip(("dx", "dweight", "dbias"), gradients, inputs, strict=True):
        assert_close(actual, tensor.grad, name)


@pytest.mark.parametrize(
    "options",
    [{}, {"stride": 2, "padding": 1}, {"dilation": 2, "padding": "same"}, {"groups": 2}],
    ids=str,
)
def test_backward_agrees_with_finite_differences(options):
    rng = np.random.default_rng(0)
    groups = options.get("groups", 1)
    x, bias = rng.standard_normal((2, 4, 6, 5)), rng.standard_normal(2)
    weight = rng.standard_normal((2, 4 // groups, 3, 2))
    dy = rng.standard_normal(ref.conv2d(x, weight, bias, **options).shape)
    gradients = ref.conv2d_backward(dy, x, weight, **options)
    error = ref.gradient_check(
        lambda: np.sum(dy * ref.conv2d(x, weight, bias, **options)), [x, weight, bias], gradients
    )
    assert error < 1e-7


def test_large_batches_are_cut_into_blocks():
    """Several blocks, the last one shorter, give what one block gives."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((150, 2, 20, 20)).astype(np.float32)
    weight = rng.standard_normal((3, 2, 5, 5)).astype(np.float32)
    inputs = tensors(x, weight)
    y = F.conv2d(*inputs)
    assert_close(ref.conv2d(x, weight), y)
    y.sum().backward()
    dx, dweight, _ = ref.conv2d_backward(np.ones(y.shape, np.float32), x, weight)
    assert_close(dx, inputs[0].grad)
    assert_close(dweight, inputs[1].grad)


@pytest.mark.parametrize("channels", [(0, 2), (3, 0)])
@pytest.mark.parametrize("kernel_size", [1, 3])
def test_no_channels_give_sums_of_nothing(channels, kernel_size):
    """0 input channels: the bias everywhere; 0 output channels: no maps, and no gradient for x."""
    inputs, outputs = channels
    x, weight = np.ones((2, inputs, 5, 5)), np.ones((outputs, inputs, kernel_size, kernel_size))
    bias = np.arange(1.0, outputs + 1)
    for forward in FORWARDS:
        y = forward(x, weight, bias)
        assert (y == bias[:, None, None]).all() and y.shape[1] == outputs
    dx, dweight, dbias = ref.conv2d_backward(np.ones_like(y), x, weight)
    assert dx.shape == x.shape and dweight.shape == weight.shape and dbias.shape == bias.shape
    assert (dx == 0).all()


@given(arguments=unfoldings())
def test_im2col_and_col2im_agree_with_torch(arguments):
    x, kernel_size, options = arguments
    if len(x) == 0:  # torch refuses to unfold an empty batch
        assert ref.im2col(x, kernel_size, **options).shape[0] == 0
        return
    tensor = torch.from_numpy(x)
    columns = F.unfold(tensor, kernel_size, **options)
    assert_close(ref.im2col(x, kernel_size, **options), columns, "im2col")
    size = x.shape[2:]
    folded = F.fold(columns, size, kernel_size, **options)
    assert_close(ref.col2im(columns.numpy(), size, kernel_size, **options), folded, "col2im")


@given(arguments=unfoldings())
def test_col2im_is_the_adjoint_of_im2col(arguments):
    """<im2col x, c> = <x, col2im c> for every c: hence each is the other's backward."""
    x, kernel_size, options = arguments
    columns = ref.im2col(x, kernel_size, **options)
    dy = np.random.default_rng(0).standard_normal(columns.shape)
    dx = ref.im2col_backward(dy, x, kernel_size, **options)
    assert_close(np.vdot(x, dx), np.vdot(columns, dy))
    dcols = ref.col2im_backward(x, dy, x.shape[2:], kernel_size, **options)
    assert_close(dcols, columns)


def test_worked_example():
    """A 4 x 4 picture, a kernel and its half turn: correlation and true convolution, by hand."""
    picture = np.array([[2.0, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]])[None, None]
    kernel = np.array([[1.0, 0, 1], [-1, 1, 0], [0, 1, -1]])[None, None]
    turned = kernel[:, :, ::-1, ::-1]
    for forward in FORWARDS:
        assert forward(picture, kernel)[0, 0].tolist() == [[-1, 4], [6, 16]]
        assert forward(picture, turned)[0, 0].tolist() == [[16, -6], [7, 11]]
    same = [[1, 9, -6, 3], [14, -1, 4, 1], [4, 6, 16, 1], [3, 13, -2, 1]]
    assert ref.conv2d(picture, kernel, padding=1)[0, 0].tolist() == same


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"size": 5, "kernel_size": 3, "stride": 2}, 2),
        ({"size": 4, "kernel_size": 3, "padding": 1}, 4),
        ({"size": 10, "kernel_size": 3, "stride": 2}, 4),
        ({"size": 10, "kernel_size": 3, "stride": 2, "mode": "ceil"}, 5),
        ({"size": 32, "kernel_size": 5}, 28),
        ({"size": 227, "kernel_size": 11, "stride": 4, "mode": "strict"}, 55),
        ({"size": 224, "kernel_size": 7, "stride": 2, "padding": 3}, 112),
        ({"size": 9, "kernel_size": 3, "dilation": 4}, 1),
        ({"size": (55, 27), "kernel_size": 3, "stride": 2}, (27, 13)),
    ],
    ids=str,
)
def test_output_size(arguments, expected):
    assert ref.output_size(**arguments) == expected


@given(arguments=convolutions())
def test_output_size_is_what_conv2d_gives(arguments):
    x, weight, _, options = arguments
    if isinstance(options["padding"], str):
        options["padding"] = 0
        if any(d * (k - 1) + 1 > n for k, n, d in _axes(x, weight, options)):
            return
    sizes = {name: options[name] for name in ("stride", "padding", "dilation")}
    result = ref.output_size(x.shape[2:], weight.shape[2:], **sizes)
    assert ref.conv2d(x, weight, **options).shape[2:] == result


def _axes(x, weight, options):
    dilation = options["dilation"]
    dilation = dilation if isinstance(dilation, tuple) else (dilation, dilation)
    return zip(weight.shape[2:], x.shape[2:], dilation, strict=True)
