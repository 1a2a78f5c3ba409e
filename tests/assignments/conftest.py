"""A course with an assignment handed out, and notebooks handed in."""

import contextlib
import functools
import os
import shutil
import textwrap

import nbformat
import pytest

from assignments import _grade, _release, _tasks

SEED = "a secret of these tests"


@pytest.fixture(scope="session")
def wall():
    """Submissions are run only behind a wall; `.ci/run` installs one."""
    if shutil.which("bwrap") is None:
        pytest.skip("bubblewrap is not installed")


@pytest.fixture(scope="session")
def courses(tmp_path_factory):
    """`courses(assignment)` -> the folder of a course where it has been released."""

    @functools.cache
    def released(assignment):
        course = tmp_path_factory.mktemp(assignment)
        _release.release(assignment, SEED, course)
        return course

    return released


@pytest.fixture
def handed_out(courses):
    """`handed_out(assignment)` -> the students' notebook, anew."""
    return functools.partial(read, courses, "release")


@pytest.fixture
def solved(courses):
    """`solved(assignment)` -> the teacher's notebook, with all solutions, as if handed in."""
    return functools.partial(read, courses, "source")


def read(courses, folder, assignment):
    path = courses(assignment) / folder / assignment / f"{assignment}.ipynb"
    return nbformat.read(path, as_version=4)


def put(notebook, name, source):
    """Answer a task."""
    (cell,) = [c for c in notebook.cells if _grade_id(c) == f"{name}_answer"]
    cell.source = source


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id")


def text_of(task, answer):
    """The cell of a student who answers a task by the function `answer` of its file."""
    variant = task.variant(SEED)
    if not task.is_function:
        return f"{task.name} = {_release.literal(task.value(SEED, answer))}"
    path = _tasks.ANSWERS / f"{task.name}.py"
    text = path.read_text(encoding="utf-8")
    text += f"\n\nreturn {answer}(*arguments, **named, **{variant!r})\n"
    return f"def {task.name}(*arguments, **named):\n{textwrap.indent(text, '    ')}"


def grade(folder, course, **how):
    """Mark a folder of submissions; the rows of scores.csv by student."""
    import csv

    marks = _grade.grade(folder, course, **how)
    with (marks / "scores.csv").open(encoding="utf-8", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def running():
    """The command lines of this machine's processes."""
    for process in os.listdir("/proc"):
        if process.isdigit():
            with contextlib.suppress(OSError), open(f"/proc/{process}/cmdline", "rb") as file:
                yield file.read().decode(errors="replace")
