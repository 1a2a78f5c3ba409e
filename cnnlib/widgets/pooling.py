"""Pooling of a 4×4 matrix, and the cells to which the gradient of each output goes back."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.reference import avg_pool2d, lp_pool2d, max_pool2d
from cnnlib.widgets._figure import InteractiveFigure, check_matrix

__all__ = ["Pooling"]

SIDE = 4  # of the matrix
MAX_VALUE = 99  # larger, and the numbers do not fit their boxes on a phone
MATRIX = ((1, 3, 0, 3), (2, 2, 4, 1), (4, 2, 0, 0), (3, 3, 3, 1))
# What a matrix (1, 1, 4, 4) becomes; the fourth depends on chance.
KINDS = {
    "max": max_pool2d,
    "average": avg_pool2d,
    "L2": lambda x, kernel_size, stride: lp_pool2d(x, 2, kernel_size, stride),
    "stochastic": None,
}


class Pooling(InteractiveFigure):
    """Interactive figure: windows over a 4×4 matrix, one number for each, and the way back.

    The reader types numbers, chooses the kind of pooling, the size of the windows and the step
    between them, and shifts the matrix to the right. The figure marks the chosen output's window
    and the winners, which are the cells that max and stochastic pooling pick. A gradient of 1 at
    one or at all outputs is sent back: the shares of each cell are those of
    `cnnlib.reference.max_pool2d_backward` and its like, and add up where windows overlap.

    Parameters
    ----------
    matrix : array of shape (4, 4), optional
        Numbers from -99 to 99 to start with.
    kind : {"max", "average", "L2", "stochastic"}
    kernel_size, stride : int
        1 to 4.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``matrix`` is not numbers, a size is not an int, or ``alt`` is not a string.
    ValueError
        A number, a size, a shape or a kind is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> Pooling(alt="Pooling of a 4×4 matrix")
    Interactive figure: Pooling of a 4×4 matrix. The matrix [[1, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]], max pooling, windows of 2×2, stride 2: [[3, 4], [4, 3]].
    """  # noqa: E501

    matrix = traitlets.List(read_only=True, help="16 numbers, row by row").tag(sync=True)
    kind = traitlets.Unicode(read_only=True).tag(sync=True)
    kernel_size, stride = (traitlets.Int(read_only=True).tag(sync=True) for _ in range(2))
    limit = traitlets.Float(read_only=True, help="the largest number").tag(sync=True)

    def __init__(self, matrix=MATRIX, kind="max", kernel_size=2, stride=2, *, alt):
        matrix = check_matrix("Pooling", "matrix", matrix, (SIDE, SIDE), limit=MAX_VALUE)
        _shapes.check_choice("Pooling", "kind", kind, KINDS)
        sizes = {"kernel_size": kernel_size, "stride": stride}
        for name, value in sizes.items():
            _shapes.integer("Pooling", name, value, 1, SIDE)
        super().__init__(
            alt=alt, matrix=matrix.ravel().tolist(), kind=kind, limit=MAX_VALUE, **sizes
        )

    def numbers(self):
        x = np.reshape(self.matrix, (1, 1, SIDE, SIDE))
        window = f"windows of {self.kernel_size}×{self.kernel_size}, stride {self.stride}"
        pool = KINDS[self.kind]
        made = "drawn anew each time"
        if pool is not None:
            made = _text(pool(x, self.kernel_size, self.stride)[0, 0])
        return f"The matrix {_text(x[0, 0])}, {self.kind} pooling, {window}: {made}."


def _text(rows):
    return "[" + ", ".join("[" + ", ".join(f"{v:.4g}" for v in row) + "]" for row in rows) + "]"
