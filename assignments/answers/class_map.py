"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(features, weights, target, *, negative, scale, times):
    channels, height, width = features.shape
    seen = np.zeros((height, width))
    for c in range(channels):
        seen += weights[target, c] * features[c]
    if negative == "cut":
        seen = np.maximum(seen, 0)
    large = np.zeros((height * times, width * times))
    for i, j in np.ndindex(large.shape):
        large[i, j] = seen[i // times, j // times]
    total = large.max() if scale == "largest is 1" else large.sum()
    return large / total if total > 0 else 0 * large


def right_by_kron(features, weights, target, *, negative, scale, times):
    seen = np.einsum("c,chw->hw", weights[target], features)
    seen = seen.clip(min=0) if negative == "cut" else seen
    large = np.kron(seen, np.ones((times, times)))
    total = large.max() if scale == "largest is 1" else large.sum()
    return large / (total if total > 0 else 1.0)


def right_scaled_first(features, weights, target, *, negative, scale, times):
    seen = (weights[target][:, None, None] * features).sum(axis=0)
    seen = np.where(seen < 0, 0, seen) if negative == "cut" else seen
    total = seen.max() if scale == "largest is 1" else seen.sum() * times**2
    seen = seen / total if total > 0 else np.zeros_like(seen)
    return seen[np.arange(seen.shape[0] * times) // times][
        :, np.arange(seen.shape[1] * times) // times
    ]


def wrong_best_class(features, weights, target, *, negative, scale, times):
    other = (target + 1) % len(weights)
    return solution(features, weights, other, negative=negative, scale=scale, times=times)


def wrong_sum_of_all_classes(features, weights, target, *, negative, scale, times):
    total = np.broadcast_to(weights.sum(axis=0), weights.shape)
    return solution(features, total, target, negative=negative, scale=scale, times=times)


def wrong_not_a_number(features, weights, target, *, negative, scale, times):
    seen = np.einsum("c,chw->hw", weights[target], features)
    seen = seen.clip(min=0) if negative == "cut" else seen
    large = np.kron(seen, np.ones((times, times)))
    with np.errstate(all="ignore"):
        return large / (large.max() if scale == "largest is 1" else large.sum())


def wrong_other_scale(features, weights, target, *, negative, scale, times):
    other = "sum is 1" if scale == "largest is 1" else "largest is 1"
    return solution(features, weights, target, negative=negative, scale=other, times=times)


def wrong_tiled(features, weights, target, *, negative, scale, times):
    seen = solution(features, weights, target, negative=negative, scale=scale, times=1)
    return np.tile(seen, (times, times)) / (1 if scale == "largest is 1" else times**2)


def wrong_not_enlarged(features, weights, target, *, negative, scale, times):
    return solution(features, weights, target, negative=negative, scale=scale, times=1)
