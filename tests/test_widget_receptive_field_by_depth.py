"""The Python side of the figure of receptive fields by depth."""

import numpy as np
import pytest

from cnnlib.models import vgg
from cnnlib.widgets import ReceptiveFieldByDepth
from cnnlib.widgets.receptive_field_by_depth import STACKS, parameters

GREY = np.zeros((224, 224), np.uint8)
FIGURE = "^ReceptiveFieldByDepth: "


@pytest.mark.parametrize(("letter", "name"), [("A", "vgg11"), ("C", "vgg16_1x1"), ("E", "vgg19")])
def test_parameters_are_those_of_the_networks(letter, name):
    blocks = vgg.blocks(name, 3, batch_norm=False)
    assert parameters(STACKS[letter], "VGG") == sum(p.numel() for p in blocks.parameters())


def test_one_width_everywhere():
    assert parameters(["3", "pool", "1"], "64") == 64 * (9 * 64 + 1) + 64 * (64 + 1)
    assert parameters([], "VGG") == 0


def test_words_say_what_is_drawn():
    figure = ReceptiveFieldByDepth(GREY, ("7", "pool"), "64", alt="A stack")
    assert figure.numbers() == (
        "Layers 7, pool: a receptive field of 8×8, stride 2, 200,768 parameters."
    )
    assert "Layers none: a receptive field of 1×1" in repr(
        ReceptiveFieldByDepth(GREY, (), alt="Nothing")
    )


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ((np.zeros((224, 224)),), TypeError, "picture"),
        ((np.zeros((112, 224), np.uint8),), ValueError, "picture"),
        ((GREY, ("3", "4")), ValueError, r"layers\[1\] is '4'"),
        ((GREY, ("3",) * 25), ValueError, "layers has 25 entries, expected at most 24"),
        ((GREY, ("pool",) * 8), ValueError, "layers has 8 times 'pool'"),
        ((GREY, ("3",), "100"), ValueError, "channels is '100'"),
    ],
)
def test_what_is_not_a_stack_is_refused(arguments, error, said):
    with pytest.raises(error, match=FIGURE + said):
        ReceptiveFieldByDepth(*arguments, alt="A stack")
