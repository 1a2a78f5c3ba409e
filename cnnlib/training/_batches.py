"""Batches, made ahead in the background; every one is a function of seed and position alone."""

import os
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from itertools import islice

import numpy as np
import torch

from cnnlib._shapes import check_array

__all__ = ["Batches", "ahead", "generator", "prefetched"]

ORDER, AUGMENTATION, NETWORK = 1, 2, 3  # what a random number is for


def generator(purpose, *place):
    """The random numbers for a purpose at a place (seed, epoch, ...): always the same ones."""
    return np.random.default_rng((*place, purpose))


def ahead(x):
    """How many batches of pictures are made while one is used: more if files have to be read."""
    return 2 if isinstance(x, np.ndarray) else max(2, min(8, os.cpu_count()))


def prefetched(make, places, ahead=2):
    """``make(place)`` for each place in order, computed in threads while earlier ones are used.

    An error in ``make`` is raised where its result would have come.

    Examples
    --------
    >>> list(prefetched(lambda k: k * k, range(4)))
    [0, 1, 4, 9]
    """
    places = iter(places)
    pool = ThreadPoolExecutor(ahead)
    waiting = deque(pool.submit(make, place) for place in islice(places, ahead))
    try:
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(make, place) for place in islice(places, 1))
            yield result
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Batches:
    """The training pictures in batches, in a new order in each epoch.

    Parameters
    ----------
    data : pair (x, y)
    settings : Settings
    process : Process
    augment : callable or None
    pinned : bool
        Whether batches are put where a CUDA device can fetch them by itself.
    """

    def __init__(self, data, settings, process, augment, pinned):
        self.x, self.y = data
        self.count = -(-len(self.y) // settings.batch_size)  # in an epoch
        self.seed, self.accumulate = settings.seed, settings.accumulate
        self.process, self.augment, self.pinned = process, augment, pinned
        least, needed = len(self.y) // self.count, process.count * self.accumulate
        if least < needed:
            raise ValueError(
                f"fit: the smallest batch has {least} of {len(self.y)} pictures, expected at least "
                f"{needed}: processes {process.count}, accumulate {self.accumulate}"
            )

    def epoch(self, number, first, last):
        """The batches of an epoch, from ``first`` up to but without ``last``, if it has as many.

        Yields
        ------
        pair (size, parts)
            Pictures in the batch over all processes; this process's parts, pairs of tensors (x, y).
        """
        order = generator(ORDER, self.seed, number).permutation(len(self.y))
        batches = np.array_split(order, self.count)

        def make(place):
            share = self.process.share(batches[place])
            rng = generator(AUGMENTATION, self.seed, number, place, self.process.rank)
            parts = [self._part(chosen, rng) for chosen in np.array_split(share, self.accumulate)]
            return len(batches[place]), parts

        return prefetched(make, range(first, min(last, self.count)), ahead(self.x))

    def _part(self, chosen, rng):
        x = self.x[chosen]
        if self.augment is not None:
            x = self.augment(x, rng=rng)
            check_array("fit", "augment's result", x, 4, ("float32",))
            if len(x) != len(chosen):
                raise ValueError(
                    f"fit: augment's result has {len(x)} pictures, expected {len(chosen)}"
                )
        tensors = torch.from_numpy(np.ascontiguousarray(x)), torch.from_numpy(self.y[chosen])
        return [tensor.pin_memory() for tensor in tensors] if self.pinned else tensors
