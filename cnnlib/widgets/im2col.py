"""A convolution as one matrix product: which pixels stand in which column."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Im2col"]

# (least, most): with more, the column matrix is too large to be looked at.
LIMITS = {
    "size": (2, 6),
    "channels": (1, 3),
    "kernel_size": (1, 3),
    "stride": (1, 3),
    "padding": (0, 1),
}

# The numbers of the largest figure; a smaller one has the first of them. Two filters.
_C, _I, _J = np.indices((3, 6, 6))
_F, _D, _U, _V = np.indices((2, 3, 3, 3))
NUMBERS = {
    "x": ((7 * _C + 2 * _I + 3 * _J + _I * _J) % 10).tolist(),
    "weight": ((2 * _F + _D + _U + 3 * _V + _F * _U) % 5 - 2).tolist(),
}


class Im2col(InteractiveFigure):
    """Interactive figure: windows as columns, filters as rows, and the maps their product makes.

    The reader sets five numbers and chooses a cell of a map, of the column matrix or of the
    picture. A cell of a map lights up its window, its column and its filter's row, and the sum is
    written out. A cell of the column matrix shows the pixel that it is a copy of, and all the other
    copies. The columns are those of `cnnlib.reference.im2col`.

    Parameters
    ----------
    size, channels, kernel_size, stride, padding : int
        Where the reader starts: size 2 to 6, channels 1 to 3, kernel_size 1 to 3, stride 1 to 3,
        padding 0 or 1. Rows and columns are alike. The window has to fit.
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
    >>> Im2col(3, channels=1, alt="Windows as columns")
    Interactive figure: Windows as columns. size 3, channels 1, kernel_size 2, stride 1, padding 0: 2×4 filters times 4×4 columns are 2 maps of 2×2; 9 input cells, 16 copies.
    """  # noqa: E501

    size, channels, kernel_size, stride, padding = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in LIMITS
    )
    limits = traitlets.Dict(read_only=True).tag(sync=True)
    x, weight = (traitlets.List(read_only=True).tag(sync=True) for _ in NUMBERS)

    def __init__(self, size=4, channels=2, kernel_size=2, stride=1, padding=0, *, alt):
        given = dict(zip(LIMITS, (size, channels, kernel_size, stride, padding), strict=True))
        for name, limits in LIMITS.items():
            _shapes.integer("Im2col", name, given[name], *limits)
        _shapes.axis_output_size("Im2col", size, kernel_size, stride, padding, padding, 1, "floor")
        limits = {name: list(rule) for name, rule in LIMITS.items()}
        super().__init__(alt=alt, limits=limits, **NUMBERS, **given)

    def numbers(self):
        text = ", ".join(f"{name} {getattr(self, name)}" for name in LIMITS)
        side = _shapes.output_size(self.size, self.kernel_size, self.stride, self.padding)
        rows, places = self.channels * self.kernel_size**2, side**2
        return (
            f"{text}: 2×{rows} filters times {rows}×{places} columns are 2 maps of {side}×{side}; "
            f"{self.channels * self.size**2} input cells, {rows * places} copies."
        )
