"""Figures: alternative text always, the same picture from the same numbers, clear refusals."""

import base64
import itertools

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import cnnlib.reference as ref
from cnnlib import figures
from cnnlib.figures import _style as style

ONE = np.ones((1, 1, 1, 1))
MAKE = {
    "images": lambda alt: figures.images([np.eye(3), np.ones((2, 4))], alt=alt),
    "stages": lambda alt: figures.stages([("a", np.ones((2, 4, 4))), ("b", np.ones(3))], alt=alt),
    "matrix": lambda alt: figures.matrix([[1, 2]], alt=alt),
    "matrices": lambda alt: figures.matrices([[1, 2], [[3.5]]], ["="], alt=alt),
    "sliding_window": lambda alt: figures.sliding_window(np.eye(3), np.eye(2), alt=alt),
    "through_channels": lambda alt: figures.through_channels(
        np.ones((2, 3, 3)), np.ones((1, 2, 2, 2)), alt=alt
    ),
    "feature_maps": lambda alt: figures.feature_maps(np.eye(3)[None], alt=alt),
    "heat_map": lambda alt: figures.heat_map([np.eye(4)], [[[1, 2]]], ["a"], alt=alt),
    "shape_flow": lambda alt: figures.shape_flow([("input", (1, 8, 8)), ("fc", (10,))], alt=alt),
    "timeline": lambda alt: figures.timeline([(1998, "LeNet-5")], alt=alt),
    "graph": lambda alt: figures.graph(
        {"x": (0, 0, "x = 3", "input"), "y": (1, 1, "y = x²\nslope 1")}, [("x", "y", "6")], alt=alt
    ),
    "lanes": lambda alt: figures.lanes(
        {"host": [(0, 1, "a")], "device": [(1, 4, "a")]}, marks=[(1, "b")], alt=alt, xlabel="ms"
    ),
    "blocks": lambda alt: figures.blocks([(2, 9), (9, 40), (2, 40)], ["·", "="], alt=alt),
    "bars": lambda alt: figures.bars([1, 2.5], ["a", "b"], alt=alt),
    "histograms": lambda alt: figures.histograms([[1, 2]], ["a"], alt=alt, xlabel="x"),
    "scatter": lambda alt: figures.scatter([[0, 1]], [0], ["a"], alt=alt),
    "surface": lambda alt: figures.surface(
        np.eye(2), [0, 1], [0, 1], paths={"a": [[0, 0], [1, 1]]}, alt=alt, xlabel="x", ylabel="y"
    ),
    "curves": lambda alt: figures.curves({"a": [1, 2]}, alt=alt, xlabel="x", ylabel="y"),
    "confusion_matrix": lambda alt: figures.confusion_matrix(np.eye(2), ["a", "b"], alt=alt),
    "photographs": lambda alt: figures.photographs([np.eye(3)], alt=alt),
    "mistakes": lambda alt: figures.mistakes(ONE, [0], [[0.25, 0.75]], "ab", alt=alt),
    "roofline": lambda alt: figures.roofline({"a": (2, 9e9)}, 90e9, 17e9, alt=alt),
    "levels": lambda alt: figures.levels([("cache", "1 MB"), ("memory", "16 GB")], alt=alt),
    "Picture": lambda alt: figures.Picture(2, 1, alt=alt),
}


# What a figure adds to the text that it is given.
ADDED = {"mistakes": " 1 of 1 misclassified: a called b (0.75)."}


def test_every_function_is_here():
    assert set(MAKE) == set(figures.__all__)


