"""Release, hand in, mark: what a teacher and a student go through."""

import copy
import csv
import json
import subprocess
import sys
import threading

import nbformat
import pytest

from assignments import __main__, _collect, _grade, _record, _release, _tasks
from tests.assignments.conftest import SEED, grade, put, text_of
from tests.assignments.test_tasks import answers

pytestmark = pytest.mark.usefixtures("wall")
ASSIGNMENTS = _tasks.assignments()


def tasks_of(notebook):
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return [_tasks.load(name) for name in ids if name in _tasks.names()]


def answer_of(notebook, name):
    (cell,) = [
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == f"{name}_answer"
    ]
    return cell.source


def hand_in(folder, student, notebook):
    (folder / student).mkdir(parents=True)
    nbformat.write(notebook, folder / student / "homework.ipynb")


# ---- the students' version ---------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_nothing_of_the_solutions_is_handed_out(handed_out, assignment):
    notebook = handed_out(assignment)
    assert _release.traces(nbformat.writes(notebook), SEED) == []
    for task in tasks_of(notebook):
        lines = {line.strip() for line in _tasks.source_of(task).splitlines()[1:]}
        telling = {line for line in lines if len(line) > 12}
        assert not telling & {line.strip() for c in notebook.cells for line in c.source.split("\n")}
    assert all(not cell.get("outputs") for cell in notebook.cells)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_points_are_those_of_the_tasks(handed_out, assignment):
    notebook = handed_out(assignment)
    points = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    }
    for task in tasks_of(notebook):
        assert points[task.name] == sum(task.parts.values())
    assert 20 <= sum(points.values()) <= 40
    assert f"{sum(points.values())} points" in notebook.cells[0].source


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_visible_checks_run_on_what_is_handed_out(handed_out, solved, assignment, capsys):
    """In one namespace, as a student runs them; nothing raises, open or solved."""
    for notebook, said in ((handed_out(assignment), "not"), (solved(assignment), "right, on")):
        names = {}
        for cell in notebook.cells:
            if cell.cell_type == "code":
                source = cell.source.replace("%pip", "#")
                exec(source.replace("    #", "    pass  #"), names)
        assert said in capsys.readouterr().out


def test_another_seed_asks_other_questions(tmp_path):
    texts = [_release.instance("convolution", seed) for seed in ("first secret", "second secret")]
    assert texts[0] != texts[1]
    assert texts[0] == _release.instance("convolution", "first secret")


# ---- the table task × answer -------------------------------------------------------------------


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_answer_gets_what_it_deserves(
    courses, handed_out, tmp_path, record_property, assignment
):
    """Through the whole pipeline; submission k holds the k-th answer to every task."""
    tasks = tasks_of(handed_out(assignment))
    kinds = {task.name: answers(task.name, "solution", "right_", "wrong_") for task in tasks}
    for k in range(max(map(len, kinds.values()))):
        notebook = handed_out(assignment)
        for task in tasks:
            if k < len(kinds[task.name]):
                put(notebook, task.name, text_of(task, kinds[task.name][k]))
        hand_in(tmp_path, f"student{k}", notebook)
    rows = grade(tmp_path, courses(assignment))
    lines = []
    for task in tasks:
        most = sum(task.parts.values())
        for k, answer in enumerate(kinds[task.name]):
            points = float(rows[f"student{k}"][task.name])
            lines.append(f"{task.name:20} {answer:36} {points:4g} of {most}")
            assert (points < most) == answer.startswith("wrong_"), lines[-1]
    record_property(f"assignment {assignment}: task, answer, points", "\n".join(lines))


# ---- damage ------------------------------------------------------------------------------------


def without_metadata(notebook):
    for cell in notebook.cells:
        cell.metadata = {}


def without_ids(notebook):
    without_metadata(notebook)
    notebook.nbformat_minor = 4
    for cell in notebook.cells:
        del cell["id"]


