"""One block of each classic network, forward and backward, against torch; LeNet-5 of 1998 whole."""

import re
from pathlib import Path

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn

from cnnlib.reference import layers
from tests.refusal import assert_refused
from tests.tolerance import assert_close

TABLE = Path(__file__).resolve().parents[2] / "data" / "lenet5_c3.csv"
F64 = {"dtype": np.float64}


def connections():
    """LeNet-5's table I, (C3 maps, S2 maps)."""
    rows = np.loadtxt(TABLE, delimiter=",", skiprows=4)
    return rows[:, 1:].T.astype(bool)


def assert_same(ours, theirs, x):
    """The same result, gradient of x and gradient of every parameter, with the same numbers."""
    parameters = list(theirs.parameters())
    assert len(parameters) == len(ours.parameters())
    rng = np.random.default_rng(1)
    with torch.no_grad():
        for mine, other in zip(ours.parameters(), parameters, strict=True):
            mine.value[...] += 0.1 * rng.standard_normal(mine.value.shape)  # also gamma, beta
            other.copy_(torch.from_numpy(mine.value))
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = theirs(tensor)
    y = ours.forward(x)
    assert_close(y, expected)
    dy = rng.standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ours.backward(dy), tensor.grad, "dx")
    for mine, other in zip(ours.parameters(), parameters, strict=True):
        assert_close(mine.grad, other.grad, mine.name)
    return y


def conv(rng, *arguments, **options):
    return layers.Conv2d(*arguments, **options, rng=rng, **F64)


# LeNet-5 ---------------------------------------------------------------------------------------


def lenet5_1998(rng, centres):
    return layers.Sequential(
        conv(rng, 1, 6, 5),
        layers.Subsample2d(6, **F64),
        layers.ScaledTanh(),
        layers.TableConv2d(connections(), 5, rng=rng, **F64),
        layers.Subsample2d(16, **F64),
        layers.ScaledTanh(),
        conv(rng, 16, 120, 5),
        layers.ScaledTanh(),
        layers.Flatten(),
        layers.Linear(120, 84, rng=rng, **F64),
        layers.ScaledTanh(),
        layers.RBF(centres),
    )


class TorchLeNet5(nn.Module):
    def __init__(self, centres):
        super().__init__()
        self.c1 = nn.Conv2d(1, 6, 5)
        self.s2 = nn.ParameterList([torch.ones(6), torch.ones(6)])
        self.c3 = nn.ParameterList([torch.ones(60, 5, 5), torch.ones(16)])
        self.s4 = nn.ParameterList([torch.ones(16), torch.ones(16)])
        self.c5 = nn.Conv2d(16, 120, 5)
        self.f6 = nn.Linear(120, 84)
        self.double()
        self.centres = torch.from_numpy(centres)

    @staticmethod
    def squash(x):
        return 1.7159 * torch.tanh(2 / 3 * x)

    def subsample(self, x, parameters):
        weight, bias = (p[:, None, None] for p in parameters)
        return self.squash(4 * weight * F.avg_pool2d(x, 2) + bias)

    def forward(self, x):
        x = self.subsample(self.c1(x), self.s2)
        dense = torch.zeros(16, 6, 5, 5, dtype=torch.float64)
        dense = dense.index_put(torch.from_numpy(connections()).nonzero(as_tuple=True), self.c3[0])
        x = self.subsample(F.conv2d(x, dense, self.c3[1]), self.s4)
        x = self.squash(self.f6(self.squash(self.c5(x)).flatten(1)))
        return ((x[:, None] - self.centres) ** 2).sum(2)


def test_lenet5_of_1998():
    rng = np.random.default_rng(0)
    centres = rng.choice([-1.0, 1.0], (10, 84))  # stand for the 7 x 12 pictures
    net = lenet5_1998(rng, centres)
    y = assert_same(net, TorchLeNet5(centres), rng.uniform(-0.1, 1.175, (3, 1, 32, 32)))
    assert y.shape == (3, 10) and (y >= 0).all()


def test_the_numbers_of_lenet5():
    net = lenet5_1998(np.random.default_rng(0), np.zeros((10, 84)))
    per_layer = [sum(p.value.size for p in layer.parameters()) for layer in net.layers]
    assert [n for n in per_layer if n] == [156, 12, 1516, 32, 48_120, 10_164]
    assert sum(per_layer) == 60_000
    table = connections()
    assert table.sum() == 60 and (table.sum(axis=0) == 10).all()
    assert table.sum(axis=1).tolist() == [3] * 6 + [4] * 9 + [6]


# The others ------------------------------------------------------------------------------------


