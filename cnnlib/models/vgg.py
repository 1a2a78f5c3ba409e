"""VGG: depth from 3 x 3 kernels alone."""

from collections import OrderedDict

import torch
from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models._torchvision import check_weights, load_imagenet
from cnnlib.models.alexnet import RESPONSE_NORM, fully_connected

__all__ = ["VGG", "DenseVGG", "dense", "vgg11", "vgg11_lrn", "vgg13", "vgg16", "vgg16_1x1", "vgg19"]

# Table 1: the sides of the kernels in the five blocks, whose convolutions have WIDTHS maps. A 2 x 2
# maximum ends each block; three fully connected layers follow.
# fmt: off
WIDTHS =         (64,         128,    256,          512,          512)
CONFIGURATIONS = {
    "vgg11":     ((3,),       (3,),   (3, 3),       (3, 3),       (3, 3)),        # A
    "vgg11_lrn": ((3, "LRN"), (3,),   (3, 3),       (3, 3),       (3, 3)),        # A-LRN
    "vgg13":     ((3, 3),     (3, 3), (3, 3),       (3, 3),       (3, 3)),        # B
    "vgg16_1x1": ((3, 3),     (3, 3), (3, 3, 1),    (3, 3, 1),    (3, 3, 1)),     # C
    "vgg16":     ((3, 3),     (3, 3), (3, 3, 3),    (3, 3, 3),    (3, 3, 3)),     # D
    "vgg19":     ((3, 3),     (3, 3), (3, 3, 3, 3), (3, 3, 3, 3), (3, 3, 3, 3)),  # E
}
# fmt: on


