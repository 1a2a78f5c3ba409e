"""`python -m benchmarks.training`: what `fit` costs beside a minimal loop, and our ResNet-18.

The same updates, of resnet20 on batches of 128 pictures that lie in memory, without augmentation,
are made by `cnnlib.training.fit` and by a minimal loop, in turns; then a training step of resnet18
by `cnnlib.models` and by torchvision. One CPU thread, or a CUDA device where there is one.
"""

import argparse
import datetime
import platform
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from benchmarks.__main__ import text, write
from benchmarks.gpu import machine
from cnnlib import data, models, training

BATCH = 128


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__)
    parser.add_argument("--out", type=Path, help="default _build/training_DEVICE.json")
    parser.add_argument("--rounds", type=int, default=5, help="turns of each side")
    parser.add_argument("--steps", type=int, default=10, help="updates in a turn of the loops")
    chosen = parser.parse_args(arguments)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    torch.set_num_threads(1)
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(device),
        "command": "python -m benchmarks.training",
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "tables": {"training": table(device, chosen.rounds, chosen.steps)},
    }
    print(text(report["tables"]["training"]), flush=True)
    write(report, chosen.out or Path(f"_build/training_{device}.json"))


def table(device, rounds, steps):
    loops = in_turns({"ours": by_fit(device, steps), "other": by_hand(device, steps)}, rounds)
    networks = in_turns({"ours": step(ours(), device), "other": step(other(), device)}, 2 * rounds)
    return {
        "title": "Training, time as a ratio to the other's",
        "columns": ["what", "beside", "other (ms)", "ours (ms)", "ratio"],
        "rows": [
            row("an update of resnet20, batch 128", "a minimal loop", loops, steps),
            row("an update of resnet18, batch 4", "torchvision's resnet18", networks, 1),
        ],
    }


def row(what, beside, times, steps):
    mine, theirs = (1000 * times[side] / steps for side in ("ours", "other"))
    return [what, beside, theirs, mine, mine / theirs]


def in_turns(functions, rounds):
    """Median time of each function, in seconds; they take turns, after one call to warm up."""
    times = {name: [] for name in functions}
    for turn in range(rounds + 1):
        for name, function in functions.items():
            seconds = function()
            if turn:
                times[name].append(seconds)
    return {name: float(np.median(seconds)) for name, seconds in times.items()}


def timed(device, function):
    """Time of a call, in seconds, with all that it has given the device to do."""
    start = time.perf_counter()
    function()
    if device == "cuda":
        torch.cuda.synchronize()
    return time.perf_counter() - start


def pictures(steps):
    """So many batches of drawn pictures, in one epoch, and one picture to validate."""
    rng = np.random.default_rng(0)
    x = rng.random((steps * BATCH, 3, 32, 32), dtype=np.float32)
    y = rng.integers(10, size=len(x))
    return data.Dataset("drawn", tuple("0123456789"), (x, y), (x[:1], y[:1]), (x[:1], y[:1]))


def by_fit(device, steps):
    """A run of `fit`, with all that it checks and prepares."""
    dataset, model = pictures(steps), models.resnet20().to(device)
    settings = {"optimizer": "sgd", "schedule": "constant", "batch_size": BATCH, "steps": steps}

    def run():
        training.fit(model, dataset, device=None, progress=False, **settings)

    return lambda: timed(device, run)


def by_hand(device, steps):
    """The least that trains the same network in the same way."""
    x, y = (torch.from_numpy(part).to(device) for part in pictures(steps).train)
    model = models.resnet20().to(device).train()

    def run():
        optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, weight_decay=5e-4)
        for chosen in torch.randperm(len(y), device=device).split(BATCH):
            loss = F.cross_entropy(model(x[chosen]), y[chosen])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()

    return lambda: timed(device, run)


def ours():
    return models.resnet18()


def other():
    from torchvision.models import resnet18

    return resnet18()


def step(model, device):
    """Forward, backward and update on four pictures of 224 x 224."""
    model.to(device).train()
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9)
    x = torch.rand(4, 3, 224, 224, device=device)
    y = torch.arange(4, device=device)

    def run():
        optimizer.zero_grad()
        F.cross_entropy(model(x), y).backward()
        optimizer.step()

    return lambda: timed(device, run)


if __name__ == "__main__":
    sys.exit(main())
