"""The receptive field of a layer, measured: which pixels one of its cells depends on."""

import torch
from torch.nn import functional as F

from cnnlib.inspect._backward import back, kind, run_from
from cnnlib.inspect._check import check_model, empty_picture

# Their slope can be 0, or too small for a float: how far a cell sees does not hang on that.
SATURATING = {
    *("Relu", "LeakyRelu", "Hardtanh", "Threshold", "Clamp", "Elu", "Silu", "Gelu", "Mish"),
    *("Tanh", "Sigmoid", "LogSigmoid", "Hardsigmoid", "Hardswish", "Softplus"),
}


def receptive_field_of(model, layer, input_shape):
    """How many rows and columns of the picture the cell in the middle of a layer's map depends on.

    Measured: a signal goes back from all channels of that cell, and its reach in the picture is
    looked at. It is the gradient's, with all doors open, as the paths count and not the values: an
    activation passes everything, max pooling hands back to its whole window, and after every step
    what is not 0 becomes 1, so that nothing fades away or cancels. Weights that are exactly 0 are
    no paths.

    What is computed from sizes alone stands in the table of `summary` and goes on over the edge of
    the picture. Measured is what lies inside, so take a picture larger than the field.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed; it runs in evaluation mode. Max pooling is ``max_pool2d``.
    layer : str
        A name as in ``model.named_modules()``.
    input_shape : tuple (C, H, W)
        Of the picture that is measured with, each at least 1.

    Returns
    -------
    (rows, columns) : two ints
        Both 0 where no pixel is seen.

    Raises
    ------
    TypeError
        The model is no module, the layer no str, or a size no int.
    ValueError
        There is no such layer, it runs never or several times, its result is no tensor or has no
        derivative, the shape is not three positive sizes, or the network refuses such an input.

    Notes
    -----
    Luo, Li, Urtasun and Zemel 2016 look at the gradient itself, whose values say how much each
    pixel of the field counts. Araujo, Norris and Sim 2019 compute fields from sizes.

    Examples
    --------
    >>> from torch import nn
    >>> net = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(4, 4, (1, 3)))
    >>> receptive_field_of(net, "2", (1, 16, 16)), receptive_field_of(net, "3", (1, 16, 16))
    ((4, 4), (4, 8))
    """
    name = "receptive_field_of"
    check_model(name, model)
    x = empty_picture(name, model, input_shape)
    x.copy_(torch.rand(x.shape, generator=torch.Generator().manual_seed(0)))
    x, _, found = run_from(name, model, x, [layer])
    maps = found[layer]
    middle = tuple(size // 2 for size in maps.shape[2:])
    (top, left, bottom, right), *_ = boxes(name, layer, maps, x, [middle])
    return bottom - top, right - left


def boxes(function, layer, maps, x, cells):
    """(top, left, bottom, right), ends not included, of what one cell of each picture's maps sees.

    ``maps`` (N, C', ...) were made of x, and each cell is an index into what stands for the dots.
    """
    signal = torch.zeros_like(maps)
    for n, cell in enumerate(cells):
        signal[(n, slice(None), *cell)] = 1
    reached = back(function, maps, x, signal, _with_open_doors, f"layer {layer!r}")
    seen = reached.ne(0).any(dim=1)  # (N, C, H, W) -> (N, H, W)
    return [_box(plane) for plane in seen]


def _box(plane):
    """The smallest box around what is true, or one of no size."""
    rows, columns = plane.any(dim=1).nonzero(), plane.any(dim=0).nonzero()
    if len(rows) == 0:
        return 0, 0, 0, 0
    return rows[0].item(), columns[0].item(), rows[-1].item() + 1, columns[-1].item() + 1


def _with_open_doors(node):
    if kind(node) == "MaxPool2DWithIndices":
        size, kernel_size = node._saved_self.shape, node._saved_kernel_size
        stride, padding = node._saved_stride or kernel_size, node._saved_padding
        window = (kernel_size, stride, padding, node._saved_dilation)
        return lambda _, handed: _marked(_to_whole_windows(handed[0], size, *window))
    if kind(node) in SATURATING:
        return lambda _, handed: _marked(handed[0])
    return lambda grads, _: _marked(*grads)


def _marked(*grads):
    """1 where there is anything."""
    return tuple(None if grad is None else grad.ne(0).to(grad.dtype) for grad in grads)


def _to_whole_windows(signal, size, kernel_size, stride, padding, dilation):
    """What reached the maximum of a window, to all its cells: (..., H', W') -> size, (..., H, W)"""
    planes = signal.flatten(0, -3)[:, None]  # (N, C, H', W') -> (N*C, 1, H', W')
    ones = signal.new_ones(1, 1, *kernel_size)
    spread = F.conv_transpose2d(planes, ones, stride=stride, dilation=dilation)
    # The windows begin in the padding; they may end before the picture's edge, or behind it.
    (top, left), (height, width) = padding, size[-2:]
    room = (-left, left + width - spread.shape[3], -top, top + height - spread.shape[2])
    return F.pad(spread, room).reshape(size)
