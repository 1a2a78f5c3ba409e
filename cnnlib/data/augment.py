"""Random changes of training pictures, and the windows that evaluation looks at, in NumPy.

Every function takes a batch ``x`` of shape (N, C, H, W), float32 or float64. Those with ``rng``
change each picture by its own draw from it, and what comes in from outside the picture is 0. The
result is a new array of the same dtype.
"""

import math
from numbers import Real

import numpy as np

from cnnlib._shapes import (
    check_array,
    check_entries,
    check_plane,
    check_planes,
    check_shape,
    integer,
    pair,
)

__all__ = [
    "center_crop",
    "colour_components",
    "colour_shift",
    "random_affine",
    "random_crop",
    "random_flip",
    "random_rotation",
    "random_scale",
    "random_shift",
    "scale_jitter",
    "ten_crop",
]

LARGEST = 2**31 - 1  # of whole numbers that are drawn


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
    max_shift = integer("random_shift", "max_shift", max_shift, 0, LARGEST)
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
    y = x.copy()
    y[chosen] = x[chosen, ..., ::-1]
    return y


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


def scale_jitter(x, size, low, high, *, rng):
    """Resize each picture by chance, then cut a window of ``size`` x ``size`` at a random place.

    The training pictures of VGG (Simonyan and Zisserman 2015, §3.1, there size 224, low 256 and
    high 512): the shorter side becomes a number of cells drawn from ``low`` to ``high``, the longer
    one follows in proportion.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    size : int
        At least 1.
    low, high : int
        size <= low <= high, both drawn too.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, size, size)
        Resized bilinearly; where a picture shrinks, each cell is a weighted mean of all cells it
        covers, as in Pillow.

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.ones((2, 3, 6, 8), dtype=np.float32)
    >>> scale_jitter(x, 4, 5, 9, rng=np.random.default_rng(0)).shape
    (2, 3, 4, 4)
    """
    _check("scale_jitter", x, rng)
    check_planes("scale_jitter", x)
    size = integer("scale_jitter", "size", size, 1)
    low = integer("scale_jitter", "low", low, size, LARGEST)
    high = integer("scale_jitter", "high", high, low, LARGEST)
    check_plane("scale_jitter", (size, size))
    count, shape = len(x), np.array(x.shape[2:])
    sides = rng.integers(low, high, size=count, endpoint=True)
    scaled = sides[:, None] * shape // shape.min()  # (N, 2)
    starts = rng.integers(scaled - size, endpoint=True)
    rows, columns = (
        _window_of_resized(n, scaled[:, axis], starts[:, axis], size, x.dtype)
        for axis, n in enumerate(shape)
    )
    # (N, 1, size, H) @ (N, C, H, W) @ (N, 1, W, size)
    return rows[:, None] @ x @ columns[:, None].transpose(0, 1, 3, 2)


def center_crop(x, size):
    """Cut the window of ``size`` out of the middle of each picture.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    size : int or pair (h, w)
        At least 1 and at most the picture. Where an odd number of cells is left over, the window
        begins at half of it, rounded to an even number, as torchvision's.

    Returns
    -------
    array of shape (N, C, h, w)

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> center_crop(np.arange(16.0).reshape(1, 1, 4, 4), 2)
    array([[[[ 5., 6.], [ 9., 10.]]]])
    """
    (height, width), (down, right) = _window("center_crop", x, size)
    top, left = round(down / 2), round(right / 2)
    return x[:, :, top : top + height, left : left + width].copy()


def ten_crop(x, size):
    """Ten windows of each picture: its four corners and its centre, then those of its mirror image.

    AlexNet's answer for a test picture is the mean of its probabilities over these ten (Krizhevsky
    et al. 2012, §4.1: 224 x 224 out of 256 x 256).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    size : int or pair (h, w)
        At least 1 and at most the picture.

    Returns
    -------
    array of shape (N, 10, C, h, w)
        In torchvision's order: top left, top right, bottom left, bottom right, centre (as
        `center_crop`), then the same windows of the picture with left and right exchanged.

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> crops = ten_crop(np.arange(9.0).reshape(1, 1, 3, 3), 1)
    >>> crops.shape, crops.ravel()
    ((1, 10, 1, 1, 1), array([0., 2., 6., 8., 4., 2., 0., 8., 6., 4.]))
    """
    (height, width), (down, right) = _window("ten_crop", x, size)
    corners = [(0, 0), (0, right), (down, 0), (down, right), (round(down / 2), round(right / 2))]
    crops = [
        picture[:, :, top : top + height, left : left + width]
        for picture in (x, x[..., ::-1])
        for top, left in corners
    ]
    return np.stack(crops, axis=1)


