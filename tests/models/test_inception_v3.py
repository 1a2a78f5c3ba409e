"""Inception-v3 against table 1 of its paper, and against torchvision's network."""

import re
from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from cnnlib import models
from cnnlib.models.inception_v3 import InceptionA, InceptionB, InceptionC, InceptionOutputs
from tests.models.depth import weight_layers
from tests.models.steps import layers, train_one_step
from tests.refusal import assert_refused
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
TABLE = rows(PUBLISHED / "inception_v3.csv")

# The rows of table 1 by the first of our layers that belongs to them; the last is the result.
PLACES = ["conv1", "conv2", "conv3", "pool1", "conv4", "conv5", "conv6"]
PLACES += ["inception_a1", "inception_b1", "inception_c1", "average_pool", "linear", "softmax"]

# What goes into the released network's layers, (maps, size), where table 1 prints something else;
# it has a pooling in place of the sixth convolution.
RELEASED = {"conv5": (80, 73), "pool2": (192, 71), "inception_a1": (192, 35)}

# How torchvision names our layers.
NAMES = (
    (r"^first_layers\.conv1", "Conv2d_1a_3x3"),
    (r"^first_layers\.conv2", "Conv2d_2a_3x3"),
    (r"^first_layers\.conv3", "Conv2d_2b_3x3"),
    (r"^first_layers\.conv4", "Conv2d_3b_1x1"),
    (r"^first_layers\.conv5", "Conv2d_4a_3x3"),
    (r"^inception_a1", "Mixed_5b"),
    (r"^inception_a2", "Mixed_5c"),
    (r"^inception_a3", "Mixed_5d"),
    (r"^reduction_a", "Mixed_6a"),
    (r"^inception_b1", "Mixed_6b"),
    (r"^inception_b2", "Mixed_6c"),
    (r"^inception_b3", "Mixed_6d"),
    (r"^inception_b4", "Mixed_6e"),
    (r"^reduction_b", "Mixed_7a"),
    (r"^inception_c1", "Mixed_7b"),
    (r"^inception_c2", "Mixed_7c"),
    (r"^aux\.conv1", "AuxLogits.conv0"),
    (r"^aux\.conv2", "AuxLogits.conv1"),
    (r"^aux\.fc", "AuxLogits.fc"),
    (r"^linear", "fc"),
    (r"\.pool\.1\.", ".branch_pool."),
    (r"\.1\.1x3\.", "_2a."),
    (r"\.1\.3x1\.", "_2b."),
    (r"\.2\.1x3\.", "_3a."),
    (r"\.2\.3x1\.", "_3b."),
    (r"\.0\.", "_1."),
    (r"\.1\.", "_2."),
    (r"\.2\.", "_3."),
    (r"\.3\.", "_4."),
    (r"\.4\.", "_5."),
    (r"\.double_(\dx\d)", r".branch\1dbl"),
    (r"\.7x7_3x3", ".branch7x7x3"),
    (r"\.(\dx\d)", r".branch\1"),
)


def make(**options):
    with torch.device("meta"):
        return models.inception_v3(**options)


def inputs(**options):
    """What goes into every module, (maps, size) or (maps,), and the result's size."""
    net, found = make(**options), {}
    for name, module in net.named_modules():
        name = name.removeprefix("first_layers.")
        module.register_forward_pre_hook(
            lambda _module, given, name=name: found.update({name: tuple(given[0].shape[1:])})
        )
    result = net.eval()(torch.zeros(1, 3, 299, 299, device="meta"))
    assert all(len(shape) != 3 or shape[1] == shape[2] for shape in found.values())
    return {name: shape[:2] for name, shape in found.items()} | {"softmax": tuple(result.shape[1:])}


