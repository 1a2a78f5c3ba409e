"""The networks by name, readable without torch."""

from dataclasses import dataclass

from cnnlib._names import nearest

__all__ = ["NETWORKS", "Network", "network"]


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
    "googlenet": Network("googlenet", (3, 224, 224)),
    "inception_v2": Network("inception_v2", (3, 224, 224)),
    "inception_v3": Network("inception_v3", (3, 299, 299)),
    "inception_v4": Network("inception_v4", (3, 299, 299)),
    "highway": Network("highway", (1, 28, 28)),
    "plain20": Network("resnet", (3, 32, 32)),
    "plain32": Network("resnet", (3, 32, 32)),
    "plain44": Network("resnet", (3, 32, 32)),
    "plain56": Network("resnet", (3, 32, 32)),
    "resnet20": Network("resnet", (3, 32, 32)),
    "resnet32": Network("resnet", (3, 32, 32)),
    "resnet44": Network("resnet", (3, 32, 32)),
    "resnet56": Network("resnet", (3, 32, 32)),
    "resnet110": Network("resnet", (3, 32, 32)),
    "resnet18": Network("resnet", (3, 224, 224)),
    "resnet34": Network("resnet", (3, 224, 224)),
    "resnet50": Network("resnet", (3, 224, 224)),
    "resnet101": Network("resnet", (3, 224, 224)),
    "resnet152": Network("resnet", (3, 224, 224)),
    "preact_resnet20": Network("preact_resnet", (3, 32, 32)),
    "preact_resnet56": Network("preact_resnet", (3, 32, 32)),
    "preact_resnet110": Network("preact_resnet", (3, 32, 32)),
    "preact_resnet50": Network("preact_resnet", (3, 224, 224)),
    "densenet": Network("densenet", (3, 32, 32)),
    "densenet_bc": Network("densenet", (3, 32, 32)),
    "densenet121": Network("densenet", (3, 224, 224)),
    "densenet169": Network("densenet", (3, 224, 224)),
    "densenet201": Network("densenet", (3, 224, 224)),
    "densenet264": Network("densenet", (3, 224, 224)),
}


def network(function, argument, name):
    """The network of that name; ``function`` and its ``argument`` are named if there is none."""
    if name not in NETWORKS:
        raise ValueError(
            f"{function}: {argument} is {name!r}, expected one of the {len(NETWORKS)} networks of "
            f"`cnnlib list`{nearest(name, NETWORKS)}"
        )
    return NETWORKS[name]
