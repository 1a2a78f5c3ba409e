"""What every network has to pass: one step of training, and the counts of its layers."""

import torch
from torch.nn import functional as F

from cnnlib import models
from cnnlib.inspect import summary


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
