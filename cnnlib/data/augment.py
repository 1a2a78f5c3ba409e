"""Random changes of training pictures, in NumPy.

Every function takes a batch ``x`` of shape (N, C, H, W), float32 or float64, changes each picture
by its own draw from ``rng``, and returns a new array of the same dtype. What comes in from outside
the picture is 0.
"""

import math
from numbers import Real

import numpy as np

from cnnlib._shapes import check_array, check_plane, integer, pair

__all__ = [
    "random_affine",
    "random_crop",
    "random_flip",
    "random_rotation",
    "random_scale",
    "random_shift",
]


def random_affine(x, shift, degrees, scale, *, rng):
    """Move, turn and scale each picture about its centre, in one bilinear sampling.

    Simard, Steinkraus and Platt 2003 (§3) found such distortions to be the most important thing
    for a network that reads handwriting.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    shift : float
        Largest move along each axis, in pixels, at least 0; drawn uniformly from [-shift, shift].
    degrees : float
        Largest turn, in [0, 180], drawn uniformly from [-degrees, degrees]; positive turns are
        anticlockwise, as the picture is seen.
    scale : pair (low, high)
        Range of the magnification, 0 < low <= high; drawn uniformly. 2 doubles every length.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.ones((2, 1, 5, 5), dtype=np.float32)
    >>> random_affine(x, 1, 10, (0.9, 1.1), rng=np.random.default_rng(0)).shape
    (2, 1, 5, 5)
    """
    function = "random_affine"
    _check(function, x, rng)
    shift = _number(function, "shift", shift, 0)
    degrees = _number(function, "degrees", degrees, 0, 180)
    if not isinstance(scale, tuple | list) or len(scale) != 2:
        raise ValueError(f"{function}: scale is {scale!r}, expected a pair (low, high)")
    low, high = _scale_range(function, *scale)
    count = len(x)
    shifts = rng.uniform(-shift, shift, size=(count, 2))
    return _warp(
        x, shifts, rng.uniform(-degrees, degrees, size=count), rng.uniform(low, high, size=count)
    )


def random_shift(x, max_shift=2, *, rng):
    """Move each picture by whole pixels, up to ``max_shift`` along each axis.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    max_shift : int, default 2
        At least 0; the moves are drawn uniformly from -max_shift to max_shift.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.ones((1, 1, 3, 3))
    >>> random_shift(x, 1, rng=np.random.default_rng(2))[0, 0]
    array([[0., 0., 0.],
           [1., 1., 0.],
           [1., 1., 0.]])
    """
    _check("random_shift", x, rng)
    max_shift = integer("random_shift", "max_shift", max_shift, 0)
    if max_shift >= 2**31:  # what can be drawn
        raise ValueError(f"random_shift: max_shift is {max_shift}, expected at most 2**31 - 1")
    count = len(x)
    shifts = rng.integers(-max_shift, max_shift, size=(count, 2), endpoint=True)
    return _warp(x, shifts, np.zeros(count), np.ones(count))


def random_rotation(x, degrees, *, rng):
    """Turn each picture about its centre, by up to ``degrees`` either way.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    degrees : float
        In [0, 180].
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.zeros((1, 1, 5, 5))
    >>> x[0, 0, 2, 2] = 1
    >>> float(random_rotation(x, 90, rng=np.random.default_rng(0))[0, 0, 2, 2])
    1.0
    """
    _check("random_rotation", x, rng)
    degrees = _number("random_rotation", "degrees", degrees, 0, 180)
    count = len(x)
    return _warp(
        x, np.zeros((count, 2)), rng.uniform(-degrees, degrees, size=count), np.ones(count)
    )


def random_scale(x, low, high, *, rng):
    """Magnify each picture about its centre by a factor from ``low`` to ``high``.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    low, high : float
        0 < low <= high.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.ones((1, 1, 4, 4))
    >>> random_scale(x, 0.5, 0.5, rng=np.random.default_rng(0))[0, 0, 1]
    array([0., 1., 1., 0.])
    """
    _check("random_scale", x, rng)
    low, high = _scale_range("random_scale", low, high)
    count = len(x)
    return _warp(x, np.zeros((count, 2)), np.zeros(count), rng.uniform(low, high, size=count))


def random_flip(x, p=0.5, *, rng):
    """Exchange left and right of each picture with probability ``p``.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    p : float, default 0.5
        In [0, 1].
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> random_flip(np.arange(3.0).reshape(1, 1, 1, 3), 1, rng=np.random.default_rng(0))
    array([[[[2., 1., 0.]]]])
    """
    _check("random_flip", x, rng)
    p = _number("random_flip", "p", p, 0, 1)
    chosen = rng.random(len(x)) < p
    return np.where(chosen[:, None, None, None], x[..., ::-1], x)


