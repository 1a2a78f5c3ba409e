"""The parts of the frame, each by what it alone does; test_figures drives them by keyboard."""

import re

import pytest

from tests.browser.parts import Parts
from tests.browser.reading import picture_of

pytestmark = pytest.mark.browser


@pytest.fixture
def figure(alone):
    return alone(Parts()).locator(".cnn-figure")


def said(figure, name):
    """A value in the announced sentence."""
    text = figure.locator(".cnn-readout").inner_text()
    return re.search(rf"{name} (.*?)(?:,|$)", text)[1]


def pictures(figure):
    return [picture_of(canvas) for canvas in figure.locator("canvas").all()]


def settled(figure):
    """Its pictures, drawn for the present size and colours."""
    figure.page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
    )
    return pictures(figure)


def test_arrays_arrive_as_they_were_packed(figure):
    assert said(figure, "floats") == "0.500 -1.250 3 0.001"
    colour = """canvas => [...canvas.getContext('2d').getImageData(
        canvas.width * 0.5, canvas.height * 0.9, 1, 1).data]"""
    pixel = 4 * (3 * (3 * 5 + 2))  # row 3, column 2
    assert figure.locator("canvas").first.evaluate(colour) == [pixel, pixel + 4, pixel + 8, 255]


@pytest.mark.parametrize("node, attribute, light, dark", [
    ("documentElement", "data-theme", "light", "dark"),
    ("body", "data-jp-theme-light", "true", "false"),
])  # fmt: skip
def test_canvases_follow_the_books_and_jupyterlabs_switch(figure, node, attribute, light, dark):
    first = settled(figure)
    figure.page.evaluate(f"document.{node}.setAttribute('{attribute}', '{dark}')")
    other = settled(figure)
    assert all(a != b for a, b in zip(first, other, strict=True))
    figure.page.evaluate(f"document.{node}.setAttribute('{attribute}', '{light}')")
    assert settled(figure) == first


def test_canvases_follow_the_system_and_print_is_light(figure):
    first = settled(figure)
    figure.page.emulate_media(color_scheme="dark")
    dark = settled(figure)
    assert all(a != b for a, b in zip(first, dark, strict=True))
    figure.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert pictures(figure) == first
    figure.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert pictures(figure) == dark


def test_canvases_are_sharp(figure):
    sizes = "canvas => [canvas.width, canvas.clientWidth * devicePixelRatio]"
    for canvas in figure.locator("canvas").all():
        drawn, wanted = canvas.evaluate(sizes)
        assert abs(drawn - wanted) <= 1


def test_a_narrower_page_redraws(figure):
    before = [
        canvas.evaluate("canvas => canvas.width") for canvas in figure.locator("canvas").all()
    ]
    figure.page.set_viewport_size({"width": 300, "height": 844})
    settled(figure)
    after = [canvas.evaluate("canvas => canvas.width") for canvas in figure.locator("canvas").all()]
    assert all(a > b for a, b in zip(before, after, strict=True))


def test_player_runs_pauses_and_ends(alone):
    page = alone(Parts(), motion="no-preference")
    page.clock.install(time=0)
    page.clock.pause_at(1)
    figure = page.locator(".cnn-figure")
    readout = figure.locator(".cnn-readout")
    play = figure.locator(".cnn-buttons button").first
    play.click()
    page.clock.run_for(45)  # a step at once, then one every 20 milliseconds
    assert (play.inner_text(), said(figure, "ticks")) == ("Pause", "3")
    assert readout.get_attribute("aria-live") == "off"
    play.click()
    page.clock.run_for(100)
    assert (play.inner_text(), said(figure, "ticks")) == ("Play", "3")
    assert readout.get_attribute("aria-live") == "polite"
    play.click()
    page.clock.run_for(4000)  # it ends by itself
    assert (play.inner_text(), said(figure, "ticks")) == ("Play", "200")
    figure.get_by_role("button", name="Reset").click()
    assert said(figure, "ticks") == "0"


