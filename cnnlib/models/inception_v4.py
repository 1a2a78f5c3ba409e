"""Inception-v4 (Szegedy, Ioffe, Vanhoucke and Alemi 2017)."""

from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models._inception import Branches, Convolution
from cnnlib.models._initial import he_normal

__all__ = [
    "InceptionA",
    "InceptionB",
    "InceptionC",
    "InceptionV4",
    "ReductionA",
    "ReductionB",
    "Stem",
    "inception_v4",
]


class Stem(nn.Sequential):
    """Figure 3: from the picture to 384 maps of 35 x 35, with three concatenations."""

    def __init__(self, in_channels):
        super().__init__(
            Convolution(in_channels, 32, 3, stride=2),  # (N, 3, 299, 299) -> (N, 32, 149, 149)
            Convolution(32, 32, 3),  # -> (N, 32, 147, 147)
            Convolution(32, 64, 3, padding=1),  # -> (N, 64, 147, 147)
            Branches(
                {
                    "pool": nn.MaxPool2d(kernel_size=3, stride=2),
                    "3x3": Convolution(64, 96, 3, stride=2),
                }
            ),  # -> (N, 160, 73, 73)
            Branches(
                {
                    "3x3": nn.Sequential(
                        Convolution(160, 64, 1),
                        Convolution(64, 96, 3),
                    ),
                    "7x7_3x3": nn.Sequential(
                        Convolution(160, 64, 1),
                        Convolution(64, 64, (7, 1), padding=(3, 0)),
                        Convolution(64, 64, (1, 7), padding=(0, 3)),
                        Convolution(64, 96, 3),
                    ),
                }
            ),  # -> (N, 192, 71, 71)
            Branches(
                {
                    "3x3": Convolution(192, 192, 3, stride=2),
                    "pool": nn.MaxPool2d(kernel_size=3, stride=2),
                }
            ),  # -> (N, 384, 35, 35)
        )


class InceptionA(Branches):
    """Figure 4, for maps of 35 x 35."""

    def __init__(self):
        super().__init__(
            {
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(384, 96, 1),
                ),
                "1x1": Convolution(384, 96, 1),
                "3x3": nn.Sequential(
                    Convolution(384, 64, 1),
                    Convolution(64, 96, 3, padding=1),
                ),
                "double_3x3": nn.Sequential(
                    Convolution(384, 64, 1),
                    Convolution(64, 96, 3, padding=1),
                    Convolution(96, 96, 3, padding=1),
                ),
            }
        )


class ReductionA(Branches):
    """Figure 7, from 35 x 35 to 17 x 17; k, l, m, n of table 1 are 192, 224, 256, 384."""

    def __init__(self):
        super().__init__(
            {
                "pool": nn.MaxPool2d(kernel_size=3, stride=2),
                "3x3": Convolution(384, 384, 3, stride=2),
                "double_3x3": nn.Sequential(
                    Convolution(384, 192, 1),
                    Convolution(192, 224, 3, padding=1),
                    Convolution(224, 256, 3, stride=2),
                ),
            }
        )


class InceptionB(Branches):
    """Figure 5, for maps of 17 x 17: 7 x 7 convolutions in two factors."""

    def __init__(self):
        super().__init__(
            {
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(1024, 128, 1),
                ),
                "1x1": Convolution(1024, 384, 1),
                "7x7": nn.Sequential(
                    Convolution(1024, 192, 1),
                    Convolution(192, 224, (1, 7), padding=(0, 3)),
                    Convolution(224, 256, (7, 1), padding=(3, 0)),
                ),
                "double_7x7": nn.Sequential(
                    Convolution(1024, 192, 1),
                    Convolution(192, 192, (1, 7), padding=(0, 3)),
                    Convolution(192, 224, (7, 1), padding=(3, 0)),
                    Convolution(224, 224, (1, 7), padding=(0, 3)),
                    Convolution(224, 256, (7, 1), padding=(3, 0)),
                ),
            }
        )


