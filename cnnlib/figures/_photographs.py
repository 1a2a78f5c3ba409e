"""Photographs as they are: grey or in colour."""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._picture import Picture
from cnnlib.figures._style import SMALL, WIDTH

NAME = "photographs"


def photographs(images, titles=None, *, alt, low=0.0, high=None, columns=None):
    """Photographs side by side, black at one value and white at another, the same for all.

    Parameters
    ----------
    images : sequence of arrays of shape (H, W) or (H, W, 3)
        Grey, or red, green and blue.
    titles : sequence of str, optional
        One for each photograph.
    alt : str
        Alternative text.
    low, high : float
        What is black and what is white, by default 0 and, for uint8, 255, else 1. What lies outside
        is drawn black or white.
    columns : int, optional
        Photographs in a row; by default up to three.

    Returns
    -------
    Picture

    Raises
    ------
    TypeError, ValueError
        Photographs of several dtypes, values that are not finite numbers, a wrong shape, titles
        that do not fit, or ``high`` not above ``low``.

    Examples
    --------
    >>> import numpy as np
    >>> photographs([np.eye(3)], alt="A white diagonal.")
    Figure: A white diagonal.
    """
    images = [
        _image(k, image)
        for k, image in enumerate(_check.entries(NAME, "images", images, "photograph"))
    ]
    kinds = {image.dtype.kind == "u" for image in images}
    if len(kinds) > 1:
        raise ValueError(f"{NAME}: images are of uint8 and of other numbers, expected one of both")
    if titles is not None:
        titles = _check.names(NAME, "titles", titles, "images", len(images))
    high = (255.0 if kinds == {True} else 1.0) if high is None else high
    if not low < high:
        raise ValueError(f"{NAME}: high is {high}, expected a number above low, which is {low}")
    columns = 3 if columns is None else _shapes.integer(NAME, "columns", columns, 1)
    columns = min(columns, len(images))
    rows = math.ceil(len(images) / columns)
    tallest = max(image.shape[0] / image.shape[1] for image in images)
    width = min(WIDTH, 3.2 * columns)
    lines = max(title.count("\n") for title in titles) if titles else 0  # above the last
    heading = 0.3 + 0.2 * lines if titles else 0.05
    height = rows * (width / columns * tallest + heading)
    figure = Picture(width, height, alt=alt)
    for k, image in enumerate(images):
        axes = figure.add_subplot(rows, columns, k + 1)
        shown = np.clip((image - low) / (high - low), 0, 1)
        axes.imshow(shown, cmap="gray", vmin=0, vmax=1, interpolation="antialiased")
        axes.set_axis_off()
        if titles is not None:
            axes.set_title(titles[k], fontsize=SMALL)
    return figure


def _image(k, image):
    image = _check.array(NAME, f"images[{k}]", image, (2, 3))
    if image.ndim == 3 and image.shape[2] != 3:
        raise ValueError(
            f"{NAME}: images[{k}] has shape {image.shape}, expected (H, W) or (H, W, 3)"
        )
    return image if image.dtype == np.uint8 else image.astype(float)
