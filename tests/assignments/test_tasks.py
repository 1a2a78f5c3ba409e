"""The tasks: variants differ, wrong answers show in every one of them, right answers never do."""

import inspect

import numpy as np
import pytest

from assignments import _mark, _run, _tasks
from cnnlib.grading import _check, tasks

SEEDS = [f"seed {k}" for k in range(8)]
NAMES = _tasks.names()
FUNCTIONS = [name for name in NAMES if _tasks.load(name).is_function]
VALUES = [name for name in NAMES if name not in FUNCTIONS]


def answers(name, *kinds):
    found = inspect.getmembers(_tasks.load(name).answers, inspect.isfunction)
    return [answer for answer, _ in found if answer.startswith(kinds)]


TABLE = [(name, a) for name in NAMES for a in answers(name, "solution", "right_", "wrong_")]


def test_every_coding_task_has_both_files():
    assert _check.modules(tasks) == FUNCTIONS


@pytest.mark.parametrize("name", NAMES)
def test_a_seed_decides_what_is_asked(name):
    task = _tasks.load(name)
    variants = [repr(task.variant(seed)) for seed in SEEDS]
    assert variants == [repr(task.variant(seed)) for seed in SEEDS]
    assert len(set(variants)) >= 2 or task.is_contest


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_coding_task_has_enough_answers(name):
    assert len(answers(name, "right_")) >= 2
    assert len(answers(name, "wrong_")) >= 5
    task = _tasks.load(name)
    assert {part for part, _, _ in task.cases("some seed")} == set(task.parts)


@pytest.mark.parametrize("name", VALUES)
def test_a_question_has_wrong_answers(name):
    assert len(answers(name, "wrong_")) >= 2


@pytest.mark.parametrize(("name", "answer"), TABLE)
def test_answer_in_every_variant(name, answer):
    """Marked as after a run, without the wall between; the pipeline is tested with one seed."""
    task = _tasks.load(name)
    for seed in SEEDS[: 2 if task.is_contest else None]:
        given = getattr(task.answers, answer)
        variant = task.variant(seed)
        if task.is_function:
            cases = list(task.cases(seed))
            results = iter([_called(given, arguments, variant) for _, arguments, _ in cases])
            mark = _mark.of_function(task, cases, results)
        else:
            mark = _mark.of_value(task, seed, _run.Answer(task.value(seed, answer)))
        if answer.startswith("wrong_"):
            assert mark.points < mark.most, f"{seed}: {variant}"
        else:
            assert mark.points == mark.most, mark.said


def _called(given, arguments, variant):
    after = {name: np.copy(value) for name, value in arguments.items()}
    with np.errstate(all="ignore"):
        try:
            return _run.Answer(given(**after, **variant), after)
        except ZeroDivisionError as error:
            return _run.Answer(fault=str(error))


def test_the_cases_cannot_be_guessed_from_the_variant():
    task = _tasks.load("frame_correlate")
    one, other = (next(iter(task.cases(seed)))[1]["x"] for seed in SEEDS[:2])
    assert not np.allclose(one, other)
