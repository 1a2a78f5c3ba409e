"""Convolution as one matrix product: im2col, its adjoint col2im, and the convolution made of them.

Letters in the shape comments: as in `_convolution`.
"""

import math

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._convolution import Way, checked_window, convolve, pad
from cnnlib.gpu._tensors import DTYPES, check_tensors, sum_dtype


def _windows(padded, window):
    """All windows as a view that copies nothing: (N, C, ., .) -> (N, C, kh, kw, H', W')"""
    (sh, sw), (dh, dw) = window.stride, window.dilation
    image, channel, row, cell = padded.stride()
    shape = (*padded.shape[:2], *window.kernel_size, *window.output_size)
    return padded.as_strided(
        shape, (image, channel, dh * row, dw * cell, sh * row, sw * cell), padded.storage_offset()
    )


def _gather(x, window, groups=1):
    """Every window copied into a column: (N, C, H, W) -> (N*G, K, L)"""
    windows = _windows(pad(x, window), window)
    length = x.shape[1] // groups * math.prod(window.kernel_size)
    # (N, C, kh, kw, H', W') -> (N*G, K, L)
    return windows.reshape(len(x) * groups, length, math.prod(window.output_size))


def _scatter(columns, window, channels):
    """The adjoint of `_gather`, each column added to its window: (N*G, K, L) -> (N, C, H, W)"""
    (top, bottom), (left, right) = window.padding
    height, width = window.input_size
    shape = (channels, *window.kernel_size, *window.output_size)
    columns = columns.reshape(-1, *shape)  # (N, C, kh, kw, H', W')
    size = (len(columns), channels, top + height + bottom, left + width + right)
    padded = columns.new_zeros(size, dtype=sum_dtype(columns))
    windows = _windows(padded, window)
    for u in range(window.kernel_size[0]):  # windows overlap: one cell of the kernel at a time
        for v in range(window.kernel_size[1]):
            windows[:, :, u, v] += columns[:, :, u, v]
    x = padded[:, :, top : top + height, left : left + width]
    return x.to(columns.dtype, memory_format=torch.contiguous_format)


def _is_matrix_product(window):
    """Whether the input itself is the columns: kernel 1 x 1, stride 1, no padding."""
    same_size = window.input_size == window.output_size
    return same_size and window.kernel_size == window.stride == (1, 1)


def _columns(x, window, groups):
    """What the kernels are multiplied with: (N, C, H, W) -> (N*G, K, L)"""
    if _is_matrix_product(window):
        return x.reshape(len(x) * groups, x.shape[1] // groups, math.prod(x.shape[2:]))
    return _gather(x, window, groups)


def _kernels(weight, n, groups):
    """The kernels as a matrix for each image: (O, C/G, kh, kw) -> (N*G, O/G, K)"""
    size = (n, groups, len(weight) // groups, math.prod(weight.shape[1:]))
    return weight.reshape(size[1:]).expand(size).reshape(n * groups, *size[2:])


def _forward(x, weight, window, groups):
    """y = W X, for each image and group."""
    y = torch.bmm(_kernels(weight, len(x), groups), _columns(x, window, groups))
    return y.reshape(len(x), len(weight), *window.output_size)


def _input_gradient(dy, weight, window, groups):
    """dX = W^T dy, added back to the windows that the columns came from."""
    n, o, channels = len(dy), len(weight), weight.shape[1] * groups
    dy = dy.reshape(n * groups, o // groups, math.prod(window.output_size))
    dcolumns = torch.bmm(_kernels(weight, n, groups).mT, dy)  # (N*G, K, L)
    if _is_matrix_product(window):
        return dcolumns.reshape(n, channels, *window.input_size)
    return _scatter(dcolumns, window, channels)


def _weight_gradient(dy, x, window, groups):
    """dW = dy X^T, summed over the images; the columns are copied again, not kept."""
    n, o = dy.shape[:2]
    dy = dy.reshape(n * groups, o // groups, math.prod(window.output_size))
    dkernels = torch.bmm(dy, _columns(x, window, groups).mT)  # (N*G, O/G, K)
    dkernels = dkernels.reshape(n, o, x.shape[1] // groups, *window.kernel_size)
    return dkernels.sum(dim=0)


IM2COL = Way(_forward, _input_gradient, _weight_gradient)


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` as one matrix product per image over all its columns. Same arguments and result.

    With the columns X of `im2col`, ``y = W X``; hence ``dW = dy X^T`` and ``dX = W^T dy``, which
    `col2im` adds back. Needs kh kw times the memory of the input, except for 1 x 1 kernels with
    stride 1, where the input itself is the columns.

    Takes float16, bfloat16, float32 and float64, on any device.

    Notes
    -----
    Chellapilla, Puri and Simard 2006.

    Examples
    --------
    >>> import torch
    >>> x, weight = torch.arange(9.0).reshape(1, 1, 3, 3), torch.ones(1, 1, 2, 2)
    >>> conv2d_im2col(x, weight)
    tensor([[[[ 8., 12.],
              [20., 24.]]]])
    """
    settings = stride, padding, dilation, groups
    window = checked_window("conv2d_im2col", x, weight, bias, *settings)
    return convolve(IM2COL, x, weight, bias, window, groups)


class _Unfold(torch.autograd.Function):
    """`im2col`, whose gradient is `col2im`."""

    @staticmethod
    def forward(ctx, x, window):
        ctx.settings = window, x.shape[1]
        return _gather(x, window)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        return _scatter(dy, *ctx.settings), None


class _Fold(torch.autograd.Function):
    """`col2im`, whose gradient is `im2col`."""

    @staticmethod
    def forward(ctx, cols, window):
        ctx.window = window
        return _scatter(cols, window, cols.shape[1] // math.prod(window.kernel_size))

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        return _gather(dy, ctx.window), None


def im2col(x, kernel_size, dilation=1, padding=0, stride=1):
    """Lay every window of every image out as a column (torch's ``unfold``).

    Same arguments and result as `cnnlib.reference.im2col`: (N, C, H, W) to (N, C kh kw, L).

    Examples
    --------
    >>> import torch
    >>> im2col(torch.arange(9.0).reshape(1, 1, 3, 3), kernel_size=2)[0]
    tensor([[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]])
    """
    check_tensors("im2col", x=x)
    _shapes.check_array("im2col", "x", x, 4, DTYPES)
    window = _shapes.unfold_window("im2col", x.shape[2:], kernel_size, dilation, padding, stride)
    return _Unfold.apply(x, window)


def col2im(cols, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Add columns back into images, summing where windows overlap (torch's ``fold``).

    Same arguments and result as `cnnlib.reference.col2im`: (N, C kh kw, L) to (N, C, H, W).

    Examples
    --------
    >>> import torch
    >>> col2im(torch.ones(1, 4, 4), output_size=3, kernel_size=2)[0, 0]
    tensor([[1., 2., 1.],
            [2., 4., 2.],
            [1., 2., 1.]])
    """
    check_tensors("col2im", cols=cols)
    _shapes.check_array("col2im", "cols", cols, 3, DTYPES)
    size = _shapes.pair("col2im", "output_size", output_size, 1)
    window = _shapes.unfold_window("col2im", size, kernel_size, dilation, padding, stride)
    _shapes.check_columns("col2im", "cols", cols, window)
    return _Fold.apply(cols, window)
