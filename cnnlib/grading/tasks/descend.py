"""The weights after several steps of an optimiser, for given gradients."""

import numpy as np

PARTS = {"one step": 2, "several steps": 4, "many weights": 2}


def variant(rng):
    return {
        "method": str(rng.choice(["AdaGrad", "RMSprop", "momentum, with decay apart"])),
        "lr": float(rng.choice([0.1, 0.05, 0.02])),
    }


def cases(rng, method, lr):
    for part, steps, shape in [
        ("one step", 1, (3,)),
        ("several steps", 4, (3,)),
        ("several steps", 7, (2, 2)),
        ("many weights", 5, (2, 3, 4)),
    ]:
        yield (
            part,
            {"w": rng.standard_normal(shape), "gradients": rng.standard_normal((steps, *shape))},
        )


def describe(w, gradients):
    return f"w {w.shape}, {len(gradients)} gradients"


def solution(w, gradients, method, lr):
    w, state = w.copy(), np.zeros_like(w)
    for g in gradients:
        if method == "AdaGrad":
            state = state + g * g
            w = w - lr * g / (np.sqrt(state) + 1e-8)
        elif method == "RMSprop":
            state = 0.9 * state + 0.1 * g * g
            w = w - lr * g / (np.sqrt(state) + 1e-8)
        else:
            state = 0.9 * state + g
            w = w - lr * state - lr * 0.01 * w
    return w
