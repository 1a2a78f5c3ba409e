"""A figure that has every part of the frame once; its script is parts.js."""

import numpy as np
import traitlets

from cnnlib.widgets._figure import InteractiveFigure, pack_bytes, pack_floats


class Parts(InteractiveFigure):
    floats = traitlets.Unicode(read_only=True).tag(sync=True)
    pixels = traitlets.Unicode(read_only=True).tag(sync=True)

    def __init__(self, *, alt="Every part once"):
        colours = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3) * 4
        floats = pack_floats(np.array([[0.5, -1.25], [3, 1e-3]]))
        super().__init__(alt=alt, floats=floats, pixels=pack_bytes(colours))

    def numbers(self):
        return "Four floats."
