"""Figures made of pictures: grids, and the stages of a network side by side."""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._maps import show_plane
from cnnlib.figures._picture import Picture
from cnnlib.figures._style import COLOURMAPS, OUTPUT, SIGNED, SMALL, WIDTH


def _planes(function, images):
    """``images`` as a list of 2-D arrays."""
    planes = _check.entries(function, "images", images, "picture")
    return [
        _check.array(function, f"images[{k}]", plane, (2,), finite=False)
        for k, plane in enumerate(planes)
    ]


def _limits(function, planes, role):
    """The values of the darkest and the brightest colour; symmetric where signs matter."""
    values = np.concatenate([np.ravel(plane) for plane in planes])
    low, high = float(np.fmin.reduce(values)), float(np.fmax.reduce(values))
    if not (np.isfinite(low) and np.isfinite(high)):
        raise ValueError(
            f"{function}: pictures from {low} to {high}, expected finite numbers, some NaN at most"
        )
    if role in SIGNED:
        high = max(-low, high) or 1.0
        return -high, high
    return (min(low, 0.0), high) if high > min(low, 0.0) else (0.0, 1.0)


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
    _check.role("images", role)
    if titles is not None:
        titles = _check.names("images", "titles", titles, "images", len(planes))
    columns = 8 if columns is None else _shapes.integer("images", "columns", columns, 1)
    columns = min(columns, len(planes))
    rows = math.ceil(len(planes) / columns)
    width = min(WIDTH, 1.6 * columns)
    cell = width / columns
    figure = Picture(width, rows * (cell + (0.25 if titles else 0.05)), alt=alt)
    low, high = _limits("images", planes, role)
    for k, plane in enumerate(planes):
        axes = figure.add_subplot(rows, columns, k + 1)
        show_plane(axes, plane, COLOURMAPS[role], low, high)
        if titles is not None:
            axes.set_title(titles[k], fontsize=SMALL)
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
    stages = _check.entries("stages", "stages", stages, "stage")
    checked = [_stage(k, stage) for k, stage in enumerate(stages)]
    tallest = max((len(array) for _, array in checked if array.ndim == 3), default=1)
    figure = Picture(WIDTH, max(2.0, 0.75 * tallest + 0.4), alt=alt)
    columns = figure.add_gridspec(1, len(checked))
    for k, (title, array) in enumerate(checked):
        if array.ndim == 3:
            _column(figure, columns[0, k], title, array, "output" if k else "input", tallest)
        else:
            _bars(figure.add_subplot(columns[0, k]), title, array)
    return figure


def _stage(k, stage):
    """One stage as (title, array), checked."""
    if isinstance(stage, str) or not hasattr(stage, "__len__") or len(stage) != 2:
        raise ValueError(f"stages: stages[{k}] is {stage!r}, expected (title, array)")
    title, array = stage
    return title, _check.array("stages", repr(title), array, (1, 3))


def _column(figure, place, title, maps, role, tallest):
    """One stage: its maps above one another, centred in a column of ``tallest`` places."""
    free = tallest - len(maps)
    heights = [free / 2 or 1e-3, *[1] * len(maps), free / 2 or 1e-3]
    inner = place.subgridspec(len(maps) + 2, 1, height_ratios=heights)
    low, high = _limits("stages", maps, role)
    for row, plane in enumerate(maps, start=1):
        axes = figure.add_subplot(inner[row, 0])
        show_plane(axes, plane, COLOURMAPS[role], low, high)
        if row == 1:
            axes.set_title(title, fontsize=SMALL)


def _bars(axes, title, values):
    """One stage that is a vector: a horizontal bar for each entry, the first at the top."""
    axes.barh(np.arange(len(values)), values, color=OUTPUT)
    axes.set_yticks(np.arange(len(values)))
    axes.invert_yaxis()
    axes.set_title(title, fontsize=SMALL)
    axes.tick_params(labelsize=SMALL)
    axes.spines[["top", "right"]].set_visible(False)
