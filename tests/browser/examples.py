"""One figure of each kind, to be driven without a page of the book."""

import numpy as np

from cnnlib import data
from cnnlib.widgets import (
    ActivationsByDepth,
    ArchitectureExplorer,
    BranchBudget,
    Channels,
    Convolution,
    Descent,
    DrawDigit,
    FlipAndSlide,
    FollowMap,
    GradientTerms,
    HostAndDevice,
    Im2col,
    Kernels,
    Occluder,
    PermutedPixels,
    Pooling,
    ReceptiveFieldByDepth,
    ResidualSwitch,
    Roofline,
    Sizes,
    Threshold,
    Timeline,
    TradeOffs,
)
from cnnlib.widgets.occluder import shapes
from tests.browser.parts import Parts

PICTURE = (np.add.outer(np.arange(20) ** 2, 7 * np.arange(24)) % 256).astype(np.uint8)

LARGE_PICTURE = (np.add.outer(np.arange(224), 3 * np.arange(224)) % 256).astype(np.uint8)

CELLS = np.arange(3 * 5 * 5).reshape(3, 5, 5) % 4
KERNELS = np.arange(2 * 3 * 3 * 3).reshape(2, 3, 3, 3) % 3 - 1

SOME = np.random.default_rng(0)
ORDER = SOME.permutation(64)
DIGITS = SOME.random((3, 8, 8))
DENSE = [SOME.normal(size=shape) for shape in [(5, 64), (5,), (10, 5), (10,)]]
CONVS = [
    [SOME.normal(size=shape) for shape in [(2, 1, 3, 3), (2,), (3, 2, 3, 3), (3,), (10, 12), (10,)]]
    for _ in range(2)
]

OCCLUDED = SOME.integers(0, 256, (2, 32, 32), np.uint8)
WEIGHTS = {  # of the size at which a signal keeps its own
    name: SOME.normal(size=shape) * (2 / max(1, np.prod(shape[1:]))) ** 0.5
    for name, shape in shapes(3).items()
}
# Of three layers and a transition: sources in rows, readers in columns.
READERS = np.triu(SOME.uniform(0.2, 1, (4, 4)))
NETWORKS = {
    "early": (2012, 0.7, 244, 18.2),
    "wide": (2014, 15.5, 553, 9.33),
    "branched": (2014, 1.6, 28, 9.15),
    "deep": (2015, 3.9, 102, 6.71),
    "deeper": (2015, 11.3, 241, 5.71),
    "dense": (2017, 2.8, 32, 6.66),
    "unknown": (2016, 12.3, 171, None),
}

EXAMPLES = {
    "ActivationsByDepth": lambda: ActivationsByDepth(alt="Activations of ten layers"),
    "ArchitectureExplorer": lambda: ArchitectureExplorer(alt="The layers of a network"),
    "BranchBudget": lambda: BranchBudget(alt="The branches of a module and their costs"),
    "Channels": lambda: Channels(
        CELLS, KERNELS, np.array([1, 0]), stride=2, padding=1, alt="Three channels, two filters"
    ),
    "Convolution": lambda: Convolution(PICTURE, alt="Stripes that bend"),
    "Descent": lambda: Descent(alt="Contours of a loss and the path of an optimiser"),
    "DrawDigit": lambda: DrawDigit(
        data.weights("lenet5_1998"), alt="A sheet, and LeNet-5 reading it"
    ),
    "FlipAndSlide": lambda: FlipAndSlide("signal with delay", alt="A kernel slides over a signal"),
    "FollowMap": lambda: FollowMap(
        6, 2, 3, source=2, weights=READERS, alt="Three layers and who reads them"
    ),
    "GradientTerms": lambda: GradientTerms(5, 3, 2, padding=1, alt="The uses of an input cell"),
    "HostAndDevice": lambda: HostAndDevice(alt="Kernels in two lanes and a timer"),
    "Im2col": lambda: Im2col(4, channels=2, alt="Two channels, their windows as columns"),
    "PermutedPixels": lambda: PermutedPixels(
        DIGITS, ORDER, DENSE, *CONVS, alt="Noise before two nets"
    ),
    "Pooling": lambda: Pooling(alt="Pooling of a matrix of four rows and columns"),
    "Kernels": lambda: Kernels(PICTURE, alt="Stripes that bend"),
    "Occluder": lambda: Occluder(OCCLUDED, [3, 8], WEIGHTS, alt="A square on a picture of noise"),
    "ReceptiveFieldByDepth": lambda: ReceptiveFieldByDepth(
        LARGE_PICTURE, ("3", "pool", "5"), "64", alt="What a cell sees after three layers"
    ),
    "ResidualSwitch": lambda: ResidualSwitch(alt="Signal and gradient by block"),
    "Roofline": lambda: Roofline(8, 64, 64, 56, 3, alt="Ways to compute a layer under a roof"),
    "Sizes": lambda: Sizes(8, 3, 2, padding=1, alt="Windows of three cells on an axis of eight"),
    "Threshold": lambda: Threshold(
        np.random.default_rng(0).dirichlet((1, 1, 1), 30),
        np.arange(30) % 3,
        ("cat", "dog", "cow"),
        alt="Thirty animals and their probabilities",
    ),
    "Timeline": lambda: Timeline(
        [(1980, "idea", "an idea"), (1998, "network", "a network"), (2012, "network", "two", 16.4)],
        alt="Three events",
    ),
    "TradeOffs": lambda: TradeOffs(
        {
            name: dict(zip(("year", "work", "memory", "error"), row, strict=True))
            for name, row in NETWORKS.items()
        },
        "work",
        "error",
        alt="Seven networks by work and error",
    ),
    "Parts": Parts,
}
