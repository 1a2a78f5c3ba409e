"""The Python side of the interactive figures; tests/browser drives the other side."""

import base64
import inspect
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib import widgets
from cnnlib.reference import filters
from cnnlib.widgets import Channels, Convolution, FlipAndSlide, Im2col, Sizes
from cnnlib.widgets._figure import InteractiveFigure, check_matrix, check_picture, pack_floats

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "cnnlib" / "widgets"
PICTURE = np.arange(30, dtype=np.uint8).reshape(5, 6)
FIGURES = [getattr(widgets, name) for name in widgets.__all__]
ONES = np.ones((2, 3, 3), int), np.ones((1, 2, 2, 2), int), np.ones(1, int)


def convolution(picture=PICTURE, *args, alt="a ramp", **options):
    return Convolution(picture, *args, alt=alt, **options)


# ---- what every figure keeps


@pytest.mark.parametrize("figure", FIGURES)
def test_script_is_the_frame_and_then_the_figures_own(figure):
    own = FOLDER / f"{figure.__module__.rpartition('.')[2]}.js"
    files = [FOLDER / "frame.js", FOLDER / "plot.js", own]
    assert figure._esm == "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert figure._css == (FOLDER / "frame.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("figure", FIGURES)
def test_alternative_text_is_asked_for(figure):
    alt = inspect.signature(figure.__init__).parameters["alt"]
    assert (alt.kind, alt.default) == (alt.KEYWORD_ONLY, alt.empty)


@pytest.mark.parametrize(("alt", "error"), [("", ValueError), (" ", ValueError), (3, TypeError)])
def test_no_figure_without_alternative_text(alt, error):
    with pytest.raises(error, match=f"^Sizes: alt is {alt!r}, expected a "):
        Sizes(alt=alt)


def test_a_figure_without_script_is_refused():
    with pytest.raises(FileNotFoundError, match=r"test_widgets\.js"):
        type("Unfinished", (InteractiveFigure,), {"__module__": __name__})


def test_stored_words_are_whole():
    """Where the figure cannot run, its sentence stands for it, however long."""
    data, _ = convolution(alt="A ramp " + "of grey values " * 10)._repr_mimebundle_()
    assert data["text/plain"].startswith("Interactive figure: A ramp of grey")
    assert data["text/plain"].endswith("3×4 pixels of output.")


def test_state_is_the_same_for_a_view_and_on_every_run():
    states = [convolution(picture).get_state() for picture in (PICTURE, PICTURE.T.copy().T)]
    for state in states:
        del state["layout"]  # holds the random id of another widget
    assert json.dumps(states[0], sort_keys=True) == json.dumps(states[1], sort_keys=True)


def test_floats_reach_the_page_row_by_row():
    array = np.array([[0.5, -1.0], [2.0, 3.25]]).T
    packed = np.frombuffer(base64.b64decode(pack_floats(array)), "<f4")
    assert packed.tolist() == [0.5, 2.0, -1.0, 3.25]


def test_without_anywidget_one_sentence_says_what_to_install():
    code = "import sys; sys.modules['anywidget'] = None; import cnnlib.widgets"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    assert last == ('ImportError: cnnlib.widgets needs anywidget: pip install "cnnlib[widgets]"')


# ---- arguments


@pytest.mark.parametrize(
    ("picture", "error", "message"),
    [
        ("roof", TypeError, "p is <U4, expected uint8"),
        (PICTURE.astype(float), TypeError, "p is float64, expected uint8"),
        (PICTURE[0], ValueError, r"p has shape \(6,\), expected \(H, W\) or \(H, W, 3\)$"),
        (np.zeros((3, 4, 4), np.uint8), ValueError, r"p has shape \(3, 4, 4\), expected"),
        (np.zeros((2, 6, 3), np.uint8), ValueError, r"p has shape \(2, 6, 3\), .*from 3 to 96"),
        (np.zeros((97, 50), np.uint8), ValueError, r"p has shape \(97, 50\), .*from 3 to 96"),
    ],
    ids=["text", "dtype", "one axis", "four colours", "too small", "too large"],
)
def test_wrong_picture_is_refused(picture, error, message):
    with pytest.raises(error, match=f"^F: {message}"):
        check_picture("F", "p", picture, low=3, colours=True)


