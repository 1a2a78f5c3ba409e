"""A network as a list of layers that the reader changes: shapes, parameters, multiply-adds."""

import math

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["ArchitectureExplorer"]

LIMITS = {
    "side": (1, 512),
    "channels": (1, 64),
    "width": (1, 8192),
    "kernel": (1, 64),
    "stride": (1, 16),
    "padding": (0, 32),
    "groups": (1, 64),
}
KINDS = {  # what a layer is -> what the reader can change of it
    "conv": ("width", "kernel", "stride", "padding", "groups"),
    "pool": ("kernel", "stride", "padding"),
    "full": ("width",),
}
LEAST = {"stride": 1, "padding": 0, "groups": 1}


def conv(name, width, kernel, stride=1, padding=0, groups=1):
    sizes = {"width": width, "kernel": kernel, "stride": stride, "padding": padding}
    return {"name": name, "kind": "conv", **sizes, "groups": groups}


def pool(name, kernel, stride):
    return {"name": name, "kind": "pool", "kernel": kernel, "stride": stride, "padding": 0}


def full(name, width):
    return {"name": name, "kind": "full", "width": width}


def _vgg16():
    layers = []
    for block, (width, count) in enumerate(((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)), 1):
        layers += [conv(f"conv{block}_{k}", width, 3, padding=1) for k in range(1, count + 1)]
        layers.append(pool(f"pool{block}", 2, 2))
    return [*layers, full("full6", 4096), full("full7", 4096), full("full8", 1000)]


# Layers with weights and poolings, as in `cnnlib.models`: importing that would import torch.
NETWORKS = {
    "LeNet-5": {
        "channels": 1,
        "side": 32,
        "layers": [
            conv("C1", 6, 5),
            pool("S2", 2, 2),
            conv("C3", 16, 5),
            pool("S4", 2, 2),
            conv("C5", 120, 5),
            full("F6", 84),
            full("output", 10),
        ],
    },
    "AlexNet": {
        "channels": 3,
        "side": 227,
        "layers": [
            conv("conv1", 96, 11, stride=4),
            pool("pool1", 3, 2),
            conv("conv2", 256, 5, padding=2, groups=2),
            pool("pool2", 3, 2),
            conv("conv3", 384, 3, padding=1),
            conv("conv4", 384, 3, padding=1, groups=2),
            conv("conv5", 256, 3, padding=1, groups=2),
            pool("pool5", 3, 2),
            full("full6", 4096),
            full("full7", 4096),
            full("full8", 1000),
        ],
    },
    "VGG-16": {"channels": 3, "side": 224, "layers": _vgg16()},
}


class ArchitectureExplorer(InteractiveFigure):
    """Interactive figure: the layers of a network, each of which the reader can change.

    A table shows for each layer what it puts out, its parameters and its multiply-adds; bars show
    how one of the two is spread over the layers. The reader chooses a network, the side of its
    picture, a layer, and that layer's width, kernel, stride, padding and groups; everything after
    it follows. Where sizes do not fit, the figure says which rule is broken.

    Parameters
    ----------
    network : str
        Which of the networks is shown first.
    networks : dict, optional
        Name to a dict of ``channels``, ``side`` and ``layers`` of the picture and the network. A
        layer is a dict of its ``name``, its ``kind`` and its sizes: of "conv" ``width``,
        ``kernel``, ``stride``, ``padding`` and ``groups``, of "pool" ``kernel``, ``stride`` and
        ``padding``, of "full" ``width``. Where they are left out, the stride is 1, the padding 0,
        and there is one group. Default: LeNet-5, AlexNet and VGG-16.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        A size is no whole number, or ``alt`` is not a string.
    ValueError
        There is no such network, a network has no layers, a layer is not as above, sizes are out of
        range or do not fit, or ``alt`` is empty.

    Examples
    --------
    >>> ArchitectureExplorer("AlexNet", alt="The layers of a network")
    Interactive figure: The layers of a network. AlexNet: 60,965,224 parameters, 724,406,816 MACs, output 1000.
    """  # noqa: E501

    network = traitlets.Unicode(read_only=True).tag(sync=True)
    networks = traitlets.Dict(read_only=True).tag(sync=True)
    limits, kinds = (traitlets.Dict(read_only=True).tag(sync=True) for _ in range(2))

    def __init__(self, network="AlexNet", networks=None, *, alt):
        name = "ArchitectureExplorer"
        networks = NETWORKS if networks is None else networks
        if not isinstance(networks, dict) or not networks:
            raise ValueError(f"{name}: networks is {networks!r}, expected a dict, not empty")
        checked = {title: _checked(name, title, net) for title, net in networks.items()}
        _shapes.check_choice(name, "network", network, tuple(checked))
        super().__init__(
            alt=alt,
            network=network,
            networks=checked,
            limits={size: list(ends) for size, ends in LIMITS.items()},
            kinds={kind: list(sizes) for kind, sizes in KINDS.items()},
        )

    def numbers(self):
        rows = count(self.networks[self.network])
        params, macs = (sum(row[part] for row in rows) for part in ("params", "macs"))
        output = "×".join(map(str, rows[-1]["output"]))
        return f"{self.network}: {params:,} parameters, {macs:,} MACs, output {output}."


