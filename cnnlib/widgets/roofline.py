"""Ways to compute a convolution under the roof of a machine: arithmetic, bytes, least time."""

import math

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["Roofline"]

# (least, most)
LIMITS = {"n": (1, 256), "c": (1, 1024), "o": (1, 1024), "size": (4, 256)}
KERNELS = (1, 3, 5, 7, 11, 21)
# FLOPs and bytes a second, bytes of a number. The processor as measured by the chapter on fast
# convolution on 21 November 2026, one thread of an AMD EPYC; the A100 (80 GB, SXM) as its data
# sheet of June 2021 gives it, without sparsity.
MACHINES = {
    "AMD EPYC, one core": (92e9, 17e9, 4),
    "A100, float32": (19.5e12, 2.039e12, 4),
    "A100, TF32": (156e12, 2.039e12, 4),
    "A100, bfloat16": (312e12, 2.039e12, 2),
}


class Roofline(InteractiveFigure):
    """Interactive figure: how long each way to compute a layer takes at least.

    The reader chooses a layer (stride 1, padded so that the size stays) and a machine, and may move
    the machine's two ceilings. For each way the figure shows FLOPs, bytes, arithmetic intensity,
    the time at least and the limit that holds, and draws a mark on or under the roof.

    Parameters
    ----------
    n, c, o, size : int
        Pictures, channels in and out, side of a picture: n 1 to 256, c and o 1 to 1024, size 4 to
        256.
    kernel_size : {1, 3, 5, 7, 11, 21}
    machine : str
        One of the names of `MACHINES`, with which the reader starts.
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        A number is not an int, or ``alt`` is not a string.
    ValueError
        A number is out of its range, there is no such machine, or ``alt`` is empty.

    Examples
    --------
    >>> Roofline(1, 64, 64, 56, 3, alt="Ways to compute a layer")
    Interactive figure: Ways to compute a layer. 1 × 64 × 56 × 56 to 64 channels, kernel 3 × 3, AMD EPYC, one core: im2col 2.99 ms, blocked or implicit 2.51 ms, shifted 2.51 ms, FFT 7.93 ms, Winograd 2 × 2 1.61 ms, Winograd 4 × 4 0.979 ms, each at least.
    """  # noqa: E501

    n, c, o, size, kernel_size = (traitlets.Int(read_only=True).tag(sync=True) for _ in range(5))
    machine = traitlets.Unicode(read_only=True).tag(sync=True)
    limits, machines = (traitlets.Dict(read_only=True).tag(sync=True) for _ in range(2))
    kernels = traitlets.List(read_only=True).tag(sync=True)

    def __init__(self, n, c, o, size, kernel_size, machine="AMD EPYC, one core", *, alt):
        name = "Roofline"
        given = {"n": n, "c": c, "o": o, "size": size}
        for what, value in given.items():
            _shapes.integer(name, what, value, *LIMITS[what])
        _shapes.check_choice(name, "kernel_size", kernel_size, KERNELS)
        _shapes.check_choice(name, "machine", machine, tuple(MACHINES))
        super().__init__(
            alt=alt,
            kernel_size=kernel_size,
            machine=machine,
            limits={what: list(rule) for what, rule in LIMITS.items()},
            machines={machine: list(numbers) for machine, numbers in MACHINES.items()},
            kernels=list(KERNELS),
            **given,
        )

    def numbers(self):
        layer = self.n, self.c, self.o, self.size, self.kernel_size
        peak, bandwidth, number = MACHINES[self.machine]
        passes = costs(*layer, number=number)
        said = ", ".join(
            f"{way} {1e3 * at_least(passes[way], peak, bandwidth):.3g} ms"
            for way in passes
            if way != "naive"
        )
        return (
            f"{self.n} × {self.c} × {self.size} × {self.size} to {self.o} channels, kernel "
            f"{self.kernel_size} × {self.kernel_size}, {self.machine}: {said}, each at least."
        )


def at_least(passes, peak, bandwidth):
    """Seconds: each pass waits for its arithmetic or for its bytes, whichever takes longer."""
    return sum(max(flops / peak, moved / bandwidth) for flops, moved in passes)


def costs(n, c, o, size, kernel_size, number):
    """(FLOPs, bytes) of each pass over the memory, for every way that can compute the layer.

    ``number`` is the bytes of a number. The formulas are derived in the chapter on fast
    convolution.
    """
    places, column = n * size**2, c * kernel_size**2
    pictures, weights, maps = n * c * size**2, o * column, places * o
    columns, flops, least = places * column, 2 * maps * column, pictures + weights + maps
    product = (flops, columns + weights + maps)
    tap = 2 * maps * c, (places + o) * c
    later = (tap[0], tap[1] + 2 * maps)
    ways = {
        "naive": [(flops, flops + maps)],
        "im2col": [product] if kernel_size == 1 else [(0, pictures + columns), product],
        "blocked or implicit": [(flops, least)],
        "shifted": [(tap[0], tap[1] + maps)] + [later] * (kernel_size**2 - 1),
        "FFT": _fft(n, c, o, size, kernel_size),
    }
    if kernel_size == 3:
        ways["Winograd 2 × 2"] = _winograd(n, c, o, size, 2)
        ways["Winograd 4 × 4"] = _winograd(n, c, o, size, 4)
    return {way: [(f, number * m) for f, m in passes] for way, passes in ways.items()}


def _fft(n, c, o, size, kernel_size):
    """Transforms of pictures and kernels, products, transform back: (FLOPs, numbers)."""
    ring = (size + kernel_size - 1) ** 2
    transform = 2.5 * ring * math.log2(ring)
    return [
        (n * c * transform, n * c * size**2 + n * c * ring),
        (o * c * transform, o * c * kernel_size**2 + o * c * ring),
        (4 * ring * n * o * c, ring * (n * c + o * c + n * o)),
        (n * o * transform, n * o * ring + n * o * size**2),
    ]


def _winograd(n, c, o, size, m):
    """Transforms of kernels and tiles, products, transform back: (FLOPs, numbers)."""
    e, tiles = m + 2, n * math.ceil(size / m) ** 2
    return [
        (6 * e * (3 + e) * o * c, 9 * o * c + e * e * o * c),
        (4 * e**3 * tiles * c, n * c * size**2 + e * e * tiles * c),
        (2 * e * e * tiles * o * c, e * e * (tiles * c + o * c + tiles * o)),
        (2 * m * e * (e + m) * tiles * o, e * e * tiles * o + n * o * size**2),
    ]
