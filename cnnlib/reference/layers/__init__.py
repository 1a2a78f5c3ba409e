"""Layers: the functions of `cnnlib.reference` with the state that training needs.

Named as in ``torch.nn``. A layer keeps what its backward needs from the last forward:

>>> import numpy as np
>>> from cnnlib.reference import layers
>>> net = layers.Sequential(
...     layers.Conv2d(1, 4, kernel_size=5), layers.ReLU(), layers.MaxPool2d(2),
...     layers.Flatten(), layers.Linear(576, 10),
... )
>>> y = net.forward(np.zeros((2, 1, 28, 28), np.float32))
>>> dx = net.backward(np.ones_like(y))
>>> y.shape, dx.shape
((2, 10), (2, 1, 28, 28))
>>> [p.name for p in net.parameters()]
['0.weight', '0.bias', '4.weight', '4.bias']
"""

from cnnlib.reference.layers._base import Layer, Parameter
from cnnlib.reference.layers._containers import Concat, Residual, Sequential
from cnnlib.reference.layers._fixed import (
    AvgPool2d,
    Dropout,
    Flatten,
    GlobalAvgPool2d,
    LeakyReLU,
    LocalResponseNorm,
    LPPool2d,
    MaxPool2d,
    ReLU,
    ScaledTanh,
    Sigmoid,
    Tanh,
)
from cnnlib.reference.layers._learned import (
    RBF,
    BatchNorm2d,
    Conv2d,
    ConvTranspose2d,
    Linear,
    PReLU,
    Subsample2d,
    TableConv2d,
)
from cnnlib.reference.layers._losses import CrossEntropyLoss, MSELoss

__all__ = [
    "RBF",
    "AvgPool2d",
    "BatchNorm2d",
    "Concat",
    "Conv2d",
    "ConvTranspose2d",
    "CrossEntropyLoss",
    "Dropout",
    "Flatten",
    "GlobalAvgPool2d",
    "LPPool2d",
    "Layer",
    "LeakyReLU",
    "Linear",
    "LocalResponseNorm",
    "MSELoss",
    "MaxPool2d",
    "PReLU",
    "Parameter",
    "ReLU",
    "Residual",
    "ScaledTanh",
    "Sequential",
    "Sigmoid",
    "Subsample2d",
    "TableConv2d",
    "Tanh",
]
