"""Several processes follow the course of one."""

import subprocess
import sys

import pytest
import torch

from cnnlib import training
from cnnlib.training import Process

CHILD = """
import sys
from cnnlib import data, models, training
with training.processes() as process:
    training.seed_everything(0)
    training.fit(
        models.lenet5(),
        data.load("digits"),
        steps=50,
        precision="float64",
        accumulate=int(sys.argv[2]),
        device="cpu",
        progress=False,
        checkpoint=sys.argv[1],
        checkpoint_every=20,
    )
"""
TORCHRUN = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]


def run(folder, launcher, accumulate):
    """The checkpoint of a run of 50 updates."""
    script, path = folder / "child.py", folder / f"{len(launcher)}-{accumulate}.pt"
    script.write_text(CHILD)
    command = [sys.executable, *launcher, str(script), str(path), str(accumulate)]
    subprocess.run(command, check=True, capture_output=True)
    return training.load_checkpoint(path)


def test_two_processes_follow_one(tmp_path):
    """lenet5 in float64, 50 updates, uneven batches, half of each share at a time."""
    one, two = run(tmp_path, [], 1), run(tmp_path, TORCHRUN, 2)
    for name, weight in one["model"].items():
        assert torch.allclose(two["model"][name], weight, rtol=0, atol=1e-5), name
    for column in ("train_loss", "val_loss", "val_accuracy"):
        assert two["history"][column] == pytest.approx(one["history"][column], abs=1e-5)
    # It is a course worth following.
    assert one["history"]["val_accuracy"][-1] > 0.7


def test_shares_are_disjoint_and_complete():
    places = list(range(11))
    shares = [Process(rank, 4).share(places) for rank in range(4)]
    assert sorted(place for share in shares for place in share) == places
    assert {len(share) for share in shares} == {2, 3}
