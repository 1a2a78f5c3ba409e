"""The gallery of kernels: every number that the course states about them."""

import re

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.reference import filters
from tests.refusal import assert_refused

# name -> sum, row of the response through the vertical bar (None: not stated), rank, symmetry
FACTS = {
    "sharpen": (1, [-1, 2, 1, 1, 2, -1], 2, "even"),
    "vertical edge": (0, [-1, 1, 0, 0, 1, -1], 1, "even"),
    "surround": (-1, [3, -4, -1, -1, -4, 3], 2, "even"),
    "Sobel y": (0, [0] * 6, 1, "odd"),
    "identity": (1, [0, 1, 1, 1, 1, 0], 1, "even"),
    "horizontal edge": (0, [0] * 6, 1, "even"),
    "blur": (0.99, [0.33, 0.66, 0.99, 0.99, 0.66, 0.33], 1, "even"),
    "Sobel x": (0, [4, 4, 0, 0, -4, -4], 1, "odd"),
    "embossing": (0, None, 3, "none"),
}


def cross():
    """A bright cross, bars 4 wide, on dark ground of 20 x 20."""
    picture = np.zeros((20, 20))
    picture[2:18, 8:12] = picture[8:12, 2:18] = 1
    return picture


def test_the_gallery_is_complete():
    assert list(filters.KERNELS) == list(FACTS)


@pytest.mark.parametrize("name", FACTS)
def test_facts(name):
    total, row, rank, symmetry = FACTS[name]
    kernel = filters.kernel(name)
    assert kernel.shape == (3, 3) and np.isclose(kernel.sum(), total)
    flat = ref.correlate2d(np.full((5, 5), 100.0), kernel)
    np.testing.assert_allclose(flat, 100 * total)
    if row is not None:  # picture row 5, columns 6 to 13 seen through the kernel: outputs 7 to 12
        response = ref.correlate2d(cross(), kernel, "same")[5, 7:13]
        np.testing.assert_allclose(response, row, atol=1e-12)
    assert np.linalg.matrix_rank(kernel) == rank
    turned = np.rot90(kernel, 2)
    expected = {"even": (True, False), "odd": (False, True), "none": (False, False)}[symmetry]
    assert (np.array_equal(turned, kernel), np.array_equal(turned, -kernel)) == expected


@pytest.mark.parametrize("name", FACTS)
def test_the_flip_matters_as_the_symmetry_says(name):
    picture = np.random.default_rng(0).integers(0, 256, (7, 8))
    kernel = filters.kernel(name)
    plain, flipped = ref.correlate2d(picture, kernel), ref.convolve2d(picture, kernel)
    sign = {"even": 1, "odd": -1, "none": None}[FACTS[name][3]]
    if sign:
        np.testing.assert_allclose(flipped, sign * plain, rtol=1e-12)
    else:
        assert (flipped != plain).any() and (flipped != -plain).any()


def test_identity_gives_the_picture_back():
    picture = np.random.default_rng(0).integers(0, 256, (7, 8))
    kernel = filters.kernel("identity")
    np.testing.assert_array_equal(ref.correlate2d(picture, kernel, "same"), picture)
    np.testing.assert_array_equal(ref.correlate2d(picture, kernel), picture[1:-1, 1:-1])


def test_each_direction_sees_its_own_edges():
    """Along a bar nothing, away from the crossing and the ends; across it the edges."""
    picture, along, across = cross(), 5, slice(4, 7)
    for across_columns, across_rows, size in [
        ("Sobel x", "Sobel y", 4),
        ("vertical edge", "horizontal edge", 1),
    ]:
        columns, rows = (
            ref.correlate2d(picture, filters.kernel(name), "same")
            for name in (across_columns, across_rows)
        )
        assert not columns[:, across].any() and not rows[across].any()
        np.testing.assert_array_equal(np.abs(columns).max(axis=1)[along], size)
        np.testing.assert_array_equal(np.abs(rows).max(axis=0)[along], size)
        assert rows[8, along] == size and rows[11, along] == (-size if size == 4 else size)
        # The cross is its own transpose, so each kernel sees what its transpose sees, transposed.
        np.testing.assert_array_equal(rows, columns.T)


def test_thin_line():
    line = np.zeros((3, 5))
    line[:, 2] = 1
    assert ref.correlate2d(line, filters.kernel("Sobel x")).tolist() == [[4, 0, -4]]
    assert ref.correlate2d(line, filters.kernel("vertical edge")).tolist() == [[-1, 2, -1]]


def test_relations():
    kernel = filters.kernel
    laplacian = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    np.testing.assert_array_equal(kernel("sharpen"), kernel("identity") - laplacian)
    np.testing.assert_array_equal(kernel("vertical edge").T, kernel("horizontal edge"))
    np.testing.assert_array_equal(kernel("Sobel x"), np.outer([1, 2, 1], [-1, 0, 1]))
    np.testing.assert_array_equal(kernel("Sobel y"), kernel("Sobel x").T)
    np.testing.assert_array_equal(kernel("vertical edge")[1], -np.array([1, -2, 1]))


