"""The fully connected layer, and the layer of distances that ended LeNet-5."""

import math

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._tensors import DTYPES, check_tensors, widened


class _Linear(torch.autograd.Function):
    """y = x W^T + b: dx = dy W, dW = dy^T x and db = dy, the last two summed over the batch."""

    @staticmethod
    def forward(ctx, x, weight, bias):
        ctx.save_for_backward(x, weight)
        y = x @ weight.T
        return y if bias is None else y.add_(bias)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        rows = math.prod(x.shape[:-1])
        dx = dweight = dbias = None
        if ctx.needs_input_grad[0]:
            dx = dy @ weight
        if ctx.needs_input_grad[1]:  # (..., out) and (..., in) -> (rows, out)^T (rows, in)
            dweight = dy.reshape(rows, len(weight)).T @ x.reshape(rows, weight.shape[1])
        if ctx.needs_input_grad[2]:
            dbias = dy.reshape(rows, len(weight)).sum(dim=0)
        return dx, dweight, dbias


def linear(x, weight, bias=None):
    """x weight^T + bias. Same arguments and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> weight = torch.tensor([[3.0, 4.0], [0.0, 1.0]])
    >>> linear(torch.tensor([[1.0, 2.0]]), weight, torch.tensor([0.5, 0.0]))
    tensor([[11.5000,  2.0000]])
    """
    check_tensors("linear", x=x, weight=weight, bias=bias)
    _shapes.check_linear("linear", x, weight, bias, DTYPES)
    return _Linear.apply(x, weight, bias)


def _differences(x, centres):
    """(N, 1, F) - (classes, F) -> (N, classes, F)"""
    return widened(x[:, None]) - centres


class _Rbf(torch.autograd.Function):
    """dx: 2 dy (x - centre), summed over the classes; dcentres: over the batch, negated."""

    @staticmethod
    def forward(ctx, x, centres):
        ctx.save_for_backward(x, centres)
        return _differences(x, centres).square_().sum(dim=2).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, centres = ctx.saved_tensors
        pull = _differences(x, centres).mul_(2 * dy[:, :, None])
        dx = dcentres = None
        if ctx.needs_input_grad[0]:
            dx = pull.sum(dim=1).to(x.dtype)
        if ctx.needs_input_grad[1]:
            dcentres = pull.sum(dim=0).neg_().to(x.dtype)
        return dx, dcentres


def rbf(x, centres):
    """Squared Euclidean distance of each sample to the centre of each class.

    Same arguments and result as in `cnnlib.reference`. All N classes F differences are made at
    once: expanding the square would need no such memory, but lose digits far from 0.

    Examples
    --------
    >>> import torch
    >>> rbf(torch.tensor([[1.0, -1.0]]), torch.tensor([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]))
    tensor([[0., 4., 8.]])
    """
    check_tensors("rbf", x=x, centres=centres)
    _shapes.check_rbf("rbf", x, centres, DTYPES)
    return _Rbf.apply(x, centres)
