"""torchvision's networks as judges: our networks with their weights give their outputs."""

import pytest
import torch
import torchvision

from cnnlib import models
from tests.models.steps import with_other_statistics

RESNETS = ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
DENSENETS = ["densenet121", "densenet169", "densenet201"]
BOTTLENECK = {"stride_in": "3x3"}
VGGS = ["vgg11", "vgg13", "vgg16", "vgg19"]


def options(name):
    return BOTTLENECK if name in RESNETS[2:] else {}


def judge(name, **more):
    """torchvision's network with random weights and running statistics unlike a new network's."""
    return with_other_statistics(torchvision.models.get_model(name, **more).eval())


@pytest.mark.parametrize("name", [*RESNETS, *DENSENETS])
def test_outputs_agree(name):
    """To 1e-5 of the largest logit, on the published size and on an odd one."""
    torch.manual_seed(0)
    theirs = judge(name)
    ours = models.build(name, **options(name)).eval()
    assert models.load_torchvision(ours, theirs.state_dict()) is ours
    sizes = [(224, 224)] if name in ("resnet152", "densenet201") else [(224, 224), (97, 130)]
    with torch.no_grad():
        for size in sizes:
            x = torch.randn(1, 3, *size)
            expected, got = theirs(x), ours(x)
            assert (got - expected).abs().max() <= 1e-5 * expected.abs().max()


@pytest.mark.parametrize("name", ["resnet50", "densenet121"])
def test_every_tensor_is_copied(name):
    """Statistics and counters too; what is trained afterwards leaves torchvision's alone."""
    theirs = judge(name, num_classes=3).state_dict()
    net = models.load_torchvision(models.build(name, num_classes=3, **options(name)), theirs)
    ours = net.state_dict()
    assert len(ours) == len(theirs)
    for mine, his in zip(
        sorted(ours.values(), key=fingerprint),
        sorted(theirs.values(), key=fingerprint),
        strict=True,
    ):
        assert torch.equal(mine, his) and mine.data_ptr() != his.data_ptr()


def fingerprint(tensor):
    return tuple(tensor.shape), tensor.double().sum().item()


def test_files_without_counters():
    """Files of before torch 0.4.1 have no num_batches_tracked."""
    state = judge("resnet18").state_dict()
    old = {name: t for name, t in state.items() if not name.endswith("num_batches_tracked")}
    assert len(old) < len(state)
    net = models.load_torchvision(models.resnet18(), old)
    assert torch.equal(net.fc.weight, state["fc.weight"])


def refused(model, state, message):
    """The sentence, and that the model is left as it was."""
    before = {name: t.clone() for name, t in model.state_dict().items()}
    with pytest.raises(ValueError, match=f"load_torchvision: {message}"):
        models.load_torchvision(model, state)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_the_stride_of_the_paper_is_refused():
    """The shapes are the same, the function is not."""
    message = "model has stride_in '1x1', torchvision's has '3x3'"
    refused(models.resnet50(), judge("resnet50").state_dict(), message)


def test_what_does_not_match_is_named():
    state = judge("resnet18").state_dict()
    fc = r"state_dict does not fit the ResNet: 'fc.weight' has shape \(1000, 512\), expected "
    refused(models.resnet18(num_classes=7), state, fc + r"\(7, 512\), 'fc.bias' has shape")
    extra = state | {"fc2.weight": torch.zeros(1)}
    refused(models.resnet18(), extra, "state_dict does not fit the ResNet: 'fc2.weight' has no pl")
    less = {name: t for name, t in state.items() if name != "layer2.0.downsample.0.weight"}
    refused(models.resnet18(), less, ".*: 'layer2.0.downsample.0.weight' is missing$")
    refused(models.resnet18(shortcut="A"), state, ".*'layer2.0.downsample.0.weight' has no place, ")
    refused(models.resnet34(), state, r".*'layer1.2.conv1.weight' is missing, .* and \d+ more")
    refused(models.densenet121(), state, ".*'features.conv0.weight' is missing")


@pytest.mark.parametrize("name", ["lenet5", "googlenet", "resnet20", "preact_resnet20", "highway"])
def test_networks_that_torchvision_has_not(name):
    refused(models.build(name), {}, "model is a cnnlib.models.*, expected one of .*resnet.ResNet")


