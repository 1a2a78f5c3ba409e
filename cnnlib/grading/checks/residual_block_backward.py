"""The gradient of a residual block for its input."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Go back as you came: through the last ReLU first. What is 0 after it sends nothing back.",
    "Call the gradient before the last ReLU g. An addition hands g to both of its sides, "
    "unchanged: one copy goes into the branch, one straight to x.",
    "Through the branch: g @ w2, times (h > 0), @ w1, where h = relu(x @ w1.T). Add g.",
)


def cases(rng):
    for samples, units, hidden, scale in [(1, 1, 1, 1), (2, 3, 3, 1), (4, 5, 2, 1), (3, 4, 6, 0)]:
        yield {
            "dy": rng.standard_normal((samples, units)),
            "x": rng.standard_normal((samples, units)),
            "w1": rng.standard_normal((hidden, units)),
            "w2": scale * rng.standard_normal((units, hidden)),
        }


def describe(dy, x, w1, w2):
    zero = ", all of w2 zero" if not w2.any() else ""
    return f"x of shape {x.shape}, w1 {w1.shape}, w2 {w2.shape}{zero}"


def solution(dy, x, w1, w2):
    # x and the hidden units side by side are the input of one layer, whose weights are [I, w2].
    hidden = ref.linear(x, w1)
    both = np.concatenate([x, ref.relu(hidden)], axis=1)
    weight = np.concatenate([np.eye(len(w2)), w2], axis=1)
    arriving = ref.relu_backward(dy, ref.linear(both, weight))
    dboth = ref.linear_backward(arriving, both, weight)[0]
    dx, dhidden = np.split(dboth, [x.shape[1]], axis=1)
    return dx + ref.linear_backward(ref.relu_backward(dhidden, hidden), x, w1)[0]
