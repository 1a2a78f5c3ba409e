"""Figures made of numbers: curves over training, tables of mistakes."""

import numpy as np

from cnnlib.figures._picture import Picture
from cnnlib.figures._style import LINES


def curves(series, *, alt, xlabel, ylabel):
    """Lines over a common axis that counts from 1 (epochs, steps).

    Parameters
    ----------
    series : dict of str to sequence of float
        A line for each entry, named by its key; lengths may differ, NaN leaves a gap. Colour and
        dashes both tell the lines apart.
    alt, xlabel, ylabel : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> curves({"training": [2.3, 0.7, 0.2]}, alt="The loss falls.", xlabel="epoch", ylabel="loss")
    Figure: The loss falls.
    """
    if not series:
        raise ValueError("curves: series is empty, expected at least one line")
    figure = Picture(6.0, 3.2, alt=alt)
    axes = figure.add_subplot()
    for k, (name, values) in enumerate(series.items()):
        colour, dashes = LINES[k % len(LINES)]
        steps = np.arange(1, len(values) + 1)
        axes.plot(steps, values, color=colour, linestyle=dashes, linewidth=2, label=name)
    axes.set_xlabel(xlabel)
    axes.set_ylabel(ylabel)
    axes.grid(color="0.9")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False)
    return figure


def confusion_matrix(counts, classes, *, alt):
    """Which class was taken for which: a row for each true class, a column for each answer.

    Parameters
    ----------
    counts : integer array of shape (K, K)
        Entry (i, j): pictures of class i that were called j.
    classes : sequence of K str
    alt : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> confusion_matrix([[9, 1], [0, 10]], ["cat", "dog"], alt="One cat was called a dog.")
    Figure: One cat was called a dog.
    """
    counts = np.asarray(counts)
    if counts.ndim != 2 or counts.shape != (len(classes), len(classes)):
        raise ValueError(
            f"confusion_matrix: counts has shape {counts.shape}, expected "
            f"({len(classes)}, {len(classes)}) for {len(classes)} classes"
        )
    figure = Picture(4.6, 4.4, alt=alt)
    axes = figure.add_subplot()
    # The diagonal would drown the mistakes: colour by the share of each row, square root scale.
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    axes.imshow(np.sqrt(shares), cmap="Greens", vmin=0, vmax=1)
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = "white" if shares[row, column] > 0.4 else "black"
            axes.text(column, row, str(count), ha="center", va="center", color=colour, fontsize=9)
    axes.set_xticks(range(len(classes)), classes)
    axes.set_yticks(range(len(classes)), classes)
    axes.set_xlabel("answer of the network")
    axes.set_ylabel("true class")
    return figure
