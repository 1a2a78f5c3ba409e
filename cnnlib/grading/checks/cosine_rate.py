"""A schedule for the learning rate: up on a line, down on half a cosine."""

import numpy as np

HINTS = (
    "Two cases: step < warmup, and the rest.",
    "In the first, count the steps from 1: (step + 1) / warmup of the rate.",
    "In the second, let t = (step - warmup) / (steps - warmup), which runs from 0 towards 1; the "
    "rate is lr * (1 + cos(pi t)) / 2.",
)


def cases(rng):
    for steps, warmup in [(10, 0), (10, 3), (7, 1), (100, 10), (5, 4)]:
        for step in {0, max(0, warmup - 1), warmup, (steps + warmup) // 2, steps - 1}:
            lr = float(rng.uniform(0.01, 2))
            yield {"step": step, "steps": steps, "lr": lr, "warmup": warmup}


def describe(step, steps, lr, warmup):
    return f"step {step} of {steps}, lr {lr:.3g}, warmup {warmup}"


def solution(step, steps, lr, warmup=0):
    # The whole schedule at once, and the one that is asked for.
    rising = np.linspace(0, 1, warmup + 1)[1:]
    falling = np.cos(np.linspace(0, np.pi / 2, steps - warmup + 1)[:-1]) ** 2
    return float(lr * np.concatenate([rising, falling])[step])
