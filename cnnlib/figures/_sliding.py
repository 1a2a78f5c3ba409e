"""A window that slides over an input, step by step."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import text_width
from cnnlib.figures._matrices import GAP, draw_groups, draw_lines
from cnnlib.figures._tables import CELL, Table, number_text

NAME = "sliding_window"
LINE = 3.4  # inches of a sum; longer, it would make small matrices smaller on a phone
TERMS = 9  # a sum of more products is not written out
STEPS = 16


class _Strip:
    """One step in one dimension: the kernel below its window, the result below both."""

    def __init__(self, tables, offset):
        self.tables, self.offset = tables, offset

    def cell_width(self):
        return max(table.cell_width() for table in self.tables)

    def width(self, cell):
        return self.tables[0].width(cell)

    def above(self):
        return self.tables[0].above()

    def below(self):
        return CELL / 2 + (len(self.tables) - 1) * (CELL + GAP)

    def draw(self, axes, left, middle, cell):
        columns = self.tables[0].texts.shape[1]
        for k, table in enumerate(self.tables):
            shift = 0.0 if k == 0 else self.offset * cell
            if k == len(self.tables) - 1:  # the result is centred below the input
                shift = (columns - table.texts.shape[1]) * cell / 2
            table.draw(axes, left + shift, middle + k * (CELL + GAP), cell)


def sliding_window(
    x,
    kernel=None,
    cells=None,
    *,
    alt,
    stride=1,
    padding=0,
    dilation=1,
    kernel_size=None,
    output=None,
):
    """The window of each step on the input, and the output as far as it is known by then.

    The kernel is laid on the input as it stands, without turning it (cross-correlation). A single
    step of up to nine products also gets its sum written out. In one dimension the kernel is drawn
    below its window.

    Parameters
    ----------
    x : array of shape (H, W) or (W,)
    kernel : array of shape (kh, kw) or (k,), optional
    cells : sequence of (row, column), or of int in one dimension, optional
        The steps, each the cell of the output that it makes; by default all of them, in order.
    alt : str
        Alternative text.
    stride, padding, dilation : int or pair (rows, columns)
        Padding cells are zeros.
    kernel_size : int or pair (rows, columns), optional
        Instead of a kernel: a window without numbers, as of pooling; then ``output`` is needed.
    output : array of shape (H', W') or (W',), optional
        The result, where there is no kernel to compute it with.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> x, kernel = np.arange(16).reshape(4, 4), np.eye(3)
    >>> sliding_window(x, kernel, [(0, 1)], alt="The window at the upper right: 1 + 6 + 11 = 18.")
    Figure: The window at the upper right: 1 + 6 + 11 = 18.
    """
    slide = _Slide(x, kernel, kernel_size, output, stride, padding, dilation)
    steps = slide.steps(cells)
    single = len(steps) == 1
    titles = ["input"] if single else [f"step {k}" for k in range(1, len(steps) + 1)]
    if slide.ndim == 1:
        groups = [[slide.strip(step, title)] for step, title in zip(steps, titles, strict=True)]
    elif single:
        tables = slide.input(steps[0], "input"), slide.result(steps[0], "output")
        groups = [[tables[0]], ["→" if kernel is None else "=", tables[1]]]
    else:
        pairs = zip(steps, titles, strict=True)
        groups = [[slide.input(step, title), "→", slide.result(step)] for step, title in pairs]
    if slide.ndim == 2 and kernel is not None:
        drawn = Table(NAME, "kernel", slide.kernel, "kernel", title="kernel")
        groups.insert(single, ["⋆", drawn] if single else [drawn])
    if single:
        return draw_groups(groups, alt, slide.sum(steps[0]))
    kernel_first = slide.ndim == 2 and kernel is not None
    return draw_lines([groups[:1], groups[1:]] if kernel_first else [groups], alt)


def correlate(padded, kernel, stride, dilation=(1, 1)):
    """The sum of products at each place of the kernel on a plane."""
    (dr, dc), (sr, sc) = dilation, stride
    reach = [d * (k - 1) + 1 for d, k in zip(dilation, kernel.shape, strict=True)]
    views = sliding_window_view(padded, reach)[::sr, ::sc, ::dr, ::dc]
    return np.einsum("ijuv,uv->ij", views, kernel)


class _Slide:
    """A window on an input, both as matrices, and what comes out."""

    def __init__(self, x, kernel, kernel_size, output, stride, padding, dilation):
        x = _check.array(NAME, "x", x, (1, 2))
        if (kernel is None) == (kernel_size is None) or (kernel is None) != (output is not None):
            raise ValueError(
                f"{NAME}: kernel {_given(kernel)}, kernel_size {_given(kernel_size)} and output "
                f"{_given(output)}, expected either a kernel, or a kernel_size and the output"
            )
        self.ndim, self.x = x.ndim, np.atleast_2d(x)
        if kernel is not None:
            kernel = np.atleast_2d(_check.array(NAME, "kernel", kernel, (self.ndim,)))
        self.kernel = kernel
        size = self._pair("kernel_size", kernel_size, 1) if kernel is None else kernel.shape
        ring = [(p, p) for p in self._pair("padding", padding, 0)]
        steps = [self._pair("stride", stride, 1), self._pair("dilation", dilation, 1)]
        self.window = _shapes.window(NAME, self.x.shape, size, steps[0], ring, steps[1])
        self.output = self._correlate() if kernel is not None else self._checked(output)

    def _pair(self, name, value, minimum):
        """Rows and columns; in one dimension there is a single row."""
        if self.ndim == 2:
            return _shapes.pair(NAME, name, value, minimum)
        return minimum, _shapes.integer(NAME, name, value, minimum)

    def _checked(self, output):
        output = np.atleast_2d(_check.array(NAME, "output", output, (self.ndim,), finite=False))
        _shapes.check_shape(NAME, "output", output, self.window.output_size)
        return output

    def _correlate(self):
        padded = np.pad(self.x, self._ring())
        return correlate(padded, self.kernel, self.window.stride, self.window.dilation)

    def _ring(self):
        """Padding as asked for: the same before and after."""
        return [(before, before) for before, _ in self.window.padding]

    def steps(self, cells):
        """The cells of the output as (row, column), checked."""
        places = list(np.ndindex(self.output.shape)) if cells is None else cells
        places = _check.entries(NAME, "cells", places, "cell")
        if cells is not None and self.ndim == 1:
            places = [(0, cell) for cell in places]
        if len(places) > STEPS:
            raise ValueError(
                f"{NAME}: {len(places)} steps, expected at most {STEPS}: choose some by cells"
            )
        for place in places:
            row, column = _shapes.pair(NAME, "cells", place, 0)
            if row >= self.output.shape[0] or column >= self.output.shape[1]:
                raise ValueError(
                    f"{NAME}: cells has {place}, expected cells of an output of {self.output.shape}"
                )
        return places

    def _under(self, step):
        """The index of the padded input's cells that are under the window."""
        window = self.window
        axes = zip(step, window.stride, window.dilation, window.kernel_size, strict=True)
        return tuple(slice(i * s, i * s + d * (k - 1) + 1, d) for i, s, d, k in axes)

    def input(self, step, title):
        padding = tuple(before for before, _ in self.window.padding)
        mark = self._under(step)
        return Table(NAME, "x", self.x, "input", mark=mark, title=title, padding=padding)

    def result(self, step, title=""):
        """The output up to this step; what comes later in reading order is still empty."""
        known = self.output.astype(float)
        known.flat[np.ravel_multi_index(step, known.shape) + 1 :] = np.nan
        return Table(NAME, "output", known, "output", mark=step, title=title)

    def strip(self, step, title):
        """In one dimension: input, kernel below its window, output."""
        tables = [self.input(step, title)]
        if self.kernel is not None:
            spread = np.full(self.window.dilation[1] * (self.kernel.size - 1) + 1, np.nan)
            spread[:: self.window.dilation[1]] = self.kernel[0]
            tables.append(Table(NAME, "kernel", spread, "kernel"))
        return _Strip([*tables, self.result(step)], step[1] * self.window.stride[1])

    def sum(self, step):
        """The products of one step written out, in lines of at most LINE."""
        if self.kernel is None or self.kernel.size > TERMS:
            return ()
        under = np.pad(self.x, self._ring())[self._under(step)]
        pairs = zip(under.flat, self.kernel.flat, strict=True)
        terms = ["·".join(map(_factor, pair)) for pair in pairs]
        terms = [terms[0], *(f"+ {term}" for term in terms[1:])]
        lines = [""]
        for term in [*terms, f"= {number_text(self.output[step])}"]:
            longer = f"{lines[-1]} {term}".strip()
            if text_width(longer) > LINE:
                lines.append(term)
            else:
                lines[-1] = longer
        return lines


def _factor(value):
    text = number_text(value)
    return f"({text})" if text.startswith("−") else text


def _given(value):
    return "missing" if value is None else "given"
