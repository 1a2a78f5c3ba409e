"""Activations and dropout, each with its derivative beside it."""

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._tensors import DTYPES, check_generator, check_tensors, sum_dtype, widened


def _check(function, x):
    check_tensors(function, x=x)
    _shapes.check_array(function, "x", x, dtypes=DTYPES)


class _Relu(torch.autograd.Function):
    """dx: dy where y > 0. Of x and y it keeps y, which the layer after it keeps as well."""

    @staticmethod
    def forward(ctx, x):
        y = x.clamp(min=0)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return torch.where(y > 0, dy, 0)


def relu(x):
    """max(x, 0), element by element. Same argument and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([0., 0., 3.])
    """
    _check("relu", x)
    return _Relu.apply(x)


class _LeakyRelu(torch.autograd.Function):
    """dx: dy where x > 0, else slope dy."""

    @staticmethod
    def forward(ctx, x, slope):
        ctx.save_for_backward(x)
        ctx.slope = slope
        return torch.where(x > 0, x, slope * x)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, dy, ctx.slope * dy), None


def leaky_relu(x, negative_slope=0.01):
    """x where x > 0, else negative_slope x. Same arguments and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> leaky_relu(torch.tensor([-2.0, 0.0, 3.0]))
    tensor([-0.0200,  0.0000,  3.0000])
    """
    _check("leaky_relu", x)
    slope = _shapes.number("leaky_relu", "negative_slope", negative_slope)
    return _LeakyRelu.apply(x, slope)


def _along_channels(weight, x):
    """The slopes in a shape that broadcasts along axis 1 of x."""
    return weight.reshape(() if len(weight) == 1 else (-1, *[1] * (x.ndim - 2)))


class _PRelu(torch.autograd.Function):
    """Where x <= 0: slope dy for x, and x dy, summed, for the slope."""

    @staticmethod
    def forward(ctx, x, weight):
        ctx.save_for_backward(x, weight)
        return torch.where(x > 0, x, _along_channels(weight, x) * x)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        dx = dweight = None
        if ctx.needs_input_grad[0]:
            dx = torch.where(x > 0, dy, _along_channels(weight, x) * dy)
        if ctx.needs_input_grad[1]:
            shares = torch.where(x > 0, 0, widened(dy) * x)
            axes = [axis for axis in range(x.ndim) if axis != 1 or len(weight) == 1]
            shares = shares.sum(axes) if axes else shares
            dweight = shares.reshape(weight.shape).to(weight.dtype)
        return dx, dweight


def prelu(x, weight):
    """`leaky_relu` with learned slopes. Same arguments and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> prelu(torch.tensor([[-2.0, -2.0], [1.0, 1.0]]), torch.tensor([0.25, 0.5]))
    tensor([[-0.5000, -1.0000],
            [ 1.0000,  1.0000]])
    """
    check_tensors("prelu", x=x, weight=weight)
    _check("prelu", x)
    _shapes.check_slopes("prelu", x, weight, DTYPES)
    return _PRelu.apply(x, weight)


class _Masked(torch.autograd.Function):
    """y = x mask, for a mask that is drawn: dx = dy mask. The mask is all that is kept."""

    @staticmethod
    def forward(ctx, x, mask):
        ctx.save_for_backward(mask)
        return x * mask

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (mask,) = ctx.saved_tensors
        return dy * mask, None


def rrelu(x, lower=1 / 8, upper=1 / 3, training=False, *, rng=None):
    """`leaky_relu` whose slope is drawn anew for every element in training.

    Same arguments and result (y, mask) as in `cnnlib.reference`, but ``rng`` is a
    `torch.Generator` on x's device.

    Examples
    --------
    >>> import torch
    >>> y, mask = rrelu(torch.tensor([-1.0, 2.0]), lower=0.25, upper=0.75)
    >>> y
    tensor([-0.5000,  2.0000])
    """
    _check("rrelu", x)
    lower, upper = _shapes.slope_range("rrelu", lower, upper)
    mask = torch.full(x.shape, (lower + upper) / 2, dtype=x.dtype, device=x.device)
    if training:
        check_generator("rrelu", rng, x)
        mask.uniform_(lower, upper, generator=rng)
    mask.masked_fill_(x > 0, 1)
    return _Masked.apply(x, mask), mask


