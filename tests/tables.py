"""The tables of `data/`, as the tests read them."""

import csv


def rows(path):
    """The rows as dictionaries, without the lines of comment at the top.

    None stands in a row, as key or value, for what it has too much or too little of.
    """
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))
