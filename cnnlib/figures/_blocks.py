"""Matrices that are too large for their numbers: rectangles true to scale."""

from matplotlib.patches import Rectangle

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import text_width, write
from cnnlib.figures._matrices import draw_groups
from cnnlib.figures._style import ROLES, TINTS
from cnnlib.figures._tables import CELL, HEADING

NAME = "blocks"
LONGEST = 1.85  # inches: so a product of two long matrices still fits into one row
THINNEST = 0.04  # inches: what is thinner would not be seen


def blocks(shapes, signs=None, *, alt, roles=None, titles=None):
    """Matrices as rectangles, all on one scale, with their sizes and a sign between each two.

    What is wider than the page goes on in the next row, with the sign first.

    Parameters
    ----------
    shapes : sequence of (rows, columns)
        The longest side of all becomes 1.85 inches; what would be thinner than a line is drawn as
        a line.
    signs : sequence of str, optional
        One fewer than shapes; without signs there is a gap.
    alt : str
        Alternative text.
    roles : sequence of str, optional
        A role for each, by default "input".
    titles : sequence of str, optional

    Returns
    -------
    Picture

    Examples
    --------
    >>> blocks([(2, 9), (9, 40), (2, 40)], ["·", "="], alt="2 by 9 times 9 by 40 is 2 by 40.")
    Figure: 2 by 9 times 9 by 40 is 2 by 40.
    """
    shapes = [
        _shapes.pair(NAME, f"shapes[{k}]", shape, 1)
        for k, shape in enumerate(_check.entries(NAME, "shapes", shapes, "shape"))
    ]
    count = len(shapes)
    signs = _check.one_each(NAME, "signs", signs, "", "the gaps between shapes", count - 1)
    roles = _check.one_each(NAME, "roles", roles, "input", "shapes", count)
    titles = _check.one_each(NAME, "titles", titles, "", "shapes", count)
    for text in [*signs, *titles]:
        _check.text(NAME, "signs and titles", text)
    scale = LONGEST / max(max(shape) for shape in shapes)
    drawn = [_Block(*given, scale) for given in zip(shapes, roles, titles, strict=True)]
    groups = [[sign, block] for sign, block in zip(signs, drawn[1:], strict=True)]
    return draw_groups([drawn[:1], *groups], alt)


class _Block:
    """One rectangle, its title above and its size below."""

    def __init__(self, shape, role, title, scale):
        _check.role(NAME, role)
        self.rows, self.columns = (max(scale * side, THINNEST) for side in shape)
        self.role, self.title, self.size = role, title, f"{shape[0]} × {shape[1]}"

    def cell_width(self):
        return CELL

    def width(self, cell):
        return max(self.columns, text_width(self.title), text_width(self.size))

    def above(self):
        return self.rows / 2 + HEADING * bool(self.title)

    def below(self):
        return self.rows / 2 + HEADING

    def draw(self, axes, left, middle, cell):
        x = left + self.width(cell) / 2
        corner = x - self.columns / 2, middle - self.rows / 2
        box = {"facecolor": TINTS[self.role], "edgecolor": ROLES[self.role], "linewidth": 1.6}
        axes.add_patch(Rectangle(corner, self.columns, self.rows, **box))
        write(axes, x, middle - self.rows / 2 - HEADING / 2, self.title)
        write(axes, x, middle + self.rows / 2 + HEADING / 2 + 0.02, self.size)
