"""GoogLeNet, the first Inception network (Szegedy et al. 2015)."""

from typing import NamedTuple

import torch
from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models._initial import he_normal

__all__ = [
    "AuxiliaryClassifier",
    "GoogLeNet",
    "GoogLeNetOutputs",
    "Inception",
    "NaiveInception",
    "googlenet",
]

# The paper's table 1: maps of every convolution in the nine modules.
TABLE_1 = {
    "3a": dict(n1x1=64, n3x3_reduce=96, n3x3=128, n5x5_reduce=16, n5x5=32, pool_projection=32),
    "3b": dict(n1x1=128, n3x3_reduce=128, n3x3=192, n5x5_reduce=32, n5x5=96, pool_projection=64),
    "4a": dict(n1x1=192, n3x3_reduce=96, n3x3=208, n5x5_reduce=16, n5x5=48, pool_projection=64),
    "4b": dict(n1x1=160, n3x3_reduce=112, n3x3=224, n5x5_reduce=24, n5x5=64, pool_projection=64),
    "4c": dict(n1x1=128, n3x3_reduce=128, n3x3=256, n5x5_reduce=24, n5x5=64, pool_projection=64),
    "4d": dict(n1x1=112, n3x3_reduce=144, n3x3=288, n5x5_reduce=32, n5x5=64, pool_projection=64),
    "4e": dict(n1x1=256, n3x3_reduce=160, n3x3=320, n5x5_reduce=32, n5x5=128, pool_projection=128),
    "5a": dict(n1x1=256, n3x3_reduce=160, n3x3=320, n5x5_reduce=32, n5x5=128, pool_projection=128),
    "5b": dict(n1x1=384, n3x3_reduce=192, n3x3=384, n5x5_reduce=48, n5x5=128, pool_projection=128),
}


class NaiveInception(nn.Module):
    """The module of figure 2(a): three convolutions and a pooling side by side.

    The pooling hands on all maps that come in, so that stacked modules grow wider and wider.
    """

    def __init__(self, in_channels, *, n1x1, n3x3, n5x5):
        super().__init__()
        self.conv1x1 = nn.Conv2d(in_channels, n1x1, kernel_size=1)
        self.conv3x3 = nn.Conv2d(in_channels, n3x3, kernel_size=3, padding=1)
        self.conv5x5 = nn.Conv2d(in_channels, n5x5, kernel_size=5, padding=2)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)

    def forward(self, x):
        branches = [
            torch.relu(self.conv1x1(x)),
            torch.relu(self.conv3x3(x)),
            torch.relu(self.conv5x5(x)),
            self.pool(x),
        ]
        return torch.cat(branches, dim=1)  # (N, C, H, W) -> (N, n1x1 + n3x3 + n5x5 + C, H, W)


class Inception(nn.Module):
    """The module of figure 2(b): 1 x 1 convolutions keep it narrow.

    They reduce the maps before the 3 x 3 and the 5 x 5 convolution, and project those that come
    out of the pooling. A ReLU follows every convolution, these too.
    """

    def __init__(self, in_channels, *, n1x1, n3x3_reduce, n3x3, n5x5_reduce, n5x5, pool_projection):
        super().__init__()
        self.conv1x1 = nn.Conv2d(in_channels, n1x1, kernel_size=1)
        self.conv3x3_reduce = nn.Conv2d(in_channels, n3x3_reduce, kernel_size=1)
        self.conv3x3 = nn.Conv2d(n3x3_reduce, n3x3, kernel_size=3, padding=1)
        self.conv5x5_reduce = nn.Conv2d(in_channels, n5x5_reduce, kernel_size=1)
        self.conv5x5 = nn.Conv2d(n5x5_reduce, n5x5, kernel_size=5, padding=2)
        self.pool = nn.MaxPool2d(kernel_size=3, stride=1, padding=1)
        self.pool_projection = nn.Conv2d(in_channels, pool_projection, kernel_size=1)

    def forward(self, x):
        branches = [
            torch.relu(self.conv1x1(x)),
            torch.relu(self.conv3x3(torch.relu(self.conv3x3_reduce(x)))),
            torch.relu(self.conv5x5(torch.relu(self.conv5x5_reduce(x)))),
            torch.relu(self.pool_projection(self.pool(x))),
        ]
        # (N, C, H, W) -> (N, n1x1 + n3x3 + n5x5 + pool_projection, H, W)
        return torch.cat(branches, dim=1)


class AuxiliaryClassifier(nn.Module):
    """A small network on top of an inner layer (§5): in training, gradient from nearby."""

    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.pool = nn.AvgPool2d(kernel_size=5, stride=3)
        self.conv = nn.Conv2d(in_channels, 128, kernel_size=1)
        self.fc1 = nn.Linear(128 * 4 * 4, 1024)
        self.dropout = nn.Dropout(0.7)
        self.fc2 = nn.Linear(1024, num_classes)

    def forward(self, x):
        x = torch.relu(self.conv(self.pool(x)))  # (N, C, 14, 14) -> (N, C, 4, 4) -> (N, 128, 4, 4)
        x = torch.relu(self.fc1(x.flatten(1)))  # -> (N, 2048) -> (N, 1024)
        return self.fc2(self.dropout(x))  # -> (N, num_classes)


class GoogLeNetOutputs(NamedTuple):
    """The results in training with auxiliary classifiers, each (N, num_classes); as torchvision's.

    ``aux_logits2`` is of the upper auxiliary classifier, behind (4d); ``aux_logits1`` of the lower,
    behind (4a).
    """

    logits: torch.Tensor
    aux_logits2: torch.Tensor
    aux_logits1: torch.Tensor


