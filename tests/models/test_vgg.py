"""VGG against its paper's tables, torchvision, and itself on larger pictures."""

from pathlib import Path

import pytest
import torch
import torchvision
from torch import nn

from cnnlib import models
from cnnlib.models.vgg import CONFIGURATIONS, dense
from tests.models.steps import (
    layers,
    outputs,
    published_parameters,
    reach,
    same_as_torchvision,
    train_one_step,
)
from tests.tables import rows
from tests.tolerance import assert_close

TABLE = Path(__file__).resolve().parents[2] / "data" / "published" / "vgg.csv"
COLUMNS = {  # of the paper's table 1: our name and the multiply-adds
    "A": ("vgg11", 7_609_090_048),
    "A-LRN": ("vgg11_lrn", 7_609_090_048),
    "B": ("vgg13", 11_308_466_176),
    "C": ("vgg16_1x1", 11_770_888_192),
    "D": ("vgg16", 15_470_264_320),
    "E": ("vgg19", 19_632_062_464),
}
NAMES = [name for name, _ in COLUMNS.values()]


@pytest.mark.parametrize("row", rows(TABLE), ids=lambda row: row["network"])
def test_configuration(row):
    """Kernels by block as in table 1, counts as in table 2, maps that halve at each block's end."""
    name, macs = COLUMNS[row["network"]]
    with torch.device("meta"):
        net = models.build(name)
    for block in range(1, 6):
        convolutions = [
            layer for key, layer in net.features.named_children() if key.startswith(f"conv{block}_")
        ]
        sides = " ".join(str(layer.kernel_size[0]) for layer in convolutions)
        assert sides == row[f"block{block}"]
        assert {layer.stride for layer in convolutions} == {(1, 1)}
    weights = [layer for layer in net.modules() if isinstance(layer, nn.Conv2d | nn.Linear)]
    assert len(weights) == int(row["weight_layers"])
    found = layers(name)
    pooled = [size for key, size in outputs(found).items() if "pool" in key]
    assert pooled == [(64, 112, 112), (128, 56, 56), (256, 28, 28), (512, 14, 14), (512, 7, 7)]
    total = found["total"]
    assert total.params == published_parameters(f"VGG {row['network'].removesuffix('-LRN')}")
    assert round(total.params / 1e6) == int(row["parameters_millions"])
    assert total.macs == macs


def test_every_column_is_a_network():
    assert list(CONFIGURATIONS) == NAMES == [n for n in models.names() if n.startswith("vgg")]


def test_response_normalisation_in_the_first_block_of_a_lrn_only():
    for name in NAMES:
        with torch.device("meta"):
            net = models.build(name)
        found = [
            key for key, m in net.features.named_children() if isinstance(m, nn.LocalResponseNorm)
        ]
        assert found == (["norm1"] if name == "vgg11_lrn" else [])
        if name == "vgg11_lrn":
            keys = [key for key, _ in net.features.named_children()]
    assert keys[:4] == ["conv1_1", "relu1_1", "norm1", "pool1"]


@pytest.mark.parametrize("name", ["vgg11", "vgg13", "vgg16", "vgg19"])
def test_batch_norm_adds_two_numbers_per_map(name):
    """And has torchvision's count."""
    with torch.device("meta"):
        net, plain = models.build(name, batch_norm=True), models.build(name)
        theirs = getattr(torchvision.models, f"{name}_bn")()
    count = sum(p.numel() for p in net.parameters())
    maps = sum(layer.out_channels for layer in net.modules() if isinstance(layer, nn.Conv2d))
    assert count == sum(p.numel() for p in plain.parameters()) + 2 * maps
    assert count == sum(p.numel() for p in theirs.parameters())


@pytest.mark.parametrize(
    ("name", "batch_norm"), [("vgg11", True), ("vgg13", False), ("vgg16", False), ("vgg19", False)]
)
def test_outputs_are_torchvisions(name, batch_norm):
    torch.manual_seed(0)
    theirs = getattr(torchvision.models, name + "_bn" * batch_norm)(num_classes=10)
    for layer in theirs.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.normal_()
            layer.running_var.uniform_(0.5, 2)
    x = torch.randn(2, 3, 224, 224)
    same_as_torchvision(name, theirs, x, num_classes=10, batch_norm=batch_norm)


