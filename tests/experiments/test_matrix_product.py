"""The sliding network of the chapter over three seeds, and the solutions of its exercises."""

import numpy as np
import pytest
import torch
from torch import nn

import cnnlib.reference as ref
from tests.experiments import cells


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and the picture of its sliding network."""
    return cells.definitions("matrix_product", "china", "picture")


def share(one_pass, alone):
    return np.abs(one_pass - alone).max() / np.abs(one_pass).max()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_one_pass_gives_the_windows_scores_only_without_padding(chapter, seed):
    scores = {p: chapter["window_scores"](chapter["picture"], seed, p) for p in (0, 1)}
    assert share(*scores[0]) < 1e-12
    assert 0.1 < share(*scores[1]) < 0.6


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_with_the_first_weights_of_pytorch(chapter, seed):
    """Smaller differences than with He's weights, but differences."""
    picture = torch.from_numpy(chapter["picture"])
    found = {}
    for p, k in ((0, 5), (1, 7)):
        torch.manual_seed(seed)
        stages = [
            layer
            for channels in (3, 8, 8, 8, 8)
            for layer in (nn.Conv2d(channels, 8, 3, padding=p), nn.ReLU(), nn.MaxPool2d(2))
        ]
        net = nn.Sequential(*stages, nn.Conv2d(8, 10, k)).double()
        corners = [(32 * a, 32 * b) for a, b in np.ndindex(6, 6)]
        windows = torch.cat([picture[:, :, i : i + 224, j : j + 224] for i, j in corners])
        with torch.no_grad():
            alone = net(windows)[:, :, 0, 0].T.reshape(10, 6, 6).numpy()
            found[p] = share(net(picture)[0].numpy(), alone)
    assert found[0] < 1e-12
    assert 0.02 < found[1] < 0.45


@pytest.mark.slow
def test_half_steps(chapter):
    """Four passes give the scores of the 121 windows at steps of 16 pixels."""
    picture, five_stages = chapter["picture"], chapter["five_stages"]
    weights, head = chapter["random_network"](seed=0, p=0)
    scores = np.empty((10, 11, 11))
    for i, j in np.ndindex(2, 2):
        shifted = five_stages(picture[:, :, 16 * i :, 16 * j :], weights, p=0)
        scores[:, i::2, j::2] = ref.conv2d(shifted, head)[0]
    for i, j in [(0, 0), (1, 0), (3, 8), (10, 10), (7, 5)]:
        window = picture[:, :, 16 * i : 16 * i + 224, 16 * j : 16 * j + 224]
        alone = ref.conv2d(five_stages(window, weights, p=0), head)
        assert np.allclose(alone[0, :, 0, 0], scores[:, i, j])


def test_shapes_of_a_product():
    places = ref.output_size(224, 7, stride=2, padding=3) ** 2
    assert (places, 64 * 147 * places) == (12_544, 118_013_952)
    assert (32 * places, 64 * 9 * 112**2) == (401_408, 7_225_344)


def test_field_of_a_stack():
    for n, k in np.ndindex(6, 5):
        layers = [(k + 1, 1, 1)] * (n + 1)
        assert ref.receptive_field(layers)[0] == (n + 1) * k + 1
    assert round(100 * 5 * 9 / 121) == 37


@pytest.mark.parametrize(("k", "s"), [(2, 2), (3, 2), (3, 1)])
def test_pooling_by_columns(k, s):
    x = np.random.default_rng(0).normal(size=(2, 3, 8, 7))
    columns = ref.im2col(x.reshape(6, 1, 8, 7), k, stride=s)
    size = [ref.output_size(side, k, s) for side in (8, 7)]
    pooled = columns.max(axis=1).reshape(2, 3, *size)
    assert (pooled == ref.max_pool2d(x, k, s)).all()


def test_lenet_on_a_larger_picture():
    rng = np.random.default_rng(0)
    shapes = [(6, 1, 5, 5), (16, 6, 5, 5), (120, 16, 5, 5), (84, 120, 1, 1), (10, 84, 1, 1)]
    weights = [rng.normal(size=s) / np.sqrt(np.prod(s[1:])) for s in shapes]

    def lenet(x):
        for k, w in enumerate(weights):
            x = np.tanh(ref.conv2d(x, w))
            x = ref.avg_pool2d(x, 2) if k < 2 else x
        return x

    x = rng.normal(size=(1, 1, 36, 36))
    scores = lenet(x)
    assert scores.shape == (1, 10, 2, 2)
    assert lenet(x[:, :, :34, :34]).shape == (1, 10, 1, 1)
    for i, j in np.ndindex(2, 2):
        window = x[:, :, 4 * i : 4 * i + 32, 4 * j : 4 * j + 32]
        assert np.allclose(lenet(window)[0, :, 0, 0], scores[0, :, i, j])


def test_work_of_half_steps():
    one_pass = 384**2 / 224**2
    assert round(one_pass, 2) == 2.94
    assert round((5 * 1 + 1) ** 2 / one_pass, 2) == 12.25
    assert round(25 / one_pass, 1) == 8.5  # (5 n + 1)^2 windows for n^2 passes, n large