class GoogLeNet(nn.Module):
    """The network that `googlenet` makes; its modules bear the paper's names."""

    def __init__(self, num_classes=1000, in_channels=3, *, aux_logits=False):
        super().__init__()
        check_options("googlenet", num_classes, in_channels)
        self.in_channels, self.aux_logits = in_channels, aux_logits
        # ceil_mode: without it 112 cells would become 55, not 56.
        self.conv1 = nn.Conv2d(in_channels, 64, kernel_size=7, stride=2, padding=3)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.norm1 = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=1)
        self.conv2_reduce = nn.Conv2d(64, 64, kernel_size=1)
        self.conv2 = nn.Conv2d(64, 192, kernel_size=3, padding=1)
        self.norm2 = nn.LocalResponseNorm(size=5, alpha=1e-4, beta=0.75, k=1)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception_3a = Inception(192, **TABLE_1["3a"])
        self.inception_3b = Inception(256, **TABLE_1["3b"])
        self.pool3 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception_4a = Inception(480, **TABLE_1["4a"])
        self.inception_4b = Inception(512, **TABLE_1["4b"])
        self.inception_4c = Inception(512, **TABLE_1["4c"])
        self.inception_4d = Inception(512, **TABLE_1["4d"])
        self.inception_4e = Inception(528, **TABLE_1["4e"])
        self.pool4 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception_5a = Inception(832, **TABLE_1["5a"])
        self.inception_5b = Inception(832, **TABLE_1["5b"])
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.4)
        self.linear = nn.Linear(1024, num_classes)
        self.aux1 = AuxiliaryClassifier(512, num_classes) if aux_logits else None
        self.aux2 = AuxiliaryClassifier(528, num_classes) if aux_logits else None
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 32.

        In training with auxiliary classifiers `GoogLeNetOutputs`, and H and W are 224.
        """
        auxiliary = self.training and self.aux_logits
        side = 224 if auxiliary else 32
        check_input("googlenet", x, self.in_channels, (side, side), exact=auxiliary)
        x = torch.relu(self.conv1(x))  # (N, 3, 224, 224) -> (N, 64, 112, 112)
        x = self.norm1(self.pool1(x))  # -> (N, 64, 56, 56)
        x = torch.relu(self.conv2_reduce(x))  # -> (N, 64, 56, 56)
        x = torch.relu(self.conv2(x))  # -> (N, 192, 56, 56)
        x = self.pool2(self.norm2(x))  # -> (N, 192, 28, 28)
        x = self.inception_3a(x)  # -> (N, 256, 28, 28)
        x = self.pool3(self.inception_3b(x))  # -> (N, 480, 28, 28) -> (N, 480, 14, 14)
        x4a = self.inception_4a(x)  # -> (N, 512, 14, 14)
        x = self.inception_4c(self.inception_4b(x4a))  # -> (N, 512, 14, 14), twice
        x4d = self.inception_4d(x)  # -> (N, 528, 14, 14)
        x = self.pool4(self.inception_4e(x4d))  # -> (N, 832, 14, 14) -> (N, 832, 7, 7)
        x = self.inception_5b(self.inception_5a(x))  # -> (N, 832, 7, 7) -> (N, 1024, 7, 7)
        x = self.average_pool(x).flatten(1)  # -> (N, 1024, 1, 1) -> (N, 1024)
        logits = self.linear(self.dropout(x))  # -> (N, num_classes)
        if auxiliary:
            return GoogLeNetOutputs(logits, self.aux2(x4d), self.aux1(x4a))
        return logits


def googlenet(num_classes=1000, in_channels=3, *, aux_logits=False):
    """GoogLeNet (Szegedy et al. 2015, table 1 and figure 3): 6,998,552 parameters, 1.58e9 MACs.

    With the two auxiliary classifiers of §5 it has 13,378,280 parameters. They serve training
    alone: there the network returns `GoogLeNetOutputs`, and the paper's loss is that of the logits
    plus 0.3 times that of each of the other two; in evaluation it returns the logits.

    The widths are those of table 1. Its printed counts of parameters and operations do not all
    follow from them; `tests/models/test_googlenet.py` names those that do not, with the right ones.

    - The paper does not give the constants of local response normalisation. These are Caffe's for
      this network: 5 maps, alpha 1e-4, divided by 5, beta 0.75, k = 1.
    - It says nothing of initial weights: here they are He's, with biases 0.
    - Its average pooling is 7 x 7; here it covers the whole map, the same for 224 x 224.
    - It subtracts the mean of the pictures; here the data are left to the caller.

    torchvision's network of this name is another one: batch normalisation, no local response
    normalisation, 3 x 3 in place of 5 x 5, 2 x 2 in its last max pooling. Its weights have no place
    here.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    aux_logits : bool, default False
        Whether there are auxiliary classifiers.

    Returns
    -------
    GoogLeNet
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes); in training
        with ``aux_logits`` H and W must be 224, and it returns (logits, aux_logits2, aux_logits1).

    Raises
    ------
    ValueError
        A number is less than 1.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = googlenet(aux_logits=True), torch.zeros(2, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net.eval()(x).shape
    (13378280, torch.Size([2, 1000]))
    >>> outputs = net.train()(x)
    >>> outputs._fields, outputs.aux_logits1.shape
    (('logits', 'aux_logits2', 'aux_logits1'), torch.Size([2, 1000]))
    """
    return GoogLeNet(num_classes, in_channels, aux_logits=aux_logits)
