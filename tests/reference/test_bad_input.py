"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import numpy as np
import pytest

import cnnlib.reference as ref

X = np.zeros((2, 4, 6, 6))
W = np.zeros((4, 4, 3, 3))
CONVOLUTIONS = ["conv2d", "conv2d_naive", "conv2d_im2col"]
POOLINGS = ["max_pool2d", "avg_pool2d"]


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
