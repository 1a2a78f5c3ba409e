"""Inception-v3, with factorised convolutions (Szegedy et al. 2016, "Rethinking ...")."""

from collections import OrderedDict
from typing import NamedTuple

import torch
from torch import nn

from cnnlib._shapes import check_choice
from cnnlib.models._check import check_input, check_options
from cnnlib.models._inception import Branches, Convolution
from cnnlib.models._initial import he_normal
from cnnlib.models._torchvision import check_weights, load_imagenet

__all__ = [
    "AuxiliaryClassifier",
    "InceptionA",
    "InceptionB",
    "InceptionC",
    "InceptionOutputs",
    "InceptionV3",
    "ReductionA",
    "ReductionB",
    "inception_v3",
]

# The layers before the modules: those of the paper's table 1, and those that its authors released.
FIRST_LAYERS = {
    "paper": {
        "conv1": dict(out_channels=32, kernel_size=3, stride=2),
        "conv2": dict(out_channels=32, kernel_size=3),
        "conv3": dict(out_channels=64, kernel_size=3, padding=1),
        "pool1": dict(kernel_size=3, stride=2),
        "conv4": dict(out_channels=80, kernel_size=3),
        "conv5": dict(out_channels=192, kernel_size=3, stride=2),
        "conv6": dict(out_channels=288, kernel_size=3, padding=1),
    },
    "released": {
        "conv1": dict(out_channels=32, kernel_size=3, stride=2),
        "conv2": dict(out_channels=32, kernel_size=3),
        "conv3": dict(out_channels=64, kernel_size=3, padding=1),
        "pool1": dict(kernel_size=3, stride=2),
        "conv4": dict(out_channels=80, kernel_size=1),
        "conv5": dict(out_channels=192, kernel_size=3),
        "pool2": dict(kernel_size=3, stride=2),
    },
}

# The three modules of figure 5 behind them: maps that come in, maps of the pooling's projection.
FIRST_MODULES = {
    "paper": [(288, 64), (288, 64), (288, 64)],
    "released": [(192, 32), (256, 64), (288, 64)],
}


def make_first_layers(rows, in_channels):
    layers = OrderedDict()
    for name, row in rows.items():
        if name.startswith("pool"):
            layers[name] = nn.MaxPool2d(**row)
        else:
            layers[name] = Convolution(in_channels, **row)
            in_channels = row["out_channels"]
    return nn.Sequential(layers)


class InceptionA(Branches):
    """Figure 5: GoogLeNet's module with two 3 x 3 convolutions in place of a 5 x 5.

    As released, with a 5 x 5 convolution where the figure has a single 3 x 3.
    """

    def __init__(self, in_channels, pool_projection):
        super().__init__(
            {
                "1x1": Convolution(in_channels, 64, 1),
                "5x5": nn.Sequential(
                    Convolution(in_channels, 48, 1),
                    Convolution(48, 64, 5, padding=2),
                ),
                "double_3x3": nn.Sequential(
                    Convolution(in_channels, 64, 1),
                    Convolution(64, 96, 3, padding=1),
                    Convolution(96, 96, 3, padding=1),
                ),
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(in_channels, pool_projection, 1),
                ),
            }
        )


class ReductionA(Branches):
    """Figure 10: half the size and more maps at once, by stride 2 side by side with pooling."""

    def __init__(self, in_channels):
        super().__init__(
            {
                "3x3": Convolution(in_channels, 384, 3, stride=2),
                "double_3x3": nn.Sequential(
                    Convolution(in_channels, 64, 1),
                    Convolution(64, 96, 3, padding=1),
                    Convolution(96, 96, 3, stride=2),
                ),
                "pool": nn.MaxPool2d(kernel_size=3, stride=2),
            }
        )


class InceptionB(Branches):
    """Figure 6 with n = 7: 7 x 7 convolutions, each factorised into 1 x 7 and 7 x 1.

    As released, the longer branch begins with 7 x 1; the figure begins with 1 x 7.
    """

    def __init__(self, in_channels, width):
        super().__init__(
            {
                "1x1": Convolution(in_channels, 192, 1),
                "7x7": nn.Sequential(
                    Convolution(in_channels, width, 1),
                    Convolution(width, width, (1, 7), padding=(0, 3)),
                    Convolution(width, 192, (7, 1), padding=(3, 0)),
                ),
                "double_7x7": nn.Sequential(
                    Convolution(in_channels, width, 1),
                    Convolution(width, width, (7, 1), padding=(3, 0)),
                    Convolution(width, width, (1, 7), padding=(0, 3)),
                    Convolution(width, width, (7, 1), padding=(3, 0)),
                    Convolution(width, 192, (1, 7), padding=(0, 3)),
                ),
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(in_channels, 192, 1),
                ),
            }
        )


