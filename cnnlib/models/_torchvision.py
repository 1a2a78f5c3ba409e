"""torchvision's weights in our networks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.error import URLError

from cnnlib._shapes import check_choice

__all__ = ["check_weights", "load_imagenet", "load_torchvision"]


@dataclass(frozen=True)
class Family:
    """Networks that are the same as torchvision's.

    Attributes
    ----------
    names : tuple of pairs (pattern, replacement)
        How the names of our parameters become torchvision's: regular expressions, applied in order.
    same : dict
        Attributes that a network must have, with their values: with others it computes something
        else from weights of the same shapes.
    spare : str
        Regular expression of torchvision's names for which a network need not have a place: a part
        that serves training alone. The default matches none.
    numbered : bool
        Whether torchvision numbers the layers of each part in their order: "features.conv2" is
        "features.3".
    """

    names: tuple[tuple[str, str], ...] = ()
    same: dict = field(default_factory=dict)
    numbered: bool = False
    spare: str = r"(?!)"


# By the module and the class of the network.
FAMILIES = {
    "alexnet.AlexNetOneTower": Family(numbered=True),
    "densenet.DenseNet": Family(
        names=(
            (r"^features\.(conv|norm)\.", r"features.\g<1>0."),
            (r"^features\.block(\d)\.layer", r"features.denseblock\1.denselayer"),
            (r"^features\.last_norm\.", "features.norm5."),
        ),
    ),
    "inception_v3.InceptionV3": Family(
        names=(
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
        ),
        same={"stem": "released"},
        spare=r"^AuxLogits\.",
    ),
    "resnet.ResNet": Family(
        names=(
            (r"^conv2_x\.", "layer1."),
            (r"^conv3_x\.", "layer2."),
            (r"^conv4_x\.", "layer3."),
            (r"^conv5_x\.", "layer4."),
            (r"\.shortcut\.", ".downsample."),
        ),
        same={"stride_in": "3x3"},
    ),
    "vgg.VGG": Family(numbered=True),
}


def load_torchvision(model, state_dict):
    """Give a network the weights of torchvision's network of the same architecture, in place.

    These are the same:

    - `alexnet_one_tower`;
    - `densenet121`, `densenet169` and `densenet201`;
    - `inception_v3` with ``stem="released"``, with and without its auxiliary classifier; without
      it torchvision's is left out;
    - `resnet18` and `resnet34`, with shortcut "B"; `resnet50`, `resnet101` and `resnet152` with
      ``stride_in="3x3"`` as well: the paper has the stride in the first 1 x 1, where the same
      weights compute something else;
    - `vgg11`, `vgg13`, `vgg16` and `vgg19`, with and without batch normalisation.

    `googlenet` is not: torchvision's has batch normalisation, and 3 x 3 in place of 5 x 5.

    Parameters
    ----------
    model : torch.nn.Module
        One of our networks.
    state_dict : dict of str to tensor
        Such as ``torchvision.models.resnet18().state_dict()``. Some of the files that torchvision
        downloads have older names, which its own networks read.

    Returns
    -------
    torch.nn.Module
        The model itself.

    Raises
    ------
    ValueError
        The architecture is another one, or names or shapes do not match: the message says which.
        The model is then as it was.
    TypeError
        The state_dict is none.

    Examples
    --------
    >>> import torch, torchvision
    >>> from cnnlib import models
    >>> theirs = torchvision.models.resnet18(num_classes=2).eval()
    >>> ours = models.load_torchvision(models.resnet18(num_classes=2), theirs.state_dict()).eval()
    >>> x = torch.rand(1, 3, 64, 64)
    >>> torch.allclose(ours(x), theirs(x), atol=1e-5)
    True
    """
    if not isinstance(state_dict, Mapping):
        kind = type(state_dict).__name__
        raise TypeError(f"load_torchvision: state_dict is a {kind}, expected a dict of tensors")
    family = _family(model)
    own = model.state_dict()
    theirs = {name: _rename(model, name, family) for name in own}
    wrong = [
        f"{new!r} is missing"
        for name, new in theirs.items()
        # A counter that old files lack and that changes nothing: torch starts it at 0.
        if new not in state_dict and not new.endswith("num_batches_tracked")
    ]
    known = set(theirs.values())
    wrong += [
        f"{name!r} has no place"
        for name in state_dict
        if name not in known and not re.match(family.spare, name)
    ]
    wrong += [
        f"{new!r} has shape {tuple(state_dict[new].shape)}, expected {tuple(own[name].shape)}"
        for name, new in theirs.items()
        if new in state_dict and state_dict[new].shape != own[name].shape
    ]
    if wrong:
        more = f", and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise ValueError(
            f"load_torchvision: state_dict does not fit the {type(model).__name__}: "
            f"{', '.join(wrong[:3])}{more}"
        )
    model.load_state_dict({n: state_dict[new] for n, new in theirs.items() if new in state_dict})
    return model


def _family(model):
    """The family of a network; ValueError if torchvision has none like it."""
    module, name = type(model).__module__, type(model).__name__
    key = f"{module.removeprefix('cnnlib.models.')}.{name}"
    if key not in FAMILIES:
        raise ValueError(
            f"load_torchvision: model is a {module}.{name}, expected one of {', '.join(FAMILIES)}"
        )
    family = FAMILIES[key]
    for attribute, theirs in family.same.items():
        ours = getattr(model, attribute)
        if ours != theirs:
            raise ValueError(
                f"load_torchvision: model has {attribute} {ours!r}, torchvision's has {theirs!r}"
            )
    return family


def _rename(model, name, family):
    """torchvision's name of our parameter."""
    if family.numbered:
        part, layer, kind = name.split(".")
        places = [child for child, _ in getattr(model, part).named_children()]
        return f"{part}.{places.index(layer)}.{kind}"
    for pattern, replacement in family.names:
        name = re.sub(pattern, replacement, name)
    return name


def check_weights(name, weights, num_classes, in_channels):
    """Refuse weights that do not exist, or that belong to another number of classes or channels."""
    check_choice(name, "weights", weights, (None, "imagenet"))
    if weights is not None:
        given = {"num_classes": (num_classes, 1000), "in_channels": (in_channels, 3)}
        for argument, (value, expected) in given.items():
            if value != expected:
                raise ValueError(
                    f"{name}: {argument} is {value!r}, expected {expected} with weights={weights!r}"
                )


def load_imagenet(name, model):
    """Give a network torchvision's IMAGENET1K_V1 weights, in place.

    They come from torch.hub's cache, or from its server if they are not there.
    """
    from torch.hub import get_dir
    from torchvision.models import get_model

    try:
        trained = get_model(name, weights="IMAGENET1K_V1")
    except URLError as error:
        raise ConnectionError(
            f"weights of {name} cannot be downloaded ({error.reason}); put the file that "
            f"torchvision names into {get_dir()}/checkpoints"
        ) from None
    return load_torchvision(model, trained.state_dict())
