"""What must hold of every chapter before it is run, and that running it would notice a lie."""

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "chapters").rglob("*.ipynb"))
NBVAL = [
    *(sys.executable, "-m", "pytest", "-p", "tests.notebooks.plugin", "--nbval"),
    *("--nbval-current-env", "--nbval-cell-timeout", "120", "-q"),
]


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def has_assert(cell):
    return any(isinstance(node, ast.Assert) for node in ast.walk(ast.parse(cell.source)))


def faults(notebook):
    """Every rule that a chapter breaks, as sentences."""
    found = []
    cells = code_cells(notebook)
    for number, cell in enumerate(cells, start=1):
        place = f"code cell {number}"
        if cell.execution_count != number:
            found.append(f"{place}: execution count {cell.execution_count}, expected {number}")
        if re.search(r"^\s*[!%]", cell.source, re.MULTILINE):
            found.append(f"{place}: a magic or shell command")
        if re.search(r"matplotlib|pyplot|plt\.|\.imshow\(|\.plot\(", cell.source):
            found.append(f"{place}: plotting code; it belongs in cnnlib.figures")
        if cell.source.rstrip().endswith(";"):
            found.append(f"{place}: ends with a semicolon, which nbval does not honour")
        if re.search(r"^\s*(try|except)\b", cell.source, re.MULTILINE):
            found.append(f"{place}: try/except")
        if re.search(r"['\"]/(home|root|work|tmp|Users|content)/", cell.source):
            found.append(f"{place}: an absolute path")
        if re.search(r"['\"]\.\./", cell.source):
            found.append(f"{place}: a file of the repository; a copy on Colab has only cnnlib")
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            following = cells[number] if number < len(cells) else None
            if following is None or not has_assert(following):
                found.append(f"{place}: output ignored, but the next cell asserts nothing")
        for output in cell.outputs:
            found += [f"{place}: {fault}" for fault in output_faults(cell, output)]
    for model in notebook.metadata.get("widgets", {}).values():
        if any("Progress" in part["model_name"] for part in model["state"].values()):
            found.append("widget state of a progress bar")
    return found


def output_faults(cell, output):
    """The rules for one output."""
    if output.output_type == "error":
        yield "an error as output"
    text = output.get("text", "") or output.get("data", {}).get("text/plain", "")
    if re.search(r"<[\w.]+(?: object)? at 0x|\bat 0x[0-9a-f]+", text):
        yield "a bare object as output"
    if re.search(r"(^|[\s'\"])/(home|root|work|tmp|Users|content)/", text):
        yield "an absolute path as output"
    if "image/svg+xml" in output.get("data", {}):
        yield "an SVG, which differs in every run"
    if "image/png" in output.get("data", {}):
        alt = output.metadata.get("image/png", {}).get("alt", "")
        if not alt or alt != cell.metadata.get("mystnb", {}).get("image", {}).get("alt"):
            yield "an image without alternative text"


def test_there_are_chapters():
    assert CHAPTERS


def test_chapter_keeps_the_rules(notebook):
    assert faults(notebook) == []


BREAKS = {
    "execution count": lambda cell: cell.update(execution_count=None),
    "magic": lambda cell: cell.update(source="%pip install x"),
    "shell": lambda cell: cell.update(source="!ls"),
    "plotting code": lambda cell: cell.update(source="axes.plot([1])"),
    "semicolon": lambda cell: cell.update(source="f();"),
    "absolute path": lambda cell: cell.update(source="open('/home/me/x')"),
    "file of the repository": lambda cell: cell.update(source="open('../../data/x.csv')"),
    "asserts nothing": lambda cell: cell.metadata.update(tags=["nbval-ignore-output"]),
    "an error": lambda cell: cell.outputs.append(nbformat.v4.new_output("error")),
    "bare object": lambda cell: cell.outputs.append(
        nbformat.v4.new_output("stream", text="<Net object at 0x7f00>")
    ),
    "an SVG": lambda cell: cell.outputs.append(
        nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>"})
    ),
    "alternative text": lambda cell: cell.outputs.append(
        nbformat.v4.new_output("display_data", {"image/png": "aaaa"})
    ),
}


@pytest.mark.parametrize("said", BREAKS)
def test_a_broken_rule_is_found(said):
    cell = nbformat.v4.new_code_cell("1 + 1", execution_count=1)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    assert faults(notebook) == []
    BREAKS["shell" if said == "shell" else said](cell)
    found = faults(notebook)
    assert len(found) == 1
    assert ("magic or shell" if said in ("magic", "shell") else said) in found[0]


def run_nbval(path):
    return subprocess.run(
        [*NBVAL, str(path)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )


def test_a_falsified_number_is_noticed(tmp_path):
    """The cells of a chapter up to its first printed number pass; with another number they fail."""
    notebook = nbformat.read(CHAPTERS[0], as_version=4)
    last, output = next(
        (k, output)
        for k, cell in enumerate(notebook.cells)
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "stream" and re.search(r"\d", output.text)
    )
    notebook.cells = notebook.cells[: last + 1]
    path = tmp_path / "chapter.ipynb"
    nbformat.write(notebook, path)
    honest = run_nbval(path)
    assert honest.returncode == 0, honest.stdout
    output.text = re.sub(r"\d", lambda m: str((int(m.group()) + 1) % 10), output.text, count=1)
    nbformat.write(notebook, path)
    falsified = run_nbval(path)
    assert falsified.returncode == 1
    assert "1 failed" in falsified.stdout


@pytest.fixture
def canonical(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module("notebooks").canonical


@pytest.mark.parametrize(("tags", "kept"), [(["remove-stderr"], ["out"]), ([], ["out", "err"])])
def test_what_a_cell_says_of_this_machine_goes_where_it_is_asked(canonical, tags, kept):
    streams = [("stdout", "out"), ("stderr", "err")]
    outputs = [nbformat.v4.new_output("stream", name=name, text=text) for name, text in streams]
    cell = nbformat.v4.new_code_cell("f()", metadata={"tags": tags}, outputs=outputs)
    text = canonical(nbformat.v4.new_notebook(cells=[cell]))
    [cell] = nbformat.reads(text, as_version=4).cells
    assert [output.text for output in cell.outputs] == kept


def test_canonical_text_does_not_depend_on_the_run(canonical):
    """Other widget ids and execution times give the same text."""
    path = next(p for p in CHAPTERS if "widgets" in json.loads(p.read_text())["metadata"])
    stored = path.read_text()
    other = re.sub(r"0{31}([0-9a-f])", r"abcdef0123456789abcdef012345678\1", stored)
    assert other != stored
    notebook = nbformat.reads(other, as_version=4)
    notebook.cells[0].metadata["execution"] = {"iopub.execute_input": "2026-01-01"}
    assert canonical(notebook) == stored
