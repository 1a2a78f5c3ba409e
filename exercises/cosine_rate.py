"""A schedule for the learning rate: up on a line, down on half a cosine."""

import math

import numpy as np


def solution(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    t = (step - warmup) / (steps - warmup)  # from 0 towards 1
    return lr * (1 + math.cos(math.pi * t)) / 2


def right_half_angle(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * np.cos(np.pi / 2 * (step - warmup) / (steps - warmup)) ** 2


def right_by_a_table(step, steps, lr, warmup=0):
    table = [lr * k / warmup for k in range(1, warmup + 1)]
    rest = steps - warmup
    table += [lr * (0.5 + 0.5 * math.cos(math.pi * k / rest)) for k in range(rest)]
    return table[step]


def wrong_warmup_from_zero(step, steps, lr, warmup=0):
    return lr * step / warmup if step < warmup else solution(step, steps, lr, warmup)


def wrong_warmup_ignored(step, steps, lr, warmup=0):
    return lr * (1 + math.cos(math.pi * step / steps)) / 2


def wrong_cosine_not_shifted(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (1 + math.cos(math.pi * step / steps)) / 2


def wrong_whole_cosine(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (1 + math.cos(2 * math.pi * (step - warmup) / (steps - warmup))) / 2


def wrong_straight_line(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (1 - (step - warmup) / (steps - warmup))


def wrong_last_step_zero(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (1 + math.cos(math.pi * (step - warmup) / max(1, steps - 1 - warmup))) / 2


def wrong_degrees(step, steps, lr, warmup=0):
    if step < warmup:
        return lr * (step + 1) / warmup
    return lr * (1 + math.cos(180 * (step - warmup) / (steps - warmup))) / 2


def wrong_share_of_the_rate(step, steps, lr, warmup=0):
    return solution(step, steps, 1.0, warmup)
