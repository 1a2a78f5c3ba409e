"""`check`, `hint` and `noted`, for any exercise of the book and any task of an assignment.

What is particular to one is in `cnnlib.grading.checks` and `cnnlib.grading.tasks`.
"""

import copy
import importlib
import pkgutil
from dataclasses import dataclass

import numpy as np

from cnnlib import _names
from cnnlib.grading import _compare, _run, checks, tasks

SEEDS = (0, 1, 2)  # every check draws its inputs three times

_hints_given = {}  # exercise -> how many hints have been shown


@dataclass(frozen=True)
class Result:
    """What a check found.

    Attributes
    ----------
    ok : bool
    message : str
        One or two sentences: what is wrong and for which input, or that all is right.

    Examples
    --------
    >>> Result(True, "right").ok
    True
    """

    ok: bool
    message: str

    def _ipython_display_(self):
        """Nothing: where a cell ends with `check(...)` the message is printed already."""


def names():
    """The names of all exercises, sorted.

    Examples
    --------
    >>> "output_size" in names()
    True
    """
    return modules(checks)


def modules(package):
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def check(name, fn=None, *, variant=None, seconds=5.0):
    """Try a function on fresh inputs and say whether it is right; prints, and never raises.

    Parameters
    ----------
    name : str
        Of the exercise, or of a task of an assignment.
    fn : callable, optional
        The answer. Without it the exercise counts as not solved yet, so that a notebook with open
        exercises runs.
    variant : dict, optional
        Of a task: the numbers and words that its text states.
    seconds : float
        How long one call may take.

    Returns
    -------
    Result
        ``ok`` and ``message``; the message is also printed.

    Examples
    --------
    >>> check("relu_backward").ok
    relu_backward: not solved yet. hint("relu_backward") helps.
    False
    """
    result = _result(name, fn, variant, seconds)
    print(result.message)
    return result


def _result(name, fn, variant, seconds):
    exercise = _exercise(name)
    if exercise is None:
        return Result(False, _unknown(name))
    fault = _misfit(exercise, variant)
    if fault:
        return Result(False, f"{name}: {fault}.")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e6:
        return Result(False, f"{name}: seconds is {seconds!r}, expected a number above 0.")
    if fn is None:
        helps = f' hint("{name}") helps.' if variant is None else ""
        return Result(False, f"{name}: not solved yet.{helps}")
    if not callable(fn):
        return Result(False, f"{name}: got {_compare.kind(fn)}, expected a function.")
    count = 0
    for seed in SEEDS:
        for arguments, expected in drawn(exercise, np.random.default_rng(seed), variant):
            fault = _fault(fn, arguments, expected, seconds)
            if fault:
                return Result(False, f"{name}: not yet. {exercise.describe(**arguments)}: {fault}.")
            count += 1
    return Result(True, f"{name}: right, on {count} inputs.")


def drawn(exercise, rng, variant=None):
    """The cases of an exercise or task: arguments, and what should come out for them."""
    if variant is None:
        cases = exercise.cases(rng)
    else:
        cases = (arguments for _, arguments in exercise.cases(rng, **variant))
    for arguments in cases:
        yield arguments, exercise.solution(**copy.deepcopy(arguments), **(variant or {}))


def _misfit(exercise, variant):
    """What is wrong with `variant`, or None."""
    takes = hasattr(exercise, "variant")
    if variant is None:
        return "variant is missing; the cell of the assignment gives it" if takes else None
    if not takes:
        return "is an exercise of the book and has no variants"
    names = list(exercise.variant(np.random.default_rng(0)))
    if not isinstance(variant, dict) or sorted(variant) != sorted(names):
        return f"variant is {variant!r}, expected a dict with {', '.join(names)}"
    return None


def _exercise(name):
    """The module of the exercise or task, or None."""
    for package in (checks, tasks):
        if isinstance(name, str) and name in modules(package):
            return importlib.import_module(f"{package.__name__}.{name}")
    return None


def _unknown(name):
    near = _names.nearest(name, names() + modules(tasks))
    return f"There is no exercise {name!r}{near or '.'}"


def _fault(fn, arguments, expected, seconds):
    """What is wrong with the answer for these arguments, or None."""
    given = copy.deepcopy(arguments)
    outcome = _run.call(fn, given, seconds)
    if outcome.fault:
        return outcome.fault
    fault = _compare.difference(outcome.value, expected)
    if fault:
        return fault
    return _compare.misused(outcome.value, given, arguments)


def hint(name):
    """Print the next hint of an exercise; there are three.

    Parameters
    ----------
    name : str

    Examples
    --------
    >>> hint("accuracy")
    Hint 1 of 3: The answer of the network is the class with the largest logit.
    """
    exercise = _exercise(name)
    if exercise is None:
        print(_unknown(name))
        return
    if not hasattr(exercise, "HINTS"):
        print(f"{name} is a task of an assignment: it has no hints.")
        return
    shown = _hints_given.get(name, 0)
    if shown == len(exercise.HINTS):
        print(f"{name}: these were all hints. The solution unfolds on the book's page.")
        return
    _hints_given[name] = shown + 1
    print(f"Hint {shown + 1} of {len(exercise.HINTS)}: {exercise.HINTS[shown]}")


def noted(name, value, like):
    """Say whether an answer that is a number, or several, has the form that the grader reads.

    Whether it is right is not said: that is what the points are for.

    Parameters
    ----------
    name : str
        Of the question.
    value : object
        The answer; None counts as not answered yet.
    like : number, tuple or array
        An answer of the right form.

    Returns
    -------
    Result

    Examples
    --------
    >>> noted("sizes", (3, 4), like=(0, 0)).ok
    sizes: noted.
    True
    >>> noted("sizes", 12, like=(0, 0)).ok
    sizes: got an int, expected 2 numbers, as (a, b).
    False
    """
    if value is None:
        result = Result(False, f"{name}: not answered yet.")
    else:
        fault = _compare.misshapen(value, like)
        result = Result(not fault, f"{name}: {fault or 'noted'}.")
    print(result.message)
    return result
