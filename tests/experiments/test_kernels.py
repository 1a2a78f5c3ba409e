"""The chapter on kernels: its experiments on three seeds, and the solutions of its exercises."""

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.reference import correlate2d, filters, layers
from tests.experiments import cells


@pytest.fixture(scope="module")
def chapter():
    """What the chapter's cells have defined, up to the readers of X and O."""
    return cells.run_until("kernels", "with_learned_kernels")


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_learned_kernels_read_better_than_ours(chapter, seed):
    chapter["x_train"], chapter["y_train"] = chapter["draw_many"](600, np.random.default_rng(seed))
    x, y = chapter["draw_many"](600, np.random.default_rng(seed + 100))

    def share(answers):
        return chapter["share"](answers, y)

    clean = np.stack([chapter["draw"](letter) for letter in "XO"])
    pixels = share(np.tensordot(x[:, 0], clean, axes=([1, 2], [1, 2])).argmax(axis=1))
    crossing = ref.conv2d(x, chapter["kernels"])[:, 2].max(axis=(1, 2))
    ours = share(chapter["with_our_kernels"](seed).forward(x).argmax(axis=1))
    learned = share(chapter["with_learned_kernels"](seed).forward(x).argmax(axis=1))
    assert share((crossing < 0.99).astype(int)) < 0.6 < pixels < 0.9
    assert pixels + 0.05 < ours < learned - 0.01
    assert ours >= 0.92 and learned >= 0.97


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_sobel_is_learned_slowly_from_a_photograph(chapter, seed):
    x, target = chapter["photo"][:64, 44:108], chapter["sobel_x"]
    path = chapter["learn_kernel"](x, correlate2d(x, target), steps=3000, seed=seed)
    errors = np.abs(path - target).max(axis=(1, 2))
    assert errors[30] > 0.5 and errors[300] > 0.01 and errors[-1] < 1e-3


@pytest.mark.slow
def test_a_third_letter(chapter):
    """What the solution of the last exercise says it found."""
    t = chapter["t"]
    chapter["strokes"]["+"] = np.hstack([[t, 0 * t], [0 * t, t]])
    plus = np.array([[-1, 1, -1], [1, 1, 1], [-1, 1, -1]])
    made = np.concatenate([chapter["parts"], plus[None]])[:, None].astype(np.float32) / 9

    def letters(rng):
        y = np.arange(600) % 3
        bends, moves = rng.uniform(-0.4, 0.4, (600, 2, 2)), rng.uniform(-1, 1, (600, 2))
        changes = zip(y, bends, moves, strict=True)
        drawn = [chapter["draw"]("XO+"[k], bend, move) for k, bend, move in changes]
        return np.stack(drawn)[:, None], y

    x_train, y_train = letters(np.random.default_rng(0))
    x, y = letters(np.random.default_rng(1))

    def share(count, seed, kernels=None):
        rng = np.random.default_rng(seed)
        net = layers.Sequential(
            layers.Conv2d(1, count, 3, rng=rng),
            layers.ReLU(),
            layers.MaxPool2d(2),
            layers.Flatten(),
            layers.Linear(9 * count, 3, rng=rng),
        )
        trained = net.parameters()
        if kernels is not None:
            trained[0].value[:], trained[1].value[:] = kernels, 0
            trained = trained[2:]
        chapter["train"](net, trained, x_train, y_train, 10, 0.1, seed)
        return chapter["share"](net.forward(x).argmax(axis=1), y)

    ours = [share(4, seed, made) for seed in range(3)]
    learned = {count: [share(count, seed) for seed in range(3)] for count in (3, 4, 6)}
    assert min(ours) > 0.87 and max(ours) < 0.94
    assert min(min(shares) for shares in learned.values()) > 0.96
    means = [np.mean(shares) for shares in learned.values()]
    assert max(means) - min(means) < 0.015


BAR = np.array([0.0, 0, 1, 1, 1, 1, 0, 0])


@pytest.mark.parametrize(
    ("kernel", "expected"),
    [
        (filters.kernel("surround") + np.diag([0, 1, 0]), [3, -3, 0, 0, -3, 3]),
        ([[0, -0.5, 0], [-0.5, 3, -0.5], [0, -0.5, 0]], [-0.5, 1.5, 1, 1, 1.5, -0.5]),
        ([[0, 0.25, 0], [0.25, 0, 0.25], [0, 0.25, 0]], [0.25, 0.75, 1, 1, 0.75, 0.25]),
    ],
    ids=["surround with -8", "half the Laplacian", "plus a quarter of it"],
)
def test_four_small_changes(kernel, expected):
    rows = correlate2d(np.tile(BAR, (3, 1)), np.array(kernel))
    assert rows.tolist() == [expected]


def test_identity_with_padding_changes_nothing():
    x = np.random.default_rng(0).normal(size=(1, 1, 5, 6))
    identity = filters.kernel("identity")[None, None]
    assert (ref.conv2d(x, identity, padding=1) == x).all()


def test_edges_along_one_diagonal():
    i = np.arange(41)
    down, up = np.subtract.outer(i, i), np.add.outer(i, i) - 40
    falling = (np.abs(down) <= 3).astype(float)  # from the upper left to the lower right
    rising = (np.abs(up) <= 3).astype(float)
    kernel = np.array([[-2.0, -1, 0], [-1, 0, 1], [0, 1, 2]])
    assert not correlate2d(falling, kernel).any()
    assert correlate2d(rising, kernel).any()
    for bar in (falling, rising):
        sobel = [np.abs(correlate2d(bar, filters.kernel(f"Sobel {axis}"))) for axis in "xy"]
        assert sobel[0].max() == sobel[1].max() > 0


def test_the_integer_template_is_no_column_times_a_row():
    template = filters.gaussian_integer(5, 1, rounding="round")
    assert template[:2].tolist() == [[1, 4, 7, 4, 1], [4, 20, 33, 20, 4]]
    assert np.linalg.matrix_rank(template) == 3
    assert np.linalg.matrix_rank(filters.gaussian_integer(3, 0.8)) == 1
    product = np.outer(template[0], template[0])
    assert product[1, 1:3].tolist() == [16, 28] and product.sum() == 289
