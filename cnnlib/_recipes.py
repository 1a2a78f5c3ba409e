"""The papers' own settings of training, readable without torch."""

import csv
from pathlib import Path

from cnnlib._names import nearest
from cnnlib.models._table import network as check_network

__all__ = ["recipe", "recipes"]

HERE = Path(__file__).resolve().parent
# A wheel carries the tables inside the package; a checkout has them among its other data.
PLACES = (HERE / "recipes", HERE.parent / "data" / "recipes")


def _words(text):
    return tuple(text.split(","))


def _numbers(text):
    return tuple(int(word) for word in text.split(","))


def _flag(text):
    return {"true": True, "false": False}[text]


# Setting -> how the text of its cell is read.
SETTINGS = {
    "optimizer": str,
    "lr": float,
    "momentum": float,
    "nesterov": _flag,
    "alpha": float,
    "eps": float,
    "weight_decay": float,
    "batch_size": int,
    "epochs": int,
    "schedule": str,
    "milestones": _numbers,
    "step_size": int,
    "gamma": float,
    "patience": int,
    "warmup": int,
    "label_smoothing": float,
    "max_norm": float,
    "augment": _words,
    "padding": int,
    "colour_sigma": float,
    "scale_range": _numbers,
    "size": int,
    "ten_crop": _flag,
    "normalize": str,
    "auxiliary_weight": float,
}


def recipes(network=None):
    """The names of all recipes, or of those for a network.

    Parameters
    ----------
    network : str, optional
        One of `cnnlib.models.names`. Some have none.

    Returns
    -------
    tuple of str

    Raises
    ------
    ValueError
        There is no such network.

    Examples
    --------
    >>> recipes("resnet56")
    ('resnet_cifar',)
    >>> len(recipes()) > 10
    True
    """
    names = tuple(sorted(path.stem for path in _folder().glob("*.csv")))
    if network is None:
        return names
    check_network("recipes", "network", network)
    return tuple(name for name in names if network in _words(_table(name)["networks"]))


def recipe(name):
    """The settings with which a paper trained its networks.

    A setting that the paper does not say, or for which there is no option, is missing: the comment
    at the head of the table, `data/recipes/NAME.csv`, says which and why.

    Parameters
    ----------
    name : str
        One of `recipes`.

    Returns
    -------
    dict of str to str, int, float, bool or tuple
        By options of ``cnnlib train``, with underscores for hyphens. ``milestones`` and
        ``scale_range`` are tuples of int, ``augment`` is a tuple of str; ``epochs``,
        ``milestones``, ``step_size`` and ``warmup`` count passes through the training pictures.

    Raises
    ------
    ValueError
        There is no such recipe.

    Examples
    --------
    >>> settings = recipe("resnet_cifar")
    >>> settings["lr"], settings["milestones"], settings["augment"]
    (0.1, (82, 123), ('crop', 'flip'))
    """
    if name not in recipes():
        raise ValueError(
            f"recipe: name is {name!r}, expected one of {', '.join(recipes())}"
            f"{nearest(name, recipes())}"
        )
    table = _table(name)
    del table["networks"]
    return {setting: SETTINGS[setting](text) for setting, text in table.items()}


def _folder():
    return next(place for place in PLACES if place.is_dir())


def _table(name):
    """Setting -> the text of its cell."""
    with (_folder() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(line for line in file if not line.startswith("#"))
        return {row["setting"]: row["value"] for row in table}