def colour_components(x):
    """The directions in which the colours of the training pictures vary, for `colour_shift`.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        The training pictures, at least one; anything that gives arrays of pictures when it is
        sliced, as `cnnlib.data.Pictures` does, is read piece by piece.

    Returns
    -------
    array of shape (C, C), dtype of x
        Column k is the eigenvector k of the covariance of all pixels, times its eigenvalue; the
        largest eigenvalue first. The sign of a direction is free: its largest entry is positive.

    Raises
    ------
    ValueError, TypeError
        x is no batch of pictures, empty, or holds NaN or infinity.

    Examples
    --------
    >>> black, red = np.zeros((3, 2, 2)), np.zeros((3, 2, 2))
    >>> red[0] = 1
    >>> colour_components(np.stack([black, red]))
    array([[0.25, 0.  , 0.  ],
           [0.  , 0.  , 0.  ],
           [0.  , 0.  , 0.  ]])
    """
    check_planes("colour_components", x)
    channels = x.shape[1]
    if 0 in x.shape[:2]:
        raise ValueError(f"colour_components: x has shape {x.shape}, expected at least one picture")
    total, products = np.zeros(channels), np.zeros((channels, channels))
    for start in range(0, len(x), 256):
        # (N, C, H, W) -> (C, N*H*W)
        pixels = np.swapaxes(x[start : start + 256], 0, 1).reshape(channels, -1)
        pixels = pixels.astype(np.float64)
        total += pixels.sum(axis=1)
        products += pixels @ pixels.T
    count = len(x) * x.shape[2] * x.shape[3]
    mean = total / count
    covariance = products / count - np.outer(mean, mean)
    if not np.isfinite(covariance).all():
        raise ValueError("colour_components: x holds NaN or infinity, expected finite numbers")
    values, vectors = np.linalg.eigh(covariance)
    vectors = vectors * np.where(vectors.max(axis=0) < -vectors.min(axis=0), -1, 1)
    return (vectors * np.maximum(values, 0))[:, ::-1].astype(x.dtype)


def colour_shift(x, components, sigma=0.1, *, rng):
    """Add to all pixels of a picture one random colour, along the directions in which colours vary.

    What a thing is does not depend on the colour and the strength of the light. AlexNet's PCA
    colour shift (Krizhevsky et al. 2012, §4.1): ``[p1, p2, p3] [a1 l1, a2 l2, a3 l3]``, where p and
    l are eigenvectors and eigenvalues of the covariance of the training pixels and each a is drawn
    once per picture. An eigenvalue is a variance, so the size of the shift depends on the unit:
    pictures in [0, 1] are meant, where ImageNet's first eigenvalue is about 0.2.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    components : array of shape (C, C)
        From `colour_components`.
    sigma : float, default 0.1
        Standard deviation of the normal distribution that each a is drawn from, at least 0.
    rng : numpy.random.Generator

    Returns
    -------
    array of shape (N, C, H, W)
        Nothing is clipped: values may leave [0, 1].

    Raises
    ------
    ValueError, TypeError
        An argument is outside its range.

    Examples
    --------
    >>> x = np.zeros((1, 3, 2, 2))
    >>> shifted = colour_shift(x, np.diag([0.2, 0.02, 0]), rng=np.random.default_rng(0))
    >>> shifted[0].round(4)[:, 0, 0]
    array([ 0.0025, -0.0003, 0.    ])
    """
    _check("colour_shift", x, rng)
    channels = x.shape[1]
    check_array("colour_shift", "components", components, 2)
    check_shape("colour_shift", "components", components, (channels, channels))
    infinite = ~np.isfinite(components)
    check_entries("colour_shift", "components", components, infinite, "finite numbers")
    sigma = _number("colour_shift", "sigma", sigma, 0)
    shifts = rng.normal(0, sigma, size=(len(x), channels)) @ components.T
    return x + shifts[:, :, None, None].astype(x.dtype)


def _window(function, x, size):
    """``size`` as a pair, and how many rows and columns of the pictures it leaves over."""
    check_array(function, "x", x, 4)
    height, width = pair(function, "size", size, 1)
    free = x.shape[2] - height, x.shape[3] - width
    if min(free) < 0:
        raise ValueError(
            f"{function}: size is {(height, width)}, expected at most the picture, {x.shape[2:]}"
        )
    return (height, width), free


def _window_of_resized(original, scaled, starts, size, dtype):
    """Matrices (N, size, original): cells start to start + size of a line resized to scaled cells.

    A cell is a mean of the cells about its centre, with weights that fall linearly to 0 within one
    cell of the old line or of the new one, whichever is wider.
    """
    step = (original / scaled)[:, None, None]  # a new cell in old ones; as (N, size, original)
    centres = (starts[:, None, None] + np.arange(size)[:, None] + 0.5) * step
    distance = np.abs(np.arange(original) + 0.5 - centres)
    weights = np.maximum(1 - distance / np.maximum(step, 1), 0)
    return (weights / weights.sum(axis=2, keepdims=True)).astype(dtype)


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
