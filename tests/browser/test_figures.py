"""Every interactive figure, driven by keyboard: on its page of the book, and alone."""

import pytest

from cnnlib import widgets
from tests.browser.drive import drive
from tests.browser.examples import EXAMPLES
from tests.browser.parts import Parts
from tests.browser.reading import figure_pages, settle

pytestmark = pytest.mark.browser

PHONE = 390


@pytest.mark.parametrize(
    ("way", "colours", "width"),
    [("http", "light", 1280), ("file", "dark", 1280), ("http", "light", PHONE)],
    ids=["light", "dark from a folder", "phone"],
)
@pytest.mark.parametrize("name", figure_pages())
def test_figures_of_a_page(open_page, name, way, colours, width):
    page = open_page(way, name, width=width, colours=colours)
    settle(page)
    figures = page.locator(".cnn-figure")
    assert figures.count() > 0
    assert [fault for figure in figures.all() for fault in drive(figure)] == []
    assert page.complaints == []


@pytest.mark.parametrize(("width", "colours"), [(800, "light"), (PHONE, "dark")])
@pytest.mark.parametrize("name", EXAMPLES)
def test_figures_alone(alone, name, width, colours):
    page = alone(EXAMPLES[name](), width=width, colours=colours)
    assert drive(page.locator(".cnn-figure")) == []
    assert page.complaints == []


def test_every_figure_has_an_example():
    assert set(widgets.__all__) <= set(EXAMPLES)


# ---- what the driver has to find, by (text of the script, what spoils it)

SILENT = {
    "table; arrow keys choose a cell: no arrow key": ("table.clamp(count.value, 4)", "[0, 0]"),
    "rate: no arrow key changes anything": ("rate.value", "0"),
    "sign: Space changes nothing": ("sign.value", "0"),
    "method: no choice changes anything": ("method.value", "'momentum'"),
    "count: neither ArrowUp nor ArrowDown changes anything": ("count.value", "3"),
    "last: its buttons change nothing": ("last.value", "3"),
    "weights, row 0, column 0: another number changes nothing": ("weights.value", "0"),
    "Ten more: Enter changes nothing": ("ticks += 10", "ticks += 0"),
    "colours; arrow keys move the frame: no arrow key": ("= colours.at", "= [0, 0]"),
    "'x' is answered by ''": ("message.textContent =", "message.title ="),
    "'two' is not marked as invalid": ('"aria-invalid", text', '"data-invalid", text'),
    "no name: - img": ('.filter(Boolean).join("; "));', '.filter(() => false).join("; "));'),
    "Tab reaches the controls": (
        'type: "checkbox"',
        'type: "checkbox", onfocus() { this.blur(); }',
    ),
    "print does not say": ("state.textContent =", "state.title ="),
}
STYLES = {
    "has a contrast of": ".cnn-figure .cnn-note { color: #999; }",
    "is cut off": ".cnn-figure figcaption { width: 2rem; white-space: nowrap; overflow: hidden; }",
    "leaves the figure": ".cnn-figure .cnn-readout { width: 60rem; }",
    "the page scrolls sideways": ".cnn-figure .cnn-readout { width: 60rem; }",
    "shows no focus": ".cnn-figure :focus-visible { outline: none; }",
    "print shows controls": ".cnn-controls { display: flex !important; }",
    "print is not light": ".cnn-figure.cnn-figure[data-print] { color-scheme: dark !important; }",
}
MOVING = {
    "something moves by itself": (
        "update() {",
        "update() { setTimeout(() => changed(run.node), ++ticks);",
    ),
}
RUNNING = {
    "Play: runs on, though less motion": ('"(prefers-reduced-motion: reduce)"', '"not all"'),
}


def faults_of(alone, changes, css=""):
    """What the driver finds in the figure of all parts after some changes."""
    figure = Parts()
    for old, new in changes:
        assert old in figure._esm
        figure._esm = figure._esm.replace(old, new)
    figure._css += css
    return drive(alone(figure).locator(".cnn-figure"))


def not_found(expected, faults):
    return [text for text in expected if not any(text in fault for fault in faults)]


def test_controls_without_effect_and_bad_style_are_found(alone):
    faults = faults_of(alone, SILENT.values(), "".join(STYLES.values()))
    assert not_found([*SILENT, *STYLES], faults) == []


@pytest.mark.parametrize("spoilt", [MOVING, RUNNING])
def test_motion_is_found(alone, spoilt):
    assert not_found(spoilt, faults_of(alone, spoilt.values())) == []


def test_an_animated_style_is_found(alone):
    css = "@keyframes k { to { opacity: 0.9 } } .cnn-note { animation: k 9s infinite }"
    assert "something moves by itself" in faults_of(alone, [], css)
