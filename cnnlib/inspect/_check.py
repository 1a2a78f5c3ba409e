"""The rules for arguments; messages name function, argument, value and rule."""

import torch
from torch import nn
from torch.nn import functional as F

from cnnlib import _shapes
from cnnlib._names import nearest


def check_model(function, model):
    """Refuse what is not a module."""
    if not isinstance(model, nn.Module):
        raise TypeError(
            f"{function}: model is a {type(model).__name__}, expected a torch.nn.Module"
        )


def check_pictures(function, x):
    """Refuse what is not a float tensor (N, C, H, W) with something in it."""
    if not isinstance(x, torch.Tensor):
        raise TypeError(f"{function}: x is a {type(x).__name__}, expected a torch.Tensor")
    _shapes.check_array(function, "x", x, 4)
    if 0 in x.shape:
        raise ValueError(f"{function}: x has shape {tuple(x.shape)}, expected no axis to be empty")


def empty_picture(function, model, input_shape):
    """Zeros (1, C, H, W) of the dtype and on the device of the network's weights."""
    if not isinstance(input_shape, tuple | list) or len(input_shape) != 3:
        raise ValueError(f"{function}: input_shape is {input_shape!r}, expected (C, H, W)")
    shape = [_shapes.integer(function, "input_shape", size, 1) for size in input_shape]
    weight = next(model.parameters(), torch.empty(0))
    try:
        return torch.zeros(1, *shape, dtype=weight.dtype, device=weight.device)
    except RuntimeError:  # torch's word for too little memory
        raise ValueError(f"{function}: input {tuple(shape)} is larger than the memory") from None


def check_layer(function, model, layer):
    """The module of that name in ``model.named_modules()``."""
    modules = dict(model.named_modules(remove_duplicate=False))
    if not isinstance(layer, str):
        raise TypeError(f"{function}: layer is {layer!r}, expected a str, a layer's name")
    if layer not in modules:
        raise ValueError(
            f"{function}: layer is {layer!r}, expected a name of model.named_modules()"
            f"{nearest(layer, modules)}"
        )
    return modules[layer]


def check_channel(function, layer, maps, channel):
    """``channel`` as an index into the maps (N, C, ...) of a layer."""
    if maps.ndim < 2:
        raise ValueError(
            f"{function}: layer {layer!r} gives shape {tuple(maps.shape)}, expected channels, "
            "(N, C, ...)"
        )
    return _shapes.integer(function, "channel", channel, 0, maps.shape[1] - 1)


def check_logits(function, logits):
    """Refuse what is not (N, classes)."""
    if not isinstance(logits, torch.Tensor):
        kind = type(logits).__name__
        raise ValueError(f"{function}: the network gives a {kind}, expected logits (N, classes)")
    if logits.ndim != 2:
        raise ValueError(
            f"{function}: the network gives shape {tuple(logits.shape)}, expected logits "
            "(N, classes)"
        )


def classes_of(function, logits, target):
    """The class of each picture as a tensor (N,): ``target`` is one for all, or N of them."""
    check_logits(function, logits)
    count, classes = logits.shape
    if isinstance(target, torch.Tensor):
        target = target.tolist()
    several = hasattr(target, "__len__") and not isinstance(target, str)
    each = list(target) if several else [target] * count
    if len(each) != count:
        raise ValueError(f"{function}: target has {len(each)} entries, expected {count}, as x")
    each = [_shapes.integer(function, "target", value, 0, classes - 1) for value in each]
    return torch.tensor(each, device=logits.device)


def one_class(function, logits, target):
    """1 at each picture's class, else 0: what sends its logit's derivative back (N, classes)."""
    each = classes_of(function, logits, target)
    return F.one_hot(each, logits.shape[1]).to(logits.dtype)
