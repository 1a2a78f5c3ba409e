"""Pooling: one number for each window of each plane.

Every pooling walks over the kh kw cells of the window and treats a whole slice of the input at a
time, so the loop is short however large the picture is.
"""

import math
from dataclasses import dataclass

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _pad, _slices, _unpad

# Planes of about this size stay in the cache while the cells of the window pass over them.
_BLOCK_BYTES = 2**20


def _check_gradient(function, dy, x, window):
    """Refuse a gradient whose shape or dtype is not that of the output."""
    _shapes.check_array(function, "dy", dy, 4)
    _shapes.check_same_dtype(function, "dy", dy, "x", x)
    _shapes.check_shape(function, "dy", dy, (*x.shape[:2], *window.output_size))


def _blocks(x, window):
    """Slices over the planes of (N*C, 1, H, W) that stay in the cache with what is made of them."""
    plane_bytes = max(1, math.prod(window.input_size) * x.itemsize)
    size = max(1, _BLOCK_BYTES // plane_bytes)
    return [slice(start, start + size) for start in range(0, len(x), size)]


def _planes(x):
    """Every plane on its own: (N, C, H, W) -> (N*C, 1, H, W)"""
    n, c, h, w = x.shape
    return np.ascontiguousarray(x).reshape(n * c, 1, h, w)


def _sum(x, window):
    """Sum of every window, zeros around: (N, C, H, W) -> (N, C, H', W')"""
    planes = _planes(x)
    y = np.empty((len(planes), 1, *window.output_size), x.dtype)
    for block in _blocks(planes, window):
        total = y[block]
        total.fill(0)
        for cells in _slices(_pad(planes[block], window), window):
            total += cells
    return y.reshape(*x.shape[:2], *window.output_size)


def _spread(dy, window):
    """The adjoint of `_sum`, each value to all its window: (N, C, H', W') -> (N, C, H, W)"""
    dplanes = _planes(dy)
    dx = np.empty((len(dplanes), 1, *window.input_size), dy.dtype)
    for block in _blocks(dx, window):
        padded = np.zeros_like(_pad(dx[block], window))
        for cells in _slices(padded, window):
            cells += dplanes[block]
        dx[block] = _unpad(padded, window)
    return dx.reshape(*dy.shape[:2], *window.input_size)


def _maximum(x, window):
    """The largest value of every window; NaN if there is one: (N, C, H, W) -> (N, C, H', W')"""
    y = None
    for cells in _slices(_pad(x, window, -np.inf), window):
        y = cells.copy() if y is None else np.maximum(y, cells, out=y)
    return y


def _winners(x, y, window):
    """Yield for each cell of the window where it holds the maximum: bool (N, C, H', W').

    Of equal ones the first wins, row by row. Padding never does, as NaN equals nothing.
    """
    taken = np.zeros(y.shape, bool)
    any_nan = np.isnan(y).any()
    nan = _slices(_pad(np.isnan(x), window, False), window) if any_nan else iter(())
    for cells in _slices(_pad(x, window, np.nan), window):
        wins = cells == y
        if any_nan:
            wins |= next(nan)
        np.greater(wins, taken, out=wins)  # wins and not taken
        taken |= wins
        yield wins


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
    planes = _planes(x)
    y = np.empty((len(planes), 1, *window.output_size), x.dtype)
    for block in _blocks(planes, window):
        y[block] = _maximum(planes[block], window)
    y = y.reshape(*x.shape[:2], *window.output_size)  # (N*C, 1, H', W') -> (N, C, H', W')
    return (y, _flat_indices(x, y, window)) if return_indices else y


def _flat_indices(x, y, window):
    """row * W + column, in the unpadded plane, of the cell that holds each maximum."""
    (sh, sw), (dh, dw) = window.stride, window.dilation
    (top, _), (left, _) = window.padding
    (height, width), indices = window.input_size, np.zeros(y.shape, np.int64)
    first_row = np.arange(window.output_size[0])[:, None] * sh - top
    first_column = np.arange(window.output_size[1]) * sw - left
    cells = np.ndindex(window.kernel_size)
    for (u, v), wins in zip(cells, _winners(x, y, window), strict=True):
        row = np.clip(first_row + u * dh, 0, height - 1)
        column = np.clip(first_column + v * dw, 0, width - 1)
        np.copyto(indices, row * width + column, where=wins)
    return indices


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
    planes, dplanes = _planes(x), _planes(dy)
    dx = np.empty(planes.shape, x.dtype)
    finite = np.isfinite(dy).all()  # then 0 dy is 0, and a product is faster than a choice
    for block in _blocks(planes, window):
        part = planes[block]
        padded = np.zeros_like(_pad(part, window))
        winners = _winners(part, _maximum(part, window), window)
        for cells, wins in zip(_slices(padded, window), winners, strict=True):
            d = dplanes[block]
            cells += d * wins if finite else np.where(wins, d, 0)
        dx[block] = _unpad(padded, window)
    return dx.reshape(x.shape)


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
    sides = _shapes.pair("avg_pool2d", "padding", padding, 0)
    y = _sum(x, window)
    y /= _divisor(window, sides, count_include_pad).astype(x.dtype)
    return y


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
    return _spread(dy / _divisor(window, sides, count_include_pad).astype(x.dtype), window)


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Put each value back where `max_pool2d` found it, zeros elsewhere.

    The "switches" of Zeiler and Fergus 2014, section 2.1. Where several values have the same index
    (overlapping windows) they are equal if they come from `max_pool2d`; the last one is kept.

    Parameters
    ----------
    x : array of shape (N, C, H', W')
        float32 or float64: what `max_pool2d` returned, or something of its shape.
    indices : int64 array of shape (N, C, H', W')
        As `max_pool2d` returns them: row * W + column of the result.
    kernel_size, stride, padding
        As given to `max_pool2d`: they fix the size of the result.
    output_size : int or pair (H, W), optional
        The size, where pooling has left a rest; else (H' - 1) stride - 2 padding + kernel_size.

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError
        An index outside the result.

    Examples
    --------
    >>> import numpy as np
    >>> y, indices = max_pool2d(np.array([[[[1., 5], [3, 4]]]]), 2, return_indices=True)
    >>> max_unpool2d(y, indices, 2)[0, 0]
    array([[0., 5.],
           [0., 0.]])
    """
    name = "max_unpool2d"
    height, width = _unpooled_size(name, x, indices, kernel_size, stride, padding, output_size)
    n, c = x.shape[:2]
    y = np.zeros((n, c, height * width), x.dtype)
    cells = math.prod(x.shape[2:])  # (N, C, H', W') -> (N, C, H'*W')
    np.put_along_axis(y, indices.reshape(n, c, cells), x.reshape(n, c, cells), axis=2)
    return y.reshape(n, c, height, width)


def max_unpool2d_backward(dy, x, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Gradient of `max_unpool2d` for x: dy at the indices. (Whole numbers have no gradient.)

    Parameters
    ----------
    dy : array of shape (N, C, H, W)
    x, indices, kernel_size, stride, padding, output_size
        As given to `max_unpool2d`.

    Returns
    -------
    array of shape (N, C, H', W')

    Examples
    --------
    >>> import numpy as np
    >>> dy = np.array([[[[1.0, 2], [3, 4]]]])
    >>> max_unpool2d_backward(dy, np.ones((1, 1, 1, 1)), np.array([[[[2]]]]), 2)
    array([[[[3.]]]])
    """
    name = "max_unpool2d_backward"
    size = _unpooled_size(name, x, indices, kernel_size, stride, padding, output_size)
    n, c = x.shape[:2]
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (n, c, *size))
    flat = dy.reshape(n, c, size[0] * size[1])
    places = indices.reshape(n, c, math.prod(x.shape[2:]))  # (N, C, H', W') -> (N, C, H'*W')
    return np.take_along_axis(flat, places, axis=2).reshape(x.shape)


def _unpooled_size(function, x, indices, kernel_size, stride, padding, output_size):
    """Check the arguments of an unpooling and return the size of its result."""
    _shapes.check_array(function, "x", x, 4)
    _shapes.check_array(function, "indices", indices, 4, ("int64",))
    _shapes.check_shape(function, "indices", indices, x.shape)
    kernel_size = _shapes.pair(function, "kernel_size", kernel_size, 1)
    stride = kernel_size if stride is None else _shapes.pair(function, "stride", stride, 1)
    padding = _shapes.pair(function, "padding", padding, 0)
    sizes = zip(x.shape[2:], kernel_size, stride, padding, strict=True)
    size = tuple((n - 1) * s - 2 * p + k for n, k, s, p in sizes)
    if output_size is not None:
        size = _shapes.pair(function, "output_size", output_size, 1)
    if min(size) < 1:
        raise ValueError(f"{function}: padding is {padding}, which leaves an output of {size}")
    _shapes.check_plane(function, size)
    outside = (indices < 0) | (indices >= size[0] * size[1])
    if outside.any():
        raise ValueError(
            f"{function}: indices holds {indices[outside].flat[0]}, expected 0 to "
            f"{size[0]} * {size[1]} - 1"
        )
    return size


def global_avg_pool2d(x):
    """The mean of every plane, whatever its size (Lin, Chen and Yan 2014, section 3.2).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64; planes may not be empty.

    Returns
    -------
    array of shape (N, C, 1, 1)

    Examples
    --------
    >>> import numpy as np
    >>> global_avg_pool2d(np.arange(8.0).reshape(1, 2, 2, 2)).ravel()
    array([1.5, 5.5])
    """
    _check_global("global_avg_pool2d", x)
    return x.mean(axis=(2, 3), keepdims=True)


def global_avg_pool2d_backward(dy, x):
    """Gradient of `global_avg_pool2d`: dy / (H W) for every cell.

    Examples
    --------
    >>> import numpy as np
    >>> global_avg_pool2d_backward(np.full((1, 1, 1, 1), 8.0), np.zeros((1, 1, 2, 2)))[0, 0]
    array([[2., 2.],
           [2., 2.]])
    """
    name = "global_avg_pool2d_backward"
    _check_global(name, x)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (*x.shape[:2], 1, 1))
    return np.broadcast_to(dy / (x.shape[2] * x.shape[3]), x.shape).copy()


