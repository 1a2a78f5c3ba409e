"""Network in network: 1 x 1 convolutions, and averages in place of fully connected layers."""

from collections import OrderedDict

import torch
from torch import nn

from cnnlib.models._check import check_input, check_options

__all__ = ["NIN", "mlpconv", "nin"]


def mlpconv(in_channels, channels, kernel_size):
    """A convolution and two 1 x 1 convolutions, each with ReLU: a small network at every place.

    Parameters
    ----------
    in_channels : int
    channels : tuple of three ints
        Maps of the convolution and of the two layers behind it.
    kernel_size : int
        Odd; the maps keep their size.

    Returns
    -------
    torch.nn.Sequential

    Examples
    --------
    >>> block = mlpconv(3, (192, 160, 96), kernel_size=5)
    >>> block(torch.zeros(1, 3, 32, 32)).shape
    torch.Size([1, 96, 32, 32])
    """
    first, second, third = channels
    return nn.Sequential(
        OrderedDict(
            conv=nn.Conv2d(in_channels, first, kernel_size, padding=kernel_size // 2),
            relu1=nn.ReLU(),
            cccp1=nn.Conv2d(first, second, kernel_size=1),
            relu2=nn.ReLU(),
            cccp2=nn.Conv2d(second, third, kernel_size=1),
            relu3=nn.ReLU(),
        )
    )


class NIN(nn.Module):
    """The network that `nin` makes."""

    def __init__(self, num_classes=10, in_channels=3):
        super().__init__()
        check_options("nin", num_classes, in_channels)
        self.in_channels = in_channels
        self.mlpconv1 = mlpconv(in_channels, (192, 160, 96), kernel_size=5)
        self.pool1 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.drop1 = nn.Dropout(0.5)
        self.mlpconv2 = mlpconv(96, (192, 192, 192), kernel_size=5)
        self.pool2 = nn.MaxPool2d(3, stride=2, ceil_mode=True)
        self.drop2 = nn.Dropout(0.5)
        self.mlpconv3 = mlpconv(192, (192, 192, num_classes), kernel_size=3)
        self.average = nn.AdaptiveAvgPool2d(1)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d):
                nn.init.normal_(layer.weight, std=0.05)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), each side 4 or more."""
        check_input("nin", x, self.in_channels, (4, 4))
        x = self.drop1(self.pool1(self.mlpconv1(x)))  # (N, 3, 32, 32) -> (N, 96, 16, 16)
        x = self.drop2(self.pool2(self.mlpconv2(x)))  # -> (N, 192, 8, 8)
        x = self.mlpconv3(x)  # -> (N, 10, 8, 8), a map for each class
        return torch.flatten(self.average(x), 1)  # -> (N, 10, 1, 1) -> (N, 10)


def nin(num_classes=10, in_channels=3):
    """Network in network for CIFAR-10 (Lin et al. 2014, figure 2, §4.1), 966,986 parameters.

    Three mlpconv layers, the last with one map for each class, whose average is the class's logit;
    dropout behind the first two. The paper gives this form, and experiments on small pictures only:
    there is no network for ImageNet in it.

    Numbers of maps, kernels, paddings, pooling and initial weights are not in the paper's text;
    they are those of the file NIN/cifar-10_def in the authors' code (github.com/mavenlin/
    cuda-convnet): maxima of 3 x 3 windows 2 cells apart that may reach over the edge, weights
    normal of standard deviation 0.05, biases 0. Its last layer has a ReLU like all others, so no
    logit is below 0.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 3

    Returns
    -------
    NIN
        From x (N, in_channels, H, W), made for 32 x 32, to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = nin()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 3, 32, 32)).shape
    (966986, torch.Size([2, 10]))
    """
    return NIN(num_classes, in_channels)
