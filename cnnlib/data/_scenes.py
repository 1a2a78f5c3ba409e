"""Coloured shapes on textured ground: one scene, many tasks.

Every scene gives a class (its largest shape), a box and a mask for each shape, a sentence and
questions with answers, all about the same picture.
"""

import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from cnnlib.data._split import Dataset
from cnnlib.reference import preprocess

__all__ = ["Scene", "Thing", "draw_scene", "load_shapes"]

COLOURS = {
    "red": (0.90, 0.15, 0.15),
    "green": (0.15, 0.75, 0.20),
    "blue": (0.20, 0.35, 0.95),
    "yellow": (0.95, 0.85, 0.15),
    "purple": (0.65, 0.25, 0.80),
    "white": (0.95, 0.95, 0.95),
}
GROUNDS = ("plain", "striped", "chequered")
COUNT_WORDS = ("zero", "one", "two", "three")


def _triangle(u, v):
    # Three half planes at distance 1/2 from the centre: corners on the unit circle.
    slope = np.sqrt(3) / 2
    return np.maximum(v, np.maximum(slope * u, -slope * u) - v / 2) < 0.5


def _cross(u, v):
    u, v = abs(u), abs(v)
    return (np.minimum(u, v) < 0.3) & (np.maximum(u, v) < 0.95)


def _star(u, v):
    # Distance to the outline of a five-pointed star, as a function of the angle from a point.
    fifth, inner = math.pi / 5, 0.42  # a point is at radius 1, a dent at `inner`
    angle = abs((np.arctan2(u, -v) + fifth) % (2 * fifth) - fifth)
    # The edge from point to dent lies on the line a cos(angle) + b sin(angle) = a / radius.
    a, b = inner * math.sin(fifth), 1 - inner * math.cos(fifth)
    return np.hypot(u, v) * (a * np.cos(angle) + b * np.sin(angle)) < a


# Each takes coordinates from the shape's centre, in units of its radius; v points down.
SHAPES = {
    "circle": lambda u, v: np.hypot(u, v) < 0.95,
    "square": lambda u, v: np.maximum(abs(u), abs(v)) < 0.8,
    "triangle": _triangle,
    "cross": _cross,
    "ring": lambda u, v: abs(np.hypot(u, v) - 0.75) < 0.22,
    "star": _star,
}


@dataclass(frozen=True, eq=False)
class Thing:
    """One shape of a scene.

    Attributes
    ----------
    shape, colour : str
    box : tuple (left, top, right, bottom)
        Pixels; right and bottom are the first ones outside.
    mask : array of shape (size, size), bool
        Its pixels.
    """

    shape: str
    colour: str
    box: tuple[int, int, int, int]
    mask: np.ndarray

    @property
    def words(self):
        """Such as "a red ring"."""
        return f"a {self.colour} {self.shape}"


@dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """A picture and everything that can be asked about it.

    Attributes
    ----------
    image : array of shape (3, size, size), float32 in [0, 1]
    things : tuple of Thing
        One to three shapes that do not overlap, the largest first.
    ground : str
        "plain", "striped" or "chequered".

    Examples
    --------
    >>> scene = draw_scene("ring", size=32, rng=np.random.default_rng(1))
    >>> scene
    Scene 'a yellow ring and a red square on striped ground'
    >>> scene.label, scene.mask.shape
    ('ring', (32, 32))
    """

    image: np.ndarray
    things: tuple[Thing, ...]
    ground: str

    @property
    def label(self):
        """Name of the largest shape."""
        return self.things[0].shape

    @property
    def box(self):
        """Box (left, top, right, bottom) of the largest shape."""
        return self.things[0].box

    @property
    def mask(self):
        """Mask of the largest shape: array of shape (size, size), bool."""
        return self.things[0].mask

    @cached_property
    def sentence(self):
        """The picture in words, the largest shape first."""
        *first, last = [thing.words for thing in self.things]
        listed = f"{', '.join(first)} and {last}" if first else last
        return f"{listed} on {self.ground} ground"

    @cached_property
    def questions(self):
        """Tuple of pairs (question, answer), in words."""
        main, present = self.things[0], [thing.shape for thing in self.things]
        absent = next(shape for shape in SHAPES if shape not in present)
        asked = [
            ("how many shapes are there?", COUNT_WORDS[len(present)]),
            ("what is the largest shape?", main.shape),
            ("what colour is the largest shape?", main.colour),
            ("what is the ground like?", self.ground),
            (f"is there a {main.shape}?", "yes"),
            (f"is there a {absent}?", "no"),
        ]
        for thing in self.things[1:]:
            side = "left" if sum(thing.box[::2]) < sum(main.box[::2]) else "right"
            asked.append((f"on which side of the largest shape is the {thing.shape}?", side))
        return tuple(asked)

    def __repr__(self):
        return f"Scene {self.sentence!r}"


