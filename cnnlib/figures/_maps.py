"""Channels and filters as pictures, on one scale of colours that is written beside them."""

import math

import numpy as np

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import text_width
from cnnlib.figures._picture import Picture
from cnnlib.figures._style import (
    COLOURMAPS,
    RULE,
    SIGNED,
    SIGNED_COLOURMAPS,
    SMALL,
    TEXT,
    WIDTH,
    ink_on,
)
from cnnlib.figures._tables import number_text

MAPS = 144  # more would be too small to look at
MINUS = 7  # planes of up to so many cells a side get a minus sign on each negative cell


def show_plane(axes, plane, cmap, low, high):
    """One plane, without ticks, in a thin frame."""
    axes.imshow(plane, cmap=cmap, vmin=low, vmax=high, interpolation="nearest")
    axes.set(xticks=[], yticks=[])
    axes.spines[:].set_color(RULE)


def feature_maps(maps, *, alt, role="output", titles=None, columns=None):
    """The channels of a layer's result, or its filters, all on one scale of colours.

    Parameters
    ----------
    maps : array of shape (C, H, W) or (O, C, kh, kw)
        Feature maps, or filters: then each row is one filter, each column one input channel.
    alt : str
        Alternative text.
    role : {"output", "input", "kernel", "gradient"}
        Chooses the colours. Where there are negative values, and for kernels and gradients always,
        the scale is symmetric about zero, which is white.
    titles : sequence of str, optional
        One for each map, or for each filter.
    columns : int, optional
        Maps in a row, at most 8; by default as near to a square as can be.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> feature_maps(np.eye(4).reshape(4, 2, 2), alt="Four maps, one bright pixel in each.")
    Figure: Four maps, one bright pixel in each.
    """
    name = "feature_maps"
    maps = _check.array(name, "maps", maps, (3, 4))
    _check.role(name, role)
    filters = maps.ndim == 4
    if titles is not None:
        titles = _check.names(name, "titles", titles, "maps", len(maps))
    if filters and columns is not None:
        raise ValueError(f"{name}: columns is {columns!r}, expected none with filters (O, C, h, w)")
    planes = maps.reshape(-1, *maps.shape[-2:])  # (O, C, kh, kw) -> (O*C, kh, kw)
    if len(planes) > MAPS:
        raise ValueError(f"{name}: maps has {len(planes)} planes, expected at most {MAPS}")
    if filters:
        columns = maps.shape[1]
    elif columns is None:
        columns = min(8, math.ceil(math.sqrt(len(planes))))
    columns = min(_shapes.integer(name, "columns", columns, 1), len(planes))
    return _grid(planes, columns, alt, role, titles, filters)


def _grid(planes, columns, alt, role, titles, filters):
    """All planes in rows of ``columns``; the titles above each, or left of each row of filters."""
    rows = math.ceil(len(planes) / columns)
    room = 0.1 + max(map(text_width, titles)) if filters and titles is not None else 0.0
    side = min(1.2, (WIDTH - room) / columns)
    heading = 0.25 if titles is not None and not filters else 0.05
    width = max(columns * side + room, 2.4)
    ratio = planes.shape[1] / planes.shape[2]
    height = rows * (side * ratio + heading) + 0.55
    figure = Picture(width, height, alt=alt)
    places = figure.add_gridspec(rows, columns)
    cmap, low, high = _scale(planes, role)
    for k, plane in enumerate(planes):
        axes = figure.add_subplot(places[k])
        show_plane(axes, plane, cmap, low, high)
        if max(plane.shape) <= MINUS:
            _mark_negative(axes, plane)
        if titles is not None and not filters:
            axes.set_title(titles[k], fontsize=SMALL, pad=3)
        if titles is not None and filters and k % columns == 0:
            axes.set_ylabel(
                titles[k // columns], fontsize=SMALL, rotation=0, ha="right", va="center"
            )
    colour_bar(figure, figure.axes, low, high)
    return figure


def _scale(planes, role):
    """The colours, and the values of the first and the last of them."""
    low, high = float(planes.min()), float(planes.max())
    if low < 0 or role in SIGNED:
        high = max(-low, high) or 1.0
        return SIGNED_COLOURMAPS[role], -high, high
    return COLOURMAPS[role], 0.0, high or 1.0


def _mark_negative(axes, plane):
    """A minus sign on each negative cell, so that the sign is seen in grey too."""
    image = axes.images[0]
    for row, column in zip(*np.nonzero(plane < 0), strict=True):
        colour = ink_on(image.cmap(image.norm(plane[row, column])))
        axes.text(column, row, "−", size=SMALL, color=colour, ha="center", va="center")


def colour_bar(figure, axes, low, high):
    """The scale below planes that have it in common: its two ends, and zero where it is between."""
    bar = figure.colorbar(axes[0].images[0], ax=axes, location="bottom", shrink=0.6, aspect=30)
    ticks = [low, 0.0, high] if low < 0 < high else [low, high]
    bar.set_ticks(ticks, labels=[number_text(tick) for tick in ticks])
    bar.ax.tick_params(labelsize=TEXT, length=0)
    bar.outline.set_edgecolor(RULE)