def with_a_cell_copied(notebook):
    notebook.cells.insert(1, nbformat.v4.new_code_cell("print('mine')"))
    twin = copy.deepcopy(notebook.cells[-2])
    twin.id = "twin"
    notebook.cells.append(twin)


def with_checks_deleted(notebook):
    notebook.cells = [cell for cell in notebook.cells if not cell.source.startswith("check(")]


def with_points_raised(notebook):
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("points"):
            cell.metadata.nbgrader.points = 1000


@pytest.mark.parametrize(
    "damage",
    [without_metadata, without_ids, with_a_cell_copied, with_checks_deleted, with_points_raised],
    ids=lambda damage: damage.__name__,
)
def test_damage_changes_no_mark(courses, solved, tmp_path, damage):
    whole, damaged = solved("convolution"), solved("convolution")
    damage(damaged)
    hand_in(tmp_path, "whole", whole)
    (tmp_path / "damaged").mkdir()
    (tmp_path / "damaged" / "x.ipynb").write_text(json.dumps(damaged), encoding="utf-8")
    rows = grade(tmp_path, courses("convolution"))
    marks = [{k: v for k, v in rows[s].items() if k not in ("student", "notes")} for s in rows]
    assert marks[0] == marks[1] and float(marks[0]["total"]) > 30
    assert rows["whole"]["notes"] == ""


def test_a_crash_a_loop_and_a_file_that_is_none(courses, solved, tmp_path):
    loop, crash = solved("convolution"), solved("convolution")
    put(loop, "frame_correlate", "def frame_correlate(x, w):\n    while True:\n        pass")
    put(crash, "frame_correlate", "import os\nos._exit(3)")
    hand_in(tmp_path, "loop", loop)
    hand_in(tmp_path, "crash", crash)
    hand_in(tmp_path, "right", solved("convolution"))
    (tmp_path / "none").mkdir()
    (tmp_path / "none" / "x.ipynb").write_text("{")
    rows = grade(tmp_path, courses("convolution"), limits=_grade._run.Limits(cell=5))
    assert {s: row["total"] for s, row in rows.items()} == {
        "crash": "0",
        "loop": "27",
        "none": "0",
        "right": "35",
    }
    assert rows["none"]["notes"] == "the file is no notebook (JSONDecodeError)"
    feedback = courses("convolution") / "marks" / "convolution" / "feedback" / "loop.html"
    assert "stopped after 5 s; is there a loop without an end?" in feedback.read_text()


# ---- what platforms export ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "student", "name"),
    [
        ("Ann Lee_1001_assignsubmission_file_/convolution.ipynb", "1001", "Ann Lee"),
        ("Ann Lee_1001_assignsubmission_file/my work.ipynb", "1001", "Ann Lee"),
        ("Ann Lee_1001_assignsubmission_file_convolution.ipynb", "1001", "Ann Lee"),
        ("leeann_1001_77_convolution.ipynb", "1001", "leeann"),
        ("leeann_LATE_1001_77_convolution-2.ipynb", "1001", "leeann"),
        ("Task 1_ann.lee_attempt_2026-10-05-14-33-12_convolution.ipynb", "ann.lee", ""),
        ("Task 1_ann_lee_attempt_2026-10-05-14-33-12.ipynb", "ann_lee", ""),
        ("ann/convolution.ipynb", "ann", ""),
        ("ann/convolution/convolution.ipynb", "ann", ""),
        ("ann_convolution.ipynb", "ann", ""),
        ("ann.ipynb", "ann", ""),
    ],
)
def test_a_student_is_known_by_the_path(tmp_path, path, student, name):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).touch()
    found, said = _collect.submissions(tmp_path)
    assert [(s.student, s.name) for s in found.values()] == [(student, name)]
    assert said == []


