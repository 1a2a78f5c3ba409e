"""The training loop, as its user calls it."""

import numpy as np
from tqdm import tqdm

from cnnlib._settings import Settings
from cnnlib._shapes import integer
from cnnlib.training._evaluation import check_model, check_pictures, measure
from cnnlib.training._processes import Process, this_process
from cnnlib.training._run import Run
from cnnlib.training._setup import choose_device, seed_everything

__all__ = ["fit"]


def fit(
    model,
    data,
    *,
    augment=None,
    views=None,
    device="auto",
    progress=True,
    checkpoint=None,
    checkpoint_every=None,
    resume=False,
    after_epoch=None,
    about=None,
    **settings,
):
    """Train a classifier.

    Without settings: AdamW and a learning rate that falls from 0.003 to 0 along half a cosine, in
    40 epochs of batches of 64.

    Every random number is a function of the seed and the position in the run. On one device, with
    the same number of threads, the same call gives the same weights bit for bit, whether it ran
    through or was stopped at any moment and resumed (on a GPU: as far as cuDNN's deterministic
    algorithms reach).

    In several processes (`processes`) each takes its share of every batch, so that the same call
    follows the same course. Batch norm is what differs: each process computes means and variances
    of its own share, and the running ones of process 0 are kept.

    Parameters
    ----------
    model : torch.nn.Module
        From (N, C, H, W) to logits (N, classes), in training also a tuple of them, the first the
        network's, the others auxiliary. Trained in place. Seed before making it
        (`seed_everything`). Parameters that do not require a gradient stay as they are.
    data : Dataset
        Anything with ``train`` and ``validation`` as pairs (x, y), as `cnnlib.data.load` gives it.
        Batches are taken in background threads while the network is trained.
    augment : callable, optional
        ``augment(x, rng=rng) -> x`` on each batch of training pictures, such as a function of
        `cnnlib.data.augment`; called in a background thread.
    views : callable, optional
        What the network is shown of validation pictures, as for `evaluate`.
    device : str or None, default "auto"
        "auto" takes CUDA, else MPS, else the CPU; None leaves the network where it is.
    progress : bool, default True
        A bar on stderr, if that is a terminal.
    checkpoint : path, optional
        File written before the first update and after each epoch.
    checkpoint_every : int, optional
        Written also after so many updates.
    resume : bool, default False
        Go on from ``checkpoint``, which must have been made with the same settings.
    after_epoch : callable, optional
        ``after_epoch(history)`` in the first process, before the epoch's checkpoint is written.
    about : dict, optional
        Kept in the checkpoint, for whoever loads it: names, numbers, lists, dicts.
    **settings
        ``epochs``, ``batch_size``, ``lr`` and all others of `Settings`.

    Returns
    -------
    History

    Raises
    ------
    ValueError, TypeError
        An argument is out of range, the data do not fit the network, or the checkpoint is broken or
        of another run.
    FloatingPointError
        The loss or a weight became infinite or NaN; the checkpoint holds the run before that.
    OSError
        The checkpoint cannot be written or, to resume, does not exist.

    Examples
    --------
    >>> import torch
    >>> from cnnlib.data import load
    >>> seed_everything(0)
    >>> net = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10))
    >>> history = fit(net, load("digits", size=8), epochs=2, lr=0.03, device="cpu")
    >>> len(history), history.val_accuracy[-1] > 0.85
    (2, True)
    """
    settings = Settings.of(settings)
    _check(model, data, augment, resume, checkpoint, about)
    if checkpoint_every is not None:
        checkpoint_every = integer("fit", "checkpoint_every", checkpoint_every, 1)
    if device is not None:
        model.to(choose_device(device))
    seed_everything(settings.seed)
    process = this_process()
    # One picture, so that what does not fit is refused before anything is written.
    x, y = data.validation
    measure("fit", model, (x[np.array([0])], y[:1]), 1, views, Process())
    run = Run(model, data, settings, process, augment, views, about or {})
    if resume:
        run.restore(checkpoint)
    elif checkpoint is not None:
        run.save(checkpoint)
    with tqdm(
        initial=run.position["step"],
        total=run.last_step,
        unit="step",
        disable=None if progress and not process.rank else True,
    ) as bar:

        def after_step():
            bar.update()
            due = checkpoint_every is not None and run.position["step"] % checkpoint_every == 0
            if due and checkpoint is not None:
                run.save(checkpoint)

        while not run.finished:
            run.epoch(after_step)
            bar.set_postfix_str(f"validation accuracy {run.history.val_accuracy[-1]:.4f}")
            if after_epoch is not None and not process.rank:
                after_epoch(run.history)
            if checkpoint is not None:
                run.save(checkpoint)
    run.finish()
    if checkpoint is not None and run.best is not None:
        run.save(checkpoint)
    return run.history


def _check(model, data, augment, resume, checkpoint, about):
    """Refuse what cannot be trained."""
    if resume and checkpoint is None:
        raise ValueError("fit: resume is True but checkpoint is None, expected a file")
    if augment is not None and not callable(augment):
        raise TypeError(f"fit: augment is {augment!r}, expected a function of (x, rng=rng)")
    check_model("fit", model)
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise ValueError("fit: model has no parameters to train, expected some")
    for part in ("train", "validation"):
        if not hasattr(data, part):
            raise TypeError(f"fit: data is a {type(data).__name__}, expected a Dataset")
        check_pictures("fit", f"data.{part}", getattr(data, part))
    if about is not None and not isinstance(about, dict):
        raise TypeError(f"fit: about is {about!r}, expected a dict")
