"""The Python side of every interactive figure; frame.js is the other side."""

import base64
import sys
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from cnnlib import _shapes

__all__ = ["InteractiveFigure", "check_matrix", "check_picture", "pack_bytes", "pack_floats"]

HERE = Path(__file__).parent
MAX_SIDE = 96  # larger, and one pixel is too small to be seen on a phone


def _source(*paths):
    return "\n".join(path.read_text(encoding="utf-8") for path in paths)


class InteractiveFigure(anywidget.AnyWidget):
    """Base class: the page's script, alternative text, and the words that stand for the figure.

    The class ``Sizes`` in ``sizes.py`` has its script in ``sizes.js`` beside it; the page gets one
    module, ``frame.js`` and ``plot.js`` followed by that file, so their names can be used there. A
    figure defines the traits that the script reads, checks its arguments, passes the traits' values
    on, and says in `numbers` what is drawn at first.

    Parameters
    ----------
    alt : str
        What the figure shows, in a sentence or two, for those who do not see it.
    **values
        The traits of the subclass by name.

    Raises
    ------
    TypeError
        ``alt`` is not a string.
    ValueError
        ``alt`` is empty.
    """

    _css = _source(HERE / "frame.css")
    alt = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init_subclass__(cls, **options):
        if not hasattr(cls, "_esm"):  # traitlets makes a subclass of its own for every figure
            own = Path(sys.modules[cls.__module__].__file__).with_suffix(".js")
            cls._esm = _source(HERE / "frame.js", HERE / "plot.js", own)
        super().__init_subclass__(**options)

    def __init__(self, *, alt, **values):
        name = type(self).__name__
        if not isinstance(alt, str):
            raise TypeError(f"{name}: alt is {alt!r}, expected a string")
        if not alt.strip():
            raise ValueError(
                f"{name}: alt is {alt!r}, expected a sentence that tells what the figure shows"
            )
        super().__init__()
        for key, value in {"alt": alt, **values}.items():
            self.set_trait(key, value)

    def __repr__(self):
        return f"Interactive figure: {self.alt.rstrip('.')}. {self.numbers()}"

    def numbers(self):
        """What the figure shows at first, in words and numbers: one or more sentences."""
        raise NotImplementedError


def check_picture(function, name, picture, low=1, high=MAX_SIDE, colours=False):
    """`picture` as an array of grey values (H, W) or, with `colours`, also (H, W, 3)."""
    picture = np.asarray(picture)
    _shapes.check_array(function, name, picture, dtypes=("uint8",))
    rule = "(H, W) or (H, W, 3)" if colours else "(H, W)"
    if picture.ndim != 2 and not (colours and picture.ndim == 3 and picture.shape[2] == 3):
        raise ValueError(f"{function}: {name} has shape {picture.shape}, expected {rule}")
    if not all(low <= side <= high for side in picture.shape[:2]):
        raise ValueError(
            f"{function}: {name} has shape {picture.shape}, expected sides from {low} to {high}"
        )
    return picture


def check_matrix(function, name, matrix, *shapes, limit=np.inf):
    """`matrix` as float64, of two axes or of one of `shapes`, with entries up to `limit`."""
    try:
        array = np.asarray(matrix, float)
    except (TypeError, ValueError):
        raise TypeError(f"{function}: {name} is {matrix!r}, expected rows of numbers") from None
    if array.ndim != 2 or 0 in array.shape or (shapes and array.shape not in shapes):
        rule = " or ".join(map(str, shapes)) or "(rows, columns), not empty"
        raise ValueError(f"{function}: {name} has shape {array.shape}, expected {rule}")
    wrong = array[~(np.isfinite(array) & (np.abs(array) <= limit))]
    if wrong.size:
        rule = f"-{limit:g} to {limit:g}" if np.isfinite(limit) else "finite numbers"
        raise ValueError(f"{function}: {name} holds {wrong[0]}, expected {rule}")
    return array


def pack_bytes(array):
    """The bytes of a uint8 array, row by row, as text that `bytes` of frame.js reads."""
    return base64.b64encode(np.ascontiguousarray(array, np.uint8)).decode("ascii")


def pack_floats(array):
    """An array as float32, row by row, as text that `floats` of frame.js reads."""
    return base64.b64encode(np.ascontiguousarray(array, "<f4")).decode("ascii")
