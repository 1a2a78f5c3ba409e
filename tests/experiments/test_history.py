"""The chapter on history: its table against the published one, its experiment on three seeds."""

import csv
from pathlib import Path

import pytest

from tests.experiments import cells

ROOT = Path(__file__).resolve().parents[2]


def test_the_winners_are_those_of_the_published_table():
    with (ROOT / "data" / "published" / "ilsvrc.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    winners = [row for row in rows if row["rank"] == "1" and row["extra"] == "no"]
    published = [
        (int(row["year"]), row["name"], int(row["layers"] or 0) or None, float(row["top5_error"]))
        for row in winners
    ]
    names = cells.run_until("history", "history")
    assert names["ilsvrc"] == published
    errors = {(year, error) for year, _, _, *rest in names["history"] for error in rest}
    known = {(int(row["year"] or 0), float(row["top5_error"])) for row in rows}
    assert errors and errors <= known


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_augmentation_helps_where_digits_are_few(seed):
    test_error = cells.run_until("history", "test_error")["test_error"]
    plain, augmented = (
        [test_error(n, augmented, seed)[0] for n in (50, 200, 1000)] for augmented in (False, True)
    )
    assert plain[0] > plain[1] + 5 and plain[1] > plain[2] + 2
    assert augmented[1] < plain[1] - 1.5
    assert abs(augmented[2] - plain[2]) < 2
