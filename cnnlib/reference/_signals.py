"""Convolution as mathematics has it: one signal or one picture, one kernel, and the flip.

    convolution   y[i] = sum over t of x[t] k[i - t]      flip the kernel, slide, multiply, add
    correlation   y[i] = sum over t of x[i + t] k[t]      slide, multiply, add

Networks learn their kernels and leave the flip out: what they call convolution is correlation.
Integers are welcome here, for dice and examples by hand, and are computed exactly.
"""

import numpy as np

from cnnlib import _shapes

_NUMBERS = _shapes.FLOAT_DTYPES + _shapes.INTEGER_DTYPES


def _check(function, x, kernel, mode, axes, dtypes):
    for name, array in (("x", x), ("kernel", kernel)):
        _shapes.check_array(function, name, array, axes, dtypes)
        if 0 in array.shape:
            raise ValueError(f"{function}: {name} has shape {array.shape}, expected no empty axis")
    _shapes.check_choice(function, "mode", mode, ("valid", "full", "same"))
    too_large = any(k > n for k, n in zip(kernel.shape, x.shape, strict=True))
    if mode == "valid" and too_large:
        raise ValueError(
            f"{function}: kernel has shape {kernel.shape}, larger than x, {x.shape}; "
            "mode 'valid' needs a kernel that fits into x"
        )


