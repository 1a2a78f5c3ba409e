"""A laboratory: any kernel of 3×3 or 5×5 on a picture, and what may be done to its sums."""

import numpy as np
import traitlets

from cnnlib.reference import filters
from cnnlib.widgets._figure import InteractiveFigure, check_matrix, check_picture, pack_bytes

__all__ = ["Kernels"]

SIDES = (3, 5)  # with more, the weights cannot be typed on a phone
MAX_WEIGHT = 1000  # larger, and the numbers do not fit their boxes


class Kernels(InteractiveFigure):
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

    height = traitlets.Int(read_only=True).tag(sync=True)
    width = traitlets.Int(read_only=True).tag(sync=True)
    pixels = traitlets.Unicode(read_only=True).tag(sync=True)
    side = traitlets.Int(read_only=True, help="rows of the kernel").tag(sync=True)
    kernel = traitlets.List(read_only=True, help="the weights, row by row").tag(sync=True)
    # Pairs, because a stored notebook keeps the order of a list and sorts the keys of a dict.
    gallery = traitlets.List(read_only=True, help="(name, nine weights)").tag(sync=True)
    limit = traitlets.Float(read_only=True, help="the largest weight").tag(sync=True)

    def __init__(self, picture, kernel="Sobel x", *, alt):
        picture = check_picture("Kernels", "picture", picture, low=5)
        if isinstance(kernel, str):
            kernel = filters.kernel(kernel)
        kernel = check_matrix("Kernels", "kernel", kernel, limit=MAX_WEIGHT)
        if kernel.shape not in [(side, side) for side in SIDES]:
            raise ValueError(f"Kernels: kernel has shape {kernel.shape}, expected (3, 3) or (5, 5)")
        super().__init__(
            alt=alt,
            height=picture.shape[0],
            width=picture.shape[1],
            pixels=pack_bytes(picture),
            side=len(kernel),
            kernel=kernel.ravel().tolist(),
            gallery=[[name, rows.ravel().tolist()] for name, rows in filters.KERNELS.items()],
            limit=MAX_WEIGHT,
        )

    def numbers(self):
        name = next((f"{name} " for name, weights in self.gallery if weights == self.kernel), "")
        kernel = np.reshape(self.kernel, (self.side, self.side))
        return (
            f"{self.height}×{self.width} pixels, the kernel {name}of {self.side}×{self.side} "
            f"weights, sum {kernel.sum():.4g}, rank {np.linalg.matrix_rank(kernel)}."
        )
