"""Sphinx extension: the directive `{course-glossary}`, and the language of Chinese words.

The directive shows the table named by `glossary_file`: for each term its Chinese names, what it
means, and a link to the page that defines it. A place whose page is not in the book yet is named
without a link, so that the glossary can be ahead of the chapters.

On every page Chinese words are marked as such, for fonts and for programs that read aloud.
"""

import csv
import re
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

CHINESE = re.compile(r"([\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+)")
VERBATIM = (nodes.literal, nodes.FixedTextElement, nodes.raw, nodes.math, nodes.math_block)


class place(nodes.General, nodes.Inline, nodes.Element):
    """Where a term is defined; it becomes a link when all pages are read."""


def read_table(path: Path) -> list[dict]:
    """The rows of a table whose first lines are comments."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def initial(term: str) -> str:
    """The heading under which a term stands."""
    return term[0].upper() if term[0].isalpha() else "0–9"


def coming(target: str) -> str:
    """What is said of a page that is not in the book yet, or of a folder without pages."""
    return f"to come: {Path(target).name.replace('_', ' ')}"


class CourseGlossary(SphinxDirective):
    """`{course-glossary}`, without arguments or content."""

    def run(self) -> list[nodes.Node]:
        path = Path(self.env.srcdir) / self.config.glossary_file
        self.env.note_dependency(str(path))
        sections = []
        for letter, rows in groupby(read_table(path), key=lambda row: initial(row["term"])):
            section = nodes.section(ids=[nodes.make_id(f"letter-{letter}")], names=[letter])
            terms = nodes.definition_list("", *map(self._item, rows), classes=["course-glossary"])
            section += [nodes.title("", letter), terms]
            sections.append(section)
        return sections

    def _item(self, row: dict) -> nodes.definition_list_item:
        names = " / ".join(row["chinese"].split(";"))
        term = nodes.term("", "", ids=[nodes.make_id(f"term-{row['term']}")])
        term += [nodes.strong("", row["term"]), nodes.Text(f" {names}")]
        target, _, anchor = row["place"].partition("#")
        text = nodes.paragraph("", f"{row['definition']} ")
        text += place(target=target, anchor=anchor)
        return nodes.definition_list_item("", term, nodes.definition("", text))


class ResolvePlaces(SphinxPostTransform):
    """Makes a link of each place whose page is in the book."""

    default_priority = 500

    def run(self, **_) -> None:
        for node in list(self.document.findall(place)):
            target = node["target"]
            if target in self.env.found_docs:
                uri = self.app.builder.get_relative_uri(self.env.docname, target)
                uri += f"#{node['anchor']}" if node["anchor"] else ""
                title = self.env.titles[target].astext()
                link = nodes.reference("", title, refuri=uri, internal=True)
                node.replace_self([nodes.Text("→ "), link])
            else:
                node.replace_self(nodes.emphasis("", f"({coming(target)})"))


class MarkChinese(SphinxPostTransform):
    """Wraps Chinese words in an element that names their language."""

    default_priority = 900

    def run(self, **_) -> None:
        for text in list(self.document.findall(nodes.Text)):
            if CHINESE.search(text) and not isinstance(text.parent, VERBATIM):
                text.parent.replace(text, marked(text))


def marked(text: str) -> list[nodes.Node]:
    """A text in pieces, the Chinese ones as elements that carry their language."""
    return [
        nodes.inline("", piece, classes=["language-zh-Hans"])
        if CHINESE.fullmatch(piece)
        else nodes.Text(piece)
        for piece in CHINESE.split(text)
        if piece
    ]


def setup(app: Sphinx) -> dict:
    app.add_config_value("glossary_file", "data/glossary.csv", "env", [str])
    app.add_node(place)
    app.add_directive("course-glossary", CourseGlossary)
    app.add_post_transform(ResolvePlaces)
    app.add_post_transform(MarkChinese)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
