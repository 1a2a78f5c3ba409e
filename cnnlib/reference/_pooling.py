"""Pooling: one number for each window of each plane.

Every loop here is over the rows, columns or cells of the window, with a whole slice of the input
for each, so it is short however large the picture is.
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


def _padded_size(window):
    """Height and width of a plane with its padding."""
    return tuple(n + sum(p) for n, p in zip(window.input_size, window.padding, strict=True))


def _planes(x):
    """Every plane on its own: (N, C, H, W) -> (N*C, 1, H, W)"""
    n, c, h, w = x.shape
    return np.ascontiguousarray(x).reshape(n * c, 1, h, w)


def _parts(x, window, axis):
    """For each row (axis 0) or column (1) of the window, the view of what it meets in x."""
    step, spread = window.stride[axis], window.dilation[axis]
    length = step * (window.output_size[axis] - 1) + 1
    for start in range(0, window.kernel_size[axis] * spread, spread):
        part = slice(start, start + length, step)
        yield x[:, :, part] if axis == 0 else x[..., part]


def _reduce(ufunc, padded, window):
    """Sum or maximum of every window, over its rows and then its columns: (N, C, H', W')."""
    for axis in range(2):  # kh + kw passes in place of kh kw
        result = None
        for part in _parts(padded, window, axis):
            result = part.copy() if result is None else ufunc(result, part, out=result)
        padded = result
    return padded


def _sum(x, window):
    """Sum of every window, zeros around: (N, C, H, W) -> (N, C, H', W')"""
    planes = _planes(x)
    y = np.empty((len(planes), 1, *window.output_size), x.dtype)
    for block in _blocks(planes, window):
        y[block] = _reduce(np.add, _pad(planes[block], window), window)
    return y.reshape(*x.shape[:2], *window.output_size)


def _spread(dy, window):
    """The adjoint of `_sum`, each value to all its window: (N, C, H', W') -> (N, C, H, W)"""
    dplanes = _planes(dy)
    dx = np.empty((len(dplanes), 1, *window.input_size), dy.dtype)
    height, width = _padded_size(window)
    for block in _blocks(dx, window):
        d = dplanes[block]
        rows = np.zeros((len(d), 1, window.output_size[0], width), dy.dtype)
        for part in _parts(rows, window, 1):
            part += d
        padded = np.zeros((len(d), 1, height, width), dy.dtype)
        for part in _parts(padded, window, 0):
            part += rows
        dx[block] = _unpad(padded, window)
    return dx.reshape(*dy.shape[:2], *window.input_size)


def _maximum(x, window):
    """The largest value of every window; NaN if there is one: (N, C, H, W) -> (N, C, H', W')"""
    return _reduce(np.maximum, _pad(x, window, -np.inf), window)


def _first_maximum(x, y, window):
    """Which cell of each window holds its maximum, counted from the end: (N, C, H', W').

    kh kw for the window's first cell, 1 for the last; of equal ones the first wins, row by row.
    Padding never does, as NaN equals nothing: a window of padding alone has 0.
    """
    count = math.prod(window.kernel_size)
    winner = np.zeros(y.shape, np.min_scalar_type(count))
    any_nan = np.isnan(y).any()
    nan = _slices(_pad(np.isnan(x), window, False), window) if any_nan else iter(())
    for place, cells in enumerate(_slices(_pad(x, window, np.nan), window)):
        wins = cells == y
        if any_nan:
            wins |= next(nan)
        score = wins.astype(winner.dtype)
        score *= winner.dtype.type(count - place)
        np.maximum(winner, score, out=winner)
    return winner


def _positions(winner, window, width, corner):
    """row * width + column of each winner, counted from ``corner``: int64 (N, C, H', W')."""
    (sh, sw), (dh, dw) = window.stride, window.dilation
    u, v = np.indices(window.kernel_size)
    within = np.append(u * dh * width + v * dw, 0)[::-1]  # from the end, as the winners are
    rows = np.arange(window.output_size[0])[:, None] * sh - corner[0]
    columns = np.arange(window.output_size[1]) * sw - corner[1]
    positions = within[winner]
    positions += rows * width + columns
    return positions


def _over_planes(indices, cells):
    """Indices in each plane of so many cells as indices in all of them: (N, C, H', W')."""
    n, c = indices.shape[:2]
    return indices + np.arange(n * c).reshape(n, c, 1, 1) * cells


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

    Notes
    -----
    NaN is larger than any number, and of several the first wins (torch: the last). A dilated
    window can lie in the padding alone: its maximum is minus infinity, its index 0, and its
    gradient is lost.

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
    indices = np.empty(y.shape if return_indices else 0, np.int64)
    for block in _blocks(planes, window):
        part = planes[block]
        y[block] = _maximum(part, window)
        if return_indices:
            indices[block] = _indices(part, y[block], window)
    shape = (*x.shape[:2], *window.output_size)  # (N*C, 1, H', W') -> (N, C, H', W')
    return (y.reshape(shape), indices.reshape(shape)) if return_indices else y.reshape(shape)


def _indices(x, y, window):
    """row * W + column, in the unpadded plane, of the cell that holds each maximum."""
    (top, _), (left, _) = window.padding
    winner = _first_maximum(x, y, window)
    indices = _positions(winner, window, window.input_size[1], (top, left))
    indices[winner == 0] = 0  # nothing but padding
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
    height, width = _padded_size(window)
    for block in _blocks(planes, window):
        part = planes[block]
        winner = _first_maximum(part, _maximum(part, window), window)
        # In the padded plane, where a window of padding alone has somewhere to send its dy.
        positions = _positions(winner, window, width, (0, 0))
        places = _over_planes(positions, height * width).ravel()
        padded = np.bincount(places, dplanes[block].ravel(), len(part) * height * width)
        dx[block] = _unpad(padded.reshape(len(part), 1, height, width), window)
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
        What went into `max_pool2d`, where that left a rest: less than one stride away from the
        default, (H' - 1) stride - 2 padding + kernel_size.

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError
        An index outside the result, or an output_size that pools to another size than that of x.

    Examples
    --------
    >>> import numpy as np
    >>> y, indices = max_pool2d(np.array([[[[1., 5], [3, 4]]]]), 2, return_indices=True)
    >>> max_unpool2d(y, indices, 2)[0, 0]
    array([[0., 5.],
           [0., 0.]])
    """
    name = "max_unpool2d"
    settings = kernel_size, stride, padding, output_size
    height, width = _shapes.unpooled_size(name, x, indices, *settings)
    y = np.zeros((*x.shape[:2], height, width), x.dtype)
    y.reshape(-1)[_over_planes(indices, height * width)] = x
    return y


