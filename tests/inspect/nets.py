"""Small networks of double precision, and the network's state for comparison."""

import torch
from torch import nn
from torch.nn import functional as F


def small_net(classes=3):
    """Convolutions, pooling, fully connected; of 12 x 12 pictures with two channels."""
    torch.manual_seed(0)
    net = nn.Sequential(
        nn.Conv2d(2, 4, 3, padding=1),  # -> (N, 4, 12, 12)
        nn.ReLU(),
        nn.MaxPool2d(2),  # -> (N, 4, 6, 6)
        nn.Conv2d(4, 5, 3, stride=2),  # -> (N, 5, 2, 2)
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(20, classes),
    )
    net[3].weight.data.mul_(2.0)
    net[3].bias.data.fill_(0.5)  # every map has some cells above 0, and some below
    return net.double()


def pictures(count=3, channels=2, side=12):
    return torch.randn(count, channels, side, side, generator=seeded(1), dtype=torch.float64)


def seeded(seed):
    return torch.Generator().manual_seed(seed)


class Functional(nn.Module):
    """`small_net` with functions in place of layers; ``relu`` and ``pool`` say which."""

    def __init__(self, relu=F.relu, pool=lambda x: F.max_pool2d(x, 2)):
        super().__init__()
        net = small_net()
        self.conv1, self.conv2, self.linear = net[0], net[3], net[6]
        self.relu, self.pool = relu, pool

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        return self.linear(self.relu(self.conv2(x)).flatten(1))


class Twice(nn.Module):
    """Its convolution runs twice, `never` never, and `pair` gives two tensors."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 1)
        self.never = nn.Conv2d(1, 1, 1)
        self.pair = Pair()
        self.alone = Constant()

    def forward(self, x):
        x, y = self.pair(self.conv(self.conv(x)))
        return (x + y).flatten(1) + self.alone(x)


class Pair(nn.Module):
    def forward(self, x):
        return x, x


class Constant(nn.Module):
    """What it makes has nothing to do with the picture."""

    def forward(self, x):
        return torch.ones(len(x), 1)


def state(model):
    """All that looking must not change."""
    return {
        "modes": [module.training for module in model.modules()],
        "learning": [parameter.requires_grad for parameter in model.parameters()],
        "gradients": [parameter.grad for parameter in model.parameters()],
        "values": [value.clone() for value in model.state_dict().values()],
        "hooks": [
            [list(hooks) for name, hooks in vars(module).items() if name.endswith("_hooks")]
            for module in model.modules()
        ],
    }


def assert_untouched(model, before):
    after = state(model)
    for what in ("modes", "learning", "hooks"):
        assert after[what] == before[what], what
    assert all(a is b for a, b in zip(after["gradients"], before["gradients"], strict=True))
    assert all(map(torch.equal, after["values"], before["values"]))
