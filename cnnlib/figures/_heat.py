"""Heat maps: how much each part of a picture counts."""

import numpy as np

from cnnlib.figures import _check
from cnnlib.figures._maps import colour_bar, show_plane
from cnnlib.figures._picture import Picture
from cnnlib.figures._style import COLOURMAPS, INK, RULE, SMALL, WIDTH

NAME = "heat_map"


def heat_map(pictures, heats, titles=None, *, alt, low=None, high=None):
    """Pictures, and below each its heat map with the picture's outlines drawn in.

    The maps are in the same colours, the darker the higher, without the picture's own shades: they
    are read as well in grey. The outlines are where the picture is halfway between its darkest and
    its brightest.

    Parameters
    ----------
    pictures : sequence of arrays of shape (H, W) or (H, W, 3)
        Any range, the same for all; at least 2 x 2, up to four of them.
    heats : sequence of arrays of shape (h, w)
        One for each picture, whose whole area it covers: h and w may be smaller.
    titles : sequence of str, optional
        One for each picture.
    alt : str
        Alternative text.
    low, high : float, optional
        Values of the lightest and the darkest colour; by default the lowest and the highest heat,
        from or to 0 where all are equal.

    Returns
    -------
    Picture

    Raises
    ------
    TypeError, ValueError
        Values that are not finite numbers, a wrong shape or number of arrays, titles that do not
        fit, or ``high`` not above ``low``.

    Examples
    --------
    >>> import numpy as np
    >>> heat_map([np.eye(4)], [[[1, 0], [0, 2]]], alt="A diagonal, most of it below.")
    Figure: A diagonal, most of it below.
    """
    pictures = [
        _picture(k, picture)
        for k, picture in enumerate(_check.entries(NAME, "pictures", pictures, "picture"))
    ]
    count = len(pictures)
    if count > 4:
        raise ValueError(f"{NAME}: pictures has {count} entries, expected at most 4")
    heats = _check.entries(NAME, "heats", heats, "array")
    _check.same_length(NAME, "heats", heats, "pictures", count)
    heats = [_check.array(NAME, f"heats[{k}]", heat, (2,)) for k, heat in enumerate(heats)]
    if titles is not None:
        titles = _check.names(NAME, "titles", titles, "pictures", count)
    low, high = _limits(heats, low, high)
    side = min(1.9, WIDTH / count)
    tallest = max(picture.shape[0] / picture.shape[1] for picture in pictures)
    heading = 0.3 if titles is not None else 0.05
    width = max(count * side, 2.4)
    figure = Picture(width, 2 * side * tallest + heading + 0.6, alt=alt)
    black, white = min(map(np.min, pictures)), max(map(np.max, pictures))
    for k, (picture, heat) in enumerate(zip(pictures, heats, strict=True)):
        above = figure.add_subplot(2, count, k + 1)
        shown = (picture - black) / ((white - black) or 1.0)
        show_plane(above, shown, COLOURMAPS["input"], 0.0, 1.0)
        if titles is not None:
            above.set_title(titles[k], fontsize=SMALL)
        _show_heat(figure.add_subplot(2, count, count + k + 1), picture, heat, low, high)
    colour_bar(figure, figure.axes[1::2], low, high)
    return figure


def _picture(k, picture):
    picture = _check.array(NAME, f"pictures[{k}]", picture, (2, 3)).astype(float)
    if min(picture.shape[:2]) < 2 or picture.shape[2:] not in ((), (3,)):
        raise ValueError(
            f"{NAME}: pictures[{k}] has shape {picture.shape}, expected (H, W) or (H, W, 3), "
            "at least 2 x 2"
        )
    return picture


def _limits(heats, low, high):
    """The values of the lightest and the darkest colour."""
    lowest, highest = float(min(map(np.min, heats))), float(max(map(np.max, heats)))
    if lowest == highest:
        lowest, highest = min(lowest, 0.0), max(highest, 0.0) if lowest else 1.0
    low = lowest if low is None else low
    high = highest if high is None else high
    if not low < high:
        raise ValueError(f"{NAME}: high is {high}, expected a number above low, which is {low}")
    return low, high


def _show_heat(axes, picture, heat, low, high):
    """One map, stretched over its picture, whose outlines are dark in a light seam."""
    height, width = picture.shape[:2]
    edges = (-0.5, width - 0.5, height - 0.5, -0.5)
    scale = {"cmap": COLOURMAPS["output"], "vmin": low, "vmax": high}
    axes.imshow(heat, extent=edges, interpolation="nearest", **scale)
    grey = picture.reshape(height, width, -1).mean(axis=2)  # (H, W, 3) -> (H, W)
    if grey.min() < grey.max():
        halfway = [(grey.min() + grey.max()) / 2]
        axes.contour(grey, halfway, colors="white", linewidths=2.4)
        axes.contour(grey, halfway, colors=INK, linewidths=1.0)
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_color(RULE)
