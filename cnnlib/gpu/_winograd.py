"""Convolution by Winograd's algorithm: fewer multiplications, for 3 x 3 kernels.

Letters in the shape comments: as in `_convolution`; m outputs along a tile's side, which reads
e = m + 2 cells; th x tw tiles of a picture, t = N th tw in all.
"""

import functools
import math
from fractions import Fraction

import torch

from cnnlib import _shapes
from cnnlib.gpu._convolution import Way, convolve
from cnnlib.gpu._tensors import DTYPES, check_tensors, widened

# Two polynomials of degrees m - 1 and 2 have a product of degree m + 1. It is known by its values
# at m + 1 points and its leading coefficient, "the value at infinity": e multiplications. With E
# for evaluation and C for interpolation, s = C ((E_3 g) * (E_m q)) for polynomials g and q. That
# maps q to its convolution with g; a correlation is the adjoint, from a tile d of e cells:
#     y = E_m^T ((E_3 g) * (C^T d))
# By Lagrange, C's column for the point p is prod_{r != p} (z - r) / prod_{r != p} (p - r), and for
# infinity prod_r (z - r). The divisors are moved to E_3, which is applied once for each kernel.
POINTS = {2: (0, 1, -1), 4: (0, 1, -1, 2, -2)}
_BLOCK_BYTES = 2 * 2**20  # of tiles at a time where a cache is all there is


def _polynomial(roots):
    """Coefficients of the product of (z - r), the constant first."""
    coefficients = [1]
    for r in roots:
        coefficients = [
            a - r * b for a, b in zip([0, *coefficients], [*coefficients, 0], strict=True)
        ]
    return coefficients


def matrices(tile):
    """E_3 with the divisors (e x 3), C^T without them (e x e) and E_m^T (m x e), exact.

    Examples
    --------
    >>> kernel, inputs, outputs = matrices(2)
    >>> [[str(entry) for entry in row] for row in kernel]
    [['-1', '0', '0'], ['1/2', '1/2', '1/2'], ['1/2', '-1/2', '1/2'], ['0', '0', '1']]
    >>> inputs
    [[-1, 0, 1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, -1, 0, 1]]
    >>> outputs
    [[1, 1, 1, 0], [0, 1, -1, 1]]
    """
    points = POINTS[tile]
    kernel, inputs = [], []
    for p in points:
        others = [r for r in points if r != p]
        divisor = math.prod(p - r for r in others)
        kernel.append([Fraction(p**power, divisor) for power in range(3)])
        inputs.append([*_polynomial(others), 0])
    kernel.append([Fraction(power == 2) for power in range(3)])
    inputs.append(_polynomial(points))
    outputs = [[p**power for p in points] + [int(power == tile - 1)] for power in range(tile)]
    return kernel, inputs, outputs


@functools.cache
def _transforms(tile, dtype, device):
    """The three transforms of a flattened tile, rows and columns at once, as tensors."""
    tensors = [
        torch.tensor([[float(entry) for entry in row] for row in matrix], dtype=torch.float64)
        for matrix in matrices(tile)
    ]
    return [torch.kron(a, a).to(device=device, dtype=dtype) for a in tensors]


def _count(window, tile):
    """Tiles along the rows and along the columns."""
    return [math.ceil(cells / tile) for cells in window.output_size]


def _tiles(x, window, tile):
    """Overlapping tiles of the padded pictures: (n, C, H, W) -> (e*e, C*n*th*tw)"""
    (n, c, height, width), (th, tw) = x.shape, _count(window, tile)
    (top, _), (left, _), side = *window.padding, tile + 2
    right, bottom = tile * tw + 2 - left - width, tile * th + 2 - top - height
    x = torch.nn.functional.pad(x, (left, right, top, bottom))
    image, channel, row, cell = x.stride()
    tiles = x.as_strided(
        (side, side, c, n, th, tw), (row, cell, channel, image, tile * row, tile * cell)
    )
    return tiles.reshape(side * side, c * n * th * tw)


