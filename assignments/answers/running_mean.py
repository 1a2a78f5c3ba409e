"""A question answered by numbers: what batch normalisation remembers."""

PARTS = {"mean": 2, "output": 2}
LIKE = (0, 0)


def variant(rng):
    return {
        "means": [int(n) for n in rng.choice([2, 4, 6, 8, 10], size=3, replace=False)],
        "momentum": float(rng.choice([0.1, 0.2, 0.25])),
        "x": int(rng.integers(11, 15)),
    }


def solution(means, momentum, x):
    """Running mean from 0, running variance taken as 4; the output for x in evaluation."""
    running = 0.0
    for mean in means:
        running = (1 - momentum) * running + momentum * mean
    return running, (x - running) / 2


def wrong_momentum_exchanged(means, momentum, x):
    return solution(means, 1 - momentum, x)


def wrong_plain_mean(means, momentum, x):
    mean = sum(means) / len(means)
    return mean, (x - mean) / 2
