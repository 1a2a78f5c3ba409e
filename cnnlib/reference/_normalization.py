"""Normalisation: of each channel over the batch, and of each cell over neighbouring channels."""

import math

import numpy as np

from cnnlib import _shapes

# Pieces of the batch of about this size stay in the cache while several steps pass over them.
_BLOCK_BYTES = 2**20

# A scalar product adds up in x's own dtype, where long sums lose digits; short ones cost more to
# start than to do.
_LONGEST_PRODUCT = 2**12
_SHORTEST_PRODUCT = 2**5


def _planes(x):
    """(N, C, ...) -> (N, C, L)"""
    return x.reshape(*x.shape[:2], math.prod(x.shape[2:]))


def _sums(x, y=None):
    """Sum over each channel of x, or of x y: one or two of (N, C, L) -> (C,)

    In float64, but for the pieces of planes that are summed as scalar products.
    """
    length = x.shape[2]
    if length < _SHORTEST_PRODUCT:
        cells = x if y is None else x * y
        return cells.sum(axis=0, dtype=np.float64).sum(axis=1)  # (N, C, L) -> (C, L) -> (C,)
    y = np.ones((1, 1, length), x.dtype) if y is None else y
    sums = np.zeros(x.shape[1])
    for start in range(0, length, _LONGEST_PRODUCT):
        piece = slice(start, start + _LONGEST_PRODUCT)
        products = x[:, :, None, piece] @ y[:, :, piece, None]  # (N, C, 1, P) @ (N, C, P, 1)
        sums += products[..., 0, 0].sum(axis=0, dtype=np.float64)
    return sums


def _centre(x):
    """x minus the mean of each channel, what that has left over, the mean and the variance.

    The mean is rounded before it is subtracted, and subtracted before anything is squared, so that
    no digits are lost where it is large: (N, C, L) -> (N, C, L), (C,), (C,), (C,)
    """
    count = max(1, x.shape[0] * x.shape[2])
    mean = (_sums(x) / count).astype(x.dtype)
    centred = x - mean[:, None]
    rest = _sums(centred) / count
    variance = np.maximum(_sums(centred, centred) / count - rest**2, 0)
    return centred, rest, mean + rest, variance


def _affine(x, scale, shift):
    """scale x + shift, channel by channel, in place."""
    x *= scale.astype(x.dtype)[:, None]
    x += shift.astype(x.dtype)[:, None]
    return x


def batch_norm(
    x,
    running_mean,
    running_var,
    weight=None,
    bias=None,
    training=False,
    momentum=0.1,
    eps=1e-5,
):
    """Give each channel mean 0 and variance 1, then the scale ``weight`` and the shift ``bias``.

    In training with the mean and the (biased) variance of the batch, over all pictures and
    positions; else with the running estimates, which makes it a fixed affine map.

    Parameters
    ----------
    x : array of shape (N, C) or (N, C, ...)
        float32 or float64.
    running_mean, running_var : array of shape (C,), or None
        None only in training: nothing is estimated then.
    weight, bias : array of shape (C,), optional
        gamma and beta of the paper; 1 and 0 if left out.
    training : bool
    momentum : float
        0 to 1: weight of the batch in the new running estimates.
    eps : float
        At least 0: added to the variance, so that none is 0.

    Returns
    -------
    y : array of x's shape
    new_mean, new_var : array of shape (C,), or None
        Only in training: ``(1 - momentum) running + momentum batch``, with the unbiased variance
        (m / (m - 1) times the other, m values per channel); an empty batch changes nothing.
        torch writes them into its arguments instead.

    Raises
    ------
    ValueError
        In training, one value per channel (a batch of 1 and maps of 1 x 1): it has no variance.

    Notes
    -----
    Ioffe and Szegedy 2015, algorithms 1 and 2.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[1.0, 10], [3, 30]])
    >>> y, new_mean, new_var = batch_norm(x, np.zeros(2), np.ones(2), training=True)
    >>> y.round(3), new_mean, new_var
    (array([[-1., -1.],
           [ 1.,  1.]]), array([0.2, 2. ]), array([ 1.1, 20.9]))
    """
    given = {"running_mean": running_mean, "running_var": running_var}
    momentum, eps = _shapes.check_batch_norm(
        "batch_norm", x, training, momentum, eps, **given, weight=weight, bias=bias
    )
    gain = np.ones(x.shape[1]) if weight is None else weight
    shift = np.zeros(x.shape[1]) if bias is None else bias
    planes = _planes(x)
    if not training:
        y = planes - running_mean[:, None]
        return _affine(y, gain / np.sqrt(running_var + eps), shift).reshape(x.shape)
    y, rest, mean, variance = _centre(planes)
    scale = gain / np.sqrt(variance + eps)
    y = _affine(y, scale, shift - scale * rest).reshape(x.shape)  # (N, C, L) -> (N, C, ...)
    if running_mean is None:
        return y, None, None
    if x.size == 0:  # nothing has been seen that could be averaged in
        return y, running_mean.copy(), running_var.copy()
    count = x.size // x.shape[1]
    new_mean = (1 - momentum) * running_mean + momentum * mean
    new_var = (1 - momentum) * running_var + momentum * variance * count / (count - 1)
    return y, new_mean.astype(x.dtype), new_var.astype(x.dtype)


