"""The networks by name, readable without torch."""

from dataclasses import dataclass

__all__ = ["NETWORKS", "Network"]


@dataclass(frozen=True)
class Network:
    """Where a network is defined and the input it was made for.

    Attributes
    ----------
    module : str
        Module of `cnnlib.models`.
    input_shape : tuple (C, H, W)
        The paper's input.
    """

    module: str
    input_shape: tuple[int, int, int]


NETWORKS = {
    "lenet1": Network("lenet", (1, 28, 28)),
    "lenet4": Network("lenet", (1, 32, 32)),
    "lenet5": Network("lenet", (1, 32, 32)),
    "lenet5_1998": Network("lenet", (1, 32, 32)),
    "alexnet": Network("alexnet", (3, 227, 227)),
    "alexnet_one_tower": Network("alexnet", (3, 224, 224)),
    "zfnet": Network("zfnet", (3, 224, 224)),
    "vgg11": Network("vgg", (3, 224, 224)),
    "vgg11_lrn": Network("vgg", (3, 224, 224)),
    "vgg13": Network("vgg", (3, 224, 224)),
    "vgg16_1x1": Network("vgg", (3, 224, 224)),
    "vgg16": Network("vgg", (3, 224, 224)),
    "vgg19": Network("vgg", (3, 224, 224)),
    "nin": Network("nin", (3, 32, 32)),
}
