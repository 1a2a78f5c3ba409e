"""What a data set is, and how pictures are divided among its parts."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Dataset", "stratified_split"]


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """Pictures with their classes, in three disjoint parts.

    Attributes
    ----------
    name : str
        What `cnnlib.data.load` was asked for.
    classes : tuple of str
        Names of the classes; label k means ``classes[k]``.
    train, validation, test : pair (x, y)
        ``x``: array of shape (N, C, size, size), float32 in [0, 1]; ``y``: array of shape (N,),
        int64 in [0, number of classes).
    scenes : dict or None
        For "shapes": part name -> list of `cnnlib.data.Scene`, in the order of that part.

    Examples
    --------
    >>> from cnnlib.data import load
    >>> load("shapes", n=60)
    Dataset 'shapes': 6 classes, images (3, 32, 32), 42 train + 6 validation + 12 test
    """

    name: str
    classes: tuple[str, ...]
    train: tuple[np.ndarray, np.ndarray]
    validation: tuple[np.ndarray, np.ndarray]
    test: tuple[np.ndarray, np.ndarray]
    scenes: dict | None = field(default=None)

    def __repr__(self):
        parts = " + ".join(
            f"{len(getattr(self, part)[1])} {part}" for part in ("train", "validation", "test")
        )
        shape = self.train[0].shape[1:]
        return f"Dataset {self.name!r}: {len(self.classes)} classes, images {shape}, {parts}"


def stratified_split(y, shares, seed):
    """Divide the places 0..N-1 at random so that every part has each class in its share.

    Parameters
    ----------
    y : array of shape (N,), int
        The class of each place.
    shares : sequence of float
        Shares of all parts but the first, which gets the rest: (0.1, 0.2) for 70/10/20. Of each
        class every part gets the rounded share, and at least one.
    seed : int

    Returns
    -------
    list of arrays, int64
        Places of each part, in random order; together every place once.

    Raises
    ------
    ValueError
        A class is too small to give one place to each part.

    Examples
    --------
    >>> [len(part) for part in stratified_split(np.repeat([0, 1], 50), (0.1, 0.2), seed=0)]
    [70, 10, 20]
    """
    rng = np.random.default_rng(seed)
    parts = [[] for _ in range(len(shares) + 1)]
    for label in np.unique(y):
        places = rng.permutation(np.flatnonzero(y == label))
        counts = [max(1, round(share * len(places))) for share in shares]
        if sum(counts) >= len(places):
            raise ValueError(
                f"stratified_split: class {label} has {len(places)} members, "
                f"expected at least {len(shares) + 1}"
            )
        ends = np.cumsum(counts)
        pieces = np.split(places, ends)
        for part, piece in zip(parts, [pieces[-1], *pieces[:-1]], strict=True):
            part.append(piece)
    return [rng.permutation(np.concatenate(part)) for part in parts]
