"""Every way to convolve on tensors: values and gradients against torch and the NumPy reference."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

import cnnlib.reference as ref
from cnnlib import gpu
from cnnlib.gpu import _conv2d, _convolution, _triton, _winograd
from tests.gpu.places import DEVICES, DTYPES, LAYOUTS, place
from tests.reference.draws import convolutions, three_by_three, unfoldings
from tests.tolerance import assert_close

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def winograd2(*arguments, **options):
    """Winograd's smaller tile, as a way of its own."""
    return gpu.conv2d_winograd(*arguments, tile=2, **options)


GENERAL = {
    "conv2d": gpu.conv2d,
    "conv2d_im2col": gpu.conv2d_im2col,
    "conv2d_shifted": gpu.conv2d_shifted,
    "conv2d_fft": gpu.conv2d_fft,
}
WINOGRAD = {"conv2d_winograd": gpu.conv2d_winograd, "conv2d_winograd, tile 2": winograd2}
WAYS = GENERAL | WINOGRAD

# x, weight, options: one of each kind of thing that can go wrong
CASES = {
    "plain": ((2, 3, 7, 6), (4, 3, 3, 3), {}),
    "padded": ((2, 3, 5, 8), (4, 3, 3, 3), {"padding": (2, 1)}),
    "groups": ((2, 6, 6, 6), (4, 3, 3, 3), {"padding": 1, "groups": 2}),
    "depthwise": ((2, 4, 6, 6), (8, 1, 3, 3), {"padding": "same", "groups": 4}),
    "one output": ((1, 2, 3, 3), (2, 2, 3, 3), {}),
    "strided": ((2, 3, 9, 10), (4, 3, 3, 2), {"stride": (2, 3), "padding": 1}),
    "dilated": ((2, 3, 9, 8), (2, 3, 2, 3), {"dilation": (3, 2), "stride": 2, "padding": 2}),
    "even, same": ((1, 2, 6, 5), (3, 2, 4, 2), {"padding": "same"}),
    "1 x 1": ((2, 5, 4, 4), (3, 5, 1, 1), {}),
    "1 x 1, strided": ((2, 5, 5, 4), (3, 5, 1, 1), {"stride": 2, "padding": 1}),
}
FITS_WINOGRAD = list(CASES)[:5]
SWEEP = [(way, case) for way in GENERAL for case in CASES]
SWEEP += [(way, case) for way in WINOGRAD for case in FITS_WINOGRAD]


def draw(case):
    x_shape, weight_shape, options = CASES[case]
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(s) for s in (x_shape, weight_shape, weight_shape[:1])]
    return arrays, options


def assert_agrees(convolve, arrays, options, device="cpu", dtype="float64"):
    """Values and gradients against torch's float64, from the same, rounded, numbers."""
    tensors = [place(a, device, dtype) for a in arrays]
    y = convolve(*tensors, **options)
    exact = [None if t is None else t.detach().cpu().double().requires_grad_() for t in tensors]
    expected = F.conv2d(*exact, **options)
    assert y.device.type == device
    assert_close(y + 1, (expected + 1).to(y.dtype))  # plus 1: a window in the padding alone gives 0
    dy = torch.tensor(np.random.default_rng(1).standard_normal(y.shape)).to(y.dtype)
    y.backward(dy.to(device))
    expected.backward(dy.double())
    for name, tensor, other in zip(("dx", "dweight", "dbias"), tensors, exact, strict=True):
        if tensor is not None:
            assert_close(tensor.grad + 1, (other.grad + 1).to(y.dtype), name)
    return tensors, y, dy


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("way", GENERAL)
@given(arguments=convolutions())
def test_drawn_configurations(way, device, arguments):
    assert_agrees_with_both(GENERAL[way], arguments, device)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("way", WINOGRAD)
@given(arguments=three_by_three())
def test_drawn_configurations_that_fit_winograd(way, device, arguments):
    assert_agrees_with_both(WINOGRAD[way], arguments, device)


def assert_agrees_with_both(convolve, arguments, device):
    """With torch, and in float64 with the NumPy reference too."""
    *arrays, options = arguments
    dtype = "float32" if device == "mps" else "float64"
    tensors, y, dy = assert_agrees(convolve, arrays, options, device, dtype)
    if dtype == "float64":
        assert_as_reference(tensors, options, y, dy)


