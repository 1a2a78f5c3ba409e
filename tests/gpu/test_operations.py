"""Every operation but convolution: each dtype on each device, gradcheck, layouts, bad input."""

import numpy as np
import pytest
import torch

from cnnlib import gpu
from tests.gpu.operations import (
    CASES,
    NO_GRADIENT,
    THEIRS,
    assert_agrees,
    assert_near,
    draw,
    first,
    tensors_of,
)
from tests.gpu.places import DEVICES, DTYPES, LAYOUTS
from tests.tolerance import assert_close


def call(case, tensors):
    return first(getattr(gpu, case.name)(*tensors, **case.options))


@pytest.mark.parametrize("device", DEVICES)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("case", CASES)
def test_every_dtype(case, dtype, device):
    case = CASES[case]
    assert_agrees(case.name, draw(case), case.options, device, dtype, assert_close)


@pytest.mark.parametrize("case", CASES)
def test_gradcheck(case):
    case = CASES[case]
    tensors = tensors_of(case.name, draw(case))
    assert torch.autograd.gradcheck(lambda *t: call(case, t), tensors)


def test_every_operation_is_in_the_table():
    chance = {"dropout", "rrelu", "stochastic_pool2d"}
    assert {case.name for case in CASES.values()} == set(THEIRS)
    others = {name for name in gpu.__all__ if "conv" in name or name in ("im2col", "col2im")}
    assert set(THEIRS) | chance | others == set(gpu.__all__)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("case", CASES)
def test_the_layout_in_memory_does_not_matter(case, layout):
    case = CASES[case]
    tensors = tensors_of(case.name, draw(case))
    plain = [t.detach().clone().requires_grad_(t.requires_grad) for t in tensors]
    for position, t in enumerate(tensors):
        if t.ndim > 1:
            laid_out = LAYOUTS[layout](t.detach())
            plain[position] = laid_out.clone(memory_format=torch.contiguous_format)
            plain[position].requires_grad_(t.requires_grad)
            tensors[position] = laid_out.requires_grad_(t.requires_grad)
    y, expected = call(case, tensors), call(case, plain)
    assert_close(y, expected)
    dy = torch.tensor(np.random.default_rng(1).standard_normal(y.shape))
    wanted = [t.requires_grad for t in tensors]
    ours, theirs = (
        torch.autograd.grad(result, [t for t, want in zip(given, wanted, strict=True) if want], d)
        for result, given, d in (
            (y, tensors, LAYOUTS[layout](dy) if dy.ndim > 1 else dy),
            (expected, plain, LAYOUTS[layout](dy).clone() if dy.ndim > 1 else dy),
        )
    )
    for actual, other in zip(ours, theirs, strict=True):
        assert_near(actual, other)


@pytest.mark.parametrize("case", CASES)
def test_arguments_are_left_as_they_were(case):
    case = CASES[case]
    arrays = draw(case)
    tensors = tensors_of(case.name, arrays)
    y = call(case, tensors)
    kept, dy = y.detach().clone(), torch.ones_like(y)
    y.backward(dy)
    for tensor, array in zip(tensors, arrays, strict=True):
        np.testing.assert_array_equal(tensor.detach(), array)
    assert (dy == 1).all() and torch.equal(y.detach(), kept)


@pytest.mark.parametrize("case", CASES)
def test_each_gradient_can_be_wanted_alone(case):
    case = CASES[case]
    tensors = tensors_of(case.name, draw(case))
    wanted = [k for k, t in enumerate(tensors) if t.requires_grad]
    call(case, tensors).sum().backward()
    for position in wanted:
        alone = [t.detach().requires_grad_(k == position) for k, t in enumerate(tensors)]
        call(case, alone).sum().backward()
        assert_near(alone[position].grad, tensors[position].grad)
        assert all(t.grad is None for k, t in enumerate(alone) if k != position)


@pytest.mark.parametrize("case", [c for c in CASES if CASES[c].name not in NO_GRADIENT])
def test_nan_passes_through(case):
    case = CASES[case]
    tensors = tensors_of(case.name, draw(case))
    y = call(case, [torch.full_like(tensors[0], torch.nan), *tensors[1:]])
    if case.name == "max_unpool2d":  # elsewhere it is 0
        y = y.flatten(2).gather(2, tensors[1].flatten(2))
    assert torch.isnan(y).all()


def kept_bytes(case):
    """How many bytes an operation keeps for its gradient beside its arguments."""
    tensors = tensors_of(case.name, draw(case), dtype="float32")
    theirs = {t.untyped_storage().data_ptr() for t in tensors}
    kept = {}

    def note(t):
        storage = t.untyped_storage()
        if storage.data_ptr() not in theirs:
            kept[storage.data_ptr()] = storage.nbytes()
        return t

    with torch.autograd.graph.saved_tensors_hooks(note, lambda t: t):
        y = call(case, tensors)
    return sum(kept.values()), y.numel()