def count(network):
    """For each layer its output, parameters and multiply-adds."""
    shape, rows = (network["channels"], network["side"], network["side"]), []
    for layer in network["layers"]:
        shape, row = _after(shape, layer)
        rows.append(row)
    return rows


def _after(shape, layer):
    """The shape that a layer makes of another, and its row."""
    if layer["kind"] == "full":
        inputs = math.prod(shape)
        shape = (layer["width"],)
        weights = inputs * layer["width"]
        return shape, {"output": shape, "params": weights + layer["width"], "macs": weights}
    if len(shape) == 1:
        raise ValueError(f"{layer['name']} is of kind {layer['kind']!r}, but no maps are left")
    channels, side, _ = shape
    kernel, stride, padding = (layer[size] for size in ("kernel", "stride", "padding"))
    if kernel > side + 2 * padding:
        raise ValueError(
            f"{layer['name']} has a kernel of {kernel}, expected at most the padded map, "
            f"{side + 2 * padding}"
        )
    out = (side + 2 * padding - kernel) // stride + 1
    if layer["kind"] == "pool":
        if padding > kernel // 2:
            raise ValueError(
                f"{layer['name']} has a padding of {padding}, expected at most half its window, "
                f"{kernel // 2}"
            )
        shape = (channels, out, out)
        return shape, {"output": shape, "params": 0, "macs": 0}
    width, groups = layer["width"], layer["groups"]
    if channels % groups or width % groups:
        raise ValueError(
            f"{layer['name']} has {groups} groups, expected a divisor of its {channels} input "
            f"maps and its {width} own"
        )
    shape = (width, out, out)
    weights = width * channels // groups * kernel**2
    return shape, {"output": shape, "params": weights + width, "macs": weights * out**2}


def _checked(function, title, network):
    """A network with all sizes written out, after a look at every one of them."""
    if not isinstance(network, dict) or set(network) != {"channels", "side", "layers"}:
        raise ValueError(
            f"{function}: networks[{title!r}] is {network!r}, expected a dict of channels, side "
            "and layers"
        )
    sizes = {
        size: _shapes.integer(function, f"{size} of {title}", network[size], *LIMITS[size])
        for size in ("channels", "side")
    }
    layers = [_checked_layer(function, title, layer) for layer in network["layers"]]
    if not layers:
        raise ValueError(f"{function}: networks[{title!r}] has no layers, expected at least one")
    names = [layer["name"] for layer in layers]
    for name in names:
        if not isinstance(name, str) or names.count(name) > 1:
            raise ValueError(
                f"{function}: a layer of {title} is named {name!r}, expected a str of its own"
            )
    checked = {**sizes, "layers": layers}
    try:
        count(checked)
    except ValueError as error:
        raise ValueError(f"{function}: in {title} {error}") from None
    return checked


def _checked_layer(function, title, layer):
    if not isinstance(layer, dict) or not {"name", "kind"} <= set(layer):
        raise ValueError(
            f"{function}: a layer of {title} is {layer!r}, expected a dict with name and kind"
        )
    name, kind = layer["name"], layer["kind"]
    _shapes.check_choice(function, f"kind of {name} in {title}", kind, tuple(KINDS))
    checked = {**{size: LEAST[size] for size in KINDS[kind] if size in LEAST}, **layer}
    if set(checked) != {"name", "kind", *KINDS[kind]}:
        raise ValueError(
            f"{function}: {name} in {title} has {', '.join(sorted(layer))}, expected name, kind, "
            f"{', '.join(KINDS[kind])}"
        )
    for size in KINDS[kind]:
        _shapes.integer(function, f"{size} of {name} in {title}", checked[size], *LIMITS[size])
    return checked
