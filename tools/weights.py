"""Train the networks whose weights come with the package: `python tools/weights.py`.

Writes data/weights/lenet5_1998.npz, in float16, and prints the row of data/weights/README.md. It
takes some minutes on one thread. On another CPU the last digits, and so the weights, come out
differently; tests/test_weights.py trains them anew and compares what they can do.
"""

import datetime
import functools
import platform
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

from cnnlib import data, models
from cnnlib.data import augment
from cnnlib.training import evaluate, fit, seed_everything

FOLDER = Path(__file__).resolve().parents[1] / "data" / "weights"


class WithRubbish(torch.nn.Module):
    """One more class, "none of them", at a fixed distance (LeCun et al. 1998, equation 9).

    Cross-entropy then is the paper's criterion: without the constant it asks for differences of
    distances only, with it the right one has to become small.
    """

    def __init__(self, net, distance=10.0):
        super().__init__()
        self.net = net
        self.distance = distance

    def forward(self, x):
        """(N, 1, 32, 32) -> (N, 11)."""
        return F.pad(self.net(x), (0, 1), value=-self.distance)


def train(epochs=120, seed=0):
    """LeNet-5 of 1998, trained on digits that are moved, turned and scaled a little."""
    seed_everything(seed)
    net = models.lenet5_1998()
    change = functools.partial(augment.random_affine, shift=2, degrees=15, scale=(0.85, 1.1))
    digits = data.load("digits")
    fit(
        WithRubbish(net),
        digits,
        augment=change,
        epochs=epochs,
        lr=0.004,
        device="cpu",
        seed=seed,
    )
    with torch.no_grad():
        for values in net.state_dict().values():
            values.copy_(values.half())  # what is measured is what is kept
    return net, digits


def main():
    net, digits = train()
    kept = {name: values.numpy().astype(np.float16) for name, values in net.state_dict().items()}
    np.savez_compressed(FOLDER / "lenet5_1998.npz", **kept)
    found = {part: evaluate(net, getattr(digits, part)) for part in ("validation", "test")}
    print(
        "| lenet5_1998 | digits, 32 x 32 | `python tools/weights.py` | 0 |",
        f"{platform.machine()} CPU, torch {torch.__version__.partition('+')[0]} |",
        f"{datetime.date.today()} |",
        *(f"{value.correct} of {value.total} |" for value in found.values()),
    )


if __name__ == "__main__":
    main()
