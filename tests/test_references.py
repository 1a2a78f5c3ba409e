"""The bibliography: each work is named in full, once, under a key that can be guessed."""

import re
import unicodedata
from pathlib import Path

import pytest
from pybtex.database import parse_file, parse_string
from pybtex.richtext import Text

BIBLIOGRAPHY = parse_file(Path(__file__).resolve().parent.parent / "references.bib")
VENUES = ("journal", "booktitle", "publisher", "institution", "howpublished", "eprint", "doi")
FORMS = {
    "year": r"(19|20)\d\d",
    "pages": r"\d+--\d+",
    "doi": r"10\.\d{4,5}/\S+",
    "eprint": r"\d{4}\.\d{4,5}",
}


def letters(text):
    """The words of a name or title in small plain letters."""
    plain = unicodedata.normalize("NFKD", str(Text.from_latex(text))).lower()
    plain = plain.replace("ı", "i").encode("ascii", "ignore").decode()
    return re.findall("[a-z0-9]+", plain.replace("'", ""))


def keys(entry):
    """Keys that fit: first author's last name, year, one or two first words of the title."""
    author = entry.persons["author"][0]
    name = "".join(letters(" ".join([*author.prelast_names, *author.last_names])))
    words = letters(entry.fields["title"])
    while words[0] in ("a", "an", "the", "on"):
        words = words[1:]
    return [f"{name}{entry.fields['year']}{''.join(words[:count])}" for count in (1, 2)]


def faults(bibliography):
    """Every rule that an entry breaks, as sentences."""
    titles = {}
    for key, entry in bibliography.entries.items():
        missing = [name for name in ("title", "year") if not entry.fields.get(name)]
        if "author" not in entry.persons:
            missing.append("author")
        if missing:
            yield f"{key}: no {' and no '.join(missing)}"
            continue
        if not any(name in entry.fields for name in VENUES):
            yield f"{key}: nothing tells where it appeared, expected one of {', '.join(VENUES)}"
        for name, form in FORMS.items():
            value = entry.fields.get(name)
            if value is not None and not re.fullmatch(form, value):
                yield f"{key}: {name} is {value!r}, expected the form {form}"
        if key not in keys(entry):
            yield f"{key}: the key has to be {' or '.join(keys(entry))}"
        same = titles.setdefault("".join(letters(entry.fields["title"])), key)
        if same != key:
            yield f"{key}: has the title of {same}"
    for name in ("doi", "eprint"):
        given = [entry.fields.get(name, "").lower() for entry in bibliography.entries.values()]
        for value in sorted({value for value in given if value and given.count(value) > 1}):
            yield f"{name} {value} stands in {given.count(value)} entries"


def test_every_entry_is_whole():
    assert len(BIBLIOGRAPHY.entries) > 100
    assert list(faults(BIBLIOGRAPHY)) == []


def test_entries_are_in_the_order_of_their_keys():
    assert list(BIBLIOGRAPHY.entries) == sorted(BIBLIOGRAPHY.entries)


GOOD = "@article{li1999small, author={Li, An}, title={A small thing}, year={1999}, doi={10.1000/1}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD, None),
        (GOOD.replace("li1999small", "li1999smallthing"), None),
        (GOOD.replace("li1999small", "an1999small"), "the key has to be li1999small or"),
        (GOOD.replace("title={A small thing}, ", ""), "no title"),
        (GOOD.replace("author={Li, An}, ", ""), "no author"),
        (GOOD.replace(", doi={10.1000/1}", ""), "nothing tells where"),
        (GOOD.replace("10.1000/1", "https://doi.org/10.1000/1"), "doi is 'https"),
        (GOOD.replace("year={1999}, ", ""), "no year"),
        (GOOD.replace("year={1999}", "year={about 1999}"), "year is 'about 1999'"),
        (
            GOOD + GOOD.replace("small,", "smallthing,").replace("000/1", "000/2"),
            "has the title of",
        ),
        (GOOD + GOOD.replace("small", "other"), "doi 10.1000/1 stands in 2 entries"),
    ],
)
def test_a_fault_is_found(text, said):
    found = list(faults(parse_string(text, "bibtex")))
    assert found == [] if said is None else any(said in fault for fault in found)