@pytest.mark.parametrize("name", NAMES)
def test_one_step(name):
    assert train_one_step(name).shape == (1, 1000)


def test_one_step_with_batch_norm():
    assert train_one_step("vgg11", batch=2, num_classes=10, batch_norm=True).shape == (2, 10)


def test_first_weights():
    """Glorot's: uniform up to sqrt(6 / (fan-in + fan-out)), biases 0."""
    net = models.vgg11(num_classes=10)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            cells = layer.weight[0, 0].numel()
            limit = (6 / (cells * (layer.weight.shape[0] + layer.weight.shape[1]))) ** 0.5
            assert 0.98 * limit < layer.weight.abs().max() <= limit * 1.0001
            assert not layer.bias.any()


def test_receptive_field():
    assert layers("vgg16")["features.pool5"].receptive_field == "212"
    assert reach(models.vgg16(num_classes=2), "features.pool5", 224) == 212


@pytest.fixture(scope="module")
def small():
    """vgg11 with ten classes."""
    torch.manual_seed(0)
    return models.vgg11(num_classes=10).eval()


@torch.no_grad()
def test_dense_is_the_same_on_224(small):
    x = torch.randn(2, 3, 224, 224)
    found = dense(small)(x)
    assert found.shape == (2, 10, 1, 1)
    assert_close(found.flatten(1), small(x))


@torch.no_grad()
def test_dense_slides_over_the_last_maps(small):
    """Each place of the score map is the classifier on its 7 x 7 window."""
    x = torch.randn(1, 3, 224 + 32, 224 + 64)
    maps, found = small.features(x), dense(small)(x)
    assert maps.shape == (1, 512, 8, 9) and found.shape == (1, 10, 2, 3)
    for i in range(2):
        for j in range(3):
            window = maps[:, :, i : i + 7, j : j + 7]
            expected = small.classifier(window.flatten(1))
            assert_close(found[:, :, i, j], expected)


@torch.no_grad()
def test_dense_without_padding_is_the_network_on_every_crop():
    """With padding a crop has zeros around it where the whole picture has its neighbours; without,
    places of the score map are crops, 32 pixels apart. 342 pixels then make 7 x 7 maps."""
    torch.manual_seed(0)
    net = models.vgg11(num_classes=10).eval()
    for layer in net.features:
        if isinstance(layer, nn.Conv2d):
            layer.padding = (0, 0)
    x = torch.randn(1, 3, 342, 342 + 32)
    found = dense(net)(x)
    assert found.shape == (1, 10, 1, 2)
    for j in range(2):
        crop = net.features(x[..., 32 * j : 32 * j + 342])
        assert crop.shape == (1, 512, 7, 7)
        expected = net.classifier(crop.flatten(1))
        assert_close(found[:, :, 0, j], expected)


def test_dense_shares_the_weights(small):
    net = dense(small)
    shared = {p.data_ptr() for p in net.parameters()}
    assert shared == {p.data_ptr() for p in small.parameters()}
    assert not net.training and not net.classifier.drop6.training
    assert sum(p.numel() for p in net.parameters()) == sum(p.numel() for p in small.parameters())


def test_what_does_not_fit_is_refused():
    with torch.device("meta"):
        net = models.vgg16()
        large = dense(net)
        for shape in [(3, 224, 224), (1, 1, 224, 224), (1, 3, 256, 224), (1, 3, 224, 223)]:
            with pytest.raises(ValueError, match=r"vgg16: x has .*, expected \(N, 3, 224, 224\)"):
                net(torch.empty(shape))
        with pytest.raises(ValueError, match="dense: x has .* H at least 224 and W at least 224"):
            large(torch.empty(1, 3, 256, 223))
    with pytest.raises(TypeError, match="dense: model is a ReLU, expected a VGG"):
        dense(nn.ReLU())
    with pytest.raises(ValueError, match="vgg13: num_classes is 0, expected at least 1"):
        models.vgg13(num_classes=0)
    with pytest.raises(TypeError, match="vgg19: batch_norm is 1, expected True or False"):
        models.vgg19(batch_norm=1)