@pytest.mark.parametrize(
    ("case", "rule"),
    [
        ("max_pool2d, overlapping", lambda outputs: outputs),  # a byte each
        ("subsample2d", lambda outputs: 4 * outputs),
        ("relu", lambda outputs: 4 * outputs),
        ("batch_norm, training", lambda outputs: 4 * 3 * 3),
        ("local_response_norm", lambda outputs: 0),
        ("softmax", lambda outputs: 0),
        ("linear", lambda outputs: 0),
    ],
)
def test_what_is_kept_for_the_gradient(case, rule):
    kept, outputs = kept_bytes(CASES[case])
    assert kept == rule(outputs)


X = torch.zeros(2, 4, 6, 6)
INDICES = torch.zeros(X.shape, dtype=torch.int64)
M, EYE = torch.ones(4), torch.eye(3)
ARANGE = torch.arange(3)
CPU = torch.Generator()
POOLINGS = ["max_pool2d", "avg_pool2d"]
PLAIN = ["relu", "leaky_relu", "sigmoid", "tanh", "softmax", "log_softmax", "rrelu", "dropout"]


def case(names, error, said, *arguments, **options):
    """One row per function of ``names``."""
    return [(name, error, said, arguments, options) for name in names]


NDARRAY = "is a ndarray, expected a torch.Tensor"
DTYPES_SAID = "is int64, expected float16 or bfloat16 or float32 or float64"
META = X.to("meta")

