"""The Triton kernels: on a GPU where there is one, else in Triton's interpreter, which is slow.

They sum in float32, so that `gradcheck` is of no use. Values and gradients are compared with what
torch computes in float64 from the same, rounded, numbers; how far they may be off is a bound, not
a guess: see `assert_within_rounding`.
"""

import subprocess
import sys

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st

from cnnlib.gpu import _triton, conv2d_triton
from tests.gpu.places import PRESENT, place
from tests.reference.draws import convolutions
from tests.tolerance import assert_close

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")

INTERPRETER = [] if not PRESENT["cuda"] else [pytest.mark.skip(reason="a CUDA device is there")]
GPU = [pytest.mark.gpu]
if not PRESENT["cuda"]:
    GPU.append(pytest.mark.skip(reason="no cuda device"))
DEVICES = [pytest.param("cpu", marks=INTERPRETER), pytest.param("cuda", marks=GPU)]
DTYPES = ["float32", "bfloat16", "float16"]

# x, weight, options
CASES = {
    "several blocks each way": ((2, 40, 9, 8), (40, 40, 2, 3), {"padding": (1, 2), "stride": 2}),
    "a long sum over positions": ((2, 2, 24, 23), (3, 2, 2, 2), {"padding": (0, 1)}),
    "groups": ((2, 6, 6, 5), (4, 3, 3, 3), {"padding": 1, "groups": 2}),
    "depthwise": ((2, 4, 6, 6), (8, 1, 3, 3), {"padding": "same", "groups": 4}),
    "even, same": ((1, 2, 6, 5), (3, 2, 4, 2), {"padding": "same"}),
    "1 x 1": ((2, 5, 4, 4), (3, 5, 1, 1), {}),
    "1 x 1, strided": ((2, 5, 5, 4), (3, 5, 1, 1), {"stride": (2, 3), "padding": 1}),
    "more padding than kernel": ((1, 2, 3, 4), (2, 2, 2, 2), {"padding": 3}),
    "strided and dilated": ((2, 2, 9, 8), (3, 2, 3, 3), {"stride": (2, 3), "dilation": (2, 1)}),
    "common divisor": ((1, 2, 15, 15), (2, 2, 3, 2), {"stride": (4, 6), "dilation": (6, 4)}),
    "stride leaves a rest": ((1, 1, 8, 7), (1, 1, 3, 2), {"stride": 3}),
    "empty batch": ((0, 2, 5, 5), (3, 2, 3, 3), {}),
}


def draw(case):
    x_shape, weight_shape, options = CASES[case]
    rng = np.random.default_rng(0)
    arrays = [rng.standard_normal(s) for s in (x_shape, weight_shape, weight_shape[:1])]
    return arrays, options


def with_gradients(convolve, tensors, dy, options):
    """The result of a convolution and its gradients, by name; without those of None."""
    y = convolve(*tensors, **options)
    wanted = {
        n: t for n, t in zip(("dx", "dweight", "dbias"), tensors, strict=True) if t is not None
    }
    gradients = torch.autograd.grad(y, list(wanted.values()), dy)
    return {"y": y.detach(), **dict(zip(wanted, gradients, strict=True))}


def in_float64(tensors, size=lambda t: t):
    return [
        None if t is None else size(t.detach().cpu().double()).requires_grad_() for t in tensors
    ]


def assert_within_rounding(actual, exact, terms, magnitude, products, name):
    """|actual - exact| <= (products + terms / 2^23) magnitude + epsilon |exact|

    ``magnitude`` is the sum of the absolute values of the ``terms`` that were added. Each of them
    is off by ``products``, in parts of itself, and each addition in float32 by at most 2^-23 of
    what it gives, whichever way the matrix unit rounds. The last rounding is to the dtype, by
    less than its epsilon: the interpreter cuts off.
    """
    epsilon = torch.finfo(actual.dtype).eps
    allowed = (products + terms * 2.0**-23) * magnitude + epsilon * exact.abs()
    error = (actual.cpu().double() - exact).abs()
    assert actual.shape == exact.shape, f"{name}: shape {actual.shape}, not {exact.shape}"
    assert (error <= allowed).all(), f"{name}: {(error / allowed).max():.3g} of what is allowed"


def assert_agrees(arrays, options, device, dtype, tf32=True):
    """Values and gradients against torch's float64, from the same, rounded, numbers."""
    tensors = [place(a, device, dtype) for a in arrays]
    y_shape = F.conv2d(*in_float64(tensors), **options).shape
    dy = torch.tensor(np.random.default_rng(1).standard_normal(y_shape)).to(getattr(torch, dtype))
    actual = with_gradients(conv2d_triton, tensors, dy.to(device), options)
    exact = with_gradients(F.conv2d, in_float64(tensors), dy.double(), options)
    sizes = in_float64(tensors, torch.abs)
    magnitudes = with_gradients(F.conv2d, sizes, dy.double().abs(), options)
    weight = tensors[1]
    terms = max(weight[:1].numel() + 1, weight[:, :1].numel(), dy[:, :1].numel())
    # TF32 keeps 10 bits of either factor, and perhaps cuts off the others.
    rounded = device == "cuda" and dtype == "float32" and tf32
    for name, value in actual.items():
        assert value.dtype == getattr(torch, dtype) and value.device.type == device
        assert_within_rounding(
            value, exact[name], terms, magnitudes[name], 2.0**-9 if rounded else 0, name
        )


