"""What happened in each epoch of a run."""

import csv
import io
from dataclasses import dataclass, field, fields

__all__ = ["History"]


@dataclass(repr=False)
class History:
    """What happened in each epoch; every list has one entry per epoch.

    Attributes
    ----------
    train_loss : list of float
        Mean cross-entropy over the epoch's pictures as they were trained on (augmented, while the
        weights moved), in nats.
    val_loss, val_accuracy : list of float
        On the validation part, after the epoch.
    lr : list of float
        Learning rate of the epoch's first update.
    seconds : list of float
        Wall-clock time of the epoch, with its validation.

    Examples
    --------
    >>> History([0.5], [0.4], [0.9], [0.1], [1.5])
    History of 1 epoch: train loss 0.5000, validation loss 0.4000, validation accuracy 0.9000
    """

    train_loss: list[float] = field(default_factory=list)
    val_loss: list[float] = field(default_factory=list)
    val_accuracy: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __len__(self):
        return len(self.train_loss)

    def __repr__(self):
        if not len(self):
            return "History of 0 epochs"
        return (
            f"History of {len(self)} epoch{'s' if len(self) > 1 else ''}: "
            f"train loss {self.train_loss[-1]:.4f}, validation loss {self.val_loss[-1]:.4f}, "
            f"validation accuracy {self.val_accuracy[-1]:.4f}"
        )

    def append(self, **values):
        """Add an epoch: a number for each column."""
        for column in fields(self):
            getattr(self, column.name).append(float(values[column.name]))

    def to_csv(self):
        """The history as comma-separated values: a header, then one line per epoch from 1."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        names = [column.name for column in fields(self)]
        writer.writerow(["epoch", *names])
        columns = [getattr(self, name) for name in names]
        for epoch, values in enumerate(zip(*columns, strict=True), start=1):
            writer.writerow([epoch, *(f"{value:.6g}" for value in values)])
        return text.getvalue()
