"""LeNet-1, LeNet-4 and LeNet-5, of 1990 to 1998, and LeNet-5 as it is built today."""

import torch
from torch import nn
from torch.nn import functional as F

from cnnlib.models._check import check_input, check_options

__all__ = [
    "LeNet1",
    "LeNet4",
    "LeNet5",
    "LeNet5Of1998",
    "lenet1",
    "lenet4",
    "lenet5",
    "lenet5_1998",
]

# Which maps each map of the next layer sees: a row is a map of the layer before, a column a map of
# the layer that looks at it.

# LeNet-1: H2 to H3 (LeCun et al. 1990, table 1).
H3_TABLE = """
    X X X . X X . . . . . .
    . X X X X X . . . . . .
    . . . . . . X X X . X X
    . . . . . . . X X X X X
"""

# LeNet-4: S2 to C3. The paper does not print it; `lenet4` says how this one was chosen.
LENET4_C3_TABLE = """
    X . . . . . X X X . . . X . X .
    X X . . . . . X . X . . . X . X
    X X X . . . . . X . X . . . X .
    . X X X . . . . . X . X . . . X
    . . X X X . . . X . X . X . . .
    . . . X X X . . . X . X . X . .
    . . . . X X X . . . X . X . X .
    . . . . . X X X . . . X . X . X
"""

# LeNet-5: S2 to C3 (LeCun et al. 1998, table I).
C3_TABLE = """
    X . . . X X X . . X X X X . X X
    X X . . . X X X . . X X X X . X
    X X X . . . X X X . . X . X X X
    . X X X . . X X X X . . X . X X
    . . X X X . . X X X X . X X . X
    . . . X X X . . X X X X . X X X
"""

# The codes of LeNet-5's output units: a drawing of each digit, 7 cells wide and 12 high.
DIGITS = """
    ..###..  ...#...  .#####.  .#####.  .....#.  #######  ..####.  #######  .#####.  .#####.
    .#...#.  ..##...  #.....#  #.....#  ....##.  #......  .#.....  ......#  #.....#  #.....#
    #.....#  .#.#...  ......#  ......#  ...#.#.  #......  #......  .....#.  #.....#  #.....#
    #.....#  ...#...  ......#  ......#  ..#..#.  #......  #......  .....#.  #.....#  #.....#
    #.....#  ...#...  .....#.  ......#  .#...#.  ######.  #.####.  ....#..  #.....#  #.....#
    #.....#  ...#...  ....#..  ..####.  #....#.  ......#  ##....#  ....#..  .#####.  #....##
    #.....#  ...#...  ...#...  ......#  #######  ......#  #.....#  ...#...  #.....#  .####.#
    #.....#  ...#...  ..#....  ......#  .....#.  ......#  #.....#  ...#...  #.....#  ......#
    #.....#  ...#...  .#.....  ......#  .....#.  ......#  #.....#  ..#....  #.....#  ......#
    #.....#  ...#...  #......  ......#  .....#.  ......#  #.....#  ..#....  #.....#  ......#
    .#...#.  ...#...  #......  #.....#  .....#.  #.....#  #.....#  .#.....  #.....#  .....#.
    ..###..  .#####.  #######  .#####.  .....#.  .#####.  .#####.  .#.....  .#####.  .####..
"""


def squash(a):
    """The scaled hyperbolic tangent (LeCun et al. 1998, §II.B): close to 1 at 1, to -1 at -1."""
    return 1.7159 * torch.tanh(2 / 3 * a)


def seen_maps(table):
    """For each column of a table its rows with an X."""
    rows = [row.split() for row in table.strip().splitlines()]
    return [
        [k for k, mark in enumerate(column) if mark == "X"] for column in zip(*rows, strict=True)
    ]


def digit_codes():
    """`DIGITS` as (10, 84): 1 where a drawing has ink, -1 where it has none."""
    rows = [row.split() for row in DIGITS.strip().splitlines()]
    drawings = ["".join(drawing) for drawing in zip(*rows, strict=True)]
    return torch.tensor([[1.0 if cell == "#" else -1.0 for cell in cells] for cells in drawings])


