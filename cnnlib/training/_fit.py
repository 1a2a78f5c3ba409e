"""The training loop."""

import csv
import io
import json
import math
import time
from dataclasses import asdict, dataclass, field, fields
from numbers import Real

import numpy as np
import torch
from torch.nn import functional as F
from tqdm import tqdm

from cnnlib._shapes import check_array, integer
from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import (
    check_labels,
    check_model,
    check_pictures,
    evaluate,
    logits_of,
)
from cnnlib.training._setup import choose_device, seed_everything

__all__ = ["History", "fit"]

# What a checkpoint holds.
STATE = ("epoch", "settings", "about", "history", "model", "optimizer", "schedule", "rng")
LARGEST = 10**6  # of learning rate and weight decay


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
        Learning rate in the epoch.
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


def fit(
    model,
    data,
    *,
    epochs=40,
    batch_size=64,
    lr=3e-3,
    weight_decay=1e-2,
    augment=None,
    seed=0,
    device="auto",
    progress=True,
    checkpoint=None,
    resume=False,
    about=None,
):
    """Train a classifier: AdamW, and a learning rate that falls to 0 along half a cosine.

    AdamW is Loshchilov and Hutter 2019, the cosine their 2017 paper (eq. 5, one period). Everything
    is seeded; on one CPU, with the same number of threads, the same call gives the same weights bit
    for bit, whether it ran through or was stopped and resumed.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes). Trained in place and moved to the device. Seed
        before making it (`seed_everything`).
    data : Dataset
        Anything with ``train`` and ``validation`` as pairs (x, y), as `cnnlib.data.load` gives it.
    epochs : int, default 40
    batch_size : int, default 64
        Largest batch; an epoch is divided into batches as even as can be.
    lr : float, default 0.003
        Learning rate of the first epoch, above 0 and at most a million.
    weight_decay : float, default 0.01
        AdamW's, at least 0 and at most a million.
    augment : callable, optional
        ``augment(x, rng=rng) -> x`` on each epoch's training pictures, such as a function of
        `cnnlib.data.augment`.
    seed : int, default 0
        Of the order, the augmentation, and torch's generator (dropout).
    device : str, default "auto"
        "auto" takes CUDA, else MPS, else the CPU.
    progress : bool, default True
        A bar on stderr, if that is a terminal.
    checkpoint : path, optional
        File written before the first epoch and after each one.
    resume : bool, default False
        Go on from ``checkpoint``, which must have been made with the same settings.
    about : dict, optional
        Kept in the checkpoint, for whoever loads it: names, numbers, lists, dicts.

    Returns
    -------
    History

    Raises
    ------
    ValueError, TypeError
        An argument is out of range, the data do not fit the network, or the checkpoint is broken or
        of another run.
    FloatingPointError
        The loss became infinite or NaN; the checkpoint holds the epoch before.
    OSError
        The checkpoint cannot be written or, to resume, does not exist.

    Examples
    --------
    >>> from cnnlib.data import load
    >>> seed_everything(0)
    >>> net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    >>> history = fit(net, load("digits", size=8), epochs=2, lr=0.03, device="cpu")
    >>> len(history), history.val_accuracy[-1] > 0.85
    (2, True)
    """
    settings = _settings(epochs, batch_size, lr, weight_decay, seed)
    if resume and checkpoint is None:
        raise ValueError("fit: resume is True but checkpoint is None, expected a file")
    if augment is not None and not callable(augment):
        raise TypeError(f"fit: augment is {augment!r}, expected a function of (x, rng=rng)")
    check_model("fit", model)
    if next(model.parameters(), None) is None:
        raise ValueError("fit: model has no parameters, expected some to train")
    for part in ("train", "validation"):
        if not hasattr(data, part):
            raise TypeError(f"fit: data is a {type(data).__name__}, expected a Dataset")
        check_pictures("fit", f"data.{part}", getattr(data, part))
    if about is not None and not isinstance(about, dict):
        raise TypeError(f"fit: about is {about!r}, expected a dict")
    model.to(choose_device(device))
    seed_everything(seed)
    run = _Run(model, settings, about or {})
    if resume:
        run.restore(checkpoint)
    elif checkpoint is not None:
        run.save(checkpoint)
    bar = tqdm(
        range(len(run.history), epochs),
        initial=len(run.history),
        total=epochs,
        unit="epoch",
        disable=None if progress else True,
    )
    for _ in bar:
        run.epoch(data.train, data.validation, augment)
        bar.set_postfix_str(f"validation accuracy {run.history.val_accuracy[-1]:.4f}")
        if checkpoint is not None:
            run.save(checkpoint)
    model.eval()
    return run.history


