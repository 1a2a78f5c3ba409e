"""Kernels that people designed, before kernels were learned.

>>> from cnnlib.reference import correlate2d, filters
>>> picture = np.zeros((3, 6), int)
>>> picture[:, 3:] = 10  # dark on the left, bright on the right
>>> correlate2d(picture, filters.kernel("Sobel x"))
array([[ 0., 40., 40.,  0.]])
"""

from types import MappingProxyType

import numpy as np

from cnnlib import _names, _shapes

__all__ = ["KERNELS", "gaussian", "gaussian_integer", "kernel", "mean"]

_ROWS = {
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "vertical edge": [[0, 0, 0], [-1, 2, -1], [0, 0, 0]],
    "surround": [[1, 1, 1], [1, -9, 1], [1, 1, 1]],
    "Sobel y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "horizontal edge": [[0, -1, 0], [0, 2, 0], [0, -1, 0]],
    "blur": [[0.11, 0.11, 0.11], [0.11, 0.11, 0.11], [0.11, 0.11, 0.11]],
    "Sobel x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "embossing": [[2, 0, 0], [0, -1, 0], [0, 0, -1]],
}


def _read_only(rows):
    array = np.array(rows, float)
    array.setflags(write=False)
    return array


# The gallery by name: read-only float64 arrays of shape (3, 3), in the order of a 3 x 3 wall.
KERNELS = MappingProxyType({name: _read_only(rows) for name, rows in _ROWS.items()})


def kernel(name):
    """A kernel of the gallery, as an array of one's own.

    Parameters
    ----------
    name : str
        One of ``KERNELS``, upper or lower case: "sharpen", "vertical edge", "surround",
        "Sobel y", "identity", "horizontal edge", "blur", "Sobel x", "embossing".

    Returns
    -------
    float64 array of shape (3, 3)
        To be used without a flip (`cnnlib.reference.correlate2d`).

    Raises
    ------
    ValueError
        No such kernel; the message says which name is near.

    Examples
    --------
    >>> kernel("Sobel x")
    array([[-1.,  0.,  1.],
           [-2.,  0.,  2.],
           [-1.,  0.,  1.]])
    >>> kernel("sobbel x")
    Traceback (most recent call last):
    ValueError: kernel: name is 'sobbel x', expected one of filters.KERNELS; did you mean 'sobel x'?
    """
    known = {each.lower(): each for each in KERNELS}
    if not isinstance(name, str) or name.lower() not in known:
        hint = _names.nearest(name, known)
        raise ValueError(f"kernel: name is {name!r}, expected one of filters.KERNELS{hint}")
    return KERNELS[known[name.lower()]].copy()


def mean(size):
    """The mean filter: U V equal weights that sum to 1.

    Parameters
    ----------
    size : int or pair (U, V)
        At least 1.

    Returns
    -------
    float64 array of shape (U, V)

    Examples
    --------
    >>> mean(2)
    array([[0.25, 0.25],
           [0.25, 0.25]])
    """
    size = _shapes.pair("mean", "size", size, 1)
    return np.full(size, 1 / (size[0] * size[1]))


def _bell(function, size, sigma):
    """exp(-(u^2 + v^2) / (2 sigma^2)), u and v counted from the middle."""
    size = _shapes.pair(function, "size", size, 1)
    if size[0] % 2 == 0 or size[1] % 2 == 0:
        raise ValueError(f"{function}: size is {size}, expected odd numbers, which have a middle")
    sigma = _shapes.number(function, "sigma", sigma, 0)
    if sigma in (0, np.inf):
        raise ValueError(f"{function}: sigma is {sigma}, expected a finite number above 0")
    u, v = np.ogrid[: size[0], : size[1]]
    with np.errstate(over="ignore"):  # far out in a very narrow bell: exp(-inf) is 0
        squares = ((u - size[0] // 2) / sigma) ** 2 + ((v - size[1] // 2) / sigma) ** 2
    return np.exp(-squares / 2)


def gaussian(size, sigma, normalize=True):
    """The Gaussian filter: a weighted mean whose weights fall with the distance from the middle.

    Parameters
    ----------
    size : int or pair (U, V)
        Odd.
    sigma : float
        Standard deviation in cells, above 0.
    normalize : bool
        True: divided by their sum, so that a flat picture stays as it is. False: the density
        ``exp(-(u^2 + v^2) / (2 sigma^2)) / (2 pi sigma^2)`` at the cells, which a small template
        cuts off: its sum is below 1 for wide bells and may be above 1 for very narrow ones.

    Returns
    -------
    float64 array of shape (U, V)

    Examples
    --------
    >>> gaussian(3, sigma=0.8).round(4)
    array([[0.0571, 0.1248, 0.0571],
           [0.1248, 0.2725, 0.1248],
           [0.0571, 0.1248, 0.0571]])
    >>> round(float(gaussian(3, sigma=0.8, normalize=False).sum()), 4)
    0.9126
    """
    bell = _bell("gaussian", size, sigma)
    return bell / bell.sum() if normalize else bell / (2 * np.pi) / float(sigma) / float(sigma)


def gaussian_integer(size, sigma, rounding="truncate"):
    """The Gaussian filter in whole numbers, the corner being 1; apply it with the factor 1 / sum.

    Parameters
    ----------
    size, sigma
        As in `gaussian`. A corner far out in the bell's tail makes the middle very large.
    rounding : {"truncate", "round"}
        How the multiples of the corner become whole.

    Returns
    -------
    int64 array of shape (U, V)

    Raises
    ------
    ValueError
        The corner is so small beside the middle that the numbers exceed int64.

    Examples
    --------
    >>> gaussian_integer(3, sigma=0.8)
    array([[1, 2, 1],
           [2, 4, 2],
           [1, 2, 1]])
    """
    _shapes.check_choice("gaussian_integer", "rounding", rounding, ("truncate", "round"))
    bell = _bell("gaussian_integer", size, sigma)
    if bell[0, 0] * 2**62 < 1:
        raise ValueError(
            f"gaussian_integer: sigma is {sigma}, too small for size {bell.shape}: the middle "
            "would exceed the largest int64"
        )
    multiples = bell / bell[0, 0]
    return (np.trunc(multiples) if rounding == "truncate" else np.rint(multiples)).astype(np.int64)
