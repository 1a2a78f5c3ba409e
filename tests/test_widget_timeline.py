"""The timeline's arguments; tests/browser drives what the reader sees."""

import pytest

from cnnlib.widgets import Timeline


@pytest.mark.parametrize(
    ("events", "error", "said"),
    [
        ([], ValueError, "events is empty"),
        ([3], TypeError, r"events\[0\] is 3, expected \(year, kind, text\[, error\]\)"),
        ([(1998, "network")], TypeError, r"events\[0\] is \(1998, 'network'\)"),
        ([("1998", "network", "a")], TypeError, r"year of events\[0\] is '1998'"),
        ([(1998, "", "a")], TypeError, r"kind of events\[0\] is ''"),
        ([(1998, "network", None)], TypeError, r"text of events\[0\] is None"),
        ([(1998, "network", "a", 0)], ValueError, r"error of events\[0\] is 0"),
        ([(1998, "network", "a", 101)], ValueError, r"error of events\[0\] is 101"),
        ([(2, "b", "b"), (1, "a", "a")], ValueError, r"events has the years \[2, 1\]"),
    ],
)
def test_a_wrong_event_is_named(events, error, said):
    with pytest.raises(error, match=said):
        Timeline(events, alt="x")


def test_errors_are_told_in_words():
    told = repr(Timeline([(1998, "network", "a"), (2012, "network", "b", 16.4)], alt="Two"))
    assert told.endswith("Two. 2 events from 1998 to 2012; errors in percent: 16.4 (2012).")
    assert repr(Timeline([(1998, "a", "b")], alt="One")).endswith("1 events from 1998 to 1998.")
