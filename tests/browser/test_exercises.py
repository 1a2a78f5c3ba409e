"""Exercises on the page: folded up on the screen, open at the end in print, listed in the index."""

import pytest

pytestmark = pytest.mark.browser

CHAPTER = "chapters/foundations/first_network"
INDEX = "chapters/appendix/exercises"


@pytest.fixture
def page(open_page):
    return open_page("http", CHAPTER)


def numbers(page) -> list[str]:
    """Such as "1.3", of every exercise, in the order of the page."""
    captions = page.locator(".exercise-box .admonition-title .caption-number").all_inner_texts()
    return [caption.split()[-1] for caption in captions]


def test_hints_and_solution_are_closed_and_unfold_by_keyboard(page):
    details = page.locator(".exercise-box details")
    assert details.count() >= 3 * page.locator(".exercise-box").count()
    assert page.locator(".exercise-box details[open]").count() == 0
    solution = details.filter(has_text="def output_size")
    code = solution.locator(".highlight")
    assert not code.is_visible()
    solution.locator("summary").focus()
    page.keyboard.press("Enter")
    assert code.is_visible()


def test_nobody_gets_the_copy_on_the_screen(page):
    """Neither eyes nor a screen reader: what is not displayed is in no accessibility tree."""
    assert page.locator(".exercises-at-end").count() == 1
    assert not page.locator(".exercises-at-end").is_visible()
    assert page.get_by_role("heading", name="Solutions").count() == 0


def test_in_print_they_stand_open_at_the_end(page):
    page.emulate_media(media="print")
    assert page.locator(".exercise-part:visible").count() == 0
    end = page.locator(".exercises-at-end")
    bottoms = page.evaluate("""() => [".bd-article > section", ".exercises-at-end"].map(
        (place) => document.querySelector(place).getBoundingClientRect().bottom)""")
    assert end.is_visible() and bottoms[0] < bottoms[1]
    assert end.locator("h2").all_inner_texts() == ["Hints", "Solutions"]
    headings = end.locator("h2:has-text('Solutions') ~ h3").all_inner_texts()
    assert [heading.split(":")[0].split()[-1] for heading in headings] == numbers(page)
    code = end.locator(".highlight", has_text="def output_size")
    assert code.is_visible() and code.bounding_box()["height"] > 30


def test_no_id_is_there_twice(page):
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("way", ["http", "file"])
def test_the_index_leads_to_every_exercise(open_page, way):
    chapter, index = open_page(way, CHAPTER), open_page(way, INDEX)
    rows = index.locator("table.exercises").first.locator("tbody tr")
    assert rows.locator("td:first-child").all_inner_texts() == numbers(chapter)
    assert set(rows.locator("td:nth-child(3)").all_inner_texts()) <= {"easy", "medium", "hard"}
    for link in rows.locator("a").all():
        place = link.get_attribute("href").partition("#")[2]
        assert link.inner_text() in chapter.locator(f"#{place} .admonition-title").inner_text()
    rows.locator("a").last.click()
    index.wait_for_url("**/first_network.html#ex-*")
    assert index.complaints == []
