"""Two detours that save multiplications: the Fourier transform, and Winograd's algorithm.

Both transform the picture and the kernels, multiply, and transform back. They give what `conv2d`
gives, up to rounding, and are differentiated by `conv2d_backward`. A single NaN or infinity spreads
here as far as a transform reaches: over the picture, or over a tile.

Letters in the shape comments: as in `_convolution`; fh x fw the frequencies, th x tw the tiles of a
picture, r rows of tiles in a block, t = b r tw the tiles of a block.
"""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _even, _pad

# Where memory ends or the cache does, the work is cut into blocks of about these sizes.
_SPECTRUM_BYTES = 32 * 2**20
_BLOCK_BYTES = 2 * 2**20


def _waves(frequencies, cells, dilation, size):
    """exp(2 pi i f u dilation / size) for each frequency f and cell u of the kernel."""
    turns = np.outer(np.arange(frequencies), dilation * np.arange(cells)) % size
    return np.exp(2j * np.pi / size * turns)


def conv2d_fft(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` by the convolution theorem. Same arguments and result.

    The transform of a correlation is the product of the picture's transform with the conjugate of
    the kernel's. The cost per position hardly depends on the kernel's size, so it wins for large
    kernels; a stride is wasted on it, as it computes every position. A product of transforms is a
    convolution on a ring: the outputs that are kept are those whose window does not cross the seam.

    Notes
    -----
    Mathieu, Henaff and LeCun 2014.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2))
    >>> conv2d_fft(x, weight)[0, 0].round(12)
    array([[ 8., 12.],
           [20., 24.]])
    """
    window = _shapes.conv2d_window("conv2d_fft", x, weight, bias, stride, padding, dilation, groups)
    (n, c), o = x.shape[:2], len(weight)
    (h, w), (sh, sw), (kh, kw) = window.output_size, window.stride, window.kernel_size
    sides = zip(window.input_size, window.padding, strict=True)
    size = [_shapes.fft_length(cells + before + after) for cells, (before, after) in sides]
    fh, fw = size[0], size[1] // 2 + 1  # the other half of the columns are their conjugates
    numbers = np.result_type(x.dtype, np.complex64)
    rows = _waves(fh, kh, window.dilation[0], size[0]).astype(numbers)
    columns = _waves(fw, kw, window.dilation[1], size[1]).astype(numbers)
    # The kernels' columns are transformed here, their rows only where they are needed.
    # (O, C/G, kh, kw) -> (kh, kw, O*C/G) -> (kh, fw, O*C/G) -> (kh, fw*O*C/G)
    half = columns @ weight.transpose(2, 3, 0, 1).reshape(kh, kw, o * (c // groups))
    half = half.reshape(kh, fw * o * (c // groups))
    y = np.empty((n, o, h, w), x.dtype)
    for block in _even(n, _SPECTRUM_BYTES // max(1, (c + o) * fh * fw * numbers.itemsize)):
        spectrum = np.fft.rfft2(_pad(x[block], window), size)
        product = _multiply_spectra(spectrum, rows, half, o, groups)
        full = np.fft.irfft2(product, size)
        y[block] = full[:, :, : sh * (h - 1) + 1 : sh, : sw * (w - 1) + 1 : sw]
    if bias is not None:
        y += bias[:, None, None]
    return y


def _multiply_spectra(spectrum, rows, half, o, groups):
    """A matrix product over the channels at each frequency: (b, C, fh, fw) -> (b, O, fh, fw)

    The kernels' transform exists only for some rows of frequencies at a time. All of it would be
    many times as large as the picture: a plane for each kernel, however small that is.
    """
    b, c, fh, fw = spectrum.shape
    spectrum = spectrum.reshape(b, groups, c // groups, fh, fw)
    product = np.empty((b, groups, o // groups, fh, fw), half.dtype)
    for part in _even(fh, _BLOCK_BYTES // max(1, half[0].nbytes)):
        # (r, kh) @ (kh, fw*O*C/G) -> (r, fw, G, O/G, C/G)
        kernels = rows[part] @ half
        kernels = kernels.reshape(len(kernels), fw, groups, o // groups, c // groups)
        # (b, G, C/G, r, fw) -> (r, fw, G, C/G, b), in that order in memory for BLAS
        signals = np.ascontiguousarray(spectrum[:, :, :, part].transpose(3, 4, 1, 2, 0))
        # (r, fw, G, O/G, b) -> (b, G, O/G, r, fw)
        product[:, :, :, part] = (kernels @ signals).transpose(4, 2, 3, 0, 1)
    return product.reshape(b, o, fh, fw)


# Winograd's F(4, 3): four outputs of a kernel with three cells from six products instead of twelve.
#
# A polynomial of degree 5 is known by its values at 0, 1, -1, 2, -2 and its leading coefficient,
# its value "at infinity". So the product s(z) of g(z) = g0 + g1 z + g2 z^2, the kernel, and a
# polynomial q(z) with four coefficients takes six multiplications, one for each point:
#     s = C ((E3 g) * (E4 q))
# where E3 and E4 evaluate (rows 1, p, p^2, ...; 0, ..., 0, 1 at infinity) and C interpolates. By
# Lagrange, C's column for the point p is the polynomial prod_{r != p} (z - r), which is 0 at all
# other points, divided by its value at p, prod_{r != p} (p - r); for infinity prod_r (z - r) as is.
#
# That maps q to its convolution with g. A correlation is the adjoint: from a tile d of six cells,
#     y = E4^T ((E3 g) * (C^T d)).
# _OUTPUT is E4^T; _INPUT is C^T without the divisors 4, -6, -6, 24, 24, 1, by which the rows of
# _KERNEL, E3, are divided instead: that is done once for each kernel and keeps _INPUT whole.
# In two dimensions the transforms are applied to rows and columns. Lavin and Gray 2016, section 4.
_KERNEL = np.array(
    [
        [1 / 4, 0, 0],
        [-1 / 6, -1 / 6, -1 / 6],
        [-1 / 6, 1 / 6, -1 / 6],
        [1 / 24, 1 / 12, 1 / 6],
        [1 / 24, -1 / 12, 1 / 6],
        [0, 0, 1],
    ]
)
_INPUT = np.array(
    [
        [4, 0, -5, 0, 1, 0],
        [0, -4, -4, 1, 1, 0],
        [0, 4, -4, -1, 1, 0],
        [0, -2, -1, 2, 1, 0],
        [0, 2, -1, -2, 1, 0],
        [0, 4, 0, -5, 0, 1],
    ]
)
_OUTPUT = np.array(
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]]
)


def _both_axes(matrix, dtype):
    """The matrix that applies a transform to the rows and the columns of a flattened tile."""
    return np.kron(matrix, matrix).astype(dtype)


def conv2d_winograd(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` by Winograd's F(4x4, 3x3): 36 products for 16 outputs instead of 144.

    Same arguments and result. The picture is cut into tiles of 6 x 6 that overlap by 2; each gives
    4 x 4 outputs. The products of all tiles and channels are 36 matrix products. The transforms
    cost the same for every channel, and what they save grows with the number of channels: it wins
    from about 50. They also cost a digit of the precision.

    Raises
    ------
    NotImplementedError
        A kernel other than 3 x 3, a stride or a dilation other than 1.

    Notes
    -----
    Lavin and Gray 2016.

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.arange(16.0).reshape(1, 1, 4, 4), np.ones((1, 1, 3, 3))
    >>> conv2d_winograd(x, weight)[0, 0].round(12)
    array([[45., 54.],
           [81., 90.]])
    """
    window = _shapes.winograd_window(
        "conv2d_winograd", x, weight, bias, stride, padding, dilation, groups
    )
    (n, c), o, (h, w) = x.shape[:2], len(weight), window.output_size
    th, tw = math.ceil(h / 4), math.ceil(w / 4)
    # (36, 9) @ (9, O*C/G) -> (36, G, O/G, C/G)
    kernels = _both_axes(_KERNEL, x.dtype) @ weight.reshape(o * (c // groups), 9).T
    kernels = kernels.reshape(36, groups, o // groups, c // groups)
    row_bytes = 36 * max(c, o) * tw * x.itemsize
    size = max(_BLOCK_BYTES, kernels.nbytes // 2)  # as each block reads all kernels once
    images = _even(n, size // max(1, row_bytes * th))
    parts = _even(th, size // max(1, row_bytes))
    most = math.ceil(n / max(1, len(images))) * math.ceil(th / len(parts)) * tw
    buffers = np.empty((2, 36 * max(c, o) * most), x.dtype)
    y = np.empty((n, o, th, 4, tw, 4), x.dtype)
    for block in images:
        tiles = _tiles(x[block], window)  # (6, 6, C, b, th, tw)
        for rows in parts:
            outputs = _winograd_block(tiles[..., rows, :], kernels, buffers)
            y[block, :, rows] = outputs.transpose(3, 2, 4, 0, 5, 1)  # -> (b, O, r, 4, tw, 4)
    # (N, O, th, 4, tw, 4) -> (N, O, 4*th, 4*tw) -> (N, O, H', W')
    y = np.ascontiguousarray(y.reshape(n, o, 4 * th, 4 * tw)[:, :, :h, :w])
    if bias is not None:
        y += bias[:, None, None]
    return y


def _tiles(x, window):
    """Overlapping tiles of the padded pictures, as a view: (b, C, H, W) -> (6, 6, C, b, th, tw)"""
    (top, _), (left, _), (n, c, h, w) = *window.padding, x.shape
    th, tw = (math.ceil(cells / 4) for cells in window.output_size)
    padded = np.zeros((n, c, 4 * th + 2, 4 * tw + 2), x.dtype)
    padded[:, :, top : top + h, left : left + w] = x
    image, channel, row, cell = padded.strides
    strides = (row, cell, channel, image, 4 * row, 4 * cell)
    return np.ndarray((6, 6, c, n, th, tw), x.dtype, padded, strides=strides)


def _winograd_block(tiles, kernels, buffers):
    """(6, 6, C, b, r, tw) -> (4, 4, O, b, r, tw), from one buffer into the other and back."""
    (c, *places), (_, groups, outputs, channels) = tiles.shape[2:], kernels.shape
    o, t = groups * outputs, math.prod(places)

    def room(buffer, *shape):
        return buffers[buffer, : math.prod(shape)].reshape(shape)

    cells = room(0, *tiles.shape)
    cells[...] = tiles
    transform, back = _both_axes(_INPUT, tiles.dtype), _both_axes(_OUTPUT, tiles.dtype)
    values = np.matmul(transform, cells.reshape(36, c * t), out=room(1, 36, c * t))
    # (36, G, O/G, C/G) @ (36, G, C/G, t) -> (36, G, O/G, t)
    values = values.reshape(36, groups, channels, t)
    products = np.matmul(kernels, values, out=room(0, 36, groups, outputs, t))
    cells = np.matmul(back, products.reshape(36, o * t), out=room(1, 16, o * t))
    return cells.reshape(4, 4, o, *places)
