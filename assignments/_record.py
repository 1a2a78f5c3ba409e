"""The course's gradebook: points that a program gave, and those that a person gave."""

import contextlib
import csv
import io
import re
import warnings
from dataclasses import dataclass

from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from assignments import _release

COLUMNS = ["student", "question", "of", "answer", "points", "comment"]


@contextlib.contextmanager
def quiet():
    """nbgrader's models make SQLAlchemy warn of an order of entries that is meant."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


@dataclass(frozen=True)
class Score:
    """A student's points for one task; None where a person has not marked it yet."""

    task: str
    points: float | None
    most: float
    comment: str = ""
    by_hand: bool = False  # marked by a person
    given: bool = False  # and has been


def record(assignment, course, runs, by_hand):
    """Write the points into the gradebook; what it then holds, by student."""
    scores = {}
    with quiet(), Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for student, run in runs.items():
            gradebook.update_or_create_student(student)
            submission = gradebook.update_or_create_submission(assignment, student)
            scores[student] = [
                _score(grade, gradebook, (assignment, student), run, by_hand)
                for grade in submission.notebooks[0].grades
            ]
            gradebook.db.commit()
        for (student, question), (points, comment) in by_hand.items():
            if student not in runs:  # of an earlier folder
                grade = gradebook.find_grade(question, assignment, assignment, student)
                said = gradebook.find_comment(question, assignment, assignment, student)
                grade.manual_score, said.manual_comment = points, comment
        gradebook.db.commit()
    return scores


def check_students(assignment, course, found, by_hand):
    """CourseError where points by hand are a student's who is not known."""
    with quiet(), Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        known = {one.student.id for one in gradebook.assignment_submissions(assignment)}
    for student, _ in by_hand:
        if student not in found and student not in known:
            raise _release.CourseError(f"manual.csv: student is {student!r}, who handed in nothing")


def _score(grade, gradebook, where, run, by_hand):
    """Enter the points of one cell; those of an answer in words come from a person."""
    assignment, student = where
    if grade.cell_type == "code":
        grade.auto_score = run["marks"].get(grade.name, {"points": 0})["points"]
        grade.needs_manual_grade = False
        return Score(grade.name, grade.auto_score, grade.max_score)
    comment = gradebook.find_comment(grade.name, assignment, assignment, student)
    if (student, grade.name) in by_hand:
        grade.manual_score, comment.manual_comment = by_hand[student, grade.name]
    unanswered = grade.name in run["unanswered"]
    grade.auto_score = 0.0 if unanswered else None
    grade.needs_manual_grade = grade.manual_score is None and not unanswered
    points = grade.auto_score if grade.manual_score is None else grade.manual_score
    said, given = comment.manual_comment or "", grade.manual_score is not None
    return Score(grade.name, points, grade.max_score, said, by_hand=True, given=given)


# Where a spreadsheet may see the beginning of a field: it would run what looks like a formula.
BEGINS = "(^|[;,\\t\\n])([ \u00a0\u3000]*)"
FORMULA = "(?=[=+@\uff1d\uff0b\uff0d\uff20-])"  # also in the width of Chinese characters


def no_formula(text):
    """Text that no spreadsheet runs."""
    return re.sub(BEGINS + FORMULA, r"\1\2'", text)


def _formula(text):
    """What was written by `no_formula`, as it was."""
    return re.sub(BEGINS + "'" + FORMULA, r"\1\2", text)


def read_by_hand(path, known):
    """The points and comments of manual.csv, by student and question.

    `known` maps questions to their most points.
    """
    if not path.exists():
        return {}
    text = path.read_text(encoding="utf-8-sig")
    head = text.partition("\n")[0]
    # Spreadsheets write semicolons where the comma divides numbers.
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if ";" in head else ",")
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or [])]
    if missing:
        raise _release.CourseError(f"{path.name}: the column {missing[0]} is missing")
    given = {}
    for row in rows:
        if not (row["points"] or "").strip():
            continue
        where = f"{path.name}, line {rows.line_num}"
        question = row["question"]
        if question not in known:
            raise _release.CourseError(f"{where}: question is {question!r}, not known")
        try:
            points = float(row["points"].replace(",", "."))
        except ValueError:
            points = -1.0
        if not 0 <= points <= known[question]:
            raise _release.CourseError(
                f"{where}: points is {row['points']!r}, expected 0 to {known[question]:g}"
            )
        student = _formula(row["student"])
        given[student, question] = points, _formula((row["comment"] or "").strip())
    return given