def test_player_stops_when_the_figure_leaves_the_page(alone):
    endless = Parts()
    endless._esm = endless._esm.replace("return ticks < 200;", "window.beats = ticks; return true;")
    page = alone(endless, motion="no-preference")
    page.locator(".cnn-buttons button").first.click()
    page.wait_for_function("window.beats > 3")
    page.evaluate("document.body.replaceChildren()")
    beats = page.evaluate("window.beats")
    page.wait_for_timeout(100)
    assert page.evaluate("window.beats") == beats
    assert page.complaints == []


def test_a_closed_figure_no_longer_listens(figure):
    first = settled(figure)
    figure.page.evaluate("close_figure()")
    figure.page.evaluate("document.documentElement.setAttribute('data-theme', 'dark')")
    assert settled(figure) == first


def test_a_steppers_range_can_depend_on_another(figure):
    count, last = (figure.get_by_role("spinbutton", name=name) for name in ("count", "last"))
    count.fill("2")
    assert (last.input_value(), last.get_attribute("aria-valuemax")) == ("2", "2")
    last.fill("3")
    assert "from 0 to 2; 2 stays in use" in figure.locator(".cnn-message").inner_text()
    last.press("PageDown")
    assert (last.input_value(), figure.locator(".cnn-message").inner_text()) == ("0", "")


def test_a_sliders_range_can_depend_on_another(figure):
    share = figure.get_by_role("slider", name="share")
    share.press("End")
    assert share.get_attribute("aria-valuetext") == "9"
    figure.get_by_role("spinbutton", name="count").fill("2")
    assert (said(figure, "momentum"), share.get_attribute("aria-valuetext")) == ("6", "6")
    share.press("End")
    assert said(figure, "momentum") == "6"


def test_a_control_without_effect_is_switched_off(figure):
    share = figure.get_by_role("slider", name="share")
    assert share.is_enabled()
    figure.get_by_role("combobox").select_option("plain")
    assert share.is_disabled()


def test_slider_stands_at_one_of_its_values_and_says_it(figure):
    rate, level = (figure.get_by_role("slider", name=name) for name in ("rate", "level"))
    assert rate.get_attribute("aria-valuetext") == "0.1"
    rate.press("ArrowLeft")
    assert (said(figure, "rate"), rate.get_attribute("aria-valuetext")) == ("0.01", "0.01")
    level.press("End")
    assert level.get_attribute("aria-valuetext") == "1 V"


def test_a_cell_is_chosen_by_keys_and_by_pointer(figure):
    cell = figure.locator("table[role=grid] td[tabindex='0']")
    cell.press("ArrowRight")
    assert said(figure, "cell") == "0 1"
    assert figure.page.evaluate("document.activeElement.getAttribute('aria-label')") == (
        "row 0, column 1: 0"
    )
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "End"):
        figure.page.keyboard.press(key)
    assert said(figure, "cell") == "2 3"
    figure.get_by_role("spinbutton", name="count").fill("2")  # a row less: the choice stays inside
    assert said(figure, "cell") == "1 3"
    figure.get_by_role("gridcell", name="row 0, column 2").click()
    assert said(figure, "cell") == "0 2"
    assert figure.locator("td[tabindex='0']").count() == 1


def test_a_frame_and_a_point_follow_the_pointer(figure):
    colours, bowl = figure.locator("canvas").nth(0), figure.locator("canvas").nth(1)
    box = colours.bounding_box()
    colours.click(position={"x": box["width"] - 5, "y": box["height"] - 5})
    assert said(figure, "frame") == "2 3"  # two rows and columns fit into four and five
    colours.press("Home")
    assert said(figure, "frame") == "2 0"
    bowl.press("ArrowUp")
    assert said(figure, "point") == "0 0.05"
    box = bowl.bounding_box()
    bowl.click(position={"x": box["width"] - 13, "y": 30})
    assert said(figure, "point") == "2 1"


def test_a_long_value_in_a_field_is_still_a_number(figure):
    field = figure.locator(".cnn-fields input").first
    field.fill("1/3")
    assert said(figure, "weights").startswith("0.33333333")
    field.fill("\u22122")
    assert said(figure, "weights").startswith("-2")
