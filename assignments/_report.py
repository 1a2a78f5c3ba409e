"""What a teacher gets: scores for the platform, feedback for students, a summary."""

import csv
import io
from collections import Counter
from pathlib import Path

import jinja2
import nbformat

from assignments import _mark, _record, _release

TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).parent / "pages"),
    autoescape=True,
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(assignment, folder, found, runs, scores, warnings):
    """Write scores.csv, manual.csv, feedback and summary into `folder`."""
    tasks = [score.task for score in next(iter(scores.values()))]
    rows = [_row(found[student], runs[student], scores[student]) for student in found]
    _release.write(
        folder / "scores.csv", _csv(["student", "name", *tasks, "total", "of", "notes"], rows)
    )
    _release.write(folder / "manual.csv", _csv(_record.COLUMNS, _manual(found, runs, scores)))
    page = TEMPLATES.get_template("feedback.html")
    for student in found:
        text = page.render(
            assignment=assignment,
            student=found[student].name or student,
            scores=scores[student],
            run=runs[student],
            total=sum(s.points or 0 for s in scores[student]),
            of=sum(s.most for s in scores[student]),
            cells=_cells(runs[student]),
        )
        _release.write(folder / "feedback" / f"{student}.html", text)
    text = TEMPLATES.get_template("summary.html").render(
        assignment=assignment,
        bins=_bins(scores),
        tasks=_tasks(tasks, scores),
        rows=rows,
        contest=_contest(runs),
        warnings=warnings,
        notes={s: r["said"] for s, r in runs.items() if r["said"]},
        names=found,
    )
    _release.write(folder / "summary.html", text)
    return folder


def _row(submission, run, scores):
    row = {s.task: "" if s.points is None else f"{s.points:g}" for s in scores}
    row |= {"student": submission.student, "name": submission.name}
    row["total"] = f"{sum(s.points or 0 for s in scores):g}"
    row["of"] = f"{sum(s.most for s in scores):g}"
    row["notes"] = "; ".join(run["said"])
    return row


def _manual(found, runs, scores):
    for student in found:
        answers = _answers(runs[student])
        for score in scores[student]:
            if score.by_hand:
                yield {
                    "student": student,
                    "question": score.task,
                    "of": f"{score.most:g}",
                    "answer": answers.get(score.task, ""),
                    "points": f"{score.points:g}" if score.given else "",
                    "comment": score.comment,
                }


def _answers(run):
    """The answers in words of a submission, by question."""
    cells = nbformat.reads(run["notebook"], as_version=4).cells
    return {c.metadata.nbgrader.grade_id: c.source for c in filter(_mark.in_words, cells)}


def _csv(columns, rows):
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _record.no_formula(value) for key, value in row.items()} for row in rows)
    return text.getvalue()


def _cells(run):
    """The student's own code cells, with what they printed."""
    cells = nbformat.reads(run["notebook"], as_version=4).cells
    for k, cell in enumerate(cells):
        text, error = run["outputs"].get(str(k), ("", None))
        about = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and not about.get("grade") and not about.get("locked"):
            yield {"source": cell.source, "text": text, "error": error}


def _contest(runs):
    """Students by what was measured of them, the best first; empty where nothing was."""
    measured = [
        (mark["measured"], student)
        for student, run in runs.items()
        for mark in run["marks"].values()
        if mark["measured"] is not None
    ]
    return sorted(measured, key=lambda row: (-row[0], row[1]))


def _bins(scores):
    """How many students have each tenth of the points: pairs of a name and a number."""
    of = Counter()
    for own in scores.values():
        most = sum(s.most for s in own)
        of[min(int(10 * sum(s.points or 0 for s in own) / most), 9)] += 1
    return [(f"{10 * k} to {10 * k + 10} %", of[k]) for k in range(10)]


def _tasks(tasks, scores):
    """Each task with its mean share of the points, the hardest first."""
    shares = []
    for k, task in enumerate(tasks):
        given = [
            own[k].points / own[k].most for own in scores.values() if own[k].points is not None
        ]
        failed = sum(share < 0.5 for share in given)
        shares.append((task, len(given), sum(given) / len(given) if given else None, failed))
    return sorted(shares, key=lambda row: (row[2] is None, row[2]))
