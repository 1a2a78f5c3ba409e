"""Layers made of layers: one after the other, side by side, and around a shortcut."""

import numpy as np

from cnnlib.reference.layers._base import Layer


class _Container(Layer):
    """Layers by name: their parameters are named after them, and they change mode together."""

    def _hold(self, named):
        for name, layer in named.items():
            if not isinstance(layer, Layer):
                raise TypeError(
                    f"{type(self).__name__}: layer {name} is a {type(layer).__name__}, expected a "
                    "Layer"
                )
            for parameter in layer.parameters():
                parameter.name = f"{name}.{parameter.name}"
        self.layers = list(named.values())

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


class Sequential(_Container):
    """Layers one after the other: forward from first to last, backward from last to first.

    Parameters
    ----------
    *layers : Layer
        ``net.layers`` lists them. Parameters are named as in torch: "0.weight", "3.bias".

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.reference.layers import Flatten, Linear
    >>> net = Sequential(Flatten(), Linear(4, 2))
    >>> net.forward(np.zeros((1, 1, 2, 2), np.float32)).shape
    (1, 2)
    """

    def __init__(self, *layers):
        self._hold({str(position): layer for position, layer in enumerate(layers)})

    def forward(self, x):
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy):
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        return dy


class Residual(_Container):
    """body(x) + shortcut(x): the body learns what is to be added (He et al. 2016, equation 1).

    Backward the gradient goes both ways and the results are added, so that it reaches the input
    undiminished by the body.

    Parameters
    ----------
    body : Layer
    shortcut : Layer, optional
        None: x itself. A projection (1 x 1 convolution) where body changes the shape. Parameters
        are named "body....", "shortcut....".

    Raises
    ------
    ValueError
        In forward: the two results have different shapes.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.reference.layers import ReLU
    >>> Residual(ReLU()).forward(np.array([-1.0, 2.0]))
    array([-1.,  4.])
    """

    def __init__(self, body, shortcut=None):
        self._hold({"body": body} if shortcut is None else {"body": body, "shortcut": shortcut})

    def forward(self, x):
        results = [layer.forward(x) for layer in self.layers]
        added, passed = results[0], results[1] if len(results) == 2 else x
        if added.shape != passed.shape:
            raise ValueError(
                f"Residual: body gives shape {added.shape} but shortcut {passed.shape}, expected "
                "the same"
            )
        return added + passed

    def backward(self, dy):
        dx = self.layers[0].backward(dy)
        return dx + (self.layers[1].backward(dy) if len(self.layers) == 2 else dy)


class Concat(_Container):
    """The channels of several branches side by side (Inception; DenseNet).

    Backward each branch gets its channels of dy, and what they return for x is added.

    Parameters
    ----------
    *branches : Layer
        Each sees the same input; results may differ in axis 1 only. Parameters are named
        "0....", "1....".
    keep : bool
        Put the input itself in front, as DenseNet's layers do.

    Examples
    --------
    >>> import numpy as np
    >>> from cnnlib.reference.layers import ReLU, Sigmoid
    >>> Concat(ReLU(), Sigmoid(), keep=True).forward(np.zeros((1, 3, 2, 2))).shape
    (1, 9, 2, 2)
    """

    def __init__(self, *branches, keep=False):
        self._hold({str(position): branch for position, branch in enumerate(branches)})
        self.keep = keep

    def forward(self, x):
        results = [x] * self.keep + [branch.forward(x) for branch in self.layers]
        for result in results:
            if result.shape[:1] + result.shape[2:] != results[0].shape[:1] + results[0].shape[2:]:
                raise ValueError(
                    f"Concat: branches give shapes {[r.shape for r in results]}, expected the same "
                    "but for axis 1"
                )
        self._ends = np.cumsum([result.shape[1] for result in results])
        return np.concatenate(results, axis=1)

    def backward(self, dy):
        parts = np.split(dy, self._kept("_ends")[:-1], axis=1)
        kept, parts = (parts[:1], parts[1:]) if self.keep else ([], parts)
        backs = zip(self.layers, parts, strict=True)
        return sum([*kept, *(branch.backward(part) for branch, part in backs)])
