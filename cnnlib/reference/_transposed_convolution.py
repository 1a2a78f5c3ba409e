"""Transposed convolution: the gradient of a convolution for its input, used as a layer."""

from cnnlib import _shapes
from cnnlib.reference._convolution import _dweight, _dx, _forward


def _check_arrays(function, x, weight, bias, groups):
    _shapes.check_array(function, "x", x, 4)
    _shapes.check_array(function, "weight", weight, 4)
    _shapes.check_same_dtype(function, "weight", weight, "x", x)
    groups = _shapes.integer(function, "groups", groups, 1)
    if weight.shape[0] != x.shape[1]:
        raise ValueError(
            f"{function}: weight takes {weight.shape[0]} input channels but x has {x.shape[1]}"
        )
    if x.shape[1] % groups:
        raise ValueError(
            f"{function}: x has {x.shape[1]} channels, not divisible by groups {groups}"
        )
    if 0 in weight.shape[2:] or 0 in x.shape[2:]:
        raise ValueError(
            f"{function}: x has shape {x.shape} and weight {weight.shape}, expected planes and "
            "kernels that are not empty"
        )
    if bias is not None:
        _shapes.check_array(function, "bias", bias, 1)
        _shapes.check_same_dtype(function, "bias", bias, "x", x)
        _shapes.check_shape(function, "bias", bias, (weight.shape[1] * groups,))


def _transposed_window(
    function, x, weight, bias, stride, padding, output_padding, groups, dilation
):
    """Check the arguments and return the `Window` of the convolution that this is the adjoint of.

    That convolution leads from this one's output to its input.
    """
    _check_arrays(function, x, weight, bias, groups)
    stride = _shapes.pair(function, "stride", stride, 1)
    padding = _shapes.pair(function, "padding", padding, 0)
    dilation = _shapes.pair(function, "dilation", dilation, 1)
    output_padding = _shapes.pair(function, "output_padding", output_padding, 0)
    size = []
    for n, k, s, p, extra, d in zip(
        x.shape[2:], weight.shape[2:], stride, padding, output_padding, dilation, strict=True
    ):
        if extra >= max(s, d):
            raise ValueError(
                f"{function}: output_padding is {output_padding}, expected less than stride "
                f"{stride} or dilation {dilation}"
            )
        size.append((n - 1) * s - 2 * p + d * (k - 1) + extra + 1)
    if min(size) < 1:
        raise ValueError(f"{function}: padding is {padding}, which leaves an output of {size}")
    _shapes.check_plane(function, size)
    return _shapes.Window(
        input_size=tuple(size),
        kernel_size=tuple(weight.shape[2:]),
        stride=stride,
        padding=tuple((p, p) for p in padding),
        dilation=dilation,
        output_size=tuple(x.shape[2:]),
    )


def conv_transpose2d(
    x, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """The adjoint of `conv2d`: every input cell lays the kernel, times its value, on the output.

    The same as a convolution of x, with stride - 1 zeros put between its cells and a border of
    ``dilation (kernel_size - 1) - padding`` zeros, with the kernels turned by 180 degrees. A
    convolution with this stride, padding and dilation leads back to x's size.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    weight : array of shape (C, O // groups, kh, kw)
        As the convolution's that leads from O to C channels.
    bias : array of shape (O,), optional
    stride, dilation : int or pair (h, w)
        At least 1.
    padding : int or pair (h, w)
        Cells that are cut off on each side: the convolution's padding.
    output_padding : int or pair (h, w)
        Rows and columns more at the end, less than stride or dilation. Of the sizes that the
        convolution maps to H, it picks one; r = (H_out + 2 padding - kernel_size) mod stride.
    groups : int
        After output_padding and before dilation, as in torch.

    Returns
    -------
    array of shape (N, O, H_out, W_out)
        ``H_out = (H - 1) stride - 2 padding + dilation (kernel_size - 1) + output_padding + 1``.

    Raises
    ------
    ValueError, TypeError
        As `conv2d`; an output below one cell; output_padding too large.

    Notes
    -----
    Zeiler et al. 2010 ("deconvolution"); Dumoulin and Visin 2016, chapter 4.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[1.0, 2.0]]]])
    >>> conv_transpose2d(x, np.array([[[[1.0, 10.0, 100.0]]]]), stride=2)
    array([[[[  1.,  10., 102.,  20., 200.]]]])
    """
    window = _transposed_window(
        "conv_transpose2d", x, weight, bias, stride, padding, output_padding, groups, dilation
    )
    y = _dx(x, weight, window, groups)
    return y if bias is None else y + bias[:, None, None]


def conv_transpose2d_backward(
    dy, x, weight, stride=1, padding=0, output_padding=0, groups=1, dilation=1
):
    """Gradients of `conv_transpose2d`: the adjoint of an adjoint is the convolution itself.

    ``dx = conv2d(dy, weight)``; for the weight x and dy change the parts they play in `conv2d`.

    Parameters
    ----------
    dy : array of shape (N, O, H_out, W_out)
    x, weight, stride, padding, output_padding, groups, dilation
        As given to `conv_transpose2d`.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dweight : array of shape (C, O // groups, kh, kw)
    dbias : array of shape (O,)

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.array([[[[1.0, 2.0]]]]), np.array([[[[1.0, 10.0, 100.0]]]])
    >>> dx, dweight, dbias = conv_transpose2d_backward(np.ones((1, 1, 1, 5)), x, weight, stride=2)
    >>> dx, dweight
    (array([[[[111., 111.]]]]), array([[[[3., 3., 3.]]]]))
    """
    name = "conv_transpose2d_backward"
    window = _transposed_window(
        name, x, weight, None, stride, padding, output_padding, groups, dilation
    )
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (len(x), weight.shape[1] * groups, *window.input_size))
    dx = _forward(dy, weight, None, window, groups)
    dweight = _dweight(x, dy, window, groups).reshape(weight.shape)
    return dx, dweight, dy.sum(axis=(0, 2, 3))
