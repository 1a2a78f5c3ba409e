"""The lines of Python on Markdown pages, run as they stand."""

import doctest
import re
from pathlib import Path

import pytest

PAGES = sorted((Path(__file__).resolve().parents[1] / "chapters").rglob("*.md"))
WITH_CODE = [page for page in PAGES if ">>> " in page.read_text(encoding="utf-8")]


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_every_line_gives_what_stands_below_it(page):
    result = doctest.testfile(str(page), module_relative=False)
    assert result.attempted and not result.failed


def test_every_correction_is_computed_and_says_where_it_is_shown():
    page = next(page for page in PAGES if page.stem == "corrections")
    entries = re.split(r"(?m)^(?=\*\*\")", page.read_text(encoding="utf-8"))[1:]
    assert len(entries) >= 30
    for entry in entries:
        assert re.search(r"\[\]\(\.\./\w+/\w+\)", entry), entry
        assert ">>> " in entry, entry
