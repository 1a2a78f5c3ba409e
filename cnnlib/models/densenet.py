"""Densely connected networks (Huang, Liu, van der Maaten and Weinberger 2017)."""

import math
from collections import OrderedDict

import torch
from torch import nn

from cnnlib._shapes import check_choice, integer, number
from cnnlib.models._check import check_input, check_options
from cnnlib.models._initial import he_normal
from cnnlib.models._torchvision import check_weights, load_imagenet

__all__ = [
    "BottleneckLayer",
    "DenseLayer",
    "DenseNet",
    "densenet",
    "densenet121",
    "densenet169",
    "densenet201",
    "densenet264",
    "densenet_bc",
]


class DenseLayer(nn.Module):
    """New maps from all maps so far, behind which they are put: BN, ReLU, 3 x 3 (§3)."""

    def __init__(self, in_channels, growth_rate, dropout):
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.conv = nn.Conv2d(in_channels, growth_rate, kernel_size=3, padding=1, bias=False)
        self.dropout = dropout

    def forward(self, x):
        new = self.conv(torch.relu(self.norm(x)))  # (N, C, H, W) -> (N, k, H, W)
        new = nn.functional.dropout(new, self.dropout, self.training)
        return torch.cat([x, new], dim=1)  # -> (N, C + k, H, W)


class BottleneckLayer(nn.Module):
    """A dense layer with 1 x 1 to 4k maps before its 3 x 3 (§3, DenseNet-B)."""

    def __init__(self, in_channels, growth_rate, dropout):
        super().__init__()
        width = 4 * growth_rate
        self.norm1 = nn.BatchNorm2d(in_channels)
        self.conv1 = nn.Conv2d(in_channels, width, kernel_size=1, bias=False)
        self.norm2 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, growth_rate, kernel_size=3, padding=1, bias=False)
        self.dropout = dropout

    def forward(self, x):
        new = self.conv1(torch.relu(self.norm1(x)))  # (N, C, H, W) -> (N, 4k, H, W)
        new = nn.functional.dropout(new, self.dropout, self.training)
        new = self.conv2(torch.relu(self.norm2(new)))  # -> (N, k, H, W)
        new = nn.functional.dropout(new, self.dropout, self.training)
        return torch.cat([x, new], dim=1)  # -> (N, C + k, H, W)


class Transition(nn.Module):
    """Between two blocks: fewer maps by a 1 x 1 convolution, half the size by average pooling."""

    def __init__(self, in_channels, out_channels, dropout):
        super().__init__()
        self.norm = nn.BatchNorm2d(in_channels)
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=False)
        self.pool = nn.AvgPool2d(kernel_size=2)
        self.dropout = dropout

    def forward(self, x):
        x = self.conv(torch.relu(self.norm(x)))
        return self.pool(nn.functional.dropout(x, self.dropout, self.training))


# The paper's table 1: dense layers, each of a 1 x 1 and a 3 x 3 convolution, in each block.
TABLE_1 = {
    "densenet121": {"block1": 6, "block2": 12, "block3": 24, "block4": 16},
    "densenet169": {"block1": 6, "block2": 12, "block3": 32, "block4": 32},
    "densenet201": {"block1": 6, "block2": 12, "block3": 48, "block4": 32},
    "densenet264": {"block1": 6, "block2": 12, "block3": 64, "block4": 48},
}


