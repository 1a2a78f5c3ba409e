"""Activations, each with its derivative beside it."""

import numpy as np

from cnnlib import _shapes


def _check(function, x, dy=None):
    _shapes.check_array(function, "x", x)
    if dy is not None:
        _shapes.check_array(function, "dy", dy)
        _shapes.check_same_dtype(function, "dy", dy, "x", x)
        _shapes.check_shape(function, "dy", dy, x.shape)


def _check_axis(function, x, axis):
    axis = _shapes.integer(function, "axis", axis, -x.ndim)
    if axis >= x.ndim:
        raise ValueError(f"{function}: axis is {axis}, but x has {x.ndim} axes")


def relu(x):
    """max(x, 0), element by element (Nair and Hinton 2010).

    Parameters
    ----------
    x : array of any shape
        float32 or float64; NaN stays NaN.

    Returns
    -------
    array of the same shape and dtype

    Examples
    --------
    >>> import numpy as np
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    _check("relu", x)
    return np.maximum(x, 0)


def relu_backward(dy, x):
    """Gradient of `relu`: dy where x > 0, else 0 (at 0 the derivative is taken as 0, as in torch).

    Examples
    --------
    >>> import numpy as np
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    _check("relu_backward", x, dy)
    return np.where(x > 0, dy, np.zeros((), dy.dtype))


def sigmoid(x):
    """1 / (1 + exp(-x)), element by element, written so that no x overflows.

    Parameters
    ----------
    x : array of any shape
        float32 or float64.

    Returns
    -------
    array of the same shape and dtype, values in [0, 1]

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 2.0])).round(4)
    array([0.    , 0.5   , 0.8808])
    """
    _check("sigmoid", x)
    small = np.exp(-np.abs(x))  # in (0, 1], whatever the sign of x
    return np.where(x >= 0, 1 / (1 + small), small / (1 + small))


def sigmoid_backward(dy, x):
    """Gradient of `sigmoid`: dy y (1 - y) with y = sigmoid(x); at most dy / 4.

    Examples
    --------
    >>> import numpy as np
    >>> sigmoid_backward(np.ones(2), np.array([0.0, 1.0])).round(5)
    array([0.25   , 0.19661])
    """
    _check("sigmoid_backward", x, dy)
    y = sigmoid(x)
    return dy * y * (1 - y)


def tanh(x):
    """The hyperbolic tangent, element by element: 2 sigmoid(2x) - 1.

    Parameters
    ----------
    x : array of any shape
        float32 or float64.

    Returns
    -------
    array of the same shape and dtype, values in [-1, 1]

    Examples
    --------
    >>> import numpy as np
    >>> tanh(np.array([0.0, 1.0])).round(4)
    array([0.    , 0.7616])
    """
    _check("tanh", x)
    return np.tanh(x)


def tanh_backward(dy, x):
    """Gradient of `tanh`: dy (1 - y^2) with y = tanh(x).

    Examples
    --------
    >>> import numpy as np
    >>> tanh_backward(np.ones(2), np.array([0.0, 1.0])).round(4)
    array([1.  , 0.42])
    """
    _check("tanh_backward", x, dy)
    return dy * (1 - np.tanh(x) ** 2)


def softmax(x, axis=-1):
    """exp(x) / sum(exp(x)) along an axis: scores to probabilities.

    The largest score is subtracted first, which changes nothing in the result and keeps exp from
    overflowing.

    Parameters
    ----------
    x : array of any shape
        float32 or float64.
    axis : int
        The axis along which the result sums to 1.

    Returns
    -------
    array of the same shape and dtype, values in [0, 1]

    Examples
    --------
    >>> import numpy as np
    >>> softmax(np.array([1000.0, 1000.0, 1000.0 + np.log(2)]))
    array([0.25, 0.25, 0.5 ])
    """
    _check("softmax", x)
    _check_axis("softmax", x, axis)
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    return e / e.sum(axis=axis, keepdims=True)


def softmax_backward(dy, x, axis=-1):
    """Gradient of `softmax`: y (dy - sum(dy y)) with y = softmax(x).

    Every output depends on every input of its axis: dy_i/dx_j = y_i ([i = j] - y_j).

    Examples
    --------
    >>> import numpy as np
    >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.25, -0.25])
    """
    _check("softmax_backward", x, dy)
    y = softmax(x, axis)
    return y * (dy - (dy * y).sum(axis=axis, keepdims=True))


def log_softmax(x, axis=-1):
    """The logarithm of `softmax`, without taking the logarithm of a rounded zero.

    Parameters
    ----------
    x : array of any shape
        float32 or float64.
    axis : int

    Returns
    -------
    array of the same shape and dtype, values at most 0

    Examples
    --------
    >>> import numpy as np
    >>> log_softmax(np.array([0.0, 1000.0]))
    array([-1000.,     0.])
    """
    _check("log_softmax", x)
    _check_axis("log_softmax", x, axis)
    shifted = x - x.max(axis=axis, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))


def log_softmax_backward(dy, x, axis=-1):
    """Gradient of `log_softmax`: dy - softmax(x) sum(dy).

    Examples
    --------
    >>> import numpy as np
    >>> log_softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.5, -0.5])
    """
    _check("log_softmax_backward", x, dy)
    return dy - softmax(x, axis) * dy.sum(axis=axis, keepdims=True)