# ruff: noqa: E501 - the table reads best with a row on a line
TABLE = [
    *case([*POOLINGS, "stochastic_pool2d"], TypeError, f"x {NDARRAY}", X.numpy(), 2),
    *case(POOLINGS, ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0], 2),
    *case(POOLINGS, ValueError, "expected planes that are not empty", X[..., :0], 2),
    *case(POOLINGS, ValueError, "kernel_size is 0", X, 0),
    *case(POOLINGS, ValueError, "kernel_size 7 is larger", X, 7),
    *case(POOLINGS, ValueError, "padding is (2, 2), expected at most half", X, 2, padding=2),
    *case([*POOLINGS, "stochastic_pool2d"], TypeError, f"x {DTYPES_SAID}", INDICES, 2),
    *case(["lp_pool2d"], TypeError, f"x {NDARRAY}", X.numpy(), 2, 2),
    *case(["lp_pool2d"], ValueError, "norm_type is 0, expected a finite number above 0", X, 0, 2),
    *case(["lp_pool2d"], TypeError, "norm_type is '2', expected a number", X, "2", 2),
    *case(["global_avg_pool2d"], TypeError, f"x {NDARRAY}", X.numpy()),
    *case(["global_avg_pool2d"], ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0]),
    *case(["max_unpool2d"], TypeError, f"x {NDARRAY}", X.numpy(), INDICES, 2),
    *case(["max_unpool2d"], TypeError, f"indices {NDARRAY}", X, INDICES.numpy(), 2),
    *case(["max_unpool2d"], TypeError, "indices is float32, expected int64", X, X, 2),
    *case(["max_unpool2d"], ValueError, "indices is on cpu but x is on meta", META, INDICES, 2),
    *case(["max_unpool2d"], ValueError, "indices holds 144, expected 0 to 12 * 12 - 1", X, INDICES + 144, 2),
    *case(["max_unpool2d"], ValueError, "indices holds -1", X, INDICES - 1, 2),
    *case(["max_unpool2d"], ValueError, "output_size is (14, 12), expected less than", X, INDICES, 2, output_size=(14, 12)),
    *case(["stochastic_pool2d"], TypeError, "rng is None, expected a torch.Generator on cpu", X, 2),
    *case(["stochastic_pool2d"], TypeError, "rng is Generator(PCG64)", X, 2, rng=np.random.default_rng(0)),
    *case(["stochastic_pool2d"], TypeError, "rng is on cpu, expected a torch.Generator on meta", META, 2, rng=CPU),
    *case(["stochastic_pool2d"], ValueError, "x holds -1.0, expected finite values, at least 0", X - 1, 2, rng=CPU),
    *case(["stochastic_pool2d"], ValueError, "x holds nan", X * torch.nan, 2, rng=CPU),
    *case(["subsample2d"], TypeError, f"weight {NDARRAY}", X, M.numpy(), M),
    *case(["subsample2d"], ValueError, "weight has shape (3,), expected (4,)", X, M[:3], M),
    *case(["subsample2d"], TypeError, "bias is a NoneType, expected an array", X, M, None),
    *case(["subsample2d"], TypeError, "bias is float64 but x is", X, M, M.double()),
    *case(["batch_norm"], TypeError, f"x {NDARRAY}", X.numpy(), M, M),
    *case(["batch_norm"], TypeError, f"running_var {NDARRAY}", X, M, M.numpy()),
    *case(["batch_norm"], TypeError, f"x {DTYPES_SAID}", INDICES, M, M),
    *case(["batch_norm"], ValueError, "x has shape (4,), expected (N, C) or", M, M, M),
    *case(["batch_norm"], ValueError, "weight has shape (3,), expected (4,)", X, M, M, M[:3]),
    *case(["batch_norm"], TypeError, "bias is float64 but x is", X, M, M, M, M.double()),
    *case(["batch_norm"], ValueError, "running_mean is None, expected an array unless", X, None, None),
    *case(["batch_norm"], ValueError, "running_var is None, expected None for both", X, M, None, training=True),
    *case(["batch_norm"], ValueError, "expected more than one value per channel", X[:1, :, :1, :1], M, M, training=True),
    *case(["batch_norm"], ValueError, "eps is -1, expected at least 0", X, M, M, eps=-1),
    *case(["local_response_norm"], TypeError, f"x {NDARRAY}", X.numpy(), 5),
    *case(["local_response_norm"], ValueError, "x has shape (6, 6), expected (N, C, ...)", X[0, 0], 5),
    *case(["local_response_norm"], ValueError, "size is 0, expected at least 1", X, 0),
    *case(PLAIN, TypeError, f"x {NDARRAY}", X.numpy()),
    *case(PLAIN, TypeError, f"x {DTYPES_SAID}", INDICES),
    *case(["softmax", "log_softmax"], ValueError, "axis is 4, but x has 4 axes", X, 4),
    *case(["leaky_relu"], TypeError, "negative_slope is '1', expected a number", X, "1"),
    *case(["prelu"], TypeError, f"weight {NDARRAY}", X, M.numpy()),
    *case(["prelu"], ValueError, "weight has shape (3,), expected (1,) or (4,)", X, M[:3]),
    *case(["rrelu"], ValueError, "lower is 0.5, expected at most upper, 0.25", X, 0.5, 0.25),
    *case(["rrelu"], TypeError, "rng is 0, expected a torch.Generator", X, training=True, rng=0),
    *case(["dropout"], TypeError, "rng is None, expected a torch.Generator", X),
    *case(["dropout"], ValueError, "p is 1.5, expected 0 to 1", X, 1.5),
    *case(["cross_entropy"], TypeError, f"logits {NDARRAY}", EYE.numpy(), ARANGE),
    *case(["cross_entropy"], TypeError, f"target {NDARRAY}", EYE, ARANGE.numpy()),
    *case(["cross_entropy"], ValueError, "target holds 3, expected 0 to 2", EYE, ARANGE + 1),
    *case(["cross_entropy"], ValueError, "target holds -1", EYE, ARANGE - 1),
    *case(["cross_entropy"], TypeError, "target is float32, expected int8", EYE, EYE[0]),
    *case(["cross_entropy"], ValueError, "target has shape (2,), expected (3,)", EYE, ARANGE[:2]),
    *case(["cross_entropy"], ValueError, "reduction is 'avg'", EYE, ARANGE, "avg"),
    *case(["mse_loss"], TypeError, f"target {NDARRAY}", X, X.numpy()),
    *case(["mse_loss"], ValueError, "target has shape (4, 6, 6), expected (2, 4, 6, 6)", X, X[0]),
    *case(["mse_loss"], TypeError, "target is float64 but x is float32", X, X.double()),
    *case(["linear"], TypeError, "bias is a list, expected a torch.Tensor", X, X[0, 0], [1]),
    *case(["linear"], ValueError, "weight takes 3 features but x has shape (2, 4, 6, 6)", X, EYE),
    *case(["linear"], ValueError, "bias has shape (4,), expected (3,)", EYE, EYE, M),
    *case(["rbf"], TypeError, f"centres {NDARRAY}", EYE, EYE.numpy()),
    *case(["rbf"], ValueError, "centres has 3 features but x has 6", X[0, 0], EYE),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "error", "said", "arguments", "options"),
    TABLE,
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_bad_input_is_refused(name, error, said, arguments, options):
    with pytest.raises(error) as raised:
        getattr(gpu, name)(*arguments, **options)
    assert str(raised.value).startswith(f"{name}: ") and said in str(raised.value)
