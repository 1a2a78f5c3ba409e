"""The parts of pictures that a channel answers to most."""

from dataclasses import dataclass

import torch

from cnnlib import _shapes
from cnnlib.inspect._backward import run_from
from cnnlib.inspect._check import check_channel, check_model, check_pictures
from cnnlib.inspect._receptive_field import boxes
from cnnlib.inspect._watch import run


@dataclass(frozen=True, eq=False)
class Patch:
    """What one cell of a map sees of a picture.

    Attributes
    ----------
    picture : int
        Index of the picture in the data set.
    value : float
        The cell's activation.
    cell : tuple of ints
        Its place in the map, (row, column); () where the layer's result is no map.
    top, left : int
        Where in the picture the patch begins.
    pixels : tensor of shape (C, h, w)
        As large as the receptive field, less what lies beyond the picture's edge.
    """

    picture: int
    value: float
    cell: tuple[int, ...]
    top: int
    left: int
    pixels: torch.Tensor


def max_activating_patches(model, x, layer, channel, count=9, batch_size=64):
    """The pictures with the strongest activations of a channel, cut to its receptive field.

    Zeiler and Fergus 2014, figure 2, show nine for each map. Of each picture the strongest cell is
    taken, so that all patches are of different pictures. Where a patch lies in its picture is
    measured as by `receptive_field_of`.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed; it runs in evaluation mode.
    x : tensor of shape (N, C, H, W)
        The data set, float32 or float64.
    layer : str
        A name as in ``model.named_modules()``.
    channel : int
        From 0 on.
    count : int, default 9
        How many patches, 1 to N.
    batch_size : int, default 64
        Pictures that run at once.

    Returns
    -------
    list of Patch
        The strongest first; of equal ones the one that comes first in the data set.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, the layer no str, a number no int.
    ValueError
        There is no such layer or channel, a number is out of range, the layer runs never or
        several times, its result is no tensor with channels or has no derivative, or the network
        refuses x.

    Examples
    --------
    >>> net = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 3, bias=False))
    >>> _ = net[0].weight.data.fill_(1.0)
    >>> x = torch.zeros(3, 1, 8, 8)
    >>> x[1, 0, 5, 2] = 7.0
    >>> (patch,) = max_activating_patches(net, x, "0", 0, count=1)
    >>> patch.picture, patch.value, patch.cell, patch.pixels.sum().item()
    (1, 7.0, (3, 0), 7.0)
    """
    name = "max_activating_patches"
    check_model(name, model)
    check_pictures(name, x)
    count = _shapes.integer(name, "count", count, 1, len(x))
    batch_size = _shapes.integer(name, "batch_size", batch_size, 1)
    values, cells = [], []
    with torch.no_grad():
        for batch in x.split(batch_size):
            maps = run(name, model, batch, [layer])[1][layer]
            plane = maps[:, check_channel(name, layer, maps, channel)]  # (N, C', ...) -> (N, ...)
            value, cell = plane.reshape(len(batch), -1).max(dim=1)
            values.append(value)
            cells.append(cell)
    value, cell = torch.cat(values), torch.cat(cells)
    chosen = value.argsort(descending=True, stable=True)[:count]
    places = [_place(cell[n].item(), maps.shape[2:]) for n in chosen]
    start, _, found = run_from(name, model, x[chosen], [layer])
    found_boxes = boxes(name, layer, found[layer], start, places)
    return [
        Patch(n, value[n].item(), place, top, left, x[n, :, top:bottom, left:right].clone())
        for n, place, (top, left, bottom, right) in zip(
            chosen.tolist(), places, found_boxes, strict=True
        )
    ]


def _place(index, shape):
    """A flat index as one for each axis of ``shape``."""
    place = []
    for size in reversed(shape):
        index, rest = divmod(index, size)
        place.append(rest)
    return tuple(reversed(place))
