"""What follows from what: the shapes through a network, the events of a history."""

import math

from matplotlib.patches import Polygon, Rectangle

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import board, text_width, write
from cnnlib.figures._style import FAINT, INK, INPUT, OUTPUT, ROLES, SMALL, TEXT, TINTS, WIDTH
from cnnlib.figures._tables import number_text

COLUMNS = 5
COLUMN = WIDTH / COLUMNS  # inches from one box to the next
LINE = 0.18  # inches from line to line
STAGES = 60
YEAR = 0.95  # inches from the left edge to where the texts begin
BAR = 1.3  # inches of the longest bar of a timeline


def shape_flow(stages, *, alt):
    """The shapes of the data on their way through a network, as boxes from left to right.

    A box is as high as the maps and as wide as there are channels, both on a scale of logarithms:
    twice the size is one step more. Five boxes fill a row.

    Parameters
    ----------
    stages : sequence of (operation, shape)
        The shape after the operation, (C, H, W) or (K,). The first operation is a name for the
        input; the others stand above the box that they lead to.
    alt : str
        Alternative text.

    Returns
    -------
    Picture

    Examples
    --------
    >>> flow = [("picture", (1, 28, 28)), ("conv 5×5", (4, 24, 24)), ("flatten", (2304,))]
    >>> shape_flow(flow, alt="1×28×28 becomes 4×24×24, then 2304 numbers.")
    Figure: 1×28×28 becomes 4×24×24, then 2304 numbers.
    """
    stages = _check.entries("shape_flow", "stages", stages, "stage")
    if len(stages) > STAGES:
        raise ValueError(f"shape_flow: {len(stages)} stages, expected at most {STAGES}")
    checked = [_stage(k, stage) for k, stage in enumerate(stages)]
    rows = [checked[k : k + COLUMNS] for k in range(0, len(checked), COLUMNS)]
    heights = [2 * LINE + 0.64 + max(sum(_size(shape)[1:]) for _, shape in row) for row in rows]
    figure, axes = board(len(rows[0]) * COLUMN, sum(heights), alt)
    y = 0.0
    for k, (row, height) in enumerate(zip(rows, heights, strict=True)):
        _row(axes, row, y, height, first=k == 0)
        y += height
    return figure


def _row(axes, row, y, height, first):
    """One row of boxes; an arrow leads to each but the very first."""
    right, middle = 0.0, y + height / 2 + 0.06
    for column, (operation, shape) in enumerate(row):
        x, is_input = (column + 0.5) * COLUMN, first and column == 0
        start = right
        left, right = _box(axes, x, middle, shape, "input" if is_input else "output")
        write(axes, x, y + height - 0.24, "×".join(map(str, shape)), SMALL)
        for n, line in enumerate(reversed(_wrap(operation, COLUMN - 0.06, SMALL))):
            write(axes, x, y + (1.6 - n) * LINE, line, SMALL)
        if not is_input:
            ends = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}
            axes.annotate("", (left - 0.03, middle), (start + 0.03, middle), arrowprops=ends)


def _stage(k, stage):
    """One stage as (operation, shape), checked."""
    if isinstance(stage, str) or not hasattr(stage, "__len__") or len(stage) != 2:
        raise ValueError(f"shape_flow: stages[{k}] is {stage!r}, expected (operation, shape)")
    operation, shape = stage
    if not isinstance(operation, str):
        raise TypeError(f"shape_flow: stages[{k}] has operation {operation!r}, expected a str")
    if isinstance(shape, str) or not hasattr(shape, "__len__") or len(shape) not in (1, 3):
        raise ValueError(f"shape_flow: stages[{k}] has shape {shape!r}, expected (C, H, W) or (K,)")
    name = f"stages[{k}]"
    return operation, tuple(_shapes.integer("shape_flow", name, size, 1) for size in shape)


def _size(shape):
    """Inches of a box: its width for the channels, its height for the rows, its slant depth."""
    channels, rows, columns = shape if len(shape) == 3 else (*shape, 1, 1)
    height, depth = (0.08 + 0.085 * math.log2(size) for size in (rows, columns))
    return 0.08 + 0.035 * math.log2(channels), height, depth / 4


