"""GoogLeNet against table 1 and section 5 of its paper."""

import math
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from cnnlib import models
from cnnlib.models.googlenet import TABLE_1, GoogLeNetOutputs, Inception, NaiveInception
from tests.models.depth import weight_layers
from tests.models.steps import layers, outputs, published_parameters, reach, train_one_step
from tests.refusal import assert_refused
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"
TABLE = rows(PUBLISHED / "googlenet.csv")

# The rows of table 1 by the last of our layers that belongs to them.
PLACES = [
    "conv1",
    "pool1",
    "conv2",
    "pool2",
    "inception_3a",
    "inception_3b",
    "pool3",
    "inception_4a",
    "inception_4b",
    "inception_4c",
    "inception_4d",
    "inception_4e",
    "pool4",
    "inception_5a",
    "inception_5b",
    "average_pool",
    "linear",
]

# What the table prints and its own widths contradict: (place, column): (printed, right).
# A count of parameters is in units of 1024, one of operations in millions.
WRONG = {
    ("conv1", "parameters"): ("2.7K", 9_472),
    ("conv1", "operations"): ("34M", 118_013_952),
    ("inception_4a", "parameters"): ("364K", 376_176),
    ("inception_4b", "parameters"): ("437K", 449_160),
    ("inception_4c", "parameters"): ("463K", 510_104),
    ("inception_4d", "parameters"): ("580K", 605_376),
    ("inception_4e", "parameters"): ("840K", 868_352),
    ("inception_5a", "parameters"): ("1072K", 1_043_456),
    ("inception_5a", "operations"): ("54M", 51_079_168),
    ("inception_5b", "parameters"): ("1388K", 1_444_080),
}


def number(text):
    """A printed count: "159K" is 159 * 1024 parameters, "34M" 34 million operations."""
    return float(text[:-1]) * {"K": 1024, "M": 1e6}[text[-1]]


def test_parameters_and_macs():
    total = layers("googlenet")["total"]
    assert total.params == published_parameters("GoogLeNet") == 6_998_552
    assert total.macs == 1_582_671_872
    both = layers("googlenet", aux_logits=True)["total"].params
    assert both == published_parameters("GoogLeNet", "with auxiliary classifiers") == 13_378_280


def test_parameters_of_the_auxiliary_classifiers():
    with torch.device("meta"):
        net = models.googlenet(aux_logits=True)
    counts = [sum(p.numel() for p in aux.parameters()) for aux in (net.aux1, net.aux2)]
    assert counts == [3_188_840, 3_190_888]


def counts(column):
    """Parameters or multiply-adds of every row, from the summary of its layers."""
    found = dict.fromkeys(PLACES, 0)
    for name, layer in layers("googlenet").items():
        place = name.split(".")[0].removesuffix("_reduce")
        if place in found:
            found[place] += getattr(layer, column)
    return found


def test_output_sizes_of_the_table():
    with torch.device("meta"):
        net, x = models.googlenet(), torch.zeros(1, 3, 224, 224)
    sizes = {}
    for place in PLACES:
        net.get_submodule(place).register_forward_hook(
            lambda _module, _inputs, output, place=place: sizes.update({place: output.shape[1:]})
        )
    net(x)
    for place, row in zip(PLACES, TABLE, strict=True):
        size = (int(row["maps"]), int(row["size"]), int(row["size"]))
        assert sizes[place] == (size[:1] if place == "linear" else size), place


def test_kernels_and_widths_of_the_table():
    with torch.device("meta"):
        net = models.googlenet()
    for place, row in zip(PLACES, TABLE, strict=True):
        if place.startswith("inception"):
            assert {name: int(row[name]) for name in TABLE_1["3a"]} == TABLE_1[place[-2:]]
        elif place == "average_pool":
            assert row["kernel"] == TABLE[PLACES.index("inception_5b")]["size"]  # the whole map
        elif place != "linear":
            layer, kernel, stride = net.get_submodule(place), int(row["kernel"]), int(row["stride"])
            assert layer.kernel_size in (kernel, (kernel, kernel)), place
            assert layer.stride in (stride, (stride, stride)), place
    conv2 = TABLE[PLACES.index("conv2")]
    assert int(conv2["n3x3_reduce"]) == net.conv2_reduce.out_channels
    assert int(conv2["n3x3"]) == net.conv2.out_channels