@pytest.mark.parametrize("device", DEVICES)
@settings(max_examples=20)
@given(arguments=convolutions(), dtype=st.sampled_from(DTYPES))
def test_drawn_configurations(device, arguments, dtype):
    *arrays, options = arguments
    assert_agrees(arrays, options, device, dtype)


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", CASES)
def test_cases(case, dtype, device):
    assert_agrees(*draw(case), device, dtype)


@pytest.mark.gpu
@pytest.mark.skipif(not PRESENT["cuda"], reason="the interpreter has one size")
@pytest.mark.parametrize("kernel", ["convolve", "weight_gradient"])
@pytest.mark.parametrize("dtype", DTYPES)
def test_every_size_of_blocks(dtype, kernel, monkeypatch):
    tuned = getattr(_triton._kernels(), kernel)
    for configuration in tuned.configs:
        monkeypatch.setattr(tuned, "configs", [configuration])
        assert_agrees(*draw("several blocks each way"), "cuda", dtype)


@pytest.fixture(params=["tf32", "ieee", "none"])
def precision(request):
    """torch's setting of what its own convolution does to factors of float32."""
    conv = torch.backends.cudnn.conv
    before, conv.fp32_precision = conv.fp32_precision, request.param
    yield request.param
    conv.fp32_precision = before


@pytest.mark.parametrize("device", DEVICES)
def test_products_of_float32_are_as_torchs_setting_says(device, precision):
    assert_agrees(*draw("groups"), device, "float32", tf32=precision == "tf32")
    chosen = _triton._settings(_triton._kernels(), torch.zeros(1))["PRECISION"]
    assert chosen == ("tf32" if precision == "tf32" else "ieee")


@pytest.mark.parametrize("device", DEVICES)
def test_nothing_to_sum_gives_the_bias_and_no_filters_give_nothing(device):
    x, bias = torch.zeros(2, 0, 4, 4, device=device), torch.tensor([1.0, -2.0], device=device)
    y = conv2d_triton(x, torch.zeros(2, 0, 3, 3, device=device), bias, activation="relu")
    assert y.shape == (2, 2, 2, 2) and (y[:, 0] == 1).all() and (y[:, 1] == 0).all()
    x, weight = (
        torch.ones(s, device=device, requires_grad=True) for s in ((2, 3, 4, 4), (0, 3, 1, 1))
    )
    y = conv2d_triton(x, weight)
    y.sum().backward()
    assert y.shape == (2, 0, 4, 4) and weight.grad.shape == (0, 3, 1, 1)
    assert (x.grad == torch.zeros_like(x)).all()


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES)
def test_fused_relu_is_relu_of_the_convolution(dtype, device):
    arrays, options = draw("groups")
    arrays[0][0, 0, 0, 0] = np.nan
    tensors = [place(a, device, dtype) for a in arrays]
    plain = conv2d_triton(*tensors, **options)
    fused = conv2d_triton(*tensors, **options, activation="relu")
    assert 0.3 < (fused == 0).float().mean() < 0.7
    assert fused.isnan().any() and not fused.isnan().all()
    assert_equal(fused, torch.relu(plain))
    dy = torch.randn(plain.shape, generator=torch.Generator().manual_seed(0)).to(fused)
    expected = torch.autograd.grad(torch.relu(plain), tensors, dy)
    for actual, other in zip(torch.autograd.grad(fused, tensors, dy), expected, strict=True):
        assert_equal(actual, other)


@pytest.mark.parametrize("device", DEVICES)
def test_nan_reaches_what_it_takes_part_in_and_nothing_else(device):
    arrays, options = draw("groups")
    arrays[0][1, 4, 3, 2] = np.nan
    tensors = [place(a, device, "float32") for a in arrays]
    dy = torch.ones(2, 4, 6, 5)
    actual = with_gradients(conv2d_triton, tensors, dy.to(device), options)
    expected = with_gradients(F.conv2d, in_float64(tensors), dy.double(), options)
    assert expected["y"].isnan().sum() == 2 * 3 * 3
    for name, value in actual.items():
        assert_equal(value.cpu().isnan(), expected[name].isnan())


def assert_equal(actual, expected):
    torch.testing.assert_close(actual, expected, rtol=0, atol=0, equal_nan=True, check_stride=False)


