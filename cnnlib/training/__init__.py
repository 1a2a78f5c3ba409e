"""Training: the loop, its settings and history, checkpoints, several processes, measuring."""

from cnnlib._settings import Settings
from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import Evaluation, evaluate, predict
from cnnlib.training._fit import fit
from cnnlib.training._history import History
from cnnlib.training._processes import Process, processes
from cnnlib.training._setup import choose_device, seed_everything

__all__ = [
    "Evaluation",
    "History",
    "Process",
    "Settings",
    "choose_device",
    "evaluate",
    "fit",
    "load_checkpoint",
    "predict",
    "processes",
    "save_checkpoint",
    "seed_everything",
]
