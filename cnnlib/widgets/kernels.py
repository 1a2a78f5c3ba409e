"""A laboratory: any kernel of 3×3 or 5×5 on a picture, and what may be done to its sums."""

import math

import numpy as np
import traitlets

from cnnlib.widgets._figure import InteractiveFigure
from cnnlib.widgets._kernels import PictureAndKernel, picture_and_kernel

__all__ = ["Kernels"]

SIDES = (3, 5)  # with more, the weights cannot be typed on a phone


class Kernels(PictureAndKernel, InteractiveFigure):
    """Interactive figure: a kernel of 3×3 or 5×5 is chosen, made or typed, and put on a picture.

    Besides the gallery there are the mean, Gaussians and differences of two Gaussians. The kernel
    can be flipped and divided by its sum; a bias is added, and ReLU, the absolute value or clipping
    to 0 to 255 may follow. The figure writes out the sum that makes the chosen output pixel, says
    what black and white of the output stand for, and gives the kernel's sum and rank. Before the
    bias the output is that of `cnnlib.reference.correlate2d`.

    Parameters
    ----------
    picture : array of shape (H, W), uint8
        Grey values from 0 (black) to 255 (white), 5 <= H, W <= 96.
    kernel : str or array of shape (3, 3) or (5, 5), default="Sobel x"
        Where the reader starts: a name of `cnnlib.reference.filters.KERNELS`, upper or lower case,
        or weights from -1000 to 1000.
    alt : str
        What the picture shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``picture`` is not uint8, ``kernel`` is not numbers or ``alt`` is not a string.
    ValueError
        A shape, a weight or a kernel's name is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> import numpy as np
    >>> picture = np.arange(80, dtype=np.uint8).reshape(8, 10)
    >>> Kernels(picture, kernel="blur", alt="A grey ramp")
    Interactive figure: A grey ramp. 8×10 pixels, the kernel blur of 3×3 weights, sum 0.99, rank 1.
    """

    side = traitlets.Int(read_only=True, help="rows of the kernel").tag(sync=True)

    def __init__(self, picture, kernel="Sobel x", *, alt):
        values = picture_and_kernel("Kernels", picture, kernel, SIDES)
        super().__init__(alt=alt, side=math.isqrt(len(values["kernel"])), **values)

    def numbers(self):
        kernel = np.reshape(self.kernel, (self.side, self.side))
        return (
            f"{super().numbers()} of {self.side}×{self.side} weights, sum {kernel.sum():.4g}, "
            f"rank {np.linalg.matrix_rank(kernel)}."
        )
