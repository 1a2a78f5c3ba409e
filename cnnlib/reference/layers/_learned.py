"""Layers with numbers to learn."""

import numpy as np

from cnnlib import _shapes
from cnnlib.reference import (
    _activations,
    _convolution,
    _linear,
    _normalization,
    _pooling,
    _transposed_convolution,
)
from cnnlib.reference.layers._base import Layer, Parameter


def _uniform(rng, shape, fan_in, dtype):
    """torch's default start: uniform in +-1/sqrt(fan_in)."""
    bound = 1 / np.sqrt(fan_in)
    return rng.uniform(-bound, bound, shape).astype(dtype)


def _check_channels(layer, in_channels, out_channels, groups):
    """The three as ints; refuse channels that groups do not divide."""
    in_channels = _shapes.integer(layer, "in_channels", in_channels, 1)
    out_channels = _shapes.integer(layer, "out_channels", out_channels, 1)
    groups = _shapes.integer(layer, "groups", groups, 1)
    for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
        if channels % groups:
            raise ValueError(f"{layer}: {name} {channels} is not divisible by groups {groups}")
    return in_channels, out_channels, groups


class _Affine(Layer):
    """Common to layers with a weight and, most of them, a bias."""

    def _start(self, shape, bias, rng, dtype, outputs=None):
        rng = np.random.default_rng() if rng is None else rng
        fan_in = int(np.prod(shape[1:]))
        self.weight = Parameter(_uniform(rng, shape, fan_in, dtype), name="weight")
        self.bias = (
            Parameter(_uniform(rng, (outputs or shape[0],), fan_in, dtype), name="bias")
            if bias
            else None
        )

    def _bias_value(self):
        return None if self.bias is None else self.bias.value

    def _add_gradients(self, dweight, dbias):
        self.weight.grad += dweight
        if self.bias is not None:
            self.bias.grad += dbias

    def parameters(self):
        return [self.weight] if self.bias is None else [self.weight, self.bias]


