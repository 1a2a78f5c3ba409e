"""Convolution as a differentiable operation, whichever way it is computed.

A way is three plain functions on tensors: the convolution without its bias, and its gradients by
input and by weights. One `torch.autograd.Function` makes an operation of any of them.

Letters in the shape comments: N images, G groups, C and O channels in and out, kh x kw the kernel,
K = (C/G) kh kw the length of a column, H' x W' the output, L = H' W' its cells.
"""

from collections.abc import Callable
from typing import NamedTuple

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._tensors import DTYPES, check_tensors


class Way(NamedTuple):
    """How a convolution is computed; ``window`` is a `cnnlib._shapes.Window`."""

    forward: Callable  # (x, weight, window, groups) -> y
    input_gradient: Callable  # (dy, weight, window, groups) -> dx
    weight_gradient: Callable  # (dy, x, window, groups) -> dweight, (O, C/G, kh, kw)


class _Convolution(torch.autograd.Function):
    """y = way(x, weight) + bias, with the gradients of all three."""

    @staticmethod
    def forward(ctx, x, weight, bias, window, groups, way):
        ctx.save_for_backward(x, weight)
        ctx.settings = window, groups, way
        y = way.forward(x, weight, window, groups)
        return y if bias is None else y.add_(bias[:, None, None])

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, weight = ctx.saved_tensors
        window, groups, way = ctx.settings
        dx = dweight = dbias = None
        if ctx.needs_input_grad[0]:
            dx = way.input_gradient(dy, weight, window, groups)
        if ctx.needs_input_grad[1]:
            dweight = way.weight_gradient(dy, x, window, groups)
        if ctx.needs_input_grad[2]:
            dbias = dy.sum(dim=(0, 2, 3))
        return dx, dweight, dbias, None, None, None


def checked_window(function, x, weight, bias, stride, padding, dilation, groups):
    """Check the arguments of a convolution and return its `Window`."""
    check_tensors(function, x=x, weight=weight, bias=bias)
    return _shapes.conv2d_window(
        function, x, weight, bias, stride, padding, dilation, groups, dtypes=DTYPES
    )


def convolve(way, x, weight, bias, window, groups):
    """The convolution of checked arguments, computed in this way."""
    return _Convolution.apply(x, weight, bias, window, groups, way)


def pad(x, window):
    """(N, C, H, W) -> (N, C, top + H + bottom, left + W + right)"""
    (top, bottom), (left, right) = window.padding
    return torch.nn.functional.pad(x, (left, right, top, bottom))
