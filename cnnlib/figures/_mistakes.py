"""What a classifier got wrong, and was most sure of."""

import numpy as np

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import board, shortened, write
from cnnlib.figures._photographs import photographs
from cnnlib.figures._style import SMALL, WIDTH

NAME = "mistakes"
COLUMNS = 4


def mistakes(x, y, probabilities, classes, *, alt, most=12):
    """The misclassified pictures of which the classifier was surest, the worst first.

    Above each picture stand the answer with its probability and the true class.

    Parameters
    ----------
    x : array of shape (N, C, H, W)
        Pictures in [0, 1], C 1 or 3; `cnnlib.data.Pictures` too: only those shown are read.
    y : integer array of shape (N,)
        True classes, in [0, K).
    probabilities : array of shape (N, K)
        In [0, 1]; the largest of a row is the answer.
    classes : sequence of K str
    alt : str
        What the pictures are and who classified them; the list of mistakes is added.
    most : int, default 12
        Largest number of pictures, 1 to 40.

    Returns
    -------
    Picture
        With a line of text instead of pictures if there is no mistake.

    Raises
    ------
    ValueError, TypeError
        The arrays do not belong together, or hold what is no picture, class or probability.

    Examples
    --------
    >>> import numpy as np
    >>> x, y = np.zeros((2, 1, 4, 4)), np.array([0, 1])
    >>> probabilities = np.array([[0.9, 0.1], [0.8, 0.2]])
    >>> mistakes(x, y, probabilities, ["cat", "dog"], alt="Two pets.")
    Figure: Two pets. 1 of 2 misclassified: dog called cat (0.80).
    """
    y, probabilities, classes = _checked(x, y, probabilities, classes)
    most = _shapes.integer(NAME, "most", most, 1, 40)
    answers = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(answers != y)
    sureness = probabilities[wrong, answers[wrong]]
    worst = wrong[np.argsort(-sureness, kind="stable")[:most]]
    count = f"{len(wrong)} of {len(y)} misclassified"
    if not len(worst):
        figure, axes = board(WIDTH, 0.6, alt)
        write(axes, WIDTH / 2, 0.3, count)
        figure.alt += f" {count}."
        return figure
    images = _check.array(NAME, "x", x[worst], (4,)).transpose(0, 2, 3, 1)  # (K, H, W, C)
    told = [(classes[y[k]], classes[answers[k]], probabilities[k].max()) for k in worst]
    titles = [
        f"{shortened(answer, 0.9, SMALL)} {sure:.2f}\ntrue: {shortened(true, 0.9, SMALL)}"
        for true, answer, sure in told
    ]
    grey = images.shape[3] == 1
    images = [image[:, :, 0] if grey else image for image in images]
    figure = photographs(images, titles, alt=alt, columns=COLUMNS)
    listed = ", ".join(f"{true} called {answer} ({sure:.2f})" for true, answer, sure in told)
    shown = "" if len(worst) == len(wrong) else f", the {len(worst)} worst"
    figure.alt += f" {count}{shown}: {listed}."
    return figure


def _checked(x, y, probabilities, classes):
    """The arguments, all about the same N pictures and K classes."""
    if not (hasattr(x, "shape") and hasattr(x, "__getitem__")):
        raise TypeError(f"{NAME}: x is a {type(x).__name__}, expected an array")
    if len(x.shape) != 4 or x.shape[1] not in (1, 3):
        raise ValueError(f"{NAME}: x has shape {x.shape}, expected (N, 1, H, W) or (N, 3, H, W)")
    classes = _check.names(NAME, "classes", classes)
    y = _check.array(NAME, "y", y, (1,), kinds="iu")
    probabilities = _check.array(NAME, "probabilities", probabilities, (2,))
    _shapes.check_shape(NAME, "y", y, (x.shape[0],))
    _shapes.check_shape(NAME, "probabilities", probabilities, (len(y), len(classes)))
    outside = (y < 0) | (y >= len(classes))
    _shapes.check_entries(NAME, "y", y, outside, f"0 to {len(classes) - 1}")
    outside = (probabilities < 0) | (probabilities > 1)
    _shapes.check_entries(NAME, "probabilities", probabilities, outside, "0 to 1")
    return y, probabilities, classes
