"""Pooling: one number for each window of each plane.

Every pooling walks over the kh kw cells of the window and treats a whole slice of the input at a
time, so the loop is short however large the picture is.
"""

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _pad, _slices, _unpad


def _check_gradient(function, dy, x, window):
    """Refuse a gradient whose shape or dtype is not that of the output."""
    _shapes.check_array(function, "dy", dy, 4)
    _shapes.check_same_dtype(function, "dy", dy, "x", x)
    _shapes.check_shape(function, "dy", dy, (*x.shape[:2], *window.output_size))


def _maximum(x, window):
    """The largest value of every window and which of its kh kw cells held it, the first if tied."""
    best = which = None
    for k, cells in enumerate(_slices(_pad(x, window, -np.inf), window)):
        if best is None:
            best, which = cells.copy(), np.zeros(cells.shape, np.int32)
        else:
            larger = ~(cells <= best) & (best == best)  # a NaN wins, and keeps what it won
            np.copyto(best, cells, where=larger)
            np.copyto(which, np.int32(k), where=larger)
    return best, which


def max_pool2d(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    """The largest value of every window.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    kernel_size : int or pair (h, w)
    stride : int or pair (h, w), optional
        None (the default) means ``kernel_size``: windows side by side.
    padding : int or pair (h, w)
        Cells of minus infinity on each side, at most half the window.
    dilation : int or pair (h, w)
    ceil_mode : bool
        Add a window for the rest at the end (see `output_size`).
    return_indices : bool
        Also return where each maximum was.

    Returns
    -------
    y : array of shape (N, C, H', W')
    indices : int64 array of shape (N, C, H', W')
        Only with ``return_indices``: row * W + column in the unpadded plane. The first maximum
        wins, row by row.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1., 5, 2, 0], [3, 4, 7, 7]]]])
    >>> y, indices = max_pool2d(x, kernel_size=2, return_indices=True)
    >>> y[0, 0], indices[0, 0]
    (array([[5., 7.]]), array([[1, 6]]))
    """
    window = _shapes.pool2d_window(
        "max_pool2d", x, kernel_size, stride, padding, dilation, ceil_mode
    )
    y, which = _maximum(x, window)
    return (y, _flat_indices(which, window)) if return_indices else y


def _flat_indices(which, window):
    """Cell number within the window -> row * W + column in the unpadded plane."""
    (sh, sw), (dh, dw), (_, kw) = window.stride, window.dilation, window.kernel_size
    (top, _), (left, _) = window.padding
    u, v = np.divmod(which.astype(np.int64), kw)
    rows = np.arange(window.output_size[0])[:, None] * sh + u * dh - top
    columns = np.arange(window.output_size[1]) * sw + v * dw - left
    return rows * window.input_size[1] + columns


def max_pool2d_backward(dy, x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
    """Gradient of `max_pool2d`: all of dy goes to the cell that held the maximum.

    Where windows overlap and share a maximum, their gradients add up there.

    Parameters
    ----------
    dy : array of shape (N, C, H', W')
    x, kernel_size, stride, padding, dilation, ceil_mode
        As given to `max_pool2d`.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1., 5, 2, 0], [3, 4, 7, 7]]]])
    >>> max_pool2d_backward(np.array([[[[10., 20]]]]), x, kernel_size=2)[0, 0]
    array([[ 0., 10.,  0.,  0.],
           [ 0.,  0., 20.,  0.]])
    """
    name = "max_pool2d_backward"
    window = _shapes.pool2d_window(name, x, kernel_size, stride, padding, dilation, ceil_mode)
    _check_gradient(name, dy, x, window)
    _, which = _maximum(x, window)
    padded = np.zeros_like(_pad(x, window))
    for k, cells in enumerate(_slices(padded, window)):
        cells += np.where(which == k, dy, 0)
    return _unpad(padded, window)


def _divisor(window, padding, count_include_pad):
    """By how many cells each window's sum is divided: (H', W').

    A window that reaches beyond the padding (ceil mode) counts only what lies inside it.
    """
    per_axis = []
    for axis in range(2):
        size, pad = window.input_size[axis], padding[axis]
        start = np.arange(window.output_size[axis]) * window.stride[axis] - pad
        end = np.minimum(start + window.kernel_size[axis], size + pad)
        if not count_include_pad:
            start, end = np.maximum(start, 0), np.minimum(end, size)
        per_axis.append(end - start)
    return np.outer(*per_axis)


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The mean of every window.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    kernel_size : int or pair (h, w)
    stride : int or pair (h, w), optional
        None (the default) means ``kernel_size``.
    padding : int or pair (h, w)
        Zeros on each side, at most half the window.
    ceil_mode : bool
        Add a window for the rest at the end (see `output_size`).
    count_include_pad : bool
        Whether the padding's zeros count in the mean.

    Returns
    -------
    array of shape (N, C, H', W')

    Examples
    --------
    >>> import numpy as np
    >>> avg_pool2d(np.array([[[[1., 5, 2, 0], [3, 4, 7, 7]]]]), kernel_size=2)[0, 0]
    array([[3.25, 4.  ]])
    """
    window = _shapes.pool2d_window("avg_pool2d", x, kernel_size, stride, padding, 1, ceil_mode)
    total = sum(_slices(_pad(x, window), window))
    sides = _shapes.pair("avg_pool2d", "padding", padding, 0)
    return total / _divisor(window, sides, count_include_pad).astype(x.dtype)


def avg_pool2d_backward(
    dy, x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
):
    """Gradient of `avg_pool2d`: dy is shared out evenly over the window.

    Parameters
    ----------
    dy : array of shape (N, C, H', W')
    x, kernel_size, stride, padding, ceil_mode, count_include_pad
        As given to `avg_pool2d`; of ``x`` only the shape matters.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> avg_pool2d_backward(np.array([[[[4., 8]]]]), np.zeros((1, 1, 2, 4)), kernel_size=2)[0, 0]
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """
    name = "avg_pool2d_backward"
    window = _shapes.pool2d_window(name, x, kernel_size, stride, padding, 1, ceil_mode)
    _check_gradient(name, dy, x, window)
    sides = _shapes.pair(name, "padding", padding, 0)
    share = dy / _divisor(window, sides, count_include_pad).astype(x.dtype)
    padded = np.zeros_like(_pad(x, window))
    for cells in _slices(padded, window):
        cells += share
    return _unpad(padded, window)
