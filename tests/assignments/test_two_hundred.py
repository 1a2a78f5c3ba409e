"""A class of two hundred: right, wrong, broken and hostile, by the command, killed once."""

import csv
import json
import random
import subprocess
import sys
import time

import pytest

from assignments import _collect, _mark, _run
from tests.assignments import cheats
from tests.assignments.conftest import SEED, put, text_of
from tests.assignments.test_cheats import listening, submitted, write_files
from tests.assignments.test_pipeline import (
    tasks_of,
    with_a_cell_copied,
    with_checks_deleted,
    with_points_raised,
    without_ids,
    without_metadata,
)
from tests.assignments.test_tasks import _called, answers

DAMAGE = [
    with_a_cell_copied,
    with_checks_deleted,
    with_points_raised,
    without_ids,
    without_metadata,
]
MINUTES = 30  # on two cores


def deserved(task, answer):
    """The points of an answer, found without a submission and without a wall."""
    if not task.is_function:
        return _mark.of_value(task, SEED, _run.Answer(task.value(SEED, answer))).points
    cases, variant = list(task.cases(SEED)), task.variant(SEED)
    given = getattr(task.answers, answer)
    results = [_called(given, arguments, variant) for _, arguments, _ in cases]
    return _mark.of_function(task, cases, iter(results)).points


def drawn(handed_out, rng):
    """A notebook with an answer drawn for each task, or none, and its points."""
    notebook, points = handed_out("convolution"), 0
    for task in tasks_of(notebook):
        answer = rng.choice([None, "solution", *answers(task.name, "right_", "wrong_")])
        if answer:
            put(notebook, task.name, text_of(task, answer))
            points += deserved(task, answer)
    return notebook, points


@pytest.mark.slow
def test_two_hundred_submissions(courses, handed_out, solved, tmp_path, wall, record_property):
    rng = random.Random(7)
    course = courses("convolution")
    expected = {}

    def hand_in(name, notebook, points):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
        expected[name] = points

    with listening() as (port, asked):
        for k in range(110):
            notebook, points = drawn(handed_out, rng)
            if k % 5 == 0:
                rng.choice(DAMAGE)(notebook)
            hand_in(f"student{k}", notebook, points)
        for name, (_, points) in cheats.CELLS.items():
            hand_in(name, submitted(solved, name, port), points)
        for edit in cheats.EDITS:
            hand_in(edit.__name__, submitted(solved, edit.__name__, port), cheats.HONEST)
        expected |= write_files(tmp_path, solved, set(expected))
        k = 0
        while len(expected) < 200:  # the commonest: loops without an end
            name = ("asleep for ever", "everything caught", "the memory filled")[k % 3]
            hand_in(f"again{k}", submitted(solved, name, port), cheats.CELLS[name][1])
            k += 1
        command = [sys.executable, "-m", "assignments", "grade", str(tmp_path)]
        command += ["--course", str(course), "--assignment", "convolution"]
        began = time.monotonic()
        with pytest.raises(subprocess.TimeoutExpired):
            subprocess.run(command, timeout=30)  # killed in the midst of it
        done = list((course / "marks" / "convolution" / "runs").glob("*.json"))
        subprocess.run(command, check=True)
        minutes = (time.monotonic() - began) / 60
    with (course / "marks" / "convolution" / "scores.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert asked == [] and len(rows) == 200 and 0 < len(done) < 200
    wrong = {
        name: (points, rows[_collect._student(name)]["total"])
        for name, points in expected.items()
        if float(rows[_collect._student(name)]["total"]) != points
    }
    assert wrong == {}
    said = f"{minutes:.1f} min, killed once when {len(done)} were marked"
    record_property("two hundred submissions", said)
    assert minutes < MINUTES
