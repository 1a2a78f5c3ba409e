"""The operations of convolutional networks on torch tensors, on any device, written by hand.

Names, arguments, defaults and results are those of `cnnlib.reference`; torch's where torch has the
operation. Every operation is differentiable, by a gradient that was derived by hand. There are
several ways to convolve, which give the same up to rounding and differ in speed and memory.
"""

from cnnlib.gpu._activations import (
    dropout,
    leaky_relu,
    log_softmax,
    prelu,
    relu,
    rrelu,
    sigmoid,
    softmax,
    tanh,
)
from cnnlib.gpu._conv2d import conv2d
from cnnlib.gpu._fft import conv2d_fft
from cnnlib.gpu._im2col import col2im, conv2d_im2col, im2col
from cnnlib.gpu._linear import linear, rbf
from cnnlib.gpu._losses import cross_entropy, mse_loss
from cnnlib.gpu._normalization import batch_norm, local_response_norm
from cnnlib.gpu._pooling import (
    avg_pool2d,
    global_avg_pool2d,
    lp_pool2d,
    max_pool2d,
    max_unpool2d,
    stochastic_pool2d,
    subsample2d,
)
from cnnlib.gpu._shifted import conv2d_shifted
from cnnlib.gpu._triton import conv2d_triton
from cnnlib.gpu._winograd import conv2d_winograd

__all__ = [
    "avg_pool2d",
    "batch_norm",
    "col2im",
    "conv2d",
    "conv2d_fft",
    "conv2d_im2col",
    "conv2d_shifted",
    "conv2d_triton",
    "conv2d_winograd",
    "cross_entropy",
    "dropout",
    "global_avg_pool2d",
    "im2col",
    "leaky_relu",
    "linear",
    "local_response_norm",
    "log_softmax",
    "lp_pool2d",
    "max_pool2d",
    "max_unpool2d",
    "mse_loss",
    "prelu",
    "rbf",
    "relu",
    "rrelu",
    "sigmoid",
    "softmax",
    "stochastic_pool2d",
    "subsample2d",
    "tanh",
]