class Conv2d(_Affine):
    """`conv2d` with weights that are learned.

    Parameters
    ----------
    in_channels, out_channels : int
    kernel_size, stride, padding, dilation, groups
        As `conv2d`'s; ``padding`` may be "valid" or "same".
    bias : bool
        Whether to add a bias to each output channel.
    rng : numpy.random.Generator, optional
        Draws the first weights: uniform in +-1/sqrt(fan_in), torch's default start.
    dtype : float32 (default) or float64

    Examples
    --------
    >>> import numpy as np
    >>> layer = Conv2d(3, 6, kernel_size=5, rng=np.random.default_rng(0))
    >>> sum(p.value.size for p in layer.parameters())  # 6 (3 * 25 + 1)
    456
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        groups=1,
        bias=True,
        *,
        rng=None,
        dtype=np.float32,
    ):
        in_channels, out_channels, groups = _check_channels(
            "Conv2d", in_channels, out_channels, groups
        )
        kernel_size = _shapes.pair("Conv2d", "kernel_size", kernel_size, 1)
        self.options = {
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "groups": groups,
        }
        self._start((out_channels, in_channels // groups, *kernel_size), bias, rng, dtype)

    def forward(self, x):
        self._x = x
        return _convolution.conv2d(x, self.weight.value, self._bias_value(), **self.options)

    def backward(self, dy):
        x = self._kept("_x")
        dx, dweight, dbias = _convolution.conv2d_backward(dy, x, self.weight.value, **self.options)
        self._add_gradients(dweight, dbias)
        return dx


class TableConv2d(_Affine):
    """A convolution in which each output channel sees only some input channels, as a table says.

    LeNet-5's C3: 60 of the 96 possible kernels. Only those that exist are parameters.

    Parameters
    ----------
    connections : bool array of shape (out_channels, in_channels)
        Which kernels exist.
    kernel_size, stride, padding, dilation
        As `conv2d`'s.
    rng : numpy.random.Generator, optional
        Draws the first weights: uniform in +-1/sqrt(fan_in), with each output channel's own fan-in.
    dtype : float32 (default) or float64

    Examples
    --------
    >>> import numpy as np
    >>> layer = TableConv2d(np.array([[True, False], [True, True]]), kernel_size=5)
    >>> [p.value.shape for p in layer.parameters()]
    [(3, 5, 5), (2,)]
    """

    def __init__(
        self,
        connections,
        kernel_size,
        stride=1,
        padding=0,
        dilation=1,
        *,
        rng=None,
        dtype=np.float32,
    ):
        connections = np.asarray(connections)
        _shapes.check_array("TableConv2d", "connections", connections, 2, ("bool",))
        if not connections.any(axis=1).all():
            raise ValueError("TableConv2d: connections has an output channel without any input")
        self.connections = connections
        kernel_size = _shapes.pair("TableConv2d", "kernel_size", kernel_size, 1)
        self.options = {"stride": stride, "padding": padding, "dilation": dilation}
        rng = np.random.default_rng() if rng is None else rng
        bound = 1 / np.sqrt(connections.sum(axis=1) * np.prod(kernel_size))
        of_kernel = bound[np.nonzero(connections)[0], None, None]  # one row per existing kernel
        weight = rng.uniform(-of_kernel, of_kernel, (len(of_kernel), *kernel_size))
        self.weight = Parameter(weight.astype(dtype), name="weight")
        self.bias = Parameter(rng.uniform(-bound, bound).astype(dtype), name="bias")

    def _dense(self):
        """All kernels, zeros where the table has none: (kernels, kh, kw) -> (O, C, kh, kw)"""
        kernels = self.weight.value
        dense = np.zeros((*self.connections.shape, *kernels.shape[1:]), kernels.dtype)
        dense[self.connections] = kernels
        return dense

    def forward(self, x):
        self._x = x
        return _convolution.conv2d(x, self._dense(), self.bias.value, **self.options)

    def backward(self, dy):
        dx, ddense, dbias = _convolution.conv2d_backward(
            dy, self._kept("_x"), self._dense(), **self.options
        )
        self._add_gradients(ddense[self.connections], dbias)
        return dx


class ConvTranspose2d(_Affine):
    """`conv_transpose2d` with weights that are learned; arguments in torch's order.

    Examples
    --------
    >>> import numpy as np
    >>> ConvTranspose2d(4, 2, kernel_size=2, stride=2).forward(np.zeros((1, 4, 3, 3), "f")).shape
    (1, 2, 6, 6)
    """

    def __init__(
        self,
        in_channels,
        out_channels,
        kernel_size,
        stride=1,
        padding=0,
        output_padding=0,
        groups=1,
        bias=True,
        dilation=1,
        *,
        rng=None,
        dtype=np.float32,
    ):
        in_channels, out_channels, groups = _check_channels(
            "ConvTranspose2d", in_channels, out_channels, groups
        )
        kernel_size = _shapes.pair("ConvTranspose2d", "kernel_size", kernel_size, 1)
        self.options = {
            "stride": stride,
            "padding": padding,
            "output_padding": output_padding,
            "groups": groups,
            "dilation": dilation,
        }
        shape = (in_channels, out_channels // groups, *kernel_size)
        self._start(shape, bias, rng, dtype, outputs=out_channels)

    def forward(self, x):
        self._x = x
        return _transposed_convolution.conv_transpose2d(
            x, self.weight.value, self._bias_value(), **self.options
        )

    def backward(self, dy):
        dx, dweight, dbias = _transposed_convolution.conv_transpose2d_backward(
            dy, self._kept("_x"), self.weight.value, **self.options
        )
        self._add_gradients(dweight, dbias)
        return dx


class Linear(_Affine):
    """`linear` with weights that are learned; arguments as `Conv2d`'s where they share them.

    Examples
    --------
    >>> sum(p.value.size for p in Linear(84, 10).parameters())
    850
    """

    def __init__(self, in_features, out_features, bias=True, *, rng=None, dtype=np.float32):
        in_features = _shapes.integer("Linear", "in_features", in_features, 1)
        out_features = _shapes.integer("Linear", "out_features", out_features, 1)
        self._start((out_features, in_features), bias, rng, dtype)

    def forward(self, x):
        self._x = x
        return _linear.linear(x, self.weight.value, self._bias_value())

    def backward(self, dy):
        dx, dweight, dbias = _linear.linear_backward(dy, self._kept("_x"), self.weight.value)
        self._add_gradients(dweight, dbias)
        return dx


class BatchNorm2d(_Affine):
    """`batch_norm` with gamma and beta that are learned, and the running estimates.

    Parameters
    ----------
    num_features : int
        Channels.
    eps, momentum
        As `batch_norm`'s.
    dtype : float32 (default) or float64

    Attributes
    ----------
    running_mean, running_var : array of shape (num_features,)
        Used in evaluation, renewed by every forward in training; no parameters.

    Examples
    --------
    >>> import numpy as np
    >>> layer = BatchNorm2d(1, dtype=np.float64)
    >>> x = np.array([1.0, 3.0]).reshape(2, 1, 1, 1)
    >>> layer.forward(x).ravel().round(3), layer.running_mean
    (array([-1.,  1.]), array([0.2]))
    >>> [p.name for p in layer.parameters()]
    ['weight', 'bias']
    """

    def __init__(self, num_features, eps=1e-5, momentum=0.1, *, dtype=np.float32):
        channels = _shapes.integer("BatchNorm2d", "num_features", num_features, 1)
        self.weight = Parameter(np.ones(channels, dtype), name="weight")
        self.bias = Parameter(np.zeros(channels, dtype), name="bias")
        self.running_mean, self.running_var = np.zeros(channels, dtype), np.ones(channels, dtype)
        self.options = {"momentum": momentum, "eps": eps}

    def forward(self, x):
        _shapes.check_array("BatchNorm2d", "x", x, 4)
        self._x, self._statistics = x, (self.running_mean, self.running_var)
        self._trained = self.training
        y = _normalization.batch_norm(
            x, *self._statistics, self.weight.value, self.bias.value, self.training, **self.options
        )
        if self.training:
            y, self.running_mean, self.running_var = y
        return y

    def backward(self, dy):
        dx, dweight, dbias = _normalization.batch_norm_backward(
            dy,
            self._kept("_x"),
            *self._statistics,
            self.weight.value,
            self._trained,
            **self.options,
        )
        self._add_gradients(dweight, dbias)
        return dx


class Subsample2d(_Affine):
    """`subsample2d` with a weight and a bias per channel that are learned; it starts as the mean.

    Examples
    --------
    >>> import numpy as np
    >>> Subsample2d(6).forward(np.ones((1, 6, 28, 28), np.float32)).shape
    (1, 6, 14, 14)
    """

    def __init__(self, channels, kernel_size=2, *, dtype=np.float32):
        channels = _shapes.integer("Subsample2d", "channels", channels, 1)
        self.kernel_size = _shapes.pair("Subsample2d", "kernel_size", kernel_size, 1)
        cells = self.kernel_size[0] * self.kernel_size[1]
        self.weight = Parameter(np.full(channels, 1 / cells, dtype), name="weight")
        self.bias = Parameter(np.zeros(channels, dtype), name="bias")

    def forward(self, x):
        self._x = x
        return _pooling.subsample2d(x, self.weight.value, self.bias.value, self.kernel_size)

    def backward(self, dy):
        dx, dweight, dbias = _pooling.subsample2d_backward(
            dy, self._kept("_x"), self.weight.value, self.kernel_size
        )
        self._add_gradients(dweight, dbias)
        return dx


class PReLU(Layer):
    """`prelu` with slopes that are learned, one for all or one for each channel.

    Examples
    --------
    >>> import numpy as np
    >>> PReLU(dtype=np.float64).forward(np.array([[-1.0, 2.0]]))
    array([[-0.25,  2.  ]])
    """

    def __init__(self, num_parameters=1, init=0.25, *, dtype=np.float32):
        count = _shapes.integer("PReLU", "num_parameters", num_parameters, 1)
        self.weight = Parameter(np.full(count, init, dtype), name="weight")

    def forward(self, x):
        self._x = x
        return _activations.prelu(x, self.weight.value)

    def backward(self, dy):
        dx, dweight = _activations.prelu_backward(dy, self._kept("_x"), self.weight.value)
        self.weight.grad += dweight
        return dx

    def parameters(self):
        return [self.weight]


class RBF(Layer):
    """`rbf` around centres that are given: the output layer of LeNet-5.

    Parameters
    ----------
    centres : array of shape (classes, features)
    learn : bool
        Whether the centres are parameters. In LeNet-5 they are pictures of the characters and stay.

    Examples
    --------
    >>> import numpy as np
    >>> RBF(np.eye(2)).forward(np.array([[1.0, 0.0]]))
    array([[0., 2.]])
    """

    def __init__(self, centres, learn=False):
        self.centres, self.learn = Parameter(centres, name="centres"), learn

    def forward(self, x):
        self._x = x
        return _linear.rbf(x, self.centres.value)

    def backward(self, dy):
        dx, dcentres = _linear.rbf_backward(dy, self._kept("_x"), self.centres.value)
        self.centres.grad += dcentres
        return dx

    def parameters(self):
        return [self.centres] if self.learn else []
