"""Residual networks whose blocks begin with their activation (He, Zhang, Ren and Sun 2016b)."""

import torch
from torch import nn

from cnnlib._shapes import check_choice, integer
from cnnlib.models._check import check_input, check_options
from cnnlib.models._initial import he_normal
from cnnlib.models.resnet import TABLE_1, conv1x1, conv3x3, make_shortcut

__all__ = [
    "CifarPreActResNet",
    "PreActBasicBlock",
    "PreActBottleneck",
    "PreActResNet",
    "preact_resnet20",
    "preact_resnet50",
    "preact_resnet56",
    "preact_resnet110",
]


class PreActBasicBlock(nn.Module):
    """y = F(x) + x, where F is twice batch normalisation, ReLU and 3 x 3 (figure 4e).

    The first block of a network has no activation of its own: it comes before both ways (appendix).
    """

    expansion = 1

    def __init__(self, in_channels, width, stride, first=False):
        super().__init__()
        self.bn1 = None if first else nn.BatchNorm2d(in_channels)
        self.conv1 = conv3x3(in_channels, width, stride)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width)
        self.shortcut = make_shortcut("A", in_channels, width, stride)

    def forward(self, x):
        residual = x if self.bn1 is None else torch.relu(self.bn1(x))
        residual = torch.relu(self.bn2(self.conv1(residual)))
        residual = self.conv2(residual)
        return residual + (x if self.shortcut is None else self.shortcut(x))


class PreActBottleneck(nn.Module):
    """y = F(x) + x, where F is 1 x 1, 3 x 3 and 1 x 1, each after batch normalisation and ReLU.

    Where the shape changes, the shortcut is a 1 x 1 convolution of the activated input (appendix).
    ``stride_in`` says which layer takes the stride: "1x1", the first, or "3x3".
    """

    expansion = 4

    def __init__(self, in_channels, width, stride, stride_in, first=False):
        super().__init__()
        one, two = (stride, 1) if stride_in == "1x1" else (1, stride)
        self.bn1 = None if first else nn.BatchNorm2d(in_channels)
        self.conv1 = conv1x1(in_channels, width, one)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv2 = conv3x3(width, width, two)
        self.bn3 = nn.BatchNorm2d(width)
        self.conv3 = conv1x1(width, 4 * width)
        same = in_channels == 4 * width and stride == 1
        self.shortcut = None if same else conv1x1(in_channels, 4 * width, stride)

    def forward(self, x):
        active = x if self.bn1 is None else torch.relu(self.bn1(x))
        residual = torch.relu(self.bn2(self.conv1(active)))
        residual = torch.relu(self.bn3(self.conv2(residual)))
        residual = self.conv3(residual)
        return residual + (x if self.shortcut is None else self.shortcut(active))


def make_stage(block, number, in_channels, width, stride, first=False, **options):
    """``number`` blocks, the first of which has the stride; ``first`` as of the blocks."""
    blocks = [block(in_channels, width, stride, first=first, **options)]
    blocks += [block(block.expansion * width, width, 1, **options) for _ in range(number - 1)]
    return nn.Sequential(*blocks)