def _settings(epochs, batch_size, lr, weight_decay, seed):
    """The numbers that decide a run, checked."""
    settings = {
        "epochs": integer("fit", "epochs", epochs, 1),
        "batch_size": integer("fit", "batch_size", batch_size, 1),
        "seed": integer("fit", "seed", seed, 0),
    }
    for name, value in (("lr", lr), ("weight_decay", weight_decay)):
        if not isinstance(value, Real) or isinstance(value, bool):
            raise TypeError(f"fit: {name} is {value!r}, expected a number")
        least = "above 0" if name == "lr" else "at least 0"
        # The upper end keeps their product far from where float32 overflows.
        if not 0 <= value <= LARGEST or (name == "lr" and value == 0):
            raise ValueError(f"fit: {name} is {value!r}, expected {least} and at most {LARGEST}")
        settings[name] = float(value)
    return settings


class _Run:
    """A network in training with all that changes from epoch to epoch."""

    def __init__(self, model, settings, about):
        self.model, self.settings, self.about = model, settings, about
        self.device = next(model.parameters()).device
        self.optimizer = torch.optim.AdamW(
            model.parameters(), lr=settings["lr"], weight_decay=settings["weight_decay"]
        )
        self.schedule = torch.optim.lr_scheduler.CosineAnnealingLR(
            self.optimizer, T_max=settings["epochs"]
        )
        self.rng = np.random.default_rng(settings["seed"])
        self.history = History()

    def epoch(self, train, validation, augment):
        """Train once through all pictures, then measure."""
        start, lr = time.perf_counter(), self.schedule.get_last_lr()[0]
        loss = self._train(*train, augment)
        self.schedule.step()
        measured = evaluate(self.model, validation)
        seconds = time.perf_counter() - start
        values = loss, measured.loss, measured.accuracy, lr, seconds
        for column, value in zip(fields(History), values, strict=True):
            getattr(self.history, column.name).append(float(value))

    def _train(self, x, y, augment):
        """One pass in random order; the mean loss."""
        self.model.train()
        if augment is not None:
            count, x = len(x), augment(x, rng=self.rng)
            check_array("fit", "augment's result", x, 4, ("float32",))
            if len(x) != count:
                raise ValueError(f"fit: augment's result has {len(x)} pictures, expected {count}")
        order, total = self.rng.permutation(len(y)), 0.0
        for chosen in np.array_split(order, -(-len(y) // self.settings["batch_size"])):
            logits = logits_of("fit", self.model, torch.from_numpy(x[chosen]).to(self.device))
            check_labels("fit", y, logits)
            loss = F.cross_entropy(logits, torch.from_numpy(y[chosen]).to(self.device))
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            total += loss.item() * len(chosen)
        if not math.isfinite(total):
            raise FloatingPointError(
                f"fit: the loss became {total} in epoch {len(self.history) + 1}; lr is "
                f"{self.settings['lr']}, a smaller one may help"
            )
        return total / len(y)

    def save(self, path):
        """Write the checkpoint."""
        rng = {"numpy": json.dumps(self.rng.bit_generator.state), "torch": torch.get_rng_state()}
        if self.device.type == "cuda":
            rng["cuda"] = torch.cuda.get_rng_state(self.device)
        values = (
            len(self.history),
            self.settings,
            self.about,
            asdict(self.history),
            self.model.state_dict(),
            self.optimizer.state_dict(),
            self.schedule.state_dict(),
            rng,
        )
        save_checkpoint(path, dict(zip(STATE, values, strict=True)))

    def restore(self, path):
        """Go back to a checkpoint; refuse one of another run."""
        state = load_checkpoint(path)
        if missing := [name for name in STATE if name not in state]:
            raise ValueError(f"fit: {path} holds no {missing[0]}, expected what fit has written")
        for name, value in self.settings.items():
            before = state["settings"][name]
            if before != value:
                raise ValueError(f"fit: {name} is {value} but {path} was made with {before}")
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError:
            raise ValueError(f"fit: {path} belongs to another network") from None
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.history = History(**state["history"])
        self.rng.bit_generator.state = json.loads(state["rng"]["numpy"])
        torch.set_rng_state(state["rng"]["torch"])
        if self.device.type == "cuda" and "cuda" in state["rng"]:
            torch.cuda.set_rng_state(state["rng"]["cuda"], self.device)