class Subsampling(nn.AvgPool2d):
    """Sum each 2 x 2 window; each map multiplies it by a weight and adds a bias, both trained."""

    def __init__(self, channels):
        super().__init__(kernel_size=2, divisor_override=1)  # divided by 1: the sum
        self.weight = nn.Parameter(torch.empty(channels))
        self.bias = nn.Parameter(torch.empty(channels))

    def forward(self, x):
        """(N, C, H, W) -> (N, C, H/2, W/2)."""
        return super().forward(x) * self.weight[:, None, None] + self.bias[:, None, None]


class TableConv2d(nn.Conv2d):
    """A 5 x 5 convolution whose maps see only some maps of the layer before, as a table says.

    ``weight`` holds one kernel per X of the table, (number of X, 5, 5): what is not connected has
    no weight. To run as one convolution, they are set into a weight that is 0 elsewhere.
    """

    def __init__(self, table):
        self.seen = seen_maps(table)
        self.pairs = [(out, k) for out, maps in enumerate(self.seen) for k in maps]
        super().__init__(max(k for _, k in self.pairs) + 1, len(self.seen), kernel_size=5)
        self.weight = nn.Parameter(torch.empty(len(self.pairs), *self.kernel_size))

    def forward(self, x):
        """(N, rows of the table, H, W) -> (N, columns of the table, H-4, W-4)."""
        weight = self.weight.new_zeros(self.out_channels, self.in_channels, *self.kernel_size)
        outs, seen = zip(*self.pairs, strict=True)
        weight[outs, seen] = self.weight
        return F.conv2d(x, weight, self.bias)


class RBF(nn.Module):
    """Radial basis functions: squared distances to codes that are not trained."""

    def __init__(self, codes):
        super().__init__()
        self.register_buffer("codes", codes)

    def forward(self, x):
        """(N, 84) -> (N, number of codes)."""
        return (x[:, None] - self.codes).square().sum(dim=2)


def initialise(net):
    """Weights and biases uniform up to 2.4 / fan-in (LeCun et al. 1998, appendix A)."""
    for module in net.modules():
        if isinstance(module, TableConv2d):  # its maps have fan-ins of their own
            fan_in = 25 * torch.tensor([len(maps) for maps in module.seen])
            outs = [out for out, _ in module.pairs]
            draw(module.weight, fan_in[outs, None, None])
            draw(module.bias, fan_in)
        elif isinstance(module, nn.Conv2d | nn.Linear | Subsampling):
            fan_in = 4 if isinstance(module, Subsampling) else module.weight[0].numel()
            draw(module.weight, fan_in)
            draw(module.bias, fan_in)


def draw(parameter, fan_in):
    """Fill a parameter with uniform numbers up to 2.4 / fan-in."""
    with torch.no_grad():
        parameter.uniform_(-2.4, 2.4).div_(fan_in)


class LeNet1(nn.Module):
    """The network that `lenet1` makes; its layers bear the paper's names."""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        check_options("lenet1", num_classes, in_channels)
        self.in_channels = in_channels
        self.h1 = nn.Conv2d(in_channels, 4, kernel_size=5)
        self.h2 = Subsampling(4)
        self.h3 = TableConv2d(H3_TABLE)
        self.h4 = Subsampling(12)
        self.output = nn.Linear(12 * 4 * 4, num_classes)
        initialise(self)

    def forward(self, x):
        """Outputs (N, num_classes), -1.72 to 1.72, of pictures x (N, in_channels, 28, 28)."""
        check_input("lenet1", x, self.in_channels, (28, 28), exact=True)
        x = squash(self.h1(x))  # (N, 1, 28, 28) -> (N, 4, 24, 24)
        x = squash(self.h2(x))  # -> (N, 4, 12, 12)
        x = squash(self.h3(x))  # -> (N, 12, 8, 8)
        x = squash(self.h4(x))  # -> (N, 12, 4, 4)
        return squash(self.output(x.flatten(1)))  # -> (N, 192) -> (N, 10)


