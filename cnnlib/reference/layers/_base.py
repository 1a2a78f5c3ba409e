"""What all layers have, and the numbers that they learn."""

from dataclasses import dataclass

import numpy as np


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
