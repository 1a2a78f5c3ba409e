"""A page runs the figures' scripts that its notebook stored, so these must be the present ones."""

import json
import sys
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
CHAPTERS = sorted((ROOT / "chapters").rglob("*.ipynb"))

sys.path.insert(0, str(ROOT / "tools"))
try:
    import notebooks
finally:
    sys.path.pop(0)


def stale(notebook):
    """What a notebook's figures store that is not as it is now, as sentences."""
    found = []
    for state, figure in notebooks.figures(notebook):
        for key in ("_esm", "_css"):
            if state[key] != getattr(figure, key):
                found.append(
                    f"{figure.__name__} stores an older {key}: python tools/notebooks.py --widgets"
                )
        values = {name for name in figure.class_traits(sync=True) if not name.startswith("_")}
        if not values <= set(state):
            found.append(f"{figure.__name__} stores no {', '.join(values - set(state))}: run it")
    return found


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_chapters_store_the_figures_as_they_are_now(path):
    assert stale(nbformat.read(path, as_version=4)) == []


@pytest.fixture
def with_figure(tmp_path):
    """A copy of a chapter that has a figure."""
    stored = next(
        path for path in CHAPTERS if "widgets" in json.loads(path.read_text())["metadata"]
    )
    path = tmp_path / "chapter.ipynb"
    path.write_bytes(stored.read_bytes())
    return path


@pytest.mark.parametrize("key", ["_esm", "_css", "alt"])
def test_an_older_state_is_found(with_figure, key):
    notebook = nbformat.read(with_figure, as_version=4)
    state, _ = next(notebooks.figures(notebook))
    if key == "alt":
        del state[key]
    else:
        state[key] += " "
    [found] = stale(notebook)
    assert key in found


def test_renewing_repairs_the_scripts_and_nothing_else(with_figure):
    stored = with_figure.read_text(encoding="utf-8")
    notebook = nbformat.reads(stored, as_version=4)
    state, _ = next(notebooks.figures(notebook))
    state.update(_esm="older", _css="older")
    nbformat.write(notebook, with_figure)
    assert notebooks.main(["--widgets", str(with_figure)]) == 0
    assert with_figure.read_text(encoding="utf-8") == stored
