"""The history of convolutional networks, event by event, beside their error rates."""

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Timeline"]


class Timeline(InteractiveFigure):
    """Interactive figure: events on a scale of years, read one after the other.

    The reader steps through the events, or through those of one kind. Events that carry an error
    are points in a chart above the line of years; the scale of errors can be logarithmic.

    Parameters
    ----------
    events : sequence of (year, kind, text) or (year, kind, text, error)
        In order of time. ``kind`` is a word that several events share; ``error`` is in percent,
        above 0.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError, ValueError
        No events, one of another form, or events that are not in order of time.

    Examples
    --------
    >>> events = [(1998, "network", "LeNet-5"), (2012, "network", "AlexNet", 16.4)]
    >>> Timeline(events, alt="Two networks")
    Interactive figure: Two networks. 2 events from 1998 to 2012; errors in percent: 16.4 (2012).
    """

    events = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, events, *, alt):
        checked = [_event(k, event) for k, event in enumerate(events)]
        if not checked:
            raise ValueError("Timeline: events is empty, expected at least one event")
        years = [event["year"] for event in checked]
        if years != sorted(years):
            raise ValueError(f"Timeline: events has the years {years}, expected them in order")
        super().__init__(alt=alt, events=checked)

    def numbers(self):
        errors = [f"{e['error']:g} ({e['year']})" for e in self.events if e["error"]]
        years = f"{self.events[0]['year']} to {self.events[-1]['year']}"
        said = f"; errors in percent: {', '.join(errors)}" if errors else ""
        return f"{len(self.events)} events from {years}{said}."


def _event(k, event):
    name = f"events[{k}]"
    if not isinstance(event, tuple | list) or len(event) not in (3, 4):
        raise TypeError(f"Timeline: {name} is {event!r}, expected (year, kind, text[, error])")
    year, kind, text, error = (*event, None)[:4]
    for what, value in (("kind", kind), ("text", text)):
        if not isinstance(value, str) or not value.strip():
            raise TypeError(f"Timeline: {what} of {name} is {value!r}, expected a str with words")
    if error is not None:
        error = _shapes.number("Timeline", f"error of {name}", error, 0)
        if not 0 < error <= 100:
            raise ValueError(f"Timeline: error of {name} is {error}, expected above 0, up to 100")
    year = _shapes.integer("Timeline", f"year of {name}", year, 1)
    return {"year": year, "kind": kind, "text": text, "error": error}
