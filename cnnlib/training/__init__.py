"""Training: the loop, its settings, checkpoints, several processes, fine-tuning, measuring."""

from cnnlib._recipes import recipe, recipes
from cnnlib._settings import Settings
from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import Evaluation, evaluate, predict
from cnnlib.training._fit import fit
from cnnlib.training._history import History
from cnnlib.training._processes import Process, processes
from cnnlib.training._setup import choose_device, seed_everything
from cnnlib.training._transfer import Normalized, freeze, load_weights, pretrained

__all__ = [
    "Evaluation",
    "History",
    "Normalized",
    "Process",
    "Settings",
    "choose_device",
    "evaluate",
    "fit",
    "freeze",
    "load_checkpoint",
    "load_weights",
    "predict",
    "pretrained",
    "processes",
    "recipe",
    "recipes",
    "save_checkpoint",
    "seed_everything",
]
