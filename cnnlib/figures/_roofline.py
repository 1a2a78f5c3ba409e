"""Two figures of how fast a program can be: the roofline, and the levels of memory below it."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import board, text_width, write
from cnnlib.figures._picture import Picture
from cnnlib.figures._plots import _check_dict, _legend, _plain, _too_many
from cnnlib.figures._style import FAINT, INK, LINES, MARKERS, ROLES, SMALL, TEXT, TINTS, WIDTH


def roofline(points, peak, bandwidth, *, alt):
    """How fast programs compute, below what arithmetic and memory of the machine allow.

    The axes are logarithmic: FLOPs for each byte that is moved, and FLOPs a second. The roof is
    min(peak, bandwidth * intensity); the corner is where the two limits meet.

    Parameters
    ----------
    points : dict of str to (intensity, speed)
        FLOPs per byte and FLOPs per second of each program, at most ten.
    peak : float
        FLOPs per second of the machine.
    bandwidth : float
        Bytes per second of its memory.
    alt : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> roofline({"copying": (0.25, 4e9)}, 90e9, 17e9, alt="One program, near the slope.")
    Figure: One program, near the slope.
    """
    _check_dict("roofline", "points", points)
    _too_many("roofline", "points", len(points), len(MARKERS))
    for name, value in (("peak", peak), ("bandwidth", bandwidth)):
        if _shapes.number("roofline", name, value) <= 0:
            raise ValueError(f"roofline: {name} is {value!r}, expected a number above 0")
    places = {name: _point(name, point) for name, point in points.items()}
    figure = Picture(WIDTH, 4.2, alt=alt)
    axes = figure.add_subplot()
    corner = peak / bandwidth
    across = [corner, *(intensity for intensity, _ in places.values())]
    x = np.array([min(across) / 3, corner, max(across) * 3])
    axes.plot(x, np.minimum(peak, bandwidth * x), color=INK, linewidth=2)
    axes.axvline(corner, color=FAINT, linewidth=1, linestyle=(0, (1, 3)))
    for k, (name, (intensity, speed)) in enumerate(places.items()):
        colour = LINES[k % len(LINES)][0]
        axes.plot(intensity, speed, MARKERS[k], color=colour, markersize=8, label=name)
    _plain(axes, "FLOPs per byte", "FLOPs per second", "xy")
    axes.set_ylim(top=peak * 2)
    if places:
        _legend(figure)
    return figure


def _point(name, point):
    """One entry of `roofline`, checked."""
    point = _check.array("roofline", f"points[{name!r}]", point, (1,))
    _shapes.check_shape("roofline", f"points[{name!r}]", point, (2,))
    if point.min() <= 0:
        raise ValueError(f"roofline: points[{name!r}] has {point.min():g}, expected above 0")
    return point


def levels(levels, *, alt, role="input"):
    """Memories, or whatever else lies in levels: a box for each, the smallest on top.

    Parameters
    ----------
    levels : sequence of (name, text)
        From top to bottom, at most eight; each box is wider than the one above it, and its text
        stands below its name.
    alt : str
    role : {"input", "output", "kernel", "gradient"}
        The colour.

    Returns
    -------
    Picture

    Examples
    --------
    >>> levels([("cache", "1 MB"), ("memory", "16 GB")], alt="A cache above a memory.")
    Figure: A cache above a memory.
    """
    entries = _check.entries("levels", "levels", levels, "level")
    _too_many("levels", "levels", len(entries), 8)
    _check.role("levels", role)
    pairs = [_level(k, entry) for k, entry in enumerate(entries)]
    height, gap = 0.58, 0.24
    figure, axes = board(WIDTH, len(pairs) * (height + gap) - gap + 0.1, alt)
    least = max(text_width(text) for text in pairs[0]) + 0.3
    for k, (name, text) in enumerate(pairs):
        width = least + (WIDTH - 0.1 - least) * k / max(1, len(pairs) - 1)
        width = max(width, text_width(name) + 0.3, text_width(text, SMALL) + 0.3)
        top = 0.05 + k * (height + gap)
        box = {"facecolor": TINTS[role], "edgecolor": ROLES[role], "linewidth": 1.6}
        axes.add_patch(Rectangle(((WIDTH - width) / 2, top), width, height, **box))
        write(axes, WIDTH / 2, top + 0.18, name, TEXT, weight="bold")
        write(axes, WIDTH / 2, top + 0.41, text, SMALL)
        if k:
            ends = {"arrowstyle": "<|-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (WIDTH / 2, top), (WIDTH / 2, top - gap), arrowprops=ends)
    return figure


def _level(k, level):
    """One level as (name, text), checked."""
    if isinstance(level, str) or not hasattr(level, "__len__") or len(level) != 2:
        raise ValueError(f"levels: levels[{k}] is {level!r}, expected (name, text)")
    for text in level:
        _check.text("levels", f"levels[{k}]", text)
    return tuple(level)
