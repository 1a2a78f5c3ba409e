"""Early stopping with patience."""

import numpy as np

HINTS = (
    "Walk through the losses and remember two things: the lowest so far, and where it was.",
    "A pass that does not go below the lowest so far, an equal one too, costs patience. How many "
    "such passes in a row there were is the distance from the place of the lowest.",
    "Stop at the first pass k with k - best == patience; without such a pass, at the last one.",
)


def cases(rng):
    yield {"losses": [3.0, 2.0, 1.0], "patience": 1}
    yield {"losses": [1.0, 2.0, 0.5], "patience": 1}
    yield {"losses": [1.0, 2.0, 0.5], "patience": 2}
    yield {"losses": [2.0, 2.0, 2.0, 2.0], "patience": 3}
    yield {"losses": [1.0], "patience": 2}
    yield {"losses": [5.0, 3.0, 4.0, 3.0, 3.5, 2.0, 9.0], "patience": 3}
    for patience in (1, 2, 3, 5):
        losses = np.round(3 / np.arange(1, 25) + rng.uniform(0, 0.6, 24), 1)
        yield {"losses": losses.tolist(), "patience": patience}


def describe(losses, patience):
    return f"losses {losses[:8]}{' ...' if len(losses) > 8 else ''}, patience {patience}"


def solution(losses, patience):
    # The lowest loss up to each pass, and the pass that first had it.
    lowest = np.minimum.accumulate(losses)
    best = np.array([int(np.argmax(np.array(losses) == low)) for low in lowest])
    out_of_patience = np.flatnonzero(np.arange(len(losses)) - best >= patience)
    stop = int(out_of_patience[0]) if len(out_of_patience) else len(losses) - 1
    return stop, int(best[stop])
