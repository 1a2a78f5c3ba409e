"""Pictures that notebooks store are small, and look as they were drawn."""

import base64
import io
from pathlib import Path

import nbformat
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

from cnnlib import figures
from cnnlib.figures import _style as style
from tests.test_figures import MAKE
from tools.pictures import smaller

CHAPTERS = Path(__file__).resolve().parents[1] / "chapters"


def png(picture):
    file = io.BytesIO()
    picture.savefig(file, format="png", facecolor="white")
    return file.getvalue()


def pixels(data):
    """(H, W, 3)"""
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def mode(data):
    return Image.open(io.BytesIO(data)).mode


def crossing_curves():
    """A drawing of more than 256 colours: six lines with bands, in all colours of the style."""
    x = np.arange(100)
    runs = {str(k): np.sin(x / (7 + 2 * k)) + [[-0.2], [0.2]] for k in range(6)}
    return figures.curves(runs, alt="Waves", xlabel="x", ylabel="y")


@pytest.mark.parametrize("name", MAKE)
def test_a_drawing_looks_as_before(name):
    before = png(MAKE[name]("x"))
    after = smaller(before)
    assert mode(after) in ("L", "P") and len(after) < len(before)
    assert pixels(after).shape == pixels(before).shape
    assert np.abs(pixels(after) - pixels(before)).max() <= 20
    assert smaller(after) == after


def test_what_a_drawing_fills_keeps_its_colour_exactly():
    before = png(crossing_curves())
    after = smaller(before)
    assert mode(after) == "P" and np.abs(pixels(after) - pixels(before)).max() <= 20
    shown = {tuple(rgb) for rgb in pixels(after).reshape(-1, 3).tolist()}
    for colour in [*style.ROLES.values(), style.INK, style.FAINT, "white"]:
        assert tuple(round(255 * part) for part in to_rgb(colour)) in shown
    found, counts = np.unique(pixels(before).reshape(-1, 3), axis=0, return_counts=True)
    assert len(found) > 256
    assert {tuple(rgb) for rgb in found[np.argsort(-counts)[:100]].tolist()} <= shown


@pytest.mark.parametrize(("channels", "expected"), [((), "L"), ((3,), "RGB")])
def test_a_photograph_keeps_every_pixel(channels, expected):
    values = np.random.default_rng(0).random((200, 300, *channels))
    before = png(figures.photographs([values], alt="Noise"))
    after = smaller(before)
    assert mode(after) == expected and (pixels(after) == pixels(before)).all()
    assert smaller(after) == after


@pytest.mark.parametrize("path", sorted(CHAPTERS.rglob("*.ipynb")), ids=lambda path: path.stem)
def test_stored_pictures_are_small(path):
    """None carries an opaque fourth channel, as matplotlib writes it."""
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert mode(base64.b64decode(output["data"]["image/png"])) != "RGBA"
