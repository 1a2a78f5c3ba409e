"""Inception-v3 against table 1 of its paper, and against torchvision's network."""

from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from cnnlib import models
from cnnlib.models.inception_v3 import InceptionA, InceptionB, InceptionC, InceptionOutputs
from tests.models.depth import weight_layers
from tests.models.steps import layers, reach, train_one_step, with_other_statistics
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


def judge():
    """torchvision's network with random weights, and statistics unlike a new network's."""
    net = torchvision.models.inception_v3(init_weights=False, aux_logits=True)
    return with_other_statistics(net)


@pytest.fixture(scope="module")
def pair():
    """Our network with torchvision's weights, and torchvision's; no dropout, which is random."""
    torch.manual_seed(0)
    theirs = judge()
    ours = models.load_torchvision(models.inception_v3(aux_logits=True), theirs.state_dict())
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


def test_without_our_auxiliary_classifier_torchvisions_is_left_out(pair):
    _, theirs = (net.eval() for net in pair)
    ours = models.load_torchvision(models.inception_v3(), theirs.state_dict()).eval()
    x = torch.randn(1, 3, 97, 130)
    with torch.no_grad():
        expected = theirs(x)
        assert (ours(x) - expected).abs().max() <= 1e-5 * expected.abs().max()
    without = {n: t for n, t in theirs.state_dict().items() if not n.startswith("AuxLogits")}
    assert len(without) < len(theirs.state_dict())
    message = "does not fit the InceptionV3: 'AuxLogits.conv0.conv.weight' is missing"
    ours = models.inception_v3(aux_logits=True)
    assert_refused(lambda: models.load_torchvision(ours, without), ValueError, message)


def test_weights_have_no_place_in_the_papers_stem(pair):
    state, net = pair[1].state_dict(), make(stem="paper")
    message = "load_torchvision: model has stem 'paper', torchvision's has 'released'"
    assert_refused(lambda: models.load_torchvision(net, state), ValueError, message)


@pytest.fixture
def trained(monkeypatch):
    """torchvision without a network: its trained weights are drawn, and what is asked is noted."""
    asked, theirs = [], judge().eval()

    def get_model(name, weights):
        asked.append((name, weights))
        return theirs

    monkeypatch.setattr(torchvision.models, "get_model", get_model)
    return asked, theirs


def test_trained_weights(trained):
    asked, theirs = trained
    ours = models.inception_v3(weights="imagenet").eval()
    assert asked == [("inception_v3", "IMAGENET1K_V1")]
    assert "IMAGENET1K_V1" in torchvision.models.get_model_weights("inception_v3").__members__
    x = torch.randn(1, 3, 97, 130)
    with torch.no_grad():
        assert (ours(x) - theirs(x)).abs().max() <= 1e-5 * theirs(x).abs().max()


def test_trained_weights_belong_to_pictures_from_minus_one_to_one():
    """torchvision's network turns its pictures into those that our docstring names."""
    net = torchvision.models.Inception3(num_classes=2, init_weights=False, transform_input=True)
    x = torch.rand(1, 3, 8, 8)
    mean, deviation = torch.tensor([[0.485, 0.456, 0.406], [0.229, 0.224, 0.225]])[..., None, None]
    assert torch.allclose(net._transform_input((x - mean) / deviation), (x - 0.5) / 0.5, atol=1e-5)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"num_classes": 10}, "num_classes is 10, expected 1000 with weights='imagenet'"),
        ({"in_channels": 1}, "in_channels is 1, expected 3 with weights='imagenet'"),
        ({"stem": "paper"}, "with weights: stem is 'paper', expected 'released'"),
    ],
    ids=str,
)
def test_weights_that_do_not_fit_are_not_fetched(more, message, trained):
    assert_refused(
        lambda: models.inception_v3(weights="imagenet", **more),
        ValueError,
        f"^inception_v3.* {message}",
    )
    assert trained[0] == []


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
    "unknown weights": (
        dict(weights="coco"),
        ValueError,
        "inception_v3: weights is 'coco', expected None or 'imagenet'",
    ),
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


def test_the_gradient_reaches_as_far_as_the_summary_says():
    """Through modules whose branches see more and less: the widest counts."""
    assert layers("inception_v3")["reduction_a.pool"].receptive_field == "143"
    assert reach(models.inception_v3(num_classes=2), "reduction_a.pool", 299) == 143