def _padding(kernel, mode):
    """Zeros (before, after) on each axis. Where "same" pads an odd number, one more at the end."""
    around = [k - 1 for k in kernel.shape]
    if mode == "valid":
        return [(0, 0) for _ in around]
    return [(n, n) if mode == "full" else (n // 2, n - n // 2) for n in around]


def _in_one_dtype(x, kernel):
    """Both in the result's dtype. Integers in int64: the sum over a uint8 picture must not wrap."""
    integers = x.dtype.kind in "iu" and kernel.dtype.kind in "iu"
    dtype = np.int64 if integers else np.result_type(x, kernel)
    return x.astype(dtype, copy=False), kernel.astype(dtype, copy=False)


def _shifted(padded, kernel):
    """Yield each cell of the kernel with the part of the padded input that it meets; any axes."""
    size = [n - k + 1 for n, k in zip(padded.shape, kernel.shape, strict=True)]
    for cell in np.ndindex(kernel.shape):
        part = tuple(slice(start, start + n) for start, n in zip(cell, size, strict=True))
        yield cell, padded[part]


def _correlate(x, kernel, padding):
    """The sum over the kernel's cells of the padded input, shifted and weighted."""
    x, kernel = _in_one_dtype(x, kernel)
    return sum(part * kernel[cell] for cell, part in _shifted(np.pad(x, padding), kernel))


def _correlate_backward(function, dy, x, kernel, padding):
    """(dx, dkernel): dk[t] = sum_i dy[i] x[i + t] and dx[s] = sum_i dy[i] k[s - i]."""
    _shapes.check_same_dtype(function, "kernel", kernel, "x", x)
    _shapes.check_array(function, "dy", dy, x.ndim)
    _shapes.check_same_dtype(function, "dy", dy, "x", x)
    axes = zip(x.shape, kernel.shape, padding, strict=True)
    _shapes.check_shape(function, "dy", dy, [n + p + q - k + 1 for n, k, (p, q) in axes])
    dkernel = np.empty(kernel.shape, kernel.dtype)
    for cell, part in _shifted(np.pad(x, padding), kernel):
        dkernel[cell] = np.sum(dy * part)
    back = [(k - 1 - p, k - 1 - q) for k, (p, q) in zip(kernel.shape, padding, strict=True)]
    return _correlate(dy, np.flip(kernel), back), dkernel


def correlate1d(x, kernel, mode="valid"):
    """Slide a kernel along a signal: y[i] = sum over t of x[i + t] kernel[t].

    Parameters
    ----------
    x : array of shape (M,)
        float32, float64 or integers.
    kernel : array of shape (K,)
    mode : {"valid", "full", "same"}
        "valid" (narrow): only where the kernel lies inside x, M - K + 1 values. "full" (wide): with
        K - 1 zeros on each side, M + K - 1 values. "same" (equal width): M values; where K is even
        the extra zero is at the end, as in torch.

    Returns
    -------
    array of shape (M - K + 1,), (M + K - 1,) or (M,)
        float32 or float64, whichever holds both arguments; int64 for integers, exact as long as
        values and sums stay below 2^63.

    Raises
    ------
    ValueError
        Mode "valid" and a kernel longer than x. (NumPy's ``correlate`` then exchanges the two.)

    Examples
    --------
    >>> import numpy as np
    >>> correlate1d(np.array([1, 2, 6, 3]), np.array([1, 0, -1]))
    array([-5, -1])
    """
    _check("correlate1d", x, kernel, mode, 1, _NUMBERS)
    return _correlate(x, kernel, _padding(kernel, mode))


def correlate1d_backward(dy, x, kernel, mode="valid"):
    """Gradients of `correlate1d`: again a correlation, and a wide convolution.

    ``dkernel[t] = sum over i of dy[i] x[i + t]`` and ``dx[s] = sum over i of dy[i] kernel[s - i]``.

    Parameters
    ----------
    dy : array of the output's shape
    x, kernel, mode
        As given to `correlate1d`, but float32 or float64.

    Returns
    -------
    dx : array of shape (M,)
    dkernel : array of shape (K,)

    Examples
    --------
    >>> import numpy as np
    >>> dx, dkernel = correlate1d_backward(np.array([1.0, 10]), np.array([1.0, 2, 6]), np.ones(2))
    >>> dx, dkernel
    (array([ 1., 11., 10.]), array([21., 62.]))
    """
    name = "correlate1d_backward"
    _check(name, x, kernel, mode, 1, _shapes.FLOAT_DTYPES)
    return _correlate_backward(name, dy, x, kernel, _padding(kernel, mode))


def convolve1d(x, kernel, mode="valid"):
    """Convolve a signal with a kernel: y[i] = sum over t of x[t] kernel[i - t].

    The same as `correlate1d` with the kernel flipped, in every mode.

    Parameters
    ----------
    x, kernel, mode
        As in `correlate1d`.

    Returns
    -------
    array of shape (M - K + 1,), (M + K - 1,) or (M,)

    Examples
    --------
    The sum of two dice: how many of the 36 cases give 2, 3, ..., 12.

    >>> import numpy as np
    >>> die = np.ones(6, int)
    >>> convolve1d(die, die, mode="full")
    array([1, 2, 3, 4, 5, 6, 5, 4, 3, 2, 1])
    """
    _check("convolve1d", x, kernel, mode, 1, _NUMBERS)
    return _correlate(x, np.flip(kernel), _padding(kernel, mode))


def convolve1d_backward(dy, x, kernel, mode="valid"):
    """Gradients of `convolve1d`: those of `correlate1d` with the flipped kernel, flipped back.

    Returns
    -------
    dx : array of shape (M,)
    dkernel : array of shape (K,)

    Examples
    --------
    >>> import numpy as np
    >>> dx, dkernel = convolve1d_backward(np.array([1.0, 10]), np.array([1.0, 2, 6]), np.ones(2))
    >>> dx, dkernel
    (array([ 1., 11., 10.]), array([62., 21.]))
    """
    name = "convolve1d_backward"
    _check(name, x, kernel, mode, 1, _shapes.FLOAT_DTYPES)
    padding = _padding(kernel, mode)
    dx, dflipped = _correlate_backward(name, dy, x, np.flip(kernel), padding)
    return dx, np.flip(dflipped)


def correlate2d(x, kernel, mode="valid"):
    """Slide a kernel over a picture: y[i, j] = sum over u, v of x[i + u, j + v] kernel[u, v].

    Parameters
    ----------
    x : array of shape (M, N)
        float32, float64 or integers.
    kernel : array of shape (U, V)
    mode : {"valid", "full", "same"}
        As in `correlate1d`, on both axes.

    Returns
    -------
    array of shape (M - U + 1, N - V + 1), (M + U - 1, N + V - 1) or (M, N)

    Raises
    ------
    ValueError
        Mode "valid" and a kernel larger than x.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[2, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]])
    >>> correlate2d(x, np.array([[1, 0, 1], [-1, 1, 0], [0, 1, -1]]))
    array([[-1,  4],
           [ 6, 16]])
    """
    _check("correlate2d", x, kernel, mode, 2, _NUMBERS)
    return _correlate(x, kernel, _padding(kernel, mode))


def correlate2d_backward(dy, x, kernel, mode="valid"):
    """Gradients of `correlate2d`, for Y = K (x) X: dK = dY (x) X, and dX = dY * K (wide, flipped).

    From ``y[i, j] = sum x[i+u, j+v] k[u, v]``: ``dk[u, v] = sum dy[i, j] x[i+u, j+v]``, and with
    ``s = i+u, t = j+v`` it is ``dx[s, t] = sum dy[i, j] k[s-i, t-j]``, both over all i, j of dy.

    Returns
    -------
    dx : array of shape (M, N)
    dkernel : array of shape (U, V)

    Examples
    --------
    >>> import numpy as np
    >>> dx, dkernel = correlate2d_backward(np.ones((2, 2)), np.ones((3, 3)), np.ones((2, 2)))
    >>> dx
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    name = "correlate2d_backward"
    _check(name, x, kernel, mode, 2, _shapes.FLOAT_DTYPES)
    return _correlate_backward(name, dy, x, kernel, _padding(kernel, mode))


def convolve2d(x, kernel, mode="valid"):
    """Convolve a picture with a kernel: y[i, j] = sum over u, v of x[u, v] kernel[i - u, j - v].

    The same as `correlate2d` with the kernel turned by 180 degrees, in every mode.

    Parameters
    ----------
    x, kernel, mode
        As in `correlate2d`.

    Returns
    -------
    array of shape (M - U + 1, N - V + 1), (M + U - 1, N + V - 1) or (M, N)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[2, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]])
    >>> convolve2d(x, np.array([[1, 0, 1], [-1, 1, 0], [0, 1, -1]]))
    array([[16, -6],
           [ 7, 11]])
    """
    _check("convolve2d", x, kernel, mode, 2, _NUMBERS)
    return _correlate(x, np.flip(kernel), _padding(kernel, mode))


def convolve2d_backward(dy, x, kernel, mode="valid"):
    """Gradients of `convolve2d`: those of `correlate2d` with the turned kernel, turned back.

    Returns
    -------
    dx : array of shape (M, N)
    dkernel : array of shape (U, V)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.arange(4.0).reshape(2, 2)
    >>> convolve2d_backward(np.array([[1.0]]), x, np.ones((2, 2)))[1]
    array([[3., 2.],
           [1., 0.]])
    """
    name = "convolve2d_backward"
    _check(name, x, kernel, mode, 2, _shapes.FLOAT_DTYPES)
    padding = _padding(kernel, mode)
    dx, dturned = _correlate_backward(name, dy, x, np.flip(kernel), padding)
    return dx, np.flip(dturned)
