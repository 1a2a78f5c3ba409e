"""The built book, read as a reader reads it: over http and from a folder, wide and narrow."""

import importlib

import pytest

from tests.browser.reading import ROOT, WIDGETS, settle, toc_pages

pytestmark = pytest.mark.browser

WAYS = ["http", "file"]
PHONE = 390
FIGURE_PAGE = "chapters/foundations/first_network"

# The number of formulas without a typeset form, and of formulas that MathJax refused.
UNTYPESET = """() => [...document.querySelectorAll('.math')].filter(
    (math) => !math.querySelector('mjx-container')).length"""
REFUSED = """() => document.querySelectorAll('mjx-merror, mjx-container [data-mml-node=merror]')
    .length + (document.body.innerText.includes('Math Processing Error') ? 1 : 0)"""
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


@pytest.fixture
def repository_name(monkeypatch) -> str | None:
    """The repository's name, as the build found it."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("repository").name()


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


def test_there_is_an_equation_and_a_figure_to_test(open_page):
    page = open_page("http", FIGURE_PAGE)
    settle(page)
    assert page.locator("div.math mjx-container").count() >= 1
    assert page.locator("div.math .eqno").count() >= 1
    assert page.evaluate(WIDGETS) >= 1


@pytest.mark.parametrize("way", WAYS)
def test_index_leads_to_the_root_page(open_page, way):
    page = open_page(way, "index")
    page.wait_for_url(f"**/{toc_pages()[0]}.html")
    assert page.complaints == []


def test_index_asks_for_no_icon_and_names_the_way_on(html, browser):
    text = (html / "index.html").read_text(encoding="utf-8")
    page = browser.new_page()
    page.set_content(text.replace('http-equiv="refresh"', ""))  # stays where it is
    assert page.locator("link[rel=icon]").get_attribute("href") == "data:,"
    link = page.get_by_role("link", name=page.title()).get_attribute("href")
    assert link == f"{toc_pages()[0]}.html"
    page.close()


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
