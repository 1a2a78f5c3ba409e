"""The figure that every function of this package returns."""

import base64
import io

import numpy as np
from matplotlib.figure import Figure
from PIL import Image


class Picture(Figure):
    """A matplotlib figure that cannot be made without alternative text.

    It is independent of pyplot: nothing stays open, and a notebook shows it once, where it is the
    last value of a cell.

    Parameters
    ----------
    width, height : float
        Inches.
    alt : str
        What the figure shows, in a sentence or two, for those who do not see it.

    Raises
    ------
    ValueError
        ``alt`` is empty.

    Examples
    --------
    >>> Picture(4, 3, alt="")
    Traceback (most recent call last):
    ValueError: figure: alt is '', expected a sentence that tells what the figure shows
    """

    def __init__(self, width, height, *, alt):
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(
                f"figure: alt is {alt!r}, expected a sentence that tells what the figure shows"
            )
        super().__init__(figsize=(width, height), dpi=120, layout="constrained")
        self.alt = alt

    def __repr__(self):
        return f"Figure: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        drawn, stored = io.BytesIO(), io.BytesIO()
        self.savefig(drawn, format="png", facecolor="white")
        picture = _with_few_colours(np.asarray(Image.open(drawn).convert("RGB")))
        picture.save(stored, format="png", optimize=True, dpi=(self.dpi, self.dpi))
        png = base64.b64encode(stored.getvalue()).decode("ascii")
        return (
            {"image/png": png, "text/plain": repr(self)},
            {"image/png": {"alt": self.alt}},
        )


FREQUENT = 128  # enough for what a drawing fills, which keeps its colour exactly
# In a drawing only pixels along the edges of lines and letters are further than 6 levels from a
# palette, at most 2 in 100 in this book's; in photographs, which would show bands, 9 and more.
NEAR, FAR_PIXELS = 6, 0.05


def _with_few_colours(rgb):
    """The picture of an array (H, W, 3), in the form that makes a small file.

    One without colours becomes grey values, and a drawing gets a palette of 256: its most frequent
    colours, then, one by one, the colour that is furthest from the palette so far. All others
    become their nearest. A photograph in colour stays as it is.
    """
    if (rgb == rgb[:, :, :1]).all():
        return Image.fromarray(rgb[:, :, 0])
    numbers = rgb.astype(np.int32) @ [1 << 16, 1 << 8, 1]  # (H, W, 3) -> (H, W)
    numbers, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    colours = np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1)
    frequent = np.argsort(-counts, kind="stable")
    nearest = np.zeros(len(colours), np.uint8)
    distance = np.full(len(colours), np.inf)  # to it, squared
    palette = []
    for k in range(min(256, len(colours))):
        chosen = colours[frequent[k] if k < FREQUENT else distance.argmax()]
        to_chosen = ((colours - chosen) ** 2).sum(axis=1)
        nearest[to_chosen < distance] = k
        distance = np.minimum(distance, to_chosen)
        palette.append(chosen)
    if counts[distance > NEAR**2].sum() > FAR_PIXELS * counts.sum():
        return Image.fromarray(rgb)
    picture = Image.fromarray(nearest[places.reshape(rgb.shape[:2])])
    picture.putpalette(np.array(palette, np.uint8).tobytes())
    return picture