@pytest.mark.parametrize("name", MAKE)
def test_alternative_text_goes_with_the_picture(name):
    content, metadata = MAKE[name]("What it shows.")._repr_mimebundle_()
    assert base64.b64decode(content["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == "What it shows." + ADDED.get(name, "")
    assert "What it shows." in content["text/plain"]
    assert MAKE[name]("What it shows.")._repr_mimebundle_()[0] == content


@pytest.mark.parametrize("name", MAKE)
@pytest.mark.parametrize("alt", ["", "  ", None])
def test_no_figure_without_alternative_text(name, alt):
    with pytest.raises(ValueError, match="alt is"):
        MAKE[name](alt)


# function -> (fault, positional arguments, keywords that differ from KEYWORDS, the message)
NAN = float("nan")
KEYWORDS = {
    "curves": {"xlabel": "x", "ylabel": "y"},
    "histograms": {"xlabel": "x"},
    "lanes": {"xlabel": "x"},
    "surface": {"xlabel": "x", "ylabel": "y"},
}
BAD = {
    "Picture": [("alt", (2, 1), {"alt": " "}, "figure: alt is ' '")],
    "images": [
        ("type", (3,), {}, "images: images is 3, expected a sequence"),
        ("texts", ([["a"]],), {}, r"images: images\[0\] is <U1, expected numbers"),
        ("ndim", ([np.ones(3)],), {}, r"images: images\[0\] has shape \(3,\)"),
        ("empty", ([],), {}, "images: images is empty"),
        ("no cells", ([np.ones((0, 3))],), {}, r"images\[0\] has shape \(0, 3\)"),
        ("all NaN", ([[[NAN]]],), {}, "images: pictures from nan to nan"),
        ("length", ([np.eye(2)], ["a", "b"]), {}, "images: titles has 2 entries, expected 1"),
        ("role", ([np.eye(2)],), {"role": "blue"}, "images: role is 'blue'"),
        ("columns", ([np.eye(2)],), {"columns": 0}, "images: columns is 0"),
    ],
    "blocks": [
        ("type", (3,), {}, "blocks: shapes is 3, expected a sequence of shape"),
        ("empty", ([],), {}, "blocks: shapes is empty"),
        ("pair", ([(2, 3, 4)],), {}, r"blocks: shapes\[0\] is \(2, 3, 4\)"),
        ("no rows", ([(2, 3), (0, 3)],), {}, r"blocks: shapes\[1\] is 0, expected at least 1"),
        ("signs", ([(1, 2)], ["="]), {}, "blocks: signs has 1 entries, expected 0"),
        ("sign", ([(1, 2), (2, 1)], [3]), {}, "blocks: signs and titles is 3, expected a str"),
        ("titles", ([(1, 2)],), {"titles": []}, "blocks: titles has 0 entries, expected 1"),
        ("role", ([(1, 2)],), {"roles": ["red"]}, "blocks: role is 'red'"),
    ],
    "photographs": [
        ("type", (3,), {}, "photographs: images is 3, expected a sequence"),
        ("empty", ([],), {}, "photographs: images is empty"),
        ("channels", ([np.ones((2, 2, 4))],), {}, r"photographs: images\[0\] has shape"),
        ("NaN", ([[[NAN]]],), {}, r"photographs: images\[0\] has NaN or infinity"),
        ("length", ([np.eye(2)], ["a", "b"]), {}, "photographs: titles has 2 entries"),
        ("low", ([np.eye(2)],), {"low": 1}, "photographs: high is 1.0, expected a number above"),
        ("dtypes", ([np.eye(2), np.eye(2, dtype=np.uint8)],), {}, "photographs: images are of"),
        ("columns", ([np.eye(2)],), {"columns": 0}, "photographs: columns is 0"),
    ],
    "heat_map": [
        ("type", (3, [[[1]]]), {}, "heat_map: pictures is 3, expected a sequence"),
        ("empty", ([], []), {}, "heat_map: pictures is empty"),
        ("shape", ([np.ones((3, 2, 4))], [[[1]]]), {}, r"pictures\[0\] has shape \(3, 2, 4\)"),
        ("thin", ([np.ones((1, 4))], [[[1]]]), {}, r"\(1, 4\), expected .* at least 2 x 2"),
        ("NaN", ([[[NAN]]], [[[1]]]), {}, r"heat_map: pictures\[0\] has NaN"),
        ("many", ([np.eye(2)] * 5, [[[1]]] * 5), {}, "pictures has 5 entries, expected at most 4"),
        ("heats", ([np.eye(2)], 3), {}, "heat_map: heats is 3, expected a sequence"),
        ("length", ([np.eye(2)], [[[1]]] * 2), {}, "heat_map: heats has 2 entries, expected 1"),
        ("ndim", ([np.eye(2)], [[1]]), {}, r"heat_map: heats\[0\] has shape \(1,\), expected 2"),
        ("titles", ([np.eye(2)], [[[1]]], ["a", "b"]), {}, "heat_map: titles has 2 entries"),
        ("low", ([np.eye(2)], [[[1]]]), {"low": 3}, "high is 1.0, expected a number above low"),
    ],
    "mistakes": [
        ("type", ([1], [0], [[1]], "a"), {}, "mistakes: x is a list, expected an array"),
        ("axes", (ONE[0], [0], [[1]], "a"), {}, r"mistakes: x has shape \(1, 1, 1\), expected"),
        ("channels", (np.ones((1, 2, 3, 3)), [0], [[1]], "a"), {}, r"x has shape \(1, 2, 3, 3\)"),
        ("labels", (ONE, [0, 0], [[1]], "a"), {}, r"mistakes: y has shape \(2,\), expected \(1,\)"),
        ("half", (ONE, [0.5], [[1]], "a"), {}, "mistakes: y is float64, expected integers"),
        ("no class", (ONE, [1], [[1]], "a"), {}, "mistakes: y holds 1, expected 0 to 0"),
        ("below 0", (ONE, [-1], [[1]], "a"), {}, "mistakes: y holds -1, expected 0 to 0"),
        ("classes", (ONE, [0], [[1]], "ab"), {}, r"probabilities has shape \(1, 1\), expected"),
        ("no names", (ONE, [0], [[1]], [3]), {}, "mistakes: classes has 3, expected str"),
        ("logits", (ONE, [0], [[7]], "a"), {}, "mistakes: probabilities holds 7, expected 0 to 1"),
        ("NaN", (ONE, [0], [[NAN]], "a"), {}, "mistakes: probabilities has NaN"),
        ("dark", (ONE * NAN, [0], [[0, 1]], "ab"), {}, "mistakes: x has NaN"),
        ("empty", (ONE[:0], np.zeros(0, int), [[1]], "a"), {}, r"mistakes: y has shape \(0,\)"),
        ("most", (ONE, [0], [[1]], "a"), {"most": 0}, "mistakes: most is 0, expected at least 1"),
    ],
    "stages": [
        ("type", (3,), {}, "stages: stages is 3"),
        ("pair", ([np.eye(2)[0, 0]],), {}, r"stages: stages\[0\] is .*1.0"),
        ("empty", ([],), {}, "stages: stages is empty"),
        ("ndim", ([("a", np.eye(2))],), {}, r"stages: 'a' has shape \(2, 2\)"),
        ("NaN", ([("a", [NAN])],), {}, "stages: 'a' has NaN"),
    ],
    "matrix": [
        ("type", (None,), {}, "matrix: values is object, expected numbers"),
        ("ndim", (np.ones((1, 2, 3)),), {}, r"matrix: values has shape \(1, 2, 3\)"),
        ("ragged", ([[1], [2, 3]],), {}, r"matrix: values is \[\[1\], \[2, 3\]\], expected rows"),
        ("empty", ([],), {}, r"matrix: values has shape \(0,\)"),
        ("columns", (np.ones((2, 25)),), {}, "matrix: values has 25 columns, expected at most 24"),
        ("role", ([1],), {"role": "red"}, "matrix: role is 'red'"),
        ("highlight", ([1],), {"highlight": 4}, "matrix: highlight is 4, expected an index"),
        ("padding", ([1],), {"padding": -1}, "matrix: padding is -1, expected at least 0"),
        ("title", ([1],), {"title": 3}, "matrix: title is 3, expected a str"),
    ],
    "matrices": [
        ("type", (3,), {}, "matrices: values is 3"),
        ("empty", ([],), {}, "matrices: values is empty"),
        ("ndim", ([[1], 2],), {}, r"matrices: values\[1\] has shape \(\)"),
        ("signs", ([[1], [2]], ["+", "="]), {}, "matrices: signs has 2 entries, expected 1"),
        ("no gap", ([[1]], ["+"]), {}, "matrices: signs has 1 entries, expected 0"),
        ("sign", ([[1], [2]], [3]), {}, "matrices: signs is 3, expected a str"),
        ("titles", ([[1]],), {"titles": ["a", "b"]}, "matrices: titles has 2 entries, expected 1"),
        ("roles", ([[1]],), {"roles": ["red"]}, "matrices: role is 'red'"),
        ("highlights", ([[1]],), {"highlights": [9]}, "matrices: highlight is 9"),
    ],
    "sliding_window": [
        ("type", ("abc", [1]), {}, "sliding_window: x is <U3, expected numbers"),
        ("ndim", (np.ones((2, 2)), [1, 2]), {}, r"sliding_window: kernel has shape \(2,\)"),
        ("empty", ([], [1]), {}, r"sliding_window: x has shape \(0,\)"),
        ("NaN", ([1, NAN], [1]), {}, "sliding_window: x has NaN"),
        ("no kernel", ([1, 2],), {}, "sliding_window: kernel missing, kernel_size missing"),
        ("no output", ([1, 2],), {"kernel_size": 2}, "kernel_size given and output missing"),
        (
            "output", ([1, 2, 3],), {"kernel_size": 2, "output": [1]},
            r"sliding_window: output has shape \(1, 1\), expected \(1, 2\)",
        ),
        ("too large", ([1, 2], [1, 1, 1]), {}, "sliding_window: kernel_size 3 is larger"),
        ("stride", ([1, 2], [1]), {"stride": 0}, "sliding_window: stride is 0"),
        ("cell", ([1, 2], [1], [2]), {}, r"sliding_window: cells has \(0, 2\)"),
        ("no cells", ([1, 2], [1], []), {}, "sliding_window: cells is empty"),
        ("many", (np.ones((5, 5)), [[1]]), {}, "sliding_window: 25 steps, expected at most 16"),
    ],
    "through_channels": [
        ("ndim", (np.eye(3), ONE), {}, r"through_channels: x has shape \(3, 3\), expected 3 axes"),
        ("NaN", ([[[NAN]]], ONE), {}, "through_channels: x has NaN"),
        ("channels", (np.ones((2, 3, 3)), ONE), {}, r"weight has shape \(1, 1, 1, 1\), expected"),
        ("bias", (ONE[0], ONE, [1, 2]), {}, r"bias has shape \(2,\), expected \(1,\)"),
        ("too large", (ONE[0], np.ones((1, 1, 2, 2))), {}, "kernel_size 2 is larger"),
        ("stride", (ONE[0], ONE), {"stride": 0}, "through_channels: stride is 0"),
        ("filter", (ONE[0], ONE), {"filters": [1]}, "through_channels: filters has 1, expected 0"),
        ("no filter", (ONE[0], ONE), {"filters": []}, "through_channels: filters is empty"),
        ("many", (ONE[0], np.ones((13, 1, 1, 1))), {}, "13 lines, expected at most 12"),
        ("pair", (ONE[0], ONE, None, (0, 0)), {}, r"cell is \(0, 0\), expected \(filter, row,"),
        ("cell", (ONE[0], ONE, None, (0, 0, 1)), {}, r"cell is \(0, 0, 1\), expected a cell of"),
    ],
    "feature_maps": [
        ("type", ("abc",), {}, "feature_maps: maps is <U3"),
        ("ndim", (np.eye(2),), {}, r"feature_maps: maps has shape \(2, 2\), expected 3 or 4"),
        ("empty", (np.ones((0, 2, 2)),), {}, r"feature_maps: maps has shape \(0, 2, 2\)"),
        ("NaN", (np.full((1, 2, 2), NAN),), {}, "feature_maps: maps has NaN"),
        ("many", (np.ones((145, 1, 1)),), {}, "feature_maps: maps has 145 planes"),
        ("titles", (np.ones((2, 1, 1)),), {"titles": ["a"]}, "feature_maps: titles has 1 entries"),
        ("role", (np.ones((2, 1, 1)),), {"role": "x"}, "feature_maps: role is 'x'"),
        ("columns", (np.ones((2, 1, 1)),), {"columns": 1.5}, "feature_maps: columns is 1.5"),
        ("filters", (np.ones((2, 1, 1, 1)),), {"columns": 2}, "feature_maps: columns is 2"),
    ],
    "shape_flow": [
        ("type", (3,), {}, "shape_flow: stages is 3"),
        ("empty", ([],), {}, "shape_flow: stages is empty"),
        ("pair", (["conv"],), {}, r"shape_flow: stages\[0\] is 'conv'"),
        ("operation", ([(1, (2,))],), {}, r"shape_flow: stages\[0\] has operation 1"),
        ("shape", ([("a", (2, 2))],), {}, r"shape_flow: stages\[0\] has shape \(2, 2\)"),
        ("size", ([("a", (0,))],), {}, r"shape_flow: stages\[0\] is 0, expected at least 1"),
        ("many", ([("a", (1,))] * 61,), {}, "shape_flow: 61 stages, expected at most 60"),
    ],
    "timeline": [
        ("type", (3,), {}, "timeline: events is 3"),
        ("empty", ([],), {}, "timeline: events is empty"),
        ("pair", ([1998],), {}, r"timeline: events\[0\] is 1998"),
        ("year", ([("1998", "a")],), {}, r"timeline: year of events\[0\] is '1998'"),
        ("text", ([(1998, "")],), {}, r"timeline: events\[0\] has text ''"),
        ("value", ([(1998, "a", -1)],), {}, r"timeline: value of events\[0\] is -1"),
        ("order", ([(2, "a"), (1, "b")],), {}, r"timeline: events has the years \[2.0, 1.0\]"),
    ],
    "graph": [
        ("type", ([(0, 0, "a")], []), {}, r"graph: nodes is \[\(0, 0, 'a'\)\], expected a dict"),
        ("empty", ({}, []), {}, "graph: nodes is {}, expected a dict"),
        ("node", ({"a": "b"}, []), {}, r"graph: nodes\['a'\] is 'b', expected \(column, row, "),
        ("column", ({"a": (6, 0, "a")}, []), {}, "graph: column of 'a' is 6, expected at most 5"),
        ("row", ({"a": (0, 0.5, "a")}, []), {}, "graph: row of 'a' is 0.5, expected an int"),
        ("text", ({"a": (0, 0, 3)}, []), {}, "graph: text of 'a' is 3, expected a str"),
        ("role", ({"a": (0, 0, "a", "red")}, []), {}, "graph: role is 'red'"),
        ("pair", ({"a": (0, 0, "a")}, ["a"]), {}, r"graph: edges\[0\] is 'a', expected two names"),
        ("end", ({"a": (0, 0, "a")}, [("a", "b")]), {}, r"graph: edges\[0\] is 'b', expected"),
        (
            "label", ({"a": (0, 0, "a"), "b": (1, 0, "b")}, [("a", "b", 3)]), {},
            r"graph: text of edges\[0\] is 3, expected a str",
        ),
    ],
    "lanes": [
        ("type", ([(0, 1, "a")],), {}, r"lanes: lanes is \[\(0, 1, 'a'\)\], expected a dict"),
        ("empty", ({},), {}, "lanes: lanes is {}, expected a dict of one to four"),
        ("many", ({key: [] for key in "abcde"},), {}, "lanes: lanes is {.*, expected a dict of"),
        ("bar", ({"a": [(0, 1)]},), {}, r"lanes: 'a' has \(0, 1\), expected \(start, end, text"),
        ("order", ({"a": [(2, 1, "b")]},), {}, "lanes: end in 'a' is 1, expected at least 2"),
        ("before 0", ({"a": [(-1, 1, "b")]},), {}, "lanes: start in 'a' is -1, expected at least"),
        ("text", ({"a": [(0, 1, 2)]},), {}, "lanes: text in 'a' is 2, expected a str"),
        ("mark", ({"a": [(0, 1, "b")]},), {"marks": [3]}, r"lanes: marks\[0\] is 3, expected"),
        (
            "place", ({"a": [(0, 1, "b")]},), {"marks": [("3", "c")]},
            r"lanes: place of marks\[0\] is '3'",
        ),
        (
            "words", ({"a": [(0, 1, "b")]},), {"marks": [(3, 4)]},
            r"lanes: text of marks\[0\] is 4, expected a str",
        ),
    ],
    "bars": [
        ("type", (["x"], ["a"]), {}, "bars: values is <U1"),
        ("ndim", ([[1]], ["a"]), {}, r"bars: values has shape \(1, 1\)"),
        ("empty", ([], []), {}, r"bars: values has shape \(0,\)"),
        ("NaN", ([NAN], ["a"]), {}, "bars: values has NaN"),
        ("names", ([1], ["a", "b"]), {}, "bars: names has 2 entries, expected 1"),
        ("name", ([1], [2]), {}, "bars: names has 2, expected str"),
        ("errors", ([1], ["a"]), {"errors": [1, 2]}, "bars: errors has 2 entries"),
        ("negative", ([1], ["a"]), {"errors": [-1]}, "bars: errors has -1, expected at least 0"),
        ("role", ([1], ["a"]), {"role": ""}, "bars: role is ''"),
        ("many", (range(41), ["a"] * 41), {}, "bars: values has 41 entries, expected at most 40"),
    ],
    "histograms": [
        ("type", (3, ["a"]), {}, "histograms: arrays is 3"),
        ("empty", ([], []), {}, "histograms: arrays is empty"),
        ("no values", ([[]], ["a"]), {}, r"histograms: arrays\[0\] has shape \(0,\)"),
        ("NaN", ([[NAN]], ["a"]), {}, r"histograms: arrays\[0\] has NaN"),
        ("names", ([[1]], []), {}, "histograms: names is empty"),
        ("bins", ([[1]], ["a"]), {"bins": 0}, "histograms: bins is 0"),
        ("role", ([[1]], ["a"]), {"role": "x"}, "histograms: role is 'x'"),
        ("many", ([[1]] * 13, ["a"] * 13), {}, "histograms: arrays has 13 entries"),
    ],
    "scatter": [
        ("type", ("ab", [0], "a"), {}, "scatter: points is <U2"),
        ("ndim", ([1], [0], "a"), {}, r"scatter: points has shape \(1,\)"),
        ("3-D", ([[1, 2, 3]], [0], "a"), {}, r"points has shape \(1, 3\), expected \(1, 2\)"),
        ("NaN", ([[1, NAN]], [0], "a"), {}, "scatter: points has NaN"),
        ("labels", ([[1, 2]], [0, 1], "ab"), {}, "scatter: labels has 2 entries, expected 1"),
        ("floats", ([[1, 2]], [0.5], "ab"), {}, "scatter: labels is float64, expected integers"),
        ("class", ([[1, 2]], [1], "a"), {}, "scatter: labels has 1 to 1, expected 0 to 0"),
        ("empty", ([[1, 2]], [0], ""), {}, "scatter: classes is empty"),
        ("many", ([[1, 2]], [0], "abcdefghijk"), {}, "scatter: classes has 11 entries"),
    ],
    "surface": [
        ("type", ("ab", [0, 1], [0, 1]), {}, "surface: values is <U2"),
        ("ndim", ([1, 2], [0, 1], [0, 1]), {}, r"surface: values has shape \(2,\)"),
        ("length", (np.eye(2), [0, 1, 2], [0, 1]), {}, r"surface: values has shape \(2, 2\)"),
        ("NaN", ([[NAN, 1], [1, 1]], [0, 1], [0, 1]), {}, "surface: values has NaN"),
        ("order", (np.eye(2), [1, 0], [0, 1]), {}, r"surface: x is \[1 0\]"),
        ("flat", (np.ones((2, 2)), [0, 1], [0, 1]), {}, "surface: values are all 1"),
        (
            "path", (np.eye(2), [0, 1], [0, 1]), {"paths": {"a": [[0, 1, 2]]}},
            r"surface: paths\['a'\] has shape \(1, 3\), expected \(1, 2\)",
        ),
        ("paths", (np.eye(2), [0, 1], [0, 1]), {"paths": [1]}, r"surface: paths is \[1\]"),
    ],
    "curves": [
        ("type", ([1, 2],), {}, r"curves: series is \[1, 2\], expected a dict"),
        ("texts", ({"a": ["b"]},), {}, r"curves: series\['a'\] is <U1"),
        ("empty", ({},), {}, "curves: series is empty"),
        ("no values", ({"a": []},), {}, r"curves: series\['a'\] has shape \(0,\)"),
        ("ndim", ({"a": np.ones((1, 1, 1))},), {}, r"curves: series\['a'\] has shape \(1, 1, 1\)"),
        ("many", ({key: [1] for key in "abcdefg"},), {}, "curves: series has 7 entries"),
        ("log", ({"a": [1]},), {"log": "z"}, "curves: log is 'z'"),
        ("log of 0", ({"a": [1, 0]},), {"log": "y"}, r"curves: series\['a'\] has 0, expected only"),
        ("log of x", ({"a": [1, 2]},), {"log": "x", "x": [0, 1]}, "curves: x has 0, expected only"),
        ("x", ({"a": [1, 2]},), {"x": [1]}, r"curves: series\['a'\] has 2 entries, expected 1"),
    ],
    "roofline": [
        ("type", ([1], 9, 1), {}, r"roofline: points is \[1\], expected a dict"),
        ("texts", ({"a": "bc"}, 9, 1), {}, r"roofline: points\['a'\] is <U2, expected numbers"),
        ("pair", ({"a": [1]}, 9, 1), {}, r"points\['a'\] has shape \(1,\), expected \(2,\)"),
        ("log of 0", ({"a": [0, 1]}, 9, 1), {}, r"points\['a'\] has 0, expected above 0"),
        ("many", ({key: [1, 1] for key in "abcdefghijk"}, 9, 1), {}, "points has 11 entries"),
        ("peak", ({}, 0, 1), {}, "roofline: peak is 0, expected a number above 0"),
        ("bandwidth", ({}, 9, "1"), {}, "roofline: bandwidth is '1', expected a number"),
    ],
    "levels": [
        ("type", (3,), {}, "levels: levels is 3, expected a sequence of level"),
        ("empty", ([],), {}, "levels: levels is empty"),
        ("pair", (["cache"],), {}, r"levels: levels\[0\] is 'cache', expected \(name, text\)"),
        ("text", ([("cache", 1)],), {}, r"levels: levels\[0\] is 1, expected a str"),
        ("many", ([("a", "b")] * 9,), {}, "levels: levels has 9 entries, expected at most 8"),
        ("role", ([("a", "b")],), {"role": "x"}, "levels: role is 'x'"),
    ],
    "confusion_matrix": [
        ("type", (["x"], "a"), {}, "confusion_matrix: counts is <U1"),
        ("ndim", ([1], "a"), {}, r"confusion_matrix: counts has shape \(1,\)"),
        ("length", (np.eye(3), "ab"), {}, r"confusion_matrix: counts has .* expected \(2, 2\)"),
        ("empty", (np.ones((0, 0)), []), {}, r"confusion_matrix: counts has shape \(0, 0\)"),
        ("negative", ([[-1]], "a"), {}, "confusion_matrix: counts has -1"),
        ("NaN", ([[NAN]], "a"), {}, "confusion_matrix: counts has NaN"),
    ],
}  # fmt: skip


def test_bad_input_has_a_row_for_every_function():
    assert set(BAD) == set(figures.__all__)
    assert all(BAD.values())


@pytest.mark.parametrize(
    ("name", "arguments", "keywords", "said"),
    [
        pytest.param(name, *row[1:], id=f"{name}-{row[0]}")
        for name, rows in BAD.items()
        for row in rows
    ],
)
def test_bad_input(name, arguments, keywords, said):
    keywords = {"alt": "x"} | KEYWORDS.get(name, {}) | keywords
    with pytest.raises((ValueError, TypeError), match=said):
        getattr(figures, name)(*arguments, **keywords)


def linear_rgb(colour):
    """Linear sRGB (IEC 61966-2-1)."""
    rgb = np.array(to_rgb(colour))
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def cielab(linear):
    """CIE L*, a*, b* of linear sRGB, for the white of daylight (D65)."""
    to_xyz = np.array(
        [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    )
    xyz = to_xyz @ linear / to_xyz.sum(axis=1)
    x, y, z = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def contrast(one, other):
    """The contrast of two colours (WCAG 2.2)."""
    light = sorted(linear_rgb(colour) @ (0.2126, 0.7152, 0.0722) + 0.05 for colour in (one, other))
    return light[1] / light[0]


# Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1, on linear sRGB.
EYES = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


@pytest.mark.parametrize("pair", [*itertools.combinations(style.ROLES, 2)], ids="-".join)
def test_roles_are_told_apart(pair):
    colours = [linear_rgb(style.ROLES[role]) for role in pair]
    assert abs(np.subtract(*map(cielab, colours))[0]) >= 10, "in grey"
    for eyes, matrix in EYES.items():
        seen = [cielab(np.clip(matrix @ colour, 0, 1)) for colour in colours]
        assert np.linalg.norm(np.subtract(*seen)) >= 20, eyes


def test_contrast():
    for colour in style.ROLES.values():
        assert contrast(colour, "white") >= 3
    for tint in style.TINTS.values():
        assert contrast(style.INK, tint) >= 4.5
        assert contrast(style.FAINT, tint) >= 4.5
    assert contrast(style.FAINT, "white") >= 4.5
    for name in [*style.COLOURMAPS.values(), *style.SIGNED_COLOURMAPS.values()]:
        for colour in matplotlib.colormaps.get_cmap(name)(np.linspace(0, 1, 64)):
            assert contrast(style.ink_on(colour), colour) >= 4.5


PHONE = 340  # pixels that a page of 390 leaves for a figure


@pytest.mark.parametrize("name", MAKE)
def test_text_is_legible_on_a_phone_and_inside_the_figure(name):
    picture = MAKE[name]("x")
    FigureCanvasAgg(picture).draw()
    shown = min(1, PHONE / (picture.get_figwidth() * picture.dpi))
    for text in picture.findobj(Text):
        if text.get_text():
            assert text.get_fontsize() / 72 * picture.dpi * shown >= 8, text
    drawn = picture.get_tightbbox()  # inches, of all that is visible
    assert drawn is None or min(*drawn.min, *(picture.get_size_inches() - drawn.max)) >= -0.01


def texts(picture):
    """All that is written on a picture, in the order in which it was drawn."""
    return [text.get_text() for text in picture.findobj(Text) if text.get_text()]


def test_numbers_are_short():
    values = [[1, -2, 0.5], [1 / 3, 138.357, 98765.4], [NAN, np.inf, -np.inf]]
    assert texts(figures.matrix(values, alt="x")) == [
        *("1", "−2", "0.5", "0.333", "138.4", "98765", "∞", "−∞")
    ]


def test_wide_rows_of_matrices_wrap():
    one = figures.matrices([np.ones((2, 9))] * 2, ["+"], alt="x")
    two = figures.matrices([np.ones((2, 9))] * 3, ["+", "="], alt="x")
    assert max(one.get_figwidth(), two.get_figwidth()) <= style.WIDTH
    assert one.get_figheight() < two.get_figheight()


def test_padding_and_highlight_count_the_cells_that_are_drawn():
    picture = figures.matrix([[5]], padding=1, indices=True, highlight=np.s_[1, 1], alt="x")
    assert texts(picture) == [*"0000", "5", *"0000", "−1", "0", "1", "−1", "0", "1"]
    (axes,) = picture.axes
    assert [patch.get_facecolor()[:3] == (1, 1, 1) for patch in axes.patches].index(False) == 4


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"stride": 2},
        {"padding": 1},
        {"dilation": (1, 2)},
        {"stride": (2, 1), "padding": (0, 2)},
    ],
    ids=str,
)
def test_the_window_makes_what_the_reference_makes(options):
    rng = np.random.default_rng(0)
    x, kernel = rng.integers(10, 99, (5, 6)), rng.integers(1, 9, (3, 2))
    y = ref.conv2d(x[None, None].astype(float), kernel[None, None].astype(float), **options)[0, 0]
    last = tuple(np.subtract(y.shape, 1))
    written = texts(figures.sliding_window(x, kernel, [last], alt="x", **options))
    start = written.index("output") + 1
    assert written[start : start + y.size] == [f"{value:.0f}" for value in y.flat]
    assert written[-1].endswith(f"= {y[last]:.0f}")


