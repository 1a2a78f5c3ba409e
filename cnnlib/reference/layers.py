"""Layers: the functions of `cnnlib.reference` with the state that training needs.

Named as in ``torch.nn``. A layer keeps what its backward needs from the last forward:

>>> import numpy as np
>>> from cnnlib.reference import layers
>>> net = layers.Sequential(
...     layers.Conv2d(1, 4, kernel_size=5), layers.ReLU(), layers.MaxPool2d(2),
...     layers.Flatten(), layers.Linear(576, 10),
... )
>>> y = net.forward(np.zeros((2, 1, 28, 28), np.float32))
>>> dx = net.backward(np.ones_like(y))
>>> y.shape, dx.shape
((2, 10), (2, 1, 28, 28))
>>> [p.name for p in net.parameters()]
['0.weight', '0.bias', '4.weight', '4.bias']
"""

from dataclasses import dataclass

import numpy as np

from cnnlib import _shapes
from cnnlib.reference import (
    _activations,
    _convolution,
    _linear,
    _losses,
    _pooling,
)

__all__ = [
    "AvgPool2d",
    "Conv2d",
    "CrossEntropyLoss",
    "Flatten",
    "Layer",
    "Linear",
    "MaxPool2d",
    "Parameter",
    "ReLU",
    "Sequential",
    "Sigmoid",
    "Tanh",
]


@dataclass
class Parameter:
    """Numbers that are learned.

    Attributes
    ----------
    value : array
        Change it in place (``p.value[...] = ...``): layer and optimiser share it.
    grad : array of the same shape
        Backward passes add to it; the optimiser's ``zero_grad`` clears it.
    name : str
        As torch names it: "weight", inside a Sequential "0.weight".

    Examples
    --------
    >>> import numpy as np
    >>> Parameter(np.ones(3), name="bias").grad
    array([0., 0., 0.])
    """

    value: np.ndarray
    grad: np.ndarray | None = None  # None: zeros
    name: str = ""

    def __post_init__(self):
        if self.grad is None:
            self.grad = np.zeros_like(self.value)


class Layer:
    """What every layer has. A layer of one's own overrides `forward` and `backward`.

    Examples
    --------
    >>> class Double(Layer):
    ...     def forward(self, x):
    ...         return 2 * x
    ...     def backward(self, dy):
    ...         return 2 * dy
    >>> Double().backward(3.0)
    6.0
    """

    training = True

    def forward(self, x):
        """The layer's output for input x, which `backward` may need and is kept."""
        raise NotImplementedError

    def backward(self, dy):
        """dL/dx for dL/dy; adds dL/dparameter to each parameter's ``grad``."""
        raise NotImplementedError

    def parameters(self):
        """List of the layer's `Parameter` objects."""
        return []

    def train(self):
        """Switch to training mode (dropout and batch norm behave differently); returns self."""
        self.training = True
        return self

    def eval(self):
        """Switch to evaluation mode; returns self."""
        self.training = False
        return self

    def _kept(self, name):
        """What forward kept, or a clear word that it has not run."""
        try:
            return self.__dict__[name]
        except KeyError:
            layer = type(self).__name__
            raise RuntimeError(f"{layer}.backward: call forward before backward") from None


def _uniform(rng, shape, fan_in, dtype):
    """torch's default start: uniform in +-1/sqrt(fan_in)."""
    bound = 1 / np.sqrt(fan_in)
    return rng.uniform(-bound, bound, shape).astype(dtype)


