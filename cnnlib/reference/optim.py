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

from cnnlib import _shapes

__all__ = ["SGD", "Adam"]


class _Optimizer:
    """What all have: the parameters and their gradients, and settings that may not be negative."""

    def __init__(self, parameters, **settings):
        for name, value in settings.items():
            setattr(self, name, _shapes.number(type(self).__name__, name, value, 0))
        self.parameters = list(parameters)

    def step(self):
        """Move every parameter against its gradient, in place."""
        for k, parameter in enumerate(self.parameters):
            g = parameter.grad
            if self.weight_decay:
                g = g + self.weight_decay * parameter.value
            parameter.value -= self._update(k, g)

    def zero_grad(self):
        """Set every gradient to zero, in place."""
        for parameter in self.parameters:
            parameter.grad.fill(0)


class SGD(_Optimizer):
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
        super().__init__(parameters, lr=lr, momentum=momentum, weight_decay=weight_decay)
        if nesterov and momentum == 0:
            raise ValueError("SGD: nesterov is True but momentum is 0, expected momentum above 0")
        self.nesterov = nesterov
        self._velocities = [None] * len(self.parameters)

    def _update(self, k, g):
        if self.momentum:
            v = self._velocities[k]
            v = g.copy() if v is None else self.momentum * v + g
            self._velocities[k] = v
            g = g + self.momentum * v if self.nesterov else v
        return np.asarray(self.lr, g.dtype) * g


class Adam(_Optimizer):
    """Gradient descent with a step length for each number, from running means of g and g^2.

    At step t, with g the gradient plus ``weight_decay * value``: ``m = b1 m + (1 - b1) g``,
    ``v = b2 v + (1 - b2) g^2`` and ``value -= lr m' / (sqrt(v') + eps)``, where
    ``m' = m / (1 - b1^t)`` and ``v' = v / (1 - b2^t)`` make up for the start at 0 (Kingma and Ba
    2015, algorithm 1).

    Parameters
    ----------
    parameters : list of Parameter
    lr : float
        Learning rate, at least 0; may be changed between steps.
    betas : pair of floats
        b1 and b2, from 0 to below 1.
    eps, weight_decay : float
        At least 0.

    Raises
    ------
    ValueError
        A negative number, or betas out of range.

    Examples
    --------
    The first step has the length lr, whatever the gradient's size.

    >>> from cnnlib.reference.layers import Parameter
    >>> p = Parameter(np.array([1.0, 1.0]), grad=np.array([1e-3, -1e3]))
    >>> Adam([p], lr=0.1).step()
    >>> p.value.round(4)
    array([0.9, 1.1])
    """

    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0):
        super().__init__(parameters, lr=lr, eps=eps, weight_decay=weight_decay)
        if not isinstance(betas, tuple | list) or len(betas) != 2:
            raise ValueError(f"Adam: betas is {betas!r}, expected two numbers")
        self.betas = tuple(_shapes.number("Adam", "betas", beta, 0, 1) for beta in betas)
        if 1 in self.betas:
            raise ValueError(f"Adam: betas is {betas!r}, expected numbers below 1")
        self._moments = [(np.zeros_like(p.value), np.zeros_like(p.value)) for p in self.parameters]
        self._steps = 0

    def step(self):
        """Move every parameter against its gradient, in place."""
        self._steps += 1
        super().step()

    def _update(self, k, g):
        (m, v), (b1, b2) = self._moments[k], self.betas
        m *= b1
        m += (1 - b1) * g
        v *= b2
        v += (1 - b2) * g**2
        m, v = m / (1 - b1**self._steps), v / (1 - b2**self._steps)
        return self.lr * m / (np.sqrt(v) + self.eps)