def test_what_comes_later_is_empty():
    picture = figures.sliding_window([[1, 2, 3]] * 3, [[10]], [(0, 1)], alt="x")
    written = texts(picture)
    assert written[written.index("output") + 1 :] == ["10", "20", "2·10 = 20"]


LAYERS = [{}, {"stride": 2, "padding": 1}, {"stride": (1, 2), "padding": (2, 0)}]


@pytest.mark.parametrize("options", LAYERS, ids=str)
def test_the_channels_add_up_to_what_the_reference_makes(options):
    rng = np.random.default_rng(0)
    x, weight = rng.integers(1, 99, (3, 4, 5)), rng.integers(1, 9, (2, 3, 3, 2))
    bias = rng.integers(100, 999, 2)
    y = ref.conv2d(*(array.astype(float) for array in (x[None], weight, bias)), **options)[0]
    written = texts(figures.through_channels(x, weight, bias, alt="x", **options))
    for o in range(2):
        start = written.index(f"$y_{{{o}}}$") + 1
        assert written[start : start + y[o].size] == [f"{value:.0f}" for value in y[o].flat]
    for cell in [(0, 0, 0), tuple(np.subtract(y.shape, 1))]:
        written = texts(figures.through_channels(x, weight, bias, cell, alt="x", **options))
        sums = [int(text) for text in written[-1].split(" = ")[1].split(" + ")]
        assert len(sums) == 4 and sums[3] == bias[cell[0]]
        assert written[-1].endswith(f"= {y[cell]:.0f}") and sum(sums) == y[cell]
        last = [written[k + 1] for k, text in enumerate(written) if text == "sum"]
        assert [int(text) for text in last] == sums[:3]