def test_alexnets_first_stage():
    """conv, ReLU, local response normalisation (in torch alpha is divided by 5), 3 x 3 / 2 pool."""
    rng = np.random.default_rng(0)
    ours = layers.Sequential(
        conv(rng, 3, 12, 11, stride=4),
        layers.ReLU(),
        layers.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
        layers.MaxPool2d(3, stride=2),
        conv(rng, 12, 16, 5, padding=2, groups=2),
    )
    theirs = nn.Sequential(
        nn.Conv2d(3, 12, 11, stride=4),
        nn.ReLU(),
        nn.LocalResponseNorm(5, alpha=5e-4, beta=0.75, k=2.0),
        nn.MaxPool2d(3, stride=2),
        nn.Conv2d(12, 16, 5, padding=2, groups=2),
    ).double()
    y = assert_same(ours, theirs, rng.standard_normal((2, 3, 67, 67)))
    assert y.shape == (2, 16, 7, 7)


def test_a_vgg_block():
    rng = np.random.default_rng(0)
    ours = layers.Sequential(
        conv(rng, 3, 8, 3, padding=1),
        layers.ReLU(),
        conv(rng, 8, 8, 3, padding=1),
        layers.ReLU(),
        layers.MaxPool2d(2),
    )
    theirs = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(8, 8, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
    ).double()
    assert_same(ours, theirs, rng.standard_normal((2, 3, 12, 10)))


class TorchConcat(nn.ModuleList):
    def forward(self, x):
        return torch.cat([branch(x) for branch in self], dim=1)


def test_an_inception_module():
    rng = np.random.default_rng(0)
    ours = layers.Concat(
        layers.Sequential(conv(rng, 6, 4, 1), layers.ReLU()),
        layers.Sequential(
            conv(rng, 6, 3, 1), layers.ReLU(), conv(rng, 3, 8, 3, padding=1), layers.ReLU()
        ),
        layers.Sequential(
            conv(rng, 6, 2, 1), layers.ReLU(), conv(rng, 2, 3, 5, padding=2), layers.ReLU()
        ),
        layers.Sequential(layers.MaxPool2d(3, 1, 1), conv(rng, 6, 3, 1), layers.ReLU()),
    )
    theirs = TorchConcat(
        [
            nn.Sequential(nn.Conv2d(6, 4, 1), nn.ReLU()),
            nn.Sequential(nn.Conv2d(6, 3, 1), nn.ReLU(), nn.Conv2d(3, 8, 3, padding=1), nn.ReLU()),
            nn.Sequential(nn.Conv2d(6, 2, 1), nn.ReLU(), nn.Conv2d(2, 3, 5, padding=2), nn.ReLU()),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), nn.Conv2d(6, 3, 1), nn.ReLU()),
        ]
    ).double()
    y = assert_same(ours, theirs, rng.standard_normal((2, 6, 7, 7)))
    assert y.shape == (2, 4 + 8 + 3 + 3, 7, 7)


class TorchResidual(nn.Module):
    def __init__(self, body, shortcut=None):
        super().__init__()
        self.body, self.shortcut = body, shortcut or nn.Identity()

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def without_bias(rng, *arguments, **options):
    return conv(rng, *arguments, bias=False, **options)


@pytest.mark.parametrize("stride", [1, 2])
@pytest.mark.parametrize("bottleneck", [False, True])
@pytest.mark.parametrize("training", [True, False])
def test_a_residual_block(stride, bottleneck, training):
    """Plain and bottleneck; where the stride is 2 the shortcut is a projection."""
    rng, batch_norm = np.random.default_rng(0), lambda c: layers.BatchNorm2d(c, **F64)
    if bottleneck:
        sizes = [(8, 4, 1, {"stride": stride}), (4, 4, 3, {"padding": 1}), (4, 8, 1, {})]
    else:
        sizes = [(8, 8, 3, {"stride": stride, "padding": 1}), (8, 8, 3, {"padding": 1})]
    ours, theirs = [], []
    for inputs, outputs, size, options in sizes:
        ours += [without_bias(rng, inputs, outputs, size, **options), batch_norm(outputs)]
        ours += [layers.ReLU()]
        theirs += [nn.Conv2d(inputs, outputs, size, bias=False, **options)]
        theirs += [nn.BatchNorm2d(outputs), nn.ReLU()]
    shortcut = torch_shortcut = None
    if stride == 2:
        shortcut = layers.Sequential(without_bias(rng, 8, 8, 1, stride=2), batch_norm(8))
        torch_shortcut = nn.Sequential(nn.Conv2d(8, 8, 1, stride=2, bias=False), nn.BatchNorm2d(8))
    net = layers.Sequential(layers.Residual(layers.Sequential(*ours[:-1]), shortcut), layers.ReLU())
    torch_net = nn.Sequential(
        TorchResidual(nn.Sequential(*theirs[:-1]), torch_shortcut), nn.ReLU()
    ).double()
    if not training:
        net.eval(), torch_net.eval()
    assert [p.name for p in net.parameters()] == [n for n, _ in torch_net.named_parameters()]
    assert_same(net, torch_net, rng.standard_normal((3, 8, 6, 6)))
    mine, other = net.layers[0].layers[0].layers[1], torch_net[0].body[1]
    assert_close(mine.running_mean, other.running_mean)
    assert_close(mine.running_var, other.running_var)


