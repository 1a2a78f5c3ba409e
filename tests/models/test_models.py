"""The package: every name is a network, also once its module is imported."""

import importlib

import pytest
import torch
from torch import nn

from cnnlib import models
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
