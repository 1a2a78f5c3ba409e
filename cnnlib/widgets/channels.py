"""One output value of a layer with several channels: window, products and sum in each of them."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Channels"]

# (least, most); the most channels and filters are those that are given, up to these.
LIMITS = {
    "in_channels": (1, 4),
    "out_channels": (1, 4),
    "kernel_size": (1, 3),
    "stride": (1, 3),
    "padding": (0, 2),
}
SIDES = (3, 6)
LARGEST = 9  # larger, and the numbers do not fit their cells on a phone


class Channels(InteractiveFigure):
    """Interactive figure: how a convolutional layer makes one value from all channels.

    The reader sets the numbers of channels and filters, the kernel's size, stride and padding, and
    chooses a filter and a cell of its map. For every input channel the figure shows the window, the
    kernel, their products and the sum; below, the sums and the bias add up to the cell. It counts
    parameters and multiply-adds. With fewer channels or smaller kernels than are given, the first
    channels and the upper left cells of the kernels are used. As in PyTorch's ``conv2d``, kernels
    are not turned.

    Parameters
    ----------
    x : integer array of shape (C, H, H)
        1 to 4 channels of 3 to 6 rows and as many columns, values from -9 to 9.
    weight : integer array of shape (O, C, k, k)
        1 to 4 filters with kernels of 1 to 3 rows and as many columns, values from -9 to 9.
    bias : integer array of shape (O,)
        From -9 to 9.
    in_channels, out_channels, kernel_size : int, optional
        Where the reader starts; by default C, O and k, which are also the most.
    stride, padding : int
        Likewise; stride 1 to 3, padding 0 to 2.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An array does not hold integers, a number is not an int, or ``alt`` is not a string.
    ValueError
        A shape, a value or a number is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> x, weight = np.ones((2, 3, 3), int), np.ones((1, 2, 2, 2), int)
    >>> Channels(x, weight, np.array([1]), alt="Two channels of ones")
    Interactive figure: Two channels of ones. 2 channels of 3×3, 1 filter of 2×2, stride 1, padding 0: output 1×2×2. Its cell in map 0, row 0, column 0 is 4 + 4 + bias 1 = 9.
    """  # noqa: E501

    x = traitlets.List(read_only=True, help="channels, rows, cells").tag(sync=True)
    weight = traitlets.List(read_only=True, help="filters, kernels, rows, cells").tag(sync=True)
    bias = traitlets.List(read_only=True).tag(sync=True)
    in_channels, out_channels, kernel_size, stride, padding = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in LIMITS
    )
    limits = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self, x, weight, bias, in_channels=None, out_channels=None, kernel_size=None, stride=1,
        padding=0, *, alt,
    ):  # fmt: skip
        x, weight, bias = _check(x, weight, bias)
        most = {"in_channels": len(x), "out_channels": len(weight), "kernel_size": weight.shape[2]}
        given = (in_channels, out_channels, kernel_size, stride, padding)
        given = dict(zip(LIMITS, given, strict=True))
        start, limits = {}, {}
        for name, (low, high) in LIMITS.items():
            limits[name] = [low, most.get(name, high)]
            value = most[name] if name in most and given[name] is None else given[name]
            start[name] = _shapes.integer("Channels", name, value, *limits[name])
        super().__init__(
            alt=alt, x=x.tolist(), weight=weight.tolist(), bias=bias.tolist(), limits=limits,
            **start,
        )  # fmt: skip

    def numbers(self):
        o, c, k, s, p = (
            self.out_channels, self.in_channels, self.kernel_size, self.stride, self.padding
        )  # fmt: skip
        x = np.pad(np.array(self.x)[:c], ((0, 0), (p, p), (p, p)))
        products = x[:, :k, :k] * np.array(self.weight)[0, :c, :k, :k]
        sums = products.sum(axis=(1, 2)).tolist()
        side = len(self.x[0])
        size = _shapes.output_size(side, k, s, p)
        terms = " + ".join(str(value) if value >= 0 else f"({value})" for value in sums)
        return (
            f"{c} channel{'s' * (c > 1)} of {side}×{side}, {o} filter{'s' * (o > 1)} of {k}×{k}, "
            f"stride {s}, padding {p}: output {o}×{size}×{size}. Its cell in map 0, row 0, "
            f"column 0 is {terms} + bias {self.bias[0]} = {sum(sums) + self.bias[0]}."
        )


def _check(x, weight, bias):
    """The three arrays, with the rules for their shapes and values."""
    arrays = {}
    for name, array, ndim in (("x", x, 3), ("weight", weight, 4), ("bias", bias, 1)):
        _shapes.check_array("Channels", name, array, ndim, dtypes=("int64", "int32"))
        if array.size and not -LARGEST <= array.min() <= array.max() <= LARGEST:
            wrong = array.flat[np.abs(array).argmax()]
            raise ValueError(f"Channels: {name} holds {wrong}, expected -{LARGEST} to {LARGEST}")
        arrays[name] = array
    (least, most), channels = SIDES, LIMITS["in_channels"][1]
    side, k = x.shape[1], weight.shape[2]
    if not 1 <= len(x) <= channels or x.shape[2] != side or not least <= side <= most:
        raise ValueError(
            f"Channels: x has shape {x.shape}, expected (C, H, H) with C from 1 to {channels} and "
            f"H from {least} to {most}"
        )
    filters, largest = LIMITS["out_channels"][1], LIMITS["kernel_size"][1]
    if not 1 <= len(weight) <= filters or not 1 <= k <= largest:
        raise ValueError(
            f"Channels: weight has shape {weight.shape}, expected (O, {len(x)}, k, k) with O from "
            f"1 to {filters} and k from 1 to {largest}"
        )
    _shapes.check_shape("Channels", "weight", weight, (len(weight), len(x), k, k))
    _shapes.check_shape("Channels", "bias", bias, (len(weight),))
    return arrays.values()
