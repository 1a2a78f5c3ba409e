"""A 3×3 window moves over a picture, and the reader watches each output pixel being made."""

import base64
import math
from collections.abc import Sequence
from pathlib import Path

import anywidget
import numpy as np
import traitlets

__all__ = ["Convolution"]

MAX_SIDE = 96  # larger, and one pixel is too small to be seen on a phone
MAX_WEIGHT = 1000.0  # larger, and the numbers do not fit their boxes

NINTH = 1 / 9
# The same names and order as in convolution.js.
PRESETS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "blur": [[NINTH] * 3] * 3,
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
    "Sobel x": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "Sobel y": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
}


class Convolution(anywidget.AnyWidget):
    """Interactive figure: a 3×3 kernel moves over a picture and makes the output, pixel by pixel.

    The reader chooses or types a kernel and moves the window by mouse, finger or arrow keys. The
    figure shows the nine pixels, the nine weights, their products and the sum, which is the output
    pixel. As in PyTorch's ``conv2d`` without padding, the output at row r and column c is the sum
    over i and j of ``picture[r + i, c + j] * kernel[i, j]`` (a cross-correlation); a switch flips
    the kernel, which gives the convolution of mathematics. All computing is done by the page.

    Parameters
    ----------
    picture : array of shape (H, W), uint8
        Grey values from 0 (black) to 255 (white), 3 <= H, W <= 96.
    kernel : str or sequence of shape (3, 3), default="Sobel x"
        One of "identity", "blur", "sharpen", "edge", "Sobel x", "Sobel y" (upper and lower case
        are the same), or nine weights between -1000 and 1000.
    alt : str, default="a grey picture"
        What the picture shows, for readers who do not see it; "... with a window of 3 by 3 pixels"
        follows it.

    Raises
    ------
    TypeError
        If `picture` is not uint8, or `alt` is not a string.
    ValueError
        If a shape, a weight or a kernel's name is not as above.

    Examples
    --------
    >>> import numpy as np
    >>> picture = np.arange(48, dtype=np.uint8).reshape(6, 8)
    >>> Convolution(picture, kernel="edge", alt="a grey ramp")
    Interactive figure: a 6×8 picture, the kernel edge [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]], a 4×6 output.
    """  # noqa: E501

    _esm = Path(__file__).parent / "convolution.js"
    _css = Path(__file__).parent / "figure.css"

    height = traitlets.Int(read_only=True).tag(sync=True)
    width = traitlets.Int(read_only=True).tag(sync=True)
    pixels = traitlets.Unicode(
        read_only=True, help="grey values row by row, one byte each, in base64"
    ).tag(sync=True)
    kernel = traitlets.List(read_only=True, help="nine weights, row by row").tag(sync=True)
    alt = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(
        self,
        picture: np.ndarray,
        kernel: str | Sequence[Sequence[float]] = "Sobel x",
        alt: str = "a grey picture",
    ) -> None:
        picture = _checked_picture(picture)
        weights = _checked_kernel(kernel)
        if not isinstance(alt, str):
            raise TypeError(f"Convolution: alt is {alt!r}, but has to be a string")
        super().__init__()
        self.set_trait("height", picture.shape[0])
        self.set_trait("width", picture.shape[1])
        self.set_trait("pixels", base64.b64encode(picture.tobytes()).decode("ascii"))
        self.set_trait("kernel", [weight for row in weights for weight in row])
        self.set_trait("alt", alt)

    def __repr__(self) -> str:
        rows = [self.kernel[i : i + 3] for i in (0, 3, 6)]
        names = [name for name, preset in PRESETS.items() if preset == rows]
        name = f"{names[0]} " if names else ""
        text = ", ".join("[" + ", ".join(f"{weight:.4g}" for weight in row) + "]" for row in rows)
        return (
            f"Interactive figure: a {self.height}×{self.width} picture, the kernel {name}[{text}], "
            f"a {self.height - 2}×{self.width - 2} output."
        )


def _checked_picture(picture: np.ndarray) -> np.ndarray:
    picture = np.asarray(picture)
    if picture.dtype != np.uint8:
        raise TypeError(
            f"Convolution: picture has dtype {picture.dtype}, but has to be uint8 (0 to 255)"
        )
    if picture.ndim != 2:
        raise ValueError(f"Convolution: picture has shape {picture.shape}, but has to be (H, W)")
    if not all(3 <= side <= MAX_SIDE for side in picture.shape):
        raise ValueError(
            f"Convolution: picture has shape {picture.shape}, "
            f"but each side has to be from 3 to {MAX_SIDE}"
        )
    return picture


def _checked_kernel(kernel: str | Sequence[Sequence[float]]) -> list[list[float]]:
    if isinstance(kernel, str):
        presets = {name.lower(): rows for name, rows in PRESETS.items()}
        if kernel.lower() not in presets:
            raise ValueError(
                f"Convolution: kernel is {kernel!r}, but has to be 3×3 numbers or one of "
                f"{', '.join(PRESETS)}"
            )
        kernel = presets[kernel.lower()]
    try:
        array = np.asarray(kernel, dtype=float)
    except (TypeError, ValueError):
        raise ValueError(f"Convolution: kernel is {kernel!r}, but has to be 3×3 numbers") from None
    if array.shape != (3, 3):
        raise ValueError(f"Convolution: kernel has shape {array.shape}, but has to be (3, 3)")
    rows = array.tolist()
    for weight in (weight for row in rows for weight in row):
        if not (math.isfinite(weight) and abs(weight) <= MAX_WEIGHT):
            raise ValueError(
                f"Convolution: kernel holds {weight}, but each weight has to be "
                f"from {-MAX_WEIGHT:g} to {MAX_WEIGHT:g}"
            )
    return rows