class PreActResNet(nn.Module):
    """The network of `preact_resnet50`; its stages bear the names of the first paper's table 1."""

    def __init__(self, name, table, num_classes, in_channels, stride_in):
        super().__init__()
        check_options(name, num_classes, in_channels)
        check_choice(name, "stride_in", stride_in, ("1x1", "3x3"))
        self.name, self.in_channels, self.stride_in = name, in_channels, stride_in
        block, how = PreActBottleneck, {"stride_in": stride_in}
        self.conv1 = nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=2, padding=1)
        self.conv2_x = make_stage(block, table.conv2_x, 64, 64, stride=1, first=True, **how)
        self.conv3_x = make_stage(block, table.conv3_x, 256, 128, stride=2, **how)
        self.conv4_x = make_stage(block, table.conv4_x, 512, 256, stride=2, **how)
        self.conv5_x = make_stage(block, table.conv5_x, 1024, 512, stride=2, **how)
        self.last_bn = nn.BatchNorm2d(2048)
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(2048, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 32."""
        check_input(self.name, x, self.in_channels, (32, 32))
        x = torch.relu(self.bn1(self.conv1(x)))  # (N, 3, 224, 224) -> (N, 64, 112, 112)
        x = self.conv2_x(self.pool(x))  # -> (N, 64, 56, 56) -> (N, 256, 56, 56)
        x = self.conv3_x(x)  # -> (N, 512, 28, 28)
        x = self.conv4_x(x)  # -> (N, 1024, 14, 14)
        x = self.conv5_x(x)  # -> (N, 2048, 7, 7)
        x = torch.relu(self.last_bn(x))
        return self.fc(self.average_pool(x).flatten(1))  # -> (N, 2048) -> (N, classes)


class CifarPreActResNet(nn.Module):
    """The networks for small pictures; a stage is named by its paper's number of filters.

    Of depth 6n + 2: a convolution, three stages of n blocks of two, and the last layer. With
    another ``width`` than 16 all stages are narrower or wider in proportion, and keep their names.
    """

    def __init__(self, name, depth, num_classes, in_channels, width):
        super().__init__()
        check_options(name, num_classes, in_channels)
        w = integer(name, "width", width, 1)
        self.name, self.in_channels = name, in_channels
        n = (depth - 2) // 6
        self.conv1 = conv3x3(in_channels, w)
        self.bn1 = nn.BatchNorm2d(w)
        self.filters16 = make_stage(PreActBasicBlock, n, w, w, stride=1, first=True)
        self.filters32 = make_stage(PreActBasicBlock, n, w, 2 * w, stride=2)
        self.filters64 = make_stage(PreActBasicBlock, n, 2 * w, 4 * w, stride=2)
        self.last_bn = nn.BatchNorm2d(4 * w)
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
        x = torch.relu(self.last_bn(x))
        return self.fc(self.average_pool(x).flatten(1))  # -> (N, 64) -> (N, classes)


def preact_resnet20(num_classes=10, in_channels=3, *, width=16):
    """The 20-layer network for small pictures with pre-activation: 269,722 parameters.

    Arguments as of `preact_resnet110`. The paper has no such network: these are its blocks in the
    stages of `resnet20`.

    >>> sum(p.numel() for p in preact_resnet20().parameters())
    269722
    """
    return CifarPreActResNet("preact_resnet20", 20, num_classes, in_channels, width)


def preact_resnet56(num_classes=10, in_channels=3, *, width=16):
    """The 56-layer network for small pictures with pre-activation: 853,018 parameters.

    Arguments as of `preact_resnet110`. The paper has no such network: these are its blocks in the
    stages of `resnet56`.

    >>> sum(p.numel() for p in preact_resnet56().parameters())
    853018
    """
    return CifarPreActResNet("preact_resnet56", 56, num_classes, in_channels, width)


def preact_resnet110(num_classes=10, in_channels=3, *, width=16):
    """ResNet-110 with full pre-activation (He et al. 2016b, table 2): 1,727,962 parameters.

    As `resnet110`, but batch normalisation and ReLU come before the weights, so that nothing stands
    on the way from one addition to the next. The first activation comes right after the first
    convolution, before the two ways part, and one more after the last addition (appendix). The
    parameters are as many as those of `resnet110`.

    - Shortcuts are those of `resnet110`, kind "A", with zeros after the old maps; where the shape
      changes, they take the input before its activation, as the identity does.
    - Initial weights are He's, as in the first paper, and the last layer's biases 0.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 3
    width : int, default 16
        Filters of the first stage; the others have two and four times as many.

    Returns
    -------
    CifarPreActResNet
        From x (N, in_channels, H, W), H and W at least 4, to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = preact_resnet110()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(1, 3, 32, 32)).shape
    (1727962, torch.Size([1, 10]))
    """
    return CifarPreActResNet("preact_resnet110", 110, num_classes, in_channels, width)


def preact_resnet50(num_classes=1000, in_channels=3, *, stride_in="1x1"):
    """ResNet-50 with full pre-activation: 25,549,352 parameters.

    The paper trains 152 and 200 layers on ImageNet (table 5); these are its blocks in the stages of
    `resnet50`. Where the shape changes, the shortcut is a convolution of the activated input
    (appendix) without a batch normalisation of its own, as in the authors' code for CIFAR
    (github.com/KaimingHe/resnet-1k-layers): `resnet50` has 7,680 parameters more. The paper does
    not say on which side of the first max pooling the first activation is: here before it, as in
    `resnet50`. Initial weights are He's, and the last layer's biases 0.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    stride_in : {"1x1", "3x3"}, default "1x1"
        The layer of a bottleneck that takes the stride; the authors' code has the first 1 x 1.

    Returns
    -------
    PreActResNet
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, or there is no such layer.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = preact_resnet50(), torch.zeros(1, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (25549352, torch.Size([1, 1000]))
    """
    table = TABLE_1["resnet50"]
    return PreActResNet("preact_resnet50", table, num_classes, in_channels, stride_in)
