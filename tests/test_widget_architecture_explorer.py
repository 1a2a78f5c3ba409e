"""The Python side of the architecture explorer, against the networks of `cnnlib.models`."""

import pytest

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.widgets import ArchitectureExplorer
from cnnlib.widgets.architecture_explorer import NETWORKS, count

MODELS = {"LeNet-5": "lenet5", "AlexNet": "alexnet", "VGG-16": "vgg16"}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_networks_are_those_of_the_package(name):
    network = ArchitectureExplorer(name, alt="Layers").networks[name]
    table = summary(models.build(MODELS[name]), (network["channels"], *2 * [network["side"]]))
    rows = count(network)
    kept = [
        row.output for row in table.rows[:-1] if row.params or row.layer.split(".")[-1][0] in "ps"
    ]
    assert ["x".join(map(str, row["output"])) for row in rows] == kept
    for part in ("params", "macs"):
        found = [getattr(row, part) for row in table.rows[:-1] if getattr(row, part)]
        assert [row[part] for row in rows if row[part]] == found


def test_words_say_what_is_drawn():
    assert ArchitectureExplorer("LeNet-5", alt="Layers").numbers() == (
        "LeNet-5: 61,706 parameters, 416,520 MACs, output 10."
    )
    own = {
        "channels": 2,
        "side": 5,
        "layers": [{"name": "a", "kind": "conv", "width": 4, "kernel": 3}],
    }
    figure = ArchitectureExplorer("own", {"own": own}, alt="Layers")
    assert figure.numbers() == "own: 76 parameters, 648 MACs, output 4×3×3."


def net(*layers, channels=4, side=8):
    return {"net": {"channels": channels, "side": side, "layers": list(layers)}}


def conv(**sizes):
    return {"name": "a", "kind": "conv", "width": 4, "kernel": 3, **sizes}


FULL = {"name": "b", "kind": "full", "width": 5}


@pytest.mark.parametrize(
    ("network", "networks", "error", "said"),
    [
        ("AlexNte", None, ValueError, "network is 'AlexNte', expected"),
        ("net", {}, ValueError, "networks is {}, expected a dict, not empty"),
        ("net", {"net": {"layers": []}}, ValueError, r"networks\['net'\] is .*side and layers"),
        ("net", net(), ValueError, r"networks\['net'\] has no layers"),
        ("net", net(FULL, channels=0), ValueError, "channels of net is 0"),
        ("net", net(FULL, side=2.5), TypeError, "side of net is 2.5"),
        ("net", net({"kind": "full"}), ValueError, "a layer of net is .*with name and kind"),
        ("net", net({**FULL, "kind": "relu"}), ValueError, "kind of b in net is 'relu'"),
        ("net", net({**FULL, "kernel": 3}), ValueError, "b in net has kernel, kind, name, width,"),
        ("net", net(FULL, FULL), ValueError, "a layer of net is named 'b', expected a str of its"),
        ("net", net(conv(width=0)), ValueError, "width of a in net is 0"),
        ("net", net(conv(kernel=9)), ValueError, "in net a has a kernel of 9, expected at most"),
        ("net", net(conv(groups=3)), ValueError, "in net a has 3 groups, expected a divisor"),
        ("net", net(FULL, conv()), ValueError, "in net a is of kind 'conv', but no maps are left"),
        (
            "net",
            net({"name": "p", "kind": "pool", "kernel": 2, "stride": 2, "padding": 2}),
            ValueError,
            "in net p has a padding of 2, expected at most half its window, 1",
        ),
    ],
)
def test_what_is_not_a_network_is_refused(network, networks, error, said):
    with pytest.raises(error, match="^ArchitectureExplorer: " + said):
        ArchitectureExplorer(network, networks, alt="Layers")
