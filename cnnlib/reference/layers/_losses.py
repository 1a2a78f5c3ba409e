"""Losses as the last step of training: forward gives the number, backward starts the gradients."""

from cnnlib.reference import _losses


class _Loss:
    """The mean of a loss over the batch."""

    def forward(self, x, target):
        """The mean loss, a scalar."""
        self._arguments = x, target
        return type(self)._function(x, target)

    def backward(self):
        """The gradient for the first argument of the last forward."""
        if not hasattr(self, "_arguments"):
            raise RuntimeError(f"{type(self).__name__}.backward: call forward before backward")
        return type(self)._backward(1.0, *self._arguments)


class CrossEntropyLoss(_Loss):
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

    _function, _backward = _losses.cross_entropy, _losses.cross_entropy_backward


class MSELoss(_Loss):
    """`mse_loss`, mean over all elements, as the last step of training.

    Examples
    --------
    >>> import numpy as np
    >>> loss = MSELoss()
    >>> float(loss.forward(np.array([1.0, 2.0]), np.array([1.0, 4.0]))), loss.backward()
    (2.0, array([ 0., -2.]))
    """

    _function, _backward = _losses.mse_loss, _losses.mse_loss_backward
