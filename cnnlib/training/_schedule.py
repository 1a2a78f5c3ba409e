"""Learning rate and early stopping, as functions of what has happened so far.

Nothing is counted along the way, so that a resumed run cannot count differently.
"""

import math

__all__ = ["learning_rate", "stalls"]


def learning_rate(settings, step, last_step, epoch, steps_per_epoch, accuracies):
    """The learning rate of one update.

    Parameters
    ----------
    settings : Settings
    step, last_step : int
        Number of updates before this one, and of all that the run will make.
    epoch : int
        Number of whole epochs before this update.
    steps_per_epoch : int
    accuracies : list of float
        Validation accuracy after each of those epochs.

    Examples
    --------
    >>> from cnnlib._settings import Settings
    >>> [round(learning_rate(Settings(lr=1), step, 4, 0, 4, []), 3) for step in range(4)]
    [1.0, 0.854, 0.5, 0.146]
    >>> steps = Settings(lr=1, schedule="step", milestones=(1, 3), warmup=1)
    >>> [round(learning_rate(steps, k, 8, k // 2, 2, []), 3) for k in range(8)]
    [0.5, 1.0, 0.1, 0.1, 0.1, 0.1, 0.01, 0.01]
    >>> stalled = Settings(lr=1, schedule="plateau", patience=2)
    >>> learning_rate(stalled, 6, 8, 3, 2, [0.7, 0.7, 0.6])
    0.1
    """
    lr = settings.lr
    if settings.schedule == "cosine":
        lr *= (1 + math.cos(math.pi * step / last_step)) / 2
    elif settings.schedule == "step" and settings.milestones:
        lr *= settings.gamma ** sum(epoch >= milestone for milestone in settings.milestones)
    elif settings.schedule == "step":
        lr *= settings.gamma ** (epoch // settings.step_size)
    elif settings.schedule == "plateau":
        lr *= settings.gamma ** stalls(accuracies, settings.patience)
    rising = settings.warmup * steps_per_epoch
    return lr * min(1, (step + 1) / rising) if rising else lr


def stalls(accuracies, patience):
    """How often validation accuracy did not pass its best for ``patience`` epochs on end.

    Examples
    --------
    >>> stalls([0.5, 0.6, 0.6, 0.5, 0.6, 0.6], patience=2)
    2
    """
    best, waited, count = -math.inf, 0, 0
    for accuracy in accuracies:
        waited = 0 if accuracy > best else waited + 1
        best = max(best, accuracy)
        if waited == patience:
            waited, count = 0, count + 1
    return count