def test_only_the_filters_that_are_asked_for():
    weight = np.arange(1, 5).reshape(2, 2, 1, 1)
    written = texts(figures.through_channels(ONE[[0, 0], 0], weight, alt="x", filters=[1]))
    assert "$w_{1,0}$" in written and "$y_{1}$" in written and "$w_{0,0}$" not in written
    assert "$b_{1}$" not in written


@pytest.mark.parametrize("role", style.ROLES)
def test_the_scale_is_symmetric_where_values_are_negative(role):
    picture = figures.feature_maps([[[-2.0, 1.0]]], role=role, alt="x")
    image = picture.axes[0].images[0]
    assert (image.norm.vmin, image.norm.vmax) == (-2, 2)
    assert {"−2", "0", "2"} <= set(texts(picture)) and "−" in texts(picture)
    assert min(image.cmap(0.5)[:3]) > 0.95


def test_a_heat_map_covers_its_picture():
    picture = figures.heat_map([np.eye(6)[:, :4]], [[[1, 5]]], alt="x")
    (seen,), (heat,) = (axes.images for axes in picture.axes[:2])
    assert [*seen.get_extent()] == [*heat.get_extent()] == [-0.5, 3.5, 5.5, -0.5]
    assert (heat.norm.vmin, heat.norm.vmax) == (1, 5) and {"1", "5"} <= set(texts(picture))