@pytest.mark.parametrize(
    ("options", "params", "macs"),
    [
        ({}, 23_834_568, 5_713_216_096),
        ({"aux_logits": True}, 27_161_264, 5_713_216_096),
        ({"stem": "paper"}, 24_410_696, 6_045_493_856),
    ],
    ids=str,
)
def test_parameters_and_macs(options, params, macs):
    """The paper says less than 25 million parameters, and 5 billion multiply-adds: nearly 6."""
    total = layers("inception_v3", **options)["total"]
    assert (total.params, total.macs) == (params, macs)
    assert params < 25e6 or options == {"aux_logits": True}


def test_numbers_of_torchvision():
    """Those that its weights carry, of the network with the auxiliary classifier."""
    said = torchvision.models.Inception_V3_Weights.IMAGENET1K_V1.meta
    total = layers("inception_v3", aux_logits=True)["total"]
    assert total.params == said["num_params"]
    assert total.macs / 1e9 == pytest.approx(said["_ops"], abs=5e-4)


@pytest.mark.parametrize("stem", ["paper", "released"])
def test_sizes_of_the_table(stem):
    found = inputs(stem=stem)
    for place, row in zip(PLACES, TABLE, strict=True):
        printed = (int(row["input_maps"]), int(row["input_size"]))
        if stem == "released" and place == "conv6":
            place = "pool2"
        differs = stem == "released" and place in RELEASED
        expected = RELEASED[place] if differs else printed
        assert found[place] == expected[: len(found[place])], place
        assert (expected != printed) == differs
    assert found["reduction_a"] == (288, 35) and found["reduction_b"] == (768, 17)


def test_first_layers_of_the_table():
    """Kernels and strides; padding keeps 147 cells, which is printed, and 35, which is not."""
    net = make(stem="paper").first_layers
    for place, row in zip(PLACES[:7], TABLE, strict=False):
        layer = net.get_submodule(place)
        layer = layer if place == "pool1" else layer.conv
        kernel, stride = int(row["kernel"]), int(row["stride"])
        assert layer.kernel_size in (kernel, (kernel, kernel)), place
        assert layer.stride in (stride, (stride, stride)), place
        padded = row["layer"].startswith("padded") or place == "conv6"
        assert layer.padding == (0 if place == "pool1" else (int(padded),) * 2), place


def test_number_of_modules():
    """Table 1 has five modules of figure 6; the released network has four and a reduction."""
    net = make()
    printed = [int(row["number"]) for row in TABLE if row["layer"].startswith("inception")]
    counted = [
        sum(type(module) is kind for module in net.children())
        for kind in (InceptionA, InceptionB, InceptionC)
    ]
    assert printed == [3, 5, 2] and counted == [3, 4, 2]


def test_depth():
    """The paper says 42."""
    assert weight_layers("inception_v3") == 48
    assert weight_layers("inception_v3", stem="paper") == 49


def test_a_factorised_kernel_sees_the_whole_square():
    """A cell of figure 6's branches depends on 7 x 7 and 13 x 13 cells."""
    torch.manual_seed(0)
    module = InceptionB(768, width=128).eval()
    for branch, seen in (("7x7", 7), ("double_7x7", 13)):
        for parameter in module[branch].parameters():
            nn.init.constant_(parameter, 0.1)
        x = torch.rand(1, 768, 17, 17, requires_grad=True)
        module[branch](x)[0, 0, 8, 8].backward()
        reached = x.grad[0].abs().sum(dim=0) > 0
        first = 8 - seen // 2
        assert reached[first : first + seen, first : first + seen].all()
        assert reached.sum() == seen**2


def torchvision_name(name):
    for pattern, replacement in NAMES:
        name = re.sub(pattern, replacement, name)
    return name


@pytest.fixture(scope="module")
def pair():
    """Our network and torchvision's, with its random weights and statistics in both."""
    torch.manual_seed(0)
    theirs = torchvision.models.inception_v3(init_weights=False, aux_logits=True)
    for module in theirs.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.normal_(module.bias, std=0.1)
            nn.init.normal_(module.running_mean, std=0.1)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    ours, state = models.inception_v3(aux_logits=True), theirs.state_dict()
    names = {name: torchvision_name(name) for name in ours.state_dict()}
    assert sorted(names.values()) == sorted(state)
    ours.load_state_dict({name: state[other] for name, other in names.items()})
    ours.dropout.p = theirs.dropout.p = 0.0
    return ours, theirs


