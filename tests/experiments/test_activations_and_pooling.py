"""What the chapter on activations and pooling says of three seeds, with the chapter's functions."""

import numpy as np
import pytest

import cnnlib.reference as ref
from tests.experiments import cells

SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's functions and data, without its experiments."""
    data = ("digits", "x_train", "y_train", "x_test", "y_test", "both_forms", "both_labels")
    return cells.definitions("activations_and_pooling", *data)


def trained(chapter, bend, seed, **options):
    net = chapter["make_network"](bend, seed)
    return net, chapter["train"](net, seed=seed, **options)


@pytest.mark.slow
@pytest.mark.parametrize("lr", [0.005, 0.02, 0.05])
@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_bend_chalk_and_ink_are_a_guess(chapter, seed, lr):
    change = chapter["chalk_or_ink"]
    net, means = trained(chapter, chapter["straight"], seed, lr=lr, epochs=14, change=change)
    assert min(means) > 2.25
    assert chapter["accuracy"](net, chapter["both_forms"], chapter["both_labels"]) < 0.4


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_with_relu_chalk_and_ink_are_read(chapter, seed):
    relu, change = chapter["layers"].ReLU, chapter["chalk_or_ink"]
    net, means = trained(chapter, relu, seed, lr=0.02, epochs=14, change=change)
    assert means[-1] < 0.25
    assert chapter["accuracy"](net, chapter["both_forms"], chapter["both_labels"]) > 0.9


@pytest.mark.slow
def test_tanh_is_late_and_sigmoid_does_not_start_on_chalk_and_ink(chapter):
    layers, right = chapter["layers"], {}
    options = {"epochs": 14, "change": chapter["chalk_or_ink"]}
    test = chapter["both_forms"], chapter["both_labels"]
    for bend in (layers.ReLU, layers.Tanh):
        runs = [trained(chapter, bend, seed, lr=0.02, **options) for seed in SEEDS]
        right[bend] = np.mean([chapter["accuracy"](net, *test) for net, _ in runs])
    assert right[layers.ReLU] > right[layers.Tanh] + 0.02
    for seed in SEEDS:
        assert trained(chapter, layers.Sigmoid, seed, lr=0.05, **options)[1][-1] > 2.25


@pytest.mark.slow
def test_relu_and_tanh_end_alike_and_sigmoid_falls_behind(chapter):
    layers, right = chapter["layers"], {}
    bends = {"straight": chapter["straight"], "tanh": layers.Tanh, "ReLU": layers.ReLU}
    curves = {}
    for name, bend in bends.items():
        runs = [trained(chapter, bend, seed, lr=0.02, epochs=8) for seed in SEEDS]
        curves[name] = np.array([means for _, means in runs])
        test = chapter["x_test"], chapter["y_test"]
        right[name] = [chapter["accuracy"](net, *test) for net, _ in runs]
    sigmoid = [trained(chapter, layers.Sigmoid, seed, lr=0.05, epochs=8)[1] for seed in SEEDS]
    assert (curves["tanh"][:, :2] < curves["ReLU"][:, :2]).all()  # ahead in the first two epochs
    assert curves["ReLU"][:, 3].mean() < curves["tanh"][:, 3].mean() + 0.02  # caught up
    assert np.min(sigmoid, axis=0)[3] > 2.0
    assert abs(np.mean(right["ReLU"]) - np.mean(right["tanh"])) < 0.02
    assert np.mean(right["straight"]) > 0.93


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_large_learning_rate_kills_units(chapter, seed):
    dead = {0: chapter["count_dead"](chapter["make_hidden"](seed))}
    for lr in (0.01, 0.03, 0.1, 0.5):
        net = chapter["make_hidden"](seed)
        last = chapter["train"](net, lr, epochs=3, seed=seed)[-1]
        dead[lr] = chapter["count_dead"](net)
        assert last < 1 or lr not in (0.03, 0.1)
    assert max(dead[0], dead[0.01], dead[0.03]) <= 32
    assert 8 < dead[0.1] < 48
    assert dead[0.5] >= 56 and last > 2.2


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_leak_is_no_cure_for_a_large_learning_rate(chapter, seed):
    layers, last = chapter["layers"], {}
    for lr in (0.1, 0.5):
        net = chapter["make_hidden"](seed)
        bends = [k for k, layer in enumerate(net.layers) if isinstance(layer, layers.ReLU)]
        for k in bends:
            net.layers[k] = layers.LeakyReLU()
        with np.errstate(all="ignore"):  # the loss runs off to infinity
            last[lr] = chapter["train"](net, lr, epochs=3, seed=seed)[-1]
    assert len(bends) == 2
    assert last[0.1] < 0.5
    assert not last[0.5] < 1  # large, or not a number