def test_a_kernel_is_ones_own_and_the_gallery_is_not():
    kernel = filters.kernel("identity")
    kernel[1, 1] = 7
    assert filters.KERNELS["identity"][1, 1] == 1
    with pytest.raises(ValueError, match="read-only"):
        filters.KERNELS["identity"][1, 1] = 7
    with pytest.raises(TypeError):
        filters.KERNELS["identity"] = kernel


def test_the_mean_filter():
    np.testing.assert_array_equal(filters.mean((2, 4)), np.full((2, 4), 1 / 8))
    noise = np.random.default_rng(0).standard_normal((300, 300))
    assert abs(ref.correlate2d(noise, filters.mean(3)).var() - 1 / 9) < 0.01


class TestGaussian:
    def test_decimal_template(self):
        expected = [[0.0571, 0.1248, 0.0571], [0.1248, 0.2725, 0.1248], [0.0571, 0.1248, 0.0571]]
        np.testing.assert_allclose(filters.gaussian(3, 0.8), expected, atol=5e-5)

    @pytest.mark.parametrize(
        ("size", "sigma", "total"), [(11, 0.8, 1.0), (11, 1.5, 0.9996), (3, 0.8, 0.9126)]
    )
    def test_the_density_sums_to_what_the_template_holds(self, size, sigma, total):
        density = filters.gaussian(size, sigma, normalize=False)
        assert round(density.sum(), 4) == total
        assert density.max() == pytest.approx(1 / (2 * np.pi * sigma**2))
        flat = ref.correlate2d(np.full((size, size), 100.0), density)
        assert round(flat.item(), 2) == round(100 * density.sum(), 2)

    @pytest.mark.parametrize(
        ("sigma", "middle"), [(0.5, 0.619), (0.8, 0.272), (1, 0.204), (1.5, 0.148)]
    )
    def test_the_middle_falls_towards_a_ninth(self, sigma, middle):
        assert round(filters.gaussian(3, sigma)[1, 1], 3) == middle
        assert filters.gaussian(3, sigma).sum() == pytest.approx(1)
        assert filters.gaussian(3, 100.0)[1, 1] == pytest.approx(1 / 9, rel=1e-3)

    @pytest.mark.parametrize("sigma", [1e-3, 1e-200])
    def test_a_very_narrow_bell_is_the_identity(self, sigma):
        np.testing.assert_array_equal(filters.gaussian(3, sigma), filters.KERNELS["identity"])

    def test_noise_is_weakened_but_less_than_by_the_mean(self):
        noise = np.random.default_rng(0).standard_normal((300, 300))
        left = [
            ref.correlate2d(noise, kernel).var()
            for kernel in (filters.mean(3), filters.gaussian(3, 0.8))
        ]
        assert left[0] < left[1] < 1

    def test_separable(self):
        one = filters.gaussian((1, 5), 1.2)
        np.testing.assert_allclose(filters.gaussian(5, 1.2), one.T @ one)

    def test_whole_numbers(self):
        truncated, rounded = (
            filters.gaussian_integer(3, 0.8, how) for how in ("truncate", "round")
        )
        assert truncated.tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]] and truncated.sum() == 16
        assert rounded[1, 1] == 5 and rounded.sum() == 17
        flat = np.full((3, 3), 100)
        assert ref.correlate2d(flat, truncated).item() / truncated.sum() == 100
        large = filters.gaussian_integer(5, 1, "round")
        assert large[0].tolist() == [1, 4, 7, 4, 1] and large[2, 2] == 55 and large.sum() == 331
        assert np.linalg.matrix_rank(large) > 1  # rounding costs separability


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: filters.kernel("sobel_x"), ValueError, "did you mean 'sobel x'?"),
        (lambda: filters.kernel(3), ValueError, "name is 3, expected one of filters.KERNELS"),
        (lambda: filters.mean(0), ValueError, "mean: size is 0, expected at least 1"),
        (lambda: filters.gaussian(4, 1), ValueError, "size is (4, 4), expected odd numbers"),
        (
            lambda: filters.gaussian(3, 0),
            ValueError,
            "sigma is 0.0, expected a finite number above",
        ),
        (
            lambda: filters.gaussian(3, np.inf),
            ValueError,
            "gaussian: sigma is inf, expected a finite",
        ),
        (lambda: filters.gaussian(3, -1), ValueError, "gaussian: sigma is -1, expected at least 0"),
        (lambda: filters.gaussian(3, np.nan), ValueError, "gaussian: sigma is nan"),
        (lambda: filters.gaussian(3, "1"), TypeError, "gaussian: sigma is '1', expected a number"),
        (
            lambda: filters.gaussian(3, True),
            TypeError,
            "gaussian: sigma is True, expected a number",
        ),
        (lambda: filters.gaussian_integer(3, 1, "up"), ValueError, "rounding is 'up'"),
        (lambda: filters.gaussian_integer(31, 0.5), ValueError, "sigma is 0.5, too small for size"),
    ],
)
def test_bad_input_is_refused(call, error, said):
    assert_refused(call, error, re.escape(said))
