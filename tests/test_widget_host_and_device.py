"""The model of host and device in Python: formulas, arguments and words."""

import itertools

import pytest

from cnnlib.widgets import HostAndDevice
from cnnlib.widgets.host_and_device import WAITS, alone, schedule


@pytest.mark.parametrize(("launch", "time", "kernels"), [(5, 20, 4), (20, 5, 4), (7, 7, 3)])
def test_the_last_result_comes_when_the_formula_says(launch, time, kernels):
    _, device, reading = schedule(launch, time, kernels, kernels, wait="at the end")
    assert device[-1][1] == reading == alone(launch, time, kernels)


def test_by_hand():
    host, device, reading = schedule(2, 5, kernels=3, stop=2, earlier=1)
    assert host == [(0, 2), (2, 4), (4, 6)]
    assert device == [(0, 5), (5, 10), (10, 15), (15, 20)]
    assert reading == 4
    host, device, reading = schedule(2, 5, kernels=3, stop=2, earlier=1, wait="at the end")
    assert (host[2], device[3], reading) == ((15, 17), (17, 22), 15)
    _, device, reading = schedule(2, 5, kernels=3, stop=2, earlier=1, wait="before and after")
    assert (device[1], reading) == ((7, 12), 12)


def test_only_waiting_twice_reads_the_truth_whatever_is_in_the_queue():
    readings = {wait: set() for wait in WAITS}
    for wait, earlier in itertools.product(WAITS, range(4)):
        readings[wait].add(schedule(5, 20, 4, 4, earlier, wait)[2])
    assert readings == {
        "not at all": {20},
        "at the end": {85, 100, 120, 140},
        "before and after": {alone(5, 20, 4)},
    }


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"launch": 3}, ValueError, "launch is 3, expected 1 or 2 or 5"),
        ({"batch": 33}, ValueError, "batch is 33, expected 1 or 2 or 4"),
        ({"wait": "yes"}, ValueError, "wait is 'yes', expected 'not at all' or"),
        ({"kernels": 13}, ValueError, "kernels is 13, expected at most 12"),
        ({"kernels": 4, "stop": 5}, ValueError, "stop is 5, expected at most 4"),
        ({"earlier": -1}, ValueError, "earlier is -1, expected at least 0"),
        ({"earlier": 1.5}, TypeError, "earlier is 1.5, expected an int"),
    ],
)
def test_wrong_arguments_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^HostAndDevice: {message}"):
        HostAndDevice(**arguments, alt="x")
