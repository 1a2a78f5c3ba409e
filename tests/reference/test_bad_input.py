"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import re
from functools import partial

import numpy as np
import pytest

import cnnlib.reference as ref
from tests.refusal import assert_refused

X = np.zeros((2, 4, 6, 6))
W = np.zeros((4, 4, 3, 3))
CONVOLUTIONS = ["conv2d", "conv2d_naive", "conv2d_im2col", "conv2d_fft", "conv2d_winograd"]
POOLINGS = ["max_pool2d", "avg_pool2d"]
SIGNALS = ["correlate1d", "convolve1d", "correlate2d", "convolve2d"]
ONE, TWO = np.ones(3), np.ones((3, 3))
LOCAL = np.zeros((4, 4, 2, 4, 3, 3))
RNG = np.random.default_rng(0)
NORMS = ["batch_norm", "local_response_norm"]
M = np.ones(4)


def case(names, error, said, *arguments, **options):
    """One row per function of ``names``."""
    return [(name, error, said, arguments, options) for name in names]


TABLE = [
    *case(CONVOLUTIONS, ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0], W),
    *case(CONVOLUTIONS, ValueError, "weight has shape (4, 3, 3)", X, W[0]),
    *case(CONVOLUTIONS, ValueError, "weight has 3 input channels per group but x has 4", X, W[:, :3]),
    *case(CONVOLUTIONS, ValueError, "not divisible by groups 3", X, W, groups=3),
    *case(CONVOLUTIONS, ValueError, "groups is 0, expected at least 1", X, W, groups=0),
    *case(CONVOLUTIONS, ValueError, "kernel_size 3 is larger", X[:, :, :2], W),
    *case(CONVOLUTIONS, ValueError, "kernel_size 3 (dilated to 7)", X, W, dilation=3),
    *case(CONVOLUTIONS, ValueError, "stride is -1, expected at least 1", X, W, stride=-1),
    *case(CONVOLUTIONS, ValueError, "stride is 0", X, W, stride=0),
    *case(CONVOLUTIONS, TypeError, "stride is 1.5, expected an int", X, W, stride=1.5),
    *case(CONVOLUTIONS, TypeError, "stride is True, expected an int", X, W, stride=True),
    *case(CONVOLUTIONS, ValueError, "stride is (1, 2, 3)", X, W, stride=(1, 2, 3)),
    *case(CONVOLUTIONS, ValueError, "padding is -1", X, W, padding=-1),
    *case(CONVOLUTIONS, ValueError, "padding is 'sam'", X, W, padding="sam"),
    *case(CONVOLUTIONS, ValueError, "padding 'same' needs", X, W, padding="same", stride=2),
    *case(CONVOLUTIONS, TypeError, "x is int64, expected float32 or", X.astype(np.int64), W),
    *case(CONVOLUTIONS, TypeError, "weight is float32 but x is", X, W.astype(np.float32)),
    *case(CONVOLUTIONS, TypeError, "x is a list, expected an array", X.tolist(), W),
    *case(CONVOLUTIONS, ValueError, "bias has shape (3,), expected (4,)", X, W, np.zeros(3)),
    *case(["conv2d_backward"], ValueError, "dy has shape (2, 4, 6, 6)", X, X, W),
    *case(["conv2d_backward"], TypeError, "dy is int64", np.zeros((2, 4, 4, 4), int), X, W),
    *case(POOLINGS, ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0], 2),
    *case(POOLINGS, ValueError, "expected planes that are not empty", X[:, :, :, :0], 2, padding=1),
    *case(POOLINGS, ValueError, "kernel_size is 0", X, 0),
    *case(POOLINGS, ValueError, "kernel_size 7 is larger", X, 7),
    *case(POOLINGS, ValueError, "stride is -2", X, 2, -2),
    *case(POOLINGS, ValueError, "padding is (2, 2), expected at most half", X, 2, padding=2),
    *case(POOLINGS, TypeError, "x is int64", X.astype(int), 2),
    *case([f"{p}_backward" for p in POOLINGS], ValueError, "dy has shape (2, 4, 6, 6)", X, X, 2),
    *case(["im2col"], ValueError, "kernel_size 7 is larger", X, 7),
    *case(["im2col"], TypeError, "x is int64", X.astype(int), 2),
    *case(["im2col_backward"], ValueError, "dy has shape", np.zeros((2, 9, 16)), X, 3),
    *case(["col2im"], ValueError, "cols has shape (2, 9, 15)", np.zeros((2, 9, 15)), 6, 3),
    *case(["col2im"], ValueError, "output_size is 0", np.zeros((2, 9, 16)), 0, 3),
    *case(["col2im_backward"], ValueError, "cols has shape", X, np.zeros((2, 9, 15)), 6, 3),
    *case(["linear"], ValueError, "weight takes 3 features but x", X, np.zeros((2, 3))),
    *case(["linear"], ValueError, "bias has shape", X, np.zeros((2, 6)), np.zeros(3)),
    *case(["linear"], TypeError, "x is int64", X.astype(int), np.zeros((2, 6))),
    *case(["linear_backward"], ValueError, "dy has shape", X, X, np.zeros((2, 6))),
    *case(["relu", "sigmoid", "tanh", "softmax", "log_softmax"], TypeError, "x is int64", np.arange(3)),
    *case(["relu", "sigmoid", "tanh", "softmax", "log_softmax"], TypeError, "x is a float", 1.0),
    *case(["softmax", "log_softmax"], ValueError, "axis is 4, but x has 4 axes", X, 4),
    *case(["softmax", "log_softmax"], ValueError, "axis is -5", X, -5),
    *case(
        [f"{a}_backward" for a in ("relu", "sigmoid", "tanh", "softmax", "log_softmax")],
        *(ValueError, "dy has shape (2,), expected (3,)", np.zeros(2), np.zeros(3)),
    ),
    *case(["cross_entropy"], ValueError, "logits has shape (3,)", np.zeros(3), np.arange(3)),
    *case(["cross_entropy"], ValueError, "target holds 3, expected 0 to 2", np.eye(3), np.arange(1, 4)),
    *case(["cross_entropy"], ValueError, "target holds -1", np.eye(3), np.arange(-1, 2)),
    *case(["cross_entropy"], TypeError, "target is float64", np.eye(3), np.zeros(3)),
    *case(["cross_entropy"], ValueError, "target has shape (2,)", np.eye(3), np.arange(2)),
    *case(["cross_entropy"], ValueError, "reduction is 'avg'", np.eye(3), np.arange(3), "avg"),
    *case(["cross_entropy_backward"], ValueError, "dy has shape (2,)", np.ones(2), np.eye(3), np.arange(3)),
    *case(["mse_loss"], TypeError, "x is int64", np.arange(3), np.arange(3)),
    *case(["mse_loss"], TypeError, "target is float32 but x is float64", X, X.astype(np.float32)),
    *case(["mse_loss"], ValueError, "target has shape (4, 6, 6), expected (2, 4, 6, 6)", X, X[0]),
    *case(["mse_loss"], ValueError, "reduction is 'avg'", X, X, "avg"),
    *case(["mse_loss_backward"], ValueError, "dy has shape (2,), expected ()", np.ones(2), X, X),
    *case(["mse_loss_backward"], ValueError, "dy has shape (), expected (2, 4, 6, 6)", 1.0, X, X, "none"),
    *case(["rbf"], ValueError, "x has shape (2, 4, 6, 6), expected 2 axes", X, np.eye(6)),
    *case(["rbf"], ValueError, "centres has 3 features but x has 6", np.eye(6), np.eye(3)),
    *case(["rbf"], TypeError, "centres is float32 but x is", np.eye(3), np.eye(3, dtype=np.float32)),
    *case(["rbf_backward"], ValueError, "dy has shape (3, 3), expected (3, 2)", *[np.eye(3)] * 2, np.eye(3)[:2]),
    *case(["leaky_relu", "rrelu", "dropout"], TypeError, "x is int64", np.arange(3)),
    *case(["leaky_relu"], TypeError, "negative_slope is '1', expected a number", X, "1"),
    *case(["prelu"], TypeError, "x is int64", np.arange(3), np.ones(1)),
    *case(["prelu"], TypeError, "weight is float32 but x is", X, np.ones(1, np.float32)),
    *case(["prelu"], ValueError, "weight has shape (6,), expected (1,) or (4,)", X, np.ones(6)),
    *case(["prelu"], ValueError, "weight has shape (), expected 1 axes", X, np.ones(())),
    *case(["prelu_backward"], ValueError, "dy has shape (4, 6, 6)", X[0], X, np.ones(4)),
    *case(["leaky_relu_backward"], ValueError, "dy has shape (2,), expected (3,)", np.ones(2), np.ones(3)),
    *case(["rrelu"], ValueError, "lower is 0.5, expected at most upper, 0.25", X, 0.5, 0.25),
    *case(["rrelu"], TypeError, "upper is None, expected a number", X, 0.5, None),
    *case(["rrelu"], TypeError, "rng is 0, expected a numpy.random.Generator", X, training=True, rng=0),
    *case(["dropout"], TypeError, "rng is None, expected a numpy.random.Generator", X),
    *case(["dropout"], ValueError, "p is 1.5, expected 0 to 1", X, 1.5),
    *case(["dropout"], ValueError, "p is nan, expected 0 to 1", X, np.nan),
    *case(["dropout"], TypeError, "p is True, expected a number", X, True),
    *case(["rrelu_backward", "dropout_backward"], ValueError, "dy has shape (2,), expected (3,)", np.ones(2), np.ones(3)),
    *case(["rrelu_backward", "dropout_backward"], TypeError, "mask is bool", X, X > 0),
    *case(NORMS, TypeError, "x is int64", X.astype(int), 2, 2),
    *case(NORMS, TypeError, "x is a list, expected an array", [1.0], 2, 2),
    *case(["batch_norm"], ValueError, "x has shape (4,), expected (N, C) or", M, M, M),
    *case(["batch_norm"], ValueError, "running_mean has shape (3,), expected (4,)", X, M[:3], M),
    *case(["batch_norm"], ValueError, "weight has shape (3,), expected (4,)", X, M, M, M[:3]),
    *case(["batch_norm"], TypeError, "bias is float32 but x is", X, M, M, M, M.astype(np.float32)),
    *case(["batch_norm"], ValueError, "running_mean is None, expected an array unless training", X, None, None),
    *case(["batch_norm"], ValueError, "running_var is None, expected None for both", X, M, None, training=True),
    *case(["batch_norm"], ValueError, "expected more than one value per channel", X[:1, :, :1, :1], M, M, training=True),
    *case(["batch_norm"], ValueError, "eps is -1, expected at least 0", X, M, M, eps=-1),
    *case(["batch_norm"], ValueError, "momentum is 2, expected 0 to 1", X, M, M, momentum=2),
    *case(["batch_norm"], TypeError, "momentum is None, expected a number", X, M, M, momentum=None),
    *case(["batch_norm_backward"], ValueError, "dy has shape (4, 6, 6), expected (2, 4, 6, 6)", X[0], X, M, M),
    *case(["batch_norm_backward"], ValueError, "expected more than one value", X[:1, :, :1, :1], X[:1, :, :1, :1], M, M, training=True),
    *case(["local_response_norm"], ValueError, "x has shape (6, 6), expected (N, C, ...), 3 axes", X[0, 0], 5),
    *case(["local_response_norm"], ValueError, "size is 0, expected at least 1", X, 0),
    *case(["local_response_norm"], TypeError, "size is 2.5, expected an int", X, 2.5),
    *case(["local_response_norm"], TypeError, "beta is '1', expected a number", X, 5, beta="1"),
    *case(["local_response_norm_backward"], TypeError, "dy is float32 but x is", X.astype(np.float32), X, 5),
    *case(CONVOLUTIONS, ValueError, "cells is needed, more than 2**40", X, W, padding=2**62),
    *case(["max_pool2d"], ValueError, "padding is (4611686018427387904", X, 2, padding=2**62),
    *case(["im2col"], ValueError, "cells is needed, more than 2**40", X, 2, padding=2**62),
    *case(["col2im"], ValueError, "cells is needed, more than 2**40", np.zeros((2, 9, 16)), 2**62, 3),
    *case(["conv_transpose2d"], ValueError, "cells is needed, more than 2**40", X, W, stride=2**62),
    *case(["max_unpool2d"], ValueError, "cells is needed", X, np.zeros(X.shape, int), 2, 2**62),
    *case(["max_unpool2d"], ValueError, "x has shape (4, 6, 6)", X[0], np.zeros(X.shape, int), 2),
    *case(["max_unpool2d"], TypeError, "indices is float64, expected int64", X, X, 2),
    *case(["max_unpool2d"], ValueError, "indices holds 144, expected 0 to 12 * 12 - 1", X, np.full(X.shape, 144), 2),
    *case(["max_unpool2d"], ValueError, "indices holds -1", X, np.full(X.shape, -1), 2),
    *case(["max_unpool2d"], ValueError, "indices has shape (4, 6, 6)", X, np.zeros((4, 6, 6), int), 2),
    *case(["max_unpool2d"], ValueError, "which leaves an output of (-8, -8)", X, np.zeros(X.shape, int), 2, padding=10),
    *case(["max_unpool2d_backward"], ValueError, "dy has shape (2, 4, 6, 6), expected (2, 4, 12, 12)", X, X, np.zeros(X.shape, int), 2),
    *case(["max_unpool2d"], ValueError, "output_size is (14, 12), expected less than one stride, (2, 2), away from (12, 12)", X, np.zeros(X.shape, int), 2, output_size=(14, 12)),
    *case(["max_unpool2d"], ValueError, "expected planes that are not empty", X[:, :, :0], np.zeros((2, 4, 0, 6), int), 2),
    *case(["max_unpool2d_backward"], TypeError, "dy is float32 but x is", np.zeros((2, 4, 12, 12), np.float32), X, np.zeros(X.shape, int), 2),
    *case(["global_avg_pool2d"], ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0]),
    *case(["global_avg_pool2d"], ValueError, "expected planes that are not empty", X[:, :, :0]),
    *case(["global_avg_pool2d_backward"], ValueError, "dy has shape (2, 4, 6, 6), expected (2, 4, 1, 1)", X, X),
    *case(["lp_pool2d"], ValueError, "norm_type is 0, expected a finite number above 0", X, 0, 2),
    *case(["lp_pool2d"], ValueError, "norm_type is inf, expected a finite number above 0", X, np.inf, 2),
    *case(["lp_pool2d"], ValueError, "norm_type is -1", X, -1, 2),
    *case(["lp_pool2d"], TypeError, "norm_type is '2', expected a number", X, "2", 2),
    *case(["lp_pool2d"], ValueError, "norm_type is nan", X, np.nan, 2),
    *case(["lp_pool2d"], ValueError, "kernel_size 7 is larger", X, 2, 7),
    *case(["lp_pool2d_backward"], ValueError, "dy has shape (2, 4, 6, 6)", X, X, 2, 2),
    *case(["stochastic_pool2d"], TypeError, "rng is None, expected a numpy.random.Generator", X, 2),
    *case(["stochastic_pool2d"], ValueError, "x holds -1.0, expected finite values, at least 0", X - 1, 2, rng=RNG),
    *case(["stochastic_pool2d"], ValueError, "x holds nan", X * np.nan, 2, rng=RNG),
    *case(["stochastic_pool2d_backward"], TypeError, "mask is a ndarray, expected Switches", X, X),
    *case(["stochastic_pool2d_backward"], ValueError, "dy has shape (2, 4, 6, 6)", X, ref.stochastic_pool2d(X, 2, rng=RNG)[1]),
    *case(["subsample2d"], ValueError, "weight has shape (3,), expected (4,)", X, M[:3], M),
    *case(["subsample2d"], TypeError, "bias is a NoneType, expected an array", X, M, None),
    *case(["subsample2d"], TypeError, "bias is float32 but x is", X, M, M.astype(np.float32)),
    *case(["subsample2d"], ValueError, "kernel_size 7 is larger", X, M, M, 7),
    *case(["subsample2d_backward"], ValueError, "dy has shape (2, 4, 6, 6)", X, X, M),
    *case(SIGNALS[:2], ValueError, "x has shape (3, 3), expected 1 axes", TWO, ONE),
    *case(SIGNALS[2:], ValueError, "kernel has shape (3,), expected 2 axes", TWO, ONE),
    *case(SIGNALS[:2], ValueError, "kernel has shape (3,), larger than x, (2,)", ONE[:2], ONE),
    *case(SIGNALS[2:], ValueError, "kernel has shape (3, 3), larger than x, (3, 2)", TWO[:, :2], TWO),
    *case(SIGNALS[:2], ValueError, "mode is 'wide', expected 'valid' or 'full' or 'same'", ONE, ONE, "wide"),
    *case(SIGNALS[:2], ValueError, "x has shape (0,), expected no empty axis", ONE[:0], ONE),
    *case(SIGNALS[:2], TypeError, "x is bool", ONE > 0, ONE),
    *case(SIGNALS[2:], TypeError, "kernel is complex128", TWO, TWO * 1j),
    *case([f"{s}_backward" for s in SIGNALS[:2]], ValueError, "dy has shape (3,), expected (1,)", ONE, ONE, ONE),
    *case([f"{s}_backward" for s in SIGNALS[2:]], TypeError, "x is int64, expected float32", TWO, TWO.astype(int), TWO),
    *case(["receptive_field"], ValueError, "layers[1] is (3, 1), expected (kernel_size, stride, dilation)", [(3, 1, 1), (3, 1)]),
    *case(["receptive_field"], ValueError, "layers[0] is 0, expected at least 1", [(0, 1, 1)]),
    *case(["conv_transpose2d"], ValueError, "x has shape (4, 6, 6), expected 4 axes", X[0], W),
    *case(["conv_transpose2d"], ValueError, "weight takes 3 input channels but x has 4", X, W[:3]),
    *case(["conv_transpose2d"], ValueError, "not divisible by groups 3", X, W, groups=3),
    *case(["conv_transpose2d"], ValueError, "bias has shape (3,), expected (4,)", X, W, np.ones(3)),
    *case(["conv_transpose2d"], ValueError, "output_padding is (2, 2), expected less than stride (2, 2)", X, W, stride=2, output_padding=2),
    *case(["conv_transpose2d"], ValueError, "padding is (4, 4), which leaves an output of [0, 0]", X, W, padding=4),
    *case(["conv_transpose2d"], ValueError, "stride is 0", X, W, stride=0),
    *case(["conv_transpose2d"], ValueError, "planes and kernels that are not empty", X[:, :, :0], W),
    *case(["conv_transpose2d"], TypeError, "weight is float32 but x is", X, W.astype(np.float32)),
    *case(["conv_transpose2d_backward"], ValueError, "dy has shape (2, 4, 6, 6), expected (2, 4, 8, 8)", X, X, W),
    *case(["locally_connected2d"], ValueError, "weight has 3 input channels but x has 4", X, LOCAL[:, :, :, :3]),
    *case(["locally_connected2d"], ValueError, "weight has shape (3, 4, 2, 4, 3, 3), expected (4, 4, 2, 4, 3, 3)", X, LOCAL[1:]),
    *case(["locally_connected2d"], ValueError, "bias has shape (4, 4, 4), expected (4, 4, 2)", X, LOCAL, np.zeros((4, 4, 4))),
    *case(["locally_connected2d"], ValueError, "weight has shape (4, 4, 3, 3), expected 6 axes", X, W),
    *case(["locally_connected2d_backward"], ValueError, "dy has shape (2, 4, 6, 6), expected (2, 2, 4, 4)", X, X, LOCAL),
    *case(["linear_to_conv"], ValueError, "weight takes 6 features but in_shape (1, 2, 2) has 4", np.zeros((3, 6)), (1, 2, 2)),
    *case(["linear_to_conv"], ValueError, "in_shape is (2, 3), expected (C, H, W)", np.zeros((3, 6)), (2, 3)),
    *case(["linear_to_conv_backward"], ValueError, "dy has shape (2, 4, 6, 6), expected (3, 1, 2, 3)", X, np.zeros((3, 6)), (1, 2, 3)),
    *case(["conv_to_linear"], ValueError, "weight has 4 input channels but in_shape is (3, 6, 6)", W, (3, 6, 6)),
    *case(["conv_to_linear"], ValueError, "kernel_size 3 is larger than the padded input, 2", W, (4, 2, 2)),
    *case(["conv_to_linear"], TypeError, "in_shape is 6.0, expected an int", W, (4, 6.0, 6)),
    *case(["conv_to_linear_backward"], ValueError, "dy has shape (2, 2), expected (64, 144)", np.eye(2), W, (4, 6, 6)),
    *case(["output_size"], ValueError, "mode is 'round'", 10, 3, mode="round"),
    *case(["output_size"], ValueError, "leaves a rest of 1", 10, 3, stride=2, mode="strict"),
    *case(["output_size"], ValueError, "kernel_size 11 is larger than the padded input, 10", 10, 11),
    *case(["output_size"], TypeError, "size is '10', expected an int", "10", 3),
    *case(["gradient_check"], TypeError, "f is a int", 3, [], []),
    *case(["gradient_check"], ValueError, "1 arrays but 0 gradients", sum, [X], []),
    *case(["gradient_check"], TypeError, "arrays[0] is float32", sum, [np.zeros(1, np.float32)], [X]),
    *case(["gradient_check"], ValueError, "eps is 0", sum, [], [], 0),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "error", "said", "arguments", "options"),
    TABLE,
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_bad_input_is_refused(name, error, said, arguments, options):
    call = partial(getattr(ref, name), *arguments, **options)
    assert_refused(call, error, f"^{name}: .*{re.escape(said)}")


