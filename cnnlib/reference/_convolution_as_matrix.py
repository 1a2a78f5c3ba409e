"""A convolution is a fully connected layer, and a fully connected layer is a convolution."""

import math

import numpy as np

from cnnlib import _shapes


def _check_in_shape(function, in_shape):
    if not isinstance(in_shape, tuple | list) or len(in_shape) != 3:
        raise ValueError(f"{function}: in_shape is {in_shape!r}, expected (C, H, W)")
    return tuple(_shapes.integer(function, "in_shape", size, 1) for size in in_shape)


def _check_linear_to_conv(function, weight, in_shape):
    in_shape = _check_in_shape(function, in_shape)
    _shapes.check_array(function, "weight", weight, 2)
    if weight.shape[1] != math.prod(in_shape):
        raise ValueError(
            f"{function}: weight takes {weight.shape[1]} features but in_shape {in_shape} has "
            f"{math.prod(in_shape)}"
        )
    return in_shape


def linear_to_conv(weight, in_shape):
    """The kernels that make `conv2d` do what `linear` does on a flattened (C, H, W) input.

    The kernel is as large as the input, so there is one position; over a larger picture the layer
    then slides (Sermanet et al. 2014, section 3.5; Long, Shelhamer and Darrell 2015, section 3.1).

    Parameters
    ----------
    weight : array of shape (out_features, C * H * W)
        float32 or float64.
    in_shape : (C, H, W)
        What was flattened.

    Returns
    -------
    array of shape (out_features, C, H, W)
        A copy, in `conv2d`'s order.

    Examples
    --------
    >>> import numpy as np
    >>> linear_to_conv(np.zeros((10, 400)), in_shape=(16, 5, 5)).shape
    (10, 16, 5, 5)
    """
    in_shape = _check_linear_to_conv("linear_to_conv", weight, in_shape)
    return weight.reshape(len(weight), *in_shape).copy()  # (O, C*H*W) -> (O, C, H, W)


def linear_to_conv_backward(dy, weight, in_shape):
    """Gradient of `linear_to_conv`: the same numbers in the matrix's shape.

    Examples
    --------
    >>> import numpy as np
    >>> linear_to_conv_backward(np.ones((1, 2, 1, 1)), np.zeros((1, 2)), (2, 1, 1))
    array([[1., 1.]])
    """
    name = "linear_to_conv_backward"
    in_shape = _check_linear_to_conv(name, weight, in_shape)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "weight", weight)
    _shapes.check_shape(name, "dy", dy, (len(weight), *in_shape))
    return dy.reshape(weight.shape).copy()  # (O, C, H, W) -> (O, C*H*W)


def _check_conv_to_linear(function, weight, in_shape, stride, padding):
    """Check the arguments and return in_shape and the convolution's `Window`."""
    in_shape = _check_in_shape(function, in_shape)
    _shapes.check_array(function, "weight", weight, 4)
    if weight.shape[1] != in_shape[0]:
        raise ValueError(
            f"{function}: weight has {weight.shape[1]} input channels but in_shape is {in_shape}"
        )
    kernel_size = tuple(weight.shape[2:])
    if 0 in kernel_size:
        raise ValueError(f"{function}: weight has kernel size {kernel_size}, expected at least 1")
    stride = _shapes.pair(function, "stride", stride, 1)
    rows, columns = _shapes.pair(function, "padding", padding, 0)
    sides = ((rows, rows), (columns, columns))
    return in_shape, _shapes.window(function, in_shape[1:], kernel_size, stride, sides, (1, 1))


def _copies(window):
    """Yield each cell (u, v) of the kernel and where it stands in the matrix.

    That is an index of the matrix as (O, H', W', C, H, W): all output positions from which the cell
    meets the input, and what it meets there, which gives the shape (positions, positions, O, C).
    """
    for cell in np.ndindex(window.kernel_size):
        met = []
        for axis in range(2):
            positions = np.arange(window.output_size[axis])
            cells = positions * window.stride[axis] + cell[axis] - window.padding[axis][0]
            inside = (cells >= 0) & (cells < window.input_size[axis])
            met.append((positions[inside], cells[inside]))
        (i, rows), (j, columns) = met
        yield cell, np.s_[:, i[:, None], j, :, rows[:, None], columns]


def conv_to_linear(weight, in_shape, stride=1, padding=0):
    """The matrix that makes `linear` do what `conv2d` does.

    It holds the kernel once for every output position, and zeros elsewhere.

    Parameters
    ----------
    weight : array of shape (O, C, kh, kw)
        float32 or float64.
    in_shape : (C, H, W)
        Size of one input; a matrix fits only one.
    stride, padding : int or pair (h, w)

    Returns
    -------
    array of shape (O * H' * W', C * H * W)
        Row by output position, column by input cell, both in memory order. It is large: LeNet-5's
        first layer has 156 numbers and a matrix of 4,816,896.

    Examples
    --------
    >>> import numpy as np
    >>> conv_to_linear(np.array([[[[1.0, 2.0]]]]), in_shape=(1, 1, 4))
    array([[1., 2., 0., 0.],
           [0., 1., 2., 0.],
           [0., 0., 1., 2.]])
    """
    in_shape, window = _check_conv_to_linear("conv_to_linear", weight, in_shape, stride, padding)
    matrix = np.zeros((len(weight), *window.output_size, *in_shape), weight.dtype)
    for (u, v), copies in _copies(window):
        matrix[copies] = weight[:, :, u, v]
    # (O, H', W', C, H, W) -> (O*H'*W', C*H*W)
    return matrix.reshape(len(weight) * math.prod(window.output_size), math.prod(in_shape))


def conv_to_linear_backward(dy, weight, in_shape, stride=1, padding=0):
    """Gradient of `conv_to_linear`: what all copies of a weight receive, added up.

    Parameters
    ----------
    dy : array of shape (O * H' * W', C * H * W)
    weight, in_shape, stride, padding
        As given to `conv_to_linear`.

    Returns
    -------
    array of shape (O, C, kh, kw)

    Examples
    --------
    >>> import numpy as np
    >>> conv_to_linear_backward(np.ones((3, 4)), np.array([[[[1.0, 2.0]]]]), in_shape=(1, 1, 4))
    array([[[[3., 3.]]]])
    """
    name = "conv_to_linear_backward"
    in_shape, window = _check_conv_to_linear(name, weight, in_shape, stride, padding)
    _shapes.check_array(name, "dy", dy, 2)
    _shapes.check_same_dtype(name, "dy", dy, "weight", weight)
    rows = len(weight) * math.prod(window.output_size)
    _shapes.check_shape(name, "dy", dy, (rows, math.prod(in_shape)))
    # (O*H'*W', C*H*W) -> (O, H', W', C, H, W)
    dmatrix = dy.reshape(len(weight), *window.output_size, *in_shape)
    dweight = np.empty(weight.shape, weight.dtype)
    for (u, v), copies in _copies(window):
        dweight[:, :, u, v] = dmatrix[copies].sum(axis=(0, 1))
    return dweight
