"""What the chapter on why to convolve says of three seeds, with the chapter's functions."""

import numpy as np
import pytest

from tests.experiments import cells

pytestmark = pytest.mark.slow

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    data = ("digits", "x_train", "y_train", "x_val", "y_val", "x_test", "y_test", "order")
    return cells.definitions("why_convolution", *data)


@pytest.fixture(scope="module", params=SEEDS)
def nets(request, chapter):
    """Both nets, and the convolutional one for exchanged pixels."""
    seed, x, y = request.param, chapter["x_train"], chapter["y_train"]
    dense, conv, mixed = (chapter[f"make_{kind}"](seed) for kind in ("dense", "conv", "conv"))
    chapter["train"](dense, x, y, seed)
    chapter["train"](conv, x, y, seed)
    chapter["train"](mixed, chapter["permuted"](x), y, seed)
    return dense, conv, mixed


def right(chapter, net, change=lambda x: x):
    return chapter["accuracy"](net, change(chapter["x_test"]), chapter["y_test"])


def test_exchanged_pixels_cost_the_convolutional_net_points(chapter, nets):
    dense, conv, mixed = nets
    assert right(chapter, conv) - right(chapter, mixed, chapter["permuted"]) > 0.02
    assert abs(right(chapter, conv) - right(chapter, dense)) < 0.02
    assert right(chapter, conv) > 0.92


def test_shift_and_size_are_stood_better_than_by_the_dense_net(chapter, nets):
    dense, conv, _ = nets
    changes = (lambda x: chapter["move"](x, 1)), (lambda x: chapter["zoom"](x, 1.5))
    for change in changes:
        assert right(chapter, conv, change) - right(chapter, dense, change) > 0.07


def test_turning_and_noise_are_not(chapter, nets):
    dense, conv, _ = nets
    changes = (lambda x: chapter["turn"](x, 15)), (lambda x: chapter["noisy"](x, 0.5))
    for change in changes:
        assert right(chapter, conv, change) - right(chapter, dense, change) < 0.03


@pytest.mark.parametrize("seed", SEEDS)
def test_on_sheets_the_convolutional_net_is_far_ahead(chapter, seed):
    chapter["rng"] = np.random.default_rng(5 + seed)
    x, y = chapter["digits"].train
    sheets, unseen = chapter["scatter"](x[:600]), chapter["scatter"](chapter["x_test"])
    order = np.random.default_rng(1).permutation(256)
    found = {}
    for name in ("dense", "conv", "mixed"):
        net = chapter["make_dense" if name == "dense" else "make_conv"](seed, size=16)
        seen, asked = sheets, unseen
        if name == "mixed":
            seen, asked = (chapter["permuted"](part, order) for part in (sheets, unseen))
        chapter["train"](net, seen, y[:600], seed, epochs=20)
        found[name] = chapter["accuracy"](net, asked, chapter["y_test"])
    assert found["conv"] > 0.45
    assert found["conv"] > 2 * max(found["dense"], found["mixed"])


@pytest.mark.parametrize("seed", SEEDS)
def test_few_maps_underfit_and_many_overfit(chapter, seed):
    x, y = chapter["x_train"][:100], chapter["y_train"][:100]
    wrong = {}
    for maps in (1, 16):
        net = chapter["make_conv"](seed, maps=(maps, maps), bend=chapter["layers"].Tanh)
        chapter["train"](net, x, y, seed, epochs=40)
        unseen = chapter["accuracy"](net, chapter["x_val"], chapter["y_val"])
        wrong[maps] = 1 - chapter["accuracy"](net, x, y), 1 - unseen
    assert min(wrong[1]) > 0.35
    assert wrong[16][0] < 0.06 < wrong[16][1] < 0.25


def test_the_solution_for_vgg19(chapter):
    with chapter["torch"].device("meta"):
        net = chapter["make_net"](
            (2, 2, 4, 4, 4), 1, 5, 3, maps=(64, 128, 256, 512, 512), size=224, channels=3,
            classes=1000, hidden=(4096, 4096),
        )  # fmt: skip
    assert sum(p.numel() for p in net.parameters()) == 143_667_240
