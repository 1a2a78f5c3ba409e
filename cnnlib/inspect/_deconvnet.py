"""The deconvnet: from an activation back to the pixels that made it."""

import torch
from torch.nn import functional as F

from cnnlib.inspect._backward import back, kind, run_from
from cnnlib.inspect._check import check_channel


def deconvnet(model, x, layer, channel):
    """What in each picture caused the strongest activation of a channel, as a picture.

    Of the layer's result only that activation is kept, the rest set to 0, and sent back to the
    pixels (Zeiler and Fergus 2014, §2.1): through max pooling to the switches, the cells where the
    maxima were; through ReLU by a ReLU, whatever the sign of the activation on the way up; through
    a convolution by its transpose, with the flipped kernels and without bias.

    This is the gradient, times the activation, but for the rule of ReLU: the gradient passes where
    the activation was positive, the deconvnet where the signal on its way back is. It is computed
    so, by autograd with that one rule replaced. This covers layers and functions alike, and what
    the paper does not have goes by its gradient: normalisation, sums, concatenations, average
    pooling, tanh. Where pooling windows overlap and share a maximum, their signals are added up.

    Parameters
    ----------
    model : torch.nn.Module
        Not changed; it runs in evaluation mode. ReLUs are those of torch and of cnnlib.gpu.
    x : tensor of shape (N, C, H, W)
        float32 or float64.
    layer : str
        A name as in ``model.named_modules()``. The paper's maps are those behind the ReLU.
    channel : int
        From 0 on.

    Returns
    -------
    tensor of shape (N, C, H, W)
        Positive and negative, about 0; 0 outside the receptive field.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, the layer no str, the channel no int.
    ValueError
        There is no such layer or channel, the layer runs never or several times, its result is
        no tensor with channels or has no derivative, or the network refuses x.

    Examples
    --------
    >>> net = torch.nn.Sequential(torch.nn.Conv2d(1, 1, 2, bias=False), torch.nn.ReLU())
    >>> _ = net[0].weight.data.copy_(torch.tensor([[1.0, -1.0], [0.0, 2.0]]))
    >>> x = torch.zeros(1, 1, 3, 3)
    >>> x[0, 0, 2, 2] = 5.0  # two times it is the strongest activation, 10
    >>> deconvnet(net, x, "1", 0)[0, 0].tolist()
    [[0.0, 0.0, 0.0], [0.0, 10.0, -10.0], [0.0, 0.0, 20.0]]
    """
    x, _, found = run_from("deconvnet", model, x, [layer])
    maps = found[layer]
    channel = check_channel("deconvnet", layer, maps, channel)
    plane = maps[:, channel].detach().reshape(len(x), -1)  # (N, C', H', W') -> (N, H'*W')
    strongest = F.one_hot(plane.argmax(dim=1), plane.shape[1])
    signal = torch.zeros_like(maps)
    signal[:, channel] = (plane * strongest).reshape(maps[:, channel].shape)  # -> (N, C', H', W')
    return back("deconvnet", maps, x, signal, _rectified, f"layer {layer!r}")


def _rectified(node):
    if kind(node) == "Relu":
        return lambda _, handed: (torch.relu(handed[0]),)
    return None
