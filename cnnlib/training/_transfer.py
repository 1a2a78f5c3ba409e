"""Fine-tuning: trained weights in a network for other classes."""

import inspect
import re
from collections.abc import Mapping

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm

from cnnlib import models
from cnnlib._names import nearest
from cnnlib._shapes import number
from cnnlib.training._evaluation import check_model

__all__ = ["Normalized", "freeze", "load_weights", "pretrained"]

# What torchvision subtracts and divides by: means and standard deviations of red, green and blue,
# in [0, 1], over ImageNet's pictures. Its Inception-v3 turns them into 0.5 and 0.5 inside.
IMAGENET = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
HALVES = (0.5, 0.5, 0.5), (0.5, 0.5, 0.5)
AUXILIARY = r"(^|\.)aux\d*(\.|$)"  # names in an auxiliary classifier, as GoogLeNet's aux1.fc2


class Normalized(nn.Module):
    """A network behind the normalisation of its pictures: ``model((x - mean) / std)``.

    The numbers are buffers: they follow the network to its device and stand in its state dict, so
    that a checkpoint carries them.

    Parameters
    ----------
    model : torch.nn.Module
        From x (N, C, H, W) to its results.
    mean, std : sequence of C numbers
        What is subtracted from each channel, up to a million either way, and what the difference
        is divided by, from a millionth to a million.

    Raises
    ------
    ValueError
        The sequences are empty or of different lengths, or a number is out of range; in a call,
        x has another number of channels.
    TypeError
        The model is no Module, or something stands where a number is expected.

    Examples
    --------
    >>> net = Normalized(nn.Identity(), mean=[0.5, 0.5, 0.5], std=[0.5, 0.25, 0.5])
    >>> net(torch.ones(1, 3, 1, 1)).flatten()
    tensor([1., 2., 1.])
    >>> list(net.state_dict())
    ['mean', 'std']
    """

    def __init__(self, model, mean, std):
        super().__init__()
        check_model("Normalized", model)
        mean, std = _per_channel("mean", mean, -1e6), _per_channel("std", std, 1e-6)
        if not 0 < len(mean) == len(std):
            raise ValueError(
                f"Normalized: mean has {len(mean)} numbers and std {len(std)}, expected one for "
                "each channel"
            )
        self.model = model
        self.register_buffer("mean", mean)
        self.register_buffer("std", std)

    def forward(self, x):
        """The model's results for pictures x (N, C, H, W)."""
        if x.ndim != 4 or x.shape[1] != len(self.mean):
            raise ValueError(
                f"Normalized: x has shape {tuple(x.shape)}, expected (N, {len(self.mean)}, H, W)"
            )
        return self.model((x - self.mean) / self.std)


def load_weights(model, state_dict):
    """Give a network the weights of one for other classes, in place.

    Everything must fit but the classifier, the last layer: where its number of classes differs, it
    stays as it is. So do the last layers of auxiliary classifiers, and a whole auxiliary classifier
    that only one of the two networks has. In `lenet5_1998` the fixed codes of the classes are the
    last layer: what differs is left as it is, all that was trained is taken.

    Parameters
    ----------
    model : torch.nn.Module
    state_dict : dict of str to tensor
        Of a network of the same architecture.

    Returns
    -------
    tuple of str
        Names, in the model's state dict, of what was not loaded.

    Raises
    ------
    ValueError
        Something else differs: the message names it. The model is then as it was.
    TypeError
        The model is no Module, or the state_dict no dict of tensors.

    Examples
    --------
    >>> trained = models.lenet5(num_classes=10)
    >>> load_weights(models.lenet5(num_classes=3), trained.state_dict())
    ('output.weight', 'output.bias')
    """
    check_model("load_weights", model)
    if not isinstance(state_dict, Mapping):
        kind = type(state_dict).__name__
        raise TypeError(f"load_weights: state_dict is a {kind}, expected a dict of tensors")
    for name, value in state_dict.items():
        if not isinstance(value, torch.Tensor):
            kind = type(value).__name__
            raise TypeError(f"load_weights: state_dict[{name!r}] is a {kind}, expected a tensor")
    own = model.state_dict()
    both = [n for n in own if n in state_dict]
    parts, their_parts = ({_auxiliary(n) for n in names} | {""} for names in (own, state_dict))
    left = [n for n in own if _auxiliary(n) not in their_parts]
    for layer in _last_layers(model, ("parameters", "buffers")):
        entries = [n for n in both if n.rpartition(".")[0] == layer]
        if all(state_dict[n].shape[1:] == own[n].shape[1:] for n in entries):
            left += [n for n in entries if state_dict[n].shape != own[n].shape]
    wrong = [f"{n!r} is missing" for n in own if n not in state_dict and n not in left]
    wrong += [f"{n!r} has no place" for n in state_dict if n not in own and _auxiliary(n) in parts]
    wrong += [
        f"{n!r} has shape {tuple(state_dict[n].shape)}, expected {tuple(own[n].shape)}"
        for n in both
        if n not in left and state_dict[n].shape != own[n].shape
    ]
    if wrong:
        more = f", and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise ValueError(
            f"load_weights: state_dict does not fit the {type(model).__name__}: "
            f"{', '.join(wrong[:3])}{more}"
        )
    model.load_state_dict(own | {n: state_dict[n] for n in both if n not in left})
    return tuple(n for n in own if n in left)


