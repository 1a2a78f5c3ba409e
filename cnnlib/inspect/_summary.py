"""A network as a table: one row per layer, measured by running it once."""

import csv
import io
import math
from dataclasses import astuple, dataclass, fields

import torch
from torch import nn
from torch.utils._pytree import tree_leaves

from cnnlib.inspect._check import check_model, empty_picture
from cnnlib.inspect._watch import layers_of, watched

__all__ = ["Row", "Summary", "summary"]


@dataclass(frozen=True)
class Row:
    """One layer.

    Attributes
    ----------
    layer : str
        Its name in the network, such as "features.0".
    output : str
        Shape of its result for one picture, such as "6x28x28".
    params : int
        Trainable and fixed parameters; 0 where the layer was counted in an earlier row.
    macs : int
        Multiply-adds for one picture: one multiplication with its addition is 1; biases, pooling
        and activations are 0.
    bytes : int
        Memory of the result for one picture.
    receptive_field : str
        Rows x columns of the input that one cell of the result can see, a single number if they
        are equal, edges aside; "" if unknown.
    stride : str
        Input cells between neighbouring cells of the result; "" where the result is no map.
    """

    layer: str
    output: str
    params: int
    macs: int
    bytes: int
    receptive_field: str
    stride: str


@dataclass(frozen=True)
class Summary:
    """The table of a network; ``str()`` gives it aligned, for a terminal.

    Attributes
    ----------
    rows : tuple of Row
        Layers in the order of their running, then the row "total": the network's result, the sums
        of params, macs and bytes.
    """

    rows: tuple[Row, ...]

    @property
    def total(self):
        """The last row."""
        return self.rows[-1]

    def to_csv(self):
        """The table as comma-separated values, with a header."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_HEADER)
        writer.writerows(astuple(row) for row in self.rows)
        return text.getvalue()

    def to_markdown(self):
        """The table in Markdown."""
        lines = ["| " + " | ".join(cells) + " |" for cells in self._cells()]
        lines.insert(1, "| " + " | ".join(["---", "---", *["---:"] * 5]) + " |")
        return "\n".join(lines) + "\n"

    def __str__(self):
        cells = self._cells()
        widths = [max(len(line[column]) for line in cells) for column in range(len(_HEADER))]
        sides = "<<>>>>>"
        return "\n".join(
            "  ".join(
                f"{cell:{side}{width}}"
                for cell, side, width in zip(line, sides, widths, strict=True)
            ).rstrip()
            for line in cells
        )

    def __repr__(self):
        total = self.total
        sizes = f"{total.params:,} parameters, {total.macs:,} MACs"
        return f"Summary of {len(self.rows) - 1} layers: {sizes}"

    def _cells(self):
        """Header and rows as text, large numbers with commas."""
        rows = (
            [f"{cell:,}" if isinstance(cell, int) else cell for cell in astuple(row)]
            for row in self.rows
        )
        return [[name.replace("_", " ") for name in _HEADER], *rows]


_HEADER = tuple(field.name for field in fields(Row))


@dataclass(frozen=True)
class _Field:
    """What a tensor's cells see of the input; each entry is (rows, columns).

    ``size`` is the receptive field, ``step`` the stride, ``cells`` the extent of the last map,
    which a linear layer sees as a whole.
    """

    size: tuple[int, int] = (1, 1)
    step: tuple[int, int] = (1, 1)
    cells: tuple[int, int] = (1, 1)

    def seen_by(self, window, stride=(1, 1)):
        """The field of a window of this many cells, moved by ``stride`` cells."""
        size = tuple(s + (w - 1) * d for s, w, d in zip(self.size, window, self.step, strict=True))
        step = tuple(s * d for s, d in zip(stride, self.step, strict=True))
        return _Field(size, step, self.cells)


class _Traced(torch.Tensor):
    """A tensor that carries its `_Field` through whatever is done with it, functions included.

    Where several tensors meet (a sum, a concatenation), the receptive field that goes on covers all
    of theirs: it is as high as the highest and as wide as the widest.
    """

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        result = super().__torch_function__(function, types, args, kwargs or {})
        sources = [
            leaf.field
            for leaf in tree_leaves((args, kwargs))
            if isinstance(leaf, _Traced) and hasattr(leaf, "field")
        ]
        if sources:
            sizes, steps, cells = (
                tuple(map(max, zip(*[getattr(field, name) for field in sources], strict=True)))
                for name in ("size", "step", "cells")
            )
            for leaf in tree_leaves(result):
                if isinstance(leaf, _Traced):
                    extent = tuple(leaf.shape[2:]) if leaf.ndim == 4 else cells
                    leaf.field = _Field(sizes, steps, extent)
        return result


def _field_after(module, before, output):
    """The `_Field` of a layer's result, from that of its input."""
    cells = tuple(output.shape[2:]) if output.ndim == 4 else before.cells
    if isinstance(module, nn.Linear):
        seen = before.seen_by(before.cells)
        return _Field(seen.size, seen.step, (1, 1))
    if isinstance(module, nn.AdaptiveAvgPool2d | nn.AdaptiveMaxPool2d):
        # Windows of about cells/output cells, as far apart; exact where it divides.
        window = tuple(-(-b // c) for b, c in zip(before.cells, cells, strict=True))
        seen = before.seen_by(window, window)
    elif isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d | nn.LPPool2d):
        kernel, stride = _pair(module.kernel_size), _pair(module.stride)
        dilation = _pair(getattr(module, "dilation", 1))
        window = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
        seen = before.seen_by(window, stride)
    else:
        seen = before
    return _Field(seen.size, seen.step, cells)


def _pair(value):
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def _macs(module, inputs, output):
    """Multiply-adds of one layer, for the pictures it was run on (one)."""
    if isinstance(module, nn.Linear):
        return output.numel() * module.in_features
    if isinstance(module, nn.Conv2d):
        return output.numel() * module.in_channels // module.groups * math.prod(module.kernel_size)
    if isinstance(module, nn.ConvTranspose2d):
        kernels = module.out_channels // module.groups * math.prod(module.kernel_size)
        return inputs.numel() * kernels
    return 0


def _row(name, output, params, macs, field):
    """One row; ``field`` None leaves the last two cells blank."""
    sides = [("x".join(map(str, pair)), pair) for pair in (field.size, field.step)] if field else []
    texts = [str(pair[0]) if pair[0] == pair[1] else text for text, pair in sides] or ["", ""]
    return Row(
        layer=name,
        output="x".join(map(str, output.shape[1:])),
        params=params,
        macs=macs,
        bytes=output.numel() * output.element_size(),
        receptive_field=texts[0],
        stride=texts[1] if output.ndim == 4 else "",
    )


def summary(model, input_shape):
    """Run a network on one empty picture and tabulate its layers.

    A layer is a module without modules inside, or with parameters of its own. Receptive fields
    follow r' = r + (k - 1) d s and s' = s t for kernel size k, dilation d, stride t (Araujo, Norris
    and Sim 2019, §2); they are carried through everything else unchanged, and where branches meet
    the largest goes on. Transposed convolutions and what comes after them are left blank.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed; it runs in evaluation mode.
    input_shape : tuple (C, H, W)
        Each at least 1.

    Returns
    -------
    Summary

    Raises
    ------
    TypeError
        The model is no module.
    ValueError
        The shape is not three positive sizes, or the network refuses such an input.

    Examples
    --------
    >>> net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2))
    >>> print(summary(net, (1, 8, 8)))
    layer  output  params   macs  bytes  receptive field  stride
    0      4x6x6       40  1,296    576                3       1
    1      4x6x6        0      0    576                3       1
    2      4x3x3        0      0    144                4       2
    total  4x3x3       40  1,296  1,296
    """
    check_model("summary", model)
    x = empty_picture("summary", model, input_shape)
    shape = tuple(x.shape[1:])
    x = x.as_subclass(_Traced)
    x.field = _Field(cells=shape[1:])
    rows, output = _run(model, x, shape)
    total = Row(
        layer="total",
        output="x".join(map(str, output.shape[1:])),
        params=sum(parameter.numel() for parameter in model.parameters()),
        macs=sum(row.macs for row in rows),
        bytes=sum(row.bytes for row in rows),
        receptive_field="",
        stride="",
    )
    return Summary((*rows, total))


def _run(model, x, shape):
    """Rows of the layers, and the network's result."""
    rows, counted = [], set()
    names = {module: name or type(module).__name__ for name, module in model.named_modules()}

    def after(module, inputs, output):
        if not isinstance(output, torch.Tensor):
            return
        source = inputs[0]
        new = [p for p in module.parameters(recurse=False) if p not in counted]
        counted.update(new)
        field = getattr(source, "field", None)
        if isinstance(module, nn.ConvTranspose2d) or field is None:
            field = output.field = None
        elif not list(module.children()):
            field = output.field = _field_after(module, field, output)
        params = sum(p.numel() for p in new)
        rows.append(_row(names[module], output, params, _macs(module, source, output), field))

    hooks = [(layer, after) for layer in layers_of(model)]
    with watched("summary", model, f"input {shape}", hooks), torch.no_grad():
        return rows, model(x)