def heads(layers, seed):
    """The two networks of the exercise on global average pooling."""
    for pooled in (False, True):
        rng = np.random.default_rng(seed)
        body = [
            layers.Conv2d(1, 16, kernel_size=3, rng=rng),
            layers.ReLU(),
            layers.MaxPool2d(2),
            layers.Conv2d(16, 32, kernel_size=3, rng=rng),
            layers.ReLU(),
        ]
        if pooled:
            tail = [layers.Conv2d(32, 10, kernel_size=1, rng=rng), layers.GlobalAvgPool2d()]
            yield layers.Sequential(*body, *tail, layers.Flatten())
        else:
            yield layers.Sequential(*body, layers.Flatten(), layers.Linear(800, 10, rng=rng))


@pytest.mark.slow
def test_average_instead_of_flatten(chapter):
    x, y = chapter["x_test"], chapter["y_test"]
    moved = np.pad(x, ((0, 0), (0, 0), (0, 0), (2, 0)))[..., :16]
    rows = []
    for seed in SEEDS:
        for net, lr in zip(heads(chapter["layers"], seed), (0.02, 0.1), strict=True):
            chapter["train"](net, lr, epochs=20, seed=seed)
            rows.append([chapter["accuracy"](net, part, y) for part in (x, moved)])
            count = sum(p.value.size for p in net.parameters())
            assert count == (12_810 if lr == 0.02 else 5_130)
    flat, pooled = np.mean(rows[::2], axis=0), np.mean(rows[1::2], axis=0)
    assert np.abs(flat - [0.972, 0.534]).max() < 0.05
    assert np.abs(pooled - [0.943, 0.594]).max() < 0.05
    assert flat[0] > pooled[0]


def test_pooling_by_hand():
    rows = [[1, 3, 0, 2, 4], [4, 7, 4, 1, 0], [4, 6, 0, 0, 6], [3, 2, 8, 1, 2], [3, 5, 0, 7, 3]]
    x = np.array(rows, float)[None, None]
    assert ref.max_pool2d(x, 3, 2)[0, 0].tolist() == [[7, 6], [8, 8]]
    assert np.allclose(ref.avg_pool2d(x, 3, 2)[0, 0] * 9, [[29, 17], [31, 27]])
    to_the_8 = ref.max_pool2d_backward(np.ones((1, 1, 2, 2)), x, 3, 2)[0, 0, 3, 2]
    assert to_the_8 == 2


def test_shares_of_vgg_16():
    blocks = [(64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512)]
    macs = parameters = 0
    channels, size = 3, 224
    for block in blocks:
        for filters in block:
            macs += 9 * channels * filters * size**2
            parameters += 9 * channels * filters + filters
            channels = filters
        size //= 2
    connected = [(4096, 512 * size**2), (4096, 4096), (1000, 4096)]
    all_macs = macs + sum(o * i for o, i in connected)
    all_parameters = parameters + sum(o * i + o for o, i in connected)
    assert (macs, all_macs) == (15_346_630_656, 15_470_264_320)
    assert (parameters, all_parameters) == (14_714_688, 138_357_544)
    assert connected[0][0] * connected[0][1] + 4096 == 102_764_544
    assert [round(100 * macs / all_macs, 1), round(100 * parameters / all_parameters, 1)] == [
        99.2,
        10.6,
    ]


def test_at_least_two_of_four():
    answers = ref.sigmoid(20.0 * np.arange(5) - 30.0)
    assert answers.round(4).tolist() == [0, 0, 1, 1, 1]
