"""Inception-v4 against the figures of its paper."""

from pathlib import Path

import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.models._inception import Branches, Convolution
from tests.models.steps import layers, published_parameters, reach, train_one_step
from tests.refusal import assert_refused
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"

# The parts of figures 3 and 9 by the layer or layers that end them.
PLACES = [f"stem.{k}" for k in range(6)]
PLACES += ["stem", "inception_a", "reduction_a", "inception_b", "reduction_b", "inception_c"]
PLACES += ["average_pool", "dropout", "linear"]

MODULES = {
    "first concatenation": "stem.3",
    "second concatenation": "stem.4",
    "third concatenation": "stem.5",
    "Inception-A": "inception_a",
    "Inception-B": "inception_b",
    "Inception-C": "inception_c",
    "Reduction-A": "reduction_a",
    "Reduction-B": "reduction_b",
}

# What the figures print and other parts of them contradict: (module, branch): (printed, right).
WRONG = {
    ("third concatenation", "1"): ("3x3 192", "3x3 192/2"),  # or it would not be 35 x 35
    ("Inception-B", "3"): ("1x1 192; 1x7 224; 1x7 256", "1x1 192; 1x7 224; 7x1 256"),
}


def make():
    with torch.device("meta"):
        return models.inception_v4()


def test_parameters_and_macs():
    """The paper prints neither."""
    total = layers("inception_v4")["total"]
    assert total.params == published_parameters("Inception-v4") == 42_679_816
    assert total.macs == 12_253_974_624


def test_sizes_of_the_figures():
    net, found = make(), {}
    for place in PLACES:
        net.get_submodule(place).register_forward_hook(
            lambda _module, _inputs, output, place=place: found.update({place: output.shape[1:]})
        )
    net(torch.zeros(1, 3, 299, 299, device="meta"))
    table = rows(PUBLISHED / "inception_v4.csv")
    for place, row in zip(PLACES, table, strict=True):
        size = (int(row["maps"]), int(row["size"]), int(row["size"]))
        assert found[place] == size[: len(found[place])], place
        if place.startswith("inception"):
            assert len(net.get_submodule(place)) == int(row["number"])
    assert "keep 0.8" in table[PLACES.index("dropout")]["part"] and net.dropout.p == 0.2


def described(module):
    """A branch in the table's words."""
    if isinstance(module, Convolution):
        conv = module.conv
        stride = f"/{conv.stride[0]}" if conv.stride != (1, 1) else ""
        return "x".join(map(str, conv.kernel_size)) + f" {conv.out_channels}{stride}"
    if isinstance(module, nn.MaxPool2d):
        return f"max pool {module.kernel_size}x{module.kernel_size}/{module.stride}"
    if isinstance(module, nn.AvgPool2d):
        assert module.stride == 1
        return f"average pool {module.kernel_size}x{module.kernel_size}"
    text = "; ".join(described(part) for part in module.children())
    return f"[{text}]" if isinstance(module, Branches) else text


@pytest.mark.parametrize("name", MODULES)
def test_branches_of_the_figures(name):
    """Kernels, filters and strides; modules that stand several times are all the same."""
    place = make().get_submodule(MODULES[name])
    printed = []
    for row in rows(PUBLISHED / "inception_v4_modules.csv"):
        if row["module"] == name:
            wrong, right = WRONG.get((name, row["branch"]), (row["steps"], row["steps"]))
            assert row["steps"] == wrong
            printed.append(right)
    modules = [place] if isinstance(place, Branches) else list(place)
    for module in modules:
        assert [described(branch) for branch in module.values()] == printed


def test_what_the_figures_print_would_not_fit():
    """Without the stride 69 cells would meet the pooling's 35; twice 1 x 7 sees 13 columns."""
    with torch.device("meta"):
        x = torch.zeros(1, 192, 71, 71)
        assert Convolution(192, 192, 3)(x).shape[2:] == (69, 69)
        assert nn.MaxPool2d(3, stride=2)(x).shape[2:] == (35, 35)
    torch.manual_seed(0)
    branch = models.inception_v4().inception_b[0]["7x7"].eval()
    for parameter in branch.parameters():
        nn.init.constant_(parameter, 0.1)
    x = torch.rand(1, 1024, 17, 17, requires_grad=True)
    branch(x)[0, 0, 8, 8].backward()
    reached = x.grad[0].abs().sum(dim=0) > 0
    assert reached[5:12, 5:12].all() and reached.sum() == 7 * 7


def test_every_convolution_is_normalised():
    kinds = [type(module) for module in make().modules()]
    assert kinds.count(nn.Conv2d) == kinds.count(nn.BatchNorm2d) == kinds.count(Convolution) == 149


def test_one_step():
    assert train_one_step("inception_v4").shape == (1, 1000)


def test_other_sizes():
    net = models.inception_v4(num_classes=5, in_channels=1).eval()
    assert net(torch.rand(2, 1, 75, 80)).shape == (2, 5)


BAD = {
    "no classes": (dict(num_classes=0), ValueError, "inception_v4: num_classes is 0"),
    "no channels": (dict(in_channels=0), ValueError, "inception_v4: in_channels is 0"),
    "half a class": (dict(num_classes=2.5), TypeError, "inception_v4: num_classes is 2.5"),
}


@pytest.mark.parametrize(("options", "error", "said"), BAD.values(), ids=BAD)
def test_bad_options(options, error, said):
    assert_refused(lambda: models.inception_v4(**options), error, said)


@pytest.mark.parametrize("shape", [(1, 3, 74, 299), (1, 1, 299, 299), (3, 299, 299)], ids=str)
def test_bad_inputs(shape):
    net, x = make(), torch.zeros(shape, device="meta")
    rule = r"expected \(N, 3, H, W\) with H at least 75 and W at least 75"
    assert_refused(lambda: net(x), ValueError, rf"inception_v4: x has shape .*, {rule}")


def test_the_gradient_reaches_as_far_as_the_summary_says():
    """Through modules whose branches see more and less: the widest counts."""
    assert layers("inception_v4")["inception_a.1.pool.0"].receptive_field == "103"
    assert reach(models.inception_v4(num_classes=2), "inception_a.1.pool.0", 299) == 103
