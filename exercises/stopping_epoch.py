"""Early stopping with patience."""

import math


def solution(losses, patience):
    best = 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        if k - best == patience:
            break
    return k, best


def right_with_a_counter(losses, patience):
    lowest, best, waited = math.inf, None, 0
    for k in range(len(losses)):
        if losses[k] < lowest:
            lowest, best, waited = losses[k], k, 0
        else:
            waited += 1
            if waited == patience:
                return k, best
    return len(losses) - 1, best


def right_by_looking_back(losses, patience):
    for k in range(patience, len(losses)):
        if min(losses[k - patience + 1 : k + 1]) >= min(losses[: k - patience + 1]):
            return k, losses.index(min(losses[: k + 1]))
    return len(losses) - 1, losses.index(min(losses))


def wrong_patience_never_renewed(losses, patience):
    best, waited = 0, 0
    for k, loss in enumerate(losses):
        if loss < losses[best]:
            best = k
        elif k:
            waited += 1
        if waited == patience:
            break
    return k, best


def wrong_compared_with_the_one_before(losses, patience):
    waited = 0
    for k in range(1, len(losses)):
        waited = waited + 1 if losses[k] >= losses[k - 1] else 0
        if waited == patience:
            return k, losses.index(min(losses[: k + 1]))
    return len(losses) - 1, losses.index(min(losses))


def wrong_one_too_patient(losses, patience):
    return solution(losses, patience + 1)


def wrong_equal_is_better(losses, patience):
    best = 0
    for k, loss in enumerate(losses):
        if loss <= losses[best]:
            best = k
        if k - best == patience:
            break
    return k, best


def wrong_best_of_all(losses, patience):
    return solution(losses, patience)[0], losses.index(min(losses))


def wrong_never_stops(losses, patience):
    return len(losses) - 1, losses.index(min(losses))


def wrong_counted_from_one(losses, patience):
    stop, best = solution(losses, patience)
    return stop + 1, best + 1


def wrong_stop_only(losses, patience):
    return solution(losses, patience)[0]
