"""What a data set is: pictures with their classes, in three parts."""

from dataclasses import dataclass, field

import numpy as np

__all__ = ["Dataset"]


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
        ``x``: array of shape (N, C, size, size), float32 in [0, 1], or `cnnlib.data.Pictures` of
        that shape, which give such arrays when they are indexed; ``y``: array of shape (N,), int64
        in [0, number of classes).
    scenes : dict or None
        For "shapes": part name -> sequence of `cnnlib.data.Scene`, in the order of that part.

    Examples
    --------
    >>> from cnnlib.data import load
    >>> load("shapes", n=100)
    Dataset 'shapes': 10 classes, images (3, 32, 32), 70 train + 10 validation + 20 test
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
