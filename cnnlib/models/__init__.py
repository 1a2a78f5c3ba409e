"""The classic networks, as plain ``torch.nn.Module``s.

Importing this package does not import torch; asking for a network does.

>>> from cnnlib import models
>>> "lenet5" in models.names()
True
>>> net = models.lenet5(num_classes=10)
"""

import importlib
import sys
from types import ModuleType

from cnnlib.models._table import NETWORKS, network

__all__ = ["build", "input_shape", "load_torchvision", "names"]


def names():
    """The names of all networks, grouped by family.

    Examples
    --------
    >>> names()[:3]
    ('lenet1', 'lenet4', 'lenet5')
    """
    return tuple(NETWORKS)


def input_shape(name):
    """The input (C, H, W) that a network was made for.

    Parameters
    ----------
    name : str
        One of `names`.

    Raises
    ------
    ValueError
        There is no such network.

    Examples
    --------
    >>> input_shape("lenet5")
    (1, 32, 32)
    """
    return network("input_shape", "name", name).input_shape


def build(name, **options):
    """Make a network by name: ``build("lenet5", num_classes=7)`` is ``lenet5(num_classes=7)``.

    Every network can be made without options: those with a depth to choose then have one of their
    paper's, ``highway(10, 32)``, ``densenet(40, 12)`` and ``densenet_bc(100, 12)``.

    Parameters
    ----------
    name : str
        One of `names`.
    **options
        Passed to the network's function: ``num_classes``, ``in_channels`` and its own.

    Returns
    -------
    torch.nn.Module
        Its initial weights follow torch's random state.

    Raises
    ------
    ValueError
        There is no such network, or an option is out of range.

    Examples
    --------
    >>> sum(p.numel() for p in build("lenet5").parameters())
    61706
    """
    place = network("build", "name", name).module
    module = importlib.import_module(f"cnnlib.models.{place}")
    return getattr(module, name)(**options)


def __getattr__(name):
    if name == "load_torchvision":
        return importlib.import_module("cnnlib.models._torchvision").load_torchvision
    if name not in NETWORKS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"cnnlib.models.{NETWORKS[name].module}"), name)


def __dir__():
    return sorted([*globals(), "load_torchvision", *NETWORKS])


class _Package(ModuleType):
    """Keeps ``models.densenet`` the network: importing densenet.py would make it the module."""

    def __setattr__(self, name, value):
        if not (name in NETWORKS and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
