"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(w, gradients, *, method, lr):
    w = w.copy()
    kept = np.zeros(w.shape)
    for gradient in gradients:
        if method == "momentum, with decay apart":
            kept = 0.9 * kept + gradient
            w = w - lr * kept - lr * 0.01 * w
            continue
        square = gradient**2
        kept = kept + square if method == "AdaGrad" else 0.9 * kept + 0.1 * square
        w = w - lr * gradient / (np.sqrt(kept) + 1e-8)
    return w


def right_in_place(w, gradients, *, method, lr):
    w, kept = np.array(w), np.zeros_like(w)
    for g in gradients:
        if method == "AdaGrad":
            kept += g * g
            w -= lr * g / (kept**0.5 + 1e-8)
        elif method == "RMSprop":
            kept += 0.1 * (g * g - kept)
            w -= lr * g / (kept**0.5 + 1e-8)
        else:
            kept = g + 0.9 * kept
            w *= 1 - lr * 0.01
            w -= lr * kept
    return w


def right_weight_by_weight(w, gradients, *, method, lr):
    out = np.zeros(w.shape)
    for place in np.ndindex(w.shape):
        value, kept = float(w[place]), 0.0
        for step in range(len(gradients)):
            g = float(gradients[(step, *place)])
            if method == "AdaGrad":
                kept += g * g
            elif method == "RMSprop":
                kept = 0.9 * kept + 0.1 * g * g
            else:
                kept = 0.9 * kept + g
                value -= lr * (kept + 0.01 * value)
                continue
            value -= lr * g / (kept**0.5 + 1e-8)
        out[place] = value
    return out


def wrong_plain_steps(w, gradients, *, method, lr):
    return w - lr * gradients.sum(axis=0)


def wrong_other_method(w, gradients, *, method, lr):
    other = "RMSprop" if method == "AdaGrad" else "AdaGrad"
    return solution(w, gradients, method=other, lr=lr)


def wrong_nothing_kept(w, gradients, *, method, lr):
    for gradient in gradients:
        w = solution(w, gradient[None], method=method, lr=lr)
    return w + 1e-3 * (len(gradients) == 1)


def wrong_other_rate(w, gradients, *, method, lr):
    return solution(w, gradients, method=method, lr=10 * lr)


def wrong_uphill(w, gradients, *, method, lr):
    return solution(w, -gradients, method=method, lr=lr)


def wrong_argument_changed(w, gradients, *, method, lr):
    w[:] = solution(w, gradients, method=method, lr=lr)
    return w.copy()
