"""A question answered by numbers: what a kernel answers to simple pictures."""

import numpy as np

PARTS = {"constant": 1, "ramp": 2, "bright cell": 1}
LIKE = (0, 0, 0)


def variant(rng):
    w = rng.integers(-3, 4, size=(3, 3))
    w[1, 1] += 5 - w.sum()  # the constant is answered by something
    if w[:, 2].sum() == w[:, 0].sum():
        w[0, 2] += 1
    if w[0, 0] == w[2, 2]:
        w[0, 0] += 2
    return {"w": w.tolist(), "level": int(rng.integers(2, 7)), "slope": int(rng.integers(2, 5))}


def solution(w, level, slope):
    w = np.array(w)
    ramp = slope * np.array([-1, 0, 1])[None, :] * np.ones((3, 1))
    return int(level * w.sum()), int((w * ramp).sum()), int(w[0, 0])


def wrong_kernel_turned(w, level, slope):
    constant, ramp, _ = solution(w, level, slope)
    return constant, -ramp, w[2][2]


def wrong_down_instead_of_across(w, level, slope):
    constant, _, cell = solution(w, level, slope)
    turned = np.array(w).T.tolist()
    return constant, solution(turned, level, slope)[1] + slope, cell


def wrong_level_forgotten(w, level, slope):
    return int(np.sum(w)), *solution(w, level, slope)[1:]
