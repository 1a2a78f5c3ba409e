"""The marks of one submission: what its functions give on cases that nobody has seen."""

from dataclasses import asdict, dataclass

import numpy as np

from assignments import _run, _tasks
from cnnlib.grading import _compare


@dataclass(frozen=True)
class Mark:
    """The points of one task, and a line about each of its parts."""

    points: float
    most: float
    said: list
    measured: float | None = None


def mark(wall, notebook, seed, files=(), limits=_run.LIMITS):
    """Run a submission behind a wall; its marks by task, what each code cell printed, by position.

    `notebook` has its cells' metadata: whoever calls this has restored them. `files` were handed
    out with it.
    """
    wanted = [
        _tasks.load(cell.metadata.nbgrader.grade_id) for cell in notebook.cells if graded(cell)
    ]
    run = [k for k, cell in enumerate(notebook.cells) if _is_run(cell)]
    tried = {task.name: list(task.cases(seed)) for task in wanted if task.is_function}
    calls = []
    for task in wanted:
        arguments = [case[1] for case in tried[task.name]] if task.is_function else [None]
        calls += [(task.name, one) for one in arguments]
    report = _run.run(wall, [notebook.cells[k].source for k in run], calls, files, limits)
    answers = iter(report.answers)
    marks = {}
    for task in wanted:
        if task.is_function:
            marks[task.name] = of_function(task, tried[task.name], answers)
        else:
            marks[task.name] = of_value(task, seed, next(answers))
    return marks, dict(zip(run, report.outputs, strict=True))


def graded(cell):
    """Whether a program gives the points of this cell."""
    about = cell.metadata.get("nbgrader", {})
    return cell.cell_type == "code" and about.get("grade", False)


def in_words(cell):
    """Whether a person gives the points of this cell."""
    return cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("grade", False)


def _is_run(cell):
    """Every code cell is run but those that hold a visible check."""
    return cell.cell_type == "code" and not graded(cell)


def of_function(task, cases, answers):
    faults = dict.fromkeys(task.parts)
    for (part, arguments, expected), answer in zip(cases, answers, strict=False):
        fault = answer.fault or _compare.difference(answer.value, expected)
        fault = fault or _compare.misused(answer.value, answer.after, arguments)
        if fault and faults[part] is None:
            faults[part] = f"{task.asks.describe(**arguments)}: {fault}"
    return _sum(task, faults)


def of_value(task, seed, answer):
    fault = answer.fault
    if fault is None and answer.value is None:
        fault = "not answered"
    fault = fault or _compare.misshapen(answer.value, task.answers.LIKE)
    if fault:
        return _sum(task, dict.fromkeys(task.parts, fault))
    if task.is_contest:
        share = task.answers.measure(answer.value, task.secret(seed))
        low = f"{share:.1%} are right"
        bars = {part: float(part.split()[1]) / 100 for part in task.parts}
        faults = {part: None if share > bar else low for part, bar in bars.items()}
        return _sum(task, faults, measured=share)
    expected = task.value(seed)
    one = len(task.parts) == 1
    pairs = [(answer.value, expected)] if one else zip(answer.value, expected, strict=True)
    faults = (_compare.difference(_floats(mine), _floats(right)) for mine, right in pairs)
    return _sum(task, dict(zip(task.parts, faults, strict=True)))


def _floats(value):
    """Numbers written by hand count as numbers, whether 3 or 3.0."""
    return np.asarray(value, dtype=float) if np.ndim(value) else float(value)


def _sum(task, faults, measured=None):
    points = sum(task.parts[part] for part, fault in faults.items() if fault is None)
    said = []
    for part, fault in faults.items():
        name = f"{part}: " if len(faults) > 1 else ""
        said.append(
            f"{name}{fault or 'right'} ({0 if fault else task.parts[part]} of {task.parts[part]})"
        )
    return Mark(points, sum(task.parts.values()), said, measured)


def as_json(marks):
    return {name: asdict(mark) for name, mark in marks.items()}
