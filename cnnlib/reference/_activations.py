"""Activations and dropout, each with its derivative beside it."""

import numpy as np

from cnnlib import _shapes


def _check(function, x, dy=None):
    _shapes.check_array(function, "x", x)
    if dy is not None:
        _shapes.check_like(function, "dy", dy, "x", x)


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


def _slopes(x, slope):
    """1 where x > 0, else the slope, which broadcasts against x: x's shape and dtype"""
    return np.where(x > 0, np.ones((), x.dtype), np.asarray(slope, x.dtype))


def leaky_relu(x, negative_slope=0.01):
    """x where x > 0, else negative_slope x: no unit is ever without a gradient (Maas et al. 2013).

    Parameters
    ----------
    x : array of any shape
        float32 or float64.
    negative_slope : float

    Returns
    -------
    array of the same shape and dtype

    Examples
    --------
    >>> import numpy as np
    >>> leaky_relu(np.array([-2.0, 0.0, 3.0]))
    array([-0.02,  0.  ,  3.  ])
    """
    _check("leaky_relu", x)
    return x * _slopes(x, _shapes.number("leaky_relu", "negative_slope", negative_slope))


def leaky_relu_backward(dy, x, negative_slope=0.01):
    """Gradient of `leaky_relu`: dy where x > 0, else negative_slope dy (at 0 too, as in torch).

    Examples
    --------
    >>> import numpy as np
    >>> leaky_relu_backward(np.array([5.0, 5.0]), np.array([-2.0, 3.0]))
    array([0.05, 5.  ])
    """
    _check("leaky_relu_backward", x, dy)
    return dy * _slopes(x, _shapes.number("leaky_relu_backward", "negative_slope", negative_slope))


def _along_channels(weight, x):
    """The slopes in a shape that broadcasts along axis 1 of x."""
    return weight.reshape(() if len(weight) == 1 else (-1, *[1] * (x.ndim - 2)))


def prelu(x, weight):
    """`leaky_relu` with a slope that is learned (He et al. 2015; they start it at 0.25).

    Parameters
    ----------
    x : array of shape (N, C, ...) or any other
        float32 or float64.
    weight : array of shape (1,) or (C,)
        The slope for negative x, one for all or one for each channel (axis 1).

    Returns
    -------
    array of x's shape

    Examples
    --------
    >>> import numpy as np
    >>> prelu(np.array([[-2.0, -2.0], [1.0, 1.0]]), np.array([0.25, 0.5]))
    array([[-0.5, -1. ],
           [ 1. ,  1. ]])
    """
    _check("prelu", x)
    _shapes.check_slopes("prelu", x, weight)
    return x * _slopes(x, _along_channels(weight, x))


def prelu_backward(dy, x, weight):
    """Gradients of `prelu`: where x <= 0 slope dy for x, and x dy, summed, for the slope.

    Parameters
    ----------
    dy : array of x's shape
    x, weight
        As given to `prelu`.

    Returns
    -------
    dx : array of x's shape
    dweight : array of weight's shape

    Examples
    --------
    >>> import numpy as np
    >>> prelu_backward(np.array([10.0, 10.0]), np.array([-2.0, 3.0]), np.array([0.25]))
    (array([ 2.5, 10. ]), array([-20.]))
    """
    _check("prelu_backward", x, dy)
    _shapes.check_slopes("prelu_backward", x, weight)
    axes = tuple(axis for axis in range(x.ndim) if axis != 1 or len(weight) == 1)
    shares = np.where(x > 0, np.zeros((), x.dtype), dy * x)
    dx = dy * _slopes(x, _along_channels(weight, x))
    return dx, shares.sum(axis=axes).reshape(weight.shape)


def rrelu(x, lower=1 / 8, upper=1 / 3, training=False, *, rng=None):
    """`leaky_relu` whose slope is drawn anew for every element in training (Xu et al. 2015).

    Parameters
    ----------
    x : array of any shape
        float32 or float64.
    lower, upper : float
        Slopes are uniform between them. Outside training all are their mean.
    training : bool
    rng : numpy.random.Generator
        Needed in training.

    Returns
    -------
    y, mask : two arrays of x's shape
        ``y = x * mask``: the mask holds the slopes, 1 where x > 0.

    Examples
    --------
    >>> import numpy as np
    >>> y, mask = rrelu(np.array([-1.0, 2.0]), lower=0.25, upper=0.75)
    >>> y
    array([-0.5,  2. ])
    >>> y, mask = rrelu(np.array([-1.0, 2.0]), training=True, rng=np.random.default_rng(0))
    >>> bool(1 / 8 <= mask[0] <= 1 / 3), float(mask[1])
    (True, 1.0)
    """
    _check("rrelu", x)
    lower, upper = _shapes.slope_range("rrelu", lower, upper)
    slope = (lower + upper) / 2
    if training:
        _shapes.check_generator("rrelu", rng)
        slope = rng.uniform(lower, upper, x.shape)
    mask = _slopes(x, slope)
    return x * mask, mask


def rrelu_backward(dy, mask):
    """Gradient of `rrelu`: dy times the slope that was used.

    Examples
    --------
    >>> import numpy as np
    >>> rrelu_backward(np.array([10.0, 10.0]), np.array([0.25, 1.0]))
    array([ 2.5, 10. ])
    """
    return _masked("rrelu_backward", dy, mask)


def dropout(x, p=0.5, training=True, *, rng=None):
    """Set each element to 0 with probability p and divide the others by 1 - p.

    That keeps the mean, so that nothing has to be rescaled outside training, where x passes
    unchanged ("inverted" dropout; Srivastava et al. 2014 multiply by 1 - p there instead).

    Parameters
    ----------
    x : array of any shape
        float32 or float64.
    p : float
        0 to 1; with 1 everything is 0.
    training : bool
    rng : numpy.random.Generator
        Needed in training, unless p is 0 or 1.

    Returns
    -------
    y, mask : two arrays of x's shape
        ``y = x * mask``: the mask holds 0 or 1 / (1 - p); outside training 1.

    Examples
    --------
    >>> import numpy as np
    >>> y, mask = dropout(np.ones(6), p=0.5, rng=np.random.default_rng(0))
    >>> y
    array([2., 0., 0., 0., 2., 2.])
    """
    _check("dropout", x)
    p = _shapes.number("dropout", "p", p, 0, 1)
    if not training:
        p = 0.0
    if p in (0, 1):  # nothing is left to chance
        mask = np.full(x.shape, 1 - p, x.dtype)
    else:
        _shapes.check_generator("dropout", rng)
        mask = (rng.random(x.shape) >= p) * np.asarray(1 / (1 - p), x.dtype)
    return x * mask, mask


def dropout_backward(dy, mask):
    """Gradient of `dropout`: dy where x passed, divided by 1 - p as x was.

    Examples
    --------
    >>> import numpy as np
    >>> dropout_backward(np.array([1.0, 1.0]), np.array([0.0, 2.0]))
    array([0., 2.])
    """
    return _masked("dropout_backward", dy, mask)


def _masked(function, dy, mask):
    """dy times the mask of an operation with chance, which holds all that its backward needs."""
    _shapes.check_array(function, "mask", mask)
    _shapes.check_like(function, "dy", dy, "mask", mask)
    return dy * mask


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
    _shapes.check_axis("softmax", x, axis)
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
    _shapes.check_axis("log_softmax", x, axis)
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
