"""One figure of each kind, to be driven without a page of the book."""

import numpy as np

from cnnlib.widgets import Convolution, Kernels, Sizes
from tests.browser.parts import Parts

PICTURE = (np.add.outer(np.arange(20) ** 2, 7 * np.arange(24)) % 256).astype(np.uint8)

EXAMPLES = {
    "Convolution": lambda: Convolution(PICTURE, alt="Stripes that bend"),
    "Kernels": lambda: Kernels(PICTURE, alt="Stripes that bend"),
    "Sizes": lambda: Sizes(8, 3, 2, padding=1, alt="Windows of three cells on an axis of eight"),
    "Parts": Parts,
}
