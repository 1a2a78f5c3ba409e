"""Random changes of pictures against SciPy and by their known results."""

import numpy as np
import pytest
from scipy import ndimage

from cnnlib.data import augment

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


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_input_is_kept_and_so_is_its_dtype(dtype):
    x = rng().random((5, 1, 8, 8)).astype(dtype)
    before = x.copy()
    calls = {
        "random_affine": {"shift": 2, "degrees": 10, "scale": (0.9, 1.1)},
        "random_shift": {},
        "random_rotation": {"degrees": 10},
        "random_scale": {"low": 0.9, "high": 1.1},
        "random_flip": {},
        "random_crop": {"size": 6},
    }
    assert set(calls) == set(augment.__all__)
    for name, options in calls.items():
        changed = getattr(augment, name)(x, rng=rng(), **options)
        again = getattr(augment, name)(x, rng=rng(), **options)
        assert changed.dtype == dtype and (changed == again).all()
        assert (x == before).all() and not np.shares_memory(changed, x)
