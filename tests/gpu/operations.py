"""The operations of `cnnlib.gpu` other than convolution: what each is compared with, and how."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F

import cnnlib.reference as ref
from cnnlib import gpu
from tests.gpu.places import place
from tests.tolerance import assert_close


def subsample2d(x, weight, bias, kernel_size=2):
    """weight * sum + bias = (k^2 weight) * mean + bias: a pooling and an affine map."""
    mean = F.avg_pool2d(x, kernel_size)
    return kernel_size**2 * weight[:, None, None] * mean + bias[:, None, None]


def batch_norm(x, running_mean, running_var, *learned, **options):
    """torch's, on copies of what it writes into."""
    running = [None if t is None else t.detach().clone() for t in (running_mean, running_var)]
    return F.batch_norm(x, *running, *learned, **options)


# name in cnnlib -> the same by torch
THEIRS = {
    "max_pool2d": F.max_pool2d,
    "avg_pool2d": F.avg_pool2d,
    "lp_pool2d": F.lp_pool2d,
    "global_avg_pool2d": lambda x: x.mean(dim=(2, 3), keepdim=True),
    "max_unpool2d": F.max_unpool2d,
    "subsample2d": subsample2d,
    "batch_norm": batch_norm,
    "local_response_norm": F.local_response_norm,
    "relu": F.relu,
    "leaky_relu": F.leaky_relu,
    "prelu": F.prelu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softmax": lambda x, axis=-1: F.softmax(x, dim=axis),
    "log_softmax": lambda x, axis=-1: F.log_softmax(x, dim=axis),
    "cross_entropy": F.cross_entropy,
    "mse_loss": F.mse_loss,
    "linear": F.linear,
    "rbf": lambda x, centres: (x[:, None] - centres).square().sum(dim=2),
}
HAS_BIAS = {"subsample2d", "batch_norm", "linear"}  # the last argument, not told to the backward
NO_GRADIENT = {"batch_norm": (1, 2), "mse_loss": (1,)}  # places of arguments without one


class Case(NamedTuple):
    """An operation, the shapes of its arrays or a function that draws them, and its options."""

    name: str
    arrays: tuple | Callable
    options: dict


def case(name, *arrays, **options):
    return Case(name, arrays, options)


def _switches(rng):
    """Arguments of max_unpool2d: what a max pooling of windows side by side returns."""
    y, indices = ref.max_pool2d(rng.standard_normal((2, 3, 6, 8)), 2, return_indices=True)
    return y, indices


def _scores(*shape):
    def draw(rng):
        return rng.standard_normal(shape), rng.integers(0, shape[1], (shape[0], *shape[2:]))

    return draw


def _batch(*shape):
    def draw(rng):
        channels = shape[1]
        running = rng.standard_normal(channels), rng.uniform(1, 2, channels)
        return 3 + rng.standard_normal(shape), *running, *rng.standard_normal((2, channels))

    return draw


X = (2, 3, 7, 6)
CASES = {
    "max_pool2d": case("max_pool2d", X, kernel_size=2),
    "max_pool2d, overlapping": case("max_pool2d", X, kernel_size=3, stride=2, padding=1),
    "max_pool2d, ceil": case("max_pool2d", X, kernel_size=(2, 3), stride=4, ceil_mode=True),
    "max_pool2d, dilated": case(
        "max_pool2d", X, kernel_size=(3, 2), stride=1, padding=1, dilation=(2, 3)
    ),
    "avg_pool2d": case("avg_pool2d", X, kernel_size=2),
    "avg_pool2d, overlapping": case("avg_pool2d", X, kernel_size=3, stride=2, padding=1),
    "avg_pool2d, input only": case(
        "avg_pool2d", X, kernel_size=3, stride=2, padding=1, ceil_mode=True, count_include_pad=False
    ),
    "lp_pool2d": case("lp_pool2d", X, norm_type=2, kernel_size=2),
    "lp_pool2d, ceil": case("lp_pool2d", X, norm_type=2, kernel_size=4, stride=3, ceil_mode=True),
    "global_avg_pool2d": case("global_avg_pool2d", X),
    "max_unpool2d": Case("max_unpool2d", _switches, {"kernel_size": 2}),
    "subsample2d": case("subsample2d", X, X[1:2], X[1:2]),
    "batch_norm, training": Case("batch_norm", _batch(4, 3, 5, 2), {"training": True}),
    "batch_norm": Case("batch_norm", _batch(4, 3, 5, 2), {}),
    "batch_norm, vectors": Case("batch_norm", _batch(8, 3), {"training": True, "eps": 0.01}),
    "local_response_norm": case("local_response_norm", (2, 7, 3, 2), size=5, alpha=2.0, k=2.0),
    "local_response_norm, even": case("local_response_norm", (2, 3, 4), size=4, alpha=1, beta=0.5),
    "relu": case("relu", X),
    "leaky_relu": case("leaky_relu", X, negative_slope=0.2),
    "prelu": case("prelu", X, X[1:2]),
    "prelu, one slope": case("prelu", X, (1,)),
    "prelu, one channel": case("prelu", (5,), (1,)),
    "sigmoid": case("sigmoid", X),
    "tanh": case("tanh", X),
    "softmax": case("softmax", (4, 9)),
    "softmax, of maps": case("softmax", X, axis=1),
    "log_softmax": case("log_softmax", (4, 9)),
    "log_softmax, of maps": case("log_softmax", X, axis=-3),
    "cross_entropy": Case("cross_entropy", _scores(6, 5), {}),
    "cross_entropy, sum": Case("cross_entropy", _scores(6, 5), {"reduction": "sum"}),
    "cross_entropy, of maps": Case("cross_entropy", _scores(2, 5, 3, 2), {"reduction": "none"}),
    "mse_loss": case("mse_loss", X, X),
    "mse_loss, sum": case("mse_loss", X, X, reduction="sum"),
    "mse_loss, none": case("mse_loss", X, X, reduction="none"),
    "linear": case("linear", (5, 4), (3, 4), (3,)),
    "linear, no bias": case("linear", (2, 5, 4), (3, 4)),
    "rbf": case("rbf", (5, 4), (3, 4)),
}


