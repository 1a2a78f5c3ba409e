"""Which pixels a class hangs on, by the derivative."""

from cnnlib.inspect._backward import back, run_from
from cnnlib.inspect._check import one_class


def saliency(model, x, target):
    """How strongly a class's logit changes with each pixel, by the derivative at this picture.

    The largest absolute derivative of the logit over the pixel's channels (Simonyan, Vedaldi and
    Zisserman 2014, §3.1).

    Parameters
    ----------
    model : torch.nn.Module
        From x to logits (N, classes). Not changed; it runs in evaluation mode.
    x : tensor of shape (N, C, H, W)
        float32 or float64.
    target : int or sequence of N ints
        The class, one for all or one for each picture.

    Returns
    -------
    tensor of shape (N, H, W)
        At least 0.

    Raises
    ------
    TypeError
        The model is no module, x no tensor of floats, the target no int.
    ValueError
        There is no such class, there are not N of them, the network refuses x, gives no logits,
        or they have no derivative.

    Examples
    --------
    >>> import torch
    >>> net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2, bias=False))
    >>> _ = net[1].weight.data.copy_(torch.tensor([[0.0, 1.0, -2.0, 3.0], [1.0, 1.0, 1.0, 1.0]]))
    >>> saliency(net, torch.zeros(1, 1, 2, 2), target=0)[0].tolist()
    [[0.0, 1.0], [2.0, 3.0]]
    """
    x, logits, _ = run_from("saliency", model, x)
    signal = one_class("saliency", logits, target)
    gradient = back("saliency", logits, x, signal, lambda node: None, "the network's result")
    return gradient.abs().amax(dim=1)  # (N, C, H, W) -> (N, H, W)
