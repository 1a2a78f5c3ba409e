"""How well a network does."""

from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from cnnlib._shapes import check_array, integer
from cnnlib.training._setup import model_device

__all__ = [
    "Evaluation",
    "check_labels",
    "check_model",
    "check_pictures",
    "evaluate",
    "logits_of",
    "predict",
]


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` found.

    Attributes
    ----------
    loss : float
        Mean cross-entropy, in nats.
    accuracy : float
        ``correct / total``, in [0, 1].
    correct, total : int
        Pictures classified rightly, and all.

    Examples
    --------
    >>> print(Evaluation(loss=0.1, accuracy=354 / 360, correct=354, total=360))
    0.9833 (354/360)
    """

    loss: float
    accuracy: float
    correct: int
    total: int

    def __str__(self):
        return f"{self.accuracy:.4f} ({self.correct}/{self.total})"


def evaluate(model, data, batch_size=500):
    """Loss and accuracy of a classifier, in evaluation mode, on the device where it is.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes); left in the mode it was in.
    data : pair (x, y)
        ``x``: array of shape (N, C, H, W), float32; ``y``: array of shape (N,), int64.
    batch_size : int, default 500
        Does not change the result beyond rounding.

    Returns
    -------
    Evaluation

    Raises
    ------
    ValueError, TypeError
        The arrays do not belong together, are empty, do not fit the network, or a label is no
        class of it.

    Examples
    --------
    >>> net = torch.nn.Flatten()
    >>> x = np.eye(3, dtype=np.float32).reshape(3, 1, 1, 3)
    >>> evaluate(net, (x, np.array([0, 1, 1]))).correct
    2
    """
    x, y = check_pictures("evaluate", "data", data)
    logits = _logits("evaluate", model, x, batch_size)
    check_labels("evaluate", y, logits)
    target = torch.from_numpy(y)
    loss = F.cross_entropy(logits, target).item()
    correct = int((logits.argmax(1) == target).sum())
    return Evaluation(loss, correct / len(y), correct, len(y))


def predict(model, x, batch_size=500):
    """Probabilities of the classes (softmax of the logits), in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes); left in the mode it was in.
    x : array of shape (N, C, H, W), float32
    batch_size : int, default 500

    Returns
    -------
    array of shape (N, classes), float32
        Rows sum to 1.

    Raises
    ------
    ValueError, TypeError
        ``x`` is not such an array, is empty, or does not fit the network.

    Examples
    --------
    >>> predict(torch.nn.Flatten(), np.zeros((1, 1, 1, 4), dtype=np.float32))
    array([[0.25, 0.25, 0.25, 0.25]], dtype=float32)
    """
    check_array("predict", "x", x, 4, ("float32",))
    if len(x) == 0:
        raise ValueError(f"predict: x has shape {x.shape}, expected at least one picture")
    return F.softmax(_logits("predict", model, x, batch_size), dim=1).numpy()


def check_pictures(function, name, data):
    """The pair (x, y), refused if it is no set of labelled pictures."""
    if not isinstance(data, tuple | list) or len(data) != 2:
        raise TypeError(f"{function}: {name} is a {type(data).__name__}, expected a pair (x, y)")
    x, y = data
    check_array(function, f"{name}'s x", x, 4, ("float32",))
    check_array(function, f"{name}'s y", y, 1, ("int64",))
    if len(x) != len(y) or len(x) == 0:
        raise ValueError(
            f"{function}: {name} has {len(x)} pictures and {len(y)} labels, "
            f"expected equally many, at least one"
        )
    return x, y


def check_model(function, model):
    """Refuse what is no network."""
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"{function}: model is a {type(model).__name__}, expected a Module")


def logits_of(function, model, x):
    """Logits (N, classes) of a tensor; refused if the network does not take it, or gives others."""
    try:
        logits = model(x)
    except torch.OutOfMemoryError:  # says what it is
        raise
    except RuntimeError as error:  # torch's word for shapes that do not fit
        reason = " ".join(str(error).split())
        raise ValueError(
            f"{function}: model does not take x of shape {tuple(x.shape)}: {reason}"
        ) from error
    if not isinstance(logits, torch.Tensor):
        raise TypeError(f"{function}: model gives a {type(logits).__name__}, expected a tensor")
    if logits.ndim != 2 or len(logits) != len(x):
        raise ValueError(
            f"{function}: model gives shape {tuple(logits.shape)}, expected logits "
            f"({len(x)}, classes)"
        )
    return logits


def check_labels(function, y, logits):
    """Refuse labels that are no class of the network."""
    if y.min() < 0 or y.max() >= logits.shape[1]:
        raise ValueError(
            f"{function}: y has labels from {y.min()} to {y.max()}, expected 0 to "
            f"{logits.shape[1] - 1}: the network has {logits.shape[1]} classes"
        )


def _logits(function, model, x, batch_size):
    """Logits (N, classes) on the CPU."""
    check_model(function, model)
    batch_size = integer(function, "batch_size", batch_size, 1)
    device, training = model_device(model), model.training
    model.eval()
    try:
        with torch.inference_mode():
            return torch.cat(
                [
                    logits_of(
                        function, model, torch.from_numpy(np.ascontiguousarray(part)).to(device)
                    ).cpu()
                    for part in np.array_split(x, -(-len(x) // batch_size))
                ]
            )
    finally:
        model.train(training)