def test_colours_only_where_they_are_asked_for():
    colours = np.zeros((4, 5, 3), np.uint8)
    assert check_picture("F", "p", colours, colours=True) is colours
    with pytest.raises(ValueError, match=r"^F: p has shape \(4, 5, 3\), expected \(H, W\)$"):
        check_picture("F", "p", colours)


@pytest.mark.parametrize(
    ("matrix", "shapes", "error", "message"),
    [
        ([[1, 2], [3]], (), TypeError, r"m is \[\[1, 2\], \[3\]\], expected rows of numbers"),
        ([["a"]], (), TypeError, r"m is \[\['a'\]\], expected rows of numbers"),
        ([1, 2], (), ValueError, r"m has shape \(2,\), expected \(rows, columns\)"),
        (np.zeros((0, 3)), (), ValueError, r"m has shape \(0, 3\), .*not empty"),
        ([[1, 2]], [(2, 2)], ValueError, r"m has shape \(1, 2\), expected \(2, 2\)$"),
        ([[1, 2]], [(2, 2), (1, 3)], ValueError, r"m has .* \(2, 2\) or \(1, 3\)$"),
        ([[1, np.nan]], (), ValueError, "m holds nan, expected -10 to 10"),
        ([[1, 11]], (), ValueError, "m holds 11.0, expected -10 to 10"),
    ],
    ids=["ragged", "text", "one axis", "empty", "shape", "two shapes", "nan", "too large"],
)
def test_wrong_matrix_is_refused(matrix, shapes, error, message):
    with pytest.raises(error, match=f"^F: {message}"):
        check_matrix("F", "m", matrix, *shapes, limit=10)


def test_any_finite_matrix_without_a_limit():
    assert check_matrix("F", "m", [[1e9, -2]]).tolist() == [[1e9, -2.0]]
    with pytest.raises(ValueError, match="^F: m holds inf, expected finite numbers"):
        check_matrix("F", "m", [[np.inf]])


# ---- the convolution


def test_picture_and_kernel_reach_the_page_unchanged():
    weights = [[0.5, -1, 2], [0, 0, 0], [1, 1, 1]]
    state = convolution(PICTURE, weights).get_state()
    assert (state["height"], state["width"], state["alt"]) == (5, 6, "a ramp")
    pixels = np.frombuffer(base64.b64decode(state["pixels"]), np.uint8).reshape(5, 6)
    assert (pixels == PICTURE).all()
    assert state["kernel"] == [0.5, -1, 2, 0, 0, 0, 1, 1, 1]


@pytest.mark.parametrize("name", filters.KERNELS)
def test_kernels_are_those_of_the_gallery_in_any_case(name):
    flat = filters.KERNELS[name].ravel().tolist()
    assert convolution(kernel=name).kernel == flat
    assert convolution(kernel=name.upper()).kernel == flat
    assert dict(convolution().gallery)[name] == flat
    assert f"the kernel {name} [[" in repr(convolution(kernel=name))


def test_a_kernel_of_ones_own_has_no_name():
    text = repr(convolution(kernel=[[1, 2, 3], [4, 5, 6], [7, 8, 9]]))
    assert text == (
        "Interactive figure: a ramp. 5×6 pixels, the kernel [[1, 2, 3], [4, 5, 6], [7, 8, 9]], "
        "3×4 pixels of output."
    )


def test_an_unknown_kernel_is_refused():
    with pytest.raises(ValueError, match="^kernel: name is 'sobbel', expected one of"):
        convolution(kernel="sobbel")
    with pytest.raises(ValueError, match="^Convolution: kernel holds 1001.0, expected -1000 to"):
        convolution(kernel=[[1001, 0, 0]] * 3)


# ---- sizes


def test_sizes_reach_the_page_with_their_ranges():
    state = Sizes(9, 3, 2, 1, 2, alt="x").get_state()
    names = ["size", "kernel_size", "stride", "padding", "dilation"]
    assert [state[name] for name in names] == [9, 3, 2, 1, 2]
    assert all(low <= state[name] <= high for name, (low, high) in state["limits"].items())
    assert list(state["limits"]) == names


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 13}, ValueError, "size is 13, expected at most 12"),
        ({"stride": 0}, ValueError, "stride is 0, expected at least 1"),
        ({"padding": 4}, ValueError, "padding is 4, expected at most 3"),
        ({"dilation": 1.5}, TypeError, "dilation is 1.5, expected an int"),
        ({"size": 4, "kernel_size": 5}, ValueError, "kernel_size 5 is larger than the padded"),
    ],
)
def test_wrong_sizes_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^Sizes: {message}"):
        Sizes(**arguments, alt="x")


