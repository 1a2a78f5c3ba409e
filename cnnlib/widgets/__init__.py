"""Interactive figures: the computing is in JavaScript, so they live on a static page too."""

try:
    import anywidget as _anywidget  # noqa: F401
except ImportError as error:
    raise ImportError('cnnlib.widgets needs anywidget: pip install "cnnlib[widgets]"') from error

from .convolution import Convolution
from .flip_and_slide import FlipAndSlide
from .gradient_terms import GradientTerms
from .kernels import Kernels
from .sizes import Sizes

__all__ = ["Convolution", "FlipAndSlide", "GradientTerms", "Kernels", "Sizes"]
