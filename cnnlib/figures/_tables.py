"""One matrix with its numbers, drawn on a board."""

import numpy as np
from matplotlib.patches import Rectangle

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import text_width, write
from cnnlib.figures._style import FAINT, INK, ROLES, RULE, SMALL, TINTS

CELL = 0.28  # inches: the height of a cell, and its width where the numbers are short
HEADING = 0.27  # inches: a line of text above a matrix
COLUMNS = 24  # more would not be legible


def number_text(value):
    """A number in few digits: integers and thousands whole, else three or four of them."""
    if isinstance(value, str):
        return value
    if np.isnan(value):
        return ""
    if np.isinf(value):
        return "∞" if value > 0 else "−∞"
    if value == int(value) or abs(value) >= 1000:
        return f"{value:.0f}".replace("-", "−")
    return f"{value:.{4 if abs(value) >= 100 else 3}g}".replace("-", "−")


class Table:
    """One matrix to be drawn: its texts, which cells are padding, which are marked."""

    def __init__(
        self, function, name, values, role, *, mark=None, title="", padding=0, indices=False
    ):
        _check.role(function, role)
        _check.text(function, "title", title)
        values = _check.array(function, name, values, (1, 2), finite=False, kinds="biufU")
        rows, columns = _padding(function, padding, values.ndim)
        texts = np.vectorize(number_text, otypes=[object])(np.atleast_2d(values))
        ring = ((rows, rows), (columns, columns))
        self.texts = np.pad(texts, ring, constant_values="0")
        self.ring = np.pad(np.zeros(texts.shape, bool), ring, constant_values=True)
        if self.texts.shape[1] > COLUMNS:
            raise ValueError(
                f"{function}: {name} has {self.texts.shape[1]} columns, expected at most {COLUMNS}:"
                " more numbers are not legible, use images"
            )
        self.mark = _marked(function, mark, self.texts.shape, values.ndim)
        self.role, self.title, self.one_row = role, title, values.ndim == 1
        self.first = (-rows, -columns) if indices else None

    def cell_width(self):
        """Inches that the longest number asks for."""
        return max(CELL, max(map(text_width, self.texts.flat)) + 0.09)

    def width(self, cell):
        """Inches, with title and indices, in cells of this width."""
        return max(self.texts.shape[1] * cell + self._left(), text_width(self.title))

    def above(self):
        """Inches from the top of title and indices to the middle of the cells."""
        return self._top() + self.below()

    def below(self):
        """Inches from the middle of the cells to their lower edge."""
        return len(self.texts) * CELL / 2

    def _top(self):
        return HEADING * (bool(self.title) + (self.first is not None))

    def _left(self):
        return 0.3 if self.first is not None and not self.one_row else 0.0

    def draw(self, axes, left, middle, cell):
        """Draw from ``left`` on, the middle of the cells at the height ``middle``."""
        rows, columns = self.texts.shape
        inner = columns * cell
        x0 = left + (self.width(cell) - inner + self._left()) / 2
        y0 = middle - self.below()
        if self.title:
            write(axes, x0 + inner / 2, y0 - self._top() + HEADING / 2 - 0.03, self.title)
        for row, column in np.ndindex(rows, columns):
            self._cell(axes, x0 + column * cell, y0 + row * CELL, cell, (row, column))
        self._frame(axes, x0, y0, cell, ~self.ring, 1.6)
        self._frame(axes, x0, y0, cell, self.mark, 3.2)
        if self.first is not None:
            self._indices(axes, x0, y0, cell)

    def _cell(self, axes, x, y, cell, place):
        """One number in its box: dashed and faint in the padding, tinted if marked."""
        ring, mark = self.ring[place], self.mark[place]
        box = {"edgecolor": FAINT if ring else RULE, "linestyle": (0, (3, 2)) if ring else "-"}
        box |= {"facecolor": TINTS[self.role] if mark else "white", "zorder": 1 if ring else 2}
        axes.add_patch(Rectangle((x, y), cell, CELL, linewidth=0.8, **box))
        colour = FAINT if ring else INK
        write(axes, x + cell / 2, y + CELL / 2, self.texts[place], color=colour, zorder=5)

    def _frame(self, axes, x0, y0, cell, inside, linewidth):
        """Lines between the cells that are inside and those that are not."""
        padded = np.pad(inside, 1)
        line = {"color": ROLES[self.role], "linewidth": linewidth, "solid_capstyle": "projecting"}
        for row, column in zip(*np.nonzero(inside), strict=True):
            x, y = x0 + column * cell, y0 + row * CELL
            xs, ys = (x, x + cell), (y, y + CELL)
            sides = {(0, 1): (xs, ys[:1] * 2), (2, 1): (xs, ys[1:] * 2)}
            sides |= {(1, 0): (xs[:1] * 2, ys), (1, 2): (xs[1:] * 2, ys)}
            for (down, right), ends in sides.items():
                if not padded[row + down, column + right]:
                    axes.plot(*ends, zorder=4, **line)

    def _indices(self, axes, x0, y0, cell):
        rows, columns = self.texts.shape
        for column in range(columns):
            text = number_text(column + self.first[1])
            write(axes, x0 + (column + 0.5) * cell, y0 - 0.13, text, SMALL, FAINT)
        for row in range(rows * (not self.one_row)):
            text = number_text(row + self.first[0])
            write(axes, x0 - 0.17, y0 + (row + 0.5) * CELL, text, SMALL, FAINT)


def _padding(function, padding, ndim):
    """Rows and columns of the ring of zeros on each side."""
    if ndim == 1:
        return 0, _shapes.integer(function, "padding", padding, 0)
    return _shapes.pair(function, "padding", padding, 0)


def _marked(function, highlight, shape, ndim):
    """Which of the drawn cells are marked, from a boolean array or an index such as np.s_[0:2]."""
    marked = np.zeros(shape, bool)
    if highlight is None:
        return marked
    place = marked[0] if ndim == 1 else marked
    try:
        place[highlight] = True
    except (IndexError, ValueError) as error:
        raise ValueError(
            f"{function}: highlight is {highlight!r}, expected an index of, or a boolean array of "
            f"the shape of, the {place.shape} cells that are drawn"
        ) from error
    return marked