@pytest.mark.parametrize("size", [(299, 299), (97, 130)], ids=str)
def test_torchvision_gives_the_same(pair, size):
    ours, theirs = (net.eval() for net in pair)
    x = torch.randn(1, 3, *size)
    with torch.no_grad():
        expected = theirs(x)
        assert (ours(x) - expected).abs().max() <= 1e-5 * expected.abs().max()


def test_torchvision_gives_the_same_in_training(pair):
    """The auxiliary logits too, and by the same names."""
    ours, theirs = (net.train() for net in pair)
    x = torch.randn(2, 3, 299, 299)
    with torch.no_grad():
        got, expected = ours(x), theirs(x)
    assert got._fields == expected._fields == ("logits", "aux_logits")
    for name in got._fields:
        mine, other = getattr(got, name), getattr(expected, name)
        assert (mine - other).abs().max() <= 1e-5 * other.abs().max(), name


def test_one_step():
    assert train_one_step("inception_v3").shape == (1, 1000)


def test_one_step_with_table_1_and_the_auxiliary_classifier():
    torch.manual_seed(0)
    net = models.inception_v3(num_classes=10, aux_logits=True, stem="paper")
    found = net(torch.rand(2, 3, 299, 299))
    assert isinstance(found, InceptionOutputs)
    y = torch.tensor([3, 7])
    (F.cross_entropy(found.logits, y) + 0.4 * F.cross_entropy(found.aux_logits, y)).backward()
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None and parameter.grad.any(), name


def test_an_auxiliary_loss_reaches_only_what_is_below_it():
    net = make(aux_logits=True)
    found = net(torch.zeros(2, 3, 299, 299, device="meta"))
    found.aux_logits.sum().backward()
    parts = {name.split(".")[0] for name, p in net.named_parameters() if p.grad is None}
    assert parts == {"reduction_b", "inception_c1", "inception_c2", "linear"}


def test_other_sizes():
    net = models.inception_v3(num_classes=5, in_channels=1).eval()
    assert net(torch.rand(2, 1, 75, 80)).shape == (2, 5)
    net = make(num_classes=5, aux_logits=True)
    assert [part.shape for part in net(torch.zeros(2, 3, 331, 299, device="meta"))] == [(2, 5)] * 2


BAD = {
    "no classes": (dict(num_classes=0), ValueError, "inception_v3: num_classes is 0"),
    "no channels": (dict(in_channels=0), ValueError, "inception_v3: in_channels is 0"),
    "half a class": (dict(num_classes=2.5), TypeError, "inception_v3: num_classes is 2.5"),
    "unknown stem": (
        dict(stem="7x7"),
        ValueError,
        "inception_v3: stem is '7x7', expected 'paper' or 'released'",
    ),
}


@pytest.mark.parametrize(("options", "error", "said"), BAD.values(), ids=BAD)
def test_bad_options(options, error, said):
    assert_refused(lambda: models.inception_v3(**options), error, said)


def test_bad_inputs():
    net = make(aux_logits=True).eval()
    for shape in [(1, 3, 74, 299), (1, 1, 299, 299), (3, 299, 299)]:
        rule = r"expected \(N, 3, H, W\) with H at least 75 and W at least 75"
        x = torch.zeros(shape, device="meta")
        assert_refused(lambda x=x: net(x), ValueError, rf"inception_v3: x has shape .*, {rule}")
    x, rule = torch.zeros(2, 3, 298, 299, device="meta"), "with H at least 299 and W at least 299"
    assert_refused(lambda: net.train()(x), ValueError, rf"inception_v3: x has shape .*, .*{rule}")
