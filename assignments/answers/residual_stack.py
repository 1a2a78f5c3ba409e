"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(x, first, second, keep, *, bend, scale):
    x = x.copy()
    for k in range(len(first)):
        if keep[k]:
            inside = np.maximum(x, 0) if bend == "before" else x
            inside = np.maximum(inside @ first[k].T, 0) @ second[k].T
            x = x + scale * inside
            if bend == "after":
                x = np.maximum(x, 0)
    return x


def right_by_einsum(x, first, second, keep, *, bend, scale):
    y = np.array(x)
    for a, b in zip(first[keep], second[keep], strict=True):
        start = y.clip(min=0) if bend == "before" else y
        branch = np.einsum("oi,ni->no", b, np.einsum("oi,ni->no", a, start).clip(min=0))
        y = y + scale * branch
        y = y.clip(min=0) if bend == "after" else y
    return y


def right_vector_by_vector(x, first, second, keep, *, bend, scale):
    rows = []
    for row in x:
        for a, b, kept in zip(first, second, keep, strict=True):
            if kept and bend == "before":
                row = row + scale * (b @ np.maximum(a @ np.maximum(row, 0), 0))
            elif kept:
                row = np.maximum(row + scale * (b @ np.maximum(a @ row, 0)), 0)
        rows.append(row)
    return np.stack(rows)


def wrong_no_shortcut(x, first, second, keep, *, bend, scale):
    for a, b in zip(first[keep], second[keep], strict=True):
        x = scale * np.maximum(x @ a.T, 0) @ b.T
    return x.copy()


def wrong_bend_otherwise(x, first, second, keep, *, bend, scale):
    other = "after" if bend == "before" else "before"
    return solution(x, first, second, keep, bend=other, scale=scale)


def wrong_nothing_left_out(x, first, second, keep, *, bend, scale):
    return solution(x, first, second, np.ones_like(keep), bend=bend, scale=scale)


def wrong_left_out_is_zero(x, first, second, keep, *, bend, scale):
    y = solution(x, first, second, keep, bend=bend, scale=scale)
    return y if keep.all() else 0 * y


def wrong_matrices_turned(x, first, second, keep, *, bend, scale):
    turned = first.transpose(0, 2, 1), second.transpose(0, 2, 1)
    return solution(x, *turned, keep, bend=bend, scale=scale)


def wrong_matrices_exchanged(x, first, second, keep, *, bend, scale):
    return solution(x, second, first, keep, bend=bend, scale=scale)
