"""Where in a picture a class's logit comes from."""

import torch
from torch.overrides import TorchFunctionMode

from cnnlib.inspect._backward import kind, run_from
from cnnlib.inspect._check import one_class

AVERAGES = {"Mean", "AvgPool2D", "AdaptiveAvgPool2D", "GlobalAvgPool"}
LINEAR = {"Addmm", "Mm", "Linear"}
RESHAPED = {"View", "UnsafeView", "ReshapeAlias", "Squeeze", "Unsqueeze", "Alias", "Clone"}


def class_activation_map(model, x, target):
    """How much each cell of the last maps adds to a class's logit.

    Where averages over whole maps and linear layers follow the last maps, the logit is a sum over
    their cells, and the mean of this map over its cells is the logit less its bias (Zhou, Khosla,
    Lapedriza, Oliva and Torralba 2016, equations 1 and 2). So it is for NIN, GoogLeNet and all
    later Inception networks, for ResNets and DenseNets. For a network with other last layers the
    map is not defined; `saliency` and `occlusion_map` are for every network.

    Parameters
    ----------
    model : torch.nn.Module
        From x to logits (N, classes). Not changed; it runs in evaluation mode. Averages and linear
        layers are those of torch and of cnnlib.gpu.
    x : tensor of shape (N, C, H, W)
        float32 or float64.
    target : int or sequence of N ints
        The class, one for all or one for each picture.

    Returns
    -------
    tensor of shape (N, H', W')
        Of the last maps' size, positive and negative. A cell stands for as large a part of the
        picture as of the map, though its receptive field is larger.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, the target no int.
    ValueError
        The network's last layers are others; there is no such class, there are not N of them; the
        network refuses x or gives no logits.

    Examples
    --------
    >>> from torch import nn
    >>> maps = [nn.Conv2d(1, 2, 1, bias=False), nn.ReLU()]
    >>> net = nn.Sequential(*maps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2, 3))
    >>> _ = net[0].weight.data.copy_(torch.tensor([1.0, -1.0]).reshape(2, 1, 1, 1))
    >>> _ = net[4].weight.data.copy_(torch.tensor([[1.0, 10.0], [0.0, 0.0], [0.0, 0.0]]))
    >>> class_activation_map(net, torch.tensor([[[[5.0, 0.0], [0.0, -5.0]]]]), target=0).tolist()
    [[[5.0, 0.0], [0.0, 50.0]]]
    """
    name = "class_activation_map"
    with _Results() as results:
        x, logits, _ = run_from(name, model, x)
    signal = one_class(name, logits, target)
    node, averaged = logits.grad_fn, False
    while node is not None and kind(node) in AVERAGES | LINEAR | RESHAPED:
        averaged |= kind(node) in AVERAGES
        node = next((source for source, _ in node.next_functions if source is not None), None)
    maps = results.of.get(node)
    if averaged and maps is not None and maps.ndim == 4:
        (slope,) = torch.autograd.grad(logits, maps, signal)
        if slope.eq(slope[:, :, :1, :1]).all():
            # Each cell has the class's weight divided by the number of cells, which the sum undoes.
            weight = slope.sum(dim=(2, 3), keepdim=True)  # (N, C', H', W') -> (N, C', 1, 1)
            return (weight * maps.detach()).sum(dim=1)  # -> (N, H', W')
    raise ValueError(
        f"{name}: the network's logits are made otherwise, expected averages over whole maps and "
        "linear layers at the end; saliency and occlusion_map take every network"
    )


class _Results(TorchFunctionMode):
    """Keeps what was computed, by its node in autograd's record."""

    def __init__(self):
        super().__init__()
        self.of = {}

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if isinstance(result, torch.Tensor) and result.grad_fn is not None:
            self.of[result.grad_fn] = result
        return result
