"""A teacher's course folder, and the students' version of an assignment in it."""

import json
import os
import re
import sys
from pathlib import Path

import jinja2
import nbformat
import numpy as np

from assignments import _tasks

ROOT = Path(__file__).resolve().parents[1]
SHORTEST_SEED = 8

CONFIG = '''"""Settings of nbgrader for this course."""

from nbgrader.preprocessors import NbGraderPreprocessor


class UseMakeGrade(NbGraderPreprocessor):
    def preprocess(self, nb, resources):
        raise RuntimeError("these assignments are marked by: make grade SUBMISSIONS=folder")


c = get_config()
c.CourseDirectory.root = {course!r}
c.Autograde.sanitize_preprocessors = [UseMakeGrade]
c.ClearSolutions.code_stub = {{"python": "pass  # your code"}}
c.ClearSolutions.text_stub = "*Your answer here.*"
'''


class CourseError(ValueError):
    """A mistake of the teacher's, said in one sentence."""


def release(assignment, seed, course):
    """Write the students' version of an assignment into a course folder; its path."""
    if assignment not in _tasks.assignments():
        known = ", ".join(_tasks.assignments())
        raise CourseError(f"there is no assignment {assignment!r}, expected one of {known}")
    if len(seed) < SHORTEST_SEED:
        raise CourseError(f"seed has {len(seed)} characters, expected at least {SHORTEST_SEED}")
    course = Path(course).resolve()
    if course.is_relative_to(ROOT):
        raise CourseError(f"course is {course}, expected a folder outside {ROOT}")
    course.mkdir(parents=True, exist_ok=True)
    seeds = read_seeds(course)
    if seeds.get(assignment, seed) != seed:
        raise CourseError(
            f"{assignment} has been released in {course} with another seed; take another folder"
        )
    write(course / "nbgrader_config.py", CONFIG.format(course=str(course)))
    write(course / "seeds.json", json.dumps(seeds | {assignment: seed}), mode=0o600)
    write(course / "source" / assignment / f"{assignment}.ipynb", instance(assignment, seed))
    _write_files(assignment, seed, course)
    _generate(assignment, course)
    return course / "release" / assignment / f"{assignment}.ipynb"


def read_seeds(course):
    path = Path(course) / "seeds.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(path, text, mode=0o644):
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    partial.touch(mode=mode)
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def instance(assignment, seed):
    """The text of the assignment's notebook with solutions, its variants drawn from the seed."""
    path = _tasks.SOURCE / assignment / f"{assignment}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    environment = jinja2.Environment(
        variable_start_string="<<", variable_end_string=">>", undefined=jinja2.StrictUndefined
    )
    environment.filters |= {"matrix": _matrix, "row": _row}
    names = {task.name: _context(task, seed) for task in _tasks.asked_in(assignment)}
    names["setup"] = _setup()
    for cell in notebook.cells:
        cell.source = environment.from_string(cell.source).render(names)
    notebook.metadata["cnnlib"] = {"assignment": assignment, "seed": _tasks.fingerprint(seed)}
    return nbformat.writes(notebook)


SETUP = """import importlib.util

if importlib.util.find_spec("cnnlib") is None:
    %pip install --quiet "{source}"
"""


def _setup():
    """The lines of the set-up cell that install cnnlib where it is missing."""
    sys.path.insert(0, str(ROOT / "tools"))
    import repository

    name = repository.name(ROOT)
    if name is None:
        return SETUP.format(source="cnnlib")
    archive = f"https://github.com/{name}/archive/{repository.revision(ROOT)}.zip"
    return SETUP.format(source=f"cnnlib @ {archive}")


def _write_files(assignment, seed, course):
    """What is handed out beside the notebook, such as pictures without their labels."""
    for task in _tasks.asked_in(assignment):
        if task.is_contest:
            for name, arrays in task.answers.files(task.secret(seed)).items():
                np.savez_compressed(course / "source" / assignment / name, **arrays)


def _context(task, seed):
    """What a text can say of a task: its numbers, and for the teacher's version the answer."""
    variant = task.variant(seed)
    own = {"variant": repr(variant)}
    if task.is_function:
        own["solution"] = _tasks.source_of(task)
    else:
        own["value"] = literal(task.value(seed))
    return variant | own


def literal(value):
    """A value as it is written in a cell."""
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))})"
    return f"np.array({value.tolist()})" if isinstance(value, np.ndarray) else repr(value)


def _matrix(rows):
    return (
        r"\begin{pmatrix}" + r" \\ ".join(" & ".join(map(str, r)) for r in rows) + r"\end{pmatrix}"
    )


def _row(numbers):
    return f"({', '.join(map(str, numbers))})"


def _generate(assignment, course):
    """The students' version, by nbgrader, which records the points in the course's gradebook."""
    said = nbgrader(course).generate_assignment(assignment)
    if not said["success"]:
        raise CourseError(f"nbgrader cannot generate {assignment}: {said['log']}")


def nbgrader(course):
    """nbgrader's functions on a course folder, with its settings."""
    from nbgrader.apps import NbGrader, NbGraderAPI

    # nbgrader starts the program `alembic`, which lies beside Python.
    beside = str(Path(sys.executable).parent)
    if beside not in os.environ["PATH"].split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([beside, os.environ["PATH"]])
    before = os.getcwd()
    os.chdir(course)
    try:
        app = NbGrader()
        app.initialize([])
        return NbGraderAPI(config=app.config)
    finally:
        os.chdir(before)


def traces(text, seed):
    """What a released notebook must not contain, of what it does contain."""
    forbidden = ["BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "def solution", seed]
    return [word for word in forbidden if word in text] + re.findall(r"<<|>>|\{\{|\{%", text)
