"""Looking inside a network: its table of layers, what they make of a picture, and what made them.

Every function takes any ``torch.nn.Module``, names layers as ``model.named_modules()`` does, and
leaves the network as it was.
"""

from cnnlib.inspect._activations import activations
from cnnlib.inspect._class_activation import class_activation_map
from cnnlib.inspect._deconvnet import deconvnet
from cnnlib.inspect._occlusion import occlusion_map
from cnnlib.inspect._patches import Patch, max_activating_patches
from cnnlib.inspect._receptive_field import receptive_field_of
from cnnlib.inspect._saliency import saliency
from cnnlib.inspect._summary import Row, Summary, summary

__all__ = [
    "Patch",
    "Row",
    "Summary",
    "activations",
    "class_activation_map",
    "deconvnet",
    "max_activating_patches",
    "occlusion_map",
    "receptive_field_of",
    "saliency",
    "summary",
]