@pytest.mark.parametrize(
    ("values", "limits"), [([3, 3], (0, 3)), ([-3, -3], (-3, 0)), ([0, 0], (0, 1))]
)
def test_a_flat_heat_map_has_a_scale(values, limits):
    heat = figures.heat_map([np.ones((2, 2))], [[values]], alt="x").axes[1].images[0]
    assert (heat.norm.vmin, heat.norm.vmax) == limits


def test_heat_maps_have_one_scale_and_it_can_be_given():
    heats = [[[1, 2]], [[3, 4]]]
    for given, expected in [({}, (1, 4)), ({"low": 0, "high": 9}, (0, 9))]:
        axes = figures.heat_map([np.eye(2)] * 2, heats, alt="x", **given).axes
        norms = [below.images[0].norm for below in axes[1:4:2]]
        assert [(norm.vmin, norm.vmax) for norm in norms] == [expected] * 2


def test_a_band_holds_all_runs():
    runs = [[1, 4], [3, 2]]
    (axes,) = figures.curves({"a": runs}, alt="x", xlabel="x", ylabel="y").axes
    assert axes.lines[0].get_ydata().tolist() == [2, 3]
    (band,) = axes.collections
    assert (band.get_paths()[0].vertices.min(), band.get_paths()[0].vertices.max()) == (1, 4)


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


