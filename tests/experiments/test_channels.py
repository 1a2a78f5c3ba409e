"""The solutions of the exercises on paper in the chapter on channels."""

import numpy as np
import pytest

import cnnlib.reference as ref

X = np.array(
    [
        [[1, 2, 0], [0, 1, 3], [2, 1, 1]],
        [[0, 1, 1], [2, 0, 1], [1, 3, 0]],
        [[2, 0, 1], [1, 1, 0], [0, 2, 1]],
    ],
    float,
)


def test_zeros_and_ones():
    weight = np.array(
        [
            [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 1], [0, 0]]],
            [[[0, 1], [0, 0]], [[1, 1], [1, 1]], [[0, 0], [0, 1]]],
        ],
        float,
    )
    maps = [[ref.correlate2d(X[c], weight[o, c]).tolist() for c in range(3)] for o in range(2)]
    assert maps == [
        [[[2, 5], [1, 2]], [[3, 1], [1, 4]], [[2, 1], [2, 1]]],
        [[[2, 0], [1, 3]], [[3, 3], [6, 4]], [[1, 0], [2, 1]]],
    ]
    y = ref.conv2d(X[None], weight, np.array([0.0, -1]))[0]
    assert y.tolist() == [[[7, 7], [4, 7]], [[5, 2], [8, 7]]]
    additions = [y[0].size * (int(filter.sum()) - 1 + 1) for filter in weight]  # 1 for the bias
    assert sum(additions) == 48 and sum(additions) - y[0].size == 44


def test_shared_and_not_shared():
    assert 256 * 128 * 3 * 3 + 256 == 295_168
    assert 64 * 256 + 64 == 16_448
    connections = [28 * 28 * 6 * 26, 10 * 10 * (60 * 25 + 16), 120 * (16 * 25 + 1)]
    assert connections == [122_304, 151_600, 48_120]
    assert [connections[k] // places for k, places in enumerate((784, 100, 1))] == [
        156,
        1516,
        48_120,
    ]


@pytest.mark.parametrize(
    ("stride", "padding", "remain"), [(2, 1, 0), (1, 1, 9), (2, 2, 4), (3, 2, 0)]
)
def test_without_the_ring(stride, padding, remain):
    """What remains of the padded map is what stands in the other one too."""
    rng = np.random.default_rng(0)
    x, weight = rng.normal(size=(1, 3, 5, 5)), rng.normal(size=(1, 3, 3, 3))
    padded = ref.conv2d(x, weight, stride=stride, padding=padding)
    assert np.isin(padded.round(9), ref.conv2d(x, weight, stride=stride).round(9)).sum() == remain


def test_five_nets():
    """(connections, parameters) of each, layer by layer from the input to the ten outputs."""
    layers = [
        [(10 * 257, 10 * 257)],
        [(12 * 257, 12 * 257), (10 * 13, 10 * 13)],
        [(64 * 10, 64 * 10), (16 * 26, 16 * 26), (10 * 17, 10 * 17)],
        [(128 * 10, 2 * 9 + 128), (16 * 51, 16 * 51), (10 * 17, 10 * 17)],
        [(128 * 10, 2 * 9 + 128), (64 * 51, 4 * 50 + 64), (10 * 65, 10 * 65)],
    ]
    links, parameters = np.array([np.sum(net, axis=0) for net in layers]).T
    assert links.tolist() == [2570, 3214, 1226, 2266, 5194]
    assert parameters.tolist() == [2570, 3214, 1226, 1132, 1060]
