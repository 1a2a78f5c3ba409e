"""The operations of convolutional networks in NumPy, each forward with its backward.

Names, argument names, order and defaults are torch's where torch has the operation. Pictures are
(N, C, H, W), weights (out, in, kh, kw); float32 and float64 are accepted and kept. For each forward
``f(x, ...)`` there is ``f_backward(dy, x, ...)``, which takes the forward's arguments in order
(without bias) and returns one gradient per array argument, the bias's last.

`layers` and `optim` add what training needs: state.
"""

from cnnlib._shapes import output_size, receptive_field
from cnnlib.reference import filters, layers, optim, preprocess
from cnnlib.reference._activations import (
    log_softmax,
    log_softmax_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from cnnlib.reference._convolution import conv2d, conv2d_backward, conv2d_naive
from cnnlib.reference._gradient_check import gradient_check
from cnnlib.reference._im2col import (
    col2im,
    col2im_backward,
    conv2d_im2col,
    im2col,
    im2col_backward,
)
from cnnlib.reference._linear import linear, linear_backward
from cnnlib.reference._losses import cross_entropy, cross_entropy_backward
from cnnlib.reference._pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnnlib.reference._signals import (
    convolve1d,
    convolve1d_backward,
    convolve2d,
    convolve2d_backward,
    correlate1d,
    correlate1d_backward,
    correlate2d,
    correlate2d_backward,
)

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "col2im",
    "col2im_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_im2col",
    "conv2d_naive",
    "convolve1d",
    "convolve1d_backward",
    "convolve2d",
    "convolve2d_backward",
    "correlate1d",
    "correlate1d_backward",
    "correlate2d",
    "correlate2d_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "filters",
    "gradient_check",
    "im2col",
    "im2col_backward",
    "layers",
    "linear",
    "linear_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "optim",
    "output_size",
    "preprocess",
    "receptive_field",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]
