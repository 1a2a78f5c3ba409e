"""Windows on one axis: stride, padding, dilation and size, and what fits together."""

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Sizes"]

# (least, most): with more, the picture does not fit on a phone.
LIMITS = {
    "size": (1, 12),
    "kernel_size": (1, 7),
    "stride": (1, 5),
    "padding": (0, 3),
    "dilation": (1, 4),
}


class Sizes(InteractiveFigure):
    """Interactive figure: every position of a window on one axis, and the size of the output.

    The reader sets five numbers; the figure draws the input with its padding, one line for each
    position of the window, and the output. For the chosen output cell it shows which input cells it
    sees, and it marks the cells that no window reads. The size is that of
    `cnnlib.reference.output_size`. Rows and columns of a picture follow the same rule, each with
    its own numbers, so one axis is enough.

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int
        Where the reader starts: size 1 to 12, kernel_size 1 to 7, stride 1 to 5, padding 0 to 3,
        dilation 1 to 4. The window has to fit.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        A number is not an int, or ``alt`` is not a string.
    ValueError
        A number is out of its range, the window does not fit, or ``alt`` is empty.

    Examples
    --------
    >>> Sizes(7, kernel_size=3, stride=2, alt="Windows of three cells on an axis of seven")
    Interactive figure: Windows of three cells on an axis of seven. size 7, kernel_size 3, stride 2, padding 0, dilation 1: output size 3.
    """  # noqa: E501

    size, kernel_size, stride, padding, dilation = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in LIMITS
    )
    limits = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(self, size=7, kernel_size=3, stride=1, padding=0, dilation=1, *, alt):
        given = dict(zip(LIMITS, (size, kernel_size, stride, padding, dilation), strict=True))
        for name, limits in LIMITS.items():
            _shapes.integer("Sizes", name, given[name], *limits)
        _shapes.axis_output_size(
            "Sizes", size, kernel_size, stride, padding, padding, dilation, "floor"
        )
        limits = {name: list(rule) for name, rule in LIMITS.items()}
        super().__init__(alt=alt, limits=limits, **given)

    def numbers(self):
        given = {name: getattr(self, name) for name in LIMITS}
        text = ", ".join(f"{name} {value}" for name, value in given.items())
        return f"{text}: output size {_shapes.output_size(**given)}."
