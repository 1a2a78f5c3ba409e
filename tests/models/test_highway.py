"""Highway networks: table 1 of their paper, and what a gate does."""

from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models.highway import HighwayLayer
from tests.tables import rows

TABLE_1 = rows(Path(__file__).resolve().parents[2] / "data" / "published" / "highway.csv")


def make(*arguments, **options):
    with torch.device("meta"):
        return models.highway(*arguments, **options)


@pytest.mark.parametrize("row", TABLE_1, ids=lambda row: row["width"])
def test_parameters_of_table_1(row):
    """The paper prints the weights, in thousands; the biases are two for each map of a gate."""
    depth, width = int(row["layers"]), int(row["width"])
    weights = 25 * width + 8 * 2 * 9 * width**2 + 90 * width
    net = make(depth, width)
    assert sum(p.numel() for p in net.parameters() if p.ndim > 1) == weights
    assert f"{weights / 1e3:.0f}" == row["parameters_thousands"]
    assert sum(p.numel() for p in net.parameters()) == weights + 17 * width + 10


@pytest.mark.parametrize(("depth", "width"), [(10, 16), (10, 32), (19, 32), (4, 1)])
def test_depth_is_the_layers_with_weights(depth, width):
    """A gate belongs to its layer."""
    net = make(depth, width)
    layers = [m for m in net.modules() if isinstance(m, nn.Conv2d | nn.Linear | HighwayLayer)]
    gates = sum(isinstance(m, HighwayLayer) for m in layers)
    assert gates == depth - 2 and len(layers) - 2 * gates == depth


def test_output_sizes_and_macs():
    """Sizes of the authors' log: 24, 12, 6 and 3 cells a side."""
    net = make()
    result = summary(net, (1, 28, 28))
    outputs = {row.layer: row.output for row in result.rows}
    sizes = {"conv1": 24, "stage1.1.gate": 24, "pool1": 12, "stage2.2.transform": 12}
    sizes |= {"pool2": 6, "stage3.2.gate": 6, "pool3": 3}
    for layer, size in sizes.items():
        assert outputs[layer] == f"32x{size}x{size}"
    highway = 2 * 9 * 32**2 * (2 * 24**2 + 3 * 12**2 + 3 * 6**2)
    assert result.total.macs == 24**2 * 25 * 32 + highway + 2880
    with FlopCounterMode(display=False) as judge, torch.device("meta"):
        net(torch.zeros(1, 1, 28, 28))
    assert judge.get_total_flops() == 2 * result.total.macs


@pytest.mark.parametrize("kind", ["linear", "convolution"])
def test_the_gate_chooses(kind):
    """Shut, it lets the input through; open, the layer is plain; between, it mixes (eq. 3)."""

    def weights():
        return nn.Linear(6, 6) if kind == "linear" else nn.Conv2d(6, 6, kernel_size=3, padding=1)

    x = torch.randn(2, 6) if kind == "linear" else torch.randn(2, 6, 5, 5)
    transform, gate = weights(), weights()
    plain = torch.relu(transform(x))
    assert torch.equal(HighwayLayer(transform, gate, gate_bias=-200.0)(x), x)
    assert torch.equal(HighwayLayer(transform, gate, gate_bias=200.0)(x), plain)
    y = HighwayLayer(transform, gate, gate_bias=-1.0)(x)
    t = torch.sigmoid(gate(x))
    assert torch.allclose(y, plain * t + x * (1 - t))
    assert (y >= torch.minimum(plain, x) - 1e-6).all()
    assert (y <= torch.maximum(plain, x) + 1e-6).all()


@pytest.mark.parametrize("gate_bias", [-1.0, -3.0])
def test_initial_weights(gate_bias):
    """Gates begin below 0, the other biases at 0, weights uniform with variance 1/fan-in."""
    torch.manual_seed(0)
    net = models.highway(gate_bias=gate_bias)
    for key, p in net.named_parameters():
        if p.ndim == 1:
            assert (p == (gate_bias if "gate" in key else 0.0)).all(), key
        else:
            fan_in = p[0].numel()
            assert p.abs().max() <= (3 / fan_in) ** 0.5
            assert p.var().item() == pytest.approx(1 / fan_in, rel=0.2), key


def test_gates_near_zero_carry_the_gradient():
    """At depth 100, the first layer learns while the gates are shut; opened, it gets nothing."""
    torch.manual_seed(0)
    x = torch.rand(4, 1, 28, 28)
    sizes = []
    for bias in (-4.0, 20.0):
        net = models.highway(depth=100, width=4, gate_bias=bias)
        nn.functional.cross_entropy(net(x), torch.tensor([0, 1, 2, 3])).backward()
        sizes.append(net.conv1.weight.grad.norm().item())
    assert sizes[0] > 1e-3 and sizes[1] < 1e-4 * sizes[0]


def test_a_step_at_the_published_size():
    net = models.highway()
    logits = net(torch.rand(2, 1, 28, 28))
    nn.functional.cross_entropy(logits, torch.tensor([1, 3])).backward()
    assert logits.shape == (2, 10)
    for key, p in net.named_parameters():
        assert p.grad.isfinite().all() and p.grad.any(), key


@pytest.mark.parametrize("shape", [(1, 1, 32, 32), (1, 3, 28, 28), (1, 28, 28)], ids=str)
def test_other_sizes_are_refused(shape):
    with pytest.raises(ValueError, match=r"highway: x has shape .* expected \(N, 1, 28, 28\)"):
        models.highway()(torch.rand(shape))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"depth": 11}, r"depth is 11, expected 3n \+ 1, such as 10 or 19"),
        ({"depth": 1}, "depth is 1, expected at least 4"),
        ({"width": 0}, "width is 0, expected at least 1"),
        ({"num_classes": 0}, "num_classes is 0, expected at least 1"),
        ({"in_channels": 0}, "in_channels is 0, expected at least 1"),
    ],
    ids=str,
)
def test_bad_options(options, message):
    with pytest.raises(ValueError, match=f"highway: {message}"):
        models.highway(**options)


@pytest.mark.parametrize(
    "options", [{"depth": 10.0}, {"width": "16"}, {"gate_bias": None}], ids=str
)
def test_no_numbers(options):
    with pytest.raises(TypeError, match=f"highway: {next(iter(options))} is"):
        models.highway(**options)