def assert_as_reference(tensors, options, y, dy):
    """The same result and gradients as the functions of the same names in NumPy."""
    arrays = [None if t is None else t.detach().cpu().numpy() for t in tensors]
    assert_close(y + 1, ref.conv2d(*arrays, **options) + 1)
    gradients = ref.conv2d_backward(dy.numpy(), *arrays[:2], **options)
    for tensor, expected in zip(tensors, gradients, strict=True):
        if tensor is not None:
            assert_close(tensor.grad + 1, expected + 1)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize(("way", "case"), SWEEP)
def test_every_dtype(way, case, dtype, device):
    assert_agrees(WAYS[way], *draw(case), device, dtype)


@pytest.mark.parametrize(("way", "case"), SWEEP)
def test_gradcheck(way, case):
    arrays, options = draw(case)
    tensors = [place(a, "cpu", "float64") for a in arrays]
    assert torch.autograd.gradcheck(lambda *t: WAYS[way](*t, **options), tensors)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("way", WAYS)
def test_the_layout_in_memory_does_not_matter(way, layout):
    (x, weight, bias), options = draw("groups")
    x, weight = (LAYOUTS[layout](torch.from_numpy(a)) for a in (x, weight))
    tensors = [t.detach().requires_grad_() for t in (x, weight, torch.from_numpy(bias))]
    assert tensors[0].stride() == x.stride()
    y, expected = WAYS[way](*tensors, **options), F.conv2d(*tensors, **options)
    assert_close(y, expected)
    dy = LAYOUTS[layout](torch.from_numpy(np.random.default_rng(1).standard_normal(y.shape)))
    ours, theirs = (torch.autograd.grad(result, tensors, dy) for result in (y, expected))
    for name, actual, other in zip(("dx", "dweight", "dbias"), ours, theirs, strict=True):
        assert_close(actual, other, name)


@pytest.mark.parametrize("way", WAYS)
def test_arguments_are_left_as_they_were(way):
    arrays, options = draw("padded")
    tensors = [place(a, "cpu", "float64") for a in arrays]
    y = WAYS[way](*tensors, **options)
    dy = torch.ones_like(y)
    y.backward(dy)
    for tensor, array in zip(tensors, arrays, strict=True):
        np.testing.assert_array_equal(tensor.detach(), array)
    assert (dy == 1).all()


@pytest.mark.parametrize("wanted", [(0,), (1,), (2,), (0, 2)], ids=str)
def test_only_the_gradients_that_are_wanted_are_computed(wanted, monkeypatch):
    called = set()
    way = _convolution.Way(
        _conv2d.IM2COL.forward,
        lambda *given: called.add(0) or _conv2d.IM2COL.input_gradient(*given),
        lambda *given: called.add(1) or _conv2d.IM2COL.weight_gradient(*given),
    )
    monkeypatch.setitem(_conv2d.WAYS, "im2col", way)
    arrays, _ = draw("1 x 1")
    tensors = [torch.from_numpy(a).requires_grad_(k in wanted) for k, a in enumerate(arrays)]
    gpu.conv2d(*tensors).sum().backward()
    assert called == set(wanted) - {2}
    assert [t.grad is not None for t in tensors] == [k in wanted for k in range(3)]


