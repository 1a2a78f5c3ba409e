"""Fine-tuning: what is taken over, what stays frozen, how pictures are normalised."""

import copy

import numpy as np
import pytest
import torch
import torchvision
from torch import nn

from cnnlib import models
from cnnlib.training import Normalized, freeze, load_weights, pretrained

AUXILIARY = {"googlenet": ["aux1.fc2", "aux2.fc2"], "inception_v3": ["aux.fc"]}
CASES = [(name, {}) for name in models.names()]
CASES += [(name, {"aux_logits": True}) for name in AUXILIARY]
IDS = [f"{name}{'-auxiliary' if options else ''}" for name, options in CASES]


def meta(name, **options):
    """A network without memory for its weights."""
    with torch.device("meta"):
        return models.build(name, **options)


def last_of_all(net, name):
    """Names of the parameters of the last layer that runs when the network is used."""
    order = []
    names = {module: layer for layer, module in net.named_modules()}
    hooks = [
        module.register_forward_hook(lambda module, x, y: order.append(names[module]))
        for module in names
        if list(module.parameters(recurse=False))
    ]
    net.eval()(torch.empty(2, *models.input_shape(name), device="meta"))
    for hook in hooks:
        hook.remove()
    return order[-1]


@pytest.mark.parametrize(("name", "options"), CASES, ids=IDS)
def test_the_classifier_is_the_last_layer_that_runs(name, options):
    """It alone is not taken for other classes, and not frozen; NIN's is a convolution.

    The auxiliary classifiers' last layers with it. LeNet-5's fixed codes have a row for each class.
    """
    trained, net = meta(name, num_classes=4, **options), meta(name, num_classes=3, **options)
    assert load_weights(trained, trained.state_dict()) == ()
    layers = [last_of_all(net, name), *(AUXILIARY[name] if options else [])]
    classifiers = {f"{layer}.{kind}" for layer in layers for kind in ("weight", "bias")}
    left = load_weights(net, trained.state_dict())
    assert set(left) == ({"output.codes"} if name == "lenet5_1998" else classifiers)
    assert set(freeze(net)) == classifiers
    assert {n for n, p in net.named_parameters() if p.requires_grad} == classifiers


def test_values_arrive_and_the_classifier_keeps_its_own():
    trained, net = models.resnet20(num_classes=4), models.resnet20(num_classes=3)
    for tensor in trained.state_dict().values():
        tensor.copy_(torch.rand(tensor.shape) * 9)
    before = copy.deepcopy(net.state_dict())
    assert load_weights(net, trained.state_dict()) == ("fc.weight", "fc.bias")
    for name, tensor in net.state_dict().items():
        source = before if name.startswith("fc.") else trained.state_dict()
        assert torch.equal(tensor, source[name]), name


@pytest.mark.parametrize("name", AUXILIARY)
def test_auxiliary_classifiers_may_be_on_one_side(name):
    with_them, without = meta(name, aux_logits=True), meta(name)
    assert load_weights(without, with_them.state_dict()) == ()
    left = load_weights(with_them, without.state_dict())
    assert left == tuple(n for n in with_them.state_dict() if n.startswith("aux"))


def refused(model, state, message):
    """The sentence, and that the model is left as it was."""
    before = copy.deepcopy(model.state_dict())
    with pytest.raises(ValueError, match=f"load_weights: state_dict does not fit the {message}"):
        load_weights(model, state)
    for name, tensor in model.state_dict().items():
        assert torch.equal(tensor, before[name]), name


def test_what_differs_elsewhere_is_refused():
    state = models.lenet5().state_dict()
    grey = r"LeNet5: 'c1.weight' has shape \(6, 1, 5, 5\), expected \(6, 3, 5, 5\)$"
    refused(models.lenet5(in_channels=3), state, grey)
    refused(models.lenet5(), {n: t for n, t in state.items() if n != "f6.bias"}, ".*'f6.bias' is m")
    refused(models.lenet5(), state | {"f7.bias": torch.ones(1)}, "LeNet5: 'f7.bias' has no place$")
    refused(
        models.lenet5(), models.resnet20().state_dict(), "LeNet5: 'c1.weight' is m.* and .* mor"
    )
    wide = state | {"output.weight": torch.zeros(3, 85), "output.bias": torch.zeros(3)}
    refused(
        models.lenet5(), wide, r"LeNet5: 'output.weight' has shape \(3, 85\), expected \(10, 84"
    )
    shallow = meta("googlenet", aux_logits=True).state_dict()
    del shallow["aux1.fc1.bias"]
    with pytest.raises(ValueError, match="GoogLeNet: 'aux1.fc1.bias' is missing$"):
        load_weights(meta("googlenet", aux_logits=True), shallow)


