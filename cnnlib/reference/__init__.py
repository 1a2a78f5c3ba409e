"""The operations of convolutional networks in NumPy, each forward with its backward.

Names, argument names, order and defaults are torch's where torch has the operation. Pictures are
(N, C, H, W), weights (out, in, kh, kw); float32 and float64 are accepted and kept. For each forward
``f(x, ...)`` there is ``f_backward(dy, x, ...)``, which takes the forward's arguments in order
(without bias) and returns one gradient per array argument, the bias's last.

`layers` and `optim` add what training needs: state. `filters` holds kernels that people designed,
`preprocess` what is done to data first.
"""

from cnnlib._shapes import output_size, receptive_field
from cnnlib.reference import filters, layers, optim, preprocess
from cnnlib.reference._activations import (
    dropout,
    dropout_backward,
    leaky_relu,
    leaky_relu_backward,
    log_softmax,
    log_softmax_backward,
    prelu,
    prelu_backward,
    relu,
    relu_backward,
    rrelu,
    rrelu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    softmax_backward,
    tanh,
    tanh_backward,
)
from cnnlib.reference._convolution import conv2d, conv2d_backward, conv2d_naive
from cnnlib.reference._convolution_as_matrix import (
    conv_to_linear,
    conv_to_linear_backward,
    linear_to_conv,
    linear_to_conv_backward,
)
from cnnlib.reference._fast_convolution import (
    conv2d_fft,
    conv2d_winograd,
)
from cnnlib.reference._gradient_check import gradient_check
from cnnlib.reference._im2col import (
    col2im,
    col2im_backward,
    conv2d_im2col,
    im2col,
    im2col_backward,
)
from cnnlib.reference._linear import (
    linear,
    linear_backward,
    rbf,
    rbf_backward,
)
from cnnlib.reference._local import (
    locally_connected2d,
    locally_connected2d_backward,
)
from cnnlib.reference._losses import (
    cross_entropy,
    cross_entropy_backward,
    mse_loss,
    mse_loss_backward,
)
from cnnlib.reference._normalization import (
    batch_norm,
    batch_norm_backward,
    local_response_norm,
    local_response_norm_backward,
)
from cnnlib.reference._pooling import (
    avg_pool2d,
    avg_pool2d_backward,
    global_avg_pool2d,
    global_avg_pool2d_backward,
    lp_pool2d,
    lp_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    max_unpool2d,
    max_unpool2d_backward,
    stochastic_pool2d,
    stochastic_pool2d_backward,
    subsample2d,
    subsample2d_backward,
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
from cnnlib.reference._transposed_convolution import (
    conv_transpose2d,
    conv_transpose2d_backward,
)

__all__ = [
    "avg_pool2d",
    "avg_pool2d_backward",
    "batch_norm",
    "batch_norm_backward",
    "col2im",
    "col2im_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_fft",
    "conv2d_im2col",
    "conv2d_naive",
    "conv2d_winograd",
    "conv_to_linear",
    "conv_to_linear_backward",
    "conv_transpose2d",
    "conv_transpose2d_backward",
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
    "dropout",
    "dropout_backward",
    "filters",
    "global_avg_pool2d",
    "global_avg_pool2d_backward",
    "gradient_check",
    "im2col",
    "im2col_backward",
    "layers",
    "leaky_relu",
    "leaky_relu_backward",
    "linear",
    "linear_backward",
    "linear_to_conv",
    "linear_to_conv_backward",
    "local_response_norm",
    "local_response_norm_backward",
    "locally_connected2d",
    "locally_connected2d_backward",
    "log_softmax",
    "log_softmax_backward",
    "lp_pool2d",
    "lp_pool2d_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "max_unpool2d",
    "max_unpool2d_backward",
    "mse_loss",
    "mse_loss_backward",
    "optim",
    "output_size",
    "prelu",
    "prelu_backward",
    "preprocess",
    "rbf",
    "rbf_backward",
    "receptive_field",
    "relu",
    "relu_backward",
    "rrelu",
    "rrelu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "stochastic_pool2d",
    "stochastic_pool2d_backward",
    "subsample2d",
    "subsample2d_backward",
    "tanh",
    "tanh_backward",
]
