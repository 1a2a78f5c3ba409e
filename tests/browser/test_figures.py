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


# ---- what the driver has to find


def broken(old: str, new: str) -> Parts:
    """The figure of all parts with one thing spoilt."""
    figure = Parts()
    assert old in figure._esm
    figure._esm = figure._esm.replace(old, new)
    return figure


SPOILT = {
    "rate: no arrow key changes anything": ("rate.value", "0"),
    "sign: Space changes nothing": ("sign.value", "0"),
    "method: no choice changes anything": ("method.value", "'momentum'"),
    "count: neither ArrowUp nor ArrowDown changes anything": ("count.value", "3"),
    "Ten more: Enter changes nothing": ("ticks += 10", "ticks += 0"),
    "table; arrow keys choose a cell: no arrow key": ("table.clamp(count.value, 4)", "[0, 0]"),
    "colours; arrow keys move the frame: no arrow key": ("= colours.at", "= [0, 0]"),
    "is answered by ''": ("message.textContent =", "message.title ="),
    "is not marked as invalid": ('"aria-invalid", text', '"data-invalid", text'),
    "no name: - slider": ('type: "range", min: low, max: high, step: size, "aria-label": label',
                          'type: "range", min: low, max: high, step: size'),
    "Tab reaches the controls": ('type: "checkbox", "aria-label"',
                                 'type: "checkbox", onfocus() { this.blur(); }, "aria-label"'),
    "something moves by itself": ("return frame(el", "setInterval(() => { ticks++; "
                                  "changed(run.node); }, 40);\n  return frame(el"),
    "Play: runs on, though less motion": ('"(prefers-reduced-motion: reduce)"', '"not all"'),
    "print does not say": ("state.textContent =", "state.title ="),
}  # fmt: skip


@pytest.mark.parametrize("fault", SPOILT)
def test_a_fault_is_found(alone, fault):
    page = alone(broken(*SPOILT[fault]))
    found = drive(page.locator(".cnn-figure"))
    assert any(fault in one for one in found), found


STYLES = {
    "has a contrast of": ".cnn-figure .cnn-note { color: #999; }",
    "is cut off": ".cnn-figure figcaption { width: 2rem; white-space: nowrap; overflow: hidden; }",
    "leaves the figure": ".cnn-figure .cnn-note { width: 60rem; }",
    "shows no focus": ".cnn-figure :focus-visible { outline: none; }",
    "print shows controls": ".cnn-controls { display: flex !important; }",
    "print is not light": ".cnn-figure { color-scheme: dark !important; }",
    "something moves by itself": "@keyframes k { to { top: 1px } } p { animation: k 9s infinite }",
}


@pytest.mark.parametrize("fault", STYLES)
def test_a_fault_of_style_is_found(alone, fault):
    figure = Parts()
    figure._css += STYLES[fault]
    found = drive(alone(figure).locator(".cnn-figure"))
    assert any(fault in one for one in found), found
