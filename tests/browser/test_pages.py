"""The built book, read as a reader reads it: over http and from a folder, wide and narrow."""

import importlib
import re
from pathlib import Path

import pytest
import yaml

pytestmark = pytest.mark.browser

WAYS = ["http", "file"]
PHONE = 390
FIGURE_PAGE = "chapters/foundations/first_network"
ROOT = Path(__file__).resolve().parents[2]
TOC = ROOT / "_toc.yml"

# The number of formulas without a typeset form, and of formulas that MathJax refused.
UNTYPESET = """() => [...document.querySelectorAll('.math')].filter(
    (math) => !math.querySelector('mjx-container')).length"""
REFUSED = """() => document.querySelectorAll('mjx-merror, mjx-container [data-mml-node=merror]')
    .length + (document.body.innerText.includes('Math Processing Error') ? 1 : 0)"""
WIDGETS = """() => document.querySelectorAll(
    'script[type="application/vnd.jupyter.widget-view+json"]').length"""
# Relative luminance contrast (WCAG 2.1) of a paragraph's text on what lies behind it.
CONTRAST = """() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const opaque = (colour) => colour.length === 3 || colour[3] > 0;
  const luminance = ([r, g, b]) => [[r, 0.2126], [g, 0.7152], [b, 0.0722]].reduce((sum, [c, k]) => {
    const part = c / 255;
    return sum + k * (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  }, 0);
  const paragraph = document.querySelector('.bd-article p');
  let behind = paragraph;
  while (behind && !opaque(rgb(getComputedStyle(behind).backgroundColor))) {
    behind = behind.parentElement;
  }
  const back = behind ? rgb(getComputedStyle(behind).backgroundColor) : [255, 255, 255];
  const [low, high] = [luminance(rgb(getComputedStyle(paragraph).color)), luminance(back)]
    .sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""


def toc_pages() -> list[str]:
    """Names of all pages of the table of contents, without suffix, the root first."""
    toc = yaml.safe_load(TOC.read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [toc["root"], *chapters]


@pytest.fixture
def repository_name(monkeypatch) -> str | None:
    """The repository's name, as the build found it."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("repository").name()


def settle(page) -> None:
    """Wait until formulas are typeset and interactive figures drawn."""
    if page.locator(".math").count():
        page.wait_for_function(
            "() => window.MathJax?.startup?.promise"
            " && window.MathJax.startup.promise.then(() => true)"
        )
    if page.evaluate(WIDGETS):
        page.wait_for_selector(".cnn-readout:not(:empty)")


def picture_of(page, kind: str) -> str:
    """The content of a figure's canvas."""
    return page.locator(f"canvas.cnn-{kind}").first.evaluate("canvas => canvas.toDataURL()")


@pytest.fixture(scope="module")
def figure_page(new_page):
    """`figure_page("http")` -> the page whose figure all tests of that way share."""
    pages = {}

    def figure_page(way: str):
        if way not in pages:
            pages[way] = new_page(way, FIGURE_PAGE)
            settle(pages[way])
        reset(pages[way])
        return pages[way]

    yield figure_page
    for page in pages.values():
        page.context.close()


def reset(page) -> None:
    figure = page.locator(".cnn-figure").first
    figure.locator("select").select_option("Sobel x")
    figure.get_by_role("checkbox").set_checked(False)
    figure.get_by_role("button", name="Whole output").click()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", toc_pages())
def test_page_loads_by_itself(open_page, way, name):
    page = open_page(way, name)
    settle(page)
    page.wait_for_load_state("networkidle")
    assert page.complaints == []
    assert page.locator(".bd-article h1").count() == 1
    assert page.evaluate(UNTYPESET) == 0
    assert page.evaluate(REFUSED) == 0
    loads_manager = page.locator('script[src*="html-manager"]').count() > 0
    assert loads_manager == (page.evaluate(WIDGETS) > 0)


