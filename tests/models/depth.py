"""How deep a network is: its layers with weights along the longest way through it."""

import torch

from cnnlib import models


def weight_layers(name, **options):
    """Counted in the graph that autograd keeps of one run, which knows every branch."""
    with torch.device("meta"):
        net, x = models.build(name, **options).eval(), torch.zeros(1, *models.input_shape(name))
    return _depth(net(x).grad_fn, {})


def _depth(node, found):
    """Convolutions and linear layers up to here; ``found`` keeps what was counted before."""
    if node not in found:
        before = (source for source, _ in node.next_functions if source is not None)
        layer = node.name().startswith(("ConvolutionBackward", "AddmmBackward"))
        found[node] = layer + max((_depth(source, found) for source in before), default=0)
    return found[node]