LAYOUTS = {
    "channels last": lambda t: t.contiguous(memory_format=torch.channels_last),
    "transposed": lambda t: t.transpose(2, 3).contiguous().transpose(2, 3),
    "every other": lambda t: torch.stack([t, t], dim=-1)[..., 0],
    "part of a larger one": lambda t: F.pad(t, (1, 2, 3, 4))[:, :, 3:-4, 1:-2],
    "expanded": lambda t: t[:1].expand_as(t),
}


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_layout_in_memory_does_not_matter(layout, device):
    arrays, options = draw("groups")
    laid_out = [torch.tensor(a, dtype=torch.float32, device=device) for a in arrays]
    laid_out[:2] = [LAYOUTS[layout](t) for t in laid_out[:2]]
    dy = torch.randn(2, 4, 6, 5, generator=torch.Generator().manual_seed(0)).to(device)
    dy = LAYOUTS[layout](dy)
    results = [
        with_gradients(conv2d_triton, [t.requires_grad_() for t in tensors], dy, options)
        for tensors in (laid_out, [t.detach().contiguous() for t in laid_out])
    ]
    for name, value in results[0].items():
        assert_equal(value, results[1][name])
    assert results[0]["y"].is_contiguous(memory_format=torch.channels_last)


@pytest.mark.parametrize("device", DEVICES)
def test_addresses_in_int64_give_the_same(device, monkeypatch):
    arrays, options = draw("strided and dilated")
    tensors = [place(a, device, "float32") for a in arrays]
    dy = torch.ones_like(conv2d_triton(*tensors, **options))
    expected = with_gradients(conv2d_triton, tensors, dy, options)
    monkeypatch.setattr(_triton, "_INT32_CELLS", 0)
    assert str(_triton._settings(_triton._kernels(), tensors[0])["INDEX"]) == "int64"
    for name, value in with_gradients(conv2d_triton, tensors, dy, options).items():
        assert_equal(value, expected[name])


@pytest.mark.parametrize("device", DEVICES)
def test_only_the_gradients_that_are_wanted_are_computed(device, monkeypatch):
    arrays, options = draw("1 x 1")
    tensors = [place(a, device, "float32") for a in arrays]
    expected = torch.autograd.grad(conv2d_triton(*tensors, **options).sum(), tensors[:1])[0]
    monkeypatch.setattr(_triton, "_weight_gradient", None)  # a call would fail
    x, weight, bias = tensors[0], tensors[1].detach(), tensors[2].detach()
    conv2d_triton(x, weight, bias, **options).sum().backward()
    assert_close(x.grad, expected)


# Bad input ---------------------------------------------------------------------------------------

X, WEIGHT = torch.zeros(1, 2, 4, 4), torch.zeros(3, 2, 3, 3)


@pytest.mark.parametrize(
    ("arguments", "options", "error", "said"),
    [
        ((X.numpy(), WEIGHT), {}, TypeError, "x is a ndarray, expected a torch.Tensor"),
        ((X, WEIGHT.to("meta")), {}, ValueError, "weight is on meta but x is on cpu"),
        ((X[0], WEIGHT), {}, ValueError, "x has shape (2, 4, 4), expected 4 axes"),
        ((X.int(), WEIGHT), {}, TypeError, "x is int32, expected float16 or bfloat16 or float32"),
        ((X, WEIGHT.half()), {}, TypeError, "weight is float16 but x is float32"),
        ((X, WEIGHT, X[0, 0, 0]), {}, ValueError, "bias has shape (4,), expected (3,)"),
        ((X, WEIGHT, None, 0), {}, ValueError, "stride is 0, expected at least 1"),
        ((X, WEIGHT, None, 1, 0, 1, 2), {}, ValueError, "weight has 3 output channels, not"),
        (
            (X, WEIGHT),
            {"activation": "gelu"},
            ValueError,
            "activation is 'gelu', expected None or 'relu'",
        ),
        (
            (X.double(), WEIGHT.double()),
            {},
            NotImplementedError,
            "x is float64, but the kernels sum in float32",
        ),
        (
            (X.to("meta"), WEIGHT.to("meta")),
            {},
            ValueError,
            "x is on meta, expected a CUDA device",
        ),
    ],
)
def test_bad_input_is_refused(arguments, options, error, said):
    with pytest.raises(error) as raised:
        conv2d_triton(*arguments, **options)
    assert str(raised.value).startswith("conv2d_triton: ") and said in str(raised.value)


def test_tensors_on_the_cpu_need_the_interpreter(monkeypatch):
    monkeypatch.setattr(_triton._kernels(), "INTERPRETED", False)
    with pytest.raises(ValueError, match="x is on cpu, expected a CUDA device; on a CPU"):
        conv2d_triton(X, WEIGHT)


def test_without_triton_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(_triton, "is_installed", lambda: False)
    with pytest.raises(ImportError, match="conv2d_triton: Triton is not installed; it comes with"):
        _triton._kernels.__wrapped__()


LATE = """
import sys, torch, cnnlib.gpu
assert "triton" not in sys.modules
import triton  # before cnnlib could choose the interpreter
x = torch.ones(1, 1, 3, 3, requires_grad=True)
cnnlib.gpu.conv2d_triton(x, torch.ones(1, 1, 2, 2)).sum().backward()
print(x.grad[0, 0, 1].tolist())
"""


@pytest.mark.skipif(PRESENT["cuda"], reason="a CUDA device is there")
def test_triton_is_imported_when_it_is_needed():
    ran = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, check=False)
    assert (ran.stdout, ran.returncode) == ("[2.0, 4.0, 2.0]\n", 0), ran.stderr
