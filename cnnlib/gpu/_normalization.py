"""Normalisation: of each channel over the batch, and of each cell over neighbouring channels.

Of 16-bit numbers everything is computed in float32 and rounded at the end.
"""

import math

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._tensors import DTYPES, check_tensors, sum_dtype, widened


def _over_cells(x):
    """The axes that statistics of each channel go over: all but the second."""
    return (0, *range(2, x.ndim))


def _per_channel(values, x):
    """(C,) in a shape that broadcasts along axis 1 of x: (C, 1, ...)"""
    return values.reshape(-1, *[1] * (x.ndim - 2))


def _cells(x):
    """How many values each channel has, at least 1."""
    return max(1, len(x) * math.prod(x.shape[2:]))


def _centre(x):
    """x minus the mean of each channel, that mean, what it has left over, and the variance.

    The mean is rounded before it is subtracted, and subtracted before anything is squared, so that
    no digits are lost where it is large: x's shape, (C,), (C,), (C,)
    """
    axes, count = _over_cells(x), _cells(x)
    mean = x.sum(axes, dtype=sum_dtype(x)) / count
    centred = x - _per_channel(mean, x)
    rest = centred.sum(axes) / count
    variance = (centred.square().sum(axes) / count - rest.square()).clamp(min=0)
    return centred, mean, rest, variance


class _BatchNorm(torch.autograd.Function):
    """y = weight n + bias with n = (x - mean) / sqrt(variance + eps).

    In training mean and variance are those of the batch, and depend on x:
    ``dx = weight / sqrt(variance + eps) (dy - mean(dy) - n mean(dy n))``.
    """

    @staticmethod
    def forward(ctx, x, weight, bias, running_mean, running_var, eps):
        ctx.training = running_mean is None
        if ctx.training:
            y, mean, rest, variance = _centre(x)
        else:
            y, mean = widened(x) - _per_channel(running_mean, x), running_mean
            rest, variance = None, running_var.to(y.dtype)
        scale = (variance + eps).rsqrt()  # n = scale (x - mean - rest)
        ctx.save_for_backward(x, weight, mean, rest, scale)
        gain = scale if weight is None else scale * weight
        shift = torch.zeros_like(gain) if bias is None else bias
        if ctx.training:
            shift = shift - gain * rest
        y.mul_(_per_channel(gain, x)).add_(_per_channel(shift, x))
        if not ctx.training:
            return y.to(x.dtype), None, None
        mean = mean + rest
        ctx.mark_non_differentiable(mean, variance)
        return y.to(x.dtype), mean, variance

    @staticmethod
    @once_differentiable
    def backward(ctx, dy, *_):
        x, weight, mean, rest, scale = ctx.saved_tensors
        axes, gain = _over_cells(x), scale if weight is None else scale * weight
        if not ctx.training and not any(ctx.needs_input_grad[1:3]):
            return (dy * _per_channel(gain, x)).to(dy.dtype), *[None] * 5
        centred = widened(x) - _per_channel(mean, x)
        dbias, dweight = dy.sum(axes, dtype=scale.dtype), scale * (dy * centred).sum(axes)
        if ctx.training:
            dweight -= scale * rest * dbias
        dx = None
        if ctx.needs_input_grad[0] and ctx.training:
            along = -scale * dweight / _cells(x)  # n mean(dy n) = -along (x - mean - rest)
            dx = centred.mul_(_per_channel(along, x)).add_(dy).mul_(_per_channel(gain, x))
            dx -= _per_channel(gain * (dbias / _cells(x) + along * rest), x)
        elif ctx.needs_input_grad[0]:
            dx = dy * _per_channel(gain, x)
        gradients = zip((dx, dweight, dbias), ctx.needs_input_grad, strict=False)
        return *(g.to(dy.dtype) if needed else None for g, needed in gradients), None, None, None


