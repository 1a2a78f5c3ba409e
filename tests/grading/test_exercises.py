"""Every checker accepts all right answers and refuses all wrong ones: exercise by answer."""

import importlib.util
import inspect
import json
import re
from pathlib import Path

import pytest

from cnnlib import grading

ROOT = Path(__file__).resolve().parents[2]
FOLDER, CHAPTERS = ROOT / "exercises", ROOT / "chapters"


def answers(path):
    """The functions of an exercise's file: solution, right_..., wrong_..., by name."""
    spec = importlib.util.spec_from_file_location(f"exercise_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if name == "solution" or name.startswith(("right_", "wrong_"))
    }


FILES = sorted(FOLDER.glob("*.py"))
TABLE = [(path.stem, name, fn) for path in FILES for name, fn in answers(path).items()]


@pytest.mark.parametrize(
    ("exercise", "name", "fn"), TABLE, ids=[f"{exercise}-{name}" for exercise, name, _ in TABLE]
)
def test_answer(exercise, name, fn, capsys):
    result = grading.check(exercise, fn)
    assert capsys.readouterr().out == result.message + "\n"
    assert result.ok == (not name.startswith("wrong_")), result.message
    if not result.ok:  # one short message that says for which input
        assert result.message.startswith(f"{exercise}: not yet. ") and len(result.message) < 250


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_an_exercise_has_enough_answers(path):
    names = list(answers(path))
    assert "solution" in names
    assert sum(name.startswith("right_") for name in names) >= 2
    assert sum(name.startswith("wrong_") for name in names) >= 5


def test_every_exercise_has_both_files():
    assert [path.stem for path in FILES] == grading.names()


def test_every_exercise_stands_in_one_chapter():
    """And is asked for there by name, in the next cell."""
    found = []
    for path in sorted(CHAPTERS.rglob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        for source, following in zip(sources, [*sources[1:], ""], strict=True):
            for name in re.findall(r"^:+\{coding-exercise\} (\w+)$", source, re.MULTILINE):
                found.append(name)
                assert f'check("{name}")' in following and f"def {name}(" in following
    assert sorted(found) == grading.names()


@pytest.mark.parametrize("name", grading.names())
def test_an_open_exercise_says_so(name, capsys):
    assert not grading.check(name).ok
    assert capsys.readouterr().out == f'{name}: not solved yet. hint("{name}") helps.\n'


@pytest.mark.parametrize("name", grading.names())
def test_three_hints_and_no_more(name, capsys, monkeypatch):
    monkeypatch.setattr("cnnlib.grading._check._hints_given", {})
    for _ in range(5):
        grading.hint(name)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines[:3]] == [f"Hint {k} of 3" for k in (1, 2, 3)]
    assert lines[3] == lines[4] and "all hints" in lines[3]
