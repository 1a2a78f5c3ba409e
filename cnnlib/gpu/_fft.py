"""Convolution by the convolution theorem, and its gradients, which are convolutions too.

Letters in the shape comments: as in `_convolution`; F = fh fw frequencies.
"""

import functools
import math

import torch

from cnnlib import _shapes
from cnnlib.gpu._convolution import Way, checked_window, convolve, pad
from cnnlib.gpu._tensors import widened

# On a ring as long as the padded input, with X, K, D the transforms of input, kernel and dy:
#     y[i]  = sum over u of k[u] x[i + u],      so  Y  = X conj(K)
#     dx[j] = sum over u of k[u] dy[j - u],     so  dX = D K
#     dk[u] = sum over i of dy[i] x[i + u],     so  dK = X conj(D)
# summed over input channels, output channels and images: matrix products at each frequency. The
# ring does no harm where a window that crosses its seam is neither kept nor given a gradient.


def _ring(window):
    """Rows and columns of the ring."""
    sides = zip(window.input_size, window.padding, strict=True)
    return [_shapes.fft_length(cells + before + after) for cells, (before, after) in sides]


def _spectrum(x, window, groups, order):
    """Transform planes, order the axes: (A, G*B, ., .) -> (F, G, A, B) or, with "ba", B before A"""
    transformed = torch.fft.rfft2(x, _ring(window)).flatten(2)  # (A, G*B, F)
    transformed = transformed.unflatten(1, (groups, x.shape[1] // groups))  # (A, G, B, F)
    order = (3, 1, 0, 2) if order == "ab" else (3, 1, 2, 0)
    return transformed.permute(order).contiguous()


def _planes(spectrum, window):
    """Transform back: (F, G, B, A) -> (A, G*B, rows, columns of the ring)"""
    _, groups, b, a = spectrum.shape
    rows, columns = _ring(window)
    spectrum = spectrum.permute(3, 1, 2, 0).reshape(a, groups * b, rows, columns // 2 + 1)
    return torch.fft.irfft2(spectrum, (rows, columns))


def _spread(dy, window):
    """dy with the zeros that the stride leaves between its cells."""
    if window.stride == (1, 1):
        return dy
    size = [s * (n - 1) + 1 for s, n in zip(window.stride, window.output_size, strict=True)]
    planes = dy.new_zeros((*dy.shape[:2], *size))
    planes[:, :, :: window.stride[0], :: window.stride[1]] = dy
    return planes


# Of a kernel's plane only kh x kw cells are not 0. Its transform is taken as two matrix products
# with the waves at those cells, which leave it in the order (F, O, C) in which it is needed: to
# turn as many planes as there are kernels would take longer than all the rest.


@functools.cache
def _waves(frequencies, cells, dilation, size, dtype, device):
    """exp(2 pi i f u dilation / size) for each frequency f and cell u of the kernel."""
    turns = torch.outer(torch.arange(frequencies), dilation * torch.arange(cells)) % size
    angles = turns.double() * (2 * math.pi / size)
    return torch.polar(torch.ones_like(angles), angles).to(dtype).to(device)


def _both_waves(x, window):
    """Those along the rows, (fh, kh), and along the columns, (fw, kw)."""
    rows, columns = _ring(window)
    dtype = torch.complex128 if x.dtype == torch.float64 else torch.complex64
    counts = rows, columns // 2 + 1  # the other half of the columns are their conjugates
    sides = zip(counts, window.kernel_size, window.dilation, (rows, columns), strict=True)
    return [_waves(*side, dtype, x.device) for side in sides]


def _kernel_spectrum(weight, window, groups):
    """conj(K): (O, C/G, kh, kw) -> (F, G, O/G, C/G)"""
    o, c, kh, kw = weight.shape
    rows, columns = _both_waves(weight, window)
    # (O, C/G, kh, kw) -> (kh, kw, O*C/G) -> (kh, fw, O*C/G) -> (kh, fw*O*C/G)
    cells = weight.permute(2, 3, 0, 1).reshape(kh, kw, o * c).to(rows.dtype)
    half = (columns @ cells).reshape(kh, len(columns) * o * c)
    return (rows @ half).reshape(-1, groups, o // groups, c)  # (fh, fw*O*C/G) -> (F, G, O/G, C/G)


def _kernel_cells(spectrum, window):
    """What the spectra's planes hold at the kernel's cells: (F, G, O/G, C/G) -> (O, C/G, kh, kw)"""
    groups, o, c = spectrum.shape[1:]
    rows, columns = _both_waves(spectrum.real, window)
    size = _ring(window)
    halves = torch.full((len(columns), 1), 2.0, device=spectrum.device)
    halves[0] = 1  # stands for itself alone, and so does the middle of an even number
    if size[1] % 2 == 0:
        halves[-1] = 1
    # (kh, fh) @ (fh, fw*O*C/G) -> (kh, fw, O*C/G); (kw, fw) @ that -> (kh, kw, O*C/G)
    half = (rows.mT @ spectrum.reshape(len(rows), -1)).reshape(-1, len(columns), groups * o * c)
    cells = ((halves * columns).mT @ half).real / math.prod(size)
    kh, kw = window.kernel_size
    return cells.reshape(kh, kw, groups * o, c).permute(2, 3, 0, 1).contiguous()


def _forward(x, weight, window, groups):
    """Y = conj(K) X"""
    signals = _spectrum(widened(pad(x, window)), window, groups, "ba")  # (F, G, C/G, N)
    kernels = _kernel_spectrum(widened(weight), window, groups)  # (F, G, O/G, C/G)
    (sh, sw), (h, w) = window.stride, window.output_size
    y = _planes(kernels @ signals, window)[:, :, : sh * (h - 1) + 1 : sh, : sw * (w - 1) + 1 : sw]
    return y.to(x.dtype, memory_format=torch.contiguous_format)


def _input_gradient(dy, weight, window, groups):
    """dX = K^T D, the conjugate of conj(K)^T conj(D)"""
    errors = _spectrum(_spread(widened(dy), window), window, groups, "ba")  # (F, G, O/G, N)
    kernels = _kernel_spectrum(widened(weight), window, groups)
    planes = _planes((kernels.mT @ errors.conj_physical()).conj_physical(), window)
    (top, _), (left, _), (height, width) = *window.padding, window.input_size
    dx = planes[:, :, top : top + height, left : left + width]
    return dx.to(dy.dtype, memory_format=torch.contiguous_format)


def _weight_gradient(dy, x, window, groups):
    """dK = conj(D) X^T"""
    signals = _spectrum(widened(pad(x, window)), window, groups, "ab")  # (F, G, N, C/G)
    errors = _spectrum(_spread(widened(dy), window), window, groups, "ba")  # (F, G, O/G, N)
    return _kernel_cells(errors.conj_physical() @ signals, window).to(dy.dtype)


FFT = Way(_forward, _input_gradient, _weight_gradient)


def conv2d_fft(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` by the convolution theorem. Same arguments and result.

    Input and kernels are transformed, multiplied at each frequency, and transformed back; both
    gradients likewise. The cost per position hardly depends on the kernel's size, so it wins for
    large kernels; a stride is wasted on it. The kernels' transforms are as many planes as there are
    kernels, each as large as the padded input: that is the memory it needs.

    Takes float16, bfloat16 (both computed in float32), float32 and float64, on any device whose
    torch has a Fourier transform. A NaN or infinity spreads over its whole plane.

    Notes
    -----
    Mathieu, Henaff and LeCun 2014.

    Examples
    --------
    >>> import torch
    >>> x, weight = torch.arange(9.0).reshape(1, 1, 3, 3), torch.ones(1, 1, 2, 2)
    >>> conv2d_fft(x, weight).round(decimals=4)
    tensor([[[[ 8., 12.],
              [20., 24.]]]])
    """
    settings = stride, padding, dilation, groups
    window = checked_window("conv2d_fft", x, weight, bias, *settings)
    return convolve(FFT, x, weight, bias, window, groups)