def draw(case):
    """The arrays of a case, the same every time."""
    rng = np.random.default_rng(0)
    if callable(case.arrays):
        return case.arrays(rng)
    return tuple(rng.standard_normal(shape) for shape in case.arrays)


def is_real(array):
    return array is not None and array.dtype.kind == "f"


def first(result):
    """y of what an operation returns: batch_norm adds running statistics in training."""
    return result[0] if isinstance(result, tuple) else result


def tensors_of(name, arrays, device="cpu", dtype="float64"):
    """The arguments on the device; those that have a gradient want it."""
    tensors = []
    for position, array in enumerate(arrays):
        real = array is None or is_real(array)
        tensor = place(array, device, dtype) if real else torch.tensor(array, device=device)
        if real and position in NO_GRADIENT.get(name, ()) and tensor is not None:
            tensor = tensor.detach()
        tensors.append(tensor)
    return tensors


def assert_near(actual, expected, what="result"):
    """`assert_close`, errors relative to at least 1: what cancels is not held to its own size."""
    assert tuple(actual.shape) == tuple(expected.shape), what
    assert_close(*(_with_one(x) for x in (actual, expected)), what)


def _with_one(x):
    x = x.detach().cpu() if isinstance(x, torch.Tensor) else torch.as_tensor(np.asarray(x))
    return torch.cat([x.flatten(), x.new_ones(1)])


def assert_agrees(name, arrays, options, device="cpu", dtype="float64", close=assert_near):
    """Values and gradients are torch's float64 ones from the same, rounded, numbers.

    And those of the reference, where it has the dtype.
    """
    tensors = tensors_of(name, arrays, device, dtype)
    y = first(getattr(gpu, name)(*tensors, **options))
    exact = [t if t is None else t.detach().cpu() for t in tensors]
    exact = [t.double() if t is not None and t.is_floating_point() else t for t in exact]
    for tensor, other in zip(tensors, exact, strict=True):
        if other is not None:
            other.requires_grad_(tensor.requires_grad)
    expected = THEIRS[name](*exact, **options)
    assert y.device.type == device
    close(y, expected.to(y.dtype))
    dy = torch.tensor(np.random.default_rng(1).standard_normal(y.shape)).to(y.dtype)
    y.backward(dy.to(device))
    expected.backward(dy.double())
    gradients = []
    for position, (tensor, other) in enumerate(zip(tensors, exact, strict=True)):
        if tensor is not None and tensor.requires_grad:
            close(tensor.grad, other.grad.to(y.dtype), f"gradient {position}")
            gradients.append(tensor.grad)
    if dtype in ("float32", "float64"):
        assert_as_reference(name, tensors, options, y, dy, gradients)


def assert_as_reference(name, tensors, options, y, dy, gradients):
    """The same result and gradients as the functions of the same names in NumPy."""
    arrays = [t if t is None else t.detach().cpu().numpy() for t in tensors]
    assert_near(y, first(getattr(ref, name)(*arrays, **options)))
    if name in HAS_BIAS and len(arrays) > 2:
        arrays = arrays[:-1]
    expected = getattr(ref, f"{name}_backward")(dy.numpy(), *arrays, **options)
    expected = expected if isinstance(expected, tuple) else (expected,)
    given = [e for e, t in zip(expected, _with_gradient(name, tensors), strict=False) if t]
    for actual, other in zip(gradients, given, strict=True):
        assert_near(actual, other)


def _with_gradient(name, tensors):
    """For each gradient that the reference returns, whether its argument was given."""
    places = [k for k in range(len(tensors)) if k not in NO_GRADIENT.get(name, ())]
    return [tensors[k] is not None and tensors[k].requires_grad for k in places]
