"""Matrices with their numbers, as a teacher draws them, and rows of them with signs between."""

from cnnlib.figures import _check
from cnnlib.figures._board import board, text_width, write
from cnnlib.figures._style import WIDTH
from cnnlib.figures._tables import HEADING, Table

GAP = 0.14  # inches: around a sign, and at the edge
SIGN = 17


def matrix(values, *, alt, role="input", highlight=None, title="", padding=0, indices=False):
    """One matrix with its numbers.

    Parameters
    ----------
    values : array of shape (H, W) or (W,)
        Numbers, or texts such as ``"$w_{00}$"``. Integers are written whole, others with three
        digits; NaN leaves a cell empty. At most 24 columns.
    alt : str
        Alternative text.
    role : {"input", "kernel", "output", "gradient"}
        Blue, orange, green, red.
    highlight : boolean array or index, optional
        The cells that get a frame and a tint, as in ``np.s_[0:2, 1]``; padding counts as cells.
    title : str
    padding : int or pair (rows, columns)
        Draw a dashed ring of so many zeros around it.
    indices : bool
        Write the numbers of rows and columns, from 0; padding has negative ones.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> matrix([[1, 2], [3, 4]], highlight=np.s_[0, :], alt="1, 2 over 3, 4; row 0 marked.")
    Figure: 1, 2 over 3, 4; row 0 marked.
    """
    drawn = Table(
        "matrix", "values", values, role,
        mark=highlight, title=title, padding=padding, indices=indices,
    )  # fmt: skip
    return draw_groups([[drawn]], alt)


def matrices(
    values, signs=None, *, alt, roles=None, titles=None, highlights=None, padding=0, indices=False
):
    """Matrices in a row with a sign between each two, as in "input ⋆ kernel = output".

    What is wider than the page goes on in the next row, with the sign first.

    Parameters
    ----------
    values : sequence of arrays of shape (H, W) or (W,)
        Each as in `matrix`.
    signs : sequence of str, optional
        One fewer than matrices; without signs there is a gap.
    alt : str
        Alternative text.
    roles : sequence of str, optional
        A role for each, by default "input".
    titles : sequence of str, optional
    highlights : sequence of (None, boolean array or index), optional
        The marked cells of each, as in `matrix`.
    padding : int or pair (rows, columns)
        A ring of zeros around the first matrix.
    indices : bool

    Returns
    -------
    Picture

    Examples
    --------
    >>> matrices([[1, 2], [3, 4], [4, 6]], ["+", "="], alt="1, 2 and 3, 4 are 4, 6 together.")
    Figure: 1, 2 and 3, 4 are 4, 6 together.
    """
    values = _check.entries("matrices", "values", values, "matrix")
    count = len(values)
    options = {"roles": (roles, "input"), "titles": (titles, ""), "highlights": (highlights, None)}
    given = {
        name: _check.one_each("matrices", name, option, default, "values", count)
        for name, (option, default) in options.items()
    }
    signs = _check.one_each("matrices", "signs", signs, "", "the gaps between values", count - 1)
    for sign in signs:
        _check.text("matrices", "signs", sign)
    groups = []
    for k, (value, role, title, mark) in enumerate(zip(values, *given.values(), strict=True)):
        drawn = Table(
            "matrices", f"values[{k}]", value, role,
            mark=mark, title=title, padding=padding if k == 0 else 0, indices=indices,
        )  # fmt: skip
        groups.append([signs[k - 1], drawn] if k else [drawn])
    return draw_groups(groups, alt)


def draw_groups(groups, alt, below=()):
    """Groups of tables and signs from left to right, with lines of text below them.

    A row ends where the next group would pass the width of the page; a group stays together.
    """
    return draw_lines([groups], alt, below)


def draw_lines(lines, alt, below=()):
    """As `draw_groups`, for several lines of groups, each of which begins a new row."""
    items = [item for groups in lines for group in groups for item in group]
    cell = max(item.cell_width() for item in items if not _is_sign(item))
    rows = [row for groups in lines for row in _rows(groups, cell)]
    used = [row[-1][0] + _width(row[-1][1], cell) for row in rows]
    width = max([*used, *map(text_width, below)]) + 2 * GAP
    heights = [_extent(row, "above") + _extent(row, "below") + 1.5 * GAP for row in rows]
    figure, axes = board(width, sum(heights) + GAP + HEADING * len(below), alt)
    y = GAP
    for row, row_width, height in zip(rows, used, heights, strict=True):
        for x, item in row:
            _draw(axes, item, x + (width - row_width) / 2, y + _extent(row, "above"), cell)
        y += height
    for k, line in enumerate(below):
        write(axes, width / 2, y + (k + 0.4) * HEADING, line)
    return figure


def _rows(groups, cell):
    """The groups of one line in rows of the page's width: (left edge, item) for each item."""
    rows, x = [], WIDTH
    for group in groups:
        width = sum(_width(item, cell) for item in group)
        x += 2 * GAP * (not _is_sign(group[0]))
        if x + width > WIDTH - 2 * GAP:
            rows.append([])
            x = 0.0
        for item in group:
            rows[-1].append((x, item))
            x += _width(item, cell)
    return rows


def _is_sign(item):
    return isinstance(item, str)


def _width(item, cell):
    return text_width(item, SIGN) + 2 * GAP if _is_sign(item) else item.width(cell)


def _extent(row, side):
    """Inches above or below the middle of a row."""
    return max(getattr(item, side)() for _, item in row if not _is_sign(item))


def _draw(axes, item, x, middle, cell):
    if _is_sign(item):
        write(axes, x + _width(item, cell) / 2, middle, item, SIGN)
    else:
        item.draw(axes, x, middle, cell)
