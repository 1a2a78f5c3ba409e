"""The locally connected layer: a convolution that does not share its kernels."""

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _spare_row, _unpad, _windows


def _check(function, x, weight, bias, stride, padding):
    _shapes.check_array(function, "x", x, 4)
    _shapes.check_array(function, "weight", weight, 6)
    _shapes.check_same_dtype(function, "weight", weight, "x", x)
    if weight.shape[3] != x.shape[1]:
        raise ValueError(
            f"{function}: weight has {weight.shape[3]} input channels but x has {x.shape[1]}"
        )
    if 0 in weight.shape[4:]:
        raise ValueError(
            f"{function}: weight has kernel size {weight.shape[4:]}, expected 1 or more"
        )
    stride = _shapes.pair(function, "stride", stride, 1)
    rows, columns = _shapes.pair(function, "padding", padding, 0)
    sides, kernel_size = ((rows, rows), (columns, columns)), tuple(weight.shape[4:])
    window = _shapes.window(function, x.shape[2:], kernel_size, stride, sides, (1, 1))
    _shapes.check_shape(function, "weight", weight, (*window.output_size, *weight.shape[2:]))
    if bias is not None:
        _shapes.check_array(function, "bias", bias, 3)
        _shapes.check_same_dtype(function, "bias", bias, "x", x)
        _shapes.check_shape(function, "bias", bias, weight.shape[:3])
    return window


def _columns(x, window):
    """The windows, position by position: (N, C, H, W) -> (H', W', C*kh*kw, N)"""
    windows = _windows(_spare_row(x, window), window, window.output_size[1])
    cells = x.shape[1] * window.kernel_size[0] * window.kernel_size[1]
    # (C, kh, kw, N, H', W') -> (H', W', C, kh, kw, N)
    return windows.transpose(4, 5, 0, 1, 2, 3).reshape(*window.output_size, cells, len(x))


def _kernels(weight):
    """(H', W', O, C, kh, kw) -> (H', W', O, C*kh*kw)"""
    return weight.reshape(*weight.shape[:3], int(np.prod(weight.shape[3:])))


def locally_connected2d(x, weight, bias=None, stride=1, padding=0):
    """`conv2d` with a filter of its own, and a bias, at every position.

    Right where it matters what is where, as in centred faces; the price is H' W' times the weights.
    If all positions have the same filter it is `conv2d`.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    weight : array of shape (H', W', O, C, kh, kw)
    bias : array of shape (H', W', O), optional
    stride, padding : int or pair (h, w)

    Returns
    -------
    array of shape (N, O, H', W')

    Notes
    -----
    LeCun 1989, "Generalization and network design strategies" (Net-3); Taigman et al. 2014.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2, 3]).reshape(1, 1, 1, 3)
    >>> weight = np.array([1.0, 10, 100]).reshape(1, 3, 1, 1, 1, 1)  # three positions
    >>> locally_connected2d(x, weight).ravel()
    array([  1.,  20., 300.])
    """
    window = _check("locally_connected2d", x, weight, bias, stride, padding)
    y = _kernels(weight) @ _columns(x, window)  # (H', W', O, K) @ (H', W', K, N)
    if bias is not None:
        y += bias[..., None]
    return np.ascontiguousarray(y.transpose(3, 2, 0, 1))  # (H', W', O, N) -> (N, O, H', W')


def locally_connected2d_backward(dy, x, weight, stride=1, padding=0):
    """Gradients of `locally_connected2d`: at each position those of a fully connected layer.

    Summed over the positions, dweight is `conv2d`'s: sharing a weight adds up its gradients.

    Parameters
    ----------
    dy : array of shape (N, O, H', W')
    x, weight, stride, padding
        As given to `locally_connected2d`.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dweight : array of shape (H', W', O, C, kh, kw)
    dbias : array of shape (H', W', O)

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([1.0, 2, 3]).reshape(1, 1, 1, 3)
    >>> weight = np.array([1.0, 10, 100]).reshape(1, 3, 1, 1, 1, 1)
    >>> dx, dweight, dbias = locally_connected2d_backward(np.ones((1, 1, 1, 3)), x, weight)
    >>> dx.ravel(), dweight.ravel()
    (array([  1.,  10., 100.]), array([1., 2., 3.]))
    """
    name = "locally_connected2d_backward"
    window = _check(name, x, weight, None, stride, padding)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (len(x), weight.shape[2], *window.output_size))
    dy = dy.transpose(2, 3, 1, 0)  # (N, O, H', W') -> (H', W', O, N)
    dweight = (dy @ _columns(x, window).swapaxes(2, 3)).reshape(weight.shape)
    dcolumns = _kernels(weight).swapaxes(2, 3) @ dy  # (H', W', C*kh*kw, N)
    dcolumns = dcolumns.reshape(*window.output_size, x.shape[1], *window.kernel_size, len(x))
    padded = _spare_row(np.zeros_like(x), window)
    windows = _windows(padded, window, window.output_size[1])  # (C, kh, kw, N, H', W')
    for u, v in np.ndindex(window.kernel_size):  # windows overlap: one cell at a time
        windows[:, u, v] += dcolumns[:, :, :, u, v].transpose(2, 3, 0, 1)
    return _unpad(padded, window), dweight, dy.sum(axis=3)
