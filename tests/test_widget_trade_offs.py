"""What the figure of trade-offs says before it is moved, and what it refuses."""

import itertools

import numpy as np
import pytest

from cnnlib.widgets import TradeOffs
from cnnlib.widgets.trade_offs import front, points_of

NETS = {"A": {"cost": 1, "error": 9.0}, "B": {"cost": 5, "error": 7.5}}


def test_the_front_is_what_no_other_point_beats():
    rng = np.random.default_rng(0)
    for _ in range(20):
        points = {k: tuple(map(int, row)) for k, row in enumerate(rng.integers(1, 6, (9, 2)))}
        beaten = set()
        for a, (k, b) in itertools.product(points.values(), points.items()):
            if a != b and a[0] <= b[0] and a[1] <= b[1]:
                beaten.add(k)
        assert set(front(points)) == set(points) - beaten


def test_a_network_without_a_number_is_not_in_the_plane():
    assert list(points_of([[3.0, 1.0], [2.0, None], [1.0, 5.0]], 0, 1)) == [2, 0]
    figure = TradeOffs(NETS | {"C": {"cost": 2, "error": None}}, "cost", "error", alt="x")
    assert figure.numbers().startswith("2 networks by cost and error")


@pytest.mark.parametrize(
    ("networks", "error", "message"),
    [
        ([], TypeError, r"networks is \[\], expected a dict of dicts"),
        ({"A": 3}, TypeError, "networks is {'A': 3}, expected a dict of dicts"),
        ({"A": NETS["A"]}, ValueError, "networks has 1 entries, expected at least 2"),
        ({"A": {"cost": 1}, "B": {"cost": 2}}, ValueError, r"the columns are \['cost'\]"),
        (NETS | {"C": {"cost": 1}}, ValueError, r"the columns of 'C' are \['cost'\], expected"),
        (NETS | {"C": {"cost": 0, "error": 1}}, ValueError, "'cost' of 'C' is 0, expected a fin"),
        (NETS | {"C": {"cost": "1", "error": 1}}, TypeError, "'cost' of 'C' is '1', expected a n"),
        (
            {name: row | {"error": None} for name, row in NETS.items()},
            ValueError,
            "column 'error' has 0 numbers, expected at least 2",
        ),
    ],
)
def test_wrong_tables_are_refused(networks, error, message):
    with pytest.raises(error, match=f"^TradeOffs: {message}"):
        TradeOffs(networks, "cost", "error", alt="x")


def test_an_axis_is_one_of_the_columns():
    with pytest.raises(ValueError, match="^TradeOffs: y is 'time', expected 'cost' or 'error'"):
        TradeOffs(NETS, "cost", "time", alt="x")
