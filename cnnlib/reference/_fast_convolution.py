"""Two detours that save multiplications: the Fourier transform, and Winograd's algorithm.

Both transform the picture and the kernels, multiply, and transform back. They give what `conv2d`
gives, up to rounding, and are differentiated by `conv2d_backward`. A single NaN or infinity spreads
here as far as a transform reaches: over the picture, or over a tile.
"""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.reference._convolution import _pad

# Transformed pictures are worked off in blocks of about this size.
_BLOCK_BYTES = 4 * 2**20


def _good_length(n):
    """The smallest length from n on that has no prime factor above 5: quick to transform."""
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def _blocks(n, bytes_per_image):
    size = max(1, _BLOCK_BYTES // max(1, bytes_per_image))
    return [slice(start, start + size) for start in range(0, n, size)]


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
    (h, w), (sh, sw), (dh, dw) = window.output_size, window.stride, window.dilation
    sides = zip(window.input_size, window.padding, strict=True)
    size = [_good_length(cells + p + q) for cells, (p, q) in sides]
    (kh, kw), frequencies = window.kernel_size, size[0] * (size[1] // 2 + 1)
    spread = np.zeros((o, c // groups, dh * (kh - 1) + 1, dw * (kw - 1) + 1), x.dtype)
    spread[:, :, ::dh, ::dw] = weight
    kernels = np.conj(np.fft.rfft2(spread, size)).reshape(groups, o // groups, c // groups, -1)
    kernels = kernels.transpose(0, 3, 1, 2)  # (G, O/G, C/G, F) -> (G, F, O/G, C/G)
    y = np.empty((n, o, h, w), x.dtype)
    for block in _blocks(n, c * frequencies * 2 * x.itemsize):
        spectrum = np.fft.rfft2(_pad(x[block], window), size)
        spectrum = spectrum.reshape(-1, groups, c // groups, frequencies)
        product = kernels @ spectrum.transpose(1, 3, 2, 0)  # (G, F, O/G, C/G) @ (G, F, C/G, b)
        product = product.transpose(3, 0, 2, 1)  # (G, F, O/G, b) -> (b, G, O/G, F)
        full = np.fft.irfft2(product.reshape(-1, o, size[0], size[1] // 2 + 1), size)
        y[block] = full[:, :, : sh * (h - 1) + 1 : sh, : sw * (w - 1) + 1 : sw]
    return y if bias is None else y + bias[:, None, None]


# Winograd's F(4, 3): four outputs of a kernel with three cells from six products instead of twelve.
# Picture and kernel stand for polynomials. Six values fix their product: those at 0, 1, -1, 2, -2,
# and the leading coefficient (the value "at infinity"). One row for each: _KERNEL takes the kernel
# there (with the factors that interpolation needs), _OUTPUT and _INPUT are the transposes of
# evaluation and interpolation, since a correlation is the adjoint of a product of polynomials.
# Lavin and Gray 2016, section 4.3.
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


def conv2d_winograd(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` by Winograd's F(4 x 4, 3 x 3): 36 products for 16 outputs instead of 144.

    Same arguments and result. The picture is cut into tiles of 6 x 6 that overlap by 2; each gives
    4 x 4 outputs. The products of all tiles and channels are 36 matrix products, so it wins where
    there are many channels; the transforms cost the rest and some digits.

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
    name = "conv2d_winograd"
    window = _shapes.conv2d_window(name, x, weight, bias, stride, padding, dilation, groups)
    for what, value, only in (
        ("kernel size", window.kernel_size, (3, 3)),
        ("stride", window.stride, (1, 1)),
        ("dilation", window.dilation, (1, 1)),
    ):
        if value != only:
            raise NotImplementedError(f"{name}: {what} is {value}, F(4x4, 3x3) takes only {only}")
    (n, c), o, (h, w) = x.shape[:2], len(weight), window.output_size
    tiles = math.ceil(h / 4), math.ceil(w / 4)
    transform_input, transform_output = (
        np.kron(matrix, matrix).astype(x.dtype) for matrix in (_INPUT, _OUTPUT)
    )
    # (O, C/G, 9) -> (36, O, C/G) -> (36, G, O/G, C/G)
    kernels = np.kron(_KERNEL, _KERNEL).astype(x.dtype) @ weight.reshape(o * (c // groups), 9).T
    kernels = kernels.reshape(36, groups, o // groups, c // groups)
    y = np.empty((n, o, h, w), x.dtype)
    for block in _blocks(n, 36 * c * tiles[0] * tiles[1] * x.itemsize):
        cut = _tiles(x[block], window, tiles)  # (36, C*b*th*tw)
        products = kernels @ (transform_input @ cut).reshape(36, groups, c // groups, -1)
        outputs = transform_output @ products.reshape(36, -1)  # (16, O*b*th*tw)
        # (4, 4, O, b, th, tw) -> (b, O, th, 4, tw, 4) -> (b, O, 4*th, 4*tw)
        outputs = outputs.reshape(4, 4, o, -1, *tiles).transpose(3, 2, 4, 0, 5, 1)
        outputs = outputs.reshape(-1, o, 4 * tiles[0], 4 * tiles[1])
        y[block] = outputs[:, :, :h, :w]
    return y if bias is None else y + bias[:, None, None]


def _tiles(x, window, tiles):
    """Overlapping tiles of the padded pictures, cell by cell: (b, C, H, W) -> (36, C*b*th*tw)"""
    (top, _), (left, _), (n, c, h, w) = *window.padding, x.shape
    padded = np.zeros((n, c, 4 * tiles[0] + 2, 4 * tiles[1] + 2), x.dtype)
    padded[:, :, top : top + h, left : left + w] = x
    image, channel, row, cell = padded.strides
    strides = (row, cell, channel, image, 4 * row, 4 * cell)
    view = np.ndarray((6, 6, c, n, *tiles), x.dtype, padded, strides=strides)
    return view.reshape(36, c * n * tiles[0] * tiles[1])
