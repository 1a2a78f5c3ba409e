"""What the batch-normalised Inception networks are built of."""

import torch
from torch import nn

__all__ = ["Branches", "Convolution"]


class Convolution(nn.Module):
    """Convolution, batch normalisation, ReLU; no bias, since the normalisation has a shift.

    Its eps, 0.001, is that of the authors' released networks and of torchvision's.
    """

    def __init__(self, in_channels, out_channels, kernel_size, *, stride=1, padding=0):
        super().__init__()
        self.conv = nn.Conv2d(
            in_channels, out_channels, kernel_size, stride=stride, padding=padding, bias=False
        )
        self.bn = nn.BatchNorm2d(out_channels, eps=0.001)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)))


class Branches(nn.ModuleDict):
    """Modules side by side: all read the same maps, and their results are stacked in depth."""

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.values()], dim=1)
