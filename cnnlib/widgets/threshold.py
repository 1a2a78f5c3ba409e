"""The table of a yes-or-no question with a threshold that moves: precision and recall."""

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure, check_matrix

__all__ = ["Threshold"]

MOST = 500  # pictures
OTHERS = (1, 2, 5, 10, 100, 1000)


class Threshold(InteractiveFigure):
    """Interactive figure: from which probability on is a picture called by a class's name?

    The reader chooses a class, moves the threshold, and makes all other classes more frequent. The
    figure shows the table of the four counts, and precision and recall at every threshold.

    Parameters
    ----------
    probabilities : array of shape (N, K)
        Of K >= 2 classes for N pictures, at most 500; kept to three decimals.
    labels : integer array of shape (N,)
        The true classes; each occurs, and each lacks somewhere.
    classes : sequence of K str
    start : int, default 0
        The class that is asked for at first.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        Something is no number or no text.
    ValueError
        The arrays do not belong together, a probability is not in [0, 1], or there are too many.

    Examples
    --------
    >>> Threshold([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]], [0, 0, 1], ["cat", "dog"], alt="Two cats")
    Interactive figure: Two cats. Called cat from 0.5 on: 1 of 2 cat and 0 of 1 others; precision 1.00, recall 0.50.
    """  # noqa: E501

    probabilities, labels, classes, others = (
        traitlets.List(read_only=True).tag(sync=True) for _ in range(4)
    )
    start = traitlets.Int(read_only=True).tag(sync=True)

    def __init__(self, probabilities, labels, classes, start=0, *, alt):
        name = "Threshold"
        p, labels, classes = (
            check_matrix(name, "probabilities", probabilities),
            np.asarray(labels),
            list(classes),
        )
        n, k = p.shape
        if not 2 <= n <= MOST or k < 2:
            raise ValueError(
                f"{name}: probabilities has shape {p.shape}, expected 2 to {MOST} pictures and at "
                "least two classes"
            )
        if p.min() < 0 or p.max() > 1:
            wrong = p[(p < 0) | (p > 1)][0]
            raise ValueError(f"{name}: probabilities holds {wrong}, expected 0 to 1")
        _shapes.check_array(name, "labels", labels, 1, ("int64", "int32"))
        if labels.shape != (n,) or len(classes) != k:
            raise ValueError(
                f"{name}: {labels.size} labels and {len(classes)} classes, expected {n} and {k} as "
                "probabilities has"
            )
        counts = np.array([np.sum(labels == c) for c in range(k)])
        if not 0 < counts.min() <= counts.max() < n or counts.sum() != n:
            raise ValueError(f"{name}: labels has counts {counts}, expected each class, no others")
        for text in classes:
            if not isinstance(text, str):
                raise TypeError(f"{name}: classes holds {text!r}, expected texts")
        super().__init__(
            alt=alt,
            probabilities=p.round(3).tolist(),
            labels=labels.tolist(),
            classes=classes,
            others=list(OTHERS),
            start=_shapes.integer(name, "start", start, 0, k - 1),
        )

    def numbers(self):
        name, threshold = self.classes[self.start], 0.5
        found, missed, alarms, passed = counts(
            np.array(self.probabilities)[:, self.start], np.array(self.labels) == self.start, 0.5
        )
        precision = f"{found / (found + alarms):.2f}" if found + alarms else "undefined"
        return (
            f"Called {name} from {threshold} on: {found} of {found + missed} {name} and {alarms} "
            f"of {alarms + passed} others; precision {precision}, recall "
            f"{found / (found + missed):.2f}."
        )


def counts(scores, wanted, threshold, times=1):
    """Found, missed, false alarms, rightly passed; the others count ``times`` times."""
    called = scores >= threshold
    return (
        int(np.sum(called & wanted)),
        int(np.sum(~called & wanted)),
        times * int(np.sum(called & ~wanted)),
        times * int(np.sum(~called & ~wanted)),
    )
