"""How far a cell sees after one layer, two, three: a stack of layers that the reader builds."""

import traitlets

from cnnlib import _shapes
from cnnlib.reference import receptive_field
from cnnlib.widgets._figure import InteractiveFigure, check_picture, pack_bytes

__all__ = ["ReceptiveFieldByDepth"]

SIDE = 224  # of the picture
MOST = 24  # layers
POOL = "pool"
LAYERS = ("1", "3", "5", "7", POOL)
CHANNELS = ("64", "128", "256", "512", "VGG")
# VGG's convolutional layers, as in `cnnlib.models.vgg`: importing that would import torch.
WIDTHS = (64, 128, 256, 512, 512)
BLOCKS = {
    "A": ("3", "3", "33", "33", "33"),
    "B": ("33", "33", "33", "33", "33"),
    "C": ("33", "33", "331", "331", "331"),
    "D": ("33", "33", "333", "333", "333"),
    "E": ("33", "33", "3333", "3333", "3333"),
}
STACKS = {name: [one for b in blocks for one in (*b, POOL)] for name, blocks in BLOCKS.items()}


class ReceptiveFieldByDepth(InteractiveFigure):
    """Interactive figure: the receptive field of the cell in the middle, layer by layer.

    The reader adds convolutions of 1×1 to 7×7, all of stride 1 with a padding that keeps the size,
    and poolings of 2×2, or takes the convolutional layers of a VGG. The picture shows what the cell
    in the middle of the chosen layer's map sees; beside it stand map, field, stride, parameters and
    MACs of each layer, and the field as a curve. Fields are those of
    `cnnlib.reference.receptive_field`, the edge of the picture apart.

    Parameters
    ----------
    picture : uint8 array of shape (224, 224)
        Grey values.
    layers : sequence of {"1", "3", "5", "7", "pool"}
        The stack to start with, at most 24 layers.
    channels : {"64", "128", "256", "512", "VGG"}
        Channels of every layer and of the input; "VGG" has 3 in the input, then 64, and twice as
        many after each pooling, up to 512.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        The picture is no uint8 array, or ``alt`` is not a string.
    ValueError
        The picture's shape, a layer, their number or the channels are not as above, the map gets
        too small to be pooled, or ``alt`` is empty.

    Examples
    --------
    >>> import numpy as np
    >>> grey = np.full((224, 224), 128, np.uint8)
    >>> ReceptiveFieldByDepth(grey, ("3", "3", "3"), "256", alt="A stack of layers")
    Interactive figure: A stack of layers. Layers 3, 3, 3: a receptive field of 7×7, stride 1, 1,770,240 parameters.
    """  # noqa: E501

    picture = traitlets.Unicode(read_only=True, help="bytes, row by row").tag(sync=True)
    layers, widths = (traitlets.List(read_only=True).tag(sync=True) for _ in range(2))
    channels = traitlets.Unicode(read_only=True).tag(sync=True)
    kinds = traitlets.List(read_only=True).tag(sync=True)
    stacks = traitlets.Dict(read_only=True, help="layers by name").tag(sync=True)
    most = traitlets.Int(read_only=True).tag(sync=True)

    def __init__(self, picture, layers=("3", "3", "3"), channels="256", *, alt):
        name = "ReceptiveFieldByDepth"
        picture = check_picture(name, "picture", picture, SIDE, SIDE)
        layers = list(layers)
        if len(layers) > MOST:
            raise ValueError(f"{name}: layers has {len(layers)} entries, expected at most {MOST}")
        for number, layer in enumerate(layers):
            _shapes.check_choice(name, f"layers[{number}]", layer, LAYERS)
        if SIDE >> layers.count(POOL) < 1:
            raise ValueError(
                f"{name}: layers has {layers.count(POOL)} times 'pool', expected a map of "
                f"{SIDE} cells that is still there, so at most 7"
            )
        _shapes.check_choice(name, "channels", channels, CHANNELS)
        super().__init__(
            alt=alt,
            picture=pack_bytes(picture),
            layers=layers,
            widths=list(WIDTHS),
            channels=channels,
            kinds=list(CHANNELS),
            stacks=STACKS,
            most=MOST,
        )

    def numbers(self):
        sizes = [(2, 2, 1) if layer == POOL else (int(layer), 1, 1) for layer in self.layers]
        field, step = receptive_field(sizes)
        made = f"{', '.join(self.layers) or 'none'}: a receptive field of {field}×{field}"
        count = parameters(self.layers, self.channels)
        return f"Layers {made}, stride {step}, {count:,} parameters."


def parameters(layers, channels):
    """Weights and biases of a stack."""
    total = pools = 0
    before = 3 if channels == "VGG" else int(channels)
    for layer in layers:
        if layer == POOL:
            pools += 1
            continue
        width = WIDTHS[min(pools, len(WIDTHS) - 1)] if channels == "VGG" else int(channels)
        total += int(layer) ** 2 * before * width + width
        before = width
    return total
