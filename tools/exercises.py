"""Sphinx extension: exercises, with hints and solution, and the index of all of them.

`{coding-exercise} NAME` is one that `check` can check: its three hints come from
`cnnlib.grading.checks.NAME`, its solution from `exercises/NAME.py`, so each is written once, and
what the page shows, the tests have tried. `{hand-exercise} LABEL` is one for paper, for thought or
for an experiment; its content holds the task, any number of `{exercise-hint}` and one
`{exercise-solution}`. Both take a `title` of a few words and a `difficulty`: easy, medium or hard.

On the page hints and solution are folded up below the task. In print they stand open at the end of
the page: there is a second copy for that, without ids, which `book.css` shows in print alone.
`{exercise-index}` lists the exercises of all chapters.
"""

import ast
import importlib
import re
from collections import Counter
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from execution_status import table
from sphinx.application import Sphinx
from sphinx.environment.collectors import EnvironmentCollector
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx_exercise.nodes import exercise_enumerable_node

DIFFICULTIES = ("easy", "medium", "hard")
FENCE = ":" * 20  # longer than any that an author writes inside
PARTS = {"exercise-hint": "Hints", "exercise-solution": "Solutions"}


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


def hints_and_solution(name: str, hints, source: str) -> list[str]:
    """What an author would write below the task of a coding exercise."""
    lines = []
    for text in hints:
        lines += ["", ":::{exercise-hint}", escaped(text), ":::"]
    called = re.sub(r"\bsolution\b", name, source).splitlines()
    return [*lines, "", ":::{exercise-solution}", "```python", *called, "```", ":::"]


def marked(tree: nodes.Element, mark: str) -> list[nodes.container]:
    """All containers of a class: "exercise-box", its parts, "exercise-index"."""
    return [node for node in tree.findall(nodes.container) if mark in node["classes"]]


class HandExercise(SphinxDirective):
    """`{hand-exercise} LABEL`."""

    required_arguments = 1
    has_content = True
    option_spec = {  # noqa: RUF012 - docutils wants it so
        "title": directives.unchanged_required,
        "difficulty": lambda value: directives.choice(value, DIFFICULTIES),
    }

    def run(self) -> list[nodes.Node]:
        return [self.box(list(self.content), checker=None)]

    def box(self, content: list[str], checker: str | None) -> nodes.container:
        """The exercise whose task, hints and solution are `content`."""
        label = self.arguments[0]
        if missing := [name for name in self.option_spec if name not in self.options]:
            raise self.error(f"{self.name} {label}: has no {' and no '.join(missing)}")
        title, difficulty = self.options["title"], self.options["difficulty"]
        box = nodes.container(classes=["exercise-box"])
        box["exercise"] = {
            "label": f"ex-{label}",
            "title": title,
            "difficulty": difficulty,
            "checker": checker,
        }
        lines = [f"{FENCE}{{exercise}} {escaped(title)} · {difficulty}", f":label: ex-{label}"]
        lines += ["", *content, FENCE]
        counts = self.env.temp_data["exercise-parts"] = Counter()
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, box)
        del self.env.temp_data["exercise-parts"]
        if not any(box.findall(exercise_enumerable_node)):
            raise self.error(f"{self.name} {label}: another exercise has this name")
        if counts["exercise-solution"] != 1:
            found = counts["exercise-solution"]
            raise self.error(f"{self.name} {label}: has {found} solutions, expected one")
        for part in (
            part for kind in PARTS for part in marked(box, kind)
        ):  # out of the task's frame, below it
            part.parent.remove(part)
            box += part
            for equation in part.findall(nodes.math_block):
                if equation.get("label"):  # its number belongs to its id, and the copy has none
                    raise self.error(
                        f"{self.name} {label}: equation {equation['label']!r} has a label, expected"
                        " none in a hint or a solution"
                    )
        for section in box.findall(nodes.section):  # sphinx-exercise gives all the same id
            section["ids"] = [f"ex-{label}-task"]
        return box


class CodingExercise(HandExercise):
    """`{coding-exercise} NAME`."""

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
        parts = hints_and_solution(name, checks.HINTS, source)
        return [self.box([*self.content, *parts], checker=name)]


