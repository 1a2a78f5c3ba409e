"""Signal and gradient in a deep stack of random blocks, with shortcuts and without them."""

import math

import numpy as np
import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure
from cnnlib.widgets.activations_by_depth import normals

__all__ = ["ResidualSwitch"]

UNITS, SAMPLES, SEED = 24, 8, 1
DEPTHS = (1, 50)
SCALES = (0.05, 0.1, 0.2, 0.5, 0.7, 1.0, 1.4)


class ResidualSwitch(InteractiveFigure):
    """Interactive figure: what becomes of the signal and of the gradient from block to block.

    A batch of 8 samples of 24 normally distributed numbers passes blocks of two fully connected
    layers, ``relu(W2 relu(W1 x))``, with shortcuts ``relu(W2 relu(W1 x) + x)``; a gradient of 24
    such numbers comes back. The reader switches the shortcuts, chooses the number of blocks and the
    scale of the random weights, and looks at one place between two blocks.

    Parameters
    ----------
    shortcuts : bool
    scale : {0.05, 0.1, 0.2, 0.5, 0.7, 1.0, 1.4}
        The weights have the standard deviation scale * sqrt(2 / 24); 1 is He's.
    depth : int
        1 to 50 blocks.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An argument is of another type.
    ValueError
        A scale or a depth is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> ResidualSwitch(False, 0.1, 10, alt="Signal and gradient")
    Interactive figure: Signal and gradient. 10 blocks without shortcuts, scale 0.1: signal 0.97 at the input, 3.5e-21 after the last block; gradient 1 at the output, 5.9e-21 at the input.
    """  # noqa: E501

    shortcuts = traitlets.Bool(read_only=True).tag(sync=True)
    scale = traitlets.Float(read_only=True).tag(sync=True)
    depth = traitlets.Int(read_only=True).tag(sync=True)
    scales, depths = (traitlets.List(read_only=True).tag(sync=True) for _ in range(2))
    units, samples, seed = (traitlets.Int(read_only=True).tag(sync=True) for _ in range(3))

    def __init__(self, shortcuts=False, scale=0.7, depth=20, *, alt):
        name = "ResidualSwitch"
        if not isinstance(shortcuts, bool):
            raise TypeError(f"{name}: shortcuts is {shortcuts!r}, expected True or False")
        scale = _shapes.number(name, "scale", scale)
        if scale not in SCALES:
            raise ValueError(f"{name}: scale is {scale:g}, expected one of {SCALES}")
        _shapes.integer(name, "depth", depth, *DEPTHS)
        super().__init__(
            alt=alt,
            shortcuts=shortcuts,
            scale=scale,
            depth=depth,
            scales=list(SCALES),
            depths=list(DEPTHS),
            units=UNITS,
            samples=SAMPLES,
            seed=SEED,
        )

    def numbers(self):
        signals, gradients = stack(self.shortcuts, self.scale, self.depth)
        return (
            f"{self.depth} blocks {'with' if self.shortcuts else 'without'} shortcuts, "
            f"scale {self.scale:g}: signal {signals[0]:.2g} at the input, {signals[-1]:.2g} after "
            f"the last block; gradient {gradients[-1]:.2g} at the output, {gradients[0]:.2g} at "
            "the input."
        )


def stack(shortcuts, scale, depth):
    """Root mean squares of signal and gradient at the depth + 1 places before and after blocks."""
    count = 2 * SAMPLES + 2 * DEPTHS[1] * UNITS
    rows = normals(SEED, count * UNITS).reshape(count, UNITS)
    x, gradient, weights = np.split(rows, [SAMPLES, 2 * SAMPLES])
    weights = scale * math.sqrt(2 / UNITS) * weights.reshape(DEPTHS[1], 2, UNITS, UNITS)
    signals, passed = [x], []
    for first, second in weights[:depth]:
        hidden = np.maximum(x @ first.T, 0)  # (samples, units)
        x = np.maximum(hidden @ second.T + (x if shortcuts else 0), 0)
        signals.append(x)
        passed.append((hidden > 0, x > 0))
    gradients = [gradient]
    for (first, second), (inner, outer) in zip(weights[:depth][::-1], passed[::-1], strict=True):
        gradient = gradient * outer
        through = ((gradient @ second) * inner) @ first
        gradient = through + (gradient if shortcuts else 0)
        gradients.append(gradient)
    return [[float(np.sqrt((v**2).mean())) for v in row] for row in (signals, gradients[::-1])]
