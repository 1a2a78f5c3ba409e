"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import pytest
import torch
from torch import nn

from cnnlib import inspect
from tests.inspect.nets import Twice
from tests.refusal import assert_refused, each_row

NET = nn.Sequential(
    nn.Conv2d(1, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 3)
)
NET.add_module("conv_last", nn.Identity())
X = torch.rand(2, 1, 8, 8)
GOOD = {
    "activations": {"model": NET, "x": X, "layers": ["0"]},
    "class_activation_map": {"model": NET, "x": X, "target": 0},
    "deconvnet": {"model": NET, "x": X, "layer": "1", "channel": 0},
    "max_activating_patches": {"model": NET, "x": X, "layer": "1", "channel": 0, "count": 1},
    "occlusion_map": {"model": NET, "x": X, "target": 0, "size": 4, "stride": 4},
    "receptive_field_of": {"model": NET, "layer": "1", "input_shape": (1, 8, 8)},
    "saliency": {"model": NET, "x": X, "target": 0},
    "summary": {"model": NET, "input_shape": (1, 8, 8)},
}

# argument, case, value, exception, sentence: for every function that has the argument
ALIKE = [
    ("model", "a function", torch.relu, TypeError, "model is a builtin_function_or_method, expected a torch.nn.Module"),
    ("model", "None", None, TypeError, "model is a NoneType, expected a torch.nn.Module"),
    ("x", "an array", X.numpy(), TypeError, "x is a ndarray, expected a torch.Tensor"),
    ("x", "whole numbers", X.long(), TypeError, "x is int64, expected float32 or float64"),
    ("x", "one picture", X[0], ValueError, r"x has shape \(1, 8, 8\), expected 4 axes"),
    ("x", "none", X[:0], ValueError, r"x has shape \(0, 1, 8, 8\), expected no axis to be empty"),
    ("x", "channels", X[:, [0, 0]], ValueError, r"x of shape \(\d, 2, 8, 8\) does not fit at layer 0: "),
    ("layer", "mistyped", "conv_lats", ValueError, "layer is 'conv_lats', expected a name of model.named_modules.*; did you mean 'conv_last'"),
    ("layer", "unknown", "inception", ValueError, r"layer is 'inception', expected a name of model.named_modules\(\)$"),
    ("layer", "the module", NET[0], TypeError, r"layer is Conv2d.*, expected a str"),
    ("channel", "too large", 4, ValueError, "channel is 4, expected at most 3"),
    ("channel", "negative", -1, ValueError, "channel is -1, expected at least 0"),
    ("channel", "half", 0.5, TypeError, "channel is 0.5, expected an int"),
    ("target", "too large", 3, ValueError, "target is 3, expected at most 2"),
    ("target", "negative", -1, ValueError, "target is -1, expected at least 0"),
    ("target", "a name", "7", TypeError, "target is '7', expected an int"),
    ("target", "one too many", [0, 1, 2], ValueError, "target has 3 entries, expected 2, as x"),
    ("target", "nested", [[0], [1]], TypeError, r"target is \[0\], expected an int"),
    ("input_shape", "with batch", (1, 1, 8, 8), ValueError, r"input_shape is \(1, 1, 8, 8\), expected \(C, H, W\)"),
    ("input_shape", "empty", (1, 0, 8), ValueError, "input_shape is 0, expected at least 1"),
    ("input_shape", "halves", (1, 8.5, 8), TypeError, "input_shape is 8.5, expected an int"),
    ("input_shape", "huge", (1, 2**30, 2**30), ValueError, "is larger than the memory"),
    ("input_shape", "channels", (2, 8, 8), ValueError, r"\(.*2, 8, 8\) does not fit at layer 0: "),
]  # fmt: skip

