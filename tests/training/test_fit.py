"""The training loop: seeds, checkpoints, refusals."""

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib import data, training


def small_run(**options):
    """Two epochs of a linear classifier; the trained weights and the history."""
    training.seed_everything(0)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    options = {"epochs": 2, "device": "cpu", "progress": False} | options
    history = training.fit(net, data.load("digits", size=8), **options)
    return net[1].weight.detach().clone(), history


def test_the_same_seed_gives_the_same_weights():
    (one, _), (same, _), (other, _) = small_run(), small_run(), small_run(seed=1)
    assert (one == same).all() and (one != other).any()


def test_the_history_has_an_entry_per_epoch_and_the_rate_falls():
    _, history = small_run(epochs=3)
    assert len(history) == len(history.val_accuracy) == 3
    assert history.lr[0] == 3e-3 and history.lr == sorted(history.lr, reverse=True)
    assert history.train_loss[-1] < history.train_loss[0]


def test_evaluate_counts():
    x = np.eye(4, dtype=np.float32).reshape(4, 1, 1, 4)
    result = training.evaluate(nn.Flatten(), (x, np.array([0, 1, 3, 3])))
    assert (result.correct, result.total, result.accuracy) == (3, 4, 0.75)
    expected = nn.functional.cross_entropy(torch.eye(4), torch.tensor([0, 1, 3, 3])).item()
    assert abs(result.loss - expected) < 1e-6


def test_an_infinite_loss_stops_with_a_word():
    with pytest.raises(FloatingPointError, match="loss became nan in epoch 1 at step 1; lr is"):
        training.seed_everything(0)
        net = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
        nn.init.constant_(net[1].weight, float("nan"))
        training.fit(net, data.load("digits", size=8), epochs=1, device="cpu", progress=False)


def test_a_checkpoint_of_another_run_is_refused(tmp_path):
    path = tmp_path / "checkpoint.pt"
    small_run(checkpoint=path)
    with pytest.raises(ValueError, match="epochs is 5 but .* was made with 2"):
        small_run(checkpoint=path, resume=True, epochs=5)
    net = nn.Sequential(nn.Flatten(), nn.Linear(64, 11))
    with pytest.raises(ValueError, match="another network"):
        training.fit(
            net,
            data.load("digits", size=8),
            epochs=2,
            device="cpu",
            progress=False,
            checkpoint=path,
            resume=True,
        )


@pytest.mark.parametrize("content", [b"", b"no checkpoint", None], ids=["empty", "text", "cut"])
def test_a_broken_checkpoint_is_refused_by_name(tmp_path, content):
    path = tmp_path / "checkpoint.pt"
    small_run(checkpoint=path)
    path.write_bytes(path.read_bytes()[:-100] if content is None else content)
    with pytest.raises(ValueError, match=str(path)):
        training.load_checkpoint(path)


def test_a_foreign_archive_is_refused(tmp_path):
    torch.save({"weights": torch.zeros(3)}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="no checkpoint of cnnlib"):
        training.load_checkpoint(tmp_path / "other.pt")
