"""`python -m assignments`: hand out an assignment, mark what comes back.

python -m assignments release ASSIGNMENT --seed SEED --course FOLDER
python -m assignments grade SUBMISSIONS --course FOLDER [--assignment ASSIGNMENT]
    [--cell-seconds 10] [--seconds 60]
"""

import argparse
import contextlib
import sys
from pathlib import Path

WHAT = "Hand out an assignment, mark what comes back."


def _seconds(text):
    """A limit, 1 to 3600 s."""
    with contextlib.suppress(ValueError):
        if 1 <= float(text) <= 3600:
            return float(text)
    raise argparse.ArgumentTypeError(f"got {text!r}, expected a number from 1 to 3600")


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m assignments", description=WHAT)
    commands = parser.add_subparsers(dest="command", required=True)
    release = commands.add_parser("release", help="write the students' version")
    release.add_argument("assignment")
    release.add_argument(
        "--seed", required=True, help="the secret that numbers and cases come from"
    )
    grade = commands.add_parser("grade", help="mark a folder of submissions")
    grade.add_argument("submissions", type=Path)
    grade.add_argument("--assignment", help="where the course has several")
    grade.add_argument(
        "--cell-seconds", type=_seconds, default=10, help="limit of a cell or a call (10)"
    )
    grade.add_argument("--seconds", type=_seconds, default=60, help="limit of a submission (60)")
    for command in (release, grade):
        command.add_argument("--course", type=Path, required=True, help="a folder of the teacher's")
    chosen = parser.parse_args(arguments)
    try:
        from assignments import _grade, _release, _run
    except ModuleNotFoundError as error:
        print(
            f"assignments: {error.name} is not installed: pip install 'cnnlib[teach]'",
            file=sys.stderr,
        )
        return 1
    try:
        if chosen.command == "release":
            path = _release.release(chosen.assignment, chosen.seed, chosen.course)
            print(f"The students' notebook: {path}")
        else:
            course = chosen.course.resolve()
            folder = _grade.grade(
                chosen.submissions,
                course,
                chosen.assignment,
                _grade.most_workers(),
                _run.Limits(chosen.cell_seconds, chosen.seconds),
            )
            print(f"Scores, feedback and summary: {folder}")
    except _release.CourseError as error:
        print(f"assignments: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("assignments: interrupted; the same command goes on from here", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
