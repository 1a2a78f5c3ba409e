"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import numpy as np
import pytest

import cnnlib.reference as ref

X = np.zeros((2, 4, 6, 6))
W = np.zeros((4, 4, 3, 3))
CONVOLUTIONS = ["conv2d", "conv2d_naive", "conv2d_im2col"]
POOLINGS = ["max_pool2d", "avg_pool2d"]
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
    with pytest.raises(error) as raised:
        getattr(ref, name)(*arguments, **options)
    assert str(raised.value).startswith(f"{name}: ") and said in str(raised.value)


def test_every_public_function_is_in_the_table():
    assert {row[0] for row in TABLE} == set(ref.__all__) - {"layers", "optim"}


FORWARDS = {
    "conv2d": lambda x: ref.conv2d(x, np.ones((2, 3, 3, 3)), padding=1),
    "conv2d_backward": lambda x: ref.conv2d_backward(x[:, :1], x, np.ones((1, 3, 3, 3)), padding=1)[0],
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
