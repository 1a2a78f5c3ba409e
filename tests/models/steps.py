"""What the tests of several networks need: counts by layer, a step of training, torchvision."""

from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import models
from cnnlib.inspect import summary
from tests.tables import rows


def layers(name, input_shape=None, **options):
    """The rows of a network's summary by name, counted without memory for its weights."""
    with torch.device("meta"):
        net = models.build(name, **options)
    return {row.layer: row for row in summary(net, input_shape or models.input_shape(name)).rows}


def outputs(rows):
    """The sizes of the results by layer, (C, H, W) or (C,)."""
    return {name: tuple(map(int, row.output.split("x"))) for name, row in rows.items()}


def train_one_step(name, batch=1, **options):
    """Forward and backward at the published input size; the gradient reaches every parameter."""
    torch.manual_seed(0)
    net = models.build(name, **options)
    x = torch.rand(batch, *models.input_shape(name))
    logits = net(x)
    assert torch.isfinite(logits).all()
    F.cross_entropy(logits, torch.arange(batch)).backward()
    for key, parameter in net.named_parameters():
        assert parameter.grad is not None, key
        assert torch.isfinite(parameter.grad).all() and parameter.grad.any(), key
    return logits


def published_parameters(network, variant=""):
    """A row of `data/published/parameters.csv`."""
    table = rows(Path(__file__).resolve().parents[2] / "data" / "published" / "parameters.csv")
    found = [r for r in table if (r["network"], r["variant"]) == (network, variant)]
    (row,) = found
    return int(row["parameters"])


def same_as_torchvision(name, theirs, x, **options):
    """Our network with torchvision's weights has its outputs; the pictures get different ones."""
    theirs.eval()
    with torch.device("meta"):
        ours = models.build(name, **options).eval()
    models.load_torchvision(ours.to_empty(device="cpu"), theirs.state_dict())
    with torch.no_grad():
        expected, found = theirs(x), ours(x)
    scale = expected.abs().max()
    assert (expected[0] - expected[1]).abs().max() > 0.01 * scale
    assert (found - expected).abs().max() <= 1e-5 * scale


def with_other_statistics(net):
    """The network with batch normalisation unlike a new network's, whose statistics do nothing."""
    for module in net.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return net


def reach(net, layer, size):
    """Rows of the picture that the middle units of a layer depend on, by the gradient.

    Maxima are replaced by means, which pass it to the whole window, and all weights are positive.
    """
    for path, module in list(net.named_modules()):
        if isinstance(module, nn.MaxPool2d):
            window = module.kernel_size, module.stride, module.padding, module.ceil_mode
            mean = nn.AvgPool2d(*window)
            net.set_submodule(path, mean)
    for name, parameter in net.named_parameters():
        share = 1 / parameter[0].numel() if parameter.ndim > 1 else 0.25
        nn.init.constant_(parameter, 0 if name.endswith("bias") else share)
    kept = []
    net.get_submodule(layer).register_forward_hook(lambda _m, _i, output: kept.append(output))
    # float64: through 50 layers the smallest gradients would be 0 in float32
    x = torch.ones(1, net.in_channels, size, size, dtype=torch.float64, requires_grad=True)
    net.double().eval()(x)
    maps = kept[0]
    maps[0, :, maps.shape[2] // 2, maps.shape[3] // 2].sum().backward()  # of all branches
    touched = x.grad[0, 0].any(dim=1).nonzero()
    return int(touched.max() - touched.min()) + 1