def draw_scene(label, size, *, rng):
    """Draw a scene whose largest shape is ``label``, with up to two smaller shapes of other kinds.

    Examples
    --------
    >>> draw_scene("star", size=24, rng=np.random.default_rng(0)).image.shape
    (3, 24, 24)
    """
    ground = str(rng.choice(GROUNDS))
    image = _ground(ground, size, rng)  # (3, size, size)
    others = [shape for shape in SHAPES if shape != label]
    names = [label, *rng.permutation(others)[: rng.integers(3)]]
    colours = rng.permutation(list(COLOURS))
    radius = size * rng.uniform(0.24, 0.34)
    taken, things = np.zeros((size, size), dtype=bool), []
    for name, colour in zip(names, colours, strict=False):
        mask = _place(str(name), radius, taken, rng)
        radius = size * rng.uniform(0.11, 0.15)
        if mask is None:  # no room is left for this one
            continue
        rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
        box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
        taken[max(0, box[1] - 1) : box[3] + 1, max(0, box[0] - 1) : box[2] + 1] = True
        image[:, mask] = np.array(COLOURS[str(colour)])[:, None] * rng.uniform(0.85, 1)
        things.append(Thing(str(name), str(colour), box, mask))
    image += 0.03 * rng.standard_normal(image.shape, dtype=np.float32)
    return Scene(np.clip(image, 0, 1), tuple(things), ground)


@cache
def _centres(size):
    """Centres of the pixels, (columns, rows): array of shape (2, size, size)."""
    rows, columns = np.mgrid[:size, :size].astype(np.float32) + np.float32(0.5)
    centres = np.stack([columns, rows])
    centres.flags.writeable = False
    return centres


def _ground(kind, size, rng):
    """A dim texture of one hue: (3, size, size)."""
    columns, rows = _centres(size) / size
    angle, waves = rng.uniform(0, np.pi), rng.uniform(3, 6)
    along = np.sin(2 * np.pi * waves * (columns * np.cos(angle) + rows * np.sin(angle)))
    across = np.sin(2 * np.pi * waves * (rows * np.cos(angle) - columns * np.sin(angle)))
    texture = {"plain": 0 * along, "striped": np.sign(along), "chequered": np.sign(along * across)}
    base = rng.uniform(0.2, 0.45, size=(3, 1, 1)).astype(np.float32)
    return base + 0.08 * texture[kind]


def _place(shape, radius, taken, rng):
    """The mask of a turned shape in free ground, or None after 20 tries."""
    size = len(taken)
    for _ in range(20):
        x, y = rng.uniform(radius, size - radius, size=2)
        angle = rng.uniform(-0.3, 0.3)
        cos, sin = math.cos(angle) / radius, math.sin(angle) / radius
        right, down = _centres(size) - np.array([x, y], dtype=np.float32)[:, None, None]
        mask = SHAPES[shape](cos * right + sin * down, cos * down - sin * right)
        if mask.any() and not (mask & taken).any():
            return mask
    return None


def load_shapes(size, n, seed):
    """``n`` scenes as a `Dataset` with ``scenes``, classes as even as ``n`` allows, 70/10/20.

    Scene i depends on ``seed`` and i alone: a larger ``n`` adds scenes and changes none.

    Examples
    --------
    >>> data = load_shapes(size=32, n=60, seed=0)
    >>> data.scenes["test"][0].label == data.classes[data.test[1][0]]
    True
    """
    classes = tuple(SHAPES)
    y = np.arange(n) % len(classes)
    scenes = [
        draw_scene(classes[label], size, rng=np.random.default_rng((seed, place)))
        for place, label in enumerate(y)
    ]
    parts, scene_lists = [], {}
    split = preprocess.split(y, (0.7, 0.1, 0.2), rng=np.random.default_rng(seed))
    for name, places in zip(("train", "validation", "test"), split, strict=True):
        chosen = [scenes[place] for place in places]
        parts.append((np.stack([scene.image for scene in chosen]), y[places].astype(np.int64)))
        scene_lists[name] = chosen
    return Dataset("shapes", classes, *parts, scenes=scene_lists)
