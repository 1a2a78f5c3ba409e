"""The maps of one layer of a dense block: which later layers read them, and how much."""

import math

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure, check_matrix

__all__ = ["FollowMap"]

LIMITS = {"in_channels": (1, 256), "growth_rate": (1, 64), "layers": (1, 12)}  # (least, most)
COMPRESSIONS = (0.25, 0.5, 0.75, 1.0)


class FollowMap(InteractiveFigure):
    """Interactive figure: who reads the maps of one layer of a dense block.

    The reader sets the maps at the block's input, the growth rate, the number of layers, bottleneck
    and compression, and follows the maps of one layer. The figure draws who reads them and which
    part they are of all that is read, and counts maps, connections and parameters. Given the
    weights of a trained block, it also says how large those of each reader are.

    Parameters
    ----------
    in_channels : int
        1 to 256 maps at the input.
    growth_rate : int
        1 to 64 maps that each layer adds.
    layers : int
        1 to 12.
    source : int
        Whose maps are followed: 0 for the input, or the number of a layer.
    bottleneck : bool
        With a 1 x 1 convolution before each 3 x 3.
    compression : {0.25, 0.5, 0.75, 1.0}
        Share of the maps that the transition keeps.
    weights : array of shape (layers + 1, layers + 1), optional
        Rows are sources, from the input to the last layer, columns readers, from the first layer to
        the transition: size of the weights in a trained block of just these numbers, not negative;
        NaN where nothing is read.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An argument is of another type.
    ValueError
        A number, a shape or a value is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> FollowMap(64, 32, 6, alt="A dense block")
    Interactive figure: A dense block. 64 maps and 6 layers of 32: 21 connections inside, 256 maps after them, 250,560 parameters. The maps of layer 1 are read by 5 layers and the transition, which keeps 128.
    """  # noqa: E501

    in_channels, growth_rate, layers, source = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in range(4)
    )
    bottleneck = traitlets.Bool(read_only=True).tag(sync=True)
    compression = traitlets.Float(read_only=True).tag(sync=True)
    weights = traitlets.List(read_only=True, help="0: nothing is read").tag(sync=True)
    limits = traitlets.Dict(read_only=True).tag(sync=True)
    compressions = traitlets.List(read_only=True).tag(sync=True)

    def __init__(
        self, in_channels=16, growth_rate=4, layers=6, source=1, bottleneck=False, compression=0.5,
        weights=None, *, alt,
    ):  # fmt: skip
        name = "FollowMap"
        given = {"in_channels": in_channels, "growth_rate": growth_rate, "layers": layers}
        for key, value in given.items():
            _shapes.integer(name, key, value, *LIMITS[key])
        _shapes.integer(name, "source", source, 0, layers)
        if not isinstance(bottleneck, bool):
            raise TypeError(f"{name}: bottleneck is {bottleneck!r}, expected True or False")
        compression = _shapes.number(name, "compression", compression)
        if compression not in COMPRESSIONS:
            raise ValueError(
                f"{name}: compression is {compression:g}, expected one of {COMPRESSIONS}"
            )
        super().__init__(
            alt=alt,
            source=source,
            bottleneck=bottleneck,
            compression=compression,
            weights=[] if weights is None else _read(weights, layers),
            limits={key: list(limit) for key, limit in LIMITS.items()},
            compressions=list(COMPRESSIONS),
            **given,
        )

    def numbers(self):
        rows = bookkeeping(
            self.in_channels, self.growth_rate, self.layers, self.bottleneck, self.compression
        )
        *_, transition = rows
        readers, name = self.layers - self.source, _source_name(self.source)
        parameters = sum(row["parameters"] for row in rows[:-1])
        return (
            f"{self.in_channels} maps and {self.layers} layers of {self.growth_rate}: "
            f"{self.layers * (self.layers + 1) // 2} connections inside, {transition['reads']} "
            f"maps after them, {parameters:,} parameters. The maps of {name} are read by "
            f"{readers} layer{'s' * (readers != 1)} and the transition, which keeps "
            f"{transition['gives']}."
        )


def _source_name(source):
    return f"layer {source}" if source else "the input"


def _read(weights, layers):
    """The weights as rows of numbers, 0 where nothing is read."""
    function, side = "FollowMap", layers + 1
    try:
        weights = np.array(weights, float)
    except (TypeError, ValueError):
        raise TypeError(f"{function}: weights is {weights!r}, expected rows of numbers") from None
    _shapes.check_shape(function, "weights", weights, (side, side))
    weights = check_matrix(function, "weights", np.where(np.isnan(weights), 0, weights))
    read = np.triu(np.ones((side, side), bool))
    if (weights < 0).any() or weights[~read].any() or not weights[read].all():
        raise ValueError(
            f"{function}: weights holds {weights.tolist()}, expected positive numbers on and above "
            "the diagonal, NaN or 0 below it"
        )
    return weights.tolist()


def bookkeeping(in_channels, growth_rate, layers, bottleneck, compression):
    """For each layer and the transition: the maps that it reads and gives, and its parameters."""
    k, rows = growth_rate, []
    for layer in range(1, layers + 1):
        c = in_channels + (layer - 1) * k
        # Two numbers for each normalised map, and the convolutions' weights.
        parameters = 2 * c + (c * 4 * k + 2 * 4 * k + 9 * 4 * k * k if bottleneck else 9 * c * k)
        rows.append({"reads": c, "gives": k, "parameters": parameters})
    c = in_channels + layers * k
    kept = math.floor(compression * c)
    rows.append({"reads": c, "gives": kept, "parameters": 2 * c + c * kept})
    return rows
