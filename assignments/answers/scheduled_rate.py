"""A question answered by numbers: a learning rate after warm-up and steps."""

PARTS = {"warm-up": 1, "middle": 1, "end": 1}
LIKE = (0, 0, 0)


def variant(rng):
    return {
        "lr": float(rng.choice([0.4, 0.8, 1.6])),
        "warmup": int(rng.choice([4, 5, 8])),
        "every": int(rng.choice([20, 30])),
        "factor": float(rng.choice([0.1, 0.5])),
    }


def solution(lr, warmup, every, factor):
    """At epochs 1, `every` and 2 * every, counted from 0; in warm-up lr * (epoch + 1) / warmup."""
    return lr * 2 / warmup, lr * factor, lr * factor**2


def wrong_from_zero(lr, warmup, every, factor):
    _, middle, end = solution(lr, warmup, every, factor)
    return lr / warmup, middle, end


def wrong_one_drop_late(lr, warmup, every, factor):
    return lr * 2 / warmup, lr, lr * factor