def blocks(name, in_channels, batch_norm):
    """The five blocks of a configuration: (N, in_channels, 224, 224) -> (N, 512, 7, 7)."""
    layers = OrderedDict()
    for block, (width, kernels) in enumerate(zip(WIDTHS, CONFIGURATIONS[name], strict=True), 1):
        for k, kernel in enumerate(kernels, 1):
            if kernel == "LRN":
                layers[f"norm{block}"] = nn.LocalResponseNorm(**RESPONSE_NORM)
                continue
            layers[f"conv{block}_{k}"] = nn.Conv2d(in_channels, width, kernel, padding=kernel // 2)
            if batch_norm:
                layers[f"norm{block}_{k}"] = nn.BatchNorm2d(width)
            layers[f"relu{block}_{k}"] = nn.ReLU()
            in_channels = width
        layers[f"pool{block}"] = nn.MaxPool2d(2)
    return nn.Sequential(layers)


class VGG(nn.Module):
    """A network of the family; ``name`` is a row of the paper's table 1."""

    def __init__(self, name, num_classes=1000, in_channels=3, batch_norm=False):
        super().__init__()
        check_options(name, num_classes, in_channels)
        if not isinstance(batch_norm, bool):
            raise TypeError(f"{name}: batch_norm is {batch_norm!r}, expected True or False")
        self.name, self.in_channels = name, in_channels
        self.features = blocks(name, in_channels, batch_norm)
        self.classifier = fully_connected(512 * 7 * 7, num_classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 224, 224)."""
        check_input(self.name, x, self.in_channels, (224, 224), exact=True)
        x = self.features(x)  # (N, 3, 224, 224) -> (N, 512, 7, 7)
        return self.classifier(torch.flatten(x, 1))  # -> (N, 25088) -> (N, 1000)


class DenseVGG(nn.Module):
    """The network that `dense` makes."""

    def __init__(self, model):
        super().__init__()
        self.in_channels = model.in_channels
        self.features = model.features
        layers = OrderedDict(model.classifier.named_children())
        layers["full6"] = as_convolution(layers["full6"], 512, 7)
        layers["full7"] = as_convolution(layers["full7"], 4096, 1)
        layers["full8"] = as_convolution(layers["full8"], 4096, 1)
        self.classifier = nn.Sequential(layers)
        self.train(model.training)

    def forward(self, x):
        """Logits (N, num_classes, h, w) of pictures x (N, in_channels, H, W) of 224 or more."""
        check_input("dense", x, self.in_channels, (224, 224))
        x = self.features(x)  # (N, 3, H, W) -> (N, 512, H // 32, W // 32)
        return self.classifier(x)  # -> (N, 1000, H // 32 - 6, W // 32 - 6)


def as_convolution(linear, in_channels, kernel_size):
    """A fully connected layer as a convolution, on the same memory."""
    layer = nn.Conv2d(in_channels, linear.out_features, kernel_size, device="meta")
    weight = linear.weight.detach().unflatten(1, (in_channels, kernel_size, kernel_size))
    layer.weight = nn.Parameter(weight)  # (out, C*k*k) -> (out, C, k, k)
    layer.bias = linear.bias
    return layer


def dense(model):
    """A VGG for pictures of any size from 224 x 224 on (§3.2): its fully connected layers slide.

    full6 becomes a convolution of 7 x 7, full7 and full8 of 1 x 1. The network then sees every
    7 x 7 window of the last maps, one for each 224 x 224 window of the picture, 32 pixels apart.
    The paper takes the mean of the logits over all windows, ``dense(model)(x).mean(dim=(2, 3))``.
    A window gives not quite what its crop would give alone: what lies around the crop takes the
    place of padding.

    Parameters
    ----------
    model : VGG
        Not changed; the result has the same weights in the same memory.

    Returns
    -------
    DenseVGG
        From x (N, in_channels, H, W) to logits (N, num_classes, H // 32 - 6, W // 32 - 6).

    Raises
    ------
    TypeError
        The model is no VGG.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = dense(vgg16())
    >>> net(torch.empty(1, 3, 256, 384, device="meta")).shape
    torch.Size([1, 1000, 2, 6])
    """
    if not isinstance(model, VGG):
        raise TypeError(f"dense: model is a {type(model).__name__}, expected a VGG")
    return DenseVGG(model)


def _imagenet_vgg(name, num_classes, in_channels, batch_norm, weights):
    check_weights(name, weights, num_classes, in_channels)
    net = VGG(name, num_classes, in_channels, batch_norm)
    return net if weights is None else load_imagenet(f"{name}_bn" if batch_norm else name, net)


def vgg11(num_classes=1000, in_channels=3, *, batch_norm=False, weights=None):
    """VGG with 11 layers (Simonyan and Zisserman 2015, table 1, A), 132,863,336 parameters.

    Holds for the whole family: `vgg11`, `vgg11_lrn`, `vgg13`, `vgg16_1x1`, `vgg16`, `vgg19`.

    - Initial weights are those of Glorot and Bengio (2010), biases 0, with which the authors could
      train every network from the start, as they add to §3.1. For the contest they took weights
      normal with "10^-2 variance" in A, and trained layers of A in the deeper networks.
    - The paper has no batch normalisation, it is of 2015 too. With ``batch_norm=True`` it stands
      between each convolution and its ReLU, as in torchvision's versions.
    - Pictures are 224 x 224 as in training; `dense` makes a network for larger ones.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    batch_norm : bool, default False
    weights : {None, "imagenet"}, default None
        "imagenet": trained weights, torchvision's IMAGENET1K_V1, also with batch normalisation,
        from torch.hub's cache or, the first time, from its server. `vgg11_lrn` and `vgg16_1x1`,
        which torchvision has not, have none.

    Returns
    -------
    VGG
        From x (N, in_channels, 224, 224) to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, or the weights belong to other numbers of classes or channels.
    TypeError
        A number is no int, or batch_norm no bool.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg11()
    >>> sum(p.numel() for p in net.parameters())
    132863336
    >>> net(torch.empty(2, 3, 224, 224, device="meta")).shape
    torch.Size([2, 1000])
    """
    return _imagenet_vgg("vgg11", num_classes, in_channels, batch_norm, weights)


def vgg11_lrn(num_classes=1000, in_channels=3, *, batch_norm=False):
    """VGG A-LRN: `vgg11` with local response normalisation in the first block.

    With AlexNet's constants, as the paper says (§2.1); it did not help, and the deeper networks do
    without.

    Parameters, result, errors and deviations as `vgg11`.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg11_lrn()
    >>> sum(p.numel() for p in net.parameters())
    132863336
    """
    return VGG("vgg11_lrn", num_classes, in_channels, batch_norm)


def vgg13(num_classes=1000, in_channels=3, *, batch_norm=False, weights=None):
    """VGG with 13 layers (table 1, B), 133,047,848 parameters.

    Parameters, result, errors and deviations as `vgg11`.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg13()
    >>> sum(p.numel() for p in net.parameters())
    133047848
    """
    return _imagenet_vgg("vgg13", num_classes, in_channels, batch_norm, weights)


def vgg16_1x1(num_classes=1000, in_channels=3, *, batch_norm=False):
    """VGG with 16 layers, three of them of 1 x 1 kernels (table 1, C), 133,638,952 parameters.

    Parameters, result, errors and deviations as `vgg11`.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg16_1x1()
    >>> sum(p.numel() for p in net.parameters())
    133638952
    """
    return VGG("vgg16_1x1", num_classes, in_channels, batch_norm)


def vgg16(num_classes=1000, in_channels=3, *, batch_norm=False, weights=None):
    """VGG with 16 layers of 3 x 3 kernels (table 1, D), 138,357,544 parameters.

    Parameters, result, errors and deviations as `vgg11`.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg16()
    >>> sum(p.numel() for p in net.parameters())
    138357544
    """
    return _imagenet_vgg("vgg16", num_classes, in_channels, batch_norm, weights)


def vgg19(num_classes=1000, in_channels=3, *, batch_norm=False, weights=None):
    """VGG with 19 layers (table 1, E), 143,667,240 parameters.

    Parameters, result, errors and deviations as `vgg11`.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = vgg19()
    >>> sum(p.numel() for p in net.parameters())
    143667240
    """
    return _imagenet_vgg("vgg19", num_classes, in_channels, batch_norm, weights)
