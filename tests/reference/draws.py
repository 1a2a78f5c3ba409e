"""What hypothesis draws: the configurations of convolutions and poolings."""

import numpy as np
from hypothesis import strategies as st


@st.composite
def pairs(draw, low, high):
    """An int or a pair: both forms of every size argument."""
    if draw(st.booleans()):
        return draw(st.integers(low, high))
    return draw(st.tuples(st.integers(low, high), st.integers(low, high)))


def as_pair(value):
    return value if isinstance(value, tuple) else (value, value)


def smallest_input(kernel_size, padding, dilation):
    """The smallest height and width that a dilated kernel fits into, padding included."""
    sizes = zip(*map(as_pair, (kernel_size, padding, dilation)), strict=True)
    return [max(1, d * (k - 1) + 1 - 2 * p) for k, p, d in sizes]


@st.composite
def convolutions(draw):
    """Arguments of conv2d: x, weight, bias or None, and its options."""
    groups = draw(st.integers(1, 3))
    kernel_size = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    options = {
        "stride": draw(pairs(1, 3)),
        "padding": draw(st.one_of(pairs(0, 3), st.sampled_from(["valid", "same"]))),
        "dilation": draw(pairs(1, 3)),
        "groups": groups,
    }
    if options["padding"] == "same":
        options["stride"] = 1
    known = options["padding"] if not isinstance(options["padding"], str) else 0
    height, width = smallest_input(kernel_size, known, options["dilation"])
    channels, outputs = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x_shape = (
        draw(st.integers(0, 3)),
        channels,
        height + draw(st.integers(0, 6)),
        width + draw(st.integers(0, 6)),
    )
    x = rng.standard_normal(x_shape)
    weight = rng.standard_normal((outputs, channels // groups, *kernel_size))
    bias = rng.standard_normal(outputs) if draw(st.booleans()) else None
    return x, weight, bias, options


@st.composite
def three_by_three(draw):
    """Arguments of conv2d that Winograd's algorithm takes."""
    groups = draw(st.integers(1, 3))
    padding = draw(st.one_of(pairs(0, 3), st.sampled_from(["same", "valid"])))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.integers(3, 12)), draw(st.integers(3, 12))
    channels, outputs = groups * draw(st.integers(1, 3)), groups * draw(st.integers(1, 3))
    x = rng.standard_normal((draw(st.integers(0, 3)), channels, *size))
    weight = rng.standard_normal((outputs, channels // groups, 3, 3))
    bias = rng.standard_normal(outputs) if draw(st.booleans()) else None
    return x, weight, bias, {"padding": padding, "groups": groups}


@st.composite
def unfoldings(draw):
    """Arguments of im2col: x and its options."""
    kernel_size = draw(pairs(1, 4))
    options = {
        "dilation": draw(pairs(1, 3)),
        "padding": draw(pairs(0, 3)),
        "stride": draw(pairs(1, 3)),
    }
    height, width = smallest_input(kernel_size, options["padding"], options["dilation"])
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (
        draw(st.integers(0, 3)),
        draw(st.integers(1, 3)),
        height + draw(st.integers(0, 6)),
        width + draw(st.integers(0, 6)),
    )
    return rng.standard_normal(shape), kernel_size, options


@st.composite
def poolings(draw, dilated):
    """Arguments of a pooling: x (with ties) and its options."""
    kernel_size = draw(pairs(1, 4))
    dilation = draw(pairs(1, 3)) if dilated else 1
    reach = [d * (k - 1) + 1 for k, d in zip(as_pair(kernel_size), as_pair(dilation), strict=True)]
    padding = tuple(draw(st.integers(0, r // 2)) for r in reach)
    # torch asks for padding <= kernel_size / 2 where there is dilation, or else in every case.
    padding = tuple(min(p, k // 2) for p, k in zip(padding, as_pair(kernel_size), strict=True))
    options = {
        "kernel_size": kernel_size,
        "stride": draw(st.one_of(st.none(), pairs(1, 3))),
        "padding": padding,
        "ceil_mode": draw(st.booleans()),
    }
    if dilated:
        options["dilation"] = dilation
    height, width = smallest_input(kernel_size, padding, dilation)
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shape = (
        draw(st.integers(0, 2)),
        draw(st.integers(1, 3)),
        height + draw(st.integers(0, 7)),
        width + draw(st.integers(0, 7)),
    )
    return rng.integers(-4, 5, shape).astype(np.float64), options


@st.composite
def normalisations(draw):
    """Arguments of batch_norm: x, two running arrays or None, weight and bias or None, options."""
    shape = draw(st.lists(st.integers(1, 5), min_size=2, max_size=5))
    shape[0] = draw(st.integers(0, 5))
    training = draw(st.booleans())
    if training and shape[0] * int(np.prod(shape[2:])) == 1:
        shape[0] = 2
    channels = shape[1]
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x = rng.standard_normal(shape) * draw(st.sampled_from([0.01, 1.0, 100.0]))
    x += 10 * rng.standard_normal((channels, *[1] * (len(shape) - 2)))
    running = rng.standard_normal(channels), rng.uniform(0.1, 2, channels)
    if training and draw(st.booleans()):
        running = None, None
    weight, bias = (rng.standard_normal(channels) if draw(st.booleans()) else None for _ in "wb")
    options = {
        "training": training,
        "momentum": draw(st.sampled_from([0.0, 0.1, 1.0])),
        "eps": draw(st.sampled_from([1e-5, 1e-3, 1.0])),
    }
    return x, running, weight, bias, options


@st.composite
def planes(draw, minimum=0, maximum=3):
    """A batch of small pictures, (N, C, H, W)."""
    shape = (
        draw(st.integers(minimum, maximum)),
        draw(st.integers(1, 3)),
        draw(st.integers(1, 8)),
        draw(st.integers(1, 8)),
    )
    return np.random.default_rng(draw(st.integers(0, 2**32 - 1))).standard_normal(shape)
