"""The one test of bad input: it is refused at once, in a sentence that says what is expected."""

import re

import pytest


def assert_refused(call, error, said):
    """``call()`` raises exactly ``error``, and ``said`` is found in its one line of text."""
    with pytest.raises(error) as caught:
        call()
    message = str(caught.value)
    assert caught.type is error
    assert re.search(said, message), message
    assert "\n" not in message


def each_row(columns, table):
    """Parametrise a test by a table of rows: function, case, and then what ``columns`` name."""
    ids = [f"{function}-{case}" for function, case, *_ in table]
    return pytest.mark.parametrize(columns, [row[2:] for row in table], ids=ids)
