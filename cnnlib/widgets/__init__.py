"""Interactive figures: the computing is in JavaScript, so they live on a static page too."""

try:
    import anywidget as _anywidget  # noqa: F401
except ImportError as error:
    raise ImportError('cnnlib.widgets needs anywidget: pip install "cnnlib[widgets]"') from error

from .activations_by_depth import ActivationsByDepth
from .architecture_explorer import ArchitectureExplorer
from .branch_budget import BranchBudget
from .channels import Channels
from .convolution import Convolution
from .descent import Descent
from .draw_digit import DrawDigit
from .flip_and_slide import FlipAndSlide
from .follow_map import FollowMap
from .gradient_terms import GradientTerms
from .host_and_device import HostAndDevice
from .im2col import Im2col
from .kernels import Kernels
from .occluder import Occluder
from .permuted_pixels import PermutedPixels
from .pooling import Pooling
from .receptive_field_by_depth import ReceptiveFieldByDepth
from .residual_switch import ResidualSwitch
from .roofline import Roofline
from .sizes import Sizes
from .threshold import Threshold
from .timeline import Timeline
from .trade_offs import TradeOffs

__all__ = [
    "ActivationsByDepth",
    "ArchitectureExplorer",
    "BranchBudget",
    "Channels",
    "Convolution",
    "Descent",
    "DrawDigit",
    "FlipAndSlide",
    "FollowMap",
    "GradientTerms",
    "HostAndDevice",
    "Im2col",
    "Kernels",
    "Occluder",
    "PermutedPixels",
    "Pooling",
    "ReceptiveFieldByDepth",
    "ResidualSwitch",
    "Roofline",
    "Sizes",
    "Threshold",
    "Timeline",
    "TradeOffs",
]
