"""Activations of a deep stack of fully connected layers, layer by layer, batch norm on and off."""

import math

import numpy as np
import traitlets

import cnnlib.reference as ref
from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["ActivationsByDepth"]

UNITS, SAMPLES, SEED = 40, 60, 1
DEPTHS = (2, 20)
SCALES = (0.1, 0.2, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
ACTIVATIONS = {"sigmoid": ref.sigmoid, "tanh": ref.tanh, "ReLU": ref.relu}
# Saturated is a value where the slope is below a tenth of the largest.
SLOPES = {"sigmoid": lambda y: 4 * y * (1 - y), "tanh": lambda y: 1 - y**2}


class ActivationsByDepth(InteractiveFigure):
    """Interactive figure: how the activations change from layer to layer before any training.

    A batch of 60 samples of 40 normally distributed numbers passes fully connected layers of 40
    units without biases. The reader chooses the activation, the scale of the random weights, the
    depth, and whether each layer has batch normalisation before its activation. The figure shows
    the histogram of one layer, mean and standard deviation of all layers, and which share is
    saturated (sigmoid, tanh) or dead (ReLU).

    Parameters
    ----------
    activation : {"sigmoid", "tanh", "ReLU"}
    scale : {0.1, 0.2, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0}
        The weights have the standard deviation scale / sqrt(40).
    depth : int
        2 to 20 layers.
    batch_norm : bool
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        An argument is of another type.
    ValueError
        An activation, a scale or a depth is not as above, or ``alt`` is empty.

    Examples
    --------
    >>> ActivationsByDepth("tanh", 0.5, 5, alt="Activations of five layers")
    Interactive figure: Activations of five layers. tanh, scale 0.5, 5 layers, no batch normalisation: layer 5 has mean 0.00029, standard deviation 0.023, saturated 0 %.
    """  # noqa: E501

    activation = traitlets.Unicode(read_only=True).tag(sync=True)
    scale = traitlets.Float(read_only=True).tag(sync=True)
    depth = traitlets.Int(read_only=True).tag(sync=True)
    batch_norm = traitlets.Bool(read_only=True).tag(sync=True)
    scales, depths = (traitlets.List(read_only=True).tag(sync=True) for _ in range(2))
    units, samples, seed = (traitlets.Int(read_only=True).tag(sync=True) for _ in range(3))

    def __init__(self, activation="tanh", scale=1.0, depth=10, batch_norm=False, *, alt):
        name = "ActivationsByDepth"
        _shapes.check_choice(name, "activation", activation, ACTIVATIONS)
        scale = _shapes.number(name, "scale", scale)
        if scale not in SCALES:
            raise ValueError(f"{name}: scale is {scale:g}, expected one of {SCALES}")
        _shapes.integer(name, "depth", depth, *DEPTHS)
        if not isinstance(batch_norm, bool):
            raise TypeError(f"{name}: batch_norm is {batch_norm!r}, expected True or False")
        super().__init__(
            alt=alt,
            activation=activation,
            scale=scale,
            depth=depth,
            batch_norm=batch_norm,
            scales=list(SCALES),
            depths=list(DEPTHS),
            units=UNITS,
            samples=SAMPLES,
            seed=SEED,
        )

    def numbers(self):
        last = stack(self.activation, self.scale, self.depth, self.batch_norm)[-1]
        norm = "batch normalisation" if self.batch_norm else "no batch normalisation"
        word, share = lost(self.activation, last)
        return (
            f"{self.activation}, scale {self.scale:g}, {self.depth} layers, {norm}: "
            f"layer {self.depth} has mean {last.mean():.2g}, standard deviation "
            f"{last.std():.2g}, {word} {100 * share:.0f} %."
        )


def stack(activation, scale, depth, batch_norm):
    """The activations of each layer, (samples, units), as the script computes them."""
    values = normals(SEED, (SAMPLES + DEPTHS[1] * UNITS) * UNITS).reshape(-1, UNITS)
    x, weights = np.split(values, [SAMPLES])  # (samples, units), (layers * units, units)
    layers = []
    for weight in weights.reshape(DEPTHS[1], UNITS, UNITS)[:depth]:
        x = ref.linear(x, scale / math.sqrt(UNITS) * weight)
        if batch_norm:
            x = ref.batch_norm(x, None, None, training=True)[0]
        x = ACTIVATIONS[activation](x)
        layers.append(x)
    return layers


def lost(activation, y):
    """What a layer has lost, in a word, and its share: saturated values or dead units."""
    if activation == "ReLU":
        return "dead", float((y == 0).all(axis=0).mean())
    return "saturated", float((SLOPES[activation](y) < 0.1).mean())


def normals(seed, count):
    """Normally distributed numbers (Box and Muller) from those of the script's generator."""
    far, turn = uniforms(seed, 2 * count).reshape(count, 2).T
    return np.sqrt(-2 * np.log(1 - far)) * np.cos(2 * np.pi * turn)


def uniforms(seed, count):
    """Numbers in [0, 1): mulberry32, in whole numbers modulo 2^32."""
    bits = np.uint64(0xFFFFFFFF)
    state = (seed + 0x6D2B79F5 * np.arange(1, count + 1, dtype=np.uint64)) & bits
    t = (state ^ (state >> 15)) * (state | 1) & bits
    t = (t + ((t ^ (t >> 7)) * (t | 61) & bits) & bits) ^ t
    return (t ^ (t >> 14)) / 2**32