def max_unpool2d_backward(dy, x, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Gradient of `max_unpool2d` for x: dy at the indices, which have no gradient themselves.

    Values that share an index all get its dy, as in torch, although the forward keeps only one.

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
    settings = kernel_size, stride, padding, output_size
    size = _shapes.unpooled_size(name, x, indices, *settings)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (*x.shape[:2], *size))
    return dy.reshape(-1)[_over_planes(indices, size[0] * size[1])]  # (N, C, H', W')


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
    _shapes.check_planes("global_avg_pool2d", x)
    return x.mean(axis=(2, 3), keepdims=True)


def global_avg_pool2d_backward(dy, x):
    """Gradient of `global_avg_pool2d`: dy / (H W) for every cell.

    Parameters
    ----------
    dy : array of shape (N, C, 1, 1)
    x : array of shape (N, C, H, W)
        As given to `global_avg_pool2d`; only its shape matters.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> global_avg_pool2d_backward(np.full((1, 1, 1, 1), 8.0), np.zeros((1, 1, 2, 2)))[0, 0]
    array([[2., 2.],
           [2., 2.]])
    """
    name = "global_avg_pool2d_backward"
    _shapes.check_planes(name, x)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (*x.shape[:2], 1, 1))
    return np.broadcast_to(dy / (x.shape[2] * x.shape[3]), x.shape).copy()


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of every window, (sum of x^p)^(1/p): p = 1 is the sum, p = 2 the Euclidean norm.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64. As in torch x^p keeps its sign: where x < 0 and p is a fraction, or
        where the sum is negative and p is not 1, the result is NaN.
    norm_type : float
        p, above 0 and finite.
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
    settings = norm_type, kernel_size, stride, ceil_mode
    p, window = _shapes.lp_pool2d_window("lp_pool2d", x, *settings)
    with np.errstate(invalid="ignore"):
        return _sum_of_powers(x, p, window) ** (1 / p)