class ExercisePart(SphinxDirective):
    """`{exercise-hint}` or `{exercise-solution}`, inside an exercise."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        counts = self.env.temp_data.get("exercise-parts")
        if counts is None:
            raise self.error(f"{self.name}: stands outside of an exercise")
        counts[self.name] += 1
        title = "Solution" if self.name == "exercise-solution" else f"Hint {counts[self.name]}"
        lines = [f"{FENCE}{{dropdown}} {title}", "", *self.content, FENCE]
        part = nodes.container(classes=["exercise-part", self.name])
        self.state.nested_parse(StringList(lines, self.env.docname), self.content_offset, part)
        return [part]


class PartsAtTheEnd(SphinxPostTransform):
    """The copy of all hints and solutions for print, after the page's last section."""

    formats = ("html",)
    default_priority = 190  # references are resolved by then, and sphinx-design comes at 199

    def run(self, **kwargs) -> None:
        boxes = marked(self.document, "exercise-box")
        if not boxes:
            return
        end = nodes.container(classes=["exercises-at-end"])
        for kind, heading in PARTS.items():
            end += nodes.rubric("", heading, level=2)
            for box in boxes:
                parts = marked(box, kind)
                if not parts:
                    continue
                number = exercise_number(self.env, self.env.docname, box["exercise"])
                name = f"Exercise {number}: {box['exercise']['title']}"
                end += nodes.rubric("", name, level=3)
                end += [copy_of_content(part) for part in parts]
        self.document += end


def copy_of_content(part: nodes.container) -> nodes.container:
    """What is inside of the part's dropdown, without the ids: they have to stay unique."""
    title, *content = part[0]
    copy = nodes.container("", *(node.deepcopy() for node in content))
    if "exercise-hint" in part["classes"]:
        copy.insert(0, nodes.paragraph("", "", nodes.strong("", title.astext())))
    for node in copy.findall(nodes.Element):
        node["ids"], node["names"] = [], []
    return copy


def exercise_number(env, docname: str, exercise: dict) -> str:
    """Such as "1.3"."""
    return ".".join(map(str, env.toc_fignumbers[docname]["exercise"][exercise["label"]]))


def pages_in_order(env, root: str) -> list[str]:
    """The root page and all below it, in the order of the table of contents."""
    pages = [root]
    for docname in env.toctree_includes.get(root, []):
        pages += pages_in_order(env, docname)
    return pages


class ExerciseIndex(SphinxDirective):
    """`{exercise-index}`, without arguments or content."""

    def run(self) -> list[nodes.Node]:
        return [nodes.container(classes=["exercise-index"])]


class ExerciseCollector(EnvironmentCollector):
    """What the index says, page by page: `env.exercises`, page -> its exercises in order."""

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        pages, indices = _collected(app.env)
        pages[app.env.docname] = [box["exercise"] for box in marked(doctree, "exercise-box")]
        if marked(doctree, "exercise-index"):
            indices.add(app.env.docname)

    def clear_doc(self, app: Sphinx, env, docname: str) -> None:
        pages, indices = _collected(env)
        pages.pop(docname, None)
        indices.discard(docname)

    def merge_other(self, app: Sphinx, env, docnames: set[str], other) -> None:
        pages, indices = _collected(env)
        other_pages, other_indices = _collected(other)
        pages.update({name: other_pages[name] for name in docnames if name in other_pages})
        indices.update(other_indices & docnames)

    def get_updated_docs(self, app: Sphinx, env) -> list[str]:
        """The index is written anew in every build: any page may have changed it."""
        return sorted(_collected(env)[1])


def _collected(env) -> tuple[dict[str, list[dict]], set[str]]:
    """The exercises of each page, and the pages that hold an index."""
    if not hasattr(env, "exercises"):
        env.exercises, env.exercise_indices = {}, set()
    return env.exercises, env.exercise_indices


class FillIndex(SphinxPostTransform):
    """A table of exercises for each chapter that has some, in the order of the contents."""

    formats = ("html",)
    default_priority = 190

    def run(self, **kwargs) -> None:
        pages, _ = _collected(self.env)
        for place in marked(self.document, "exercise-index"):
            for docname in pages_in_order(self.env, self.config.root_doc):
                if pages.get(docname):
                    place += self._chapter(docname, pages[docname])

    def _chapter(self, docname: str, exercises: list[dict]) -> list[nodes.Node]:
        title = self._link(docname, "", self.env.titles[docname].astext())
        heading = nodes.rubric("", "", title, level=2)
        rows = [
            [
                exercise_number(self.env, docname, exercise),
                self._link(docname, f"#{exercise['label']}", exercise["title"]),
                exercise["difficulty"],
                nodes.literal("", exercise["checker"]) if exercise["checker"] else "–",
            ]
            for exercise in exercises
        ]
        return [
            heading,
            table(["number", "exercise", "difficulty", "checker"], rows, ["exercises"]),
        ]

    def _link(self, docname: str, place: str, text: str) -> nodes.reference:
        address = self.app.builder.get_relative_uri(self.env.docname, docname) + place
        return nodes.reference("", text, internal=True, refuri=address)


def setup(app: Sphinx) -> dict:
    app.add_directive("hand-exercise", HandExercise)
    app.add_directive("coding-exercise", CodingExercise)
    for name in PARTS:
        app.add_directive(name, ExercisePart)
    app.add_directive("exercise-index", ExerciseIndex)
    app.add_env_collector(ExerciseCollector)
    app.add_post_transform(PartsAtTheEnd)
    app.add_post_transform(FillIndex)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
