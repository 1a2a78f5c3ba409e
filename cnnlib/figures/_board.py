"""A blank board counted in inches, for the pictures that are drawn rather than plotted."""

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextPath, text_to_path

from cnnlib.figures._picture import Picture
from cnnlib.figures._style import INK, TEXT


def text_width(text, size=TEXT):
    """Inches that a text takes, formulas between dollar signs included."""
    return TextPath((0, 0), text, size=size).get_extents().width / 72 if text.strip() else 0.0


def plain_width(text, size=TEXT):
    """Inches that a text takes that is no formula; measured without drawing it, so much faster."""
    font = FontProperties(size=size)
    return text_to_path.get_text_width_height_descent(text, font, ismath=False)[0] / 72


def shortened(text, width, size=TEXT):
    """A text as it is, never a formula, without its end where it takes more than the inches."""
    shown = text
    while plain_width(shown, size) > width:
        text = text[:-1]
        shown = text + "…"
    return shown.replace("$", r"\$")


def board(width, height, alt):
    """A figure and axes on all of it that count in inches from the upper left corner."""
    figure = Picture(width, height, alt=alt)
    figure.set_layout_engine("none")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.axis("off")
    return figure, axes


def write(axes, x, y, text, size=TEXT, color=INK, **options):
    """Text about the point (x, y)."""
    options = {"ha": "center", "va": "center", **options}
    axes.text(x, y, text, size=size, color=color, **options)
