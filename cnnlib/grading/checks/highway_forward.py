"""A highway layer, forward."""

import cnnlib.reference as ref

HINTS = (
    "Three parts: what a plain layer makes, h; the gate t, between 0 and 1; and the input x.",
    "h = relu(x @ wh.T + bh) and t = 1 / (1 + exp(-(x @ wt.T + bt))), both of x's shape.",
    "Where t is 1 the result is h, where it is 0 it is x: h * t + x * (1 - t).",
)


def cases(rng):
    for samples, units, bias in [
        (1, 1, 0.0),
        (2, 3, 0.0),
        (4, 5, -1.0),
        (3, 2, -40.0),
        (3, 2, 40.0),
    ]:
        yield {
            "x": rng.standard_normal((samples, units)),
            "wh": rng.standard_normal((units, units)),
            "bh": rng.standard_normal(units),
            "wt": rng.standard_normal((units, units)),
            "bt": bias + rng.standard_normal(units),
        }


def describe(x, wh, bh, wt, bt):
    return f"x of shape {x.shape}, bt about {bt.mean():.0f}"


def solution(x, wh, bh, wt, bt):
    # As the carried x and what changes it: x + t (h - x).
    changed = ref.relu(ref.linear(x, wh, bh)) - x
    return x + ref.sigmoid(ref.linear(x, wt, bt)) * changed
