"""Optimisers: how gradients change parameters.

>>> import numpy as np
>>> from cnnlib.reference.layers import Parameter
>>> p = Parameter(np.array([1.0]), name="weight")
>>> sgd = SGD([p], lr=0.1)
>>> p.grad += 2 * p.value  # the gradient of value**2
>>> sgd.step()
>>> p.value
array([0.8])
"""

import numpy as np

__all__ = ["SGD"]


class SGD:
    """Gradient descent, with momentum and weight decay if wanted (torch's rule and names).

    For each parameter, with g its gradient plus ``weight_decay * value``: without momentum
    ``value -= lr * g``; with it ``v = momentum * v + g`` (at the first step ``v = g``) and
    ``value -= lr * v``, or with Nesterov's look-ahead ``value -= lr * (g + momentum * v)``
    (Sutskever et al. 2013, in torch's form, where lr multiplies the whole velocity).

    Parameters
    ----------
    parameters : list of Parameter
    lr : float
        Learning rate, at least 0; may be changed between steps (``sgd.lr = ...``).
    momentum, weight_decay : float
        At least 0.
    nesterov : bool
        Needs momentum.

    Raises
    ------
    ValueError
        A negative number, or nesterov without momentum.

    Examples
    --------
    >>> SGD([], lr=-1)
    Traceback (most recent call last):
    ValueError: SGD: lr is -1, expected at least 0
    """

    def __init__(self, parameters, lr, momentum=0, weight_decay=0, nesterov=False):
        settings = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
        for name, value in settings.items():
            if not value >= 0:
                raise ValueError(f"SGD: {name} is {value}, expected at least 0")
        if nesterov and momentum == 0:
            raise ValueError("SGD: nesterov is True but momentum is 0, expected momentum above 0")
        self.parameters = list(parameters)
        self.lr, self.momentum, self.weight_decay = lr, momentum, weight_decay
        self.nesterov = nesterov
        self._velocities = [None] * len(self.parameters)

    def step(self):
        """Move every parameter against its gradient, in place."""
        for k, parameter in enumerate(self.parameters):
            g = parameter.grad
            if self.weight_decay:
                g = g + self.weight_decay * parameter.value
            if self.momentum:
                v = self._velocities[k]
                v = g.copy() if v is None else self.momentum * v + g
                self._velocities[k] = v
                g = g + self.momentum * v if self.nesterov else v
            parameter.value -= np.asarray(self.lr, g.dtype) * g

    def zero_grad(self):
        """Set every gradient to zero, in place."""
        for parameter in self.parameters:
            parameter.grad.fill(0)
