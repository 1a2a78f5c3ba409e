"""What each branch of an Inception module costs, with the reductions and without them."""

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["BranchBudget"]

OWN = "my own"
# The widths of GoogLeNet's modules, as in `cnnlib.models.googlenet`: importing that would import
# torch. Channels of the input, side of the maps, then the six columns of the paper's table 1.
MODULES = {
    "3a": (192, 28, 64, 96, 128, 16, 32, 32),
    "3b": (256, 28, 128, 128, 192, 32, 96, 64),
    "4a": (480, 14, 192, 96, 208, 16, 48, 64),
    "4b": (512, 14, 160, 112, 224, 24, 64, 64),
    "4c": (512, 14, 128, 128, 256, 24, 64, 64),
    "4d": (512, 14, 112, 144, 288, 32, 64, 64),
    "4e": (528, 14, 256, 160, 320, 32, 128, 128),
    "5a": (832, 7, 256, 160, 320, 32, 128, 128),
    "5b": (832, 7, 384, 192, 384, 48, 128, 128),
}
SIZES = (
    "input channels",
    "side of the maps",
    "1×1",
    "3×3 reduce",
    "3×3",
    "5×5 reduce",
    "5×5",
    "pool projection",
)
MOST = (2048, 224, *(1024,) * 6)


class BranchBudget(InteractiveFigure):
    """Interactive figure: parameters and MACs of an Inception module, branch by branch.

    The reader takes one of GoogLeNet's nine modules or chooses the channels of the input, the side
    of the maps and the six widths. Beside the module stands the one without reductions, in which
    3×3 and 5×5 read the whole input and the pooling hands on all its maps.

    Parameters
    ----------
    module : {"3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b"}
        The module to start with.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        ``alt`` is not a string.
    ValueError
        There is no such module, or ``alt`` is empty.

    Examples
    --------
    >>> BranchBudget("3a", alt="The branches of a module")
    Interactive figure: The branches of a module. Module 3a: 192 channels of 28×28 in, 256 out, 163,696 parameters, 128,049,152 MACs; without reductions 416 out, 387,296 parameters, 303,464,448 MACs.
    """  # noqa: E501

    module = traitlets.Unicode(read_only=True).tag(sync=True)
    own = traitlets.Unicode(read_only=True, help="name of a module that is none of them")
    own.tag(sync=True)
    modules = traitlets.Dict(read_only=True, help="eight sizes by name").tag(sync=True)
    sizes, most = (traitlets.List(read_only=True).tag(sync=True) for _ in range(2))

    def __init__(self, module="3a", *, alt):
        _shapes.check_choice("BranchBudget", "module", module, tuple(MODULES))
        super().__init__(
            alt=alt,
            module=module,
            own=OWN,
            modules={name: list(row) for name, row in MODULES.items()},
            sizes=list(SIZES),
            most=list(MOST),
        )

    def numbers(self):
        sizes = MODULES[self.module]
        with_, without = total(branches(*sizes)), total(naive_branches(*sizes))
        return (
            f"Module {self.module}: {sizes[0]} channels of {sizes[1]}×{sizes[1]} in, "
            f"{with_[0]} out, {with_[1]:,} parameters, {with_[2]:,} MACs; without reductions "
            f"{without[0]} out, {without[1]:,} parameters, {without[2]:,} MACs."
        )


def branches(in_channels, side, n1x1, n3x3_reduce, n3x3, n5x5_reduce, n5x5, pool_projection):
    """(maps, parameters, MACs) of the four branches of a module with reductions."""
    return [
        chain(in_channels, side, (n1x1, 1)),
        chain(in_channels, side, (n3x3_reduce, 1), (n3x3, 3)),
        chain(in_channels, side, (n5x5_reduce, 1), (n5x5, 5)),
        chain(in_channels, side, (pool_projection, 1)),
    ]


def naive_branches(in_channels, side, n1x1, _n3x3_reduce, n3x3, _n5x5_reduce, n5x5, _projection):
    """The same without reductions; the pooling hands on every map."""
    return [
        chain(in_channels, side, (n1x1, 1)),
        chain(in_channels, side, (n3x3, 3)),
        chain(in_channels, side, (n5x5, 5)),
        (in_channels, 0, 0),
    ]


def chain(channels, side, *layers):
    """(maps, parameters, MACs) of convolutions (maps, kernel side) one after the other."""
    parameters = macs = 0
    for width, kernel in layers:
        weights = kernel**2 * channels * width
        parameters += weights + width
        macs += weights * side**2
        channels = width
    return channels, parameters, macs


def total(rows):
    return tuple(map(sum, zip(*rows, strict=True)))
