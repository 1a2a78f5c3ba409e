"""Inception-v2, the Inception network with batch normalisation (Ioffe and Szegedy 2015)."""

from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models._inception import Branches, Convolution
from cnnlib.models._initial import he_normal

__all__ = ["Inception", "InceptionV2", "Reduction", "inception_v2"]

# The paper's figure 5: maps of every convolution in the ten modules; "average" or "maximum" is the
# kind of pooling and the maps of its projection. The figure prints 128 for that of (4c) and (4d):
# only with 96 do these modules have the 576 maps that it prints beside them.
FIGURE_5 = {
    "3a": dict(n1x1=64, n3x3_reduce=64, n3x3=64, double_reduce=64, double_3x3=96, average=32),
    "3b": dict(n1x1=64, n3x3_reduce=64, n3x3=96, double_reduce=64, double_3x3=96, average=64),
    "3c": dict(n3x3_reduce=128, n3x3=160, double_reduce=64, double_3x3=96),
    "4a": dict(n1x1=224, n3x3_reduce=64, n3x3=96, double_reduce=96, double_3x3=128, average=128),
    "4b": dict(n1x1=192, n3x3_reduce=96, n3x3=128, double_reduce=96, double_3x3=128, average=128),
    "4c": dict(n1x1=160, n3x3_reduce=128, n3x3=160, double_reduce=128, double_3x3=160, average=96),
    "4d": dict(n1x1=96, n3x3_reduce=128, n3x3=192, double_reduce=160, double_3x3=192, average=96),
    "4e": dict(n3x3_reduce=128, n3x3=192, double_reduce=192, double_3x3=256),
    "5a": dict(n1x1=352, n3x3_reduce=192, n3x3=320, double_reduce=160, double_3x3=224, average=128),
    "5b": dict(n1x1=352, n3x3_reduce=192, n3x3=320, double_reduce=192, double_3x3=224, maximum=128),
}


class Inception(Branches):
    """The module of GoogLeNet with two 3 x 3 convolutions in place of the 5 x 5."""

    def __init__(
        self,
        in_channels,
        *,
        n1x1,
        n3x3_reduce,
        n3x3,
        double_reduce,
        double_3x3,
        average=None,
        maximum=None,
    ):
        pool = nn.MaxPool2d if average is None else nn.AvgPool2d
        projection = maximum if average is None else average
        super().__init__(
            {
                "1x1": Convolution(in_channels, n1x1, 1),
                "3x3": nn.Sequential(
                    Convolution(in_channels, n3x3_reduce, 1),
                    Convolution(n3x3_reduce, n3x3, 3, padding=1),
                ),
                "double_3x3": nn.Sequential(
                    Convolution(in_channels, double_reduce, 1),
                    Convolution(double_reduce, double_3x3, 3, padding=1),
                    Convolution(double_3x3, double_3x3, 3, padding=1),
                ),
                "pool": nn.Sequential(
                    pool(kernel_size=3, stride=1, padding=1),
                    Convolution(in_channels, projection, 1),
                ),
            }
        )


class Reduction(Branches):
    """Modules (3c) and (4e): half the size by stride 2; the pooling hands on all its maps."""

    def __init__(self, in_channels, *, n3x3_reduce, n3x3, double_reduce, double_3x3):
        super().__init__(
            {
                "3x3": nn.Sequential(
                    Convolution(in_channels, n3x3_reduce, 1),
                    Convolution(n3x3_reduce, n3x3, 3, stride=2, padding=1),
                ),
                "double_3x3": nn.Sequential(
                    Convolution(in_channels, double_reduce, 1),
                    Convolution(double_reduce, double_3x3, 3, padding=1),
                    Convolution(double_3x3, double_3x3, 3, stride=2, padding=1),
                ),
                # With the convolutions' padding, so that all branches look at the same places.
                "pool": nn.MaxPool2d(kernel_size=3, stride=2, padding=1),
            }
        )


class SeparableConvolution(nn.Sequential):
    """7 x 7 kernels over one channel each, 8 for every channel, then 1 x 1 over all of these."""

    def __init__(self, in_channels, out_channels):
        depthwise = nn.Conv2d(
            in_channels,
            8 * in_channels,
            kernel_size=7,
            stride=2,
            padding=3,
            groups=in_channels,
            bias=False,
        )
        super().__init__(depthwise, Convolution(8 * in_channels, out_channels, 1))


