"""An optimiser walks down a surface of loss, step by step."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.reference import optim
from cnnlib.reference.layers import Parameter
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Descent"]

# Losses of two weights as sums of c * x**i * y**j, the parts of the axes that are shown, and where
# the reader starts. The valley is ten times as steep across as along; the saddle's start lies on
# the ridge, where plain descent never leaves it; of the two wells the left one is deeper.
SURFACES = {
    "valley": {"terms": [[0.5, 2, 0], [5, 0, 2]], "start": [-3.5, 1]},
    "saddle": {"terms": [[0.5, 2, 0], [-0.5, 0, 2], [0.25, 0, 4]], "start": [-3, 0]},
    "two wells": {
        "terms": [[0.25, 4, 0], [-2, 2, 0], [0.5, 1, 0], [1, 0, 2]],
        "start": [3.5, 1],
    },
}
BOX = [[-4, 4], [-2, 2]]
OPTIMISERS = ("SGD", "momentum", "Nesterov", "Adam")
RATES = (0.001, 0.003, 0.01, 0.03, 0.05, 0.1, 0.15, 0.18, 0.19, 0.2, 0.203, 0.21, 0.3, 0.5, 1.0)
MOMENTA = (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)
STEPS = 30  # drawn at first


class Descent(InteractiveFigure):
    """Interactive figure: SGD, momentum, Nesterov and Adam on contours of a loss of two weights.

    The reader chooses surface, optimiser, learning rate, momentum and start, and watches the path
    grow; a switch draws all four optimisers. The rules are those of `cnnlib.reference.optim`; for
    Adam the momentum is its first beta, and the second is 0.999.

    Parameters
    ----------
    surface : {"valley", "saddle", "two wells"}
    optimiser : {"SGD", "momentum", "Nesterov", "Adam"}
    lr, momentum : float
        One of the values that the figure's sliders have, `RATES` and `MOMENTA`.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``alt`` is not a string.
    ValueError
        An argument is none of the choices, or ``alt`` is empty.

    Examples
    --------
    >>> Descent("valley", optimiser="SGD", lr=0.1, alt="A path down into a valley")
    Interactive figure: A path down into a valley. valley, SGD, rate 0.1: from (-3.5, 1) in 30 steps to (-0.148, 0), loss 0.011.
    """  # noqa: E501

    surface, optimiser = (traitlets.Unicode(read_only=True).tag(sync=True) for _ in range(2))
    lr, momentum = (traitlets.Float(read_only=True).tag(sync=True) for _ in range(2))
    steps = traitlets.Int(read_only=True).tag(sync=True)
    choices = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, surface="valley", optimiser="momentum", lr=0.1, momentum=0.9, *, alt):
        _shapes.check_choice("Descent", "surface", surface, tuple(SURFACES))
        _shapes.check_choice("Descent", "optimiser", optimiser, OPTIMISERS)
        _shapes.check_choice("Descent", "lr", lr, RATES)
        _shapes.check_choice("Descent", "momentum", momentum, MOMENTA)
        super().__init__(
            alt=alt,
            surface=surface,
            optimiser=optimiser,
            lr=lr,
            momentum=momentum,
            steps=STEPS,
            choices={
                "surfaces": SURFACES,
                "box": BOX,
                "optimisers": list(OPTIMISERS),
                "rates": list(RATES),
                "momenta": list(MOMENTA),
            },
        )

    def numbers(self):
        start = SURFACES[self.surface]["start"]
        path = walk(self.surface, self.optimiser, self.lr, self.momentum, start, STEPS)
        x, y = (f"{number:.3g}" for number in path[-1].round(6) + 0.0)
        momentum = "" if self.optimiser == "SGD" else f", momentum {self.momentum:g}"
        return (
            f"{self.surface}, {self.optimiser}, rate {self.lr:g}{momentum}: from "
            f"({start[0]:g}, {start[1]:g}) in {STEPS} steps to ({x}, {y}), loss "
            f"{height(self.surface, path[-1]):.3f}."
        )


def height(surface, w):
    """The loss at w = (x, y)."""
    return float(sum(c * w[0] ** i * w[1] ** j for c, i, j in SURFACES[surface]["terms"]))


def walk(surface, optimiser, lr, momentum, start, steps):
    """The places of an optimiser, array of shape (steps + 1, 2), its start first."""
    w = Parameter(np.array(start, float))
    if optimiser == "Adam":
        rule = optim.Adam([w], lr, betas=(momentum, 0.999))
    elif optimiser == "SGD":
        rule = optim.SGD([w], lr)
    else:
        rule = optim.SGD([w], lr, momentum, nesterov=optimiser == "Nesterov" and momentum > 0)
    path = [w.value.copy()]
    for _ in range(steps):
        x, y = w.value
        terms = SURFACES[surface]["terms"]
        w.grad[...] = (
            sum(c * i * x ** (i - 1) * y**j for c, i, j in terms if i),
            sum(c * j * x**i * y ** (j - 1) for c, i, j in terms if j),
        )
        rule.step()
        path.append(w.value.copy())
    return np.array(path)