class ReductionB(Branches):
    """The second reduction, a variation of figure 10 with a factorised 7 x 7."""

    def __init__(self, in_channels):
        super().__init__(
            {
                "3x3": nn.Sequential(
                    Convolution(in_channels, 192, 1),
                    Convolution(192, 320, 3, stride=2),
                ),
                "7x7_3x3": nn.Sequential(
                    Convolution(in_channels, 192, 1),
                    Convolution(192, 192, (1, 7), padding=(0, 3)),
                    Convolution(192, 192, (7, 1), padding=(3, 0)),
                    Convolution(192, 192, 3, stride=2),
                ),
                "pool": nn.MaxPool2d(kernel_size=3, stride=2),
            }
        )


class InceptionC(Branches):
    """Figure 7: 1 x 3 and 3 x 1 side by side, for many maps of the smallest size."""

    def __init__(self, in_channels):
        def pair():
            return Branches(
                {
                    "1x3": Convolution(384, 384, (1, 3), padding=(0, 1)),
                    "3x1": Convolution(384, 384, (3, 1), padding=(1, 0)),
                }
            )

        super().__init__(
            {
                "1x1": Convolution(in_channels, 320, 1),
                "3x3": nn.Sequential(Convolution(in_channels, 384, 1), pair()),
                "double_3x3": nn.Sequential(
                    Convolution(in_channels, 448, 1),
                    Convolution(448, 384, 3, padding=1),
                    pair(),
                ),
                "pool": nn.Sequential(
                    nn.AvgPool2d(kernel_size=3, stride=1, padding=1),
                    Convolution(in_channels, 192, 1),
                ),
            }
        )


class AuxiliaryClassifier(nn.Module):
    """Figure 8, on top of the last maps of 17 x 17; for training.

    The 5 x 5 convolution covers its input of 5 x 5 cells: it is a fully connected layer.
    """

    def __init__(self, in_channels, num_classes):
        super().__init__()
        self.pool = nn.AvgPool2d(kernel_size=5, stride=3)
        self.conv1 = Convolution(in_channels, 128, 1)
        self.conv2 = Convolution(128, 768, 5)
        self.average_pool = nn.AdaptiveAvgPool2d(1)  # of more cells where the pictures are larger
        self.fc = nn.Linear(768, num_classes)

    def forward(self, x):
        x = self.conv1(self.pool(x))  # (N, 768, 17, 17) -> (N, 768, 5, 5) -> (N, 128, 5, 5)
        x = self.average_pool(self.conv2(x)).flatten(1)  # -> (N, 768, 1, 1) -> (N, 768)
        return self.fc(x)  # -> (N, num_classes)


class InceptionOutputs(NamedTuple):
    """The results in training with the auxiliary classifier, (N, num_classes); as torchvision's."""

    logits: torch.Tensor
    aux_logits: torch.Tensor