def batch_norm_backward(
    dy, x, running_mean, running_var, weight=None, training=False, momentum=0.1, eps=1e-5
):
    """Gradients of `batch_norm`.

    With n = (x - mean) / sqrt(variance + eps) it is ``dweight = sum dy n`` and ``dbias = sum dy``.
    In training the mean and the variance depend on x too, which takes from dy its mean and its
    component along n: ``dx = weight / sqrt(variance + eps) (dy - mean(dy) - n mean(dy n))``.

    Parameters
    ----------
    dy : array of x's shape
        Gradient with respect to y alone.
    x, running_mean, running_var, weight, training, momentum, eps
        As given to `batch_norm`.

    Returns
    -------
    dx : array of x's shape
    dweight, dbias : array of shape (C,)

    Examples
    --------
    >>> import numpy as np
    >>> x, dy = np.array([[1.0], [2], [6]]), np.array([[1.0], [0], [0]])
    >>> dx, dweight, dbias = batch_norm_backward(dy, x, None, None, training=True)
    >>> dx.ravel().round(3)  # their sum is 0: a shift of all x changes nothing
    array([ 0.176, -0.22 ,  0.044])
    """
    name = "batch_norm_backward"
    given = {"running_mean": running_mean, "running_var": running_var, "weight": weight}
    momentum, eps = _shapes.check_batch_norm(name, x, training, momentum, eps, **given)
    _shapes.check_like(name, "dy", dy, "x", x)
    flat_dy, flat_x = _planes(dy), _planes(x)
    if training:
        centred, rest, _, variance = _centre(flat_x)
    else:
        centred, variance = flat_x - running_mean[:, None], running_var
    scale = 1 / np.sqrt(variance + eps)
    gain = scale if weight is None else scale * weight
    dbias, dweight = _sums(flat_dy), scale * _sums(flat_dy, centred)
    if training:
        dweight -= scale * rest * dbias  # n = scale (centred - rest)
        count = max(1, x.shape[0] * flat_x.shape[2])
        along = -scale * dweight / count
        dx = centred  # whose memory it takes over
        dx *= along.astype(x.dtype)[:, None]
        dx += flat_dy
        dx = _affine(dx, gain, -gain * (dbias / count + along * rest))
    else:
        dx = flat_dy * gain.astype(x.dtype)[:, None]
    return dx.reshape(x.shape), dweight.astype(x.dtype), dbias.astype(x.dtype)


