"""The numbers of the interactive figure of a convolution."""

import re

import numpy as np
import pytest

from cnnlib.reference import correlate2d, filters
from tests.browser.examples import EXAMPLES, PICTURE
from tests.browser.reading import picture_of

pytestmark = pytest.mark.browser


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["Convolution"]()).locator(".cnn-figure")


def readout(figure):
    text = figure.locator(".cnn-readout").inner_text()
    row, column, total = re.fullmatch(
        r"row (\d+), column (\d+): sum = (-?\d+\.\d\d)", text
    ).groups()
    return int(row), int(column), float(total)


def output(figure):
    return picture_of(figure.locator("canvas.cnn-output"))


def table(figure, kind):
    texts = figure.locator(f"table.cnn-{kind} td").all_inner_texts()
    return np.array([float(text) for text in texts]).reshape(3, 3)


@pytest.mark.parametrize("flip", [False, True])
@pytest.mark.parametrize("name", ["identity", "sharpen", "surround", "Sobel x", "embossing"])
def test_sum_is_the_references(figure, name, flip):
    figure.locator("select").select_option(name)
    figure.get_by_role("checkbox").set_checked(flip)
    kernel = filters.KERNELS[name][::-1, ::-1] if flip else filters.KERNELS[name]
    row, column, total = readout(figure)
    assert total == correlate2d(PICTURE.astype(float), kernel)[row, column]
    assert (table(figure, "kernel") == kernel).all()
    assert (table(figure, "input") == PICTURE[row : row + 3, column : column + 3]).all()
    assert (table(figure, "product") == table(figure, "input") * kernel).all()


def test_every_kernel_makes_another_picture_and_flipping_only_where_it_turns(figure):
    pictures = {}
    for name in filters.KERNELS:
        figure.locator("select").select_option(name)
        for flip in (False, True):
            figure.get_by_role("checkbox").set_checked(flip)
            pictures[name, flip] = output(figure)
    assert len({pictures[name, False] for name in filters.KERNELS}) == len(filters.KERNELS)
    for name, kernel in filters.KERNELS.items():
        same = (kernel == kernel[::-1, ::-1]).all()
        assert (pictures[name, False] == pictures[name, True]) == same


def test_arrow_keys_move_the_window(figure):
    row, column, _ = readout(figure)
    window = figure.locator("canvas.cnn-input")
    frames = {picture_of(window)}
    for key, place in [
        ("ArrowRight", (row, column + 1)),
        ("ArrowDown", (row + 1, column + 1)),
        ("Home", (row + 1, 0)),
        ("Shift+ArrowRight", (row + 1, 10)),
        ("End", (row + 1, 21)),
        ("ArrowRight", (row + 1, 21)),
    ]:
        window.press(key)
        assert readout(figure)[:2] == place
        frames.add(picture_of(window))
    assert len(frames) == 6


def test_typed_kernel(figure):
    figure.locator("select").select_option("identity")
    _, _, before = readout(figure)
    middle = figure.locator(".cnn-fields input").nth(4)
    middle.fill("1/2")
    assert figure.locator("select").input_value() == "your own"
    assert readout(figure)[2] == before / 2
    middle.fill("1/0")
    assert readout(figure)[2] == before / 2
    middle.fill("-1")
    assert readout(figure)[2] == -before
    middle.fill("1")
    assert figure.locator("select").input_value() == "identity"


def test_output_is_built_pixel_by_pixel_and_row_by_row(figure):
    complete = output(figure)
    step = figure.get_by_role("button", name="One pixel")
    for place in [(0, 0), (0, 1)]:
        step.click()
        assert readout(figure)[:2] == place
    assert output(figure) != complete
    build = figure.get_by_role("button", name="Build row by row")
    for row in (0, 1):  # the test asks for less motion: one row per press
        build.click()
        assert readout(figure)[:2] == (row, 21)
    partial = output(figure)
    figure.get_by_role("button", name="Whole output").click()
    assert output(figure) != partial


def test_building_ends_with_the_whole_output(alone):
    figure = alone(EXAMPLES["Convolution"](), motion="no-preference").locator(".cnn-figure")
    build = figure.locator(".cnn-buttons button").first
    build.click()
    assert build.inner_text() == "Pause"
    figure.get_by_role("button", name="Build row by row").wait_for()
    assert readout(figure)[:2] == (17, 21)


def test_window_follows_the_pointer(figure):
    box = figure.locator("canvas.cnn-input").bounding_box()
    mouse = figure.page.mouse
    mouse.move(box["x"] + 5, box["y"] + 5)
    mouse.down()
    assert readout(figure)[:2] == (0, 0)
    mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    row, column, _ = readout(figure)  # the window's own middle comes to lie there
    assert abs(row + 1.5 - 10) <= 0.5
    assert abs(column + 1.5 - 12) <= 0.5
    mouse.up()
    mouse.move(box["x"] + 5, box["y"] + 5)
    assert readout(figure)[:2] == (row, column)