@pytest.mark.parametrize("name", toc_pages())
def test_notebooks_open_in_colab_where_the_repository_is_known(open_page, repository_name, name):
    page = open_page("file", name)
    found = page.locator('a[href^="https://colab.research.google.com/"]')
    links = [link.get_attribute("href") for link in found.all()]
    known = repository_name is not None and (ROOT / f"{name}.ipynb").is_file()
    address = "https://colab.research.google.com/github/{}/blob/colab/{}.ipynb"
    assert links == [address.format(repository_name, name)] * known
    if known:
        page.get_by_role("button", name="Launch interactive content").click()
        assert found.is_visible()
        # A picture that is not there has no width.
        assert found.locator("img").evaluate("image => image.naturalWidth") > 0
    assert page.complaints == []


@pytest.mark.parametrize("name", toc_pages())
def test_nothing_is_wider_than_a_phone(open_page, name):
    page = open_page("http", name, width=PHONE)
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    # Scrolled by hand inside its own box is fine; cut off by the page's edge is not.
    cut = page.evaluate(
        """(limit) => [...document.querySelectorAll('.bd-article .cnn-figure *')]
            .filter((node) => node.getBoundingClientRect().right > limit)
            .map((node) => node.className)""",
        PHONE,
    )
    assert cut == []


def test_there_is_an_equation_and_a_figure_to_test(figure_page):
    page = figure_page("http")
    assert page.locator("div.math mjx-container").count() >= 1
    assert page.locator("div.math .eqno").count() >= 1
    assert page.evaluate(WIDGETS) >= 1


@pytest.mark.parametrize("way", WAYS)
def test_figure_follows_the_keyboard(figure_page, way):
    page = figure_page(way)
    readout = page.locator(".cnn-readout").first
    window = page.locator("canvas.cnn-input").first
    start, pictures = readout.inner_text(), {picture_of(page, "input")}
    row, column, total = re.fullmatch(
        r"row (\d+), column (\d+): sum = (-?\d+\.\d\d)", start
    ).groups()
    window.focus()
    seen = [total]
    for key, place in [
        ("ArrowRight", (int(row), int(column) + 1)),
        ("ArrowDown", (int(row) + 1, int(column) + 1)),
        ("Home", (int(row) + 1, 0)),
    ]:
        page.keyboard.press(key)
        text = readout.inner_text()
        assert text.startswith(f"row {place[0]}, column {place[1]}: sum = ")
        seen.append(text.split()[-1])
        pictures.add(picture_of(page, "input"))
    assert len(pictures) == 4
    assert len(set(seen)) > 1
    assert page.complaints == []


@pytest.mark.parametrize("way", WAYS)
def test_sum_is_that_of_the_shown_numbers_for_every_kernel(figure_page, way):
    page = figure_page(way)
    figure = page.locator(".cnn-figure").first
    outputs = set()
    for name in ("identity", "sharpen", "edge", "Sobel x", "Sobel y"):
        for flip in (False, True):
            figure.locator("select").select_option(name)
            figure.get_by_role("checkbox").set_checked(flip)
            pixels, kernel, products = (
                [float(text) for text in figure.locator(f"table.cnn-{kind} td").all_inner_texts()]
                for kind in ("input", "kernel", "product")
            )
            typed = figure.locator(".cnn-fields input").evaluate_all(
                "fields => fields.map((field) => Number(field.value))"
            )
            assert kernel == (typed[::-1] if flip else typed)
            assert products == [a * b for a, b in zip(pixels, kernel, strict=True)]
            assert figure.locator(".cnn-readout").inner_text().endswith(f"= {sum(products):.2f}")
            outputs.add(picture_of(page, "output"))
    # Flipping changes the two Sobel kernels and none of the symmetric ones.
    assert len(outputs) == 7
    assert page.complaints == []


