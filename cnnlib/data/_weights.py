"""Weights of networks that were trained for the course and come with the package."""

from pathlib import Path

import numpy as np

from cnnlib._shapes import check_choice

__all__ = ["weights"]

HERE = Path(__file__).resolve().parents[1]
# A wheel carries the files inside the package; a checkout has them among its other data.
PLACES = (HERE / "weights", HERE.parent / "data" / "weights")


def weights(name):
    """The weights of a network that was trained for the course, read without torch.

    ``"lenet5_1998"`` is `cnnlib.models.lenet5_1998`, trained on the digits of `load` by
    ``python tools/weights.py``; ``data/weights/README.md`` says when, where and how well.

    Parameters
    ----------
    name : str
        Of the network: "lenet5_1998".

    Returns
    -------
    dict of str to array, float32
        As the network's ``state_dict()``. The numbers are those of float16, in which they are kept.

    Raises
    ------
    ValueError
        There are no weights of that name.

    Examples
    --------
    >>> kept = weights("lenet5_1998")
    >>> kept["c1.weight"].shape, sum(array.size for array in kept.values()) - 840
    ((6, 1, 5, 5), 60000)
    """
    folder = next(place for place in PLACES if place.is_dir())
    known = tuple(sorted(path.stem for path in folder.glob("*.npz")))
    check_choice("weights", "name", name, known)
    with np.load(folder / f"{name}.npz") as file:
        return {key: file[key].astype(np.float32) for key in file.files}
