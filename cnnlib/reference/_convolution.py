"""Two-dimensional convolution as networks use it: cross-correlation, the kernel not flipped.

    y[n, o, i, j] = bias[o] + sum over c, u, v of
                    x[n, c, i*stride + u*dilation - padding, j*stride + v*dilation - padding]
                    * weight[o, c, u, v]

Three forwards compute this same sum: `conv2d_naive` writes it down, `conv2d_im2col` makes it one
matrix product, `conv2d` does that in blocks small enough for the cache. One backward serves all.

Letters in the shape comments: N images, G groups, C and O channels in and out, kh x kw the kernel,
K = (C/G) kh kw the length of a column, L = H' W' the number of window positions.
"""

import math

import numpy as np

from cnnlib import _shapes

# Columns of about this size stay in a core's cache between gathering and multiplying.
_BLOCK_BYTES = 2 * 2**20


def _pad(x, window, value=0.0):
    """(N, C, H, W) -> (N, C, top + H + bottom, left + W + right)"""
    (top, bottom), (left, right) = window.padding
    if not any((top, bottom, left, right)):
        return x
    n, c, h, w = x.shape
    padded = np.full((n, c, top + h + bottom, left + w + right), value, x.dtype)
    padded[:, :, top : top + h, left : left + w] = x
    return padded


def _unpad(padded, window):
    """(N, C, top + H + bottom, left + W + right) -> (N, C, H, W)"""
    (top, _), (left, _) = window.padding
    height, width = window.input_size
    return np.ascontiguousarray(padded[:, :, top : top + height, left : left + width])


def _slices(padded, window):
    """Yield, for each cell (u, v) of the kernel, the view of what it meets: (N, C, H', W')."""
    (kh, kw), (sh, sw), (dh, dw) = window.kernel_size, window.stride, window.dilation
    rows, columns = sh * (window.output_size[0] - 1) + 1, sw * (window.output_size[1] - 1) + 1
    for u, v in np.ndindex(kh, kw):
        yield padded[:, :, u * dh : u * dh + rows : sh, v * dw : v * dw + columns : sw]


