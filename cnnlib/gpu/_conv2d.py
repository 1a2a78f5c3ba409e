"""The convolution that picks its own way."""

import math

import torch

from cnnlib.gpu import _triton
from cnnlib.gpu._convolution import checked_window, convolve
from cnnlib.gpu._fft import FFT
from cnnlib.gpu._im2col import IM2COL
from cnnlib.gpu._shifted import SHIFTED
from cnnlib.gpu._winograd import WINOGRAD

WAYS = {"im2col": IM2COL, "shifted": SHIFTED, "fft": FFT, "winograd": WINOGRAD[4]}


def way_of(x, weight, window, groups):
    """The name of the way that `conv2d` takes; its docstring gives the rule."""
    if x.device.type == "cuda" and x.dtype != torch.float64 and _triton.is_installed():
        return "triton"
    if x.device.type != "cpu" or window.kernel_size == (1, 1):
        return "im2col"
    dense = window.stride == (1, 1)
    if dense and math.prod(window.kernel_size) >= 9 * 9:
        return "fft"
    three_by_three = window.kernel_size == (3, 3) and window.dilation == (1, 1)
    if dense and three_by_three and min(weight.shape[1], len(weight) // groups) >= 64:
        return "winograd"
    return "shifted" if dense and weight.shape[1] >= 8 else "im2col"


def conv2d(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """Convolve a batch of images with a bank of kernels (cross-correlation, as in torch).

    Same arguments and result as `cnnlib.reference.conv2d`, on tensors of float16, bfloat16, float32
    or float64 on any device, and differentiable. The first of these rules that holds picks the way;
    channels are those of one group.

    ====================================================  ===================
    device, kernel                                        way
    ====================================================  ===================
    CUDA with Triton; not float64                         `conv2d_triton`
    not a CPU                                             `conv2d_im2col`
    1 x 1                                                 `conv2d_im2col`
    at least 81 cells (9 x 9), stride 1                   `conv2d_fft`
    3 x 3, stride and dilation 1, 64 channels in and out  `conv2d_winograd`
    stride 1, 8 channels in                               `conv2d_shifted`
    else                                                  `conv2d_im2col`
    ====================================================  ===================

    Its bounds are where one way overtook another when forward and backward were timed together on
    one CPU thread; another machine would move them a little. They have not been measured on a GPU.
    The ways differ in rounding (Winograd's has fewer correct digits), in how far a NaN spreads, and
    in memory: who needs one in particular calls it by its name.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([[[[2.0, 5, 0, 1], [6, 7, 1, 2], [3, 0, 4, 0], [3, 9, 7, 4]]]])
    >>> kernel = torch.tensor([[[[1.0, 0, 1], [-1, 1, 0], [0, 1, -1]]]], requires_grad=True)
    >>> y = conv2d(x, kernel)
    >>> y.detach()
    tensor([[[[-1.,  4.],
              [ 6., 16.]]]])
    >>> y.sum().backward()
    >>> kernel.grad[0, 0, 0]  # what each cell of the kernel's first row met, in sum
    tensor([20., 13.,  4.])
    """
    window = checked_window("conv2d", x, weight, bias, stride, padding, dilation, groups)
    way = way_of(x, weight, window, groups)
    if way == "triton":
        return _triton.convolve(x, weight, bias, window, groups)
    return convolve(WAYS[way], x, weight, bias, window, groups)