class ReductionB(Branches):
    """Figure 8, from 17 x 17 to 8 x 8."""

    def __init__(self):
        super().__init__(
            {
                "pool": nn.MaxPool2d(kernel_size=3, stride=2),
                "3x3": nn.Sequential(
                    Convolution(1024, 192, 1),
                    Convolution(192, 192, 3, stride=2),
                ),
                "7x7_3x3": nn.Sequential(
                    Convolution(1024, 256, 1),
                    Convolution(256, 256, (1, 7), padding=(0, 3)),
                    Convolution(256, 320, (7, 1), padding=(3, 0)),
                    Convolution(320, 320, 3, stride=2),
                ),
            }
        )


class InceptionC(Branches):
    """Figure 6, for maps of 8 x 8: 1 x 3 and 3 x 1 side by side."""

    def __init__(self):
        def pair(in_channels):
            return Branches(
                {
                    "1x3": Convolution(in_channels, 256, (1, 3), padding=(0, 1)),
                    "3x1": Convolution(in_channels, 256, (3, 1), padding=(1, 0)),
                }
            )

        super().__init__(
            {
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(1536, 256, 1),
                ),
                "1x1": Convolution(1536, 256, 1),
                "3x3": nn.Sequential(Convolution(1536, 384, 1), pair(384)),
                "double_3x3": nn.Sequential(
                    Convolution(1536, 384, 1),
                    Convolution(384, 448, (1, 3), padding=(0, 1)),
                    Convolution(448, 512, (3, 1), padding=(1, 0)),
                    pair(512),
                ),
            }
        )


class InceptionV4(nn.Module):
    """The network that `inception_v4` makes: figure 9."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        check_options("inception_v4", num_classes, in_channels)
        self.in_channels = in_channels
        self.stem = Stem(in_channels)
        self.inception_a = nn.Sequential(*[InceptionA() for _ in range(4)])
        self.reduction_a = ReductionA()
        self.inception_b = nn.Sequential(*[InceptionB() for _ in range(7)])
        self.reduction_b = ReductionB()
        self.inception_c = nn.Sequential(*[InceptionC() for _ in range(3)])
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.2)  # "keep 0.8"
        self.linear = nn.Linear(1536, num_classes)
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 75."""
        check_input("inception_v4", x, self.in_channels, (75, 75))
        x = self.stem(x)  # (N, 3, 299, 299) -> (N, 384, 35, 35)
        x = self.inception_a(x)  # -> (N, 384, 35, 35)
        x = self.reduction_a(x)  # -> (N, 1024, 17, 17)
        x = self.inception_b(x)  # -> (N, 1024, 17, 17)
        x = self.reduction_b(x)  # -> (N, 1536, 8, 8)
        x = self.inception_c(x)  # -> (N, 1536, 8, 8)
        x = self.average_pool(x).flatten(1)  # -> (N, 1536, 1, 1) -> (N, 1536)
        return self.linear(self.dropout(x))  # -> (N, num_classes)


def inception_v4(num_classes=1000, in_channels=3):
    """Inception-v4 (Szegedy et al. 2017, figures 3 to 9): 42,679,816 parameters, 12.25e9 MACs.

    Two convolutions of the figures are taken for misprints, and are here as in the network that
    Google released:

    - the 3 x 3 before the last concatenation of figure 3 is printed without stride: it needs the
      stride 2 of the pooling beside it, or the maps do not fit together;
    - the branch of figure 5 with two factors is printed with 1 x 7 twice: the second is 7 x 1.

    The released network has some other pairs of factors in the opposite order, with as many
    parameters, and an auxiliary classifier, which the paper does not show.

    What the paper does not say:

    - where there is batch normalisation: here before every ReLU, and convolutions have no bias;
    - whether averages count the padding: here they do, cells beyond the border as 0, as is torch's
      default;
    - initial weights: here they are He's, with biases 0.

    The number of parameters is counted; the paper prints none.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3

    Returns
    -------
    InceptionV4
        From x (N, in_channels, H, W), H and W at least 75, to logits (N, num_classes).

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
    ...     net, x = inception_v4(), torch.zeros(2, 3, 299, 299)
    >>> sum(p.numel() for p in net.parameters()), net(x).shape
    (42679816, torch.Size([2, 1000]))
    """
    return InceptionV4(num_classes, in_channels)
