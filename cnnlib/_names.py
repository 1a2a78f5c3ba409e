"""Help with mistyped names."""

import difflib

__all__ = ["nearest"]


def nearest(name, names):
    """The clause "; did you mean 'digits'?" for a mistyped name, or "" where nothing is near.

    Examples
    --------
    >>> nearest("digts", ["digits", "shapes"])
    "; did you mean 'digits'?"
    >>> nearest("flowers", ["digits", "shapes"])
    ''
    """
    found = difflib.get_close_matches(str(name).lower(), list(names), n=1)
    return f"; did you mean {found[0]!r}?" if found else ""
