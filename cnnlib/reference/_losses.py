"""Losses. Their backward functions take dy first (1.0 for the loss itself)."""

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._activations import log_softmax, softmax


def _reduced(losses, reduction):
    if reduction == "none":
        return losses
    total = losses.sum()
    return total if reduction == "sum" else total / total.dtype.type(losses.size or np.nan)


def cross_entropy(logits, target, reduction="mean"):
    """Minus the log-probability that softmax of the logits gives to the right class.

    Parameters
    ----------
    logits : array of shape (N, classes) or (N, classes, ...)
        float32 or float64, any range.
    target : integer array of shape (N,) or (N, ...)
        Right classes, 0 to classes - 1.
    reduction : {"mean", "sum", "none"}

    Returns
    -------
    scalar, or array of target's shape with "none"
        At least 0. The mean of an empty batch is NaN, as in torch.

    Examples
    --------
    >>> import numpy as np
    >>> round(float(cross_entropy(np.zeros((1, 10)), np.array([3]))), 4)  # a blind guess: log 10
    2.3026
    """
    _shapes.check_cross_entropy("cross_entropy", logits, target, reduction)
    log_p = log_softmax(logits, axis=1)  # (N, classes, ...)
    index = np.expand_dims(target.astype(np.int64), 1)
    losses = -np.take_along_axis(log_p, index, axis=1)[:, 0]  # (N, 1, ...) -> (N, ...)
    return _reduced(losses, reduction)


def cross_entropy_backward(dy, logits, target, reduction="mean"):
    """Gradient of `cross_entropy` with respect to the logits: softmax minus one-hot.

    Parameters
    ----------
    dy : float, or array of target's shape with reduction "none"
        1.0 where the loss is the end of the computation.
    logits, target, reduction
        As given to `cross_entropy`.

    Returns
    -------
    array of the logits' shape

    Examples
    --------
    >>> import numpy as np
    >>> cross_entropy_backward(1.0, np.zeros((1, 4)), np.array([2]))
    array([[ 0.25,  0.25, -0.75,  0.25]])
    """
    name = "cross_entropy_backward"
    _shapes.check_cross_entropy(name, logits, target, reduction)
    _shapes.check_shape(name, "dy", np.asarray(dy), target.shape if reduction == "none" else ())
    d = softmax(logits, axis=1)
    index = np.expand_dims(target.astype(np.int64), 1)
    np.put_along_axis(d, index, np.take_along_axis(d, index, axis=1) - 1, axis=1)
    if reduction == "none":
        return d * np.expand_dims(np.asarray(dy, d.dtype), 1)
    scale = dy / target.size if reduction == "mean" and target.size else dy
    return d * np.asarray(scale, d.dtype)


def mse_loss(x, target, reduction="mean"):
    """The squared difference, (x - target)^2, without the factor 1/2 that some texts have.

    Parameters
    ----------
    x, target : arrays of the same shape
        float32 or float64.
    reduction : {"mean", "sum", "none"}
        "mean" divides by the number of all elements, not of samples.

    Returns
    -------
    scalar, or array of x's shape with "none"
        The mean of nothing is NaN, as in torch.

    Examples
    --------
    >>> import numpy as np
    >>> float(mse_loss(np.array([1.0, 2.0]), np.array([1.0, 4.0])))
    2.0
    """
    _shapes.check_mse_loss("mse_loss", x, target, reduction)
    losses = (x - target) ** 2
    return _reduced(losses, reduction)


def mse_loss_backward(dy, x, target, reduction="mean"):
    """Gradient of `mse_loss` with respect to x: 2 (x - target), divided as the loss was.

    Parameters
    ----------
    dy : float, or array of x's shape with reduction "none"
    x, target, reduction
        As given to `mse_loss`.

    Returns
    -------
    array of x's shape

    Examples
    --------
    >>> import numpy as np
    >>> mse_loss_backward(1.0, np.array([1.0, 2.0]), np.array([1.0, 4.0]))
    array([ 0., -2.])
    """
    name = "mse_loss_backward"
    _shapes.check_mse_loss(name, x, target, reduction)
    _shapes.check_shape(name, "dy", np.asarray(dy), x.shape if reduction == "none" else ())
    scale = dy / x.size if reduction == "mean" and x.size else dy
    return 2 * (x - target) * np.asarray(scale, x.dtype)