def _values(x, window, groups, tile):
    """C^T d for all tiles: (n, C, H, W) -> (e*e, G, C/G, t)"""
    tiles = _tiles(x, window, tile)
    values = _transforms(tile, x.dtype, x.device)[1] @ tiles
    return values.reshape(len(values), groups, x.shape[1] // groups, -1)


def _errors(dy, window, groups, tile):
    """The adjoint of the output's transform: (n, O, H', W') -> (e*e, G, O/G, t)"""
    (n, o, h, w), (th, tw) = dy.shape, _count(window, tile)
    dy = torch.nn.functional.pad(dy, (0, tile * tw - w, 0, tile * th - h))
    # (n, O, th, m, tw, m) -> (m, m, O, n, th, tw) -> (m*m, O*t)
    dy = dy.reshape(n, o, th, tile, tw, tile).permute(3, 5, 1, 0, 2, 4).reshape(tile * tile, -1)
    errors = _transforms(tile, dy.dtype, dy.device)[2].T @ dy
    return errors.reshape(len(errors), groups, o // groups, n * th * tw)


def _kernels(weight, groups, tile):
    """E_3 g for all kernels: (O, C/G, 3, 3) -> (e*e, G, O/G, C/G)"""
    o, c = weight.shape[:2]
    flat = weight.reshape(o * c, 9).T
    kernels = _transforms(tile, weight.dtype, weight.device)[0] @ flat
    return kernels.reshape(len(kernels), groups, o // groups, c)


def _batches(x, outputs, window, tile):
    """How many images at a time: all on a GPU, as many as the cache holds on a CPU."""
    if x.device.type != "cpu":
        return max(1, len(x))
    th, tw = _count(window, tile)
    image = (tile + 2) ** 2 * max(x.shape[1], outputs) * th * tw * x.element_size()
    return max(1, _BLOCK_BYTES // max(1, image))


def _convolve(x, weight, window, groups, tile):
    """y = E_m^T ((E_3 g) * (C^T d)), the product summed over the channels."""
    dtype, x, weight = x.dtype, widened(x), widened(weight)
    (n, o), (h, w), (th, tw) = (len(x), len(weight)), window.output_size, _count(window, tile)
    kernels = _kernels(weight, groups, tile)
    y = x.new_empty((n, o, h, w))
    count = _batches(x, o, window, tile)
    for block, part in zip(x.split(count), y.split(count), strict=True):
        # (e*e, G, O/G, C/G) @ (e*e, G, C/G, t) -> (e*e, O*t)
        products = (kernels @ _values(block, window, groups, tile)).reshape(len(kernels), -1)
        outputs = _transforms(tile, x.dtype, x.device)[2] @ products  # (m*m, O*t)
        # (m, m, O, n, th, tw) -> (n, O, th, m, tw, m) -> (n, O, m*th, m*tw)
        outputs = outputs.reshape(tile, tile, o, -1, th, tw).permute(3, 2, 4, 0, 5, 1)
        part.copy_(outputs.reshape(-1, o, th * tile, tw * tile)[:, :, :h, :w])
    return y.to(dtype)


def _back(window):
    """The window of the convolution of dy, with turned kernels, that gives dx; sides may be < 0."""
    return _shapes.Window(
        input_size=window.output_size,
        kernel_size=(3, 3),
        stride=(1, 1),
        padding=tuple((2 - before, 2 - after) for before, after in window.padding),
        dilation=(1, 1),
        output_size=window.input_size,
    )


def _input_gradient(dy, weight, window, groups, tile):
    """dx is a convolution of dy with the kernels turned, channels in and out exchanged."""
    o, c = weight.shape[:2]
    turned = weight.flip(2, 3).reshape(groups, o // groups, c, 3, 3).transpose(1, 2)
    turned = turned.reshape(groups * c, o // groups, 3, 3)
    return _convolve(dy, turned, _back(window), groups, tile)


def _weight_gradient(dy, x, window, groups, tile):
    """dg = E_3^T (dM V^T): the transposed steps of the forward in reverse, summed over tiles."""
    (o, c), dtype, x, dy = (dy.shape[1], x.shape[1]), x.dtype, widened(x), widened(dy)
    dkernels = x.new_zeros(((tile + 2) ** 2, groups, o // groups, c // groups))
    count = _batches(x, o, window, tile)
    for part, block in zip(dy.split(count), x.split(count), strict=True):
        # (e*e, G, O/G, t) @ (e*e, G, t, C/G)
        values = _values(block, window, groups, tile)
        dkernels += _errors(part, window, groups, tile) @ values.mT
    flat = _transforms(tile, x.dtype, x.device)[0].T @ dkernels.reshape(len(dkernels), -1)
    return flat.T.reshape(o, c // groups, 3, 3).to(dtype)  # (9, O*C/G) -> (O, C/G, 3, 3)


WINOGRAD = {
    tile: Way(
        *(functools.partial(f, tile=tile) for f in (_convolve, _input_gradient, _weight_gradient))
    )
    for tile in POINTS
}


def conv2d_winograd(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, tile=4):
    """`conv2d` by Winograd's F(4x4, 3x3) or F(2x2, 3x3). Same arguments and result.

    Tiles of m x m outputs take (m + 2)^2 products instead of 9 m^2: 36 for 144, or 16 for 36. The
    larger tile saves more and rounds more, as its matrices have larger entries: in float32 the
    error is about 10 times that of the plain sum with m = 4, and about twice with m = 2.

    Takes float16, bfloat16 (both computed in float32), float32 and float64, on any device. A NaN or
    infinity spreads over its tile.

    Parameters
    ----------
    tile : {4, 2}
        m, the outputs along a tile's side.

    Raises
    ------
    NotImplementedError
        A kernel other than 3 x 3, a stride or a dilation other than 1.

    Notes
    -----
    Lavin and Gray 2016, sections 4.1 to 4.3; the matrices are computed here, not copied.

    Examples
    --------
    >>> import torch
    >>> x, weight = torch.arange(16.0).reshape(1, 1, 4, 4), torch.ones(1, 1, 3, 3)
    >>> conv2d_winograd(x, weight).round(decimals=4)
    tensor([[[[45., 54.],
              [81., 90.]]]])
    """
    name = "conv2d_winograd"
    check_tensors(name, x=x, weight=weight, bias=bias)
    _shapes.check_choice(name, "tile", tile, tuple(WINOGRAD))
    settings = stride, padding, dilation, groups
    window = _shapes.winograd_window(name, x, weight, bias, *settings, dtypes=DTYPES)
    return convolve(WINOGRAD[tile], x, weight, bias, window, groups)
