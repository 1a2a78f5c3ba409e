"""Running a network and looking on, without leaving a trace in it."""

from contextlib import contextmanager

import torch

from cnnlib.inspect._check import check_layer, check_model, check_pictures


def layers_of(model):
    """The modules without modules inside, or with parameters of their own."""
    return [
        module
        for module in model.modules()
        if not list(module.children()) or list(module.parameters(recurse=False))
    ]


@contextmanager
def watched(function, model, what, hooks):
    """The network in evaluation mode, its weights without gradients; afterwards it is as it was.

    ``hooks``, pairs of a module and its forward hook, are on it meanwhile. What the network says
    of an input that it does not take is told in one line, with the layer where it came up; ``what``
    names the input.
    """
    running = [""]
    names = {module: name or type(module).__name__ for name, module in model.named_modules()}
    training = [(module, module.training) for module in model.modules()]
    learning = [(parameter, parameter.requires_grad) for parameter in model.parameters()]

    def note(module, inputs):
        running[0] = names[module]

    handles = [layer.register_forward_pre_hook(note) for layer in layers_of(model)]
    handles += [module.register_forward_hook(hook) for module, hook in hooks]
    try:
        model.eval()
        model.requires_grad_(False)
        yield
    except (RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())
        where = f" at layer {running[0]}" if running[0] else ""
        raise ValueError(f"{function}: {what} does not fit{where}: {reason}") from None
    finally:
        for handle in handles:
            handle.remove()
        for module, mode in training:
            module.training = mode
        for parameter, flag in learning:
            parameter.requires_grad_(flag)


def run(function, model, x, layers=()):
    """What the network makes of x, and a dict with what each of the named layers makes.

    x and the layers' results are copied, so that the network may change its own in place.
    """
    check_model(function, model)
    check_pictures(function, x)
    modules = [(name, check_layer(function, model, name)) for name in layers]
    found = {name: [] for name in layers}

    def keep(name):
        def hook(module, inputs, output):
            found[name].append(output.clone() if isinstance(output, torch.Tensor) else output)

        return hook

    hooks = [(module, keep(name)) for name, module in dict(modules).items()]
    with watched(function, model, f"x of shape {tuple(x.shape)}", hooks):
        result = model(x.clone())
    return result, {name: _only(function, name, results) for name, results in found.items()}


def _only(function, name, results):
    """The one result, a tensor, of a layer."""
    if len(results) != 1:
        raise ValueError(
            f"{function}: layer {name!r} ran {len(results)} times in evaluation, expected once"
        )
    if not isinstance(results[0], torch.Tensor):
        kind = type(results[0]).__name__
        raise ValueError(f"{function}: layer {name!r} gives a {kind}, expected a tensor")
    return results[0]