# The rule of conv2d ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "weight", "options", "way"),
    [
        ((1, 256, 8, 8), (64, 256, 1, 1), {}, "im2col"),
        ((1, 256, 8, 8), (64, 256, 1, 1), {"stride": 2}, "im2col"),
        ((1, 8, 32, 32), (8, 8, 9, 9), {}, "fft"),
        ((1, 8, 32, 32), (8, 8, 9, 8), {}, "shifted"),
        ((1, 8, 32, 32), (8, 8, 9, 9), {"stride": 2}, "im2col"),
        ((1, 64, 8, 8), (64, 64, 3, 3), {"padding": 1}, "winograd"),
        ((1, 64, 8, 8), (63, 64, 3, 3), {}, "shifted"),
        ((1, 128, 8, 8), (128, 64, 3, 3), {"groups": 2}, "winograd"),
        ((1, 64, 8, 8), (64, 32, 3, 3), {"groups": 2}, "shifted"),
        ((1, 64, 8, 8), (64, 64, 3, 3), {"dilation": 2}, "shifted"),
        ((1, 64, 8, 8), (64, 64, 3, 3), {"stride": 2}, "im2col"),
        ((1, 7, 8, 8), (64, 7, 3, 3), {}, "im2col"),
    ],
    ids=str,
)
def test_the_rule_of_conv2d(x, weight, options, way, monkeypatch):
    taken = []
    for name, known in _conv2d.WAYS.items():
        counted = known._replace(
            forward=lambda *given, name=name, known=known: (
                taken.append(name) or known.forward(*given)
            )
        )
        monkeypatch.setitem(_conv2d.WAYS, name, counted)
    gpu.conv2d(torch.zeros(x), torch.zeros(weight), **options)
    assert taken == [way]


@pytest.mark.parametrize(
    ("device", "dtype", "installed", "way"),
    [
        ("cuda", torch.bfloat16, True, "triton"),
        ("cuda", torch.float32, True, "triton"),
        ("cuda", torch.float64, True, "im2col"),
        ("cuda", torch.float32, False, "im2col"),
        ("mps", torch.float32, True, "im2col"),
        ("cpu", torch.float32, True, "winograd"),
    ],
)
def test_the_rule_of_conv2d_on_other_devices(device, dtype, installed, way, monkeypatch):
    monkeypatch.setattr(_triton, "is_installed", lambda: installed)
    x = SimpleNamespace(device=torch.device(device), dtype=dtype)  # stands for what is not here
    weight = torch.empty(64, 64, 3, 3)
    window = _convolution.checked_window("", torch.empty(1, 64, 8, 8), weight, None, 1, 1, 1, 1)
    assert _conv2d.way_of(x, weight, window, 1) == way


# Winograd's error --------------------------------------------------------------------------------


def test_winograds_matrices_are_exact():
    """In fractions, y = E_m^T ((E_3 g) * (C^T d)) for each pair of one kernel and one tile cell."""
    for tile in _winograd.POINTS:
        kernel, inputs, outputs = _winograd.matrices(tile)
        for i in range(3):
            for j in range(tile + 2):
                products = [k[i] * d[j] for k, d in zip(kernel, inputs, strict=True)]
                y = [sum(a * p for a, p in zip(row, products, strict=True)) for row in outputs]
                assert y == [int(j - i == place) for place in range(tile)]


def test_winograds_error_in_float32():
    """Errors relative to the largest value, mean over positions; 64 channels, 3 x 3, normal."""
    rng = np.random.default_rng(0)
    x, weight = rng.standard_normal((2, 64, 26, 26)), rng.standard_normal((64, 64, 3, 3))
    exact = F.conv2d(torch.from_numpy(x), torch.from_numpy(weight))
    x, weight = (torch.tensor(a, dtype=torch.float32) for a in (x, weight))
    error = {
        name: ((way(x, weight) - exact).square().mean().sqrt() / exact.std()).item()
        for name, way in WAYS.items()
    }
    plain = error["conv2d_im2col"]
    assert 1e-8 < plain < 1e-6
    assert plain < error["conv2d_winograd, tile 2"] < error["conv2d_winograd"] < 30 * plain


# im2col and col2im -------------------------------------------------------------------------------


@pytest.mark.parametrize("device", DEVICES)
@given(arguments=unfoldings())
def test_im2col_and_col2im(device, arguments):
    x, kernel_size, options = arguments
    dtype = "float32" if device == "mps" else "float64"
    tensor = place(x, device, dtype)
    columns = gpu.im2col(tensor, kernel_size, **options)
    expected = ref.im2col(x.astype(dtype), kernel_size, **options)
    assert_close(columns, expected)
    dy = np.random.default_rng(0).standard_normal(expected.shape).astype(dtype)
    columns.backward(place(dy, device, dtype))
    assert_close(tensor.grad, ref.im2col_backward(dy, x.astype(dtype), kernel_size, **options))
    cols = place(dy, device, dtype)
    images = gpu.col2im(cols, x.shape[2:], kernel_size, **options)
    assert_close(images, ref.col2im(dy, x.shape[2:], kernel_size, **options))
    images.backward(tensor.detach())
    assert_close(cols.grad, expected)


