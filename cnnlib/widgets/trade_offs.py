"""Networks in a plane of two of their costs, with the front of those that none other beats."""

import math

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["TradeOffs"]


class TradeOffs(InteractiveFigure):
    """Interactive figure: which networks are worth their cost, and which fit a limit.

    Of every column less is better. The reader chooses a column for each axis and its scale, and may
    set a limit to any column: networks above it fade. Those on the front are not beaten: no other
    that fits is as low in both columns and lower in one. The networks are read one by one.

    Parameters
    ----------
    networks : dict of str to dict of str to number or None
        The columns of each network, the same for all; numbers above 0, None where one is not known.
    x, y : str
        The columns at first.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        The networks are no dicts, or a number is none.
    ValueError
        There are less than two networks or columns, their columns differ, a number is not above 0,
        a column has less than two numbers, or there is no column x or y.

    Examples
    --------
    >>> nets = {"A": {"cost": 1, "error": 9.0}, "B": {"cost": 5, "error": 7.5}}
    >>> TradeOffs(nets | {"C": {"cost": 6, "error": 8}}, "cost", "error", alt="Three networks")
    Interactive figure: Three networks. 3 networks by cost and error; not beaten: A (1, 9), B (5, 7.5).
    """  # noqa: E501

    names, columns, table = (traitlets.List(read_only=True).tag(sync=True) for _ in range(3))
    x, y = (traitlets.Unicode(read_only=True).tag(sync=True) for _ in range(2))

    def __init__(self, networks, x, y, *, alt):
        columns = _columns(networks)
        for name, column in (("x", x), ("y", y)):
            _shapes.check_choice("TradeOffs", name, column, tuple(columns))
        table = [
            [_number(f"{column!r} of {name!r}", row[column]) for column in columns]
            for name, row in networks.items()
        ]
        for column, values in zip(columns, zip(*table, strict=True), strict=True):
            known = sum(value is not None for value in values)
            if known < 2:
                raise ValueError(
                    f"TradeOffs: column {column!r} has {known} numbers, expected at least 2"
                )
        super().__init__(alt=alt, names=list(networks), columns=columns, table=table, x=x, y=y)

    def numbers(self):
        points = points_of(self.table, self.columns.index(self.x), self.columns.index(self.y))
        said = ", ".join(f"{self.names[k]} ({a:g}, {b:g})" for k, (a, b) in front(points).items())
        return f"{len(points)} networks by {self.x} and {self.y}; not beaten: {said}."


def points_of(table, x, y):
    """{row: (x, y)} of the rows that have both numbers, by x and then by y."""
    points = {k: (row[x], row[y]) for k, row in enumerate(table)}
    known = {k: point for k, point in points.items() if None not in point}
    return dict(sorted(known.items(), key=lambda item: item[1]))


def front(points):
    """The points that no other beats: none is as low in both and lower in one."""
    return {
        k: (a, b)
        for k, (a, b) in points.items()
        if not any(c <= a and d <= b and (c, d) != (a, b) for c, d in points.values())
    }


def _columns(networks):
    if not isinstance(networks, dict) or not all(
        isinstance(row, dict) for row in networks.values()
    ):
        raise TypeError(f"TradeOffs: networks is {networks!r}, expected a dict of dicts")
    if len(networks) < 2:
        raise ValueError(f"TradeOffs: networks has {len(networks)} entries, expected at least 2")
    columns = list(next(iter(networks.values())))
    if len(columns) < 2:
        raise ValueError(f"TradeOffs: the columns are {columns}, expected at least 2")
    for name, row in networks.items():
        if list(row) != columns:
            raise ValueError(
                f"TradeOffs: the columns of {name!r} are {list(row)}, expected {columns}"
            )
    return columns


def _number(what, value):
    if value is None:
        return None
    value = _shapes.number("TradeOffs", what, value)
    if not 0 < value < math.inf:
        raise ValueError(f"TradeOffs: {what} is {value:g}, expected a finite number above 0")
    return value