def test_the_last_attempt_counts(tmp_path):
    for name in ("lee_1_5_x.ipynb", "lee_1_6_x-2.ipynb", "lee_1_7_x-10.ipynb"):
        (tmp_path / name).touch()
    found, said = _collect.submissions(tmp_path)
    assert found["1"].path.name == "lee_1_7_x-10.ipynb"
    assert said == [
        "lee_1_5_x.ipynb: an earlier notebook of 1, left out",
        "lee_1_6_x-2.ipynb: an earlier notebook of 1, left out",
    ]


def test_other_files_are_named_where_a_notebook_is_missing(tmp_path):
    for name in ("ann/x.ipynb", "ann/timestamp.txt", "bob/homework.pdf", "cid/.checkpoint.ipynb"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, said = _collect.submissions(tmp_path)
    assert list(found) == ["ann"]
    assert said == ["bob/homework.pdf: neither a notebook nor a zip file, and bob has no other"]


# ---- twice, interrupted, by hand ---------------------------------------------------------------


def test_twice_gives_the_same_and_runs_nothing_again(courses, solved, tmp_path, monkeypatch):
    hand_in(tmp_path, "ann", solved("convolution"))
    course = courses("convolution")
    once = grade(tmp_path, course)

    def fails(*_):
        raise AssertionError("run again")

    monkeypatch.setattr(_grade._mark, "mark", fails)
    assert grade(tmp_path, course) == once


def test_an_interrupted_run_goes_on(courses, solved, tmp_path, monkeypatch):
    notebook = solved("convolution")
    notebook.cells.append(nbformat.v4.new_code_cell("mine = 7"))  # no other test's
    for student in ("ann", "bob"):
        hand_in(tmp_path, student, notebook)
    course, mark, seen = courses("convolution"), _grade._mark.mark, []

    def once(*arguments):
        seen.append(arguments)
        if len(seen) == 2:
            raise KeyboardInterrupt
        return mark(*arguments)

    monkeypatch.setattr(_grade._mark, "mark", once)
    with pytest.raises(KeyboardInterrupt):
        _grade.grade(tmp_path, course, workers=1)
    assert grade(tmp_path, course)["bob"]["total"] == "35"
    assert len(seen) == 3


def test_points_given_by_hand_are_added_and_kept(courses, solved, handed_out, tmp_path):
    hand_in(tmp_path, "words", solved("convolution"))
    hand_in(tmp_path, "nothing", handed_out("convolution"))
    course = courses("convolution")
    before = grade(tmp_path, course)
    assert before["words"]["commutes"] == "" and before["nothing"]["commutes"] == "0"
    path = course / "marks" / "convolution" / "manual.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["points"] for row in rows] == ["", ""]  # so that a later attempt waits again
    (row,) = [row for row in rows if row["student"] == "words"]
    row |= {"points": "3,5", "comment": "an example is missing"}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row.keys())
        writer.writeheader()
        writer.writerows(rows)
    for _ in range(2):
        after = grade(tmp_path, course)
        assert after["words"]["commutes"] == "3.5"
        assert float(after["words"]["total"]) == float(before["words"]["total"]) + 3.5
    feedback = (course / "marks" / "convolution" / "feedback" / "words.html").read_text()
    assert "an example is missing" in feedback
    text = path.read_text()
    path.write_text(text.replace("3.5", "9"))
    with pytest.raises(_release.CourseError, match="points is '9', expected 0 to 5"):
        grade(tmp_path, course)
    path.write_text(text)