def lenet1(num_classes=10, in_channels=1):
    """LeNet-1 (LeCun et al. 1990, table 1), 2,578 parameters.

    The paper's own numbers are 98,442 connections and 2,578 parameters, and both come out exactly;
    its 4,635 units are the 4,634 of layers and input, and one for the biases. Its name is younger.

    The paper says of its units only that they squash, and nothing of the initial weights; both are
    those of LeNet-5 here, the scaled hyperbolic tangent and uniform up to 2.4/fan-in, which the
    authors' paper of 1989 has as well. The ten outputs are squashed like all others: trained
    towards 1 for the right class and -1 for the others, by the mean squared error, and the largest
    is the answer.

    The 16 x 16 pixels of a digit stand in the middle of the 28 x 28.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 1

    Returns
    -------
    LeNet1
        From x (N, in_channels, 28, 28) to outputs (N, num_classes) between -1.7159 and 1.7159.

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = lenet1()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 1, 28, 28)).shape
    (2578, torch.Size([2, 10]))
    """
    return LeNet1(num_classes, in_channels)


class LeNet4(nn.Module):
    """The network that `lenet4` makes; its layers are named as LeNet-5's."""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        check_options("lenet4", num_classes, in_channels)
        self.in_channels = in_channels
        self.c1 = nn.Conv2d(in_channels, 4, kernel_size=5)
        self.s2 = Subsampling(8)
        self.c3 = TableConv2d(LENET4_C3_TABLE)
        self.s4 = Subsampling(16)
        self.f5 = nn.Linear(16 * 5 * 5, 120)
        self.output = nn.Linear(120, num_classes)
        initialise(self)

    def forward(self, x):
        """Outputs (N, num_classes), -1.72 to 1.72, of pictures x (N, in_channels, 32, 32)."""
        check_input("lenet4", x, self.in_channels, (32, 32), exact=True)
        x = squash(self.c1(x))  # (N, 1, 32, 32) -> (N, 4, 28, 28)
        x = x.repeat_interleave(2, dim=1)  # each map for a pair of S2's -> (N, 8, 28, 28)
        x = squash(self.s2(x))  # -> (N, 8, 14, 14)
        x = squash(self.c3(x))  # -> (N, 16, 10, 10)
        x = squash(self.s4(x))  # -> (N, 16, 5, 5)
        x = squash(self.f5(x.flatten(1)))  # -> (N, 400) -> (N, 120)
        return squash(self.output(x))  # -> (N, 10)


def lenet4(num_classes=10, in_channels=1):
    """LeNet-4 (LeCun et al. 1998, §III.C), 50,698 parameters.

    The paper describes it in one sentence: four maps, eight subsampling maps, two for each of
    them, 16 maps, 16 subsampling maps, 120 units fully connected, ten outputs; 32 x 32 input, about
    260,000 connections and about 17,000 parameters. What it leaves open:

    - sizes of kernels and windows: LeNet-5's, 5 x 5 and 2 x 2;
    - which of S2's eight maps a map of C3 sees. With all of them C3 alone would have 321,600
      connections; the only equal number for all that comes to 260,000 is three, which makes 262,306
      in the whole. Which three is our choice: eight maps see neighbours, in a ring, and eight see
      every second map;
    - the number of parameters stays unexplained: the 120 units alone have 401 each, 48,120, as
      LeNet-5's C5. No arrangement of the layers above was found that has about 17,000;
    - activation, initial weights and outputs: as `lenet1`.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 1

    Returns
    -------
    LeNet4
        From x (N, in_channels, 32, 32) to outputs (N, num_classes) between -1.7159 and 1.7159.

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = lenet4()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 1, 32, 32)).shape
    (50698, torch.Size([2, 10]))
    """
    return LeNet4(num_classes, in_channels)


