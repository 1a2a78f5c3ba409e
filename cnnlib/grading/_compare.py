"""What is wrong with a result: in words that point at it and do not give the solution away."""

import numbers

import numpy as np

RELATIVE = {"float64": 1e-7, "float32": 1e-4}  # of the largest expected value


def difference(actual, expected, what=""):
    """How ``actual`` differs from ``expected`` (array, number, truth, or several), or None."""
    if isinstance(expected, tuple | list):
        noun = "results" if isinstance(expected, tuple) else "values"
        return _sequence_difference(actual, expected, noun)
    if isinstance(expected, bool):
        return _truth_difference(actual, expected, what)
    if isinstance(expected, np.ndarray):
        return _array_difference(actual, expected, what)
    return _number_difference(actual, expected, what)


def _sequence_difference(actual, expected, noun):
    if not isinstance(actual, tuple | list) or len(actual) != len(expected):
        got = f"{len(actual)} {noun}" if isinstance(actual, tuple | list) else kind(actual)
        return f"got {got}, expected {len(expected)} {noun}"
    for position, (mine, right) in enumerate(zip(actual, expected, strict=True), start=1):
        fault = difference(mine, right, f"{noun.removesuffix('s')} {position}: ")
        if fault:
            return fault
    return None


def kind(value):
    """What a value is, in words."""
    if value is None:
        return "None (is a return missing?)"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _truth_difference(actual, expected, what):
    if not isinstance(actual, bool | np.bool_):
        return f"{what}got {kind(actual)}, expected True or False"
    return None if actual == expected else f"{what}got {bool(actual)}, expected {expected}"


def _number_difference(actual, expected, what):
    if isinstance(actual, np.ndarray) and actual.ndim == 0:
        actual = actual[()]
    if isinstance(actual, bool | np.bool_) or not isinstance(actual, numbers.Real):
        return f"{what}got {kind(actual)}, expected a number"
    if isinstance(expected, numbers.Integral):
        if not isinstance(actual, numbers.Integral):
            return f"{what}got {_float(actual)!r}, expected a whole number (an int)"
        close = actual == expected
    else:
        close = np.isclose(_float(actual), expected, rtol=1e-6, atol=1e-9, equal_nan=True)
    return None if close else f"{what}got {_short(actual)}, expected {_short(expected)}"


def _float(number):
    """As a float; infinite where it is too large for one."""
    try:
        return float(number)
    except OverflowError:
        return np.copysign(np.inf, 1 if number > 0 else -1)


def _short(number):
    if isinstance(number, numbers.Integral) and abs(number) < 10**15:
        return str(int(number))
    return f"{_float(number):.6g}"


def _array_difference(actual, expected, what):
    if not isinstance(actual, np.ndarray):
        return f"{what}got {kind(actual)}, expected a NumPy array"
    if actual.shape != expected.shape:
        return f"{what}got shape {actual.shape}, expected {expected.shape}"
    if actual.dtype != expected.dtype:
        return f"{what}got dtype {actual.dtype}, expected {expected.dtype}"
    if expected.size == 0:
        return None
    finite = expected[np.isfinite(expected)]
    scale = float(np.abs(finite).max(initial=0)) or 1.0
    tolerance = RELATIVE.get(str(expected.dtype), 0) * scale
    close = np.isclose(actual, expected, rtol=0, atol=tolerance, equal_nan=True)
    if close.all():
        return None
    where = tuple(int(i) for i in np.argwhere(~close)[0])
    wrong = close.size - int(close.sum())
    values = f"{_short(actual[where])}, expected {_short(expected[where])}"
    return f"{what}{wrong} of {close.size} values differ; at {list(where)} got {values}"


def misused(value, given, arguments):
    """Whether the answer changed its arguments or returned one of them as its result, or None."""
    for name, original in arguments.items():
        if not isinstance(original, np.ndarray):
            continue
        if not np.array_equal(given[name], original, equal_nan=original.dtype.kind == "f"):
            return f"the result is right, but {name} was changed; work on a copy"
        results = value if isinstance(value, tuple | list) else [value]
        if any(isinstance(r, np.ndarray) and np.shares_memory(r, given[name]) for r in results):
            return (
                f"the values are right, but the result is a view of {name}: who changes one "
                "changes the other; return a copy"
            )
    return None


def misshapen(value, like):
    """Why ``value`` has not the form of ``like``, or None; for answers written down by hand.

    A number may be an int or a float; an array may also be nested lists.
    """
    if isinstance(like, tuple):
        if isinstance(value, tuple | list) and len(value) == len(like):
            return next(filter(None, map(misshapen, value, like)), None)
        names = ", ".join("abcdefghij"[: len(like)])
        return f"got {_brief(value)}, expected {len(like)} numbers, as ({names})"
    if isinstance(like, np.ndarray):
        try:
            found = np.asarray(value, dtype=float)
        except (TypeError, ValueError):
            return f"got {_brief(value)}, expected an array of shape {like.shape}"
        same = found.shape == like.shape
        return None if same else f"got shape {found.shape}, expected {like.shape}"
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        return f"got {kind(value)}, expected a number"
    return None


def _brief(value):
    return f"{len(value)} values" if isinstance(value, tuple | list) else kind(value)
