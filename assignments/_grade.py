"""Marks for a folder of submissions: collect, run, record in the gradebook, report."""

import contextlib
import hashlib
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import nbformat
from tqdm import tqdm

from assignments import _collect, _mark, _record, _release, _report, _tasks


def grade(folder, course, assignment=None, workers=2):
    """Mark the submissions in `folder`; the folder with scores, feedback and summary."""
    if not folder.is_dir():
        raise _release.CourseError(f"submissions is {folder}, expected a folder")
    seeds = _release.read_seeds(course)
    if not seeds:
        raise _release.CourseError(f"course is {course}, where nothing has been released")
    found, warnings = _collect.submissions(folder)
    if not found:
        raise _release.CourseError(f"submissions is {folder}, where no notebook lies")
    assignment = assignment or _commonest(found, seeds)
    if assignment not in seeds:
        raise _release.CourseError(f"{assignment!r} has not been released in {course}")
    path = course / "release" / assignment / f"{assignment}.ipynb"
    released = nbformat.read(path, as_version=4)
    files = sorted(file for file in path.parent.iterdir() if file.suffix != ".ipynb")
    kept = course / "marks" / assignment / "runs"
    kept.mkdir(parents=True, exist_ok=True)

    def one(submission):
        return _marked(submission, released, seeds[assignment], files, kept)

    with ThreadPoolExecutor(workers) as pool:
        marks = pool.map(one, found.values())
        marks = list(tqdm(marks, total=len(found), unit="", disable=not sys.stderr.isatty()))
    runs = dict(zip(found, marks, strict=True))
    folder = course / "marks" / assignment
    of = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in filter(_mark.in_words, released.cells)
    }
    by_hand = _record.read_by_hand(folder / "manual.csv", of)
    scores = _record.record(assignment, course, runs, by_hand)
    return _report.write(assignment, folder, found, runs, scores, warnings)


def _commonest(found, seeds):
    """The assignment that most of the notebooks say they are of."""
    said = Counter()
    for submission in found.values():
        with contextlib.suppress(_collect.Unreadable):
            said[_about(_collect.read(submission.path)).get("assignment")] += 1
    known = [name for name, _ in said.most_common() if name in seeds]
    if not known and len(seeds) > 1:
        raise _release.CourseError(f"assignment is missing, expected one of {', '.join(seeds)}")
    return known[0] if known else next(iter(seeds))


def _about(notebook):
    """What a submission says of its assignment and seed."""
    about = notebook.metadata.get("cnnlib", {})
    return about if isinstance(about, dict) else {}


def _marked(submission, released, seed, files, kept):
    """What came of one submission: read again if this very notebook was run before."""
    content = submission.path.read_bytes()
    state = hashlib.sha256(content + nbformat.writes(released).encode() + _program()).hexdigest()
    own = released.metadata["cnnlib"]["seed"]
    path = kept / f"{submission.student}.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["state"] == state:
            return before
    try:
        mine = _collect.read(submission.path)
        notebook, said = _collect.restore(mine, released)
        if _about(mine).get("seed", own) != own:
            said.insert(0, "this notebook was handed out with another seed")
        marks, outputs = _mark.mark(notebook, seed, files)
        marks = _mark.as_json(marks)
    except _collect.Unreadable as error:
        notebook, said, marks, outputs = released, [f"the file {error}"], {}, {}
    before = {cell.id: cell.source for cell in released.cells}
    run = {
        "state": state,
        "unanswered": [
            cell.metadata.nbgrader.grade_id
            for cell in filter(_mark.in_words, notebook.cells)
            if cell.source.strip() == before[cell.id].strip()
        ],
        "said": said,
        "marks": marks,
        "outputs": {str(k): output for k, output in outputs.items()},
        "notebook": nbformat.writes(notebook),
    }
    _release.write(path, json.dumps(run))
    return run


def _program():
    """What decides marks beside the submission: the programs and tasks."""
    files = sorted([*_tasks.FOLDER.glob("*.py"), *_tasks.ANSWERS.glob("*.py")])
    return b"".join(path.read_bytes() for path in files)
