"""Sphinx extension: the directive `{coding-exercise} NAME`, an exercise that `check` can check.

Its content is the task, its option `title` a few words, `difficulty` one of easy, medium, hard.
The three hints come from `cnnlib.grading.checks.NAME`, the solution from `exercises/NAME.py`; they
stand on the page folded up. So each is written once: what the page shows, the tests have tried.
"""

import ast
import importlib
import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

DIFFICULTIES = ("easy", "medium", "hard")


def escaped(text: str) -> str:
    """Plain text as MyST Markdown, with nothing in it that has a meaning there."""
    return re.sub(r"([\\`*_\[\]<>$^~{}|#])", r"\\\1", text)


def solution(path: Path) -> str:
    """Source of the function `solution` in an exercise's file."""
    source = path.read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef) and node.name == "solution":
            return ast.get_source_segment(source, node)
    raise ValueError(f"{path.name} has no function 'solution'")


def markdown(name: str, title: str, difficulty: str, task: list[str], hints, source: str):
    """The lines that the directive stands for."""
    lines = [f"::::{{exercise}} {title} ({difficulty})", f":label: ex-{name}", "", *task, "::::"]
    for number, text in enumerate(hints, start=1):
        lines += ["", f":::{{dropdown}} Hint {number}", escaped(text), ":::"]
    called = re.sub(r"\bsolution\b", name, source)
    return [*lines, "", ":::{dropdown} Solution", "```python", *called.splitlines(), "```", ":::"]


class CodingExercise(SphinxDirective):
    """`{coding-exercise} NAME`."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - docutils wants it so
        "title": directives.unchanged_required,
        "difficulty": lambda value: directives.choice(value, DIFFICULTIES),
    }

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        path = Path(self.env.srcdir) / "exercises" / f"{name}.py"
        try:
            checks = importlib.import_module(f"cnnlib.grading.checks.{name}")
            source = solution(path)
        except (ImportError, OSError, ValueError) as error:
            raise self.error(f"coding-exercise {name}: {error}") from error
        for file in (path, Path(checks.__file__)):
            self.env.note_dependency(str(file))
        if "title" not in self.options or "difficulty" not in self.options:
            raise self.error(f"coding-exercise {name}: title and difficulty are needed")
        lines = markdown(
            name,
            self.options["title"],
            self.options["difficulty"],
            list(self.content),
            checks.HINTS,
            source,
        )
        box = nodes.container(classes=["coding-exercise"])
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, box)
        return [box]


def setup(app: Sphinx) -> dict:
    app.add_directive("coding-exercise", CodingExercise)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