def test_what_a_spreadsheet_does_to_points_by_hand(courses, solved, tmp_path):
    """Semicolons between the fields; names and comments that begin like a formula."""
    for student in ("+ann", "bob"):
        hand_in(tmp_path, student, solved("convolution"))
    course = courses("convolution")
    grade(tmp_path, course)
    path = course / "marks" / "convolution" / "manual.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row |= {"points": "2,5", "comment": "-1: no example"}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    for _ in range(2):
        after = grade(tmp_path, course)
        assert {row["commutes"] for row in after.values()} == {"2.5"}
    page = course / "marks" / "convolution" / "feedback" / "+ann.html"
    assert "-1: no example" in page.read_text() and "&#39;-1" not in page.read_text()
    text = path.read_text()
    # Another folder: who is not in it, but handed in before, keeps the points.
    hand_in(tmp_path / "late", "cid", solved("convolution"))
    path.write_text(text.replace("2.5", "3"))
    grade(tmp_path / "late", course)
    assert grade(tmp_path, course)["bob"]["commutes"] == "3"
    path.write_text(text.replace("bob", "007"))
    with pytest.raises(_release.CourseError, match="student is '007', who handed in nothing"):
        grade(tmp_path, course)
    path.write_text(text.replace("points", "Punkte", 1))
    with pytest.raises(_release.CourseError, match="the column points is missing"):
        grade(tmp_path, course)
    path.unlink()


@pytest.mark.parametrize("text", ["\n" * 10**6, "\t" * 10**6, " ;" * 10**6, "\n'" * 10**6])
def test_a_long_answer_takes_no_longer(text):
    assert _record._formula(_record.no_formula(text)) == text


@pytest.mark.parametrize(
    "text", ["=1", "a;+b", "\n\t -x", "\uff0b1", "@a, =b", "it's", "'a'", "5-3"]
)
def test_formulas_are_written_so_that_they_can_be_read_back(text):
    written = _record.no_formula(text)
    assert _record._formula(written) == text
    assert not any(part.strip()[:1] in tuple("=+-@\uff0b") for part in written.split(";") if part)


def test_what_a_student_writes_is_shown_and_not_run(courses, solved, tmp_path):
    notebook = solved("convolution")
    put(notebook, "by_hand", "by_hand = None\nprint('<script>alert(1)</script>')")
    hand_in(tmp_path, "ann", notebook)
    grade(tmp_path, courses("convolution"))
    page = courses("convolution") / "marks" / "convolution" / "feedback" / "ann.html"
    text = page.read_text()
    assert "<script" not in text and "&lt;script" in text
    assert "http" not in text


def test_the_assignment_is_known_by_its_notebooks(courses, handed_out, tmp_path):
    course = courses("convolution")
    _release.release("kernels", SEED, course)
    hand_in(tmp_path / "some", "ann", handed_out("convolution"))
    assert _grade.grade(tmp_path / "some", course).name == "convolution"
    bare = handed_out("convolution")
    del bare.metadata["cnnlib"]
    hand_in(tmp_path / "bare", "ann", bare)
    with pytest.raises(_release.CourseError, match="assignment is missing, expected one of"):
        _grade.grade(tmp_path / "bare", course)
    assert _grade.grade(tmp_path / "bare", course, "convolution").name == "convolution"


def test_a_notebook_of_another_year_is_noted(courses, tmp_path):
    last = nbformat.reads(_release.instance("convolution", "the secret of last year"), 4)
    hand_in(tmp_path, "ann", last)
    row = grade(tmp_path, courses("convolution"))["ann"]
    assert "this notebook was handed out with another seed" in row["notes"]
    assert float(row["total"]) < 35


def test_the_grader_of_nbgrader_itself_is_refused(courses, solved):
    course = courses("convolution")
    folder = course / "submitted" / "ann" / "convolution"
    folder.mkdir(parents=True)
    nbformat.write(solved("convolution"), folder / "convolution.ipynb")
    with _record.quiet():
        said = _release.nbgrader(course).autograde("convolution", "ann")
    assert not said["success"] and "marked by: make grade" in said["log"]


def test_an_interruption_is_said_in_one_line(monkeypatch, tmp_path, capsys):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(_grade, "grade", interrupted)
    assert __main__.main(["grade", str(tmp_path), "--course", str(tmp_path)]) == 130
    assert capsys.readouterr().err == (
        "assignments: interrupted; the same command goes on from here\n"
    )


