"""Touch an input cell, a weight or an error: where it is used, and the terms of its gradient."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["GradientTerms"]

# (least, most): with more, the three matrices do not fit on a phone.
LIMITS = {
    "size": (2, 7),
    "kernel_size": (1, 4),
    "stride": (1, 3),
    "padding": (0, 2),
    "dilation": (1, 2),
}

# The numbers of the largest figure; a smaller one has their upper left corner.
_I, _J = np.indices((11, 11))
NUMBERS = {
    "x": ((2 * _I + 3 * _J) % 9 + 1)[:7, :7],
    "weight": np.array([[1, 2, 3, 2], [4, 5, 6, 1], [7, 8, 9, 3], [2, 4, 1, 5]]),
    "error": (_I + 2 * _J) % 5 + 1,
}


class GradientTerms(InteractiveFigure):
    """Interactive figure: which outputs use a number, and the sum that its gradient is.

    An input, a kernel and the errors of the output stand side by side. The reader chooses a cell of
    one of them: its uses light up in the other two, and the gradient is written out term by term.
    An error that is chosen shows the stamp that it sends back. Below stand the whole gradients of
    input and kernel; they are those of `cnnlib.reference.conv2d_backward`.

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int
        Where the reader starts: size 2 to 7, kernel_size 1 to 4, stride 1 to 3, padding 0 to 2,
        dilation 1 or 2. Rows and columns are alike. The window has to fit.
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
    >>> GradientTerms(3, kernel_size=2, alt="The uses of an input cell")
    Interactive figure: The uses of an input cell. size 3, kernel_size 2, stride 1, padding 0, dilation 1: 2×2 errors; 4 of them belong to outputs that read the input cell in row 1, column 1, whose gradient is 25.
    """  # noqa: E501

    size, kernel_size, stride, padding, dilation = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in LIMITS
    )
    limits = traitlets.Dict(read_only=True).tag(sync=True)
    x, weight, error = (traitlets.List(read_only=True).tag(sync=True) for _ in NUMBERS)

    def __init__(self, size=5, kernel_size=3, stride=1, padding=0, dilation=1, *, alt):
        given = dict(zip(LIMITS, (size, kernel_size, stride, padding, dilation), strict=True))
        for name, limits in LIMITS.items():
            _shapes.integer("GradientTerms", name, given[name], *limits)
        _shapes.axis_output_size(
            "GradientTerms", size, kernel_size, stride, padding, padding, dilation, "floor"
        )
        super().__init__(
            alt=alt,
            limits={name: list(rule) for name, rule in LIMITS.items()},
            **{name: values.tolist() for name, values in NUMBERS.items()},
            **given,
        )

    def numbers(self):
        given = {name: getattr(self, name) for name in LIMITS}
        text = ", ".join(f"{name} {value}" for name, value in given.items())
        outputs, middle = _shapes.output_size(**given), self.size // 2
        taps = [  # (a, u) with stride a + dilation u - padding = middle
            (a, u)
            for a, u in np.ndindex(outputs, self.kernel_size)
            if self.stride * a + self.dilation * u - self.padding == middle
        ]
        terms = [self.error[a][b] * self.weight[u][v] for a, u in taps for b, v in taps]
        return (
            f"{text}: {outputs}×{outputs} errors; {len(terms)} of them belong to outputs that read "
            f"the input cell in row {middle}, column {middle}, whose gradient is {sum(terms)}."
        )
