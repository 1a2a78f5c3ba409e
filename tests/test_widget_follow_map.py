"""The Python side of the figure of a dense block."""

import numpy as np
import pytest

from cnnlib import models
from cnnlib.widgets import FollowMap
from cnnlib.widgets.follow_map import bookkeeping

FIGURE = "^FollowMap: "


@pytest.mark.parametrize("bottleneck", [False, True])
def test_counts_are_those_of_the_network(bottleneck):
    net = models.densenet(40 if bottleneck else 22, 8, bottleneck, 0.5)
    block, transition = net.features.block2, net.features.transition2
    *layers, last = bookkeeping(block[0].norm1.num_features if bottleneck else
                                block[0].norm.num_features, 8, 6, bottleneck, 0.5)  # fmt: skip
    for row, layer in zip(layers, block, strict=True):
        norm = layer.norm1 if bottleneck else layer.norm
        assert row["reads"] == norm.num_features and row["gives"] == 8
        assert row["parameters"] == sum(p.numel() for p in layer.parameters())
    assert last["parameters"] == sum(p.numel() for p in transition.parameters())
    assert (last["reads"], last["gives"]) == (
        transition.conv.in_channels,
        transition.conv.out_channels,
    )


def test_words_say_what_is_drawn():
    figure = FollowMap(64, 32, 6, source=5, alt="A block")
    assert figure.numbers() == (
        "64 maps and 6 layers of 32: 21 connections inside, 256 maps after them, 250,560 "
        "parameters. The maps of layer 5 are read by 1 layer and the transition, which keeps 128."
    )
    assert "The maps of the input are read by 5 layers" in repr(
        FollowMap(6, 4, 5, source=0, alt="Fig. 1")
    )


def test_nan_is_what_is_not_read():
    weights = np.where(np.triu(np.ones((3, 3))), 0.5, np.nan)
    assert FollowMap(layers=2, weights=weights, alt="A block").weights == [
        [0.5, 0.5, 0.5],
        [0, 0.5, 0.5],
        [0, 0, 0.5],
    ]


GOOD = np.triu(np.ones((3, 3)))


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        ({"in_channels": 0}, ValueError, "in_channels is 0, expected at least 1"),
        ({"growth_rate": 65}, ValueError, "growth_rate is 65, expected at most 64"),
        ({"layers": 2.0}, TypeError, "layers is 2.0, expected an int"),
        ({"source": 7}, ValueError, "source is 7, expected at most 6"),
        ({"bottleneck": 1}, TypeError, "bottleneck is 1, expected True or False"),
        ({"compression": 0.6}, ValueError, "compression is 0.6, expected one of"),
        ({"weights": GOOD}, ValueError, r"weights has shape \(3, 3\), expected \(7, 7\)"),
        ({"weights": "many"}, TypeError, "weights is 'many', expected rows of numbers"),
        ({"layers": 2, "weights": GOOD.T}, ValueError, "weights holds .* above the diagonal"),
        ({"layers": 2, "weights": -GOOD}, ValueError, "weights holds .* above the diagonal"),
        ({"layers": 2, "weights": GOOD * [1, 1, 0]}, ValueError, "weights holds .* positive"),
        (
            {"layers": 2, "weights": np.where(GOOD, np.inf, 0)},
            ValueError,
            "weights holds inf, expected finite",
        ),
    ],
)
def test_what_is_no_block_is_refused(arguments, error, said):
    with pytest.raises(error, match=FIGURE + said):
        FollowMap(**arguments, alt="A block")
