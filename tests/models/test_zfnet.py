"""ZFNet against its paper's figure."""

from pathlib import Path

import pytest
import torch
from torch import nn

from cnnlib import models
from tests.models.steps import layers, outputs, published_parameters, reach, train_one_step
from tests.tables import rows

TABLE = Path(__file__).resolve().parents[2] / "data" / "published" / "zfnet.csv"


def test_layer_by_layer():
    with torch.device("meta"):
        net = models.zfnet()
    modules = {name.split(".")[-1]: layer for name, layer in net.named_modules()}
    sizes = {name.split(".")[-1]: size for name, size in outputs(layers("zfnet")).items()}
    for row in rows(TABLE):
        name, maps, side = row["layer"], int(row["maps"]), int(row["size"])
        assert sizes[name] == (maps, side, side)[: len(sizes[name])], name
        if row["kernel"]:
            assert modules[name].kernel_size == (int(row["kernel"]),) * 2, name
            assert modules[name].stride == (int(row["stride"]),) * 2, name
            assert modules[name].groups == 1, name
        if row["pooled"]:
            assert sizes[f"pool{name[-1]}"] == (maps, int(row["pooled"]), int(row["pooled"])), name


def test_totals():
    total = layers("zfnet")["total"]
    assert total.params == 62_357_608 == published_parameters("ZFNet")
    assert total.macs == 1_168_032_896


def test_contrast_is_normalised_behind_the_pooling():
    with torch.device("meta"):
        names = [name for name, _ in models.zfnet().features.named_children()]
    assert names[:8] == ["conv1", "relu1", "pool1", "norm1", "conv2", "relu2", "pool2", "norm2"]


def test_first_weights():
    net = models.zfnet(num_classes=2)
    for layer in net.modules():
        if isinstance(layer, nn.Conv2d | nn.Linear):
            assert 0.009 < layer.weight.std() < 0.011 and not layer.bias.any()


def test_one_step():
    assert train_one_step("zfnet").shape == (1, 1000)


def test_receptive_field():
    assert layers("zfnet")["features.conv5"].receptive_field == "139"
    assert reach(models.zfnet(num_classes=2), "features.conv5", 224) == 139


def test_what_does_not_fit_is_refused():
    with torch.device("meta"):
        net = models.zfnet()
        for shape in [(3, 224, 224), (1, 1, 224, 224), (1, 3, 225, 224), (1, 3, 224, 223)]:
            with pytest.raises(ValueError, match=r"zfnet: x has .*, expected \(N, 3, 224, 224\)"):
                net(torch.empty(shape))
    with pytest.raises(ValueError, match="zfnet: in_channels is 0, expected at least 1"):
        models.zfnet(in_channels=0)
