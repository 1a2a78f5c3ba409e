"""Figures made of pictures: grids, and the stages of a network side by side."""

import math

import numpy as np

from cnnlib.figures._picture import Picture
from cnnlib.figures._style import COLOURMAPS, OUTPUT, SIGNED


def _planes(function, images):
    """``images`` as a list of 2-D arrays."""
    planes = [np.asarray(image) for image in images]
    if not planes:
        raise ValueError(f"{function}: images is empty, expected at least one picture")
    for k, plane in enumerate(planes):
        if plane.ndim != 2 or 0 in plane.shape:
            raise ValueError(
                f"{function}: images[{k}] has shape {plane.shape}, expected (height, width)"
            )
    return planes


def _show(axes, plane, role, low, high):
    """One picture in its role's colours, without ticks."""
    axes.imshow(plane, cmap=COLOURMAPS[role], vmin=low, vmax=high, interpolation="nearest")
    axes.set_xticks([])
    axes.set_yticks([])
    for spine in axes.spines.values():
        spine.set_color("0.6")


def _limits(planes, role):
    """The values of the darkest and the brightest colour; symmetric where signs matter."""
    values = np.concatenate([np.ravel(plane) for plane in planes])
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    if role in SIGNED:
        high = max(-low, high) or 1.0
        return -high, high
    return (min(low, 0.0), high) if high > min(low, 0.0) else (0.0, 1.0)


def _check_role(function, role):
    if role not in COLOURMAPS:
        raise ValueError(f"{function}: role is {role!r}, expected one of {', '.join(COLOURMAPS)}")


def images(images, titles=None, *, alt, role="input", columns=None):
    """A grid of pictures, all on one scale of colours.

    Parameters
    ----------
    images : sequence of arrays of shape (H, W)
        Any range; sizes may differ.
    titles : sequence of str, optional
        One for each picture.
    alt : str
        Alternative text.
    role : {"input", "kernel", "output", "gradient"}
        Chooses the colours: blue, orange/purple about zero, green, red/grey about zero.
    columns : int, optional
        Pictures in a row; by default up to eight.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> images([np.eye(3), np.ones((3, 3))], ["eye", "ones"], alt="Two small matrices.")
    Figure: Two small matrices.
    """
    planes = _planes("images", images)
    _check_role("images", role)
    if titles is not None and len(titles) != len(planes):
        raise ValueError(f"images: {len(titles)} titles for {len(planes)} pictures")
    columns = min(columns or 8, len(planes))
    rows = math.ceil(len(planes) / columns)
    width = min(7.2, 1.6 * columns)
    cell = width / columns
    figure = Picture(width, rows * (cell + (0.25 if titles else 0.05)), alt=alt)
    low, high = _limits(planes, role)
    for k, plane in enumerate(planes):
        axes = figure.add_subplot(rows, columns, k + 1)
        _show(axes, plane, role, low, high)
        if titles is not None:
            axes.set_title(titles[k], fontsize=9)
    return figure


def stages(stages, *, alt):
    """What a network makes of one picture: each stage a column of maps, or a bar for each class.

    Parameters
    ----------
    stages : sequence of (title, array)
        Arrays of shape (C, H, W) are drawn as C pictures above one another, arrays of shape (K,)
        as K bars. The first stage is coloured as input, the others as output.
    alt : str
        Alternative text.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> stages([("picture", np.zeros((1, 8, 8))), ("class", np.ones(10) / 10)], alt="A guess.")
    Figure: A guess.
    """
    if not stages:
        raise ValueError("stages: stages is empty, expected at least one (title, array)")
    tallest = max((len(array) for _, array in stages if np.ndim(array) == 3), default=1)
    figure = Picture(7.2, max(2.0, 0.75 * tallest + 0.4), alt=alt)
    columns = figure.add_gridspec(1, len(stages))
    for k, (title, array) in enumerate(stages):
        array = np.asarray(array)
        if array.ndim == 3:
            role = "input" if k == 0 else "output"
            _column(figure, columns[0, k], title, array, role, tallest)
        elif array.ndim == 1:
            _bars(figure.add_subplot(columns[0, k]), title, array)
        else:
            raise ValueError(
                f"stages: {title!r} has shape {array.shape}, expected (C, H, W) or (K,)"
            )
    return figure


def _column(figure, place, title, maps, role, tallest):
    """One stage: its maps above one another, centred in a column of ``tallest`` places."""
    free = tallest - len(maps)
    heights = [free / 2 or 1e-3, *[1] * len(maps), free / 2 or 1e-3]
    inner = place.subgridspec(len(maps) + 2, 1, height_ratios=heights)
    low, high = _limits(maps, role)
    for row, plane in enumerate(maps, start=1):
        axes = figure.add_subplot(inner[row, 0])
        _show(axes, plane, role, low, high)
        if row == 1:
            axes.set_title(title, fontsize=9)


def _bars(axes, title, values):
    """One stage that is a vector: a horizontal bar for each entry, the first at the top."""
    axes.barh(np.arange(len(values)), values, color=OUTPUT)
    axes.set_yticks(np.arange(len(values)))
    axes.invert_yaxis()
    axes.set_title(title, fontsize=9)
    axes.tick_params(labelsize=8)
    axes.spines[["top", "right"]].set_visible(False)