def test_blocks_are_true_to_scale_and_never_vanish():
    picture = figures.blocks([(96, 363), (363, 3025), (1, 3025)], alt="x")
    boxes = [(box.get_height(), box.get_width()) for box in picture.axes[0].patches]
    scale = boxes[1][1] / 3025
    assert np.allclose(boxes[0], [96 * scale, 363 * scale])
    assert np.isclose(boxes[1][0], 363 * scale)
    assert boxes[2][0] > scale and boxes[2][1] == boxes[1][1]


def test_the_surest_mistakes_come_first():
    """Only the wrong ones, only those that are shown are read, grey and in colour."""
    y = np.array([0, 1, 1, 2, 2])
    p = np.array([[0.6, 0.4, 0], [0.7, 0.2, 0.1], [0.1, 0.9, 0], [0.1, 0.8, 0.1], [0.2, 0.5, 0.3]])
    asked = []

    class Lazy:
        shape = (5, 3, 2, 2)

        def __getitem__(self, places):
            asked.extend(places)
            return np.broadcast_to(places[:, None, None, None] / 8, (len(places), 3, 2, 2))

    picture = figures.mistakes(Lazy(), y, p, ["cat", "dog", "$eel"], alt="Pets.", most=2)
    assert picture.alt == (
        "Pets. 3 of 5 misclassified, the 2 worst: $eel called dog (0.80), dog called cat (0.70)."
    )
    assert [axes.get_title() for axes in picture.axes] == [
        "dog 0.80\ntrue: \\$eel", "cat 0.70\ntrue: dog",
    ]  # fmt: skip
    assert asked == [3, 1]
    shades = [axes.images[0].get_array() for axes in picture.axes]
    assert [shade.shape for shade in shades] == [(2, 2, 3)] * 2
    assert [shade.max() for shade in shades] == [3 / 8, 1 / 8]
    grey = figures.mistakes(np.ones((5, 1, 2, 2)), y, p, "abc", alt="x")
    assert [axes.images[0].get_array().shape for axes in grey.axes] == [(2, 2)] * 3