def dropout(x, p=0.5, training=True, *, rng=None):
    """Set each element to 0 with probability p and divide the others by 1 - p.

    Same arguments and result (y, mask) as in `cnnlib.reference`, but ``rng`` is a
    `torch.Generator` on x's device. The same seed draws another mask on another kind of device.

    Examples
    --------
    >>> import torch
    >>> y, mask = dropout(torch.ones(6), p=0.5, rng=torch.Generator().manual_seed(0))
    >>> sorted(set(y.tolist())), bool((y == mask).all())
    ([0.0, 2.0], True)
    """
    _check("dropout", x)
    p = _shapes.number("dropout", "p", p, 0, 1) if training else 0.0
    mask = torch.full(x.shape, 1 - p, dtype=x.dtype, device=x.device)
    if p not in (0, 1):  # else nothing is left to chance
        check_generator("dropout", rng, x)
        mask.bernoulli_(1 - p, generator=rng).mul_(1 / (1 - p))
    return _Masked.apply(x, mask), mask


class _Sigmoid(torch.autograd.Function):
    """dx: dy y (1 - y)."""

    @staticmethod
    def forward(ctx, x):
        y = torch.sigmoid(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return dy * (y * (1 - y))


def sigmoid(x):
    """1 / (1 + exp(-x)), element by element. Same argument and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> sigmoid(torch.tensor([-1000.0, 0.0, 2.0]))
    tensor([0.0000, 0.5000, 0.8808])
    """
    _check("sigmoid", x)
    return _Sigmoid.apply(x)


class _Tanh(torch.autograd.Function):
    """dx: dy (1 - y^2)."""

    @staticmethod
    def forward(ctx, x):
        y = torch.tanh(x)
        ctx.save_for_backward(y)
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (y,) = ctx.saved_tensors
        return dy * (1 - y * y)


def tanh(x):
    """The hyperbolic tangent of each element. Same argument and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> tanh(torch.tensor([0.0, 1.0]))
    tensor([0.0000, 0.7616])
    """
    _check("tanh", x)
    return _Tanh.apply(x)


def shifted_and_log_sum(x, axis):
    """x minus its largest, and the logarithm of the sum of its exp, along an axis, `widened`.

    Their difference is the logarithm of softmax. The largest is subtracted so that exp does not
    overflow.
    """
    shifted = widened(x) - x.amax(axis, keepdim=True)
    return shifted, shifted.exp().sum(axis, keepdim=True).log()


def probabilities(x, axis):
    """Softmax along an axis, of x `widened`."""
    e = (widened(x) - x.amax(axis, keepdim=True)).exp_()
    return e.div_(e.sum(axis, keepdim=True))


class _Softmax(torch.autograd.Function):
    """dx: y (dy - sum(dy y)), from dy_i/dx_j = y_i ([i = j] - y_j)."""

    @staticmethod
    def forward(ctx, x, axis):
        ctx.save_for_backward(x)
        ctx.axis = axis
        return probabilities(x, axis).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        y = probabilities(x, ctx.axis)
        dx = y * (dy - (dy * y).sum(ctx.axis, keepdim=True))
        return dx.to(dy.dtype), None


def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)) along an axis. Same arguments and result as in `cnnlib.reference`.

    Computed in float32 where x has 16 bits, in the gradient too, which starts from x again: from
    the rounded result it would be less exact.

    Examples
    --------
    >>> import torch
    >>> softmax(torch.tensor([1000.0, 1000.0, 1000.0]))
    tensor([0.3333, 0.3333, 0.3333])
    """
    _check("softmax", x)
    _shapes.check_axis("softmax", x, axis)
    return _Softmax.apply(x, axis)


class _LogSoftmax(torch.autograd.Function):
    """dx: dy - softmax(x) sum(dy)."""

    @staticmethod
    def forward(ctx, x, axis):
        ctx.save_for_backward(x)
        ctx.axis = axis
        shifted, log_sum = shifted_and_log_sum(x, axis)
        return (shifted - log_sum).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x,) = ctx.saved_tensors
        total = dy.sum(ctx.axis, keepdim=True, dtype=sum_dtype(dy))
        dx = dy - probabilities(x, ctx.axis) * total
        return dx.to(dy.dtype), None


def log_softmax(x, axis=-1):
    """The logarithm of `softmax`. Same arguments and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> log_softmax(torch.tensor([0.0, 1000.0]))
    tensor([-1000.,     0.])
    """
    _check("log_softmax", x)
    _shapes.check_axis("log_softmax", x, axis)
    return _LogSoftmax.apply(x, axis)
