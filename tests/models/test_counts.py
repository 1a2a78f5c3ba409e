"""Every network in one table: parameters and multiply-adds beside what its paper or file says."""

import pytest

from cnnlib import models
from tests.models.steps import layers, published_parameters

# Name of a network -> row of data/published/parameters.csv; a rounded count that its paper prints;
# or None where nothing is printed. In the last case the network's own tests derive its count.
PUBLISHED = {
    "lenet1": ("LeNet-1",),
    "lenet4": None,  # "about 17,000" fits no arrangement that was found: see its docstring
    "lenet5": ("LeNet-5", "every map of S2 into C3, average pooling, linear output"),
    "lenet5_1998": ("LeNet-5", "as published, the fixed output codes not counted"),
    "alexnet": ("AlexNet", "two groups"),
    "alexnet_one_tower": None,
    "zfnet": ("ZFNet",),
    "vgg11": ("VGG A",),
    "vgg11_lrn": ("VGG A",),
    "vgg13": ("VGG B",),
    "vgg16_1x1": ("VGG C",),
    "vgg16": ("VGG D",),
    "vgg19": ("VGG E",),
    "nin": None,
    "googlenet": ("GoogLeNet",),
    "inception_v2": ("Inception-v2",),
    "inception_v3": None,  # "less than 25 million"
    "inception_v4": ("Inception-v4",),
    "highway": "0.15M",
    "plain20": None,
    "plain32": None,
    "plain44": None,
    "plain56": None,
    "resnet20": "0.27M",
    "resnet32": "0.46M",
    "resnet44": "0.66M",
    "resnet56": "0.85M",
    "resnet110": "1.7M",
    "resnet18": ("ResNet-18",),
    "resnet34": ("ResNet-34",),
    "resnet50": ("ResNet-50",),
    "resnet101": ("ResNet-101",),
    "resnet152": ("ResNet-152",),
    "preact_resnet20": None,
    "preact_resnet56": None,
    "preact_resnet110": "1.7M",
    "preact_resnet50": None,
    "densenet": "1.0M",
    "densenet_bc": "0.8M",
    "densenet121": ("DenseNet-121",),
    "densenet169": ("DenseNet-169",),
    "densenet201": ("DenseNet-201",),
    "densenet264": ("DenseNet-264",),
}


def test_every_network_is_in_the_table():
    assert list(PUBLISHED) == list(models.names())


@pytest.mark.parametrize("name", models.names())
def test_parameters_are_the_published_ones(name, record_property):
    total = layers(name)["total"]
    published = PUBLISHED[name]
    if isinstance(published, tuple):
        expected, shown = published_parameters(*published), total.params
        said = f"{expected:,}"
    elif published:  # rounded as it is printed
        digits = len(published.rstrip("M").partition(".")[2])
        expected, shown = float(published.rstrip("M")), round(total.params / 1e6, digits)
        said = published
    else:
        expected = shown = None
        said = "not printed"
    line = f"{name:18}{total.params:>12,}{total.macs:>16,}  {said}"
    record_property("network, parameters, multiply-adds, published parameters", line)
    assert shown == expected
