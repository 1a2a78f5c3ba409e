"""Training: the loop, its history, checkpoints, measuring."""

from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import Evaluation, evaluate, predict
from cnnlib.training._fit import History, fit
from cnnlib.training._setup import choose_device, seed_everything

__all__ = [
    "Evaluation",
    "History",
    "choose_device",
    "evaluate",
    "fit",
    "load_checkpoint",
    "predict",
    "save_checkpoint",
    "seed_everything",
]