class DenseNet(nn.Module):
    """First layers, then dense blocks with transitions between them, then the classification.

    ``blocks`` says how many layers each block has; ``imagenet``, which first layers come before
    them; the rest is as of `densenet`.
    """

    def __init__(
        self,
        name,
        blocks,
        growth_rate,
        bottleneck,
        compression,
        *,
        imagenet,
        num_classes,
        in_channels,
        dropout,
    ):
        super().__init__()
        check_options(name, num_classes, in_channels)
        integer(name, "growth_rate", growth_rate, 1)
        number(name, "compression", compression, 0, 1)
        number(name, "dropout", dropout, 0, 1)
        self.name, self.in_channels = name, in_channels
        self.smallest = (32, 32) if imagenet else (4, 4)  # one cell in the last block
        # Maps before the first block: 2k in DenseNet-BC, otherwise 16 (§3).
        channels = 2 * growth_rate if bottleneck and compression < 1 else 16
        first_layers = _imagenet_layers if imagenet else _cifar_layers
        layer = BottleneckLayer if bottleneck else DenseLayer

        self.features = nn.Sequential(first_layers(in_channels, channels))
        for i, layers in enumerate(blocks, start=1):
            block = _dense_block(layer, layers, channels, growth_rate, dropout)
            self.features.add_module(f"block{i}", block)
            channels += layers * growth_rate
            if i < len(blocks):
                kept = _kept(name, compression, channels)
                self.features.add_module(f"transition{i}", Transition(channels, kept, dropout))
                channels = kept
        self.features.add_module("last_norm", nn.BatchNorm2d(channels))
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.classifier = nn.Linear(channels, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W)."""
        check_input(self.name, x, self.in_channels, self.smallest)
        x = torch.relu(self.features(x))  # densenet121: (N, 3, 224, 224) -> (N, 1024, 7, 7)
        return self.classifier(self.average_pool(x).flatten(1))  # -> (N, 1024) -> (N, classes)


def _imagenet_layers(in_channels, channels):
    """Convolution and pooling of table 1, to a quarter of the height and width."""
    return OrderedDict(
        conv=nn.Conv2d(in_channels, channels, kernel_size=7, stride=2, padding=3, bias=False),
        norm=nn.BatchNorm2d(channels),
        relu=nn.ReLU(),
        pool=nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
    )


def _cifar_layers(in_channels, channels):
    return OrderedDict(conv=nn.Conv2d(in_channels, channels, kernel_size=3, padding=1, bias=False))


def _dense_block(layer, layers, channels, growth_rate, dropout):
    """Layer j sees ``channels`` maps of the block's input and k of each of the j - 1 before it."""
    return nn.Sequential(
        OrderedDict(
            (f"layer{j}", layer(channels + (j - 1) * growth_rate, growth_rate, dropout))
            for j in range(1, layers + 1)
        )
    )


def _kept(name, compression, channels):
    """How many maps a transition makes of these."""
    kept = math.floor(compression * channels)
    if kept == 0:
        raise ValueError(
            f"{name}: compression is {compression}, which leaves none of {channels} maps, "
            "expected more"
        )
    return kept


def _cifar_densenet(name, depth, growth_rate, bottleneck, compression, **options):
    """Three blocks with as many layers each; 4 is the first convolution, the transitions, the last.

    A layer with a bottleneck has two convolutions.
    """
    step = 6 if bottleneck else 3
    layers, rest = divmod(integer(name, "depth", depth, 4 + step) - 4, step)
    if rest:
        raise ValueError(f"{name}: depth is {depth}, expected {step}n + 4, such as 40 or 100")
    options |= {"imagenet": False}
    return DenseNet(name, (layers, layers, layers), growth_rate, bottleneck, compression, **options)


def densenet(
    depth=40,
    growth_rate=12,
    bottleneck=False,
    compression=1.0,
    *,
    num_classes=10,
    in_channels=3,
    dropout=0.0,
):
    """DenseNet for small pictures (Huang et al. 2017, table 2): by default 1,019,722 parameters.

    A 3 x 3 convolution; three dense blocks of as many layers each, on CIFAR-10 of 32, 16 and 8
    cells a side; the average over each map; a linear layer. Inside a block, every layer sees the
    maps of all before it and adds ``growth_rate`` of its own. Between two blocks, a transition
    halves height and width.

    - The paper's text has no ReLU in a transition and no normalisation after the last block. The
      authors' code (github.com/liuzhuang13/DenseNet) and torchvision have both; so has this.
    - Initial weights are He's, as the paper says (§4.2), those of the last layer too, and its
      biases 0.
    - Dropout is off. The paper has 0.2, after every convolution but the first, where it does not
      augment its data.

    Parameters
    ----------
    depth : int, default 40
        Convolutions and the linear layer: 3n + 4, with bottlenecks 6n + 4. The paper has 40, 100,
        190 and 250.
    growth_rate : int, default 12
        Maps that a layer adds, the paper's k: 12, 24, 40.
    bottleneck : bool, default False
        Put a 1 x 1 convolution to 4k maps before each 3 x 3 (DenseNet-B).
    compression : float, default 1.0
        Share of the maps that a transition keeps, the paper's theta, above 0 and at most 1 (below
        1: DenseNet-C). With bottleneck and compression, the first convolution gives 2k maps, not
        16.
    num_classes : int, default 10
    in_channels : int, default 3
    dropout : float, default 0.0

    Returns
    -------
    DenseNet
        From x (N, in_channels, H, W), H and W at least 4, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is out of range.
    TypeError
        A number is none.

    Examples
    --------
    >>> net = densenet(depth=40, growth_rate=12)
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 3, 32, 32)).shape
    (1019722, torch.Size([2, 10]))
    """
    check_choice("densenet", "bottleneck", bottleneck, (False, True))
    options = {"num_classes": num_classes, "in_channels": in_channels, "dropout": dropout}
    return _cifar_densenet("densenet", depth, growth_rate, bottleneck, compression, **options)