def _blocks(x):
    """Slices of the batch of about `_BLOCK_BYTES`."""
    size = max(1, _BLOCK_BYTES // max(1, x[:1].nbytes))
    return [slice(start, start + size) for start in range(0, len(x), size)]


def _sum_over_channels(x, before, after):
    """Sum of each channel, ``before`` channels below it and ``after`` above: x's shape"""
    channels = x.shape[1]
    total = x.copy()
    for step in range(1, min(before, channels - 1) + 1):
        total[:, step:] += x[:, :-step]
    for step in range(1, min(after, channels - 1) + 1):
        total[:, :-step] += x[:, step:]
    return total


def _activity(x, size, alpha, k):
    """What local response normalisation raises to beta: k + alpha / size * sum of x^2"""
    activity = _sum_over_channels(x * x, size // 2, (size - 1) // 2)
    activity *= alpha / size
    activity += k
    return activity


def _power(x, exponent):
    """x ** exponent; 0.75, which everybody uses, by two square roots, which are much faster."""
    if exponent == 0.75:
        root = np.sqrt(x)
        return root * np.sqrt(root)
    return x**exponent


def local_response_norm(x, size, alpha=1e-4, beta=0.75, k=1.0):
    """Divide each cell by a measure of how active its neighbours in other channels are.

        y[c] = x[c] / (k + alpha / size * sum of x[j]^2 over size channels j around c) ^ beta

    Parameters
    ----------
    x : array of shape (N, C, ...)
        float32 or float64, at least 3 axes.
    size : int
        Number of channels, at least 1: size // 2 below c, (size - 1) // 2 above it. Those outside
        count as 0.
    alpha, beta, k : float
        As in torch alpha is divided by size. The paper's formula has no such division: for its
        alpha = 1e-4 with n = 5 pass ``alpha=5e-4``, and its k = 2.

    Returns
    -------
    array of x's shape

    Notes
    -----
    Krizhevsky, Sutskever and Hinton 2012, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2, 3]).reshape(1, 3, 1)
    >>> local_response_norm(x, size=3, alpha=3.0, beta=1.0).ravel()  # 1/6, 2/15, 3/14
    array([0.16666667, 0.13333333, 0.21428571])
    """
    size, alpha, beta, k = _shapes.check_local_response_norm(
        "local_response_norm", x, size, alpha, beta, k
    )
    y = np.empty(x.shape, x.dtype)
    for block in _blocks(x):
        np.divide(x[block], _power(_activity(x[block], size, alpha, k), beta), out=y[block])
    return y


def local_response_norm_backward(dy, x, size, alpha=1e-4, beta=0.75, k=1.0):
    """Gradient of `local_response_norm`.

    With s[c] the sum in brackets, ``dy[i] / s[i]^beta`` reaches x[i] directly, and every x[j] in
    the neighbourhood of i through s[i]: ``dx[j] = dy[j] / s[j]^beta - 2 beta alpha / size x[j]
    (sum over those i of dy[i] x[i] / s[i]^(beta + 1))``.

    Parameters
    ----------
    dy : array of x's shape
    x, size, alpha, beta, k
        As given to `local_response_norm`.

    Returns
    -------
    array of x's shape

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2, 3]).reshape(1, 3, 1)
    >>> local_response_norm_backward(np.ones_like(x), x, 1, alpha=0.0, beta=0.5, k=4.0).ravel()
    array([0.5, 0.5, 0.5])
    """
    name = "local_response_norm_backward"
    size, alpha, beta, k = _shapes.check_local_response_norm(name, x, size, alpha, beta, k)
    _shapes.check_like(name, "dy", dy, "x", x)
    dx = np.empty(x.shape, x.dtype)
    for block in _blocks(x):
        activity = _activity(x[block], size, alpha, k)
        direct = dy[block] / _power(activity, beta)
        shared = direct * x[block]
        shared /= activity
        shared = _sum_over_channels(shared, (size - 1) // 2, size // 2)  # the neighbourhood turned
        shared *= x[block]
        shared *= 2 * beta * alpha / size
        np.subtract(direct, shared, out=dx[block])
    return dx
