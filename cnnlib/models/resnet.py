"""Residual networks and their plain counterparts (He, Zhang, Ren and Sun 2016)."""

from dataclasses import dataclass

import torch
from torch import nn

from cnnlib._shapes import check_choice, integer
from cnnlib.models._check import check_input, check_options
from cnnlib.models._initial import he_normal
from cnnlib.models._torchvision import check_weights, load_imagenet

__all__ = [
    "BasicBlock",
    "Bottleneck",
    "CifarResNet",
    "PlainBlock",
    "ResNet",
    "ZeroPadding",
    "plain20",
    "plain32",
    "plain44",
    "plain56",
    "resnet18",
    "resnet20",
    "resnet32",
    "resnet34",
    "resnet44",
    "resnet50",
    "resnet56",
    "resnet101",
    "resnet110",
    "resnet152",
]


def conv3x3(in_channels, out_channels, stride=1):
    """Without bias, like every convolution here: batch normalisation has a shift of its own."""
    return nn.Conv2d(in_channels, out_channels, kernel_size=3, stride=stride, padding=1, bias=False)


def conv1x1(in_channels, out_channels, stride=1):
    return nn.Conv2d(in_channels, out_channels, kernel_size=1, stride=stride, bias=False)


class ZeroPadding(nn.Module):
    """Shortcut A where the size changes: every second cell, and new maps of zeros."""

    def __init__(self, new_channels, stride):
        super().__init__()
        self.new_channels = new_channels
        self.subsample = nn.AvgPool2d(kernel_size=1, stride=stride)  # of one cell: nothing is mixed

    def forward(self, x):
        x = self.subsample(x)  # (N, C, H, W) -> (N, C, H/2, W/2), rounded up
        return nn.functional.pad(x, (0, 0, 0, 0, 0, self.new_channels))  # -> (N, C + new, H/2, W/2)


def make_shortcut(kind, in_channels, out_channels, stride):
    """The way around a block, a module or None for the identity (§3.3 and §4.1).

    Where input and output have the same shape: the identity, with kind "C" a projection. Where
    they have not: with kind "A" `ZeroPadding`, which has no parameters, else a projection: a 1 x 1
    convolution and its batch normalisation.
    """
    same = in_channels == out_channels and stride == 1
    if kind == "C" or (kind == "B" and not same):
        projection = conv1x1(in_channels, out_channels, stride)
        return nn.Sequential(projection, nn.BatchNorm2d(out_channels))
    return None if same else ZeroPadding(out_channels - in_channels, stride)


