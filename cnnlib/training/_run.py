"""One training run: its state, its steps, its checkpoints."""

import math
import time
from contextlib import nullcontext
from dataclasses import asdict

import torch
from torch import distributed
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel

from cnnlib.training._batches import NETWORK, Batches, generator
from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import check_labels, measure, outputs_of
from cnnlib.training._history import History
from cnnlib.training._schedule import learning_rate, stalls
from cnnlib.training._setup import model_place

__all__ = ["Run"]

# What a checkpoint holds. There is no random state among it: every random number is made anew from
# the seed and the position.
STATE = ("position", "settings", "about", "history", "model", "best", "optimizer", "scaler")
AUTOCAST = {"bfloat16": torch.bfloat16, "float16": torch.float16}


class Run:
    """A network in training, with all that changes from step to step.

    Parameters
    ----------
    model : torch.nn.Module
        On its device.
    data : Dataset
    settings : Settings
    process : Process
    augment, views : callable or None
    about : dict
    """

    def __init__(self, model, data, settings, process, augment, views, about):
        self.model, self.validation, self.settings = model, data.validation, settings
        self.process, self.views, self.about = process, views, about
        if settings.precision == "float64":
            model.double()
        if settings.channels_last:
            model.to(memory_format=torch.channels_last)
        self.device, self.dtype = model_place(model)
        pinned = self.device.type == "cuda"
        if pinned:
            torch.backends.cudnn.deterministic = True
        self.batches = Batches(data.train, settings, process, augment, pinned)
        self.last_step = settings.steps or settings.epochs * self.batches.count
        self.optimizer = _optimizer(model, settings)
        self.scaler = torch.amp.GradScaler(
            self.device.type, enabled=settings.precision == "float16"
        )
        self.trained = model if process.count == 1 else DistributedDataParallel(model)
        if settings.compile:
            self.trained = torch.compile(self.trained)
        # Updates made; of the epoch that has begun: updates, sum of the losses, pictures, seconds,
        # and its first learning rate.
        self.position = {"step": 0, "in_epoch": 0}
        self._begin_epoch()
        self.history, self.best = History(), None
        self.unchecked = []  # (step, learning rate, loss) that may not be finite

    def _begin_epoch(self):
        self.position |= {"in_epoch": 0, "loss": 0.0, "pictures": 0, "seconds": 0.0, "lr": None}
        wide = torch.float32 if self.device.type == "mps" else torch.float64
        self.loss = torch.zeros((), dtype=wide, device=self.device)  # not yet in the position

    @property
    def finished(self):
        """Whether all updates are made, or validation has stalled for too long."""
        patience = self.settings.early_stopping
        stopped = patience is not None and stalls(self.history.val_accuracy, patience)
        ended = self.position["step"] == self.last_step
        return self.position["in_epoch"] == 0 and (ended or bool(stopped))

    def epoch(self, after_step):
        """Train through the rest of an epoch, then measure; ``after_step()`` after each update."""
        start, before = time.perf_counter(), self.position["seconds"]
        self.model.train()
        first, left = self.position["in_epoch"], self.last_step - self.position["step"]
        for size, parts in self.batches.epoch(len(self.history), first, first + left):
            self._step(size, parts)
            self.position["seconds"] = before + time.perf_counter() - start
            after_step()
        self._settle()
        measured = measure("evaluate", self.model, self.validation, 500, self.views, self.process)
        self.history.append(
            train_loss=self.position["loss"] / self.position["pictures"],
            val_loss=measured.loss,
            val_accuracy=measured.accuracy,
            lr=self.position["lr"],
            seconds=before + time.perf_counter() - start,
        )
        best = measured.accuracy > max(self.history.val_accuracy[:-1], default=-1)
        if self.settings.early_stopping and best:
            self.best = {name: value.clone() for name, value in self.model.state_dict().items()}
        self._begin_epoch()

    def _step(self, size, parts):
        """One update by a batch of ``size`` pictures, of which this process has ``parts``."""
        settings, step = self.settings, self.position["step"]
        lr = learning_rate(
            settings,
            step,
            self.last_step,
            len(self.history),
            self.batches.count,
            self.history.val_accuracy,
        )
        for group in self.optimizer.param_groups:
            group["lr"] = lr
        self.optimizer.zero_grad()
        for number, (x, y) in enumerate(parts):
            place = (settings.seed, step, number, self.process.rank)
            torch.manual_seed(int(generator(NETWORK, *place).integers(2**63)))
            with self._gradients_kept(number + 1 < len(parts)):
                loss = self._loss(x, y) / size
                self._watch(step, lr, loss.detach())
                # DistributedDataParallel takes the mean of what is to be a sum.
                self.scaler.scale(loss * self.process.count).backward()
        if settings.max_norm is not None:
            self.scaler.unscale_(self.optimizer)
            torch.nn.utils.clip_grad_norm_(self.model.parameters(), settings.max_norm)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.position["step"] += 1
        self.position["in_epoch"] += 1
        self.position["pictures"] += size
        self.position["lr"] = lr if self.position["lr"] is None else self.position["lr"]

    def _gradients_kept(self, kept):
        """Where gradients are added up here before the processes exchange them."""
        return self.trained.no_sync() if kept and self.process.count > 1 else nullcontext()

    def _loss(self, x, y):
        """Sum of the pictures' losses, with those of auxiliary classifiers."""
        settings = self.settings
        pictures, target = (part.to(self.device, non_blocking=True) for part in (x, y))
        if settings.channels_last:
            pictures = pictures.contiguous(memory_format=torch.channels_last)
        half = AUTOCAST.get(settings.precision)
        with torch.autocast(self.device.type, half, enabled=half is not None):
            outputs = outputs_of("fit", self.trained, pictures.to(self.dtype))
        check_labels("fit", y.numpy(), outputs[0])
        losses = [
            F.cross_entropy(
                logits if half is None else logits.float(),
                target,
                reduction="sum",
                label_smoothing=settings.label_smoothing,
            )
            for logits in outputs
        ]
        self.loss += losses[0].detach()
        return losses[0] + settings.auxiliary_weight * sum(losses[1:])

    def _watch(self, step, lr, loss):
        """Stop at a loss that is infinite or NaN: on the CPU at once, before it does harm.

        Elsewhere one step later, so that the device need not wait to be asked.
        """
        self.unchecked.append((step, lr, loss))
        while len(self.unchecked) > (self.device.type != "cpu"):
            self._check_first()

    def _check_first(self):
        step, lr, loss = self.unchecked.pop(0)
        if not math.isfinite(loss):
            raise FloatingPointError(
                f"fit: the loss became {loss.item()} in epoch {len(self.history) + 1} at step "
                f"{step + 1}; lr is {lr:.6g}, a smaller one may help"
            )

    def _settle(self):
        """Bring what the processes and the device have to the position."""
        while self.unchecked:
            self._check_first()
        self.position["loss"] += float(self.process.total(self.loss.cpu().double()))
        self.loss.zero_()
        if self.process.count > 1:
            # Batch norm's running statistics are each process's own; those of the first one stay.
            for buffer in self.model.buffers():
                distributed.broadcast(buffer, 0)

    def finish(self):
        """Leave the network ready to be used, with its best weights if it stopped early."""
        if self.best is not None:
            self.model.load_state_dict(self.best)
        self.model.eval()

    def save(self, path):
        """Write the checkpoint, if this is the first process and the weights are finite."""
        self._settle()
        if self.process.rank:
            return
        for name, value in self.model.state_dict().items():
            if not value.isfinite().all():
                raise FloatingPointError(
                    f"fit: {name} is no longer finite after step {self.position['step']}; lr is "
                    f"{self.optimizer.param_groups[0]['lr']:.6g}, a smaller one may help"
                )
        values = (
            self.position,
            self._settings_kept(),
            self.about,
            asdict(self.history),
            self.model.state_dict(),
            self.best,
            self.optimizer.state_dict(),
            self.scaler.state_dict(),
        )
        save_checkpoint(path, dict(zip(STATE, values, strict=True)))

    def _settings_kept(self):
        return asdict(self.settings) | {"pictures": len(self.batches.y)}

    def restore(self, path):
        """Go back to a checkpoint; refuse one of another run."""
        state = load_checkpoint(path)
        if missing := [name for name in STATE if name not in state]:
            raise ValueError(f"fit: {path} holds no {missing[0]}, expected what fit has written")
        for name, value in self._settings_kept().items():
            before = state["settings"].get(name)
            if before != value:
                raise ValueError(f"fit: {name} is {value} but {path} was made with {before}")
        try:
            self.model.load_state_dict(state["model"])
        except RuntimeError:
            raise ValueError(f"fit: {path} belongs to another network") from None
        self.optimizer.load_state_dict(state["optimizer"])
        self.scaler.load_state_dict(state["scaler"])
        self.position, self.best = state["position"], state["best"]
        self.history = History(**state["history"])


def _optimizer(model, settings):
    """torch's optimiser over the parameters that are to be trained."""
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    eps = {} if settings.eps is None else {"eps": settings.eps}
    common = {"lr": settings.lr, "weight_decay": settings.weight_decay}
    if settings.optimizer == "sgd":
        return torch.optim.SGD(
            parameters, momentum=settings.momentum, nesterov=settings.nesterov, **common
        )
    if settings.optimizer == "rmsprop":
        return torch.optim.RMSprop(
            parameters, alpha=settings.alpha, momentum=settings.momentum, **common, **eps
        )
    kind = torch.optim.Adam if settings.optimizer == "adam" else torch.optim.AdamW
    return kind(parameters, **common, **eps)
