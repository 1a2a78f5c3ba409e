"""The real handwritten digits that scikit-learn ships."""

import numpy as np

from cnnlib.data._resize import resize
from cnnlib.data._split import Dataset

__all__ = ["load_digits"]


def load_digits(size):
    """The 1,797 digits, 8 x 8 cells of ink from 0 to 16, as a `Dataset`.

    They are the test part of "Optical Recognition of Handwritten Digits" (Alpaydin and Kaynak,
    UCI Machine Learning Repository, 1998, doi:10.24432/C50P49): 13 writers who are not in the
    part that UCI calls training.

    Examples
    --------
    >>> load_digits(32)
    Dataset 'digits': 10 classes, images (1, 32, 32), 1257 train + 180 validation + 360 test
    """
    from sklearn.datasets import load_digits as sklearn_digits
    from sklearn.model_selection import train_test_split

    images, labels = sklearn_digits(return_X_y=True)
    x = resize((images.reshape(-1, 1, 8, 8) / 16).astype(np.float32), size)  # (N, 1, size, size)
    y = labels.astype(np.int64)
    places = np.arange(len(y))
    rest, test = train_test_split(places, test_size=360, random_state=0, stratify=y)
    train, validation = train_test_split(rest, test_size=180, random_state=0, stratify=y[rest])
    classes = tuple(str(digit) for digit in range(10))
    parts = [(x[part], y[part]) for part in (train, validation, test)]
    return Dataset("digits", classes, *parts)