def test_im2col_and_col2im_pass_gradcheck():
    x, cols = torch.randn(2, 3, 5, 4).double(), torch.randn(2, 12, 6).double()
    for function, tensor, arguments in (
        (gpu.im2col, x, (2, 1, 1, 2)),
        (gpu.col2im, cols, ((4, 6), 2, 1, 0, 2)),
    ):
        assert torch.autograd.gradcheck(
            lambda t, f=function, a=arguments: f(t, *a), [tensor.requires_grad_()]
        )


# Bad input ---------------------------------------------------------------------------------------

X, WEIGHT = torch.zeros(1, 2, 4, 4), torch.zeros(3, 2, 3, 3)


@pytest.mark.parametrize("way", [*GENERAL, "conv2d_winograd"])
@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((X.numpy(), WEIGHT), TypeError, "x is a ndarray, expected a torch.Tensor"),
        ((X, WEIGHT.numpy()), TypeError, "weight is a ndarray, expected a torch.Tensor"),
        ((X, WEIGHT, [0, 0, 0]), TypeError, "bias is a list, expected a torch.Tensor"),
        ((X.to("meta"), WEIGHT), ValueError, "weight is on cpu but x is on meta"),
        ((X[0], WEIGHT), ValueError, "x has shape (2, 4, 4), expected 4 axes"),
        ((X.int(), WEIGHT), TypeError, "x is int32, expected float16 or bfloat16 or float32"),
        ((X, WEIGHT.double()), TypeError, "weight is float64 but x is float32"),
        ((X[:, :1], WEIGHT), ValueError, "weight has 2 input channels per group but x has 1"),
        ((X, WEIGHT, X[0, 0, 0]), ValueError, "bias has shape (4,), expected (3,)"),
        ((X[..., :2], WEIGHT), ValueError, "kernel_size 3 is larger than the padded input, 2"),
        ((X, WEIGHT, None, 0), ValueError, "stride is 0, expected at least 1"),
        ((X, WEIGHT, None, 1, "full"), ValueError, "padding is 'full', expected 'valid' or 'same'"),
        ((X, WEIGHT, None, 1, 0, 1, 2), ValueError, "weight has 3 output channels, not divisible"),
    ],
)
def test_bad_input_is_refused(way, arguments, error, said):
    with pytest.raises(error) as raised:
        WAYS[way](*arguments)
    assert str(raised.value).startswith(f"{way}: ") and said in str(raised.value)


@pytest.mark.parametrize(
    ("weight", "options", "said"),
    [
        (
            (1, 1, 5, 5),
            {},
            "kernel size is (5, 5), Winograd's algorithm is written here for (3, 3)",
        ),
        ((1, 1, 3, 3), {"stride": 2}, "stride is (2, 2), Winograd's"),
        ((1, 1, 3, 3), {"dilation": 2}, "dilation is (2, 2), Winograd's"),
    ],
)
def test_winograd_says_what_it_is_not_made_for(weight, options, said):
    with pytest.raises(NotImplementedError) as raised:
        gpu.conv2d_winograd(torch.zeros(1, 1, 8, 8), torch.zeros(weight), **options)
    assert said in str(raised.value)


def test_winograds_tile_is_2_or_4():
    with pytest.raises(ValueError, match="conv2d_winograd: tile is 3, expected 2 or 4"):
        gpu.conv2d_winograd(X, WEIGHT, tile=3)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: gpu.im2col(X.numpy(), 2), "im2col: x is a ndarray, expected a torch.Tensor"),
        (lambda: gpu.col2im([1], 2, 2), "col2im: cols is a list, expected a torch.Tensor"),
        (lambda: gpu.im2col(X, 5), "im2col: kernel_size 5 is larger than the padded input, 4"),
        (lambda: gpu.col2im(torch.zeros(1, 3, 9), 4, 2), "expected (N, a multiple of 4, 9)"),
    ],
)
def test_bad_input_of_im2col_and_col2im_is_refused(call, said):
    with pytest.raises((TypeError, ValueError)) as raised:
        call()
    assert said in str(raised.value)