def test_torchvisions_own_network_is_refused():
    theirs = torchvision.models.resnet18()
    refused(theirs, theirs.state_dict(), "model is a torchvision.models.resnet.ResNet, expected")


def test_no_state_dict():
    with pytest.raises(
        TypeError, match="load_torchvision: state_dict is a ResNet, expected a dict"
    ):
        models.load_torchvision(models.resnet18(), torchvision.models.resnet18())


@pytest.fixture
def trained(monkeypatch):
    """torchvision without a network: its trained weights are drawn, and what is asked is noted."""
    asked = []

    def get_model(name, weights):
        asked.append((name, weights))
        return judge(name)

    real = torchvision.models.get_model
    monkeypatch.setattr(
        torchvision.models,
        "get_model",
        lambda name, **more: get_model(name, **more) if "weights" in more else real(name, **more),
    )
    return asked


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "densenet121"])
def test_trained_weights(name, trained):
    torch.manual_seed(0)
    ours = models.build(name, weights="imagenet").eval()
    assert trained == [(name, "IMAGENET1K_V1")]
    torch.manual_seed(0)
    models.build(name, **options(name))  # as many random numbers as ours took
    theirs = judge(name)
    x = torch.randn(1, 3, 64, 64)
    with torch.no_grad():
        assert torch.allclose(ours(x), theirs(x), rtol=0, atol=1e-5 * theirs(x).abs().max())


@pytest.mark.parametrize(
    ("name", "more", "theirs"),
    [
        ("alexnet_one_tower", {}, "alexnet"),
        ("vgg11", {}, "vgg11"),
        ("vgg11", {"batch_norm": True}, "vgg11_bn"),
    ],
)
def test_trained_weights_of_networks_with_other_names(name, more, theirs, trained):
    """The last layer's weights arrived, from the right file."""
    torch.manual_seed(0)
    models.build(name, **more)  # as many random numbers as ours takes
    expected = judge(theirs).state_dict()
    torch.manual_seed(0)
    ours = models.build(name, weights="imagenet", **more)
    assert trained == [(theirs, "IMAGENET1K_V1")]
    assert torch.equal(ours.classifier.full8.weight, expected["classifier.6.weight"])


VGGS_BN = [f"{name}_bn" for name in VGGS]


@pytest.mark.parametrize("name", [*RESNETS, *DENSENETS, "alexnet", *VGGS, *VGGS_BN])
def test_torchvision_has_these_weights(name):
    """The name that is asked for exists there."""
    weights = torchvision.models.get_model_weights(name)
    assert "IMAGENET1K_V1" in weights.__members__


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("resnet18", {"num_classes": 10}, "num_classes is 10, expected 1000 with weights='imagen"),
        ("densenet121", {"in_channels": 1}, "in_channels is 1, expected 3 with weights='imagenet'"),
        ("resnet34", {"shortcut": "A"}, "shortcut is 'A', expected 'B'"),
        ("resnet50", {"stride_in": "1x1"}, "stride_in is '1x1', expected None or '3x3'"),
        ("vgg16", {"num_classes": 10}, "num_classes is 10, expected 1000 with weights='imagenet'"),
        ("alexnet_one_tower", {"in_channels": 1}, "in_channels is 1, expected 3 with weights="),
    ],
)
def test_weights_that_do_not_fit_are_not_fetched(name, more, message, trained):
    with pytest.raises(ValueError, match=f"{name}.*: {message}"):
        models.build(name, weights="imagenet", **more)
    assert trained == []


@pytest.mark.parametrize("name", ["densenet264", "vgg11_lrn", "vgg16_1x1", "alexnet", "zfnet"])
def test_networks_that_torchvision_has_not_take_no_weights(name):
    with pytest.raises(TypeError, match="weights"):
        models.build(name, weights="imagenet")


@pytest.mark.parametrize("name", ["vgg11_lrn", "vgg16_1x1"])
def test_a_vgg_that_torchvision_has_not_refuses_its_weights(name):
    theirs = torchvision.models.vgg11 if name == "vgg11_lrn" else torchvision.models.vgg16
    with torch.device("meta"):
        ours, state = models.build(name), theirs().state_dict()
    with pytest.raises(ValueError, match="state_dict does not fit the VGG: "):
        models.load_torchvision(ours, state)