def _sum_of_powers(x, p, window):
    """Sum of x^p over each window, as if those cut off by the border had all their cells."""
    return _sum(x**p, window) * _scale(x, window)


def _scale(x, window):
    """By how much more cells a whole window has than what of it lies in the picture: (H', W')."""
    return (math.prod(window.kernel_size) / _divisor(window, (0, 0), True)).astype(x.dtype)


def lp_pool2d_backward(dy, x, norm_type, kernel_size, stride=None, ceil_mode=False):
    """Gradient of `lp_pool2d`: dy (x / y)^(p - 1).

    Where the sum of powers is 0 there is no derivative, unless p is 1, and dx is 0. (torch: 0 for
    p = 1 too, and NaN for p below 1.)

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
    p, window = _shapes.lp_pool2d_window(name, x, norm_type, kernel_size, stride, ceil_mode)
    _check_gradient(name, dy, x, window)
    with np.errstate(divide="ignore", invalid="ignore"):
        total = _sum_of_powers(x, p, window)
        share = dy * total ** (1 / p - 1)  # dy y^(1 - p)
        slope = x ** (p - 1)
        if p != 1:
            share[total == 0] = 0
        dx = _spread(share * _scale(x, window), window)
        # Where p is below 1 the slope at 0 is infinite; what gets no gradient keeps none.
        return np.multiply(dx, slope, out=dx, where=dx != 0)


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
    _shapes.check_entries(name, "x", x, wrong, "finite values, at least 0")
    planes, shape = _planes(x), (*x.shape[:2], *window.output_size)
    y = np.empty((len(planes), 1, *window.output_size), x.dtype)
    indices = np.empty(y.shape, np.int64)
    for block in _blocks(planes, window):
        y[block], indices[block] = _draw(planes[block], window, rng)
    return y.reshape(shape), Switches(indices.reshape(shape), window.input_size)


def _draw(x, window, rng):
    """What each window chose, and its index: row * W + column, or -1 where all is 0."""
    height, width = window.input_size
    values = x.astype(np.float64, copy=False)  # in which no sum of float32 overflows
    count, total = math.prod(window.kernel_size), sum(_slices(values, window))
    # The values of a window end to end are a line; the cell in which the mark falls is chosen.
    mark = np.minimum(rng.random(total.shape) * total, np.nextafter(total, 0))
    passed = np.zeros_like(total)
    winner = np.full(total.shape, count, np.min_scalar_type(count))  # as in `_first_maximum`
    for cells in _slices(values, window):
        passed += cells
        winner -= passed <= mark
    indices = _positions(winner, window, width, (0, 0))
    y = x.reshape(-1)[_over_planes(indices, height * width)]
    indices[winner == 0] = -1
    return y, indices


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
    (n, c), cells = dy.shape[:2], math.prod(mask.input_size)
    chosen = mask.indices >= 0
    places = _over_planes(mask.indices, cells)[chosen]
    dx = np.bincount(places, dy[chosen], n * c * cells)  # sums where windows share a cell
    return dx.astype(dy.dtype).reshape(n, c, *mask.input_size)  # (N*C*H*W,) -> (N, C, H, W)


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
    window = _shapes.subsample2d_window("subsample2d", x, kernel_size, weight=weight, bias=bias)
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
    window = _shapes.subsample2d_window(name, x, kernel_size, weight=weight)
    _check_gradient(name, dy, x, window)
    dweight = (dy * _sum(x, window)).sum(axis=(0, 2, 3))
    return _spread(dy * weight[:, None, None], window), dweight, dy.sum(axis=(0, 2, 3))
