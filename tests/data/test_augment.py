"""Changes of pictures against SciPy, torchvision, Pillow and scikit-learn, and known results."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from scipy import ndimage
from sklearn.decomposition import PCA
from torchvision.transforms import functional as F

from cnnlib.data import augment
from tests.tolerance import assert_close

DISC = np.hypot(*np.mgrid[-10:11, -10:11]) < 6


def rng(seed=0):
    return np.random.default_rng(seed)


def picture():
    """One smooth picture with an empty border, (1, 1, 21, 21)."""
    noise = ndimage.gaussian_filter(rng().standard_normal((21, 21)), 1)
    return (noise * DISC)[None, None]


def test_nothing_drawn_is_nothing_changed():
    x = rng().standard_normal((3, 2, 9, 8))
    np.testing.assert_allclose(augment.random_affine(x, 0, 0, (1, 1), rng=rng()), x, atol=1e-12)


def test_a_rotation_is_scipys_about_the_centre():
    x = picture()
    angle = rng().uniform(-40, 40, size=1)[0]
    turned = augment.random_rotation(x, 40, rng=rng())[0, 0]
    expected = [ndimage.rotate(x[0, 0], a, reshape=False, order=1) for a in (angle, -angle)]
    assert min(np.abs(turned - e).max() for e in expected) < 1e-9


def test_a_shift_moves_whole_pixels():
    x = picture()
    seen = set()
    for seed in range(60):
        moved = augment.random_shift(x, 2, rng=rng(seed))[0, 0]
        shifts = [(i, j) for i in range(-2, 3) for j in range(-2, 3)]
        matching = [s for s in shifts if (ndimage.shift(x[0, 0], s, order=0) == moved).all()]
        assert len(matching) == 1
        seen.add(matching[0])
    assert len(seen) > 15


def test_a_flip_mirrors_about_half_of_the_pictures():
    x = rng().standard_normal((400, 1, 3, 4))
    flipped = augment.random_flip(x, rng=rng())
    mirrored = (flipped == x[..., ::-1]).all(axis=(1, 2, 3))
    assert ((flipped == x).all(axis=(1, 2, 3)) ^ mirrored).all()
    assert 150 < mirrored.sum() < 250


def test_a_crop_is_a_part_of_the_padded_picture():
    x = rng().standard_normal((50, 1, 6, 6))
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    for k, crop in enumerate(augment.random_crop(x, 6, padding=2, rng=rng())):
        windows = np.lib.stride_tricks.sliding_window_view(padded[k, 0], (6, 6))
        assert (windows == crop[0]).all(axis=(2, 3)).any()


@pytest.mark.parametrize("height, width, h, w", [(8, 8, 5, 5), (7, 10, 4, 3), (6, 9, 6, 6)])
def test_crops_are_torchvisions(height, width, h, w):
    """With an even and an odd number of cells left over, and with none."""
    x = rng().standard_normal((3, 2, height, width))
    pictures = torch.from_numpy(x)
    expected = torch.stack(F.ten_crop(pictures, (h, w)), dim=1)
    assert_close(augment.ten_crop(x, (h, w)), expected)
    assert_close(augment.center_crop(x, (h, w)), F.center_crop(pictures, (h, w)))


@given(
    height=st.integers(2, 20),
    width=st.integers(2, 20),
    size=st.integers(1, 6),
    extra=st.integers(0, 24),
    seed=st.integers(0, 2**32),
)
def test_a_jittered_picture_is_a_window_of_pillows_resized_one(height, width, size, extra, seed):
    """Enlarged and shrunk pictures, with the shorter side at one known length."""
    side = size + extra
    x = rng(seed).random((2, 1, height, width)).astype(np.float32)
    rows, columns = (side * n // min(height, width) for n in (height, width))
    for picture, crop in zip(x, augment.scale_jitter(x, size, side, side, rng=rng()), strict=True):
        whole = Image.fromarray(picture[0]).resize((columns, rows), Image.Resampling.BILINEAR)
        windows = np.lib.stride_tricks.sliding_window_view(np.asarray(whole), (size, size))
        assert np.abs(windows - crop[0]).max(axis=(2, 3)).min() < 1e-6


def test_jitter_draws_every_side_and_every_place():
    """On a ramp the steps between cells tell the side, the first cell tells the place."""
    x = np.broadcast_to(np.arange(16.0), (3000, 1, 16, 16)).copy()
    jittered = augment.scale_jitter(x, 14, 16, 18, rng=rng())[:, 0, 0]
    sides = np.round(16 / (jittered[:, 7] - jittered[:, 6])).astype(int)
    assert np.abs(np.bincount(sides)[16:] / 3000 - 1 / 3).max() < 0.03
    starts = np.round((jittered[:, 6] + 0.5) * sides / 16 - 6.5).astype(int)
    for side in (16, 17, 18):
        counts = np.bincount(starts[sides == side], minlength=side - 13)
        assert len(counts) == side - 13 and counts.min() > 0.7 * counts.mean()


def test_colour_components_are_scikit_learns():
    """In two pieces, as many pictures as are read at once and some more."""
    mixing = np.array([[3.0, 1, 0], [1, 1, 0.2], [0, 0.3, 0.5]])
    pixels = rng().standard_normal((300 * 4, 3)) @ mixing + 5
    x = pixels.reshape(300, 2, 2, 3).transpose(0, 3, 1, 2)
    pca = PCA().fit(pixels)
    expected = (pca.components_ * pca.explained_variance_[:, None] * (1199 / 1200)).T
    components = augment.colour_components(x)
    signs = np.sign((components * expected).sum(axis=0))
    assert_close(components, expected * signs)
    assert (components.max(axis=0) > -components.min(axis=0)).all()
    assert augment.colour_components(x.astype(np.float32)).dtype == np.float32


def test_a_colour_shift_is_one_normal_draw_per_component_and_picture():
    x = rng(1).random((4000, 3, 2, 2))
    components = augment.colour_components(x)
    shift = augment.colour_shift(x, components, 0.2, rng=rng()) - x
    assert np.ptp(shift, axis=(2, 3)).max() < 1e-12
    draws = np.linalg.solve(components, shift[:, :, 0, 0].T)  # (3, N)
    assert np.abs(draws.mean(axis=1)).max() < 0.01
    assert np.abs(np.cov(draws) - 0.04 * np.eye(3)).max() < 0.003
    inside = (np.abs(draws) < 0.2).mean(axis=1)
    assert np.abs(inside - 0.683).max() < 0.03  # of a normal distribution, within one sigma


def test_no_pictures_stay_no_pictures():
    for name, options in CALLS.items():
        if name != "colour_components":
            x = np.zeros((0, 3, 8, 8), np.float32)
            assert len(getattr(augment, name)(x, **options, **chance(name))) == 0


CALLS = {
    "random_affine": {"shift": 2, "degrees": 10, "scale": (0.9, 1.1)},
    "random_shift": {},
    "random_rotation": {"degrees": 10},
    "random_scale": {"low": 0.9, "high": 1.1},
    "random_flip": {},
    "random_crop": {"size": 6},
    "center_crop": {"size": 6},
    "ten_crop": {"size": 6},
    "scale_jitter": {"size": 6, "low": 6, "high": 12},
    "colour_components": {},
    "colour_shift": {"components": np.eye(3, dtype=np.float32)},
}
SHAPES = {
    "random_crop": (5, 3, 6, 6),
    "center_crop": (5, 3, 6, 6),
    "ten_crop": (5, 10, 3, 6, 6),
    "scale_jitter": (5, 3, 6, 6),
    "colour_components": (3, 3),
}


def chance(name):
    without = ("center_crop", "ten_crop", "colour_components")
    return {} if name in without else {"rng": rng()}


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "a view"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", augment.__all__)
def test_the_input_and_its_dtype_are_kept_and_the_same_is_drawn_again(name, dtype, turned):
    x = rng().random((5, 3, 8, 9)).astype(dtype)
    if turned:
        x = x.transpose(0, 1, 3, 2)
    before = x.copy()
    changed, again, in_order = (
        getattr(augment, name)(argument, **CALLS[name], **chance(name))
        for argument in (x, x, before)
    )
    assert changed.dtype == dtype and changed.shape == SHAPES.get(name, x.shape)
    assert (changed == again).all()
    assert_close(changed, in_order)
    assert (x == before).all() and not np.shares_memory(changed, x)
