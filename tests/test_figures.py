"""Figures: alternative text always, the same picture from the same numbers, clear refusals."""

import base64

import numpy as np
import pytest

from cnnlib import figures

MAKE = {
    "images": lambda alt: figures.images([np.eye(3), np.ones((2, 4))], alt=alt),
    "stages": lambda alt: figures.stages([("a", np.ones((2, 4, 4))), ("b", np.ones(3))], alt=alt),
    "matrix": lambda alt: figures.matrix([[1, 2]], alt=alt),
    "matrices": lambda alt: figures.matrices([[1, 2], [[3.5]]], ["="], alt=alt),
    "sliding_window": lambda alt: figures.sliding_window(np.eye(3), np.eye(2), alt=alt),
    "feature_maps": lambda alt: figures.feature_maps(np.eye(3)[None], alt=alt),
    "shape_flow": lambda alt: figures.shape_flow([("input", (1, 8, 8)), ("fc", (10,))], alt=alt),
    "timeline": lambda alt: figures.timeline([(1998, "LeNet-5")], alt=alt),
    "bars": lambda alt: figures.bars([1, 2.5], ["a", "b"], alt=alt),
    "histograms": lambda alt: figures.histograms([[1, 2]], ["a"], alt=alt, xlabel="x"),
    "scatter": lambda alt: figures.scatter([[0, 1]], [0], ["a"], alt=alt),
    "surface": lambda alt: figures.surface(
        np.eye(2), [0, 1], [0, 1], paths={"a": [[0, 0], [1, 1]]}, alt=alt, xlabel="x", ylabel="y"
    ),
    "curves": lambda alt: figures.curves({"a": [1, 2]}, alt=alt, xlabel="x", ylabel="y"),
    "confusion_matrix": lambda alt: figures.confusion_matrix(np.eye(2), ["a", "b"], alt=alt),
    "photographs": lambda alt: figures.photographs([np.eye(3)], alt=alt),
    "Picture": lambda alt: figures.Picture(2, 1, alt=alt),
}


def test_every_function_is_here():
    assert set(MAKE) == set(figures.__all__)


@pytest.mark.parametrize("name", MAKE)
def test_alternative_text_goes_with_the_picture(name):
    content, metadata = MAKE[name]("What it shows.")._repr_mimebundle_()
    assert base64.b64decode(content["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "What it shows."
    assert "What it shows." in content["text/plain"]
    assert MAKE[name]("What it shows.")._repr_mimebundle_()[0] == content


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("alt", ["", "  ", None])
def test_no_figure_without_alternative_text(name, alt):
    with pytest.raises(ValueError, match="alt is"):
        MAKE[name](alt)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: figures.images([], alt="x"), "images is empty"),
        (lambda: figures.photographs([], alt="x"), "images is empty"),
        (lambda: figures.photographs([np.ones((2, 2, 4))], alt="x"), r"images\[0\] has shape"),
        (lambda: figures.photographs([np.full((2, 2), np.nan)], alt="x"), "has NaN or infinity"),
        (lambda: figures.photographs([np.eye(2)], ["a", "b"], alt="x"), "titles has 2 entries"),
        (lambda: figures.photographs([np.eye(2)], low=1, alt="x"), "high is 1.0, expected .* low"),
        (
            lambda: figures.photographs([np.eye(2), np.eye(2, dtype=np.uint8)], alt="x"),
            "images are of uint8 and of other numbers",
        ),
        (lambda: figures.images([np.ones(3)], alt="x"), r"images\[0\] has shape \(3,\)"),
        (lambda: figures.images([np.eye(2)], ["a", "b"], alt="x"), "2 titles for 1 pictures"),
        (lambda: figures.images([np.eye(2)], alt="x", role="blue"), "role is 'blue'"),
        (lambda: figures.stages([], alt="x"), "stages is empty"),
        (lambda: figures.stages([("a", np.eye(2))], alt="x"), r"'a' has shape \(2, 2\)"),
        (lambda: figures.curves({}, alt="x", xlabel="x", ylabel="y"), "series is empty"),
        (lambda: figures.confusion_matrix(np.eye(3), "ab", alt="x"), r"expected \(2, 2\)"),
    ],
)
def test_bad_input(make, said):
    with pytest.raises(ValueError, match=said):
        make()


def test_the_largest_value_is_the_darkest_of_its_role():
    """Blue for input, green for output: the mean colour of a full picture against an empty one."""
    for role, channel in (("input", 2), ("output", 1)):
        picture = figures.images([np.zeros((2, 2)), np.ones((2, 2))], alt="x", role=role)
        empty, full = (axes.images[0] for axes in picture.axes)
        colours = [image.cmap(image.norm(image.get_array()))[0, 0, :3] for image in (empty, full)]
        assert sum(colours[1]) < sum(colours[0])
        assert np.argmax(colours[1]) == channel


def test_photographs_have_one_black_and_one_white():
    grey = figures.photographs([np.array([[-1.0, 0.0, 0.5, 2.0]])], alt="x")
    assert grey.axes[0].images[0].get_array().tolist() == [[0, 0, 0.5, 1]]
    colour = figures.photographs([np.full((2, 2, 3), 51, np.uint8)], alt="x")
    assert np.allclose(colour.axes[0].images[0].get_array(), 0.2)
    signed = figures.photographs([np.array([[-1.0, 0.0, 1.0]])], low=-1, alt="x")
    assert signed.axes[0].images[0].get_array().tolist() == [[0, 0.5, 1]]