@pytest.mark.parametrize(("column", "ours"), [("parameters", "params"), ("operations", "macs")])
def test_printed_counts(column, ours):
    """Every one is right, rounded or cut off, or is named as wrong."""
    found = counts(ours)
    for place, row in zip(PLACES, TABLE, strict=True):
        counted, printed = found[place], row[column]
        if (place, column) in WRONG:
            assert (printed, counted) == WRONG[place, column]
            assert number(printed) != pytest.approx(counted, rel=0.003)
        elif printed:
            unit = number("1" + printed[-1])
            assert number(printed) / unit in (math.floor(counted / unit), round(counted / unit))
        else:
            assert counted == 0, place


def test_22_layers_with_parameters():
    assert weight_layers("googlenet") == sum(int(row["depth"]) for row in TABLE) == 22


def test_modules_and_pools():
    """Nine modules; five poolings between them, of which one takes the average."""
    net = models.googlenet()
    assert sum(isinstance(module, Inception) for module in net.modules()) == 9
    assert [name for name, _ in net.named_children() if "pool" in name] == [
        "pool1",
        "pool2",
        "pool3",
        "pool4",
        "average_pool",
    ]


def test_auxiliary_classifiers_layer_by_layer():
    """Section 5: 4 x 4 x 512 behind (4a), 4 x 4 x 528 behind (4d), then 128 maps and 1024 units."""
    with torch.device("meta"):
        net = models.googlenet(aux_logits=True)
        x = torch.zeros(2, 3, 224, 224)
    for aux, channels in ((net.aux1, 512), (net.aux2, 528)):
        pooled = aux.pool(torch.zeros(1, channels, 14, 14, device="meta"))
        assert pooled.shape == (1, channels, 4, 4)
        assert aux.conv.weight.shape == (128, channels, 1, 1)
        assert (aux.fc1.out_features, aux.dropout.p) == (1024, 0.7)
    assert net.dropout.p == 0.4
    trained = net.train()(x)
    assert isinstance(trained, GoogLeNetOutputs)
    assert [logits.shape for logits in trained] == [(2, 1000)] * 3
    assert net.eval()(x).shape == (2, 1000)


def test_an_auxiliary_loss_reaches_only_what_is_below_it():
    torch.manual_seed(0)
    net = models.googlenet(num_classes=3, aux_logits=True)
    found = net(torch.rand(1, 3, 224, 224))
    seen = {}
    for name in GoogLeNetOutputs._fields:
        net.zero_grad()
        F.cross_entropy(getattr(found, name), torch.tensor([1])).backward(retain_graph=True)
        seen[name] = {key.split(".")[0] for key, p in net.named_parameters() if p.grad is not None}
    inner = {name for name in PLACES if name.startswith("inception")}
    assert seen["aux_logits1"] & inner == {"inception_3a", "inception_3b", "inception_4a"}
    assert seen["aux_logits2"] & inner == {name for name in inner if name < "inception_4e"}
    assert seen["logits"] & inner == inner
    assert "aux1" in seen["aux_logits1"] and "aux2" in seen["aux_logits2"]
    assert not {"aux1", "aux2"} & seen["logits"] and "linear" not in seen["aux_logits2"]