def test_no_mistake_is_told_in_words():
    picture = figures.mistakes(ONE, [1], [[0.25, 0.75]], "ab", alt="One picture.")
    assert picture.alt == "One picture. 0 of 1 misclassified."
    assert "0 of 1 misclassified" in texts(picture)


@pytest.mark.parametrize(
    "count, name", [(2, "{}"), (10, "{}"), (10, "a long name {}"), (100, "{}")]
)
def test_a_confusion_matrix_can_be_read(count, name):
    """No two names and no two numbers lie on one another; without numbers there is a scale."""
    counts = np.full((count, count), 3) + 997 * np.eye(count, dtype=int)
    names = [name.format(k) for k in range(count)]
    picture = figures.confusion_matrix(counts, names, alt="x")
    canvas = FigureCanvasAgg(picture)
    canvas.draw()
    axes = picture.axes[0]
    numbers = [text for text in axes.texts if text.get_text()]
    assert len(numbers) == (count**2 if count <= 10 else 0)
    assert len(picture.axes) == (1 if numbers else 2)
    for labels in (axes.get_xticklabels(), axes.get_yticklabels(), numbers):
        boxes = [label.get_window_extent() for label in labels]
        assert len(boxes) > 1 or labels is numbers
        assert not any(a.overlaps(b) for a, b in itertools.combinations(boxes, 2))


def test_a_long_name_is_shortened():
    picture = figures.confusion_matrix(np.eye(2), ["a" * 300, "b"], alt="x")
    label = picture.axes[0].get_yticklabels()[0].get_text()
    assert label.endswith("a…") and 5 < len(label) < 30
