"""A 3×3 window moves over a picture, and the reader watches each output pixel being made."""

import traitlets

from cnnlib.reference import filters
from cnnlib.widgets._figure import InteractiveFigure, check_matrix, check_picture, pack_bytes

__all__ = ["Convolution"]

MAX_WEIGHT = 1000  # larger, and the numbers do not fit their boxes


class Convolution(InteractiveFigure):
    """Interactive figure: a 3×3 kernel moves over a picture and makes the output, pixel by pixel.

    The reader chooses or types a kernel and moves the window by mouse, finger or arrow keys. The
    figure shows the nine pixels, the nine weights, their products and the sum, which is the output
    pixel. As in PyTorch's ``conv2d`` without padding, the output at row r and column c is the sum
    over i and j of ``picture[r + i, c + j] * kernel[i, j]`` (a cross-correlation); a switch flips
    the kernel, which gives the convolution of mathematics.

    Parameters
    ----------
    picture : array of shape (H, W), uint8
        Grey values from 0 (black) to 255 (white), 3 <= H, W <= 96.
    kernel : str or array of shape (3, 3), default="Sobel x"
        A name of `cnnlib.reference.filters.KERNELS`, upper or lower case, or nine weights from
        -1000 to 1000.
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
    >>> picture = np.arange(48, dtype=np.uint8).reshape(6, 8)
    >>> Convolution(picture, kernel="sharpen", alt="A grey ramp")
    Interactive figure: A grey ramp. 6×8 pixels, the kernel sharpen [[0, -1, 0], [-1, 5, -1], [0, -1, 0]], 4×6 pixels of output.
    """  # noqa: E501

    height = traitlets.Int(read_only=True).tag(sync=True)
    width = traitlets.Int(read_only=True).tag(sync=True)
    pixels = traitlets.Unicode(read_only=True).tag(sync=True)
    kernel = traitlets.List(read_only=True, help="nine weights, row by row").tag(sync=True)
    # Pairs, because a stored notebook keeps the order of a list and sorts the keys of a dict.
    gallery = traitlets.List(read_only=True, help="(name, nine weights)").tag(sync=True)
    limit = traitlets.Float(read_only=True, help="the largest weight").tag(sync=True)

    def __init__(self, picture, kernel="Sobel x", *, alt):
        picture = check_picture("Convolution", "picture", picture, low=3)
        if isinstance(kernel, str):
            kernel = filters.kernel(kernel)
        kernel = check_matrix("Convolution", "kernel", kernel, (3, 3), MAX_WEIGHT)
        super().__init__(
            alt=alt,
            height=picture.shape[0],
            width=picture.shape[1],
            pixels=pack_bytes(picture),
            kernel=kernel.ravel().tolist(),
            gallery=[[name, rows.ravel().tolist()] for name, rows in filters.KERNELS.items()],
            limit=MAX_WEIGHT,
        )

    def numbers(self):
        name = next((f"{name} " for name, weights in self.gallery if weights == self.kernel), "")
        rows = [self.kernel[i : i + 3] for i in (0, 3, 6)]
        text = ", ".join("[" + ", ".join(f"{weight:.4g}" for weight in row) + "]" for row in rows)
        return (
            f"{self.height}×{self.width} pixels, the kernel {name}[{text}], "
            f"{self.height - 2}×{self.width - 2} pixels of output."
        )
