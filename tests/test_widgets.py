"""The Python side of the interactive figures; tests/browser drives the other side."""

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from cnnlib.widgets import Convolution
from cnnlib.widgets.convolution import PRESETS

ROOT = Path(__file__).resolve().parent.parent
SCRIPT = ROOT / "cnnlib" / "widgets" / "convolution.js"
PICTURE = np.arange(30, dtype=np.uint8).reshape(5, 6)


def test_picture_and_kernel_reach_the_page_unchanged():
    weights = [[0.5, -1, 2], [0, 0, 0], [1, 1, 1]]
    state = Convolution(PICTURE, weights, alt="a ramp").get_state()
    assert (state["height"], state["width"]) == (5, 6)
    pixels = np.frombuffer(base64.b64decode(state["pixels"]), np.uint8).reshape(5, 6)
    assert (pixels == PICTURE).all()
    assert state["kernel"] == [0.5, -1, 2, 0, 0, 0, 1, 1, 1]
    assert state["alt"] == "a ramp"
    assert state["_esm"] == SCRIPT.read_text(encoding="utf-8")


def test_state_is_the_same_for_a_view_and_on_every_run():
    states = [Convolution(picture).get_state() for picture in (PICTURE, PICTURE.T.copy().T)]
    for state in states:
        del state["layout"]  # holds the random id of another widget
    assert json.dumps(states[0], sort_keys=True) == json.dumps(states[1], sort_keys=True)


def test_presets_are_those_of_the_script():
    source = SCRIPT.read_text(encoding="utf-8")
    block = re.search(r"const PRESETS = \{\n(.*?)\n\};", source, re.DOTALL).group(1)
    found = {}
    for name, value in re.findall(r'^\s*"?([\w ]+)"?: (.+),$', block, re.MULTILINE):
        found[name] = [1 / 9] * 9 if value == "Array(9).fill(1 / 9)" else json.loads(value)
    assert list(found) == list(PRESETS)
    assert found == {name: [w for row in rows for w in row] for name, rows in PRESETS.items()}


@pytest.mark.parametrize("name", PRESETS)
def test_presets_by_name_in_any_case(name):
    flat = [weight for row in PRESETS[name] for weight in row]
    assert Convolution(PICTURE, name).kernel == flat
    assert Convolution(PICTURE, name.upper()).kernel == flat


def test_repr_is_one_sentence_without_an_address():
    text = repr(Convolution(PICTURE, "blur"))
    assert text == (
        "Interactive figure: a 5×6 picture, the kernel blur [[0.1111, 0.1111, 0.1111], "
        "[0.1111, 0.1111, 0.1111], [0.1111, 0.1111, 0.1111]], a 3×4 output."
    )
    own = repr(Convolution(PICTURE, [[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
    assert "the kernel [[1, 2, 3], [4, 5, 6], [7, 8, 9]]" in own


@pytest.mark.parametrize(
    ("picture", "error", "message"),
    [
        (PICTURE.astype(float), TypeError, "picture has dtype float64"),
        (PICTURE[0], ValueError, r"picture has shape \(6,\)"),
        (np.zeros((3, 4, 3), np.uint8), ValueError, r"picture has shape \(3, 4, 3\)"),
        (PICTURE[:2], ValueError, r"picture has shape \(2, 6\).*from 3 to 96"),
        (np.zeros((97, 50), np.uint8), ValueError, r"picture has shape \(97, 50\).*from 3 to 96"),
    ],
    ids=["dtype", "one axis", "three axes", "too small", "too large"],
)
def test_wrong_picture_is_refused(picture, error, message):
    with pytest.raises(error, match=f"^Convolution: {message}"):
        Convolution(picture)


@pytest.mark.parametrize(
    ("kernel", "message"),
    [
        ("emboss", "kernel is 'emboss'.*one of identity, blur"),
        ([[1, 2], [3, 4]], r"kernel has shape \(2, 2\)"),
        ([[1, 2, 3], [4, 5], [6]], ".*has to be 3×3 numbers"),
        ([["a"] * 3] * 3, ".*has to be 3×3 numbers"),
        (np.full((3, 3), np.nan), "kernel holds nan"),
        (np.full((3, 3), 1e4), "kernel holds 10000.0.*from -1000 to 1000"),
    ],
    ids=["name", "shape", "ragged", "text", "nan", "too large"],
)
def test_wrong_kernel_is_refused(kernel, message):
    with pytest.raises(ValueError, match=f"^Convolution: {message}"):
        Convolution(PICTURE, kernel)


def test_alt_is_a_string():
    with pytest.raises(TypeError, match=r"^Convolution: alt is 3"):
        Convolution(PICTURE, alt=3)


def test_without_anywidget_one_sentence_says_what_to_install():
    code = "import sys; sys.modules['anywidget'] = None; import cnnlib.widgets"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == ('ImportError: cnnlib.widgets needs anywidget: pip install "cnnlib[widgets]"')


def stored_scripts(notebook: dict) -> list[tuple[str, str]]:
    """(class, script) of every interactive figure of this package stored in a notebook."""
    widgets = notebook["metadata"].get("widgets", {})
    models = widgets.get("application/vnd.jupyter.widget-state+json", {}).get("state", {})
    states = [model["state"] for model in models.values()]
    ours = [s for s in states if s.get("_anywidget_id", "").startswith("cnnlib.")]
    return [(state["_anywidget_id"], state["_esm"]) for state in ours]


@pytest.mark.parametrize(
    "path",
    sorted((ROOT / "chapters").rglob("*.ipynb")),
    ids=lambda path: path.stem,
)
def test_chapters_store_the_scripts_as_they_are_now(path):
    """A page runs the script that its notebook stored, not the package's."""
    for name, script in stored_scripts(json.loads(path.read_text(encoding="utf-8"))):
        current = SCRIPT.with_name(f"{name.split('.')[-2]}.js").read_text(encoding="utf-8")
        assert script == current, f"{path.name} stores an older {name}: run make notebooks"


def test_an_older_stored_script_is_found():
    state = {"_anywidget_id": "cnnlib.widgets.convolution.Convolution", "_esm": "older"}
    states = {"state": {"1": {"state": state}, "2": {"state": {}}}}
    notebook = {"metadata": {"widgets": {"application/vnd.jupyter.widget-state+json": states}}}
    assert stored_scripts(notebook) == [(state["_anywidget_id"], "older")]
