"""Two lists of numbers are convolved: flip, slide, multiply, add, one step after the other."""

from fractions import Fraction

import numpy as np
import traitlets

from cnnlib import _names
from cnnlib.reference import convolve1d
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["FlipAndSlide"]

# Name, signal, kernel as a person types them, and what they mean.
PRESETS = (
    (
        "two dice",
        "1 1 1 1 1 1",
        "1 1 1 1 1 1",
        "One way to throw each of the faces 1 to 6, which stand at the places 0 to 5. "
        "Place i of the result: in how many of 36 ways the dice show i + 2.",
    ),
    (
        "signal with delay",
        "1 2 3 4",
        "1 1/2 1/4",
        "What the source sends is heard at once, by half one step later, by a quarter two steps "
        "later. Place i of the result: what is heard at time i.",
    ),
    (
        "moving average",
        "1 2 6 3 5 4",
        "1/3 1/3 1/3",
        "The mean of three neighbours, wherever the kernel meets no zero of the padding.",
    ),
    (
        "second difference",
        "0 1 4 9 16 25",
        "1 -2 1",
        "The squares 0, 1, 4, ... have the second difference 2, wherever the kernel meets no zero "
        "of the padding.",
    ),
)
# With more numbers, the picture does not fit on a phone.
MOST = {"signal": 8, "kernel": 6}
LIMIT = 1000  # larger, and the numbers do not fit their boxes


class FlipAndSlide(InteractiveFigure):
    """Interactive figure: a kernel is flipped and slides along a signal; each step adds products.

    The reader chooses an example or types the numbers of both lists, and moves the kernel. The
    figure shows the signal between zeros, the flipped kernel below the cells that it covers, their
    products, and the result so far, which is the wide convolution (`cnnlib.reference.convolve1d`
    with ``mode="full"``). A switch leaves out the flip: then it is the cross-correlation
    (`cnnlib.reference.correlate1d`).

    Parameters
    ----------
    preset : {"two dice", "signal with delay", "moving average", "second difference"}
        Where the reader starts.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``alt`` is not a string.
    ValueError
        There is no such preset, or ``alt`` is empty.

    Examples
    --------
    >>> FlipAndSlide("signal with delay", alt="A kernel slides along a signal")
    Interactive figure: A kernel slides along a signal. Signal 1 2 3 4, kernel 1 1/2 1/4: convolution 1 2.5 4.25 6 2.75 1.
    """  # noqa: E501

    preset = traitlets.Unicode(read_only=True).tag(sync=True)
    presets = traitlets.List(read_only=True, help="(name, signal, kernel, meaning)").tag(sync=True)
    most = traitlets.Dict(read_only=True, help="how many numbers each list may have").tag(sync=True)
    limit = traitlets.Float(read_only=True, help="the largest number").tag(sync=True)

    def __init__(self, preset="two dice", *, alt):
        names = [name for name, *_ in PRESETS]
        if preset not in names:
            raise ValueError(
                f"FlipAndSlide: preset is {preset!r}, expected one of {', '.join(names)}"
                f"{_names.nearest(preset, names)}"
            )
        super().__init__(
            alt=alt,
            preset=preset,
            presets=[list(texts) for texts in PRESETS],
            most=MOST,
            limit=LIMIT,
        )

    def numbers(self):
        [(signal, kernel)] = [texts[1:3] for texts in self.presets if texts[0] == self.preset]
        result = convolve1d(_values(signal), _values(kernel), mode="full")
        text = " ".join(f"{value:.4g}" for value in result)
        return f"Signal {signal}, kernel {kernel}: convolution {text}."


def _values(text):
    """The numbers of a list as a person types it: "1 1/2" is 1 and 0.5."""
    return np.array([float(Fraction(word)) for word in text.split()])