class PlainBlock(nn.Module):
    """Two 3 x 3 layers with no way around them (figure 3, middle)."""

    expansion = 1  # output maps per map of the 3 x 3 layers

    def __init__(self, in_channels, width, stride):
        super().__init__()
        self.conv1 = conv3x3(in_channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        return torch.relu(self.bn2(self.conv2(x)))


class BasicBlock(nn.Module):
    """y = relu(F(x) + x), where F is two 3 x 3 layers (figure 5, left)."""

    expansion = 1

    def __init__(self, in_channels, width, stride, shortcut):
        super().__init__()
        self.conv1 = conv3x3(in_channels, width, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = make_shortcut(shortcut, in_channels, width, stride)

    def forward(self, x):
        residual = torch.relu(self.bn1(self.conv1(x)))
        residual = self.bn2(self.conv2(residual))
        return torch.relu(residual + (x if self.shortcut is None else self.shortcut(x)))


class Bottleneck(nn.Module):
    """y = relu(F(x) + x), where F is 1 x 1, 3 x 3 and 1 x 1 layers (figure 5, right).

    ``stride_in`` says which layer takes the stride: "1x1", the first, as in the paper, or "3x3".
    """

    expansion = 4

    def __init__(self, in_channels, width, stride, shortcut, stride_in):
        super().__init__()
        first, second = (stride, 1) if stride_in == "1x1" else (1, stride)
        self.conv1 = conv1x1(in_channels, width, first)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width, second)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = conv1x1(width, 4 * width)
        self.bn3 = nn.BatchNorm2d(4 * width)
        self.shortcut = make_shortcut(shortcut, in_channels, 4 * width, stride)

    def forward(self, x):
        residual = torch.relu(self.bn1(self.conv1(x)))
        residual = torch.relu(self.bn2(self.conv2(residual)))
        residual = self.bn3(self.conv3(residual))
        return torch.relu(residual + (x if self.shortcut is None else self.shortcut(x)))


def make_stage(block, number, in_channels, width, stride, **options):
    """``number`` blocks, the first of which has the stride."""
    blocks = [block(in_channels, width, stride, **options)]
    blocks += [block(block.expansion * width, width, 1, **options) for _ in range(number - 1)]
    return nn.Sequential(*blocks)


@dataclass(frozen=True)
class Configuration:
    """A column of the paper's table 1: the block, and how many of them in each stage."""

    block: type
    conv2_x: int
    conv3_x: int
    conv4_x: int
    conv5_x: int


TABLE_1 = {
    "resnet18": Configuration(block=BasicBlock, conv2_x=2, conv3_x=2, conv4_x=2, conv5_x=2),
    "resnet34": Configuration(block=BasicBlock, conv2_x=3, conv3_x=4, conv4_x=6, conv5_x=3),
    "resnet50": Configuration(block=Bottleneck, conv2_x=3, conv3_x=4, conv4_x=6, conv5_x=3),
    "resnet101": Configuration(block=Bottleneck, conv2_x=3, conv3_x=4, conv4_x=23, conv5_x=3),
    "resnet152": Configuration(block=Bottleneck, conv2_x=3, conv3_x=8, conv4_x=36, conv5_x=3),
}


class ResNet(nn.Module):
    """The networks of table 1; its stages bear the paper's names."""

    def __init__(self, name, num_classes, in_channels, shortcut, stride_in="3x3"):
        super().__init__()
        check_options(name, num_classes, in_channels)
        check_choice(name, "shortcut", shortcut, ("A", "B", "C"))
        check_choice(name, "stride_in", stride_in, ("1x1", "3x3"))
        self.name, self.in_channels, self.stride_in = name, in_channels, stride_in
        table = TABLE_1[name]
        block, k = table.block, table.block.expansion
        options = {"shortcut": shortcut}
        if block is Bottleneck:
            options["stride_in"] = stride_in
        self.conv1 = nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.conv2_x = make_stage(block, table.conv2_x, 64, 64, stride=1, **options)
        self.conv3_x = make_stage(block, table.conv3_x, 64 * k, 128, stride=2, **options)
        self.conv4_x = make_stage(block, table.conv4_x, 128 * k, 256, stride=2, **options)
        self.conv5_x = make_stage(block, table.conv5_x, 256 * k, 512, stride=2, **options)
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(512 * k, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 32."""
        check_input(self.name, x, self.in_channels, (32, 32))
        x = torch.relu(self.bn1(self.conv1(x)))  # (N, 3, 224, 224) -> (N, 64, 112, 112)
        x = self.conv2_x(self.pool(x))  # -> (N, 64k, 56, 56); k is 1, or 4 with bottlenecks
        x = self.conv3_x(x)  # -> (N, 128k, 28, 28)
        x = self.conv4_x(x)  # -> (N, 256k, 14, 14)
        x = self.conv5_x(x)  # -> (N, 512k, 7, 7)
        return self.fc(self.average_pool(x).flatten(1))  # -> (N, 512k) -> (N, classes)


class CifarResNet(nn.Module):
    """The networks of §4.2, for small pictures; a stage is named by its paper's number of filters.

    Of depth 6n + 2: a convolution, three stages of n blocks of two, and the last layer. With
    another ``width`` than 16 all stages are narrower or wider in proportion, and keep their names.
    """

    def __init__(self, name, depth, num_classes, in_channels, width, block, **options):
        super().__init__()
        check_options(name, num_classes, in_channels)
        w = integer(name, "width", width, 1)
        self.name, self.in_channels = name, in_channels
        n = (depth - 2) // 6
        self.conv1 = conv3x3(in_channels, w)
        self.bn1 = nn.BatchNorm2d(w)
        self.filters16 = make_stage(block, n, w, w, stride=1, **options)
        self.filters32 = make_stage(block, n, w, 2 * w, stride=2, **options)
        self.filters64 = make_stage(block, n, 2 * w, 4 * w, stride=2, **options)
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(4 * w, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 4."""
        check_input(self.name, x, self.in_channels, (4, 4))
        x = torch.relu(self.bn1(self.conv1(x)))  # (N, 3, 32, 32) -> (N, 16, 32, 32)
        x = self.filters16(x)  # -> (N, 16, 32, 32)
        x = self.filters32(x)  # -> (N, 32, 16, 16)
        x = self.filters64(x)  # -> (N, 64, 8, 8)
        return self.fc(self.average_pool(x).flatten(1))  # -> (N, 64) -> (N, classes)


def plain20(num_classes=10, in_channels=3, *, width=16):
    """The plain network with 20 layers (He et al. 2016, §4.2): 269,722 parameters.

    As many parameters as `resnet20`, whose shortcuts have none: what differs between the two is
    the addition alone. The notes of `resnet20` on weights and sizes hold here as well.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 3
    width : int, default 16
        Filters of the first stage; the others have two and four times as many.

    Returns
    -------
    CifarResNet
        From x (N, in_channels, H, W), H and W at least 4, to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = plain20()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 3, 32, 32)).shape
    (269722, torch.Size([2, 10]))
    """
    return CifarResNet("plain20", 20, num_classes, in_channels, width, PlainBlock)


def plain32(num_classes=10, in_channels=3, *, width=16):
    """The plain network with 32 layers: 464,154 parameters; arguments as of `plain20`.

    >>> sum(p.numel() for p in plain32().parameters())
    464154
    """
    return CifarResNet("plain32", 32, num_classes, in_channels, width, PlainBlock)


def plain44(num_classes=10, in_channels=3, *, width=16):
    """The plain network with 44 layers: 658,586 parameters; arguments as of `plain20`.

    >>> sum(p.numel() for p in plain44().parameters())
    658586
    """
    return CifarResNet("plain44", 44, num_classes, in_channels, width, PlainBlock)


def plain56(num_classes=10, in_channels=3, *, width=16):
    """The plain network with 56 layers: 853,018 parameters; arguments as of `plain20`.

    >>> sum(p.numel() for p in plain56().parameters())
    853018
    """
    return CifarResNet("plain56", 56, num_classes, in_channels, width, PlainBlock)


def _cifar_resnet(depth, num_classes, in_channels, width, shortcut):
    name = f"resnet{depth}"
    check_choice(name, "shortcut", shortcut, ("A", "B", "C"))
    options = {"shortcut": shortcut}
    return CifarResNet(name, depth, num_classes, in_channels, width, BasicBlock, **options)


def resnet20(num_classes=10, in_channels=3, *, width=16, shortcut="A"):
    """ResNet-20 for small pictures (He et al. 2016, §4.2 and table 6): 269,722 parameters.

    A 3 x 3 convolution; stages with 16, 32 and 64 filters, on CIFAR-10 of 32, 16 and 8 cells a
    side, each of three blocks of two 3 x 3 layers; the average over each map; a linear layer.
    Batch normalisation follows every convolution and comes before its ReLU (§3.4).

    - The paper uses shortcut A here. It pads "with extra zero entries" and does not say on which
      side: here the new maps come after the old ones. "B" and "C" are its options for ImageNet.
    - Initial weights are He's, as in §3.4, those of the last layer too, and its biases 0: the
      paper says no more than which article it follows.
    - The paper subtracts the mean of the pictures; here the data are left to the caller.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 3
    width : int, default 16
        Filters of the first stage; the others have two and four times as many.
    shortcut : {"A", "B", "C"}, default "A"
        Where the shape changes, "A" drops cells and adds maps of zeros, without parameters; "B"
        is a projection, a 1 x 1 convolution; with "C" every shortcut is a projection.

    Returns
    -------
    CifarResNet
        From x (N, in_channels, H, W), H and W at least 4, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, or there is no such shortcut.
    TypeError
        A number is no int.

    Examples
    --------
    >>> net = resnet20()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 3, 32, 32)).shape
    (269722, torch.Size([2, 10]))
    """
    return _cifar_resnet(20, num_classes, in_channels, width, shortcut)


def resnet32(num_classes=10, in_channels=3, *, width=16, shortcut="A"):
    """ResNet-32 for small pictures: 464,154 parameters; arguments as of `resnet20`.

    >>> sum(p.numel() for p in resnet32().parameters())
    464154
    """
    return _cifar_resnet(32, num_classes, in_channels, width, shortcut)


def resnet44(num_classes=10, in_channels=3, *, width=16, shortcut="A"):
    """ResNet-44 for small pictures: 658,586 parameters; arguments as of `resnet20`.

    >>> sum(p.numel() for p in resnet44().parameters())
    658586
    """
    return _cifar_resnet(44, num_classes, in_channels, width, shortcut)


def resnet56(num_classes=10, in_channels=3, *, width=16, shortcut="A"):
    """ResNet-56 for small pictures: 853,018 parameters; arguments as of `resnet20`.

    >>> sum(p.numel() for p in resnet56().parameters())
    853018
    """
    return _cifar_resnet(56, num_classes, in_channels, width, shortcut)


def resnet110(num_classes=10, in_channels=3, *, width=16, shortcut="A"):
    """ResNet-110 for small pictures: 1,727,962 parameters; arguments as of `resnet20`.

    >>> sum(p.numel() for p in resnet110().parameters())
    1727962
    """
    return _cifar_resnet(110, num_classes, in_channels, width, shortcut)


def _imagenet_resnet(name, num_classes, in_channels, shortcut, weights, stride_in):
    check_weights(name, weights, num_classes, in_channels)
    if weights is None:
        return ResNet(name, num_classes, in_channels, shortcut, stride_in or "1x1")
    check_choice(f"{name} with weights", "shortcut", shortcut, ("B",))
    check_choice(f"{name} with weights", "stride_in", stride_in, (None, "3x3"))
    return load_imagenet(name, ResNet(name, num_classes, in_channels, shortcut, "3x3"))


def resnet18(num_classes=1000, in_channels=3, *, shortcut="B", weights=None):
    """ResNet-18 (He et al. 2016, table 1, first column): 11,689,512 parameters, 1.81e9 MACs.

    Batch normalisation follows every convolution and comes before its ReLU (§3.4).

    - The paper compares this and ResNet-34 with plain networks with shortcut A (table 2), and
      takes B for the deeper ones (§4.1). The default here is B for all, as in torchvision; with A
      it has 11,515,688 parameters.
    - Initial weights are He's, as in §3.4, those of the last layer too, and its biases 0: the
      paper says no more than which article it follows.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    shortcut : {"A", "B", "C"}, default "B"
        Where the shape changes, "A" drops cells and adds maps of zeros, without parameters; "B"
        is a projection, a 1 x 1 convolution; with "C" every shortcut is a projection.
    weights : {None, "imagenet"}, default None
        "imagenet": trained weights, torchvision's IMAGENET1K_V1, from torch.hub's cache or, the
        first time, from its server. They belong to shortcut "B" and to red, green and blue in
        [0, 1] less (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225).

    Returns
    -------
    ResNet
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, there is no such option, or the weights belong to other numbers of
        classes or channels or to other shortcuts.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = resnet18(), torch.zeros(1, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (11689512, torch.Size([1, 1000]))
    """
    return _imagenet_resnet("resnet18", num_classes, in_channels, shortcut, weights, "3x3")


def resnet34(num_classes=1000, in_channels=3, *, shortcut="B", weights=None):
    """ResNet-34 (table 1, second column): 21,797,672 parameters; arguments as of `resnet18`.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in resnet34().parameters())
    21797672
    """
    return _imagenet_resnet("resnet34", num_classes, in_channels, shortcut, weights, "3x3")


def resnet50(num_classes=1000, in_channels=3, *, shortcut="B", stride_in=None, weights=None):
    """ResNet-50 (He et al. 2016, table 1, third column): 25,557,032 parameters, 3.86e9 MACs.

    Blocks are bottlenecks, where ResNet-34 has blocks of two 3 x 3 layers. The notes of `resnet18`
    on shortcuts and weights hold here as well.

    Parameters
    ----------
    num_classes, in_channels, shortcut, weights
        As of `resnet18`.
    stride_in : {"1x1", "3x3"}, default "1x1", with trained weights "3x3"
        The layer of a bottleneck that takes the stride. The paper's first 1 x 1 passes over three
        of four cells; torchvision's 3 x 3 sees all, for 4.09e9 MACs. The parameters are the same.

    Returns
    -------
    ResNet
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes).

    Raises
    ------
    ValueError, TypeError
        As of `resnet18`; trained weights with ``stride_in="1x1"``.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net, x = resnet50(), torch.zeros(1, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (25557032, torch.Size([1, 1000]))
    """
    return _imagenet_resnet("resnet50", num_classes, in_channels, shortcut, weights, stride_in)


def resnet101(num_classes=1000, in_channels=3, *, shortcut="B", stride_in=None, weights=None):
    """ResNet-101 (table 1, fourth column): 44,549,160 parameters; arguments as of `resnet50`.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in resnet101().parameters())
    44549160
    """
    return _imagenet_resnet("resnet101", num_classes, in_channels, shortcut, weights, stride_in)


def resnet152(num_classes=1000, in_channels=3, *, shortcut="B", stride_in=None, weights=None):
    """ResNet-152 (table 1, fifth column): 60,192,808 parameters; arguments as of `resnet50`.

    >>> with torch.device("meta"):
    ...     sum(p.numel() for p in resnet152().parameters())
    60192808
    """
    return _imagenet_resnet("resnet152", num_classes, in_channels, shortcut, weights, stride_in)