class InceptionV2(nn.Module):
    """The network that `inception_v2` makes; its modules bear the paper's names."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        check_options("inception_v2", num_classes, in_channels)
        self.in_channels = in_channels
        # ceil_mode: without it 112 cells would become 55, not 56.
        self.conv1 = SeparableConvolution(in_channels, 64)
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.conv2_reduce = Convolution(64, 64, 1)
        self.conv2 = Convolution(64, 192, 3, padding=1)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.inception_3a = Inception(192, **FIGURE_5["3a"])
        self.inception_3b = Inception(256, **FIGURE_5["3b"])
        self.inception_3c = Reduction(320, **FIGURE_5["3c"])
        self.inception_4a = Inception(576, **FIGURE_5["4a"])
        self.inception_4b = Inception(576, **FIGURE_5["4b"])
        self.inception_4c = Inception(576, **FIGURE_5["4c"])
        self.inception_4d = Inception(576, **FIGURE_5["4d"])
        self.inception_4e = Reduction(576, **FIGURE_5["4e"])
        self.inception_5a = Inception(1024, **FIGURE_5["5a"])
        self.inception_5b = Inception(1024, **FIGURE_5["5b"])
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.linear = nn.Linear(1024, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 32."""
        check_input("inception_v2", x, self.in_channels, (32, 32))
        x = self.pool1(self.conv1(x))  # (N, 3, 224, 224) -> (N, 64, 112, 112) -> (N, 64, 56, 56)
        x = self.conv2(self.conv2_reduce(x))  # -> (N, 64, 56, 56) -> (N, 192, 56, 56)
        x = self.pool2(x)  # -> (N, 192, 28, 28)
        x = self.inception_3b(self.inception_3a(x))  # -> (N, 256, 28, 28) -> (N, 320, 28, 28)
        x = self.inception_3c(x)  # -> (N, 576, 14, 14)
        x = self.inception_4b(self.inception_4a(x))  # -> (N, 576, 14, 14), twice
        x = self.inception_4d(self.inception_4c(x))  # -> (N, 576, 14, 14), twice
        x = self.inception_4e(x)  # -> (N, 1024, 7, 7)
        x = self.inception_5b(self.inception_5a(x))  # -> (N, 1024, 7, 7), twice
        return self.linear(self.average_pool(x).flatten(1))  # -> (N, 1024) -> (N, num_classes)


def inception_v2(num_classes=1000, in_channels=3):
    """Inception-v2 (Ioffe and Szegedy 2015, figure 5): 11,188,288 parameters, 1.93e9 MACs.

    Also known as BN-Inception. Szegedy et al. 2016 give the name to another network, from which
    they make `inception_v3`. Against `googlenet`: batch normalisation before every ReLU; two 3 x 3
    convolutions in place of one of 5 x 5; a third module of 28 x 28; average pooling in most
    modules; no pooling between modules, of which (3c) and (4e) have stride 2 instead; a separable
    first convolution with 8 kernels for every channel; no dropout and no local response
    normalisation (§4.2.1); no auxiliary classifiers, since the paper says that only the last layer
    is fully connected (§4.2).

    Where figure 5 contradicts itself:

    - the branches of (4c) and (4d) add up to 608 maps. With projections to 96 in place of the
      printed 128, as here and in the network that Google released, they give the 576 that stand
      beside them, and (4e) its 1,024;
    - (3c) and (4e) are printed with the size of their input; their result is of half the size;
    - the second convolution is printed with depth 1, though it has a reduction before it.

    The paper says that the network has 13.6 million parameters (§4.2): what it counts could not be
    found.

    - It says neither how the stride is padded nor whether averages count the padding: here cells
      beyond the border count as 0, as is torch's default.
    - It says nothing of initial weights: here they are He's, with biases 0.
    - Its average pooling is 7 x 7; here it covers the whole map, the same for 224 x 224.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3

    Returns
    -------
    InceptionV2
        From x (N, in_channels, H, W), H and W at least 32, to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> import torch
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = inception_v2(), torch.zeros(2, 3, 224, 224)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (11188288, torch.Size([2, 1000]))
    """
    return InceptionV2(num_classes, in_channels)
