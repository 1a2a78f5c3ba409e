"""Every interactive figure, driven by keyboard: on its page of the book, and alone."""

import importlib
import re

import pytest

from cnnlib import widgets
from tests.browser.drive import drive, stillness
from tests.browser.examples import EXAMPLES
from tests.browser.parts import Parts
from tests.browser.reading import ROOT, figure_pages, settle

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


def test_the_guides_example_is_a_figure(alone, tmp_path, monkeypatch):
    """The two files as CONTRIBUTING.md shows them."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    python, script = (
        re.search(rf"```{kind}\n(.*?)```", guide, re.S)[1] for kind in ("python", "js")
    )
    head = (
        "import traitlets\nfrom cnnlib import _shapes\n"
        "from cnnlib.widgets._figure import InteractiveFigure\n"
    )
    (tmp_path / "doubled.py").write_text(head + python, encoding="utf-8")
    (tmp_path / "doubled.js").write_text(script, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    figure = importlib.import_module("doubled").Doubled(7, alt="A number and its double")
    assert repr(figure) == "Interactive figure: A number and its double. 7 doubled is 14."
    page = alone(figure)
    assert page.locator(".cnn-readout").inner_text() == "7 doubled is 14"
    assert drive(page.locator(".cnn-figure")) == []
    assert page.complaints == []


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


def spoilt(alone, changes, css=""):
    """The figure of all parts after some changes."""
    figure = Parts()
    for old, new in changes:
        assert old in figure._esm
        figure._esm = figure._esm.replace(old, new)
    figure._css += css
    return alone(figure).locator(".cnn-figure")


def test_controls_without_effect_and_bad_style_are_found(alone):
    faults = drive(spoilt(alone, SILENT.values(), "".join(STYLES.values())))
    expected = [*SILENT, *STYLES]
    assert [text for text in expected if not any(text in fault for fault in faults)] == []


def test_a_film_against_the_readers_wish_is_found(alone):
    faults = drive(spoilt(alone, [('"(prefers-reduced-motion: reduce)"', '"not all"')]))
    assert faults == ["Play: runs on, though less motion was asked for"]


def test_what_moves_by_itself_is_found(alone):
    again = "update() { setTimeout(() => changed(run.node), 20); ticks++;"
    style = "@keyframes k { to { opacity: 0.9 } } .cnn-note { animation: k 9s infinite }"
    for changes, css in [([("update() {", again)], ""), ([], style)]:
        assert list(stillness(spoilt(alone, changes, css))) == ["something moves by itself"]
