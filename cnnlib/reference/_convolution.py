"""Two-dimensional convolution as networks use it: cross-correlation, the kernel not flipped.

    y[n, o, i, j] = bias[o] + sum over c, u, v of
                    x[n, c, i*stride + u*dilation - padding, j*stride + v*dilation - padding]
                    * weight[o, c, u, v]

`conv2d_naive` writes this sum down. `conv2d` turns it into matrix products, one for each block of
windows whose copies fit into the cache, and so needs little memory beside its result.

Letters in the shape comments: N images, b of them in a block, r rows of the output in a block,
G groups, C and O channels in and out, kh x kw the kernel, K = (C/G) kh kw the length of a column,
H' x W' the output, P >= W' the width of an output row in a block.
"""

import math

import numpy as np

from cnnlib import _shapes

# Columns of about this size stay in the cache between copying and multiplying.
_BLOCK_BYTES = 2 * 2**20

# A row of columns is copied faster in one long run than in many short ones, at the price of some
# positions that are computed in vain. Measured: it pays up to about so many products for each row.
_WASTED_PRODUCTS = 400


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


def _per_group(weight, groups):
    """The kernels as one matrix per group: (O, C/G, kh, kw) -> (G, O/G, K)"""
    return weight.reshape(groups, len(weight) // groups, math.prod(weight.shape[1:]))


def _pitch(window, out_channels):
    """P, the cells from one output row to the next: W', or the width of the padded input.

    With stride 1 and P the input's width, the windows of all rows together are one run of memory.
    The last P - W' positions of a row then lie across the border and mean nothing.
    """
    padded_width = window.input_size[1] + sum(window.padding[1])
    wasted = (padded_width - window.output_size[1]) * out_channels
    one_run = window.stride == (1, 1) and wasted <= _WASTED_PRODUCTS
    return padded_width if one_run else window.output_size[1]


def _spare_row(x, window):
    """Zero-padded copy of x, with one row more, where the last positions of a run end."""
    (top, bottom), (left, right) = window.padding
    n, c, h, w = x.shape
    padded = np.zeros((n, c, top + h + bottom + 1, left + w + right), x.dtype)
    padded[:, :, top : top + h, left : left + w] = x
    return padded


def _windows(padded, window, pitch):
    """All windows as a view that copies nothing: (C, kh, kw, b, H', P)"""
    (sh, sw), (dh, dw) = window.stride, window.dilation
    image, channel, row, cell = padded.strides
    shape = (padded.shape[1], *window.kernel_size, len(padded), window.output_size[0], pitch)
    strides = (channel, dh * row, dw * cell, image, sh * row, sw * cell)
    return np.ndarray(shape, padded.dtype, padded, strides=strides)


def _blocks(x, window, pitch):
    """Slices of the batch and of the output's rows whose columns fill about `_BLOCK_BYTES`."""
    rows = window.output_size[0]
    row_bytes = x.shape[1] * math.prod(window.kernel_size) * pitch * x.itemsize
    return _even(len(x), _BLOCK_BYTES // max(1, row_bytes * rows)), _even(
        rows, _BLOCK_BYTES // max(1, row_bytes)
    )


def _even(n, most):
    """range(n) in slices of at most ``most`` (at least 1), all about as long."""
    parts = math.ceil(n / max(1, most))
    return [slice(n * k // parts, n * (k + 1) // parts) for k in range(parts)]


def _is_matrix_product(window):
    """Whether the input itself is the columns: kernel 1 x 1, stride 1, no padding."""
    same_size = window.input_size == window.output_size
    return same_size and window.kernel_size == window.stride == (1, 1)


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
    return _forward(x, weight, bias, window, groups)


def _forward(x, weight, bias, window, groups):
    """`conv2d` of checked arguments."""
    (n, c), o, (h, w) = x.shape[:2], len(weight), window.output_size
    kernels = _per_group(weight, groups)
    y = np.empty((n, o, h, w), x.dtype)
    if _is_matrix_product(window):
        flat = x.reshape(n, groups, c // groups, h * w)  # (N, C, H, W) -> (N, G, K, L)
        np.matmul(kernels, flat, out=y.reshape(n, groups, o // groups, h * w))
        if bias is not None:
            y += bias[:, None, None]
        return y
    pitch = _pitch(window, o // groups)
    images, parts = _blocks(x, window, pitch)
    for block in images:
        windows = _windows(_spare_row(x[block], window), window, pitch)
        for rows in parts:
            shape = (block.stop - block.start, rows.stop - rows.start, pitch)
            positions = math.prod(shape)
            # (C, kh, kw, b, r, P) -> (G, K, b*r*P)
            columns = windows[..., rows, :].reshape(groups, kernels.shape[2], positions)
            product = (kernels @ columns).reshape(o, positions)  # (G, O/G, b*r*P) -> (O, b*r*P)
            if bias is not None:
                product += bias[:, None]
            product = product.reshape(o, *shape)  # -> (O, b, r, P)
            y[block, :, rows] = product[..., :w].swapaxes(0, 1)
    return y


def conv2d_backward(dy, x, weight, stride=1, padding=0, dilation=1, groups=1):
    """Gradients of `conv2d` with respect to its input, weights and bias.

    With the columns of `im2col` the forward is ``y = W X`` for each image, hence ``dW = dy X^T``
    summed over the images and ``dX = W^T dy``, which is then added back to the windows that the
    columns came from. With stride 1 that sum is itself a convolution: of dy, padded by
    ``dilation (kernel_size - 1) - padding``, with the kernels turned by 180 degrees and their
    channels in and out exchanged. It is taken where it is the cheaper of the two.

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
    n, c, o = *x.shape[:2], len(weight)
    _shapes.check_array(name, "dy", dy, 4)
    _shapes.check_same_dtype(name, "dy", dy, "x", x)
    _shapes.check_shape(name, "dy", dy, (n, o, *window.output_size))
    dbias = dy.sum(axis=(0, 2, 3))
    if _is_matrix_product(window):
        # (N, O, H, W) -> (N, G, O/G, L) and (N, C, H, W) -> (N, G, C/G, L)
        cells = math.prod(window.output_size)
        dy, flat = (
            dy.reshape(n, groups, o // groups, cells),
            x.reshape(n, groups, c // groups, cells),
        )
        kernels = _per_group(weight, groups)
        dx = (kernels.swapaxes(1, 2) @ dy).reshape(x.shape)
        return dx, (dy @ flat.swapaxes(2, 3)).sum(axis=0).reshape(weight.shape), dbias
    dweight = _dweight(dy, x, window, groups).reshape(weight.shape)
    return _dx(dy, weight, window, groups), dweight, dbias


def _dx(dy, weight, window, groups):
    """The adjoint of the convolution, the cheaper of two ways: (N, O, H', W') -> x's shape"""
    back = _window_back(window)
    c, o = weight.shape[1] * groups, len(weight)
    # Copying o H W cells for each kernel cell, or adding c H' W' cells, which costs about double.
    if back and o * math.prod(window.input_size) <= 2 * c * math.prod(window.output_size):
        return _forward(dy, _turned(weight, groups), None, back, groups)
    return _dx_by_adding(dy, weight, window, groups)


def _window_back(window):
    """The window of the convolution of dy that gives dx; None if there is none such."""
    padding = []
    for axis in range(2):
        reach = window.dilation[axis] * (window.kernel_size[axis] - 1)
        before = reach - window.padding[axis][0]
        whole = window.input_size[axis] + reach  # of dy with its padding
        padding.append((before, whole - window.output_size[axis] - before))
    if window.stride != (1, 1) or min(map(min, padding)) < 0:
        return None
    return _shapes.Window(
        input_size=window.output_size,
        kernel_size=window.kernel_size,
        stride=(1, 1),
        padding=tuple(padding),
        dilation=window.dilation,
        output_size=window.input_size,
    )


def _turned(weight, groups):
    """Kernels turned by 180 degrees, in and out exchanged: (O, C/G, kh, kw) -> (C, O/G, kh, kw)"""
    o, c, kh, kw = weight.shape
    turned = weight[:, :, ::-1, ::-1].reshape(groups, o // groups, c, kh, kw).swapaxes(1, 2)
    return turned.reshape(groups * c, o // groups, kh, kw)


def _spread(dy, groups, pitch):
    """dy laid out as the product, 0 where that means nothing: (b, O, r, W') -> (G, O/G, b*r*P)"""
    b, o, rows, width = dy.shape
    spread = np.zeros((o, b, rows, pitch), dy.dtype)
    spread[..., :width] = dy.swapaxes(0, 1)
    return spread.reshape(groups, o // groups, b * rows * pitch)


def _dweight(dy, x, window, groups):
    """dy X^T, with the columns of the forward copied again: (G, O/G, K)"""
    o, c = dy.shape[1], x.shape[1]
    dkernels = np.zeros((groups, o // groups, c // groups * math.prod(window.kernel_size)), x.dtype)
    # The meaningless positions count nothing, as dy is 0 there, unless 0 meets NaN or infinity.
    pitch = _pitch(window, o // groups) if np.isfinite(x).all() else window.output_size[1]
    images, parts = _blocks(x, window, pitch)
    for block in images:
        windows = _windows(_spare_row(x[block], window), window, pitch)
        for rows in parts:
            dproduct = _spread(dy[block, :, rows], groups, pitch)
            # (C, kh, kw, b, r, P) -> (G, K, b*r*P)
            columns = windows[..., rows, :].reshape(groups, dkernels.shape[2], dproduct.shape[2])
            dkernels += dproduct @ columns.swapaxes(1, 2)
    return dkernels


def _dx_by_adding(dy, weight, window, groups):
    """W^T dy, each column added to the window that it was copied from: (N, C, H, W)"""
    n, c, kernels = len(dy), weight.shape[1] * groups, _per_group(weight, groups)
    dx = np.empty((n, c, *window.input_size), dy.dtype)
    finite = np.isfinite(weight).all()  # as in `_dweight`
    pitch = _pitch(window, len(weight) // groups) if finite else window.output_size[1]
    images, parts = _blocks(dx, window, pitch)
    for block in images:
        padded = _spare_row(np.zeros_like(dx[block]), window)
        windows = _windows(padded, window, pitch)  # (C, kh, kw, b, H', P)
        for rows in parts:
            dcolumns = kernels.swapaxes(1, 2) @ _spread(dy[block, :, rows], groups, pitch)
            dcolumns = dcolumns.reshape(windows[..., rows, :].shape)
            for u, v in np.ndindex(window.kernel_size):  # windows overlap: one cell at a time
                windows[:, u, v, :, rows] += dcolumns[:, u, v]
        dx[block] = _unpad(padded, window)
    return dx


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