def _check_global(function, x):
    _shapes.check_array(function, "x", x, 4)
    if 0 in x.shape[2:]:
        raise ValueError(f"{function}: x has shape {x.shape}, expected planes that are not empty")


def _check_norm_type(function, norm_type):
    if not (np.isscalar(norm_type) and np.isreal(norm_type) and 0 < norm_type < np.inf):
        raise ValueError(f"{function}: norm_type is {norm_type!r}, expected a number above 0")


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of every window, (sum of x^p)^(1/p): p = 1 is the sum, p = 2 the Euclidean norm.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64. As in torch x^p keeps its sign: where x < 0 and p is a fraction, or
        where the sum is negative and p is not 1, the result is NaN.
    norm_type : float
        p, above 0.
    kernel_size, stride, ceil_mode
        As in `avg_pool2d`. As in torch, a window that reaches beyond the picture (ceil mode) is
        scaled up to its full number of cells.

    Returns
    -------
    array of shape (N, C, H', W')

    Examples
    --------
    >>> import numpy as np
    >>> lp_pool2d(np.array([[[[3.0, 4.0], [0.0, 0.0]]]]), norm_type=2, kernel_size=2)
    array([[[[5.]]]])
    """
    _check_norm_type("lp_pool2d", norm_type)
    window = _shapes.pool2d_window("lp_pool2d", x, kernel_size, stride, 0, 1, ceil_mode)
    with np.errstate(invalid="ignore"):
        return _sum_of_powers(x, norm_type, window) ** (1 / norm_type)


def _sum_of_powers(x, norm_type, window):
    """Sum of x^p over each window, as if those cut off by the border had all their cells."""
    powers = x**norm_type
    cells = window.kernel_size[0] * window.kernel_size[1]
    scale = (cells / _divisor(window, (0, 0), True)).astype(x.dtype)
    return _sum(powers, window) * scale


def lp_pool2d_backward(dy, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    """Gradient of `lp_pool2d`: dy (x / y)^(p - 1).

    Where the sum of powers is 0 there is no derivative, unless p is 1, and dx is 0. (torch gives
    NaN there for p above 1.)

    Parameters
    ----------
    dy : array of shape (N, C, H', W')
    x, norm_type, kernel_size, stride, ceil_mode
        As given to `lp_pool2d`.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> lp_pool2d_backward(np.array([[[[10.0]]]]), np.array([[[[3.0, 4.0]]]]), 2, (1, 2))
    array([[[[6., 8.]]]])
    """
    name = "lp_pool2d_backward"
    _check_norm_type(name, norm_type)
    window = _shapes.pool2d_window(name, x, kernel_size, stride, 0, 1, ceil_mode)
    _check_gradient(name, dy, x, window)
    if norm_type == 1:
        share, slope = dy, np.ones_like(x)
    else:
        total = _sum_of_powers(x, norm_type, window)
        with np.errstate(invalid="ignore"):
            share = np.where(total == 0, 1, total) ** (1 / norm_type - 1)  # y^(1 - p)
            slope = x ** (norm_type - 1)
        share = np.where(total == 0, 0, dy * share)
    cells = window.kernel_size[0] * window.kernel_size[1]
    share = (share * (cells / _divisor(window, (0, 0), True))).astype(x.dtype)
    return _spread(share, window) * slope


@dataclass(frozen=True, eq=False)
class Switches:
    """Which cell each window chose.

    Attributes
    ----------
    indices : int64 array of shape (N, C, H', W')
        row * W + column in the plane; -1 where the window was all 0 and chose none.
    input_size : pair (H, W)

    Examples
    --------
    >>> import numpy as np
    >>> Switches(np.array([[[[3]]]]), (2, 2)).indices.shape
    (1, 1, 1, 1)
    """

    indices: np.ndarray
    input_size: tuple[int, int]


def stochastic_pool2d(x, kernel_size, stride=None, *, rng=None):
    """From every window one cell, drawn with a probability in proportion to its value.

    Between max pooling, which the largest cell always wins, and the mean, in which all have an
    equal say (Zeiler and Fergus 2013). Outside training they use the expectation,
    ``sum of x^2 / sum of x`` over the window.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64, finite and at least 0, as after `relu`.
    kernel_size, stride
        As in `max_pool2d`.
    rng : numpy.random.Generator

    Returns
    -------
    y : array of shape (N, C, H', W')
        0 where the whole window is 0.
    mask : Switches
        The chosen cells; all that the backward needs. (An array of 0 and 1 would not do: where
        windows overlap, several may choose the same cell.)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[0.0, 3.0], [0.0, 0.0]]]])
    >>> y, mask = stochastic_pool2d(x, 2, rng=np.random.default_rng(0))
    >>> y, mask.indices
    (array([[[[3.]]]]), array([[[[1]]]]))
    """
    name = "stochastic_pool2d"
    window = _shapes.pool2d_window(name, x, kernel_size, stride, 0, 1, False)
    _shapes.check_generator(name, rng)
    wrong = ~((x >= 0) & (x < np.inf))
    if wrong.any():
        raise ValueError(f"{name}: x holds {x[wrong].flat[0]}, expected finite values, at least 0")
    total = sum(_slices(x, window))
    mark = rng.random(total.shape) * total  # where on the line of all values, laid end to end
    mark = np.minimum(mark, np.nextafter(total, 0)).astype(x.dtype)
    passed, y = np.zeros_like(total), np.zeros_like(total)
    indices = np.full(total.shape, -1)
    (sh, sw), (rows, columns) = window.stride, np.indices(window.output_size)
    cells = zip(np.ndindex(window.kernel_size), _slices(x, window), strict=True)
    for (u, v), values in cells:
        passed += values
        chosen = (passed > mark) & (indices < 0)
        np.copyto(y, values, where=chosen)
        here = (rows * sh + u) * window.input_size[1] + columns * sw + v
        np.copyto(indices, here, where=chosen)
    return y, Switches(indices, window.input_size)


def stochastic_pool2d_backward(dy, mask):
    """Gradient of `stochastic_pool2d`: all of dy goes to the cell that was chosen.

    Parameters
    ----------
    dy : array of shape (N, C, H', W')
    mask : Switches
        As `stochastic_pool2d` returned it.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> y, mask = stochastic_pool2d(np.eye(2).reshape(1, 1, 2, 2), 1, rng=np.random.default_rng(0))
    >>> stochastic_pool2d_backward(np.full((1, 1, 2, 2), 5.0), mask)[0, 0]
    array([[5., 0.],
           [0., 5.]])
    """
    name = "stochastic_pool2d_backward"
    if not isinstance(mask, Switches):
        raise TypeError(f"{name}: mask is a {type(mask).__name__}, expected Switches")
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_shape(name, "dy", dy, mask.indices.shape)
    dx = np.zeros((*dy.shape[:2], math.prod(mask.input_size)), dy.dtype)
    n, c, i, j = np.nonzero(mask.indices >= 0)
    # np.add.at, since a cell that several windows chose gets the sum.
    np.add.at(dx, (n, c, mask.indices[n, c, i, j]), dy[n, c, i, j])
    return dx.reshape(*dy.shape[:2], *mask.input_size)  # (N, C, H*W) -> (N, C, H, W)


def _subsample_window(function, x, weight, kernel_size, bias=None):
    window = _shapes.pool2d_window(function, x, kernel_size, None, 0, 1, False)
    for name, array in (("weight", weight), ("bias", bias)):
        if array is not None:
            _shapes.check_array(function, name, array, 1)
            _shapes.check_same_dtype(function, name, array, "x", x)
            _shapes.check_shape(function, name, array, x.shape[1:2])
    return window


def subsample2d(x, weight, bias, kernel_size=2):
    """LeNet's pooling, which learns: the sum of each window, times a weight, plus a bias.

    ``y = weight[c] * sum + bias[c]``, windows side by side (LeCun et al. 1998, section II.B, S2). A
    squashing function follows: with a small weight it blurs, with a large one it is a noisy OR or
    AND of the cells, as the bias will have it.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    weight, bias : array of shape (C,)
    kernel_size : int or pair (h, w)

    Returns
    -------
    array of shape (N, C, H // h, W // w)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 2], [3, 4]]]])
    >>> subsample2d(x, weight=np.array([0.5]), bias=np.array([1.0]))
    array([[[[6.]]]])
    """
    for name, array in (("weight", weight), ("bias", bias)):
        _shapes.check_array("subsample2d", name, array, 1)
    window = _subsample_window("subsample2d", x, weight, kernel_size, bias)
    return _sum(x, window) * weight[:, None, None] + bias[:, None, None]


def subsample2d_backward(dy, x, weight, kernel_size=2):
    """Gradients of `subsample2d`: weight dy for every cell, sum times dy, and the sum of dy.

    Parameters
    ----------
    dy : array of shape (N, C, H // h, W // w)
    x, weight, kernel_size
        As given to `subsample2d`.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dweight, dbias : array of shape (C,)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 2], [3, 4]]]])
    >>> dx, dweight, dbias = subsample2d_backward(np.full((1, 1, 1, 1), 2.0), x, np.array([0.5]))
    >>> dx[0, 0], dweight, dbias
    (array([[1., 1.],
           [1., 1.]]), array([20.]), array([2.]))
    """
    name = "subsample2d_backward"
    _shapes.check_array(name, "weight", weight, 1)
    window = _subsample_window(name, x, weight, kernel_size)
    _check_gradient(name, dy, x, window)
    dweight = (dy * _sum(x, window)).sum(axis=(0, 2, 3))
    return _spread(dy * weight[:, None, None], window), dweight, dy.sum(axis=(0, 2, 3))
