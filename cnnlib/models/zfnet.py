"""ZFNet, which came out of looking into AlexNet."""

from collections import OrderedDict

import torch
from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models.alexnet import RESPONSE_NORM, fully_connected

__all__ = ["ZFNet", "zfnet"]


class ZFNet(nn.Module):
    """The network that `zfnet` makes; ``ceil_mode`` lets the last window reach over the edge."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        check_options("zfnet", num_classes, in_channels)
        self.in_channels = in_channels
        self.features = nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(in_channels, 96, 7, stride=2, padding=1),  # -> (N, 96, 110, 110)
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(3, stride=2, ceil_mode=True),  # -> (N, 96, 55, 55)
                norm1=nn.LocalResponseNorm(**RESPONSE_NORM),
                conv2=nn.Conv2d(96, 256, 5, stride=2),  # -> (N, 256, 26, 26)
                relu2=nn.ReLU(),
                pool2=nn.MaxPool2d(3, stride=2, ceil_mode=True),  # -> (N, 256, 13, 13)
                norm2=nn.LocalResponseNorm(**RESPONSE_NORM),
                conv3=nn.Conv2d(256, 384, 3, padding=1),  # -> (N, 384, 13, 13)
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(384, 384, 3, padding=1),  # -> (N, 384, 13, 13)
                relu4=nn.ReLU(),
                conv5=nn.Conv2d(384, 256, 3, padding=1),  # -> (N, 256, 13, 13)
                relu5=nn.ReLU(),
                pool5=nn.MaxPool2d(3, stride=2, ceil_mode=True),  # -> (N, 256, 6, 6)
            )
        )
        self.classifier = fully_connected(256 * 6 * 6, num_classes)
        for layer in self.modules():
            if isinstance(layer, nn.Conv2d | nn.Linear):
                nn.init.normal_(layer.weight, std=0.01)
                nn.init.zeros_(layer.bias)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 224, 224)."""
        check_input("zfnet", x, self.in_channels, (224, 224), exact=True)
        x = self.features(x)  # (N, 3, 224, 224) -> (N, 256, 6, 6)
        return self.classifier(torch.flatten(x, 1))  # -> (N, 9216) -> (N, 1000)


def zfnet(num_classes=1000, in_channels=3):
    """ZFNet (Zeiler and Fergus 2014, figure 3), 62,357,608 parameters.

    AlexNet with kernels of 7 and a stride of 2 in the first layer, 11 and 4 before, a stride of 2
    in the second, and all maps of a layer seen by the next, since it ran on one GPU.

    What the paper leaves open:

    - paddings. The sizes in figure 3, 110, 55, 26, 13 and 6, come out with 1 around the picture,
      none at conv2, and pooling windows that may reach over the edge;
    - the constants of its contrast normalisation across maps, for which it refers to AlexNet:
      AlexNet's are taken. It stands behind the pooling, where AlexNet has it in front;
    - initial weights: "10^-2", and biases 0. Equal weights could never become different, so 0.01 is
      read as the standard deviation of a normal distribution.

    In training, kernels of the first layer whose root mean square exceeds 0.1 are scaled back to
    0.1; that is the training's business, not the network's.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3

    Returns
    -------
    ZFNet
        From x (N, in_channels, 224, 224) to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = zfnet()
    >>> sum(p.numel() for p in net.parameters())
    62357608
    >>> net(torch.empty(2, 3, 224, 224, device="meta")).shape
    torch.Size([2, 1000])
    """
    return ZFNet(num_classes, in_channels)
