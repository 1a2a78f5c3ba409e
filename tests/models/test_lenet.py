"""LeNet-5 and its summary against the numbers of its layers."""

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.inspect import summary


def test_parameters_by_layer():
    """Modern LeNet-5: the 1998 counts with a full C3 (2,416) and a linear output (850)."""
    net = models.lenet5()
    layers = ["c1", "c3", "c5", "f6", "output"]
    counts = [sum(p.numel() for p in getattr(net, name).parameters()) for name in layers]
    assert counts == [156, 2416, 48120, 10164, 850]
    assert sum(p.numel() for p in net.parameters()) == 61706


def test_summary():
    result = summary(models.lenet5(), (1, 32, 32))
    rows = {row.split(",")[0]: row for row in result.to_csv().splitlines()[1:]}
    columns = "layer,output,params,macs,bytes,receptive_field,stride"
    assert result.to_csv().splitlines()[0] == columns
    assert ",156,117600," in rows["c1"] and ",2416,240000," in rows["c3"]
    assert ",48120,48000," in rows["c5"] and rows["c5"].split(",")[-2] == "32"
    assert "61706" in rows["total"].split(",")


def test_the_gradient_reaches_as_far_as_the_summary_says():
    """The receptive field of C3, measured: where its middle unit's gradient is not zero."""
    net = models.lenet5()
    for parameter in net.parameters():
        nn.init.constant_(parameter, 0.1)
    x = torch.rand(1, 1, 32, 32, requires_grad=True)
    reached = {}
    net.c3.register_forward_hook(lambda _m, _i, output: reached.update(c3=output))
    net(x)
    reached["c3"][0, 0, 5, 5].backward()
    rows = (x.grad[0, 0].abs().sum(dim=1) > 0).nonzero()
    span = int(rows.max() - rows.min()) + 1
    stated = next(r for r in summary(net, (1, 32, 32)).to_csv().splitlines() if "c3" in r)
    assert stated.split(",")[-2] == "14"
    assert 13 <= span <= 14  # a maximum passes its gradient to one of two rows


@pytest.mark.parametrize("options", [{"num_classes": 0}, {"in_channels": 0}], ids=str)
def test_bad_options(options):
    with pytest.raises(ValueError, match=next(iter(options))):
        models.lenet5(**options)


def test_unknown_network():
    with pytest.raises(ValueError, match="did you mean 'lenet5'"):
        models.build("lenet6")
    with pytest.raises(AttributeError):
        _ = models.lenet6
