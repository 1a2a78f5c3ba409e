"""Convolution by the convolution theorem, and its gradients, which are convolutions too.

Letters in the shape comments: as in `_convolution`; F = fh fw frequencies.
"""

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
    """Transform planes and order the axes: (A, G*B, ., .) -> (F, G, A, B) or, with "ba", B, A"""
    transformed = torch.fft.rfft2(x, _ring(window)).flatten(2)  # (A, G*B, F)
    transformed = transformed.unflatten(1, (groups, x.shape[1] // groups))  # (A, G, B, F)
    return transformed.permute(3, 1, 0, 2) if order == "ab" else transformed.permute(3, 1, 2, 0)


def _planes(spectrum, window):
    """Transform back: (F, G, B, A) -> (A, G*B, rows, columns of the ring)"""
    _, groups, b, a = spectrum.shape
    rows, columns = _ring(window)
    spectrum = spectrum.permute(3, 1, 2, 0).reshape(a, groups * b, rows, columns // 2 + 1)
    return torch.fft.irfft2(spectrum, (rows, columns))


def _strided(planes, size, step):
    """The view of every ``step``-th row and column, ``size`` of them."""
    (h, w), (sh, sw) = size, step
    return planes[:, :, : sh * (h - 1) + 1 : sh, : sw * (w - 1) + 1 : sw]


def _spread(cells, step):
    """The adjoint of `_strided`: zeros between the cells."""
    size = [s * (n - 1) + 1 for s, n in zip(step, cells.shape[2:], strict=True)]
    if tuple(size) == tuple(cells.shape[2:]):
        return cells
    planes = cells.new_zeros((*cells.shape[:2], *size))
    planes[:, :, :: step[0], :: step[1]] = cells
    return planes


def _kernel_spectrum(weight, window, groups, order):
    """(O, C/G, kh, kw) -> (F, G, O/G, C/G) or, with "ba", (F, G, C/G, O/G)"""
    o, c, kh, kw = weight.shape
    weight = weight.reshape(groups, o // groups, c, kh, kw).transpose(0, 1)
    weight = weight.reshape(o // groups, groups * c, kh, kw)  # (O/G, G*C/G, kh, kw)
    return _spectrum(_spread(weight, window.dilation), window, groups, order)


def _forward(x, weight, window, groups):
    """Y = conj(K) X"""
    signals = _spectrum(widened(pad(x, window)), window, groups, "ba")  # (F, G, C/G, N)
    kernels = _kernel_spectrum(widened(weight), window, groups, "ab")  # (F, G, O/G, C/G)
    y = _planes(kernels.conj() @ signals, window)
    y = _strided(y, window.output_size, window.stride)
    return y.to(x.dtype, memory_format=torch.contiguous_format)


def _input_gradient(dy, weight, window, groups):
    """dX = K^T D"""
    errors = _spectrum(_spread(widened(dy), window.stride), window, groups, "ba")  # (F, G, O/G, N)
    kernels = _kernel_spectrum(widened(weight), window, groups, "ba")  # (F, G, C/G, O/G)
    planes = _planes(kernels @ errors, window)
    (top, _), (left, _), (height, width) = *window.padding, window.input_size
    dx = planes[:, :, top : top + height, left : left + width]
    return dx.to(dy.dtype, memory_format=torch.contiguous_format)


def _weight_gradient(dy, x, window, groups):
    """dK = X conj(D)^T"""
    signals = _spectrum(widened(pad(x, window)), window, groups, "ba")  # (F, G, C/G, N)
    errors = _spectrum(_spread(widened(dy), window.stride), window, groups, "ab")  # (F, G, N, O/G)
    planes = _planes(signals @ errors.conj(), window)  # (O/G, G*C/G, ., .)
    o, (kh, kw) = dy.shape[1], window.kernel_size
    dkernels = _strided(planes, (kh, kw), window.dilation)
    dkernels = dkernels.reshape(o // groups, groups, -1, kh, kw).transpose(0, 1)
    return dkernels.reshape(o, -1, kh, kw).to(dy.dtype)  # (G, O/G, C/G, kh, kw) -> weight's shape


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
