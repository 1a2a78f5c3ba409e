"""Digits with their pixels in place or exchanged, before a fully connected and a conv net."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure, pack_floats

__all__ = ["PermutedPixels"]

CLASSES = 10
MOST = 20  # pictures, so that the page stays small


class PermutedPixels(InteractiveFigure):
    """Interactive figure: what two nets say of a digit that is moved and whose pixels are exchanged.

    The reader chooses a digit, moves it right and down, and exchanges its pixels. The fully
    connected net then gets its first matrix with the columns exchanged, ``w1[:, order]``, and the
    convolutional net is replaced by one that was trained on exchanged pictures. The nets are
    flatten, linear, ReLU, linear; and twice 3×3 convolution with a border of zeros, ReLU and 2×2
    max pooling, then flatten and linear. Softmax follows both.

    Parameters
    ----------
    pictures : float array of shape (D, S, S)
        1 to 20 digits, from 0 to 1; S is 4, 8, 12 or 16.
    order : integer array of shape (S * S,)
        Pixel ``order[j]`` of a picture is moved to place j.
    dense : sequence of float arrays of shapes (h, S * S), (h,), (10, h), (10,)
        Weights and biases of the fully connected net.
    conv, conv_permuted : sequences of float arrays of shapes (a, 1, 3, 3), (a,), (b, a, 3, 3), \
(b,), (10, b * S * S / 16), (10,)
        Those of the convolutional net, and of the one for exchanged pixels.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An array has the wrong dtype, or ``alt`` is not a string.
    ValueError
        A shape is not as above, a value is not finite, ``order`` is not a permutation, or ``alt``
        is empty.

    Examples
    --------
    >>> dense = [np.zeros(shape) for shape in [(3, 16), (3,), (10, 3), (10,)]]
    >>> shapes = [(2, 1, 3, 3), (2,), (4, 2, 3, 3), (4,), (10, 4), (10,)]
    >>> conv = [np.zeros(shape) for shape in shapes]
    >>> picture = np.ones((1, 4, 4))
    >>> PermutedPixels(picture, np.arange(16), dense, conv, conv, alt="A white square")
    Interactive figure: A white square. 1 picture of 4×4; a fully connected net 16-3-10, a convolutional net with 2 and 4 maps.
    """  # noqa: E501

    size, count = (traitlets.Int(read_only=True).tag(sync=True) for _ in range(2))
    order = traitlets.List(read_only=True).tag(sync=True)
    pictures = traitlets.Unicode(read_only=True, help="packed floats").tag(sync=True)
    dense, conv, conv_permuted = (
        traitlets.List(read_only=True, help="packed floats").tag(sync=True) for _ in range(3)
    )
    widths = traitlets.List(read_only=True, help="hidden units, maps, maps").tag(sync=True)

    def __init__(self, pictures, order, dense, conv, conv_permuted, *, alt):
        _floats("pictures", pictures, 3)
        count, size = pictures.shape[:2]
        if not 1 <= count <= MOST or size not in (4, 8, 12, 16) or pictures.shape[2] != size:
            raise ValueError(
                f"PermutedPixels: pictures has shape {pictures.shape}, expected (D, S, S) with D "
                f"from 1 to {MOST} and S one of 4, 8, 12, 16"
            )
        _shapes.check_array("PermutedPixels", "order", order, 1, dtypes=("int64", "int32"))
        if sorted(order.tolist()) != list(range(size * size)):
            raise ValueError(f"PermutedPixels: order is no permutation of the {size * size} pixels")
        hidden = _width("dense", dense, 4)
        _check("dense", dense, [(hidden, size * size), (hidden,), (CLASSES, hidden), (CLASSES,)])
        first, second = _width("conv", conv, 6), _width("conv", conv, 6, at=2)
        shapes = [(first, 1, 3, 3), (first,), (second, first, 3, 3), (second,)]
        shapes += [(CLASSES, second * size * size // 16), (CLASSES,)]
        _check("conv", conv, shapes)
        _width("conv_permuted", conv_permuted, 6)
        _check("conv_permuted", conv_permuted, shapes)
        super().__init__(
            alt=alt, size=size, count=count, order=order.tolist(),
            pictures=pack_floats(pictures), dense=[pack_floats(w) for w in dense],
            conv=[pack_floats(w) for w in conv],
            conv_permuted=[pack_floats(w) for w in conv_permuted], widths=[hidden, first, second],
        )  # fmt: skip

    def numbers(self):
        hidden, first, second = self.widths
        side = self.size
        return (
            f"{self.count} picture{'s' * (self.count > 1)} of {side}×{side}; a fully connected net "
            f"{side * side}-{hidden}-{CLASSES}, a convolutional net with {first} and {second} maps."
        )


def _floats(name, array, ndim=None):
    _shapes.check_array("PermutedPixels", name, array, ndim)
    if not np.isfinite(array).all():
        raise ValueError(f"PermutedPixels: {name} holds a number that is not finite")


def _width(name, arrays, count, at=0):
    """How many units or maps the layer has whose weights are ``arrays[at]``."""
    if not isinstance(arrays, tuple | list) or len(arrays) != count:
        raise ValueError(f"PermutedPixels: {name} is not a list of {count} arrays")
    _floats(f"{name}[{at}]", arrays[at])
    return arrays[at].shape[0]


def _check(name, arrays, shapes):
    for k, (array, shape) in enumerate(zip(arrays, shapes, strict=True)):
        _floats(f"{name}[{k}]", array, len(shape))
        _shapes.check_shape("PermutedPixels", f"{name}[{k}]", array, shape)
