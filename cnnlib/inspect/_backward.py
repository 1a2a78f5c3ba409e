"""Going back from a result to the picture by other rules than the derivative's.

autograd's record of a run has a node for each operation, however the network's code called it: as a
layer, a function or a method, in place or not. A hook on a node replaces what it hands back. The
record is thrown away afterwards, and the hooks with it; the network never knew of them.
"""

import torch

from cnnlib.inspect._check import check_pictures
from cnnlib.inspect._watch import run


def run_from(function, model, x, layers=()):
    """A copy of x as the start of autograd's record, and what `run` makes of it."""
    check_pictures(function, x)
    with torch.enable_grad():
        start = x.detach().clone().requires_grad_()
        return start, *run(function, model, start, layers)


def kind(node):
    """What a node was in the forward pass: "Relu", "Convolution", "Addmm"."""
    return node.name().lstrip("_").split("Backward")[0]


def nodes(result):
    """All nodes between a result and what it was made of."""
    found, open_ends = set(), [result.grad_fn]
    while open_ends:
        node = open_ends.pop()
        if node is not None and node not in found:
            found.add(node)
            open_ends.extend(source for source, _ in node.next_functions)
    return found


def back(function, result, x, signal, rule, what):
    """Send ``signal``, of the result's shape, back to x.

    ``rule(node)`` is the node's hook, a function of what it would hand back and what it was handed,
    both tuples; None leaves the node its derivative.
    """
    for node in nodes(result):
        hook = rule(node)
        if hook is not None:
            node.register_hook(hook)
    grad = None
    if result.requires_grad:
        (grad,) = torch.autograd.grad(result, x, signal, allow_unused=True)
    if grad is None:
        raise ValueError(f"{function}: {what} has no derivative by x, expected one")
    return grad