def random_crop(x, size, padding=0, *, rng):
    """Cut a window of ``size`` out of each picture, at a random place.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    size : int or pair (h, w)
        At least 1 and at most the padded picture.
    padding : int or pair (h, w), default 0
        Cells of 0 put around the picture first.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, h, w)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.arange(16.0).reshape(1, 1, 4, 4)
    >>> random_crop(x, 2, rng=np.random.default_rng(0))
    array([[[[ 9., 10.], [13., 14.]]]])
    """
    _check("random_crop", x, rng)
    height, width = pair("random_crop", "size", size, 1)
    rows, columns = pair("random_crop", "padding", padding, 0)
    check_plane("random_crop", (x.shape[2] + 2 * rows, x.shape[3] + 2 * columns))
    padded = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    free = padded.shape[2] - height, padded.shape[3] - width
    if min(free) < 0:
        raise ValueError(
            f"random_crop: size is {(height, width)}, expected at most the padded picture, "
            f"{padded.shape[2:]}"
        )
    count = len(x)
    top = rng.integers(free[0], size=count, endpoint=True)
    left = rng.integers(free[1], size=count, endpoint=True)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (height, width), axis=(2, 3))
    # (N, C, places down, places across, h, w) -> (N, C, h, w)
    return windows[np.arange(count), :, top, left]


def _warp(x, shifts, degrees, scales):
    """Sample each picture bilinearly where its moved, turned, scaled copy comes from.

    ``shifts`` (N, 2) are (down, right) in pixels; ``degrees`` and ``scales`` are (N,).
    """
    angle = np.deg2rad(degrees)
    # (N, 4): what `_sample` needs of each picture.
    moves = np.column_stack([np.cos(angle) / scales, np.sin(angle) / scales, shifts])
    y = np.empty_like(x, order="C")
    for start in range(0, len(x), 32):  # few enough that they stay in the processor's cache
        part = slice(start, start + 32)
        y[part] = _sample(x[part], moves[part].astype(x.dtype))
    return y


def _sample(x, moves):
    """The bilinear sampling of `_warp` for a few pictures; moves are (cos, sin, down, right)."""
    count, channels, height, width = x.shape
    cos, sin, down, right = moves.T[:, :, None, None]
    middle_row, middle_column = x.dtype.type((height - 1) / 2), x.dtype.type((width - 1) / 2)
    rows = np.arange(height, dtype=x.dtype)[None, :, None] - middle_row - down
    columns = np.arange(width, dtype=x.dtype)[None, None, :] - middle_column - right
    # Back from the new picture to the old, (N, H, W) each; a border of one cell of 0 is around it.
    row = np.clip(sin * columns + cos * rows + (middle_row + 1), 0, height + 1)
    column = np.clip(cos * columns - sin * rows + (middle_column + 1), 0, width + 1)
    # A centre on the far border belongs to the last pair of cells, with its whole weight there.
    top, left = np.minimum(row.astype(np.intp), height), np.minimum(column.astype(np.intp), width)
    row -= top
    column -= left
    border = np.zeros((channels, count, height + 2, width + 2), dtype=x.dtype)
    border[:, :, 1:-1, 1:-1] = x.transpose(1, 0, 2, 3)
    corner = (np.arange(count)[:, None, None] * (height + 2) + top) * (width + 2) + left
    y = np.empty_like(x)
    for channel, plane in enumerate(border.reshape(channels, -1)):
        upper = _between(plane, corner, column)
        lower = _between(plane, corner + (width + 2), column)
        y[:, channel] = upper + row * (lower - upper)
    return y


def _between(plane, left, share):
    """The cells at ``left`` and, with weight ``share``, their right neighbours."""
    value = plane.take(left)
    return value + share * (plane.take(left + 1) - value)


def _check(function, x, rng):
    check_array(function, "x", x, 4)
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"{function}: rng is {rng!r}, expected a numpy.random.Generator")


def _number(function, name, value, low, high=math.inf):
    """``value`` as a finite float in [low, high]."""
    if not isinstance(value, Real) or isinstance(value, bool):
        raise TypeError(f"{function}: {name} is {value!r}, expected a number")
    if not (low <= value <= high and math.isfinite(value)):
        rule = f"a number in [{low}, {high}]" if high < math.inf else f"at least {low}, finite"
        raise ValueError(f"{function}: {name} is {value!r}, expected {rule}")
    return float(value)


def _scale_range(function, low, high):
    low, high = _number(function, "low", low, 0), _number(function, "high", high, 0)
    if not 0 < low <= high:
        raise ValueError(f"{function}: low, high are {low}, {high}, expected 0 < low <= high")
    return low, high
