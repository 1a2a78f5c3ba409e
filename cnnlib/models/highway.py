"""Highway networks (Srivastava, Greff and Schmidhuber 2015)."""

from functools import partial

import torch
from torch import nn

from cnnlib._shapes import integer, number
from cnnlib.models._check import check_input, check_options

__all__ = ["Highway", "HighwayLayer", "highway"]


class HighwayLayer(nn.Module):
    """y = H(x) T(x) + x (1 - T(x)): a gate T between what a layer H makes and its input (eq. 3).

    H ends in ReLU, T in a sigmoid. Where T is 1, this is a plain layer; where T is 0, it is the
    identity. The gate's bias starts below 0, so that a deep network starts near the identity.

    Parameters
    ----------
    transform, gate : torch.nn.Module
        The weights of H and T: two linear layers or two convolutions, with results of x's shape.
    gate_bias : float, default -1.0
        What the gate's biases start from.

    Examples
    --------
    >>> layer = HighwayLayer(nn.Linear(50, 50), nn.Linear(50, 50), gate_bias=-100.0)
    >>> x = torch.rand(1, 50)
    >>> torch.equal(layer(x), x)
    True
    """

    def __init__(self, transform, gate, gate_bias=-1.0):
        super().__init__()
        self.transform = transform
        self.gate = gate
        nn.init.constant_(gate.bias, gate_bias)

    def forward(self, x):
        t = torch.sigmoid(self.gate(x))
        return torch.relu(self.transform(x)) * t + x * (1 - t)


class Highway(nn.Module):
    """The network that `highway` makes: a plain layer, then highway layers in three stages."""

    def __init__(self, depth, width, num_classes, in_channels, gate_bias):
        super().__init__()
        check_options("highway", num_classes, in_channels)
        depth = integer("highway", "depth", depth, 4)
        integer("highway", "width", width, 1)
        number("highway", "gate_bias", gate_bias)
        if depth % 3 != 1:
            raise ValueError(f"highway: depth is {depth}, expected 3n + 1, such as 10 or 19")
        self.in_channels = in_channels
        n = (depth - 1) // 3  # convolutions in each stage
        layers = partial(_highway_layers, width=width, gate_bias=gate_bias)
        self.conv1 = _started(nn.Conv2d(in_channels, width, kernel_size=5))
        self.stage1 = layers(n - 1)  # with conv1, n convolutions
        self.pool1 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.stage2 = layers(n)
        self.pool2 = nn.MaxPool2d(kernel_size=3, stride=2, ceil_mode=True)
        self.stage3 = layers(n)
        self.pool3 = nn.MaxPool2d(kernel_size=2)
        self.output = _started(nn.Linear(width * 3 * 3, num_classes))

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 28, 28)."""
        check_input("highway", x, self.in_channels, (28, 28), exact=True)
        x = torch.relu(self.conv1(x))  # (N, 1, 28, 28) -> (N, width, 24, 24)
        x = self.pool1(self.stage1(x))  # -> (N, width, 12, 12)
        x = self.pool2(self.stage2(x))  # -> (N, width, 6, 6)
        x = self.pool3(self.stage3(x))  # -> (N, width, 3, 3)
        return self.output(x.flatten(1))  # -> (N, 9 width) -> (N, classes)


def _highway_layers(count, width, gate_bias):
    def conv3x3():
        return _started(nn.Conv2d(width, width, kernel_size=3, padding=1))

    return nn.Sequential(*[HighwayLayer(conv3x3(), conv3x3(), gate_bias) for _ in range(count)])


def _started(layer):
    """The layer with uniform weights of variance 1/fan-in (Caffe's "xavier") and biases 0."""
    nn.init.kaiming_uniform_(layer.weight, nonlinearity="linear")
    nn.init.zeros_(layer.bias)
    return layer


def highway(depth=10, width=32, *, num_classes=10, in_channels=1, gate_bias=-1.0):
    """Convolutional highway network for digits: by default 151,690 parameters.

    Srivastava, Greff and Schmidhuber 2015, "Training very deep networks", §3.2 and table 1. The
    paper has fully connected networks of 10 to 100 layers (§3.1) and convolutional ones; this is
    the one that it names by depth and width: 10 layers with 16 or 32 maps each, 9 of them
    convolutional and the last linear. For the fully connected ones, put `HighwayLayer` around
    linear layers.

    - The paper says no more. Kernels, pooling and the order are those of the authors' definition
      (github.com/flukeskywalker/highway-networks, mnist-10layers): a plain 5 x 5 layer, then
      highway layers of 3 x 3, and a max pooling after every third convolution. Other depths put
      as many into each third.
    - The paper's counts, 39K and 151K, are those of the weights, 38,704 and 151,136; with biases
      there are 38,986 and 151,690.
    - The authors' definition drops 20 to 50 % of the units between the stages while it trains. The
      paper does not speak of it, and it is left out.
    - Initial weights and the gates' bias, -1, are the definition's. The last layer's weights there
      are normal, 0.1 wide; here as the others.

    Parameters
    ----------
    depth : int, default 10
        Layers, 3n + 1, at least 4.
    width : int, default 32
        Maps of every convolution.
    num_classes : int, default 10
    in_channels : int, default 1
    gate_bias : float, default -1.0
        What the gates' biases start from. The paper searches between -1 and -10.

    Returns
    -------
    Highway
        From x (N, in_channels, 28, 28) to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is too small, or the depth is not 3n + 1.
    TypeError
        An argument is no number.

    Examples
    --------
    >>> net = highway(depth=10, width=16)
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 1, 28, 28)).shape
    (38986, torch.Size([2, 10]))
    """
    return Highway(depth, width, num_classes, in_channels, gate_bias)
