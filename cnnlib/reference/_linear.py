"""The fully connected layer, and the layer of distances that ended LeNet-5."""

import numpy as np

from cnnlib import _shapes


def linear(x, weight, bias=None):
    """x weight^T + bias: each output is a weighted sum of all inputs.

    Parameters
    ----------
    x : array of shape (..., in_features)
        float32 or float64.
    weight : array of shape (out_features, in_features)
    bias : array of shape (out_features,), optional

    Returns
    -------
    array of shape (..., out_features)

    Examples
    --------
    >>> import numpy as np
    >>> linear(np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 1.0]]), np.array([0.5, 0.0]))
    array([[11.5,  2. ]])
    """
    _shapes.check_linear("linear", x, weight, bias)
    y = x @ weight.T
    return y if bias is None else y + bias


def linear_backward(dy, x, weight):
    """Gradients of `linear`.

    From ``y_o = sum_i w_oi x_i + b_o``: ``dx_i = sum_o dy_o w_oi``, ``dw_oi = dy_o x_i`` and
    ``db_o = dy_o``, the last two summed over the batch.

    Parameters
    ----------
    dy : array of shape (..., out_features)
    x, weight
        As given to `linear`.

    Returns
    -------
    dx : array of shape (..., in_features)
    dweight : array of shape (out_features, in_features)
    dbias : array of shape (out_features,)

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[1.0, 2.0]]), np.array([[3.0, 4.0], [0.0, 1.0]])
    >>> dx, dweight, dbias = linear_backward(np.array([[1.0, 10.0]]), x, weight)
    >>> dx
    array([[ 3., 14.]])
    >>> dweight
    array([[ 1.,  2.],
           [10., 20.]])
    """
    _shapes.check_linear("linear_backward", x, weight)
    out_features, in_features = weight.shape
    _shapes.check_array("linear_backward", "dy", dy)
    _shapes.check_same_dtype("linear_backward", "dy", dy, "x", x)
    _shapes.check_shape("linear_backward", "dy", dy, (*x.shape[:-1], out_features))
    rows = x.size // in_features if in_features else 0
    flat_dy, flat_x = dy.reshape(rows, out_features), x.reshape(rows, in_features)
    return dy @ weight, flat_dy.T @ flat_x, flat_dy.sum(axis=0)


def rbf(x, centres):
    """Squared Euclidean distance of each sample to the centre of each class; the smallest wins.

    The output of LeNet-5 (LeCun et al. 1998, section II.B, equation 7), whose centres are 7 x 12
    pictures of the characters. It is no probability: 0 is a perfect match.

    Parameters
    ----------
    x : array of shape (N, features)
        float32 or float64.
    centres : array of shape (classes, features)

    Returns
    -------
    array of shape (N, classes), at least 0

    Examples
    --------
    >>> import numpy as np
    >>> rbf(np.array([[1.0, -1.0]]), np.array([[1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]]))
    array([[0., 4., 8.]])
    """
    _shapes.check_rbf("rbf", x, centres)
    return ((x[:, None] - centres) ** 2).sum(axis=2)  # (N, 1, F) - (classes, F) -> (N, classes)


def rbf_backward(dy, x, centres):
    """Gradients of `rbf`: 2 (x - centre), summed over the classes for x, over the batch negated.

    Parameters
    ----------
    dy : array of shape (N, classes)
    x, centres
        As given to `rbf`.

    Returns
    -------
    dx : array of shape (N, features)
    dcentres : array of shape (classes, features)

    Examples
    --------
    >>> import numpy as np
    >>> dx, dcentres = rbf_backward(np.array([[1.0]]), np.array([[3.0]]), np.array([[1.0]]))
    >>> dx, dcentres
    (array([[4.]]), array([[-4.]]))
    """
    _shapes.check_rbf("rbf_backward", x, centres)
    _shapes.check_array("rbf_backward", "dy", dy, 2)
    _shapes.check_same_dtype("rbf_backward", "dy", dy, "x", x)
    _shapes.check_shape("rbf_backward", "dy", dy, (len(x), len(centres)))
    pull = 2 * dy[:, :, None] * (x[:, None] - centres)  # (N, classes, F)
    return pull.sum(axis=1), np.negative(pull.sum(axis=0))
