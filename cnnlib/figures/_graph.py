"""What depends on what, and what happens when: graphs of an expression, lanes of a time line."""

from matplotlib.patches import FancyBboxPatch

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import board, text_width, write
from cnnlib.figures._picture import Picture
from cnnlib.figures._plots import _plain
from cnnlib.figures._style import GRADIENT, INK, ROLES, RULE, SMALL, TEXT, TINTS, WIDTH

LINE = 0.2  # inches from line to line
ROW = 1.2  # inches from one row of boxes to the next
COLUMNS = 6
LANES = tuple(ROLES)


def graph(nodes, edges, *, alt):
    """Boxes on a grid and arrows between them, as the graph of an expression.

    Parameters
    ----------
    nodes : dict of str to (column, row, text) or (column, row, text, role)
        Columns count from the left, at most six, rows from above; a text may have several lines.
        The role is the colour, by default "output".
    edges : sequence of (name, name) or (name, name, text)
        An arrow from the first box to the second; its text stands on it.
    alt : str
        Alternative text.

    Returns
    -------
    Picture

    Examples
    --------
    >>> nodes = {"x": (0, 0, "x = 3", "input"), "y": (1, 0, "y = x²")}
    >>> graph(nodes, [("x", "y", "2x = 6")], alt="From x to y, with the slope 6.")
    Figure: From x to y, with the slope 6.
    """
    if not isinstance(nodes, dict) or not nodes:
        raise TypeError(f"graph: nodes is {nodes!r}, expected a dict of names and boxes")
    boxes = {name: _node(name, node) for name, node in nodes.items()}
    edges = [_edge(k, edge, boxes) for k, edge in enumerate(edges)]
    columns, rows = (1 + max(box[axis] for box in boxes.values()) for axis in (0, 1))
    figure, axes = board(WIDTH, rows * ROW, alt)
    places = {
        name: _box(axes, (column + 0.5) * WIDTH / columns, (row + 0.5) * ROW, text, role)
        for name, (column, row, text, role) in boxes.items()
    }
    for start, end, text in edges:
        _arrow(axes, places[start], places[end], text)
    return figure


def _node(name, node):
    """One node as (column, row, text, role), checked."""
    if isinstance(node, str) or not hasattr(node, "__len__") or len(node) not in (3, 4):
        raise ValueError(
            f"graph: nodes[{name!r}] is {node!r}, expected (column, row, text) or with a role"
        )
    column, row, text, role = (*node, "output")[:4]
    column = _shapes.integer("graph", f"column of {name!r}", column, 0, COLUMNS - 1)
    row = _shapes.integer("graph", f"row of {name!r}", row, 0)
    _check.text("graph", f"text of {name!r}", text)
    _check.role("graph", role)
    return column, row, text, role


def _edge(k, edge, boxes):
    """One edge as (name, name, text), checked."""
    if isinstance(edge, str) or not hasattr(edge, "__len__") or len(edge) not in (2, 3):
        raise ValueError(f"graph: edges[{k}] is {edge!r}, expected two names and perhaps a text")
    for name in edge[:2]:
        _shapes.check_choice("graph", f"edges[{k}]", name, tuple(boxes))
    text = (*edge, "")[2]
    _check.text("graph", f"text of edges[{k}]", text)
    return *edge[:2], text


def _box(axes, x, y, text, role):
    """A box about (x, y); returns its middle and half its width and height."""
    lines = text.split("\n")
    half = max(text_width(line) for line in lines) / 2 + 0.1, len(lines) * LINE / 2 + 0.08
    corner = x - half[0], y - half[1]
    shape = {"boxstyle": "round,pad=0,rounding_size=0.06", "linewidth": 1.6}
    colours = {"facecolor": TINTS[role], "edgecolor": ROLES[role]}
    axes.add_patch(FancyBboxPatch(corner, 2 * half[0], 2 * half[1], **shape, **colours))
    for n, line in enumerate(lines):
        write(axes, x, y + (n - (len(lines) - 1) / 2) * LINE, line)
    return x, y, *half


