"""Losses, computed in float32 where the scores have 16 bits and rounded at the end."""

import math

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._activations import probabilities, shifted_and_log_sum
from cnnlib.gpu._tensors import DTYPES, check_tensors, widened

_TARGET_DTYPES = ("int8", "int16", "int32", "int64", "uint8")  # torch computes with these


def _reduced(losses, reduction):
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / (losses.numel() or math.nan)


def _shared_out(dy, count, reduction):
    """The gradient of each of ``count`` losses, from that of what they were reduced to."""
    return dy / count if reduction == "mean" else dy


class _CrossEntropy(torch.autograd.Function):
    """dlogits: softmax(logits), minus 1 at the right class."""

    @staticmethod
    def forward(ctx, logits, target, reduction):
        index = target.long()[:, None]  # (N, ...) -> (N, 1, ...)
        ctx.save_for_backward(logits, index)
        ctx.reduction = reduction
        shifted, log_sum = shifted_and_log_sum(logits, 1)
        losses = (log_sum - shifted.gather(1, index))[:, 0]  # (N, 1, ...) -> (N, ...)
        return _reduced(losses, reduction).to(logits.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        logits, index = ctx.saved_tensors
        d = probabilities(logits, 1)
        d.scatter_(1, index, d.gather(1, index) - 1)
        dy = dy.to(d.dtype)
        if ctx.reduction == "none":
            dy = dy[:, None]  # (N, ...) -> (N, 1, ...)
        d *= _shared_out(dy, index.numel(), ctx.reduction)
        return d.to(logits.dtype), None, None


def cross_entropy(logits, target, reduction="mean"):
    """Minus the log-probability that softmax of the logits gives to the right class.

    Same arguments and result as in `cnnlib.reference`. To check the classes in ``target`` the GPU
    has to finish what it was given before.

    Examples
    --------
    >>> import torch
    >>> cross_entropy(torch.zeros(1, 10), torch.tensor([3]))  # a blind guess: log 10
    tensor(2.3026)
    """
    check_tensors("cross_entropy", logits=logits, target=target)
    _shapes.check_cross_entropy(
        "cross_entropy", logits, target, reduction, DTYPES, target_dtypes=_TARGET_DTYPES
    )
    return _CrossEntropy.apply(logits, target, reduction)


class _MseLoss(torch.autograd.Function):
    """dx: 2 (x - target), divided as the loss was; dtarget: its negative."""

    @staticmethod
    def forward(ctx, x, target, reduction):
        ctx.save_for_backward(x, target)
        ctx.reduction = reduction
        losses = (widened(x) - target).square_()
        return _reduced(losses, reduction).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, target = ctx.saved_tensors
        dx = (widened(x) - target).mul_(2)
        dx *= _shared_out(dy.to(dx.dtype), x.numel(), ctx.reduction)
        dx = dx.to(x.dtype)
        needs_x, needs_target = ctx.needs_input_grad[:2]
        return dx if needs_x else None, -dx if needs_target else None, None


def mse_loss(x, target, reduction="mean"):
    """The squared difference, (x - target)^2. Same arguments and result as in `cnnlib.reference`.

    The target can have a gradient too.

    Examples
    --------
    >>> import torch
    >>> mse_loss(torch.tensor([1.0, 2.0]), torch.tensor([1.0, 4.0]))
    tensor(2.)
    """
    check_tensors("mse_loss", x=x, target=target)
    _shapes.check_mse_loss("mse_loss", x, target, reduction, DTYPES)
    return _MseLoss.apply(x, target, reduction)