def batch_norm(
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """Give each channel mean 0 and variance 1, then the scale ``weight`` and the shift ``bias``.

    Same arguments and result as in `cnnlib.reference`: in training (y, new_mean, new_var), of
    which y alone has a gradient (Ioffe and Szegedy 2015, section 3, gathered into one formula).
    Kept for it is x and three numbers per channel.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([[1.0, 10], [3, 30]])
    >>> y, new_mean, new_var = batch_norm(x, torch.zeros(2), torch.ones(2), training=True)
    >>> y, new_mean, new_var
    (tensor([[-1.0000, -1.0000],
             [ 1.0000,  1.0000]]), tensor([0.2000, 2.0000]), tensor([ 1.1000, 20.9000]))
    """
    name, running = "batch_norm", {"running_mean": running_mean, "running_var": running_var}
    arguments = {**running, "weight": weight, "bias": bias}
    check_tensors(name, x=x, **arguments)
    momentum, eps = _shapes.check_batch_norm(name, x, training, momentum, eps, DTYPES, **arguments)
    if not training:
        return _BatchNorm.apply(x, weight, bias, running_mean, running_var, eps)[0]
    y, mean, variance = _BatchNorm.apply(x, weight, bias, None, None, eps)
    if running_mean is None:
        return y, None, None
    running_mean, running_var = running_mean.detach(), running_var.detach()
    if x.numel() == 0:  # nothing has been seen that could be averaged in
        return y, running_mean.clone(), running_var.clone()
    variance = variance * (_cells(x) / (_cells(x) - 1))
    new_mean = (1 - momentum) * running_mean + momentum * mean
    new_var = (1 - momentum) * running_var + momentum * variance
    return y, new_mean.to(x.dtype), new_var.to(x.dtype)


def _sum_over_channels(x, before, after):
    """Sum of each channel, ``before`` channels below it and ``after`` above: x's shape"""
    channels = x.shape[1]
    total = x.clone()
    for step in range(1, min(before, channels - 1) + 1):
        total[:, step:] += x[:, :-step]
    for step in range(1, min(after, channels - 1) + 1):
        total[:, :-step] += x[:, step:]
    return total


def _activity(x, size, alpha, k):
    """What is raised to beta: k + alpha / size * sum of x^2"""
    activity = _sum_over_channels(x.square(), size // 2, (size - 1) // 2)
    return activity.mul_(alpha / size).add_(k)


class _LocalResponseNorm(torch.autograd.Function):
    """y = x / s^beta, where s[c] holds the squares of the channels around c.

    dy[i] / s[i]^beta reaches x[i] directly, and every x[j] around i through s[i]: ``dx[j] = dy[j] /
    s[j]^beta - 2 beta alpha / size x[j] (sum over those i of dy[i] x[i] / s[i]^(beta + 1))``.
    """

    @staticmethod
    def forward(ctx, x, size, alpha, beta, k):
        ctx.save_for_backward(x)
        ctx.settings = size, alpha, beta, k
        wide = widened(x)
        return (wide / _activity(wide, size, alpha, k).pow_(beta)).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x,), (size, alpha, beta, k) = ctx.saved_tensors, ctx.settings
        x = widened(x)
        activity = _activity(x, size, alpha, k)
        direct = dy / activity.pow(beta)
        shared = (direct * x).div_(activity)
        shared = _sum_over_channels(shared, (size - 1) // 2, size // 2)  # the neighbourhood turned
        dx = direct.sub_(shared.mul_(x), alpha=2 * beta * alpha / size)
        return dx.to(dy.dtype), None, None, None, None


def local_response_norm(x, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divide each cell by a measure of how active its neighbours in other channels are.

    Same arguments and result as in `cnnlib.reference`. The sum over channels is made of ``size``
    shifted additions; for the gradient only x is kept, and the sum made again.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([1.0, 2, 3]).reshape(1, 3, 1)
    >>> local_response_norm(x, size=3, alpha=3.0, beta=1.0).flatten()  # 1/6, 2/15, 3/14
    tensor([0.1667, 0.1333, 0.2143])
    """
    name = "local_response_norm"
    check_tensors(name, x=x)
    settings = _shapes.check_local_response_norm(name, x, size, alpha, beta, k, DTYPES)
    return _LocalResponseNorm.apply(x, *settings)
