"""A sheet to draw a digit on, and every layer of LeNet-5 while it reads it."""

import base64

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["DRAWINGS", "DrawDigit"]

# Ten drawings, on a sheet of 32 x 32: points "x,y"; a slash ends a stroke.
DRAWINGS = (
    "16,4 11,7 9,12 9,20 11,25 16,28 21,25 23,20 23,12 21,7 16,4",
    "12,9 17,4 17,28",
    "9,9 11,5 16,3 21,5 22,9 21,13 16,20 9,27 / 9,27 24,27",
    "9,6 13,3 18,3 22,6 22,10 19,13 15,15 / 15,15 20,16 23,19 23,23 20,27 15,28 9,26",
    "14,4 9,18 24,18 / 20,10 19,29",
    "22,4 11,4 10,14 15,12 20,14 23,19 21,25 16,28 9,26 / 22,4 24,4",
    "19,3 14,7 10,14 9,21 11,26 16,28 21,26 23,22 21,17 16,16 11,18 9,21",
    "8,4 24,4 19,15 15,28 / 12,16 23,16",
    "21,7 16,3 11,6 11,10 16,14 21,18 22,24 16,28 10,24 11,19 16,14 21,10 21,7",
    "22,9 19,4 13,4 10,8 11,13 16,15 21,12 22,9 / 22,9 21,18 18,28",
)

# The maps of S2 that each map of C3 sees (LeCun et al. 1998, table I).
SEEN = [[(k + step) % 6 for step in range(3)] for k in range(6)]
SEEN += [[(k + step) % 6 for step in range(4)] for k in range(6)]
SEEN += [[(k + step) % 6 for step in (0, 1, 3, 4)] for k in range(3)]
SEEN = [sorted(maps) for maps in [*SEEN, range(6)]]

SHAPES = {
    "c1.weight": (6, 1, 5, 5),
    "c1.bias": (6,),
    "s2.weight": (6,),
    "s2.bias": (6,),
    "c3.weight": (60, 5, 5),
    "c3.bias": (16,),
    "s4.weight": (16,),
    "s4.bias": (16,),
    "c5.weight": (120, 16, 5, 5),
    "c5.bias": (120,),
    "f6.weight": (84, 120),
    "f6.bias": (84,),
    "output.codes": (10, 84),
}
LARGEST = 65504  # of float16


class DrawDigit(InteractiveFigure):
    """Interactive figure: LeNet-5 of 1998 reads what the reader draws.

    The reader draws by finger, mouse or keys, or takes one of ten stored drawings. The drawing is
    made as tall as the digits of ``cnnlib.data.load("digits")`` and as dark, in 32 x 32 cells;
    their means over 4 x 4 cells are enlarged bilinearly to 32 x 32 again, as that set was. All
    maps of all layers are drawn; of a unit that the reader chooses, what it sees of each earlier
    layer. The largest numbers are the ten distances from the codes of the digits: the least is the
    answer.

    Parameters
    ----------
    weights : mapping of str to array
        As the ``state_dict()`` of `cnnlib.models.lenet5_1998`, or ``cnnlib.data.weights``; rounded
        to float16.
    start : int, default 4
        The digit whose drawing is there at first.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``weights`` is no mapping, ``start`` no int, or ``alt`` not a string.
    ValueError
        A weight is missing or too much, has another shape or is larger than float16 can hold,
        ``start`` is no digit, or ``alt`` is empty.

    Examples
    --------
    >>> weights = {name: np.zeros(shape) for name, shape in SHAPES.items()}
    >>> DrawDigit(weights, start=7, alt="A sheet to draw on and the maps of LeNet-5")
    Interactive figure: A sheet to draw on and the maps of LeNet-5. At first a drawing of the digit 7. Layers: C1 6×28×28, S2 6×14×14, C3 16×10×10, S4 16×5×5, C5 120, F6 84, 10 distances.
    """  # noqa: E501

    weights = traitlets.List(read_only=True, help="(name, packed float16)").tag(sync=True)
    seen = traitlets.List(read_only=True, help="for each map of C3 those of S2").tag(sync=True)
    drawings = traitlets.List(read_only=True, help="digits, strokes, points").tag(sync=True)
    start = traitlets.Int(read_only=True).tag(sync=True)

    def __init__(self, weights, start=4, *, alt):
        if not hasattr(weights, "keys"):
            raise TypeError(f"DrawDigit: weights is {weights!r}, expected arrays by name")
        wrong = sorted(set(weights) ^ set(SHAPES))
        if wrong:
            raise ValueError(
                f"DrawDigit: weights has {sorted(weights)}, expected those of lenet5_1998; "
                f"what differs is {wrong}"
            )
        arrays = {name: np.asarray(weights[name]) for name in SHAPES}
        for name, shape in SHAPES.items():
            _shapes.check_shape("DrawDigit", f"weights[{name!r}]", arrays[name], shape)
            if not (np.abs(arrays[name]) <= LARGEST).all():
                raise ValueError(
                    f"DrawDigit: weights[{name!r}] holds a number that float16 cannot hold, "
                    f"expected numbers from -{LARGEST} to {LARGEST}"
                )
        super().__init__(
            alt=alt,
            weights=[[name, _pack_halves(array)] for name, array in arrays.items()],
            seen=SEEN,
            drawings=[_strokes(drawing) for drawing in DRAWINGS],
            start=_shapes.integer("DrawDigit", "start", start, 0, 9),
        )

    def numbers(self):
        return (
            f"At first a drawing of the digit {self.start}. Layers: C1 6×28×28, S2 6×14×14, "
            "C3 16×10×10, S4 16×5×5, C5 120, F6 84, 10 distances."
        )


def _pack_halves(array):
    """An array as float16, as text that `halves` of draw_digit.js reads."""
    return base64.b64encode(np.ascontiguousarray(array, "<f2")).decode("ascii")


def _strokes(drawing):
    """A line of `DRAWINGS` as strokes of points [x, y]."""
    return [
        [[int(number) for number in point.split(",")] for point in stroke.split()]
        for stroke in drawing.split("/")
    ]