def _arrow(axes, start, end, text):
    """An arrow from the rim of a box to that of another, its text on the middle."""
    (x0, y0, *half0), (x1, y1, *half1) = start, end
    across, down = x1 - x0, y1 - y0

    def rim(half):
        # How far along the line between the middles it leaves a box.
        return min(h / abs(way) for h, way in zip(half, (across, down), strict=True) if way)

    tail, tip = rim(half0), 1 - rim(half1)
    ends = [(x0 + part * across, y0 + part * down) for part in (tip, tail)]
    line = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 1}
    axes.annotate("", *ends, arrowprops=line)
    if text:
        x, y = ((a + b) / 2 for a, b in zip(*ends, strict=True))
        paper = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        write(axes, x, y, text, SMALL, bbox=paper)


def lanes(lanes, *, alt, xlabel, marks=()):
    """What each of several does at the same time: a lane for each, from left to right.

    Parameters
    ----------
    lanes : dict of str to sequence of (start, end, text)
        At most four lanes, the first at the top; a text that is longer than its bar is not good.
    alt, xlabel : str
    marks : sequence of (place, text)
        Dashed lines through all lanes; each has a row of its own for its text.

    Returns
    -------
    Picture

    Examples
    --------
    >>> work = {"host": [(0, 1, "a"), (1, 2, "b")], "device": [(1, 4, "a"), (4, 7, "b")]}
    >>> lanes(work, marks=[(2, "stop")], alt="The host ends at 2, the device at 7.", xlabel="ms")
    Figure: The host ends at 2, the device at 7.
    """
    if not isinstance(lanes, dict) or not 1 <= len(lanes) <= len(LANES):
        raise ValueError(f"lanes: lanes is {lanes!r}, expected a dict of one to four lanes")
    bars = {name: [_bar(name, bar) for bar in work] for name, work in lanes.items()}
    marks = [_mark(k, mark) for k, mark in enumerate(marks)]
    top = -0.5 - 0.4 * len(marks)
    figure = Picture(WIDTH, 0.9 + 0.5 * (len(bars) - 0.5 - top), alt=alt)
    axes = figure.add_subplot()
    for row, (role, work) in enumerate(zip(LANES, bars.values(), strict=False)):
        for start, end, text in work:
            style = {"color": TINTS[role], "edgecolor": ROLES[role], "linewidth": 1.6}
            axes.barh(row, end - start, 0.7, start, **style)
            axes.text((start + end) / 2, row, text, ha="center", va="center", size=SMALL, color=INK)
    _plain(axes, xlabel)
    last = axes.get_xlim()[1]
    for n, (place, text) in enumerate(marks):
        height = -0.7 - 0.4 * n
        axes.plot([place, place], [len(bars) - 0.5, height], color=GRADIENT, linestyle="--")
        side = {"ha": "left"} if place < last / 2 else {"ha": "right"}
        axes.text(place, height, f" {text} ", va="center", size=SMALL, color=INK, **side)
    axes.set(ylim=(len(bars) - 0.5, top), xlim=(0, last))
    axes.set_yticks(range(len(bars)), bars, size=TEXT)
    axes.grid(False, axis="y")
    axes.grid(color=RULE, axis="x")
    return figure


def _bar(name, bar):
    """One bar as (start, end, text), checked."""
    if isinstance(bar, str) or not hasattr(bar, "__len__") or len(bar) != 3:
        raise ValueError(f"lanes: {name!r} has {bar!r}, expected (start, end, text)")
    start = _shapes.number("lanes", f"start in {name!r}", bar[0], 0)
    end = _shapes.number("lanes", f"end in {name!r}", bar[1], start)
    _check.text("lanes", f"text in {name!r}", bar[2])
    return start, end, bar[2]


def _mark(k, mark):
    """One mark as (place, text), checked."""
    if isinstance(mark, str) or not hasattr(mark, "__len__") or len(mark) != 2:
        raise ValueError(f"lanes: marks[{k}] is {mark!r}, expected (place, text)")
    _check.text("lanes", f"text of marks[{k}]", mark[1])
    return _shapes.number("lanes", f"place of marks[{k}]", mark[0], 0), mark[1]
