"""How well a network does."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional as F

from cnnlib._shapes import check_array, integer
from cnnlib.training._batches import ahead, prefetched
from cnnlib.training._processes import Process
from cnnlib.training._setup import model_place

__all__ = [
    "Evaluation",
    "check_labels",
    "check_model",
    "check_pictures",
    "evaluate",
    "logits_of",
    "measure",
    "outputs_of",
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


def evaluate(model, data, batch_size=500, *, views=None):
    """Loss and accuracy of a classifier, in evaluation mode, on the device where it is.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes); left in the mode it was in.
    data : pair (x, y)
        ``x``: array of shape (N, C, H, W), float32, or what gives such arrays as ``x[indices]``;
        ``y``: array of shape (N,), int64.
    batch_size : int, default 500
        Does not change the result beyond rounding.
    views : callable, optional
        What the network is shown of pictures x: ``views(x)`` of shape (N, C, h, w), such as
        `cnnlib.data.augment.center_crop`, or (N, views, C, h, w), such as
        `cnnlib.data.augment.ten_crop`, whose probabilities are averaged (Krizhevsky et al. 2012,
        §4.1).

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
    return measure("evaluate", model, data, batch_size, views, Process())


def measure(function, model, data, batch_size, views, process):
    """`evaluate` by several processes, each on its share of the pictures."""
    x, y = check_pictures(function, "data", data)
    chosen = process.share(np.arange(len(y)))
    loss, correct = 0.0, 0
    if len(chosen):  # else there are more processes than pictures
        scores = _scores(function, model, x, chosen, batch_size, views)
        check_labels(function, y, scores)
        target = torch.from_numpy(y[chosen])
        loss = F.nll_loss(scores.double(), target, reduction="sum").item()
        correct = int((scores.argmax(1) == target).sum())
    loss, correct = process.total(torch.tensor([loss, correct], dtype=torch.float64)).tolist()
    return Evaluation(loss / len(y), correct / len(y), int(correct), len(y))


def predict(model, x, batch_size=500, *, views=None):
    """Probabilities of the classes (softmax of the logits), in evaluation mode.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes); left in the mode it was in.
    x : array of shape (N, C, H, W), float32
    batch_size : int, default 500
    views : callable, optional
        As for `evaluate`.

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
    return _scores("predict", model, x, np.arange(len(x)), batch_size, views).exp().float().numpy()


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
    return _check_logits(function, _result(function, model, x), x)


def outputs_of(function, model, x):
    """Logits in training, and those of auxiliary classifiers: a list of tensors (N, classes)."""
    result = _result(function, model, x)
    logits = result if isinstance(result, tuple) and result else (result,)
    return [_check_logits(function, part, x) for part in logits]


def _result(function, model, x):
    try:
        return model(x)
    except torch.OutOfMemoryError:  # says what it is
        raise
    except RuntimeError as error:  # torch's word for shapes that do not fit
        reason = " ".join(str(error).split())
        raise ValueError(
            f"{function}: model does not take x of shape {tuple(x.shape)}: {reason}"
        ) from error


def _check_logits(function, logits, x):
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


def _scores(function, model, x, chosen, batch_size, views):
    """Logarithms of the probabilities (N, classes) of the chosen pictures, on the CPU."""
    check_model(function, model)
    batch_size = integer(function, "batch_size", batch_size, 1)
    parts = np.array_split(chosen, -(-len(chosen) // batch_size))
    device, dtype = model_place(model)
    training, scores = model.training, []
    model.eval()
    try:
        with torch.inference_mode():
            for seen in prefetched(lambda part: _seen(function, x[part], views), parts, ahead(x)):
                count = 1 if seen.ndim == 4 else seen.shape[1]
                tensor = torch.from_numpy(seen.reshape(-1, *seen.shape[-3:]))
                logits = logits_of(function, model, tensor.to(device, dtype))
                # (n views, classes) -> (n, views, classes) -> (n, classes): the mean probability
                each = F.log_softmax(logits, dim=1).cpu().unflatten(0, (-1, count))
                scores.append(each.logsumexp(1) - math.log(count) if count > 1 else each[:, 0])
    finally:
        model.train(training)
    return torch.cat(scores)


def _seen(function, x, views):
    """What the network is shown of pictures: (n, C, h, w) or (n, views, C, h, w)."""
    seen = x if views is None else views(x)
    if not isinstance(seen, np.ndarray) or seen.ndim not in (4, 5) or len(seen) != len(x):
        shape = getattr(seen, "shape", type(seen).__name__)
        raise ValueError(
            f"{function}: views gives {shape} for pictures {x.shape}, expected (N, C, h, w) or "
            "(N, views, C, h, w)"
        )
    return np.ascontiguousarray(seen)
