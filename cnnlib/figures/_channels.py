"""A filter's way through all channels: kernel by kernel, then the sum."""

import numpy as np

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._matrices import draw_lines
from cnnlib.figures._sliding import correlate
from cnnlib.figures._tables import Table, number_text

NAME = "through_channels"
LINES = 12  # more would be longer than a page


def through_channels(x, weight, bias=None, cell=None, *, alt, filters=None, stride=1, padding=0):
    """What each kernel of a filter makes of its channel, and their sum.

    Without a cell there is one line for each channel, the channel's whole map at its end, and one
    more line that adds the maps and the bias. With a cell, the lines show its window in each
    channel, the products and their sum, and at last the map with the cell.

    Parameters
    ----------
    x : array of shape (C, H, W)
    weight : array of shape (O, C, kh, kw)
        Kernels are laid on as they stand, without turning them (cross-correlation).
    bias : array of shape (O,), optional
    cell : tuple (o, row, column), optional
        The cell of the output whose making is shown.
    alt : str
        Alternative text.
    filters : sequence of int, optional
        The filters to draw where there is no cell; by default all.
    stride, padding : int or pair (rows, columns)
        Padding cells are zeros.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> x, weight = np.ones((2, 3, 3)), np.ones((1, 2, 2, 2))
    >>> through_channels(x, weight, alt="A four from each of two channels: eight in every cell.")
    Figure: A four from each of two channels: eight in every cell.
    """
    layer = _Layer(x, weight, bias, stride, padding)
    if cell is not None:
        return layer.draw_cell(cell, alt)
    filters = range(len(layer.weight)) if filters is None else filters
    filters = _check.entries(NAME, "filters", filters, "filter")
    for o in filters:
        if _shapes.integer(NAME, "filters", o, 0) >= len(layer.weight):
            raise ValueError(
                f"{NAME}: filters has {o}, expected 0 to {len(layer.weight) - 1} for weight of "
                f"shape {layer.weight.shape}"
            )
    lines = [line for o in filters for line in layer.filter_lines(o)]
    if len(lines) > LINES:
        raise ValueError(f"{NAME}: {len(lines)} lines, expected at most {LINES}: use filters")
    return draw_lines(lines, alt)


class _Layer:
    """Arrays of a layer, checked, and the map that each kernel makes of its channel."""

    def __init__(self, x, weight, bias, stride, padding):
        self.has_bias = bias is not None
        x = self.x = _check.array(NAME, "x", x, (3,))
        weight = self.weight = _check.array(NAME, "weight", weight, (4,))
        _shapes.check_shape(NAME, "weight", weight, (len(weight), len(x), *weight.shape[2:]))
        bias = bias if self.has_bias else np.zeros(len(weight), int)
        self.bias = _check.array(NAME, "bias", bias, (1,))
        _shapes.check_shape(NAME, "bias", self.bias, (len(weight),))
        self.stride = _shapes.pair(NAME, "stride", stride, 1)
        self.padding = _shapes.pair(NAME, "padding", padding, 0)
        ring = [(p, p) for p in self.padding]
        _shapes.window(NAME, x.shape[1:], weight.shape[2:], self.stride, ring, (1, 1))
        self.padded = np.pad(x, [(0, 0), *ring])

    def map(self, o, c):
        """What kernel (o, c) alone makes of channel c."""
        return correlate(self.padded[c], self.weight[o, c], self.stride)

    def channel(self, c, mark=None):
        title = f"$x_{{{c}}}$"
        return Table(NAME, "x", self.x[c], "input", mark=mark, title=title, padding=self.padding)

    def kernel(self, o, c):
        return Table(NAME, "weight", self.weight[o, c], "kernel", title=f"$w_{{{o},{c}}}$")

    def filter_lines(self, o):
        """A line for each channel, and one for the sum if there is more than one term."""
        maps = [self.map(o, c) for c in range(len(self.x))]
        tables = [
            Table(NAME, "map", plane, "output", title=rf"$x_{{{c}}} \star w_{{{o},{c}}}$")
            for c, plane in enumerate(maps)
        ]
        for c, table in enumerate(tables):
            yield [[self.channel(c), "⋆", self.kernel(o, c), "=", table]]
        if len(tables) > 1 or self.has_bias:
            terms = [*tables]
            if self.has_bias:
                terms.append(Table(NAME, "bias", self.bias[[o]], "kernel", title=f"$b_{{{o}}}$"))
            total = Table(NAME, "y", sum(maps) + self.bias[o], "output", title=f"$y_{{{o}}}$")
            yield [[terms[0]], *([["+", term] for term in terms[1:]]), ["=", total]]

    def draw_cell(self, cell, alt):
        """The window of one cell in each channel, its products, their sum; then the whole map."""
        o, row, column = self._checked(cell)
        output = sum(self.map(o, c) for c in range(len(self.x))) + self.bias[o]
        kh, kw = self.weight.shape[2:]
        top, left = row * self.stride[0], column * self.stride[1]
        window = np.s_[top : top + kh, left : left + kw]
        lines, sums = [], []
        for c, channel in enumerate(self.padded):
            products = channel[window] * self.weight[o, c]
            sums.append(products.sum())
            made = Table(NAME, "products", products, "input", title="products")
            one = Table(NAME, "sum", sums[-1:], "output", title="sum")
            factors = [self.channel(c, window), "⊙", self.kernel(o, c)]
            lines.append([[*factors, "=", made, "→", one]])
        place = f"$y_{{{o},{row},{column}}}$"
        result = Table(NAME, "y", output, "output", mark=np.s_[row, column], title=f"$y_{{{o}}}$")
        lines.append([[result]])
        terms = [number_text(term) for term in sums]
        if self.has_bias:
            terms.append(number_text(self.bias[o]))
        # A term below zero is written in brackets, as in 3 + (−2).
        text = " + ".join(f"({t})" if t[0] == "−" and k else t for k, t in enumerate(terms))
        return draw_lines(lines, alt, [f"{place} = {text} = {number_text(output[row, column])}"])

    def _checked(self, cell):
        rule = (len(self.weight), *self.map(0, 0).shape)
        if not hasattr(cell, "__len__") or len(cell) != 3:
            raise ValueError(f"{NAME}: cell is {cell!r}, expected (filter, row, column)")
        cell = tuple(_shapes.integer(NAME, "cell", place, 0) for place in cell)
        if any(place >= size for place, size in zip(cell, rule, strict=True)):
            raise ValueError(f"{NAME}: cell is {cell}, expected a cell of an output of {rule}")
        return cell
