"""The rules for the arguments of all figures; messages name function, argument, value and rule."""

import numpy as np

from cnnlib import _shapes
from cnnlib.figures._style import ROLES


def role(function, value, name="role"):
    """Refuse a role that has no colour."""
    _shapes.check_choice(function, name, value, tuple(ROLES))


def array(function, name, value, ndim, finite=True, kinds="biuf"):
    """``value`` as an array of numbers that is not empty and has one of the numbers of axes."""
    try:
        result = np.asarray(value)
    except ValueError:
        raise ValueError(f"{function}: {name} is {value!r}, expected rows of one length") from None
    if result.dtype.kind not in kinds:
        rule = "integers" if kinds == "iu" else "numbers"
        raise TypeError(f"{function}: {name} is {result.dtype}, expected {rule}")
    if result.ndim not in ndim or result.size == 0:
        axes = " or ".join(map(str, ndim))
        raise ValueError(
            f"{function}: {name} has shape {result.shape}, expected {axes} axes, none of them empty"
        )
    if finite and not np.isfinite(result).all():
        raise ValueError(f"{function}: {name} has NaN or infinity, expected finite numbers")
    return result


def same_length(function, name, value, other_name, count):
    """Refuse a sequence that has not an entry for each of ``count`` others."""
    if isinstance(value, str) or not hasattr(value, "__len__"):
        raise TypeError(f"{function}: {name} is {value!r}, expected a sequence")
    if len(value) != count:
        raise ValueError(
            f"{function}: {name} has {len(value)} entries, expected {count}, one for each of "
            f"{other_name}"
        )


def one_each(function, name, value, default, other_name, count):
    """``value``, which has an entry for each of ``count`` others; None stands for defaults."""
    if value is None:
        return [default] * count
    same_length(function, name, value, other_name, count)
    return value


def entries(function, name, value, what):
    """``value`` as a list that is not empty."""
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        raise TypeError(f"{function}: {name} is {value!r}, expected a sequence of {what}")
    if not (result := list(value)):
        raise ValueError(f"{function}: {name} is empty, expected at least one {what}")
    return result


def text(function, name, value):
    """Refuse what is not a str."""
    if not isinstance(value, str):
        raise TypeError(f"{function}: {name} is {value!r}, expected a str")


def names(function, name, value, other_name=None, count=None):
    """``value`` as a list of texts, one for each of ``count`` others; a str is a text a letter."""
    result = entries(function, name, list(value) if isinstance(value, str) else value, "name")
    for entry in result:
        if not isinstance(entry, str):
            raise TypeError(f"{function}: {name} has {entry!r}, expected str")
    if count is not None:
        same_length(function, name, result, other_name, count)
    return result
