"""A run that is killed, again and again, ends with the weights of one that was not."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
import torch
from torch import nn

from cnnlib import data, training

STEPS = 90


def net():
    """With what makes a run hard to repeat: batch norm, dropout."""
    training.seed_everything(0)
    layers = [nn.Conv2d(1, 6, 3), nn.BatchNorm2d(6), nn.ReLU(), nn.Flatten(), nn.Dropout()]
    return nn.Sequential(*layers, nn.Linear(6 * 6 * 6, 10))


def train(path, resume, pause=0.0):
    """20 updates an epoch, in two parts each, augmented; a checkpoint at every third."""

    def augment(x, rng):
        time.sleep(pause)
        return data.augment.random_shift(x, 1, rng=rng)

    return training.fit(
        net(),
        data.load("digits", size=8),
        steps=STEPS,
        accumulate=2,
        optimizer="sgd",
        schedule="plateau",
        patience=1,
        warmup=0.5,
        label_smoothing=0.1,
        max_norm=1.0,
        early_stopping=4,
        augment=augment,
        checkpoint=path,
        checkpoint_every=3,
        resume=resume,
        device="cpu",
        progress=False,
    )


CHILD = """
import sys
from tests.training.test_resume import train
train(sys.argv[1], sys.argv[2] == "resume", pause=0.02)
"""


@pytest.mark.parametrize("seed", [0, *(pytest.param(k, marks=pytest.mark.slow) for k in (1, 2, 3))])
def test_killed_again_and_again_it_ends_with_the_same_weights(tmp_path, seed):
    """kill -9 at drawn moments within epochs: weights, optimiser, history are the same bits."""
    draw, reached, kills = random.Random(seed), [], 0
    path = tmp_path / "killed.pt"
    while True:
        order = "resume" if path.exists() else "start"
        with subprocess.Popen([sys.executable, "-c", CHILD, str(path), order]) as child:
            before = step(path)
            while kills < 3 and child.poll() is None and step(path) < min(before + 9, STEPS - 9):
                time.sleep(0.01)
            if kills < 3:
                time.sleep(draw.uniform(0, 0.3))
                child.send_signal(signal.SIGKILL)
                kills += 1
        if child.returncode == 0:
            break
        assert child.returncode == -signal.SIGKILL
        reached.append(step(path))
    assert reached == sorted(reached) and len(set(reached)) == 3 and reached[-1] < STEPS
    history = train(tmp_path / "whole.pt", resume=False)
    whole, killed = (
        training.load_checkpoint(tmp_path / name) for name in ("whole.pt", "killed.pt")
    )
    assert history.val_accuracy == killed["history"]["val_accuracy"]
    assert history.train_loss == killed["history"]["train_loss"]
    assert_same({name: whole[name] for name in ("model", "best", "optimizer")}, killed)


def step(path):
    """How far a run has come; a checkpoint is there whole or not at all."""
    return training.load_checkpoint(path)["position"]["step"] if path.exists() else 0


def assert_same(expected, found, place="state"):
    """Tensors, numbers and names are equal to the last bit."""
    if isinstance(expected, dict):
        for name, value in expected.items():
            assert_same(value, found[name], f"{place}[{name!r}]")
    elif isinstance(expected, torch.Tensor):
        assert torch.equal(expected, found), place
    else:
        assert expected == found, place


FULL = """
import resource, sys
from tests.training.test_resume import train
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
train(sys.argv[1], resume=False)
"""


def test_a_full_disk_is_reported_and_loses_no_checkpoint(tmp_path):
    """A limit on the size of files stands for the disk's end: writing fails half way."""
    path = tmp_path / "run.pt"
    training.save_checkpoint(path, {"epoch": 3})
    child = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True)
    assert child.returncode == 1
    assert f"File too large: '{path}'" in child.stderr.splitlines()[-1]
    assert training.load_checkpoint(path)["epoch"] == 3
    assert os.listdir(tmp_path) == ["run.pt"]
