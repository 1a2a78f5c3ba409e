"""The package: every name is a network, also once its module is imported."""

import importlib

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.models._table import NETWORKS


@pytest.mark.parametrize("name", models.names())
def test_networks_are_made_alike(name):
    """Without options, as `cnnlib summary` makes them, and for any classes and channels."""
    _, height, width = models.input_shape(name)
    with torch.device("meta"):
        assert isinstance(models.build(name), nn.Module)
        net = models.build(name, num_classes=7, in_channels=4).eval()
        assert net(torch.zeros(2, 4, height, width)).shape == (2, 7)


@pytest.mark.parametrize("name", models.names())
def test_a_name_stays_the_function(name):
    """densenet.py has a network named densenet: importing the module must not hide it."""
    module = importlib.import_module(f"cnnlib.models.{NETWORKS[name].module}")
    assert getattr(models, name) is getattr(module, name)
    assert getattr(models, name).__module__ == module.__name__
    assert name in dir(models) and name in module.__all__


class TallAndWide(nn.Module):
    """One branch sees three rows, the other five columns."""

    def __init__(self):
        super().__init__()
        self.tall = nn.Conv2d(1, 1, (3, 1), padding=(1, 0))
        self.wide = nn.Conv2d(1, 1, (1, 5), padding=(0, 2))
        self.last = nn.Conv2d(2, 1, 1)

    def forward(self, x):
        return self.last(torch.cat([self.tall(x), self.wide(x)], dim=1))


def test_the_receptive_field_of_branches_covers_all_of_them():
    rows = {row.layer: row.receptive_field for row in summary(TallAndWide(), (1, 8, 8)).rows}
    assert (rows["tall"], rows["wide"], rows["last"]) == ("3x1", "1x5", "3x5")