def test_typed_kernel_and_a_field_that_is_no_number(figure_page):
    page = figure_page("http")
    figure = page.locator(".cnn-figure").first
    figure.locator("select").select_option("identity")
    before = figure.locator(".cnn-readout").inner_text()
    fields = figure.locator(".cnn-fields input")
    fields.nth(4).fill("1/2")
    assert figure.locator("select").input_value() == "own"
    half = float(before.split()[-1]) / 2
    assert figure.locator(".cnn-readout").inner_text().endswith(f"= {half:.2f}")

    for wrong in ("two", "1e9", "1/0", ""):
        fields.nth(4).fill(wrong)
        assert fields.nth(4).get_attribute("aria-invalid") == "true"
        message = figure.locator(".cnn-message").inner_text()
        assert f'row 1, column 1 is "{wrong}"' in message
        assert figure.locator(".cnn-readout").inner_text().endswith(f"= {half:.2f}")
    fields.nth(4).fill("-1")
    assert fields.nth(4).get_attribute("aria-invalid") == "false"
    assert figure.locator(".cnn-message").inner_text() == ""
    assert figure.locator(".cnn-readout").inner_text().endswith(f"= {-2 * half:.2f}")
    assert page.complaints == []


def test_output_is_built_pixel_by_pixel_and_row_by_row(figure_page):
    page = figure_page("http")
    figure = page.locator(".cnn-figure").first
    readout = figure.locator(".cnn-readout")
    complete = picture_of(page, "output")
    step = figure.get_by_role("button", name="One pixel")
    step.click()
    assert readout.inner_text().startswith("row 0, column 0:")
    step.click()
    assert readout.inner_text().startswith("row 0, column 1:")
    assert picture_of(page, "output") != complete
    build = figure.get_by_role("button", name="Build row by row")
    build.click()  # the test asks for less motion: one row per press
    assert readout.inner_text().startswith("row 0, ")
    build.click()
    assert readout.inner_text().startswith("row 1, ")
    partial = picture_of(page, "output")
    figure.get_by_role("button", name="Whole output").click()
    assert picture_of(page, "output") != partial


def test_window_follows_the_pointer(figure_page):
    page = figure_page("http")
    window = page.locator("canvas.cnn-input").first
    readout = page.locator(".cnn-readout").first
    window.scroll_into_view_if_needed()
    box = window.bounding_box()
    caption = page.locator(".cnn-pictures figcaption").first.inner_text()
    height, width = map(int, re.findall(r"\d+", caption))
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    assert readout.inner_text().startswith("row 0, column 0:")
    page.mouse.move(*middle)  # the window's own middle comes to lie there
    found = re.match(r"row (\d+), column (\d+):", readout.inner_text())
    assert abs(int(found[1]) + 1.5 - height / 2) <= 0.5
    assert abs(int(found[2]) + 1.5 - width / 2) <= 0.5
    page.mouse.up()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    assert readout.inner_text().startswith(found[0])


@pytest.mark.parametrize("way", WAYS)
def test_index_leads_to_the_root_page(open_page, way):
    page = open_page(way, "index")
    page.wait_for_url(f"**/{toc_pages()[0]}.html")
    assert page.complaints == []


@pytest.mark.parametrize("way", WAYS)
def test_search_finds_a_word(open_page, addresses, way):
    page = open_page(way, "search")
    page.goto(f"{addresses[way]}/search.html?q=neocognitron")
    found = page.locator("#search-results ul.search li a")
    found.first.wait_for(timeout=10_000)
    assert any("references" in link.get_attribute("href") for link in found.all())


@pytest.mark.parametrize("name", ["chapters/intro", FIGURE_PAGE])
def test_light_and_dark_are_readable(open_page, name):
    page = open_page("http", name)
    settle(page)
    backgrounds = {}
    for _ in range(3):  # the switch goes round: auto, light, dark
        page.locator("button.theme-switch-button:visible").first.click()
        mode = page.evaluate("document.documentElement.dataset.theme")
        backgrounds[mode] = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert page.evaluate(CONTRAST) >= 4.5, mode
        if page.locator(".cnn-figure").count():
            figure = page.locator(".cnn-figure").first
            assert figure.evaluate("node => getComputedStyle(node).colorScheme") == mode
    assert set(backgrounds) == {"light", "dark"}
    assert backgrounds["light"] != backgrounds["dark"]


def test_dark_mode_follows_the_system(open_page):
    page = open_page("http", "chapters/intro", colours="dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.evaluate(CONTRAST) >= 4.5