class TorchDenseLayer(nn.Module):
    def __init__(self, body):
        super().__init__()
        self.body = body

    def forward(self, x):
        return torch.cat([x, self.body(x)], dim=1)


def test_a_dense_block_with_transition():
    """BN-ReLU-conv 1 x 1, BN-ReLU-conv 3 x 3, growth 4, three layers; then halved twice over."""
    rng, growth, channels = np.random.default_rng(0), 4, 6
    ours, theirs = [], []
    for _ in range(3):
        ours.append(
            layers.Concat(
                layers.Sequential(
                    layers.BatchNorm2d(channels, **F64),
                    layers.ReLU(),
                    without_bias(rng, channels, 4 * growth, 1),
                    layers.BatchNorm2d(4 * growth, **F64),
                    layers.ReLU(),
                    without_bias(rng, 4 * growth, growth, 3, padding=1),
                ),
                keep=True,
            )
        )
        body = nn.Sequential(
            nn.BatchNorm2d(channels),
            nn.ReLU(),
            nn.Conv2d(channels, 4 * growth, 1, bias=False),
            nn.BatchNorm2d(4 * growth),
            nn.ReLU(),
            nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False),
        )
        theirs.append(TorchDenseLayer(body))
        channels += growth
    ours += [layers.BatchNorm2d(channels, **F64), layers.ReLU()]
    ours += [without_bias(rng, channels, channels // 2, 1), layers.AvgPool2d(2)]
    theirs += [nn.BatchNorm2d(channels), nn.ReLU()]
    theirs += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
    x = rng.standard_normal((3, 6, 6, 6))
    y = assert_same(layers.Sequential(*ours), nn.Sequential(*theirs).double(), x)
    assert y.shape == (3, 9, 3, 3)


def test_the_remaining_layers():
    rng = np.random.default_rng(0)
    ours = layers.Sequential(
        layers.ConvTranspose2d(4, 6, 3, 2, 1, 1, 2, rng=rng, **F64),
        layers.PReLU(6, **F64),
        layers.LeakyReLU(0.2),
        layers.LPPool2d(2, 2),
        layers.GlobalAvgPool2d(),
    )
    theirs = nn.Sequential(
        nn.ConvTranspose2d(4, 6, 3, 2, 1, 1, 2),
        nn.PReLU(6),
        nn.LeakyReLU(0.2),
        nn.LPPool2d(2, 2),
        nn.AdaptiveAvgPool2d(1),
    ).double()
    assert_same(ours, theirs, rng.standard_normal((2, 4, 5, 5)))


def test_dropout_is_for_training():
    layer = layers.Dropout(0.5, rng=np.random.default_rng(0))
    x = np.ones((50, 40))
    y = layer.forward(x)
    assert set(np.unique(y)) == {0, 2} and abs(y.mean() - 1) < 0.1
    np.testing.assert_array_equal(layer.backward(x), y)
    np.testing.assert_array_equal(layer.eval().forward(x), x)
    np.testing.assert_array_equal(layer.backward(x), x)


def test_learned_centres():
    layer = layers.RBF(np.array([[1.0, 0.0], [0.0, 2.0]]), learn=True)
    y = layer.forward(np.array([[1.0, 1.0]]))
    assert y.tolist() == [[1, 2]]
    dx = layer.backward(np.array([[1.0, 0.0]]))
    assert dx.tolist() == [[0, 2]] and layer.parameters()[0].grad.tolist() == [[0, -2], [0, 0]]


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: layers.Residual(3), TypeError, "Residual: layer body is a int, expected a Layer"),
        (
            lambda: layers.Residual(layers.GlobalAvgPool2d()).forward(np.ones((1, 2, 3, 3))),
            *(ValueError, "Residual: body gives shape (1, 2, 1, 1) but shortcut (1, 2, 3, 3)"),
        ),
        (
            lambda: layers.Concat(layers.GlobalAvgPool2d(), keep=True).forward(
                np.ones((1, 2, 3, 3))
            ),
            *(ValueError, "Concat: branches give shapes"),
        ),
        (lambda: layers.TableConv2d(np.ones((2, 2)), 3), TypeError, "connections is float64"),
        (
            lambda: layers.TableConv2d(np.array([[True], [False]]), 3),
            *(ValueError, "connections has an output channel without any input"),
        ),
        (lambda: layers.Dropout(2), ValueError, "Dropout: p is 2, expected 0 to 1"),
        (lambda: layers.BatchNorm2d(0), ValueError, "num_features is 0, expected at least 1"),
        (lambda: layers.ConvTranspose2d(3, 2, 3, groups=2), ValueError, "in_channels 3 is not"),
        (lambda: layers.ReLU().backward(1.0), RuntimeError, "ReLU.backward: call forward before"),
        (lambda: layers.MSELoss().backward(), RuntimeError, "MSELoss.backward: call forward"),
    ],
)
def test_bad_input_is_refused(call, error, said):
    assert_refused(call, error, re.escape(said))