# function, case, arguments that differ from GOOD, exception, sentence
TWICE = {"model": Twice(), "x": torch.rand(2, 1, 4, 4)}
OWN = [
    ("activations", "one name", {"layers": "0"}, TypeError, "activations: layers is '0', expected a sequence of names"),
    ("activations", "a number", {"layers": 3}, TypeError, "activations: layers is 3, expected a sequence of names"),
    ("activations", "mistyped", {"layers": ["0", "conv_lats"]}, ValueError, "activations: layer is 'conv_lats', .* did you mean 'conv_last'"),
    ("activations", "no name", {"layers": [["0"]]}, TypeError, r"activations: layer is \['0'\], expected a str"),
    ("activations", "twice", TWICE | {"layers": ["conv"]}, ValueError, "activations: layer 'conv' ran 2 times in evaluation, expected once"),
    ("activations", "never", TWICE | {"layers": ["never"]}, ValueError, "activations: layer 'never' ran 0 times"),
    ("activations", "a pair", TWICE | {"layers": ["pair"]}, ValueError, "activations: layer 'pair' gives a tuple, expected a tensor"),
    ("class_activation_map", "no logits", {"model": NET[:1]}, ValueError, r"the network gives shape \(2, 4, 6, 6\), expected logits \(N, classes\)"),
    ("deconvnet", "no derivative", TWICE | {"layer": "alone"}, ValueError, "deconvnet: layer 'alone' has no derivative by x, expected one"),
    ("deconvnet", "no channels", {"model": nn.Sequential(nn.Flatten(0)), "layer": "0"}, ValueError, r"deconvnet: layer '0' gives shape \(128,\), expected channels, \(N, C, ...\)"),
    ("max_activating_patches", "too many", {"count": 3}, ValueError, "count is 3, expected at most 2"),
    ("max_activating_patches", "none", {"count": 0}, ValueError, "count is 0, expected at least 1"),
    ("max_activating_patches", "no batch", {"batch_size": 0}, ValueError, "batch_size is 0, expected at least 1"),
    ("occlusion_map", "no square", {"size": 0}, ValueError, "size is 0, expected at least 1"),
    ("occlusion_map", "larger", {"size": (9, 2)}, ValueError, r"size is \(9, 2\), expected at most the picture's, \(8, 8\)"),
    ("occlusion_map", "no step", {"stride": 0}, ValueError, "stride is 0, expected at least 1"),
    ("occlusion_map", "half a step", {"stride": 0.5}, TypeError, "stride is 0.5, expected an int"),
    ("occlusion_map", "not filled", {"value": float("nan")}, ValueError, "value is nan, expected"),
    ("occlusion_map", "filled by", {"value": "grey"}, TypeError, "value is 'grey', expected a number"),
    ("occlusion_map", "no logits", {"model": nn.Sequential(TWICE["model"].pair)}, ValueError, r"occlusion_map: the network gives a tuple, expected logits \(N, classes\)"),
    ("receptive_field_of", "no derivative", {"model": TWICE["model"], "layer": "alone"}, ValueError, "receptive_field_of: layer 'alone' has no derivative by x"),
    ("saliency", "no logits", {"model": nn.Sequential(TWICE["model"].pair)}, ValueError, r"saliency: the network gives a tuple, expected logits \(N, classes\)"),
    ("saliency", "no derivative", TWICE | {"model": TWICE["model"].alone}, ValueError, "saliency: the network's result has no derivative by x"),
    ("summary", "a number", {"input_shape": 8}, ValueError, r"summary: input_shape is 8, expected \(C, H, W\)"),
]  # fmt: skip
TABLE = OWN + [
    (function, f"{argument} {case}", {argument: value}, error, f"^{function}: .*{said}")
    for function, good in GOOD.items()
    for argument, case, value, error, said in ALIKE
    if argument in good
]


@each_row(
    ("function", "changed", "error", "said"), [(f, case, f, *rest) for f, case, *rest in TABLE]
)
def test_it_is_refused(function, changed, error, said):
    assert_refused(lambda: getattr(inspect, function)(**GOOD[function] | changed), error, said)


@pytest.mark.parametrize("function", GOOD)
def test_what_is_not_changed_is_good(function):
    getattr(inspect, function)(**GOOD[function])


def test_every_function_is_here():
    functions = {name for name in inspect.__all__ if name[0].islower()}
    assert set(GOOD) == functions == {row[0] for row in TABLE}
    assert all(">>>" in getattr(inspect, name).__doc__ for name in functions)