def test_a_running_submission_is_stopped_with_the_command(wall, tmp_path):
    """And leaves nothing behind that would count as its marks."""
    found = _grade._wall.find([tmp_path])
    timer = threading.Timer(1, _grade._run.stop.set)
    timer.start()
    try:
        with pytest.raises(_grade._run.Stopped):
            _grade._run.run(found, ["while True:\n    pass"], [])
    finally:
        timer.join()
        _grade._run.stop.clear()


def test_a_mistake_of_ours_costs_one_submission(courses, solved, tmp_path, monkeypatch):
    mark = _grade._mark.mark

    def fails_once(*arguments):
        monkeypatch.setattr(_grade._mark, "mark", mark)
        raise ZeroDivisionError("ours")

    monkeypatch.setattr(_grade._mark, "mark", fails_once)
    course = courses("kernels")
    notebook = solved("kernels")
    for student in ("cid", "dan"):
        hand_in(tmp_path / "own", student, notebook)
    _grade.grade(tmp_path / "own", course, workers=1)
    with (course / "marks" / "kernels" / "scores.csv").open(encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert (
        rows["cid"]["total"] == "0" and "could not be marked (ZeroDivision" in rows["cid"]["notes"]
    )
    assert float(rows["dan"]["total"]) > 30
    assert grade(tmp_path / "own", course)["cid"]["total"] == rows["dan"]["total"]


# ---- the command line --------------------------------------------------------------------------


def run(*arguments):
    command = [sys.executable, "-m", "assignments", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=_release.ROOT)


def test_release_and_grade_on_the_command_line(tmp_path):
    course = tmp_path / "course"
    done = run("release", "convolution", "--seed", SEED, "--course", course)
    assert done.returncode == 0, done.stderr
    path = course / "release" / "convolution" / "convolution.ipynb"
    assert str(path) in done.stdout
    assert (course / "seeds.json").stat().st_mode & 0o077 == 0
    done = run("grade", path.parent, "--course", course)
    assert done.returncode == 0 and done.stderr == ""
    assert (course / "marks" / "convolution" / "summary.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["release", "convolutions", "--seed", SEED], "there is no assignment 'convolutions', ex"),
        (["release", "convolution", "--seed", "short"], "seed has 5 characters, expected at lea"),
        (["grade", "nowhere"], "submissions is nowhere, expected a folder"),
        (["grade", "tests"], "where nothing has been released"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path, arguments, sentence):
    done = run(*arguments, "--course", tmp_path / "course")
    assert done.returncode == 2
    assert done.stderr.startswith("assignments: ") and sentence in done.stderr
    assert done.stderr.count("\n") == 1 and not (tmp_path / "course").exists()


@pytest.mark.parametrize("given", ["0", "ten", "nan", "1e9"])
def test_a_limit_is_a_number_of_seconds(tmp_path, given):
    done = run("grade", tmp_path, "--course", tmp_path, "--seconds", given)
    assert done.returncode == 2
    assert f"--seconds: got {given!r}, expected a number from 1 to 3600" in done.stderr


def test_other_limits_run_a_submission_again(courses, solved, tmp_path):
    notebook = solved("convolution")
    put(notebook, "by_hand", "import time\ntime.sleep(3)\n" + answer_of(notebook, "by_hand"))
    hand_in(tmp_path, "slow", notebook)
    for seconds, total in ((1, "31"), (9, "35")):
        limits = _grade._run.Limits(cell=seconds)
        assert grade(tmp_path, courses("convolution"), limits=limits)["slow"]["total"] == total


def test_a_course_keeps_out_of_the_repository_and_keeps_its_seed(courses):
    with pytest.raises(_release.CourseError, match="expected a folder outside"):
        _release.release("convolution", SEED, _release.ROOT / "course")
    with pytest.raises(_release.CourseError, match="with another seed; take another folder"):
        _release.release("convolution", "another secret", courses("convolution"))