def freeze(model):
    """Keep all of a network as it is but its classifier, the last layer with parameters.

    The other parameters take no gradients, and batch normalisation among them stays in evaluation
    mode whatever ``model.train()`` says: its running averages are as fixed as its weights. Who
    gives parameters their gradients back (``requires_grad_()``) sets their normalisation free too.

    The last layers of auxiliary classifiers stay free as well. In `lenet5_1998`, whose output units
    compare with fixed codes and have nothing to train, the last layer with parameters is F6.

    Parameters
    ----------
    model : torch.nn.Module

    Returns
    -------
    tuple of str
        Names of the parameters that are still trained.

    Raises
    ------
    ValueError
        The model has no parameters.
    TypeError
        The model is no Module.

    Examples
    --------
    >>> freeze(models.resnet20())
    ('fc.weight', 'fc.bias')
    """
    check_model("freeze", model)
    layers = _last_layers(model, ("parameters",))
    if not layers:
        raise ValueError("freeze: model has no parameters, expected some to train")
    model.requires_grad_(False)
    for layer in layers:
        model.get_submodule(layer).requires_grad_(True)
    for module in model.modules():
        if isinstance(module, _BatchNorm):
            module.register_forward_pre_hook(_stay_in_evaluation)
    return tuple(name for name, p in model.named_parameters() if p.requires_grad)


def pretrained(name, num_classes=1000, in_channels=3, *, load=True, **options):
    """A network trained on ImageNet, for other classes: with its weights but the classifier's.

    Parameters
    ----------
    name : str
        A network that torchvision has trained: one whose function takes ``weights="imagenet"``.
    num_classes : int, default 1000
        For 1000 the classifier is ImageNet's too.
    in_channels : int, default 3
        No other number is possible.
    load : bool, default True
        Whether the weights are fetched, from torch.hub's cache or, the first time, from
        torchvision's server. False makes the same network with initial weights, into which a
        checkpoint of it can be loaded.
    **options
        The network's own.

    Returns
    -------
    Normalized
        From pictures x (N, 3, H, W) in [0, 1] to logits (N, num_classes): the network behind the
        normalisation that its weights belong to.

    Raises
    ------
    ValueError
        There are no such weights, or a number or an option does not belong to them.
    TypeError
        A number is no int.

    Examples
    --------
    >>> net = pretrained("resnet18", num_classes=5, load=False)
    >>> net(torch.zeros(1, 3, 64, 64)).shape, net.mean.flatten()
    (torch.Size([1, 5]), tensor([0.4850, 0.4560, 0.4060]))
    """
    known = {n: inspect.signature(getattr(models, n)).parameters for n in models.names()}
    known = {n: parameters for n, parameters in known.items() if "weights" in parameters}
    if name not in known:
        raise ValueError(
            f"pretrained: name is {name!r}, expected one of {', '.join(known)}"
            f"{nearest(name, known)}"
        )
    if in_channels != 3:
        raise ValueError(f"pretrained: in_channels is {in_channels!r}, expected 3")
    if "stride_in" in known[name]:  # the shapes would fit the paper's stride too
        options.setdefault("stride_in", "3x3")
    net = models.build(name, num_classes=num_classes, **options)
    if load:
        load_weights(net, models.build(name, weights="imagenet", **options).state_dict())
    return Normalized(net, *(HALVES if name == "inception_v3" else IMAGENET))


def _auxiliary(name):
    """The auxiliary classifier that a name lies in, which serves training alone; "" for none."""
    found = re.search(AUXILIARY, name)
    return name[: found.end()] if found else ""


def _last_layers(model, kinds):
    """Names of the classifiers: the last module outside and the last in each auxiliary classifier.

    Modules count in the order in which they were defined, if they have contents of these kinds.
    """
    last = {}
    for name, module in model.named_modules():
        if any(list(getattr(module, kind)(recurse=False)) for kind in kinds):
            last[_auxiliary(name)] = name
    return tuple(last.values())


def _stay_in_evaluation(norm, arguments):
    """Before a batch normalisation runs: in evaluation mode, if nothing in it is trained."""
    if not any(parameter.requires_grad for parameter in norm.parameters()):
        norm.eval()


def _per_channel(argument, values, smallest):
    """A tensor (C, 1, 1) of the numbers."""
    try:
        values = list(values)
    except TypeError:
        raise TypeError(
            f"Normalized: {argument} is {values!r}, expected a sequence of numbers"
        ) from None
    checked = [
        number("Normalized", f"{argument}[{k}]", value, smallest, 1e6)
        for k, value in enumerate(values)
    ]
    return torch.tensor(checked, dtype=torch.float32).view(-1, 1, 1)