# ---- flip and slide


def test_an_unknown_example_is_refused():
    with pytest.raises(ValueError, match=r"^FlipAndSlide: preset is 'two dices', expected one of"):
        FlipAndSlide("two dices", alt="lists")


def test_the_words_tell_the_convolution():
    text = repr(FlipAndSlide("moving average", alt="Lists"))
    assert text == (
        "Interactive figure: Lists. Signal 1 2 6 3 5 4, kernel 1/3 1/3 1/3: "
        "convolution 0.3333 1 3 3.667 4.667 4 3 1.333."
    )


# ---- channels


def test_what_is_not_given_is_as_large_as_the_arrays():
    state = Channels(*ONES, alt="x").get_state()
    assert [state[name] for name in ("in_channels", "out_channels", "kernel_size")] == [2, 1, 2]
    assert state["limits"]["in_channels"] == [1, 2]
    assert (state["x"], state["bias"]) == (ONES[0].tolist(), [1])


def test_what_stands_for_the_figure_of_channels():
    rng = np.random.default_rng(0)
    x, weight = rng.integers(-9, 10, (4, 6, 6)), rng.integers(-9, 10, (3, 4, 3, 3))
    figure = Channels(x, weight, np.array([-9, 0, 9]), 3, 2, 2, stride=3, padding=2, alt="Much")
    arrays = (x[None, :3], weight[:2, :3, :2, :2], np.array([-9, 0]))
    y = ref.conv2d(*(array.astype(float) for array in arrays), stride=3, padding=2)[0]
    assert f"output {y.shape[0]}×{y.shape[1]}×{y.shape[2]}. " in repr(figure)
    assert repr(figure).endswith(f" + bias -9 = {y[0, 0, 0]:.0f}.")


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"x": ONES[0] * 1.0}, TypeError, "x is float64, expected int64 or int32"),
        ({"x": ONES[0][0]}, ValueError, r"x has shape \(3, 3\), expected 3 axes"),
        ({"x": 10 * ONES[0]}, ValueError, "x holds 10, expected -9 to 9"),
        ({"x": ONES[0][:, :2]}, ValueError, r"x has shape \(2, 2, 3\), expected \(C, H, H\)"),
        ({"x": np.ones((5, 3, 3), int)}, ValueError, r"x has shape \(5, 3, 3\), expected"),
        ({"weight": ONES[1][:, :1]}, ValueError, r"weight has shape \(1, 1, 2, 2\), expected"),
        ({"weight": np.ones((1, 2, 4, 4), int)}, ValueError, "weight has shape .* k from 1 to 3"),
        ({"bias": np.ones(2, int)}, ValueError, r"bias has shape \(2,\), expected \(1,\)"),
        ({"in_channels": 3}, ValueError, "in_channels is 3, expected at most 2"),
        ({"kernel_size": 0}, ValueError, "kernel_size is 0, expected at least 1"),
        ({"stride": 4}, ValueError, "stride is 4, expected at most 3"),
        ({"padding": 0.5}, TypeError, "padding is 0.5, expected an int"),
    ],
)
def test_wrong_channels_are_refused(changes, error, message):
    arguments = dict(zip(("x", "weight", "bias"), ONES, strict=True)) | changes
    with pytest.raises(error, match=f"^Channels: {message}"):
        Channels(**arguments, alt="x")


# ---- im2col


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 7}, ValueError, "size is 7, expected at most 6"),
        ({"channels": 0}, ValueError, "channels is 0, expected at least 1"),
        ({"padding": True}, TypeError, "padding is True, expected an int"),
        ({"size": 2, "kernel_size": 3}, ValueError, "kernel_size 3 is larger than the padded"),
    ],
)
def test_wrong_columns_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^Im2col: {message}"):
        Im2col(**arguments, alt="x")