SUBMODULES = {"filters", "layers", "optim", "preprocess"}


def test_every_public_function_is_in_the_table():
    assert {row[0] for row in TABLE} == set(ref.__all__) - SUBMODULES


FORWARDS = {
    "conv2d": lambda x: ref.conv2d(x, np.ones((2, 3, 3, 3)), padding=1),
    "conv2d_backward": lambda x: ref.conv2d_backward(x[:, :1], x, np.ones((1, 3, 3, 3)), padding=1)[0],
    "conv2d_naive": lambda x: ref.conv2d_naive(x, np.ones((2, 3, 3, 3)), stride=2),
    "conv2d_im2col": lambda x: ref.conv2d_im2col(x, np.ones((2, 3, 3, 3)), padding=1),
    "conv2d_fft": lambda x: ref.conv2d_fft(x, np.ones((2, 3, 3, 3)), padding=1),
    "conv2d_winograd": lambda x: ref.conv2d_winograd(x, np.ones((2, 3, 3, 3)), padding=1),
    "conv2d, 1 x 1": lambda x: ref.conv2d(x, np.ones((2, 3, 1, 1))),
    "conv2d_backward, strided": lambda x: ref.conv2d_backward(x, x, np.ones((3, 3, 1, 1)))[1],
    "conv_transpose2d": lambda x: ref.conv_transpose2d(x, np.ones((3, 2, 3, 3)), stride=2),
    "conv_transpose2d_backward": lambda x: ref.conv_transpose2d_backward(x, x, np.ones((3, 3, 1, 1)))[1],
    "im2col": lambda x: ref.im2col(x, 3),
    "im2col_backward": lambda x: ref.im2col_backward(x.reshape(len(x), 3, 36), x, 1),
    "col2im": lambda x: ref.col2im(x.reshape(len(x), 3, 36), 6, 1),
    "locally_connected2d": lambda x: ref.locally_connected2d(x, np.ones((4, 4, 2, 3, 3, 3))),
    "locally_connected2d_backward": lambda x: ref.locally_connected2d_backward(x, x, np.ones((6, 6, 3, 3, 1, 1)))[1],
    "linear_to_conv": lambda x: ref.linear_to_conv(x[0, 0], (6, 1, 1)),
    "conv_to_linear": lambda x: ref.conv_to_linear(x, (3, 6, 6)),
    "max_pool2d_backward": lambda x: ref.max_pool2d_backward(x, x, 1),
    "avg_pool2d_backward": lambda x: ref.avg_pool2d_backward(x, x, 1),
    "max_unpool2d": lambda x: ref.max_unpool2d(x, np.arange(36).reshape(6, 6) + np.zeros(x.shape, int), 1),
    "max_unpool2d_backward": lambda x: ref.max_unpool2d_backward(x, x, np.arange(36).reshape(6, 6) + np.zeros(x.shape, int), 1),
    "global_avg_pool2d": ref.global_avg_pool2d,
    "global_avg_pool2d_backward": lambda x: ref.global_avg_pool2d_backward(x[..., :1, :1], x),
    "lp_pool2d": lambda x: ref.lp_pool2d(x, 2, 2),
    "lp_pool2d_backward": lambda x: ref.lp_pool2d_backward(x, x, 2, 1),
    "stochastic_pool2d_backward": lambda x: ref.stochastic_pool2d_backward(x, ref.stochastic_pool2d(np.ones(x.shape), 1, rng=np.random.default_rng(0))[1]),
    "subsample2d": lambda x: ref.subsample2d(x, np.ones(3), np.ones(3)),
    "subsample2d_backward": lambda x: ref.subsample2d_backward(x, x, np.ones(3), 1)[0],
    "correlate2d": lambda x: ref.correlate2d(x[0, 0], x[0, 0], "full"),
    "correlate2d_backward": lambda x: ref.correlate2d_backward(x[0, 0], x[0, 0], np.ones((1, 1)))[0],
    "max_pool2d": lambda x: ref.max_pool2d(x, 2),
    "avg_pool2d": lambda x: ref.avg_pool2d(x, 2),
    "relu": ref.relu,
    "leaky_relu": ref.leaky_relu,
    "prelu": lambda x: ref.prelu(x, np.array([0.25, 0.5, -1])),
    "prelu_backward": lambda x: ref.prelu_backward(x, x, np.array([0.25, 0.5, -1]))[0],
    "rrelu": lambda x: ref.rrelu(x, training=True, rng=np.random.default_rng(0))[0],
    "dropout": lambda x: ref.dropout(x, 0.3, rng=np.random.default_rng(0))[0],
    "dropout_backward": lambda x: ref.dropout_backward(x, x),
    "batch_norm": lambda x: ref.batch_norm(x, np.zeros(3), np.ones(3)),
    "batch_norm, training": lambda x: ref.batch_norm(x, None, None, training=True)[0],
    "batch_norm_backward": lambda x: ref.batch_norm_backward(x**2, x, None, None, training=True)[0],
    "local_response_norm": lambda x: ref.local_response_norm(x, 2),
    "local_response_norm_backward": lambda x: ref.local_response_norm_backward(x, x, 2),
    "mse_loss": lambda x: ref.mse_loss(x, np.ones_like(x)),
    "mse_loss_backward": lambda x: ref.mse_loss_backward(1.0, x, np.ones_like(x)),
    "rbf": lambda x: ref.rbf(x[0, 0], np.eye(6)),
    "rbf_backward": lambda x: ref.rbf_backward(x[0, 0], x[0, 0], np.eye(6))[0],
    "softmax": ref.softmax,
    "linear": lambda x: ref.linear(x, np.ones((2, 6))),
}  # fmt: skip


@pytest.mark.parametrize("name", FORWARDS)
@pytest.mark.parametrize("layout", ["fortran", "strided", "read-only"])
def test_any_memory_layout_is_accepted_and_nothing_is_changed(name, layout):
    plain = np.random.default_rng(0).standard_normal((2, 3, 6, 6))
    x = {
        "fortran": np.asfortranarray(plain),
        "strided": np.repeat(plain, 2, axis=3)[..., ::2],
        "read-only": plain.copy(),
    }[layout]
    if layout == "read-only":
        x.setflags(write=False)
    np.testing.assert_allclose(FORWARDS[name](x), FORWARDS[name](plain), rtol=1e-12)
    np.testing.assert_array_equal(x, plain)


@pytest.mark.parametrize("name", FORWARDS)
def test_nan_passes_through(name):
    x = np.full((1, 3, 6, 6), np.nan)
    assert np.isnan(FORWARDS[name](x)).all()
