"""Every item of the syllabus is covered by the chapter that it was given to, once that exists."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest
import yaml

from tests.tables import rows

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = {"I": "chapters/foundations/", "II": "chapters/classics/", "III": "chapters/beyond/"}


def chapters():
    """The documents in the table of contents that lie in a part's folder."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = [entry["file"] for part in toc["parts"] for entry in part["chapters"]]
    return [name for name in listed if name.startswith(tuple(FOLDERS.values()))]


def claims(names):
    """For each chapter the ids in its first cell's metadata, as it tells them."""
    notebooks = {name: nbformat.read(ROOT / f"{name}.ipynb", as_version=4) for name in names}
    return {name: book.cells[0].metadata.get("syllabus", []) for name, book in notebooks.items()}


def faults(items, claimed):
    """Every id that is unknown, told twice by a chapter, or missing though its chapter exists."""
    known = {item["id"] for item in items}
    for name, ids in claimed.items():
        if not ids:
            yield f"{name}: its first cell names no syllabus ids"
        for item, times in Counter(ids).items():
            if item not in known:
                yield f"{name}: {item} is not in data/syllabus.csv"
            if times > 1:
                yield f"{name}: {item} is named {times} times"
    covered = {item for ids in claimed.values() for item in ids}
    for item in items:
        exists = any(_belongs(name, item["chapter"]) for name in claimed)
        if exists and item["id"] not in covered:
            yield f"{item['id']} ({item['title']}): {item['chapter']} exists and does not cover it"


def _belongs(name, chapter):
    """Whether `chapter` of the table is the chapter `name`, or the folder that holds it."""
    return name.startswith(chapter) if chapter.endswith("/") else name == chapter


def coverage(items, claimed):
    """A line for each section: how many of its items are covered, and which are still to come."""
    covered = {item for ids in claimed.values() for item in ids}
    sections = {}
    for item in items:
        sections.setdefault(item["id"][0], []).append(item["id"])
    lines = []
    for section, ids in sections.items():
        part = ", ".join(sorted({item["part"] for item in items if item["id"][0] == section}))
        done = sum(item in covered for item in ids)
        lines.append(f"{section}: {done:2} of {len(ids):2} covered (part {part})")
    done = len(covered & {item["id"] for item in items})
    return "\n".join([*lines, f"together: {done} of {len(items)}"])


ITEMS = rows(ROOT / "data" / "syllabus.csv")


def test_the_table_is_whole():
    """206 items in eight sections, numbered without a gap, each with a title, part and chapter."""
    counts = {"A": 18, "B": 36, "C": 19, "D": 34, "E": 14, "F": 22, "G": 48, "H": 15}
    expected = [f"{letter}{k}" for letter, count in counts.items() for k in range(1, count + 1)]
    assert [item["id"] for item in ITEMS] == expected
    assert len({item["title"] for item in ITEMS}) == len(ITEMS)
    for item in ITEMS:
        assert set(item) == {"id", "title", "part", "chapter"}
        assert item["title"], item
        assert re.fullmatch(FOLDERS[item["part"]] + r"(\w+)?", item["chapter"]), item


def test_every_item_is_covered_or_its_chapter_is_to_come(record_property):
    claimed = claims(chapters())
    assert claimed
    record_property("syllabus", coverage(ITEMS, claimed))
    assert list(faults(ITEMS, claimed)) == []


A1, H1 = (
    {"id": "A1", "title": "One", "part": "I", "chapter": "chapters/foundations/one"},
    {"id": "H1", "title": "Two", "part": "III", "chapter": "chapters/beyond/"},
)


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ({}, []),
        ({"chapters/foundations/one": ["A1"]}, []),
        ({"chapters/foundations/other": ["A1"], "chapters/foundations/one": ["H1"]}, []),
        ({"chapters/foundations/one": ["H1"]}, ["A1 (One): chapters/foundations/one exists"]),
        ({"chapters/beyond/any": ["A1"]}, ["H1 (Two): chapters/beyond/ exists"]),
        ({"chapters/foundations/one": ["A1", "A2"]}, ["A2 is not in"]),
        ({"chapters/foundations/one": ["A1", "A1"]}, ["A1 is named 2 times"]),
        ({"chapters/foundations/other": []}, ["names no syllabus ids"]),
    ],
)
def test_a_fault_is_found(claimed, found):
    faulty = list(faults([A1, H1], claimed))
    assert len(faulty) == len(found)
    assert all(part in fault for part, fault in zip(found, faulty, strict=True))
