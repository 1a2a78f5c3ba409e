"""The glossary: every term has Chinese names, one sentence, and a place that really defines it."""

import importlib
import re
from pathlib import Path

import nbformat
import pytest
import yaml
from docutils import nodes

from tests.tables import rows

ROOT = Path(__file__).resolve().parent.parent
TERMS = rows(ROOT / "data" / "glossary.csv")
PLANNED = {item["chapter"] for item in rows(ROOT / "data" / "syllabus.csv")}
CHAPTERS = ("chapters/foundations/", "chapters/classics/", "chapters/beyond/")


def documents():
    """The names of the documents in the table of contents, each with the text that people wrote."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"], *(entry["file"] for part in toc["parts"] for entry in part["chapters"])]
    return {name: written(ROOT / name) for name in names}


def written(path):
    page = path.with_suffix(".md")
    if page.is_file():
        return page.read_text(encoding="utf-8")
    cells = nbformat.read(path.with_suffix(".ipynb"), as_version=4).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def plain(text):
    """Text to look for a term in: small letters, single spaces, no marks of emphasis."""
    return re.sub(r"\s+", " ", re.sub(r"[*_`]", "", text)).lower()


def faults(terms, pages, planned):
    """Every rule that a row breaks, as sentences."""
    for row in terms:
        term, names = row["term"], row["chinese"].split(";")
        target, _, anchor = row["place"].partition("#")
        if not target:
            yield f"{term}: has no place"
        elif target in pages:
            yield from (f"{term}: {fault}" for fault in missing(term, names, target, anchor, pages))
        elif target not in planned:
            yield f"{term}: {target} is neither a page nor a chapter of data/syllabus.csv"
        elif target.endswith("/") and any(name.startswith(target) for name in pages):
            yield f"{term}: {target} has chapters now; name the one that defines the term"


def missing(term, names, target, anchor, pages):
    """What the place of a term lacks."""
    text = plain(pages[target])
    if plain(term) not in text:
        yield f"{target} does not use the term; define it there, or change its place"
    if target.startswith(CHAPTERS) and not any(plain(name) in text for name in names):
        yield f"{target} gives none of the Chinese names {', '.join(names)}"
    headings = re.findall(r"^#+ +(.+)$", pages[target], re.MULTILINE)
    if anchor and anchor not in map(nodes.make_id, headings):
        yield f"{target} has no heading with the id {anchor}"


def test_every_term_is_defined_where_the_table_says():
    assert list(faults(TERMS, documents(), PLANNED)) == []


def test_rows_are_whole_and_in_order():
    terms = [row["term"] for row in TERMS]
    assert len(terms) > 150
    assert terms == sorted(terms, key=str.casefold)
    assert len({term.casefold() for term in terms}) == len(terms)
    for row in TERMS:
        assert set(row) == {"term", "chinese", "definition", "place"}, row
        assert re.fullmatch(r"[^.]+\.", row["definition"]), f"{row['term']}: not one sentence"
        assert all(name == name.strip() for name in row["chinese"].split(";")), row
        assert any("\u4e00" <= sign <= "\u9fff" for sign in row["chinese"]), row
        row["chinese"].encode("gb2312")  # has the simplified characters, not the traditional ones


PAGES = {
    "chapters/foundations/one": "# One\n\n## The idea\n\nA **feature\nmap** (特征图) is ...",
    "chapters/appendix/two": "# Two\n\nA *parameter* is ...",
}


@pytest.mark.parametrize(
    ("term", "place", "said"),
    [
        ("feature map", "chapters/foundations/one", None),
        ("Feature map", "chapters/foundations/one#the-idea", None),
        ("feature map", "chapters/foundations/one#an-idea", "no heading with the id an-idea"),
        ("feature map", "chapters/foundations/later", None),
        ("feature map", "chapters/foundations/never", "neither a page nor a chapter"),
        ("feature map", "chapters/beyond/", None),
        ("feature map", "chapters/foundations/", "has chapters now"),
        ("feature map", "", "has no place"),
        ("stride", "chapters/foundations/one", "does not use the term"),
        ("parameter", "chapters/appendix/two", None),
    ],
)
def test_a_fault_is_found(term, place, said):
    row = {"term": term, "chinese": "参数;特征图", "place": place}
    planned = {f"chapters/{name}" for name in ("foundations/later", "foundations/", "beyond/")}
    found = list(faults([row], PAGES, planned))
    assert len(found) == (said is not None)
    assert said is None or said in found[0]


def test_a_chapter_that_does_not_say_the_chinese_name_is_found():
    row = {"term": "idea", "chinese": "想法", "place": "chapters/foundations/one"}
    [fault] = faults([row], PAGES, set())
    assert "gives none of the Chinese names 想法" in fault


# ---- the extension that shows it ---------------------------------------------------------------


@pytest.fixture
def tool(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("glossary")


def test_chinese_is_marked_as_such(tool):
    pieces = tool.marked("a kernel (卷积核) and L2 池化")
    assert [piece.astext() for piece in pieces] == ["a kernel (", "卷积核", ") and L2 ", "池化"]
    classes = [piece["classes"] for piece in pieces if not isinstance(piece, nodes.Text)]
    assert classes == [["language-zh-Hans"]] * 2


@pytest.mark.parametrize(
    ("target", "text"),
    [
        ("chapters/foundations/matrix_product", "to come: matrix product"),
        ("chapters/beyond/", "to come: beyond"),
    ],
)
def test_a_chapter_to_come_is_named(tool, target, text):
    assert tool.coming(target) == text


def test_terms_stand_under_their_letter(tool):
    assert [tool.initial(term) for term in ("1 × 1 convolution", "bias", "ReLU")] == [
        "0–9",
        "B",
        "R",
    ]
