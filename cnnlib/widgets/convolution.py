"""A 3×3 window moves over a picture, and the reader watches each output pixel being made."""

from cnnlib.widgets._figure import InteractiveFigure
from cnnlib.widgets._kernels import PictureAndKernel, picture_and_kernel

__all__ = ["Convolution"]


class Convolution(PictureAndKernel, InteractiveFigure):
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

    def __init__(self, picture, kernel="Sobel x", *, alt):
        super().__init__(alt=alt, **picture_and_kernel("Convolution", picture, kernel, (3,)))

    def numbers(self):
        rows = [self.kernel[i : i + 3] for i in (0, 3, 6)]
        text = ", ".join("[" + ", ".join(f"{weight:.4g}" for weight in row) + "]" for row in rows)
        size = f"{self.height - 2}×{self.width - 2}"
        return f"{super().numbers()} [{text}], {size} pixels of output."