class _Affine(Layer):
    """Common to Conv2d and Linear: weight and bias, their start and their gradients."""

    def _start(self, shape, bias, rng, dtype):
        rng = np.random.default_rng() if rng is None else rng
        fan_in = int(np.prod(shape[1:]))
        self.weight = Parameter(_uniform(rng, shape, fan_in, dtype), name="weight")
        self.bias = (
            Parameter(_uniform(rng, shape[:1], fan_in, dtype), name="bias") if bias else None
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
        in_channels = _shapes.integer("Conv2d", "in_channels", in_channels, 1)
        out_channels = _shapes.integer("Conv2d", "out_channels", out_channels, 1)
        groups = _shapes.integer("Conv2d", "groups", groups, 1)
        for name, channels in (("in_channels", in_channels), ("out_channels", out_channels)):
            if channels % groups:
                raise ValueError(f"Conv2d: {name} {channels} is not divisible by groups {groups}")
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


class MaxPool2d(Layer):
    """`max_pool2d` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> MaxPool2d(2).forward(np.zeros((1, 6, 28, 28))).shape
    (1, 6, 14, 14)
    """

    def __init__(self, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False):
        self.options = {
            "kernel_size": kernel_size,
            "stride": stride,
            "padding": padding,
            "dilation": dilation,
            "ceil_mode": ceil_mode,
        }

    def forward(self, x):
        self._x = x
        return _pooling.max_pool2d(x, **self.options)

    def backward(self, dy):
        return _pooling.max_pool2d_backward(dy, self._kept("_x"), **self.options)


class AvgPool2d(Layer):
    """`avg_pool2d` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> AvgPool2d(2).forward(np.ones((1, 1, 2, 2)))[0, 0]
    array([[1.]])
    """

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

    def forward(self, x):
        self._x = x
        return _pooling.avg_pool2d(x, **self.options)

    def backward(self, dy):
        return _pooling.avg_pool2d_backward(dy, self._kept("_x"), **self.options)


class _Elementwise(Layer):
    """A function of x alone and its backward."""

    def forward(self, x):
        self._x = x
        return type(self)._function(x)

    def backward(self, dy):
        return type(self)._backward(dy, self._kept("_x"))


class ReLU(_Elementwise):
    """`relu` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> ReLU().forward(np.array([-1.0, 2.0]))
    array([0., 2.])
    """

    _function, _backward = _activations.relu, _activations.relu_backward


class Sigmoid(_Elementwise):
    """`sigmoid` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> Sigmoid().forward(np.zeros(1))
    array([0.5])
    """

    _function, _backward = _activations.sigmoid, _activations.sigmoid_backward


class Tanh(_Elementwise):
    """`tanh` as a layer.

    Examples
    --------
    >>> import numpy as np
    >>> Tanh().forward(np.zeros(1))
    array([0.])
    """

    _function, _backward = _activations.tanh, _activations.tanh_backward


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


class Sequential(Layer):
    """Layers one after the other: forward from first to last, backward from last to first.

    Parameters
    ----------
    *layers : Layer
        ``net.layers`` lists them. Parameters are named as in torch: "0.weight", "3.bias".

    Examples
    --------
    >>> import numpy as np
    >>> net = Sequential(Flatten(), Linear(4, 2))
    >>> net.forward(np.zeros((1, 1, 2, 2), np.float32)).shape
    (1, 2)
    """

    def __init__(self, *layers):
        for position, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"Sequential: layer {position} is a {type(layer).__name__}, expected a Layer"
                )
            for parameter in layer.parameters():
                parameter.name = f"{position}.{parameter.name}"
        self.layers = list(layers)

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy

    def parameters(self):
        return [parameter for layer in self.layers for parameter in layer.parameters()]

    def train(self):
        for layer in self.layers:
            layer.train()
        return super().train()

    def eval(self):
        for layer in self.layers:
            layer.eval()
        return super().eval()


class CrossEntropyLoss:
    """`cross_entropy` of logits, mean over the batch, as the last step of training.

    Examples
    --------
    >>> import numpy as np
    >>> loss = CrossEntropyLoss()
    >>> round(float(loss.forward(np.zeros((2, 10)), np.array([3, 7]))), 4)
    2.3026
    >>> loss.backward().shape
    (2, 10)
    """

    def forward(self, logits, target):
        """The mean loss, a scalar."""
        self._arguments = logits, target
        return _losses.cross_entropy(logits, target)

    def backward(self):
        """dL/dlogits of the last forward."""
        if not hasattr(self, "_arguments"):
            raise RuntimeError("CrossEntropyLoss.backward: call forward before backward")
        return _losses.cross_entropy_backward(1.0, *self._arguments)
