"""One step of gradient descent with Nesterov's momentum and weight decay."""

import numpy as np


def solution(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + g
    return w - lr * (g + momentum * v), v


def right_written_out(w, v, g, lr, momentum, weight_decay=0.0):
    decayed = g + weight_decay * w
    step = decayed * (1 + momentum) + momentum**2 * v
    return w - lr * step, momentum * v + decayed


def right_one_by_one(w, v, g, lr, momentum, weight_decay=0.0):
    new_w, new_v = np.empty_like(w), np.empty_like(v)
    for place in np.ndindex(w.shape):
        gradient = g[place] + weight_decay * w[place]
        new_v[place] = momentum * v[place] + gradient
        new_w[place] = w[place] - lr * gradient - lr * momentum * new_v[place]
    return new_w, new_v


def wrong_uphill(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + g
    return w + lr * (g + momentum * v), v


def wrong_plain_momentum(w, v, g, lr, momentum, weight_decay=0.0):
    v = momentum * v + g + weight_decay * w
    return w - lr * v, v


def wrong_old_velocity(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    return w - lr * (g + momentum * v), momentum * v + g


def wrong_decay_forgotten(w, v, g, lr, momentum, weight_decay=0.0):
    v = momentum * v + g
    return w - lr * (g + momentum * v), v


def wrong_decay_in_the_velocity_only(w, v, g, lr, momentum, weight_decay=0.0):
    v = momentum * v + g + weight_decay * w
    return w - lr * (g + momentum * v), v


def wrong_rate_in_the_velocity(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + lr * g
    return w - lr * g - momentum * v, v


def wrong_running_mean(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    v = momentum * v + (1 - momentum) * g
    return w - lr * (g + momentum * v), v


def wrong_in_place(w, v, g, lr, momentum, weight_decay=0.0):
    g = g + weight_decay * w
    v *= momentum
    v += g
    w -= lr * (g + momentum * v)
    return w, v


def wrong_weights_only(w, v, g, lr, momentum, weight_decay=0.0):
    return solution(w, v, g, lr, momentum, weight_decay)[0]