class InceptionV3(nn.Module):
    """The network that `inception_v3` makes; its modules are named as in Inception-v4's paper."""

    def __init__(self, num_classes=1000, in_channels=3, *, aux_logits=False, stem="released"):
        super().__init__()
        check_options("inception_v3", num_classes, in_channels)
        check_choice("inception_v3", "stem", stem, tuple(FIRST_LAYERS))
        self.in_channels, self.aux_logits, self.stem = in_channels, aux_logits, stem
        self.first_layers = make_first_layers(FIRST_LAYERS[stem], in_channels)
        self.inception_a1 = InceptionA(*FIRST_MODULES[stem][0])
        self.inception_a2 = InceptionA(*FIRST_MODULES[stem][1])
        self.inception_a3 = InceptionA(*FIRST_MODULES[stem][2])
        self.reduction_a = ReductionA(288)
        self.inception_b1 = InceptionB(768, width=128)
        self.inception_b2 = InceptionB(768, width=160)
        self.inception_b3 = InceptionB(768, width=160)
        self.inception_b4 = InceptionB(768, width=192)
        self.reduction_b = ReductionB(768)
        self.inception_c1 = InceptionC(1280)
        self.inception_c2 = InceptionC(2048)
        self.average_pool = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.2)
        self.linear = nn.Linear(2048, num_classes)
        self.aux = AuxiliaryClassifier(768, num_classes) if aux_logits else None
        he_normal(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), H and W at least 75.

        In training with the auxiliary classifier `InceptionOutputs`, and H and W are at least 299.
        """
        auxiliary = self.training and self.aux_logits
        side = 299 if auxiliary else 75
        check_input("inception_v3", x, self.in_channels, (side, side))
        x = self.first_layers(x)  # (N, 3, 299, 299) -> (N, 192, 35, 35), with table 1's 288 maps
        x = self.inception_a2(self.inception_a1(x))  # -> (N, 256, 35, 35), or 288; -> 288 maps
        x = self.inception_a3(x)  # -> (N, 288, 35, 35)
        x = self.reduction_a(x)  # -> (N, 768, 17, 17)
        x = self.inception_b2(self.inception_b1(x))  # -> (N, 768, 17, 17), twice
        x17 = self.inception_b4(self.inception_b3(x))  # -> (N, 768, 17, 17), twice
        x = self.reduction_b(x17)  # -> (N, 1280, 8, 8)
        x = self.inception_c2(self.inception_c1(x))  # -> (N, 2048, 8, 8), twice
        x = self.average_pool(x).flatten(1)  # -> (N, 2048, 1, 1) -> (N, 2048)
        logits = self.linear(self.dropout(x))  # -> (N, num_classes)
        return InceptionOutputs(logits, self.aux(x17)) if auxiliary else logits


def inception_v3(
    num_classes=1000, in_channels=3, *, aux_logits=False, stem="released", weights=None
):
    """Inception-v3 (Szegedy et al. 2016, table 1): 23,834,568 parameters, 5.71e9 MACs.

    With its auxiliary classifier, for training alone, it has 27,161,264 parameters. In training it
    then returns `InceptionOutputs`, otherwise the logits. Batch normalisation comes before every
    ReLU, in the auxiliary classifier too.

    The paper gives an outline, table 1, and leaves the widths inside the modules to a file,
    "model.txt", that could not be found. They and the auxiliary classifier's are here those of the
    network that its authors released. It is torchvision's too, and differs from the paper:

    - before the modules table 1 has convolutions of 3 x 3 to 80 maps, of 3 x 3 with stride 2 to
      192, and of 3 x 3 to 288. Released are 1 x 1 to 80, 3 x 3 to 192, a max pooling, and two
      modules that bring the maps to 288. ``stem="paper"`` takes table 1's layers, the last of them
      padded, which the table does not say but its sizes need: 24,410,696 parameters, 6.05e9 MACs;
    - figure 5 has a 3 x 3 convolution where `InceptionA` has a 5 x 5;
    - the longer branch of figure 6 begins with 1 x 7, that of `InceptionB` with 7 x 1;
    - table 1 and §6 have five modules of figure 6; released are four behind a reduction;
    - the paper says 42 layers; on the longest way through the released network there are 48. It
      says 5 billion multiply-adds, 2.5 times GoogLeNet's; these are 5.71 billion, 3.6 times.

    What else the paper does not say:

    - initial weights: here they are He's, with biases 0;
    - dropout before the last layer: here 20 %, as in the released network; torchvision has 50 %;
    - whether averages count the padding: here they do, as torchvision's, cells beyond the border
      as 0; the released network leaves them out;
    - the weight of the auxiliary loss: the released program has 0.4.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    aux_logits : bool, default False
        Whether there is an auxiliary classifier.
    stem : {"released", "paper"}, default "released"
        The layers before the modules.
    weights : {None, "imagenet"}, default None
        "imagenet": trained weights, torchvision's IMAGENET1K_V1, from torch.hub's cache or, the
        first time, from its server. They belong to stem "released" and to red, green and blue in
        [0, 1] less 0.5, divided by 0.5; torchvision's network takes other values and turns them
        into these.

    Returns
    -------
    InceptionV3
        From x (N, in_channels, H, W), H and W at least 75, to logits (N, num_classes); in training
        with ``aux_logits`` H and W must be at least 299, and it returns (logits, aux_logits).

    Raises
    ------
    ValueError
        A number is less than 1, there is no such option, or the weights belong to other numbers of
        classes or channels or to the other stem.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory
    ...     net, x = inception_v3(aux_logits=True), torch.zeros(2, 3, 299, 299)
    >>> sum(p.numel() for p in net.parameters()), net.eval()(x).shape
    (27161264, torch.Size([2, 1000]))
    >>> outputs = net.train()(x)
    >>> outputs._fields, outputs.aux_logits.shape
    (('logits', 'aux_logits'), torch.Size([2, 1000]))
    """
    check_weights("inception_v3", weights, num_classes, in_channels)
    if weights is not None:
        check_choice("inception_v3 with weights", "stem", stem, ("released",))
    net = InceptionV3(num_classes, in_channels, aux_logits=aux_logits, stem=stem)
    return net if weights is None else load_imagenet("inception_v3", net)
