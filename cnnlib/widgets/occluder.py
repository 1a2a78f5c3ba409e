"""A square that covers a part of a digit, and what a small ZFNet makes of the rest."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure, pack_bytes, pack_floats

__all__ = ["Occluder"]

NAME = "Occluder"
SIDE = 32
CLASSES = 10
MOST = 10  # pictures, so that the page stays small
WIDEST = 16  # maps of the first layer: wider, and moving the square is not smooth


class Occluder(InteractiveFigure):
    """Interactive figure: cover a part of a digit, and see what a network still says.

    The network is ZFNet in small: 7×7 convolution with stride 2, 5×5, three times 3×3, a border of
    zeros that keeps the sides, ReLU after each; 3×3 max pooling with stride 2, which reaches over
    the edge, after the first, the second and the last; three fully connected layers with ReLU
    between, softmax. The reader moves the square by keys, mouse or finger, and chooses its size
    and shade. Drawn are the probabilities, the map of the fifth layer that was strongest before
    anything was covered, and the probability of the true class for all places of the square, as
    `cnnlib.inspect.occlusion_map` with a stride of 2 has them.

    Parameters
    ----------
    pictures : uint8 array of shape (D, 32, 32)
        1 to 10 digits; the network gets them divided by 255.
    labels : sequence of D ints
        Their classes.
    weights : mapping of str to array
        For each of conv1, ..., conv5, full6, full7, full8 ``name.weight`` and ``name.bias``, as in a
        ``state_dict()``. With w maps in the first layer there are 2w in the others and 4w units in
        the fully connected ones.
    size : int, default 8
        Side of the square at first, 2 to 16.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An array has the wrong dtype, ``weights`` is no mapping, a number is no int, or ``alt`` is
        not a string.
    ValueError
        A shape is not as above, a weight is missing or too much or not finite, a label is no digit,
        the size is out of range, or ``alt`` is empty.

    Examples
    --------
    >>> weights = {name: np.zeros(shape) for name, shape in shapes(2).items()}
    >>> digits = np.zeros((1, 32, 32), np.uint8)
    >>> Occluder(digits, [3], weights, alt="A black square")
    Interactive figure: A black square. 1 digit of 32×32 pixels, a 3; a network with 2 and 4 maps; a square of 8×8.
    """  # noqa: E501

    pictures = traitlets.Unicode(read_only=True, help="packed bytes").tag(sync=True)
    labels = traitlets.List(read_only=True).tag(sync=True)
    weights = traitlets.List(read_only=True, help="(name, packed floats)").tag(sync=True)
    width = traitlets.Int(read_only=True, help="maps of the first layer").tag(sync=True)
    size = traitlets.Int(read_only=True).tag(sync=True)

    def __init__(self, pictures, labels, weights, size=8, *, alt):
        _shapes.check_array(NAME, "pictures", pictures, 3, dtypes=("uint8",))
        count = len(pictures)
        if not 1 <= count <= MOST or pictures.shape[1:] != (SIDE, SIDE):
            raise ValueError(
                f"{NAME}: pictures has shape {pictures.shape}, expected (D, {SIDE}, {SIDE}) with D "
                f"from 1 to {MOST}"
            )
        labels = [
            _shapes.integer(NAME, f"labels[{k}]", label, 0, CLASSES - 1)
            for k, label in enumerate(labels)
        ]
        if len(labels) != count:
            raise ValueError(f"{NAME}: labels has {len(labels)} entries, expected {count}")
        arrays, width = _checked(weights)
        super().__init__(
            alt=alt,
            pictures=pack_bytes(pictures),
            labels=labels,
            weights=[[name, pack_floats(array)] for name, array in arrays.items()],
            width=width,
            size=_shapes.integer(NAME, "size", size, 2, SIDE // 2),
        )

    def numbers(self):
        count = len(self.labels)
        kinds = ", ".join(f"a{'n' * (label == 8)} {label}" for label in self.labels)
        return (
            f"{count} digit{'s' * (count > 1)} of {SIDE}×{SIDE} pixels, {kinds}; a network with "
            f"{self.width} and {2 * self.width} maps; a square of {self.size}×{self.size}."
        )


def shapes(width):
    """The shapes of all weights, by name, with ``width`` maps in the first layer."""
    maps, units = 2 * width, 4 * width
    found = {"conv1": (width, 1, 7, 7), "conv2": (maps, width, 5, 5)}
    found |= {f"conv{k}": (maps, maps, 3, 3) for k in (3, 4, 5)}
    found |= {"full6": (units, 4 * maps), "full7": (units, units), "full8": (CLASSES, units)}
    return {
        f"{layer}.{name}": shape
        for layer, whole in found.items()
        for name, shape in (("weight", whole), ("bias", whole[:1]))
    }


def _checked(weights):
    """The weights as arrays in the order of `shapes`, and the maps of the first layer."""
    if not hasattr(weights, "keys"):
        raise TypeError(f"{NAME}: weights is {weights!r}, expected arrays by name")
    wrong = sorted(set(weights) ^ set(shapes(1)))
    if wrong:
        raise ValueError(
            f"{NAME}: weights has {sorted(weights)}, expected {sorted(shapes(1))}; what differs "
            f"is {wrong}"
        )
    arrays = {name: np.asarray(weights[name]) for name in shapes(1)}
    first = arrays["conv1.weight"]
    if first.ndim != 4 or not 1 <= len(first) <= WIDEST:
        raise ValueError(
            f"{NAME}: weights['conv1.weight'] has shape {first.shape}, expected (w, 1, 7, 7) with "
            f"w from 1 to {WIDEST}"
        )
    for name, shape in shapes(len(first)).items():
        _shapes.check_array(NAME, f"weights[{name!r}]", arrays[name])
        _shapes.check_shape(NAME, f"weights[{name!r}]", arrays[name], shape)
        if not np.isfinite(arrays[name]).all():
            raise ValueError(f"{NAME}: weights[{name!r}] holds a number that is not finite")
    return arrays, len(first)