def densenet_bc(depth=100, growth_rate=12, *, num_classes=10, in_channels=3, dropout=0.0):
    """DenseNet-BC for small pictures (table 2), by default 769,162 parameters.

    `densenet` with bottlenecks and compression 0.5; the arguments and what they raise are described
    there.

    Examples
    --------
    >>> net = densenet_bc(depth=100, growth_rate=12)
    >>> sum(p.numel() for p in net.parameters())
    769162
    """
    options = {"num_classes": num_classes, "in_channels": in_channels, "dropout": dropout}
    return _cifar_densenet("densenet_bc", depth, growth_rate, True, 0.5, **options)


def _imagenet_densenet(name, num_classes, in_channels, dropout, weights=None):
    check_weights(name, weights, num_classes, in_channels)
    options = {"num_classes": num_classes, "in_channels": in_channels, "dropout": dropout}
    blocks = tuple(TABLE_1[name].values())
    net = DenseNet(name, blocks, 32, True, 0.5, imagenet=True, **options)
    return net if weights is None else load_imagenet(name, net)


def densenet121(num_classes=1000, in_channels=3, *, dropout=0.0, weights=None):
    """DenseNet-121 for ImageNet (Huang et al. 2017, table 1): 7,978,856 parameters, 2.83e9 MACs.

    DenseNet-BC with growth rate 32: 7 x 7 convolution with 64 maps, max pooling, four dense blocks
    of 56, 28, 14 and 7 cells a side, the average over each map, a linear layer. The notes of
    `densenet` on transitions, weights and dropout hold here as well.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    dropout : float, default 0.0
    weights : {None, "imagenet"}, default None
        "imagenet": trained weights, torchvision's IMAGENET1K_V1, from torch.hub's cache or, the
        first time, from its server. They belong to red, green and blue in [0, 1] less (0.485,
        0.456, 0.406), divided by (0.229, 0.224, 0.225).

    Returns
    -------
    DenseNet
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is out of range, or the weights belong to other numbers of classes or channels.
    TypeError
        A number is none.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = densenet121(), torch.zeros(1, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (7978856, torch.Size([1, 1000]))
    """
    return _imagenet_densenet("densenet121", num_classes, in_channels, dropout, weights)


def densenet169(num_classes=1000, in_channels=3, *, dropout=0.0, weights=None):
    """DenseNet-169 (table 1): 14,149,480 parameters; arguments as of `densenet121`.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in densenet169().parameters())
    14149480
    """
    return _imagenet_densenet("densenet169", num_classes, in_channels, dropout, weights)


def densenet201(num_classes=1000, in_channels=3, *, dropout=0.0, weights=None):
    """DenseNet-201 (table 1): 20,013,928 parameters; arguments as of `densenet121`.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in densenet201().parameters())
    20013928
    """
    return _imagenet_densenet("densenet201", num_classes, in_channels, dropout, weights)


def densenet264(num_classes=1000, in_channels=3, *, dropout=0.0):
    """DenseNet-264 (table 1): 33,337,704 parameters; arguments as of `densenet121`, no weights.

    By the count that names the others, one convolution, two in each layer, three transitions and
    the linear layer, it has 265 layers. That count is always odd: no such network has 264.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in densenet264().parameters())
    33337704
    """
    return _imagenet_densenet("densenet264", num_classes, in_channels, dropout)
