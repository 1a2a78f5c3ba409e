"""What the layers of a network make of pictures."""

import torch

from cnnlib.inspect._watch import run


def activations(model, x, layers):
    """The results of some layers for the pictures x.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed; it runs in evaluation mode.
    x : tensor of shape (N, C, H, W)
        float32 or float64, in the range that the network was made for.
    layers : sequence of str
        Names as in ``model.named_modules()``; "" is the whole network.

    Returns
    -------
    dict of str to tensor
        For each name a tensor of its own, such as (N, C', H', W') or (N, features), without
        gradient.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, a name no str.
    ValueError
        There is no such layer, it runs never or several times, its result is no tensor, or the
        network refuses x.

    Examples
    --------
    >>> net = torch.nn.Sequential(torch.nn.Conv2d(1, 4, 3), torch.nn.ReLU(), torch.nn.Flatten())
    >>> found = activations(net, torch.zeros(2, 1, 8, 8), ["1", "2"])
    >>> {name: tuple(result.shape) for name, result in found.items()}
    {'1': (2, 4, 6, 6), '2': (2, 144)}
    """
    if isinstance(layers, str) or not hasattr(layers, "__iter__"):
        raise TypeError(f"activations: layers is {layers!r}, expected a sequence of names")
    with torch.no_grad():
        return run("activations", model, x, list(layers))[1]