def _gather(x, window, groups=1):
    """Copy every window into a column: (N, C, H, W) -> (N, G, K, L)"""
    n, c = x.shape[:2]
    (kh, kw), (h, w) = window.kernel_size, window.output_size
    columns = np.empty((n, c, kh * kw, h, w), x.dtype)
    for k, cells in enumerate(_slices(_pad(x, window), window)):
        columns[:, :, k] = cells
    return columns.reshape(n, groups, c // groups * kh * kw, h * w)


def _scatter(columns, window, channels):
    """The adjoint of `_gather`, adding every column to its window: (N, G, K, L) -> (N, C, H, W)"""
    n = columns.shape[0]
    (kh, kw), (h, w) = window.kernel_size, window.output_size
    (top, bottom), (left, right) = window.padding
    height, width = window.input_size
    columns = columns.reshape(n, channels, kh * kw, h, w)
    padded = np.zeros((n, channels, top + height + bottom, left + width + right), columns.dtype)
    for k, cells in enumerate(_slices(padded, window)):
        cells += columns[:, :, k]
    return _unpad(padded, window)


def _blocks(n, bytes_per_image):
    """Slices of the batch whose columns fill about `_BLOCK_BYTES`."""
    size = max(1, _BLOCK_BYTES // max(1, bytes_per_image))
    return [slice(start, min(start + size, n)) for start in range(0, n, size)]


def _column_bytes(x, window):
    """Bytes of one image's columns."""
    return x.shape[1] * math.prod(window.kernel_size + window.output_size) * x.itemsize


def _per_group(weight, groups):
    """The kernels as one matrix per group: (O, C/G, kh, kw) -> (G, O/G, K)"""
    return weight.reshape(groups, len(weight) // groups, math.prod(weight.shape[1:]))


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Convolve a batch of images with a bank of kernels (cross-correlation, as in torch).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        float32 or float64.
    weight : array of shape (O, C // groups, kh, kw)
        One filter per output channel: a kernel for each input channel of its group.
    bias : array of shape (O,), optional
    stride, dilation : int or pair (h, w)
        At least 1.
    padding : int, pair (h, w), "valid" or "same"
        Zeros on each side. "same" keeps the size (stride 1 only); where the kernel is even the
        extra cell is at the end.
    groups : int
        Input and output channels are cut into so many groups that do not see each other.

    Returns
    -------
    array of shape (N, O, H', W')
        With H', W' of `output_size`; dtype as ``x``.

    Raises
    ------
    ValueError, TypeError
        Wrong rank, dtype, channel count or group count; a kernel larger than the padded input.

    Notes
    -----
    LeCun et al. 1998, section II.A; im2col after Chellapilla, Puri and Simard 2006.

    Examples
    --------
    >>> import numpy as np
    >>> x = np.array([[[[2., 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]]]])
    >>> kernel = np.array([[[[1., 0, 1], [-1, 1, 0], [0, 1, -1]]]])
    >>> conv2d(x, kernel)
    array([[[[-1.,  4.],
             [ 6., 16.]]]])
    """
    window = _shapes.conv2d_window("conv2d", x, weight, bias, stride, padding, dilation, groups)
    n, o = x.shape[0], weight.shape[0]
    kernels = _per_group(weight, groups)
    y = np.empty((n, groups, o // groups, math.prod(window.output_size)), x.dtype)
    for block in _blocks(n, _column_bytes(x, window)):
        np.matmul(kernels, _gather(x[block], window, groups), out=y[block])
    y = y.reshape(n, o, *window.output_size)  # (N, G, O/G, L) -> (N, O, H', W')
    if bias is not None:
        y += bias[:, None, None]
    return y


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Gradients of `conv2d` with respect to its input, weights and bias.

    With the columns of `im2col` the forward is ``y = W X`` for each image, hence ``dW = dy X^T``
    summed over the images and ``dX = W^T dy``, which is then added back to the windows that the
    columns came from.

    Parameters
    ----------
    dy : array of shape (N, O, H', W')
        Gradient of the loss with respect to the output.
    x, weight, stride, padding, dilation, groups
        As given to `conv2d`.

    Returns
    -------
    dx : array of shape (N, C, H, W)
    dweight : array of shape (O, C // groups, kh, kw)
    dbias : array of shape (O,)

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.ones((1, 1, 3, 3)), np.ones((1, 1, 2, 2))
    >>> dx, dweight, dbias = conv2d_backward(np.ones((1, 1, 2, 2)), x, weight)
    >>> dx[0, 0]  # how many windows each input cell lies in
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    >>> dbias
    array([4.])
    """
    name = "conv2d_backward"
    window = _shapes.conv2d_window(name, x, weight, None, stride, padding, dilation, groups)
    n, c, o = *x.shape[:2], weight.shape[0]
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (n, o, *window.output_size))
    kernels = _per_group(weight, groups)
    positions = math.prod(window.output_size)
    gradients = dy.reshape(n, groups, o // groups, positions)  # (N, O, H', W') -> (N, G, O/G, L)
    dx = np.empty(x.shape, x.dtype)
    dkernels = np.zeros(kernels.shape, x.dtype)
    for block in _blocks(n, _column_bytes(x, window)):
        columns = _gather(x[block], window, groups)  # (b, G, K, L)
        dkernels += (gradients[block] @ columns.swapaxes(2, 3)).sum(axis=0)
        dcolumns = np.matmul(kernels.swapaxes(1, 2), gradients[block], out=columns)
        dx[block] = _scatter(dcolumns, window, c)
    return dx, dkernels.reshape(weight.shape), dy.sum(axis=(0, 2, 3))


def conv2d_naive(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` as its formula: one sum per output value. Same arguments and result, slow.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    >>> conv2d_naive(x, weight)[0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    window = _shapes.conv2d_window(
        "conv2d_naive", x, weight, bias, stride, padding, dilation, groups
    )
    (kh, kw), (sh, sw), (dh, dw) = window.kernel_size, window.stride, window.dilation
    padded = _pad(x, window)
    o, c = weight.shape[:2]  # c: input channels of one group
    y = np.empty((x.shape[0], o, *window.output_size), x.dtype)
    for n, k, i, j in np.ndindex(y.shape):
        first = k // (o // groups) * c
        rows = slice(i * sh, i * sh + dh * (kh - 1) + 1, dh)
        columns = slice(j * sw, j * sw + dw * (kw - 1) + 1, dw)
        patch = padded[n, first : first + c, rows, columns]  # (C/G, kh, kw)
        y[n, k, i, j] = np.sum(patch * weight[k])
        if bias is not None:
            y[n, k, i, j] += bias[k]
    return y


def conv2d_im2col(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` as one matrix product over all columns at once. Same arguments and result.

    Needs kh kw times the memory of the input, which `conv2d` avoids by working in blocks.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    >>> conv2d_im2col(x, weight)[0, 0]
    array([[ 8., 12.],
           [20., 24.]])
    """
    window = _shapes.conv2d_window(
        "conv2d_im2col", x, weight, bias, stride, padding, dilation, groups
    )
    n, o = x.shape[0], weight.shape[0]
    kernels = _per_group(weight, groups)
    y = kernels @ _gather(x, window, groups)  # (G, O/G, K) @ (N, G, K, L) -> (N, G, O/G, L)
    y = y.reshape(n, o, *window.output_size)
    return y if bias is None else y + bias[:, None, None]


def _unfold_window(function, size, kernel_size, dilation, padding, stride):
    """Check the arguments of `im2col` and `col2im` and return their `Window`."""
    kernel_size = _shapes.pair(function, "kernel_size", kernel_size, 1)
    dilation = _shapes.pair(function, "dilation", dilation, 1)
    rows, columns = _shapes.pair(function, "padding", padding, 0)
    stride = _shapes.pair(function, "stride", stride, 1)
    sides = ((rows, rows), (columns, columns))
    return _shapes.window(function, size, kernel_size, stride, sides, dilation)


def im2col(x, kernel_size, dilation=1, padding=0, stride=1):
    """Lay every window of every image out as a column (torch's ``unfold``).

    Parameters
    ----------
    x : array of shape (N, C, H, W)
    kernel_size, dilation, padding, stride : int or pair (h, w)

    Returns
    -------
    array of shape (N, C * kh * kw, L)
        Column l is the window at position l, counted row by row; inside a column the channel
        runs slowest, then the kernel's rows, then its columns.

    Examples
    --------
    >>> import numpy as np
    >>> im2col(np.arange(9.0).reshape(1, 1, 3, 3), kernel_size=2)[0]
    array([[0., 1., 3., 4.],
           [1., 2., 4., 5.],
           [3., 4., 6., 7.],
           [4., 5., 7., 8.]])
    """
    _shapes.check_array("im2col", "x", x, 4)
    window = _unfold_window("im2col", x.shape[2:], kernel_size, dilation, padding, stride)
    return _gather(x, window)[:, 0]  # (N, 1, C*kh*kw, L) -> (N, C*kh*kw, L)


def im2col_backward(dy, x, kernel_size, dilation=1, padding=0, stride=1):
    """Gradient of `im2col`: `col2im` of the gradient.

    Examples
    --------
    >>> import numpy as np
    >>> im2col_backward(np.ones((1, 4, 4)), np.zeros((1, 1, 3, 3)), kernel_size=2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    _shapes.check_array("im2col_backward", "x", x, 4)
    dx = _fold("im2col_backward", "dy", dy, x.shape[2:], kernel_size, dilation, padding, stride)
    _shapes.check_shape("im2col_backward", "dy", dx, x.shape)
    return dx


def col2im(cols, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Add columns back into images, summing where windows overlap (torch's ``fold``).

    The adjoint of `im2col`, not its inverse: a cell that lies in k windows is counted k times.

    Parameters
    ----------
    cols : array of shape (N, C * kh * kw, L)
    output_size : int or pair (H, W)
        Size of the images.
    kernel_size, dilation, padding, stride : int or pair (h, w)
        As in `im2col`.

    Returns
    -------
    array of shape (N, C, H, W)

    Examples
    --------
    >>> import numpy as np
    >>> col2im(np.ones((1, 4, 4)), output_size=3, kernel_size=2)[0, 0]
    array([[1., 2., 1.],
           [2., 4., 2.],
           [1., 2., 1.]])
    """
    output_size = _shapes.pair("col2im", "output_size", output_size, 1)
    return _fold("col2im", "cols", cols, output_size, kernel_size, dilation, padding, stride)


def col2im_backward(dy, cols, output_size, kernel_size, dilation=1, padding=0, stride=1):
    """Gradient of `col2im`: `im2col` of the gradient.

    Examples
    --------
    >>> import numpy as np
    >>> cols = np.zeros((1, 4, 4))
    >>> col2im_backward(np.ones((1, 1, 3, 3)), cols, output_size=3, kernel_size=2).shape
    (1, 4, 4)
    """
    dcols = im2col(dy, kernel_size, dilation, padding, stride)
    _shapes.check_shape("col2im_backward", "cols", cols, dcols.shape)
    return dcols


def _fold(function, name, cols, size, kernel_size, dilation, padding, stride):
    """Check columns against the window's sizes and add them back into images."""
    _shapes.check_array(function, name, cols, 3)
    window = _unfold_window(function, size, kernel_size, dilation, padding, stride)
    cells = window.kernel_size[0] * window.kernel_size[1]
    positions = window.output_size[0] * window.output_size[1]
    if cols.shape[1] % cells or cols.shape[2] != positions:
        raise ValueError(
            f"{function}: {name} has shape {tuple(cols.shape)}, expected "
            f"(N, a multiple of {cells}, {positions})"
        )
    return _scatter(cols, window, cols.shape[1] // cells)
