"""`check` and `hint`, for any exercise: what is particular to one is in `cnnlib.grading.checks`."""

import copy
import importlib
import pkgutil
from dataclasses import dataclass

import numpy as np

from cnnlib import _names
from cnnlib.grading import _compare, _run, checks

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
    return sorted(module.name for module in pkgutil.iter_modules(checks.__path__))


def check(name, fn=None, *, seconds=5.0):
    """Try a function on fresh inputs and say whether it is right; prints, and never raises.

    Parameters
    ----------
    name : str
        Of the exercise.
    fn : callable, optional
        The answer. Without it the exercise counts as not solved yet, so that a notebook with open
        exercises runs.
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
    result = _result(name, fn, seconds)
    print(result.message)
    return result


def _result(name, fn, seconds):
    exercise = _exercise(name)
    if exercise is None:
        return Result(False, _unknown(name))
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < 1e6:
        return Result(False, f"{name}: seconds is {seconds!r}, expected a number above 0.")
    if fn is None:
        return Result(False, f'{name}: not solved yet. hint("{name}") helps.')
    if not callable(fn):
        return Result(False, f"{name}: got {_compare.kind(fn)}, expected a function.")
    count = 0
    for seed in SEEDS:
        for arguments in exercise.cases(np.random.default_rng(seed)):
            fault = _fault(exercise, fn, arguments, seconds)
            if fault:
                return Result(False, f"{name}: not yet. {exercise.describe(**arguments)}: {fault}.")
            count += 1
    return Result(True, f"{name}: right, on {count} inputs.")


def _exercise(name):
    """The exercise's module, or None."""
    if not isinstance(name, str) or name not in names():
        return None
    return importlib.import_module(f"cnnlib.grading.checks.{name}")


def _unknown(name):
    return f"There is no exercise {name!r}{_names.nearest(name, names())}."


def _fault(exercise, fn, arguments, seconds):
    """What is wrong with the answer for these arguments, or None."""
    given = copy.deepcopy(arguments)
    outcome = _run.call(fn, given, seconds)
    if outcome.fault:
        return outcome.fault
    fault = _compare.difference(outcome.value, exercise.solution(**copy.deepcopy(arguments)))
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
    shown = _hints_given.get(name, 0)
    if shown == len(exercise.HINTS):
        print(f"{name}: these were all hints. The solution unfolds on the book's page.")
        return
    _hints_given[name] = shown + 1
    print(f"Hint {shown + 1} of {len(exercise.HINTS)}: {exercise.HINTS[shown]}")