def test_the_naive_module_grows():
    """As (3a) 387,072 weights and 416 maps, not 163,328 and 256; stacked, ever wider."""
    widths = dict(n1x1=64, n3x3=128, n5x5=32)
    with torch.device("meta"):
        naive, module = NaiveInception(192, **widths), Inception(192, **TABLE_1["3a"])
        x = torch.zeros(1, 192, 28, 28)
        assert naive(x).shape == (1, 416, 28, 28) and module(x).shape == (1, 256, 28, 28)
        weights = [
            sum(p.numel() for p in net.parameters() if p.ndim == 4) for net in (naive, module)
        ]
        assert weights == [387_072, 163_328]
        maps = [192]
        for _ in range(4):
            x = NaiveInception(maps[-1], **widths)(x)
            maps.append(x.shape[1])
    assert maps == [192, 416, 640, 864, 1088]


def test_the_branches_stand_in_the_papers_order():
    """1 x 1, 3 x 3, 5 x 5, pooling: with the others' weights 0, a branch fills its maps alone."""
    places = {"conv1x1": (0, 64), "conv3x3": (64, 192), "conv5x5": (192, 224)}
    places["pool_projection"] = (224, 256)
    torch.manual_seed(0)
    for name, (first, end) in places.items():
        module = Inception(192, **TABLE_1["3a"])
        for other in places.keys() - {name}:
            torch.nn.init.zeros_(getattr(module, other).weight)
            torch.nn.init.zeros_(getattr(module, other).bias)
        alive = module(torch.rand(1, 192, 5, 5))[0].sum(dim=(1, 2)) > 0
        assert alive[first:end].any()
        assert not alive[:first].any() and not alive[end:].any()


def test_one_step():
    assert train_one_step("googlenet").shape == (1, 1000)


def test_one_step_with_auxiliary_classifiers():
    """The paper's loss: all parameters get gradient."""
    torch.manual_seed(0)
    net = models.googlenet(aux_logits=True)
    found = net(torch.rand(1, 3, 224, 224))
    y = torch.tensor([7])
    loss = F.cross_entropy(found.logits, y)
    loss += 0.3 * (F.cross_entropy(found.aux_logits1, y) + F.cross_entropy(found.aux_logits2, y))
    loss.backward()
    assert all(p.grad is not None and p.grad.any() for p in net.parameters())


def test_other_sizes():
    net = models.googlenet(num_classes=5, in_channels=1).eval()
    assert net(torch.rand(2, 1, 32, 40)).shape == (2, 5)
    assert outputs(layers("googlenet", input_shape=(3, 320, 320)))["average_pool"] == (1024, 1, 1)


BAD = {
    "no classes": (dict(num_classes=0), ValueError, "googlenet: num_classes is 0"),
    "no channels": (dict(in_channels=0), ValueError, "googlenet: in_channels is 0"),
    "half a class": (dict(num_classes=2.5), TypeError, "googlenet: num_classes is 2.5"),
}


@pytest.mark.parametrize(("options", "error", "said"), BAD.values(), ids=BAD)
def test_bad_options(options, error, said):
    assert_refused(lambda: models.googlenet(**options), error, said)


def test_bad_inputs():
    with torch.device("meta"):
        net = models.googlenet(aux_logits=True)
        small, grey = torch.zeros(1, 3, 31, 64), torch.zeros(1, 1, 224, 224)
        large, one = torch.zeros(1, 3, 256, 256), torch.zeros(3, 224, 224)
    rule = r"expected \(N, 3, H, W\) with H at least 32 and W at least 32"
    for x in (small, grey, one):
        assert_refused(lambda x=x: net.eval()(x), ValueError, rf"googlenet: x has shape .*, {rule}")
    assert net.eval()(large).shape == (1, 1000)
    rule = r"expected \(N, 3, 224, 224\)"
    assert_refused(lambda: net.train()(large), ValueError, rf"googlenet: x has shape .*, {rule}")


@pytest.mark.parametrize(("layer", "size"), [("pool2", 27), ("pool3", 107)])
def test_the_gradient_reaches_as_far_as_the_summary_says(layer, size):
    """Through modules whose branches see more and less: the widest counts."""
    assert layers("googlenet")[layer].receptive_field == str(size)
    assert reach(models.googlenet(num_classes=2), layer, 224) == size