def _box(axes, x, y, shape, role):
    """A cuboid about (x, y): width by channels, height by rows, depth by columns, in logarithms."""
    width, height, depth = _size(shape)
    left, right = x - (width + depth) / 2, x + (width + depth) / 2
    low, high = y + (height + depth) / 2, y - (height + depth) / 2
    front = [(left, low), (right - depth, low), (right - depth, high + depth), (left, high + depth)]
    top = [(left, high + depth), (left + depth, high), (right, high), (right - depth, high + depth)]
    side = [
        (right - depth, low),
        (right, low - depth),
        (right, high),
        (right - depth, high + depth),
    ]
    for face, colour in ((front, TINTS[role]), (top, "white"), (side, ROLES[role])):
        patch = Polygon(face, facecolor=colour, edgecolor=ROLES[role], joinstyle="round")
        axes.add_patch(patch)
    return left, right


def _wrap(text, width, size=TEXT):
    """Lines of whole words that are at most ``width`` inches, where a word is not wider itself."""
    lines = []
    for word in text.split():
        if lines and text_width(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def timeline(events, *, alt, values=""):
    """Events from top to bottom, each joined to its year on a scale that is true to time.

    Parameters
    ----------
    events : sequence of (year, text) or (year, text, value)
        In order of time. A value, at least 0, becomes a bar with its number.
    alt : str
        Alternative text.
    values : str
        What the values are, with their unit: the heading of the bars.

    Returns
    -------
    Picture

    Examples
    --------
    >>> timeline([(1998, "LeNet-5"), (2012, "AlexNet")], alt="LeNet-5 in 1998, AlexNet in 2012.")
    Figure: LeNet-5 in 1998, AlexNet in 2012.
    """
    events = [
        _event(k, event)
        for k, event in enumerate(_check.entries("timeline", "events", events, "event"))
    ]
    years = [year for year, _, _ in events]
    if years != sorted(years):
        raise ValueError(f"timeline: events has the years {years}, expected them in order of time")
    sizes = [value for _, _, value in events if value is not None]
    room = WIDTH - YEAR - 0.1 - (BAR + 0.75 if sizes else 0)
    blocks = [_wrap(text, room) for _, text, _ in events]
    heights = [max(len(block), 1) * LINE + 0.12 for block in blocks]
    heading = LINE + 0.15 if values else 0.1
    figure, axes = board(WIDTH, sum(heights) + heading + 0.1, alt)
    if values:
        write(axes, WIDTH - 0.1, 0.18, values, SMALL, FAINT, ha="right")
    scale = _Years(axes, years, heading + 0.15, heading + sum(heights) - 0.15)
    y = heading
    for (year, _, value), block, height in zip(events, blocks, heights, strict=True):
        scale.join(year, y + height / 2)
        for n, line in enumerate(block):
            write(axes, YEAR, y + 0.06 + (n + 0.5) * LINE, line, ha="left")
        if value is not None:
            _bar(axes, y + height / 2, value, max(sizes))
        y += height
    return figure


def _event(k, event):
    """One event as (year, text, value or None), checked."""
    if isinstance(event, str) or not hasattr(event, "__len__") or len(event) not in (2, 3):
        raise ValueError(
            f"timeline: events[{k}] is {event!r}, expected (year, text) or (year, text, value)"
        )
    year, text, value = (*event, None)[:3]
    year = _shapes.number("timeline", f"year of events[{k}]", year)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"timeline: events[{k}] has text {text!r}, expected words")
    if value is not None:
        value = _shapes.number("timeline", f"value of events[{k}]", value, 0)
    return year, text, value


class _Years:
    """The line at the left on which years are as far apart as they were."""

    def __init__(self, axes, years, top, bottom):
        self.axes, self.first, self.span = axes, years[0], (years[-1] - years[0]) or 1
        self.top, self.height = top, bottom - top
        axes.plot((0.12, 0.12), (top, bottom), color=FAINT, linewidth=2)

    def join(self, year, y):
        """A dot for the year, a line from it to the height of the event, and the year there."""
        place = self.top + self.height * (year - self.first) / self.span
        self.axes.plot((0.12, 0.3, 0.4), (place, y, y), color=FAINT, linewidth=0.8)
        self.axes.plot(0.12, place, "o", color=INPUT, markersize=5)
        write(self.axes, 0.43, y, f"{year:.0f}", ha="left", weight="bold")


def _bar(axes, y, value, largest):
    left = WIDTH - BAR - 0.65
    width = BAR * value / (largest or 1)
    axes.add_patch(Rectangle((left, y - 0.08), width, 0.16, color=OUTPUT))
    write(axes, left + width + 0.06, y, number_text(value), ha="left")