def test_frozen_batch_normalisation_stays_as_it_is():
    """In training too: its buffers, and with them what it computes; until it is set free."""
    torch.manual_seed(0)
    net = models.resnet20(num_classes=3)
    x = torch.rand(4, 3, 32, 32)
    free = copy.deepcopy(net)
    expected = net.eval()(x)
    freeze(net)
    before = copy.deepcopy(net.state_dict())
    for other in (net, copy.deepcopy(net)):
        y = other.train()(x)
        assert torch.equal(y, expected)
        y.square().sum().backward()
        for name, tensor in other.state_dict().items():
            assert torch.equal(tensor, before[name]), name
        assert {n for n, p in other.named_parameters() if p.grad is not None} == {
            "fc.weight",
            "fc.bias",
        }
    net.requires_grad_()
    assert torch.equal(net.train()(x), free.train()(x))
    assert torch.equal(net.bn1.running_mean, free.bn1.running_mean)


def test_normalised_pictures():
    net = Normalized(models.lenet5(in_channels=3).double(), np.array([0.1, 0.2, 0.3]), (1, 2, 4))
    x = torch.rand(2, 3, 32, 32, dtype=torch.float64)
    by_hand = torchvision.transforms.functional.normalize(x, [0.1, 0.2, 0.3], [1, 2, 4])
    assert torch.allclose(net(x), net.model(by_hand), rtol=0, atol=1e-6)
    other = Normalized(models.lenet5(in_channels=3), (0, 0, 0), (1, 1, 1)).double()
    assert load_weights(other, net.state_dict()) == ()
    assert torch.equal(other(x), net(x))
    grey = Normalized(models.lenet5(in_channels=3), [0.1], [1])
    with pytest.raises(ValueError, match=r"x has shape \(2, 3, 32, 32\), expected \(N, 1, H, W\)"):
        grey(x)


@pytest.fixture
def trained(monkeypatch):
    """torchvision without a network: its trained weights are drawn from seed 0."""
    real = torchvision.models.get_model

    def get_model(name, weights):
        assert weights == "IMAGENET1K_V1"
        torch.manual_seed(0)
        options = {"init_weights": False} if name == "inception_v3" else {}
        return real(name, **options)

    monkeypatch.setattr(torchvision.models, "get_model", get_model)
    return get_model


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "densenet121", "inception_v3"])
def test_pretrained_networks_are_torchvisions(name, trained):
    """For the same pictures: normalised as its weights want, with the strides that they want."""
    theirs = trained(name, weights="IMAGENET1K_V1").eval()
    transform = torchvision.models.get_model_weights(name).IMAGENET1K_V1.transforms()
    theirs.transform_input = name == "inception_v3"  # as with its trained weights
    net = pretrained(name).eval()
    x = torch.rand(1, *models.input_shape(name))
    with torch.no_grad():
        given = torchvision.transforms.functional.normalize(x, transform.mean, transform.std)
        expected = theirs(given)
        assert (net(x) - expected).abs().max() <= 1e-5 * expected.abs().max()


@pytest.mark.parametrize("name", ["resnet50", "densenet121"])
def test_pretrained_for_other_classes(name, trained):
    """All weights but the classifier's; and a network without them into which they fit."""
    whole, net = pretrained(name), pretrained(name, num_classes=3)
    left = load_weights(pretrained(name, num_classes=3, load=False), whole.state_dict())
    assert len(left) == 2
    for entry, tensor in net.state_dict().items():
        assert torch.equal(tensor, whole.state_dict()[entry]) != (entry in left), entry
    assert getattr(net.model, "stride_in", "3x3") == "3x3"


def test_nothing_is_fetched_where_it_is_not_asked_for(monkeypatch):
    monkeypatch.setattr(torchvision.models, "get_model", None)
    net = pretrained("resnet18", 3, load=False)
    assert [type(part) for part in net.children()] == [type(models.resnet18())]
    assert isinstance(net.model.fc, nn.Linear) and net.model.fc.out_features == 3
