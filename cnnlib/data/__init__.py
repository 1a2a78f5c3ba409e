"""Data sets as NumPy arrays: digits, shapes, downloads, folders of images.

>>> from cnnlib import data
>>> data.load("digits", size=28)
Dataset 'digits': 10 classes, images (1, 28, 28), 1257 train + 180 validation + 360 test
"""

import os
from pathlib import Path

from cnnlib._files import check_path
from cnnlib._names import nearest
from cnnlib._shapes import check_choice, integer
from cnnlib.data import augment
from cnnlib.data._digits import load_digits
from cnnlib.data._downloads import load_cifar10, load_mnist
from cnnlib.data._folder import Pictures, load_folder, read_image
from cnnlib.data._scenes import SHAPES, Scene, Thing, load_shapes
from cnnlib.data._split import Dataset
from cnnlib.data._weights import weights

__all__ = [
    "Dataset",
    "Pictures",
    "Scene",
    "Thing",
    "augment",
    "load",
    "names",
    "read_image",
    "weights",
]

# name -> the options of `load` that it understands, besides size
_OPTIONS = {
    "digits": (),
    "shapes": ("n", "seed"),
    "mnist": ("root",),
    "fashion-mnist": ("root",),
    "cifar10": ("root",),
}


def names():
    """The names that `load` knows, besides folders.

    Examples
    --------
    >>> names()
    ('digits', 'shapes', 'mnist', 'fashion-mnist', 'cifar10')
    """
    return tuple(_OPTIONS)


def load(
    name,
    size=32,
    *,
    root=None,
    n=None,
    seed=None,
    val=None,
    on_error="raise",
    in_memory=None,
):
    """Load a data set, divided into training, validation and test parts.

    ========================  ======================================================================
    name                      what
    ========================  ======================================================================
    "digits"                  1,797 real handwritten digits (scikit-learn's, 8 x 8, enlarged
                              bilinearly): 1257/180/360, stratified, always the same
    "shapes"                  ``n`` drawn scenes of coloured shapes from ``seed``, in 10 classes by
                              the largest shape, with ``scenes``: 70/10/20, stratified
    "mnist", "fashion-mnist"  70,000 pictures of 28 x 28, for size 32 with a border of 2 (LeCun et
                              al. 1998, §II.B), else resized bilinearly
    "cifar10"                 60,000 small photographs, 32 x 32
    a folder                  ``train/<class>/*.png`` with optional ``val`` and ``test``, or
                              ``<class>/*.png``; what is missing is taken from the training images,
                              a tenth for validation and a fifth for the test
    ========================  ======================================================================

    The downloaded sets keep their own test part; a tenth of their training part, stratified,
    seed 0, is for validation. Their files are checked by MD5 every time before they are read, and
    fetched by torchvision if they are missing.

    Parameters
    ----------
    name : str or path
        A path object, and any string that is not one of the names, is a folder of images.
    size : int, default 32
        Rows and columns of every picture, 4 to 1024 ("shapes": at least 16).
    root : str or path, optional
        Where downloads are kept, as torchvision lays them out; default ``~/.cache/cnnlib``.
    n : int, optional
        Number of scenes of "shapes", at least 100; default 5000. More scenes change none.
    seed : int, optional
        Seed of "shapes", at least 0; default 0.
    val : str or path, optional
        For a folder: another folder, of class folders, with the validation images.
    on_error : {"raise", "skip"}, default "raise"
        For a folder: whether a picture that cannot be read, or a class folder without pictures, is
        an error, or is left out with a warning that names it. To skip, every file is read once at
        first.
    in_memory : bool, optional
        For a folder: whether ``x`` is an array, or `Pictures`, which decode a file each time it is
        asked for. By default an array if all pictures, in colour, take at most 2 GiB.

    Returns
    -------
    Dataset
        With ``train``, ``validation``, ``test`` as pairs (x, y), ``classes`` and ``name``.

    Raises
    ------
    ValueError, TypeError
        The name is unknown, an option is out of range or does not belong to it, or a file is broken
        or altered.
    FileNotFoundError
        A file or folder is missing and cannot be fetched.

    Examples
    --------
    >>> digits = load("digits")
    >>> x, y = digits.test
    >>> x.shape, x.dtype.name, float(x.max()), y.dtype.name
    ((360, 1, 32, 32), 'float32', 1.0, 'int64')
    """
    if not isinstance(name, str | os.PathLike):
        raise TypeError(f"load: name is {name!r}, expected a name or a path")
    size = integer("load", "size", size, 16 if name == "shapes" else 4, 1024)
    folder = None if name in _OPTIONS else _existing_folder(name)
    check_choice("load", "on_error", on_error, ("raise", "skip"))
    if in_memory is not None and not isinstance(in_memory, bool):
        raise TypeError(f"load: in_memory is {in_memory!r}, expected True, False or None")
    given = {"root": root, "n": n, "seed": seed, "val": val, "in_memory": in_memory}
    given["on_error"] = None if on_error == "raise" else on_error  # what everything does anyway
    allowed = _OPTIONS[name] if folder is None else ("val", "on_error", "in_memory")
    for option, value in given.items():
        if value is not None and option not in allowed:
            raise ValueError(f"load: {option} is {value!r}, but {str(name)!r} takes no {option}")
    for option in ("root", "val"):
        if given[option] is not None:
            check_path("load", option, given[option])
    if folder is not None:
        return load_folder(folder, size, val, on_error, in_memory)
    if name == "digits":
        return load_digits(size)
    if name == "shapes":
        n = integer("load", "n", 5000 if n is None else n, 10 * len(SHAPES))
        return load_shapes(size, n, integer("load", "seed", 0 if seed is None else seed, 0))
    return load_cifar10(size, root) if name == "cifar10" else load_mnist(name, size, root)


def _existing_folder(name):
    folder = Path(name)
    if os.fspath(name) and folder.is_dir():  # "" would be the current folder
        return folder
    known = ", ".join(repr(choice) for choice in _OPTIONS)
    raise ValueError(
        f"load: name is {str(name)!r}, expected {known} or an existing folder of images"
        f"{nearest(name, _OPTIONS)}"
    )
