"""Which part of a picture a class hangs on, by covering one after the other."""

import torch

from cnnlib import _shapes
from cnnlib.inspect._check import check_logits, check_model, check_pictures, classes_of
from cnnlib.inspect._watch import run


def occlusion_map(model, x, target, size, stride=1, value=None):
    """The probability of a class while a square covers one part of the picture after the other.

    Zeiler and Fergus 2014, §4.2, figure 7(d). Where the map is low, the class hangs on what was
    covered. The square's middle goes to the middle of every tile of ``stride`` x ``stride`` pixels
    (with a pixel more above and left of it where it has no middle), so that the map lies on the
    picture as the tiles do; at the edges a part of the square is outside.

    Parameters
    ----------
    model : torch.nn.Module
        From x to logits (N, classes). Not changed; it runs in evaluation mode, once for each row
        of the map, on N pictures for each of its columns.
    x : tensor of shape (N, C, H, W)
        float32 or float64.
    target : int or sequence of N ints
        The class, one for all or one for each picture.
    size : int or pair (rows, columns)
        Of the square, 1 to the picture's.
    stride : int or pair, default 1
        From one place of the square to the next.
    value : float, optional
        What it is filled with, in all channels; by default each channel's mean over its picture.

    Returns
    -------
    tensor of shape (N, H', W')
        0 to 1, the softmax of the logits; H' is H / stride, rounded up.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, a number none.
    ValueError
        There is no such class, there are not N of them, a size is out of range, or the network
        refuses x or gives no logits.

    Examples
    --------
    >>> net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 2, bias=False))
    >>> _ = net[1].weight.data.zero_()
    >>> net[1].weight.data[0, 5] = 9.0  # class 0 wants a bright pixel at (1, 1)
    >>> x = torch.ones(1, 1, 4, 4)
    >>> occlusion_map(net, x, target=0, size=2, stride=2, value=0.0).round(decimals=2)[0].tolist()
    [[0.5, 1.0], [1.0, 1.0]]
    """
    name = "occlusion_map"
    check_model(name, model)
    check_pictures(name, x)
    height, width = x.shape[2:]
    rows, columns = _shapes.pair(name, "size", size, 1)
    if rows > height or columns > width:
        raise ValueError(
            f"{name}: size is {size!r}, expected at most the picture's, {height, width}"
        )
    down, right = _shapes.pair(name, "stride", stride, 1)
    if value is None:
        cover = x.mean(dim=(2, 3), keepdim=True)  # (N, C, H, W) -> (N, C, 1, 1)
    else:
        cover = torch.full_like(x[:, :, :1, :1], _shapes.number(name, "value", value))
    tops = _firsts(height, down, rows)
    lefts = _firsts(width, right, columns)
    result = []
    with torch.no_grad():
        for top in tops:
            covered = x.repeat(len(lefts), 1, 1, 1, 1)  # (N, C, H, W) -> (W', N, C, H, W)
            for pictures, left in zip(covered, lefts, strict=True):
                across = slice(max(left, 0), left + columns)
                pictures[:, :, max(top, 0) : top + rows, across] = cover
            logits, _ = run(name, model, covered.flatten(0, 1))  # -> (W'*N, classes)
            result.append(_probabilities(name, logits, target, len(lefts)))
    return torch.stack(result).permute(2, 0, 1)  # (H', W', N) -> (N, H', W')


def _firsts(length, stride, size):
    """The first rows, or columns, that the square covers; below 0 where it begins outside."""
    tiles = range(0, length, stride)
    return [min(tile + (stride - size) // 2, length - 1) for tile in tiles]


def _probabilities(function, logits, target, places):
    """Of the target, by places of the square and pictures: (W'*N, classes) -> (W', N)"""
    check_logits(function, logits)
    share = logits.softmax(dim=1).unflatten(0, (places, -1))  # -> (W', N, classes)
    each = classes_of(function, share[0], target)
    return share[:, torch.arange(len(each)), each]
