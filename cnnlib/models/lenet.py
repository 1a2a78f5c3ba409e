"""LeNet-5 (LeCun, Bottou, Bengio and Haffner 1998)."""

import torch
from torch import nn

from cnnlib._shapes import integer

__all__ = ["LeNet5", "lenet5"]


class LeNet5(nn.Module):
    """The network that `lenet5` makes; its layers bear the paper's names."""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        self.in_channels = integer("lenet5", "in_channels", in_channels, 1)
        num_classes = integer("lenet5", "num_classes", num_classes, 1)
        self.c1 = nn.Conv2d(in_channels, 6, kernel_size=5)
        self.s2 = nn.MaxPool2d(kernel_size=2)
        self.c3 = nn.Conv2d(6, 16, kernel_size=5)
        self.s4 = nn.MaxPool2d(kernel_size=2)
        self.c5 = nn.Conv2d(16, 120, kernel_size=5)
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, num_classes)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 32, 32)."""
        if tuple(x.shape[1:]) != (self.in_channels, 32, 32):
            raise ValueError(
                f"lenet5: x has shape {tuple(x.shape)}, expected (N, {self.in_channels}, 32, 32)"
            )
        x = self.s2(torch.relu(self.c1(x)))  # (N, 1, 32, 32) -> (N, 6, 28, 28) -> (N, 6, 14, 14)
        x = self.s4(torch.relu(self.c3(x)))  # -> (N, 16, 10, 10) -> (N, 16, 5, 5)
        x = torch.relu(self.c5(x)).flatten(1)  # -> (N, 120, 1, 1) -> (N, 120)
        return self.output(torch.relu(self.f6(x)))


def lenet5(num_classes=10, in_channels=1):
    """LeNet-5 in its modern form (LeCun et al. 1998, §II.B), 61,706 parameters.

    Layers, sizes and names are the paper's. What differs, as in most of today's versions:

    - ReLU in place of the scaled hyperbolic tangent 1.7159 tanh(2a/3), and none after S2 and S4,
      where the paper has a sigmoid;
    - S2 and S4 take the maximum of each 2 x 2 window; the paper sums it, and multiplies and shifts
      the sum by two trainable numbers per map;
    - C3 looks at all six maps of S2: 2,416 parameters. The paper's table I connects each of its
      maps to 3, 4 or 6 of them: 1,516 parameters;
    - the output is linear, trained with softmax and cross-entropy, in place of distances to drawn
      7 x 12 bitmaps (84 is their number of cells) and the paper's mean squared error;
    - inputs lie in [0, 1] with ink at 1; the paper has -0.1 for ground and 1.175 for ink;
    - initial weights are torch's, uniform up to 1/sqrt(fan-in); the paper's up to 2.4/fan-in.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 1

    Returns
    -------
    LeNet5
        From x (N, in_channels, 32, 32) to logits (N, num_classes).

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = lenet5()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 1, 32, 32)).shape
    (61706, torch.Size([2, 10]))
    """
    return LeNet5(num_classes, in_channels)
