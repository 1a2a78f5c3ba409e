"""Convolution as one matrix product: im2col, its adjoint col2im, and the convolution made of them.

Every window is copied into a column. Cells that lie in several windows are copied several times,
which is the price for leaving all the arithmetic to one matrix product.

Letters in the shape comments: as in `_convolution`; L = H' W', the number of window positions.
"""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _pad, _per_group, _slices, _unpad


def _gather(x, window, groups=1):
    """Copy every window into a column: (N, C, H, W) -> (N, G, K, L)"""
    n, c = x.shape[:2]
    (kh, kw), (h, w) = window.kernel_size, window.output_size
    columns = np.empty((n, c, kh * kw, h, w), x.dtype)
    for k, cells in enumerate(_slices(_pad(x, window), window)):
        columns[:, :, k] = cells
    return columns.reshape(n, groups, c // groups * kh * kw, h * w)


def _scatter(columns, window, channels):
    """The adjoint of `_gather`, adding every column to its window: (N, G, K, L) -> (N, C, H, W)"""
    n = columns.shape[0]
    (kh, kw), (h, w) = window.kernel_size, window.output_size
    (top, bottom), (left, right) = window.padding
    height, width = window.input_size
    columns = columns.reshape(n, channels, kh * kw, h, w)
    padded = np.zeros((n, channels, top + height + bottom, left + width + right), columns.dtype)
    for k, cells in enumerate(_slices(padded, window)):
        cells += columns[:, :, k]
    return _unpad(padded, window)


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` as one matrix product over all columns at once. Same arguments and result.

    Needs kh kw times the memory of the input, which `conv2d` avoids by working in blocks.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    >>> conv2d_im2col(x, weight)[0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    window = _shapes.conv2d_window(
        "conv2d_im2col", x, weight, bias, stride, padding, dilation, groups
    )
    n, o = x.shape[0], weight.shape[0]
    kernels = _per_group(weight, groups)
    y = kernels @ _gather(x, window, groups)  # (G, O/G, K) @ (N, G, K, L) -> (N, G, O/G, L)
    y = y.reshape(n, o, *window.output_size)
    return y if bias is None else y + bias[:, None, None]


def im2col(x, kernel_size, dilation=1, padding=0, stride=1):
    """Lay every window of every image out as a column (torch's ``unfold``).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    kernel_size, dilation, padding, stride : int or pair (h, w)

    Returns
    -------
    array of shape (N, C * kh * kw, L)
        Column l is the window at position l, counted row by row; inside a column the channel
        runs slowest, then the kernel's rows, then its columns.

    Examples
    --------
    >>> import numpy as np
    >>> im2col(np.arange(9.0).reshape(1, 1, 3, 3), kernel_size=2)[0]
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    """
    _shapes.check_array("im2col", "x", x, 4)
    window = _shapes.unfold_window("im2col", x.shape[2:], kernel_size, dilation, padding, stride)
    return _gather(x, window)[:, 0]  # (N, 1, C*kh*kw, L) -> (N, C*kh*kw, L)


def im2col_backward(dy, x, kernel_size, dilation=1, padding=0, stride=1):
    """Gradient of `im2col`: `col2im` of the gradient.

    Examples
    --------
    >>> import numpy as np
    >>> im2col_backward(np.ones((1, 4, 4)), np.zeros((1, 1, 3, 3)), kernel_size=2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    _shapes.check_array("im2col_backward", "x", x, 4)
    dx = _fold("im2col_backward", "dy", dy, x.shape[2:], kernel_size, dilation, padding, stride)
    _shapes.check_shape("im2col_backward", "dy", dx, x.shape)
    return dx


def col2im(cols, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Add columns back into images, summing where windows overlap (torch's ``fold``).

    The adjoint of `im2col`, not its inverse: a cell that lies in k windows is counted k times.

    Parameters
    ----------
    cols : array of shape (N, C * kh * kw, L)
    output_size : int or pair (H, W)
        Size of the images.
    kernel_size, dilation, padding, stride : int or pair (h, w)
        As in `im2col`.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> col2im(np.ones((1, 4, 4)), output_size=3, kernel_size=2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    output_size = _shapes.pair("col2im", "output_size", output_size, 1)
    return _fold("col2im", "cols", cols, output_size, kernel_size, dilation, padding, stride)


def col2im_backward(dy, cols, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Gradient of `col2im`: `im2col` of the gradient.

    Examples
    --------
    >>> import numpy as np
    >>> cols = np.zeros((1, 4, 4))
    >>> col2im_backward(np.ones((1, 1, 3, 3)), cols, output_size=3, kernel_size=2).shape
    (1, 4, 4)
    """
    dcols = im2col(dy, kernel_size, dilation, padding, stride)
    _shapes.check_shape("col2im_backward", "cols", cols, dcols.shape)
    return dcols


def _fold(function, name, cols, size, kernel_size, dilation, padding, stride):
    """Check columns against the window's sizes and add them back into images."""
    _shapes.check_array(function, name, cols, 3)
    window = _shapes.unfold_window(function, size, kernel_size, dilation, padding, stride)
    _shapes.check_columns(function, name, cols, window)
    return _scatter(cols, window, cols.shape[1] // math.prod(window.kernel_size))
