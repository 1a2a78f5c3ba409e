"""Marks for a folder of submissions: collect, run, record in the gradebook, report."""

import contextlib
import hashlib
import json
import os
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import nbformat
from tqdm import tqdm

from assignments import _collect, _mark, _record, _release, _report, _run, _tasks, _wall


def grade(folder, course, assignment=None, workers=2, limits=_run.LIMITS):
    """Mark the submissions in `folder`, so many at once; the folder with scores and feedback."""
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
    folder = course / "marks" / assignment
    of = {
        cell.metadata.nbgrader.grade_id: cell.metadata.nbgrader.points
        for cell in filter(_mark.in_words, released.cells)
    }
    by_hand = _record.read_by_hand(folder / "manual.csv", of)
    _record.check_students(assignment, course, found, by_hand)
    kept = folder / "runs"
    kept.mkdir(parents=True, exist_ok=True)
    how = _wall.find([_release.ROOT, course]), released, seeds[assignment], files, limits

    def one(submission):
        try:
            return _marked(submission, kept, *how)
        except Exception as error:  # a mistake of ours costs nobody else the marks
            said = f"could not be marked ({type(error).__name__}: {error}); please report it"
            return _nothing(released, said)

    pool = ThreadPoolExecutor(workers)
    try:
        marks = pool.map(one, found.values())
        marks = list(tqdm(marks, total=len(found), unit="", disable=not sys.stderr.isatty()))
    except BaseException:
        _run.stop.set()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        _run.stop.clear()
    runs = dict(zip(found, marks, strict=True))
    scores = _record.record(assignment, course, runs, by_hand)
    return _report.write(assignment, folder, found, runs, scores, warnings)


def most_workers():
    """How many submissions this machine can run at once: each may use a core and the memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(1, min(os.cpu_count() or 1, memory // (2 * _wall.MEMORY)))


def _commonest(found, seeds):
    """The assignment that most of the notebooks say they are of."""
    said = Counter()
    for submission in found.values():
        with contextlib.suppress(_collect.Unreadable):
            notebook = _collect.parse(_collect.content(submission.path))
            said[notebook.metadata.cnnlib.get("assignment")] += 1
    known = [name for name, _ in said.most_common() if name in seeds]
    if not known and len(seeds) > 1:
        raise _release.CourseError(f"assignment is missing, expected one of {', '.join(seeds)}")
    return known[0] if known else next(iter(seeds))


def _marked(submission, kept, wall, released, seed, files, limits):
    """What came of one submission: read again if this very notebook was run before."""
    try:
        data, fault = _collect.content(submission.path), None
    except _collect.Unreadable as error:
        data, fault = str(error).encode(), error
    decides = f"{nbformat.writes(released)}{limits}".encode() + _program()
    state = hashlib.sha256(data + decides).hexdigest()
    path = kept / f"{submission.student}.json"
    if path.exists():
        before = json.loads(path.read_text(encoding="utf-8"))
        if before["state"] == state:
            return before
    try:
        if fault:
            raise fault
        notebook, said = _restored(data, released)
        marks, outputs = _mark.mark(wall, notebook, seed, files, limits)
        marks = _mark.as_json(marks)
    except _collect.Unreadable as error:
        return _kept(path, _nothing(released, f"the file {error}") | {"state": state})
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
    return _kept(path, run)


def _kept(path, run):
    _release.write(path, json.dumps(run))
    return run


def _nothing(released, said):
    """A run that came to nothing, and why."""
    words = [c.metadata.nbgrader.grade_id for c in filter(_mark.in_words, released.cells)]
    notebook = nbformat.writes(released)
    return {
        "unanswered": words,
        "said": [said],
        "marks": {},
        "outputs": {},
        "notebook": notebook,
    }


def _restored(data, released):
    """The submitted notebook, mended, and sentences on what was odd about it."""
    mine = _collect.parse(data)
    notebook, said = _collect.restore(mine, released)
    about = mine.metadata.cnnlib
    own = released.metadata["cnnlib"]["seed"]
    if about.get("seed", own) != own:
        said.insert(0, "this notebook was handed out with another seed")
    if about.language.lower() not in ("python", "python3"):
        said.insert(0, f"this notebook says that it is in {about.language}; it was run as Python")
    return notebook, said


def _program():
    """What decides marks beside the submission: the programs and tasks."""
    folders = [_tasks.FOLDER, _tasks.ANSWERS, *_tasks.CHECKS]
    files = sorted(path for folder in folders for path in folder.glob("*.py"))
    return b"".join(path.read_bytes() for path in files)
