"""The course's gradebook: points that a program gave, and those that a person gave."""

import contextlib
import csv
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
    return scores


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


def read_by_hand(path, known):
    """The points and comments of manual.csv, by student and question.

    `known` maps questions to their most points.
    """
    if not path.exists():
        return {}
    given = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            if not (row.get("points") or "").strip():
                continue
            where = f"{path.name}, line {line}"
            question = row.get("question")
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
            given[row["student"], question] = points, (row.get("comment") or "").strip()
    return given
