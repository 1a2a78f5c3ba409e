"""Training: the loop, its history, checkpoints, measuring, recipes, fine-tuning."""

from cnnlib._recipes import recipe, recipes
from cnnlib.training._checkpoint import load_checkpoint, save_checkpoint
from cnnlib.training._evaluation import Evaluation, evaluate, predict
from cnnlib.training._fit import History, fit
from cnnlib.training._setup import choose_device, seed_everything
from cnnlib.training._transfer import Normalized, freeze, load_weights, pretrained

__all__ = [
    "Evaluation",
    "History",
    "Normalized",
    "choose_device",
    "evaluate",
    "fit",
    "freeze",
    "load_checkpoint",
    "load_weights",
    "predict",
    "pretrained",
    "recipe",
    "recipes",
    "save_checkpoint",
    "seed_everything",
]
