"""A dense block without normalisation."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "Keep one array of all maps so far; at first it is x. Each layer makes new maps of it.",
    "The new maps are conv2d(relu(maps), weight, padding=1): the ReLU comes first, and it is not "
    "kept. What is put behind the old maps has not been through a ReLU.",
    "maps = np.concatenate([maps, new], axis=1), for one weight after the other; return maps.",
)


def cases(rng):
    for samples, channels, growth, side in [
        (1, 1, [1], (3, 3)),
        (2, 3, [2, 2, 2], (4, 5)),
        (1, 2, [3, 3], (1, 1)),
        (3, 4, [1, 1, 1, 1], (5, 2)),
        (1, 2, [2, 1, 3], (4, 4)),  # layers may add different numbers of maps
    ]:
        seen = [channels + sum(growth[:j]) for j in range(len(growth))]
        weights = [
            rng.standard_normal((k, c, 3, 3)) / np.sqrt(9 * c)
            for k, c in zip(growth, seen, strict=True)
        ]
        yield {"x": rng.standard_normal((samples, channels, *side)), "weights": weights}


def describe(x, weights):
    return f"x of shape {x.shape}, weights of shapes {[weight.shape for weight in weights]}"


def solution(x, weights):
    # Without a concatenation before the end: each layer adds up what it makes of each source.
    sources = [x]
    for weight in weights:
        ends = np.cumsum([source.shape[1] for source in sources])
        parts = np.split(weight, ends[:-1], axis=1)
        pairs = zip(sources, parts, strict=True)
        sources.append(sum(ref.conv2d(ref.relu(s), part, padding=1) for s, part in pairs))
    return np.concatenate(sources, axis=1)
