"""One step of gradient descent with momentum and weight decay."""

import numpy as np


def solution(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + g
    return w - lr * v, v


def right_weights_shrunk_first(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    shrunk = w * (1 - lr * weight_decay)
    return shrunk - lr * (g + momentum * v), momentum * v + g + weight_decay * w


def right_one_by_one(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for place in np.ndindex(w.shape):
        new_v[place] = momentum * v[place] + g[place] + weight_decay * w[place]
        new_w[place] = w[place] - lr * new_v[place]
    return new_w, new_v


def wrong_uphill(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v = momentum * v + g + weight_decay * w
    return w + lr * v, v


def wrong_old_velocity(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    return w - lr * v, momentum * v + g + weight_decay * w


def wrong_decay_forgotten(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v = momentum * v + g
    return w - lr * v, v


def wrong_decay_past_the_velocity(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v = momentum * v + g
    return w - lr * (v + weight_decay * w), v


def wrong_rate_in_the_velocity(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v = momentum * v + lr * (g + weight_decay * w)
    return w - v, v


def wrong_running_mean(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v = momentum * v + (1 - momentum) * (g + weight_decay * w)
    return w - lr * v, v


def wrong_nesterov(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + g
    return w - lr * (g + momentum * v), v


def wrong_in_place(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    v *= momentum
    v += g + weight_decay * w
    w -= lr * v
    return w, v


def wrong_weights_only(w, v, g, lr, momentum=0.0, weight_decay=0.0):
    return w - lr * (momentum * v + g + weight_decay * w)
