"""Layers without numbers to learn."""

import numpy as np

from cnnlib import _shapes
from cnnlib.reference import _activations, _normalization, _pooling
from cnnlib.reference.layers._base import Layer


class _Function(Layer):
    """A function of x, with options that stay as they are, and its backward."""

    options = {}  # noqa: RUF012 - replaced, never changed

    def forward(self, x):
        self._x = x
        return type(self)._function(x, **self.options)

    def backward(self, dy):
        return type(self)._backward(dy, self._kept("_x"), **self.options)


class MaxPool2d(_Function):
    """`max_pool2d` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> MaxPool2d(2).forward(np.zeros((1, 6, 28, 28))).shape
    (1, 6, 14, 14)
    """

    _function, _backward = _pooling.max_pool2d, _pooling.max_pool2d_backward

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
        self.options = {
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "ceil_mode": ceil_mode,
        }


class AvgPool2d(_Function):
    """`avg_pool2d` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> AvgPool2d(2).forward(np.ones((1, 1, 2, 2)))[0, 0]
    array([[1.]])
    """

    _function, _backward = _pooling.avg_pool2d, _pooling.avg_pool2d_backward

    def __init__(
        self, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True
    ):
        self.options = {
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "ceil_mode": ceil_mode,
            "count_include_pad": count_include_pad,
        }


class LPPool2d(_Function):
    """`lp_pool2d` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> LPPool2d(2, kernel_size=2).forward(np.ones((1, 1, 2, 2)))
    array([[[[2.]]]])
    """

    _function, _backward = _pooling.lp_pool2d, _pooling.lp_pool2d_backward

    def __init__(self, norm_type, kernel_size, stride=None, ceil_mode=False):
        self.options = {
            "norm_type": norm_type,
            "kernel_size": kernel_size,
            "stride": stride,
            "ceil_mode": ceil_mode,
        }


class GlobalAvgPool2d(_Function):
    """`global_avg_pool2d` as a layer (torch: ``AdaptiveAvgPool2d(1)``).

    Examples
    --------
    >>> import numpy as np
    >>> GlobalAvgPool2d().forward(np.zeros((1, 10, 6, 6))).shape
    (1, 10, 1, 1)
    """

    _function, _backward = _pooling.global_avg_pool2d, _pooling.global_avg_pool2d_backward


class ReLU(_Function):
    """`relu` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> ReLU().forward(np.array([-1.0, 2.0]))
    array([0., 2.])
    """

    _function, _backward = _activations.relu, _activations.relu_backward


class Sigmoid(_Function):
    """`sigmoid` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> Sigmoid().forward(np.zeros(1))
    array([0.5])
    """

    _function, _backward = _activations.sigmoid, _activations.sigmoid_backward


class Tanh(Layer):
    """`tanh` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> Tanh().forward(np.zeros(1))
    array([0.])
    """

    def forward(self, x):
        self._y = _activations.tanh(x)
        return self._y

    def backward(self, dy):  # `tanh_backward` without the tanh, which is at hand
        return dy * (1 - self._kept("_y") ** 2)


class ScaledTanh(Layer):
    """1.7159 tanh(2 x / 3), the squashing function of LeNet-5.

    It is so scaled that 1 goes to 1 and -1 to -1, where its curvature is largest (LeCun et al.
    1998, appendix A).

    Examples
    --------
    >>> import numpy as np
    >>> ScaledTanh().forward(np.array([-1.0, 0.0, 1.0])).round(4)
    array([-1.,  0.,  1.])
    """

    amplitude, slope = 1.7159, 2 / 3

    def forward(self, x):
        self._x = self.slope * x
        return self.amplitude * _activations.tanh(self._x)

    def backward(self, dy):
        return self.amplitude * self.slope * _activations.tanh_backward(dy, self._kept("_x"))


class LeakyReLU(_Function):
    """`leaky_relu` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> LeakyReLU(0.1).forward(np.array([-1.0, 2.0]))
    array([-0.1,  2. ])
    """

    _function, _backward = _activations.leaky_relu, _activations.leaky_relu_backward

    def __init__(self, negative_slope=0.01):
        self.options = {"negative_slope": negative_slope}


class LocalResponseNorm(_Function):
    """`local_response_norm` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> LocalResponseNorm(5, k=2.0, alpha=0.0, beta=1.0).forward(np.ones((1, 3, 1, 1))).ravel()
    array([0.5, 0.5, 0.5])
    """

    _function = _normalization.local_response_norm
    _backward = _normalization.local_response_norm_backward

    def __init__(self, size, alpha=1e-4, beta=0.75, k=1.0):
        self.options = {"size": size, "alpha": alpha, "beta": beta, "k": k}


class Dropout(Layer):
    """`dropout` as a layer: at work in training, without effect in evaluation.

    Parameters
    ----------
    p : float
        0 to 1.
    rng : numpy.random.Generator, optional
        None: a new one, with a seed from the operating system.

    Examples
    --------
    >>> import numpy as np
    >>> layer = Dropout(0.5, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones(6)), layer.eval().forward(np.ones(6))
    (array([2., 0., 0., 0., 2., 2.]), array([1., 1., 1., 1., 1., 1.]))
    """

    def __init__(self, p=0.5, *, rng=None):
        self.p = _shapes.number("Dropout", "p", p, 0, 1)
        self.rng = np.random.default_rng() if rng is None else rng

    def forward(self, x):
        y, self._mask = _activations.dropout(x, self.p, self.training, rng=self.rng)
        return y

    def backward(self, dy):
        return _activations.dropout_backward(dy, self._kept("_mask"))


class Flatten(Layer):
    """(N, C, H, W) -> (N, C * H * W), row by row.

    Examples
    --------
    >>> import numpy as np
    >>> Flatten().forward(np.zeros((2, 6, 4, 4))).shape
    (2, 96)
    """

    def forward(self, x):
        self._shape = x.shape
        return x.reshape(len(x), int(np.prod(x.shape[1:])))  # (N, ...) -> (N, features)

    def backward(self, dy):
        return dy.reshape(self._kept("_shape"))  # (N, features) -> (N, ...)
