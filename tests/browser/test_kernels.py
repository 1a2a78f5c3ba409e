"""The numbers of the laboratory for kernels, against the reference."""

import re

import numpy as np
import pytest

from cnnlib.reference import correlate2d, filters, relu
from tests.browser.examples import EXAMPLES, PICTURE
from tests.browser.reading import picture_of

pytestmark = pytest.mark.browser

READOUT = re.compile(
    r"row (\d+), column (\d+): sum (?:with bias )?(-?[\d.]+)(?:, [\w ]+ (-?[\d.]+))?\. "
    r"Kernel: sum (-?[\d.]+), rank (\d)\."
)
AFTER = {
    "nothing": lambda y: y,
    "ReLU": relu,
    "absolute value": np.abs,
    "clip to 0 to 255": lambda y: y.clip(0, 255),
}


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["Kernels"]()).locator(".cnn-figure")


def control(figure, label):
    return figure.get_by_label(label, exact=True)


def readout(figure):
    text = figure.locator(".cnn-readout").inner_text()
    row, column, raw, value, total, rank = READOUT.fullmatch(text).groups()
    value = float(raw if value is None else value)
    return int(row), int(column), float(raw), value, float(total), int(rank)


def expected(kernel, row, column, bias=0.0, after="nothing"):
    raw = correlate2d(PICTURE.astype(float), kernel)[row, column] + bias
    return raw, AFTER[after](np.array([raw]))[0], kernel.sum(), np.linalg.matrix_rank(kernel)


def agrees(figure, kernel, shown_kernel=None, **options):
    """Whether the readout is the reference's; sum and rank are those of the kernel as chosen."""
    row, column, *numbers = readout(figure)
    wanted = list(expected(kernel, row, column, **options))
    wanted[2] = (kernel if shown_kernel is None else shown_kernel).sum()
    return np.allclose(numbers, wanted, atol=0.006)


def difference(side, sigma):
    return filters.gaussian(side, sigma) - filters.gaussian(side, 1.6 * sigma)


@pytest.mark.parametrize("side", [3, 5])
def test_every_kernel_of_either_size_flipped_or_not(figure, side):
    made = {
        "mean": filters.mean(side),
        "Gaussian": filters.gaussian(side, 0.8),
        "difference of Gaussians": difference(side, 0.8),
    }
    rim = (side - 3) // 2
    kernels = {name: np.pad(kernel, rim) for name, kernel in filters.KERNELS.items()} | made
    control(figure, "size").select_option(f"{side} × {side}")
    for name, kernel in kernels.items():
        control(figure, "kernel").select_option(name)
        for flip in (False, True):
            control(figure, "flip").set_checked(flip)
            assert agrees(figure, kernel[::-1, ::-1] if flip else kernel), name
            assert control(figure, "kernel").input_value() == name


@pytest.mark.parametrize("after", AFTER)
def test_bias_and_what_comes_after(figure, after):
    control(figure, "kernel").select_option("embossing")
    control(figure, "then").select_option(after)
    for bias in (0, 128, -200):
        control(figure, "bias").fill(str(bias))
        assert agrees(figure, filters.kernel("embossing"), bias=bias, after=after)


def test_dividing_by_the_sum(figure):
    norm = control(figure, "divide by the sum")
    assert norm.is_disabled()  # Sobel's sum is 0
    for name in ("surround", "blur"):
        kernel = filters.kernel(name)
        control(figure, "kernel").select_option(name)
        norm.check()
        assert agrees(figure, kernel / kernel.sum(), shown_kernel=kernel)


def test_sigma_belongs_to_gaussians(figure):
    assert control(figure, "σ").is_disabled()
    control(figure, "size").select_option("5 × 5")
    for name, make in (("Gaussian", filters.gaussian), ("difference of Gaussians", difference)):
        control(figure, "kernel").select_option(name)
        for sigma in (0.5, 2.1):
            control(figure, "σ").fill(str(sigma))
            assert agrees(figure, make(5, sigma))
            fields = figure.locator(".cnn-fields input:visible")
            assert max(len(field.input_value()) for field in fields.all()) <= 6  # not cut off


def test_the_sum_is_written_out(figure):
    row, column, raw, *_ = readout(figure)
    text = figure.locator(".cnn-stage p").first.inner_text()
    terms = re.findall(r"(−|^|\+) ?([\d.]+)·(\d+)", text)
    assert len(terms) == 6  # Sobel has three zeros
    total = sum((-1 if sign == "−" else 1) * float(w) * int(x) for sign, w, x in terms)
    assert total == raw and text.replace("−", "-").endswith(f"= {raw:.2f}")
    window = PICTURE[row : row + 3, column : column + 3][filters.kernel("Sobel x") != 0]
    assert [int(x) for _, _, x in terms] == window.tolist()


def test_typed_weights_survive_a_change_of_size(figure):
    fields = figure.locator(".cnn-fields input:visible")
    fields.nth(4).fill("1/2")
    own = filters.kernel("Sobel x")
    own[1, 1] = 0.5
    assert control(figure, "kernel").input_value() == "your own"
    assert agrees(figure, own)
    row, column, *_ = readout(figure)
    control(figure, "size").select_option("5 × 5")
    assert fields.count() == 25
    assert readout(figure)[:2] == (row - 1, column - 1)  # the same pixel is in the middle
    assert agrees(figure, np.pad(own, 1))
    fields.nth(12).fill("0")
    assert control(figure, "kernel").input_value() == "Sobel x"


def test_the_window_moves_in_both_pictures(figure):
    for kind in ("input", "output"):
        canvas = figure.locator(f"canvas.cnn-{kind}:visible")
        row, column, *_ = readout(figure)
        before = picture_of(canvas)
        canvas.press("ArrowRight")
        canvas.press("ArrowDown")
        assert readout(figure)[:2] == (row + 1, column + 1)
        assert picture_of(canvas) != before
    canvas.press("End")
    assert readout(figure)[:2] == (row + 1, 21)


def test_the_scale_is_told(figure):
    scale = figure.locator(".cnn-stage p").nth(1)
    most = np.abs(correlate2d(PICTURE.astype(float), filters.kernel("Sobel x"))).max()
    assert scale.inner_text() == f"In the output black is {-most:.2f}, white is {most:.2f}."
    control(figure, "then").select_option("ReLU")
    assert "black is 0.00, white" in scale.inner_text()
    control(figure, "then").select_option("clip to 0 to 255")
    assert "black is 0.00, white is 255.00." in scale.inner_text()
    control(figure, "then").select_option("nothing")
    control(figure, "kernel").select_option("blur")
    assert "white is 252.45 or more." in scale.inner_text()