class LeNet5Of1998(nn.Module):
    """The network that `lenet5_1998` makes; its layers bear the paper's names."""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        check_options("lenet5_1998", num_classes, in_channels)
        self.in_channels = in_channels
        self.c1 = nn.Conv2d(in_channels, 6, kernel_size=5)
        self.s2 = Subsampling(6)
        self.c3 = TableConv2d(C3_TABLE)
        self.s4 = Subsampling(16)
        self.c5 = nn.Conv2d(16, 120, kernel_size=5)
        self.f6 = nn.Linear(120, 84)
        random_codes = 2.0 * torch.randint(2, (num_classes, 84)) - 1
        self.output = RBF(digit_codes() if num_classes == 10 else random_codes)
        initialise(self)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 32, 32)."""
        check_input("lenet5_1998", x, self.in_channels, (32, 32), exact=True)
        x = squash(self.c1(x))  # (N, 1, 32, 32) -> (N, 6, 28, 28)
        x = squash(self.s2(x))  # -> (N, 6, 14, 14)
        x = squash(self.c3(x))  # -> (N, 16, 10, 10)
        x = squash(self.s4(x))  # -> (N, 16, 5, 5)
        x = squash(self.c5(x)).flatten(1)  # -> (N, 120, 1, 1) -> (N, 120)
        x = squash(self.f6(x))  # -> (N, 84)
        return -self.output(x)  # -> (N, 10)


def lenet5_1998(num_classes=10, in_channels=1):
    """LeNet-5 as published (LeCun et al. 1998, §II.B, figure 2, table I), 60,000 parameters.

    With subsampling that is trained, the scaled hyperbolic tangent after every layer, the table of
    C3, and output units that measure the distance to a drawing of their digit: 340,908 connections.

    An output unit gives the squared distance, and the smallest is the answer. The network returns
    their negatives, the logits: the largest is the answer, and cross-entropy on them is the paper's
    criterion (equation 9) without its constant for rubbish. (Equation 8 is the mean distance of the
    right class, which suffices as the codes are fixed.)

    What differs:

    - the ten drawings are ours, 7 x 12 cells of -1 and 1 in the manner of the paper's figure 3; of
      that, only a transcript was found that could not be checked. For other numbers of classes the
      codes are drawn at random, the alternative that the paper names;
    - what fan-in means for a bias, the paper does not say; here it is that of the unit's weights;
    - C3 runs as a convolution with zeros where there is no connection, which multiplies by them
      too: 240,000 multiply-adds in place of 150,000.

    Inputs have -0.1 for ground and 1.175 for ink in the paper.

    Parameters
    ----------
    num_classes : int, default 10
    in_channels : int, default 1

    Returns
    -------
    LeNet5Of1998
        From x (N, in_channels, 32, 32) to logits (N, num_classes), at most 0.

    Raises
    ------
    ValueError
        An argument is less than 1.
    TypeError
        An argument is no int.

    Examples
    --------
    >>> net = lenet5_1998()
    >>> sum(p.numel() for p in net.parameters()), net(torch.zeros(2, 1, 32, 32)).shape
    (60000, torch.Size([2, 10]))
    """
    return LeNet5Of1998(num_classes, in_channels)


class LeNet5(nn.Module):
    """The network that `lenet5` makes; its layers bear the paper's names."""

    def __init__(self, num_classes=10, in_channels=1):
        super().__init__()
        check_options("lenet5", num_classes, in_channels)
        self.in_channels = in_channels
        self.c1 = nn.Conv2d(in_channels, 6, kernel_size=5)
        self.s2 = nn.MaxPool2d(kernel_size=2)
        self.c3 = nn.Conv2d(6, 16, kernel_size=5)
        self.s4 = nn.MaxPool2d(kernel_size=2)
        self.c5 = nn.Conv2d(16, 120, kernel_size=5)
        self.f6 = nn.Linear(120, 84)
        self.output = nn.Linear(84, num_classes)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 32, 32)."""
        check_input("lenet5", x, self.in_channels, (32, 32), exact=True)
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
