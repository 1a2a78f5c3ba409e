"""Coloured shapes on textured ground: one scene, many tasks.

Every scene gives a class (its largest shape), a box and a mask for each shape, a sentence and
questions with answers, all about the same picture.

The class is to be seen in the form alone. All shapes have the same distribution of area, of the
place of their centre of mass, of colour and of the room they keep free; a turn, textured ground and
smaller shapes are added, so that a linear classifier does little better than chance.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cnnlib.data._split import Dataset
from cnnlib.reference import preprocess

__all__ = ["Scene", "Thing", "load_shapes"]

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


def _radius(u, v):
    return np.sqrt(u * u + v * v)  # three times as fast as np.hypot


def _triangle(u, v):
    # Three half planes at distance 1/2 from the centre: corners on the unit circle.
    return np.maximum(v, math.sqrt(3) / 2 * abs(u) - v / 2) - 0.5


def _cross(u, v):
    u, v = abs(u), abs(v)
    return np.maximum(np.minimum(u, v) - 1 / 3, np.maximum(u, v) - 1)


STAR_DENT = 0.45  # radius of a star's dents; its points are at radius 1


def _star(u, v):
    # A tenth of it, from a point to the next dent; the angle is measured from the point.
    fifth = math.pi / 5
    angle = np.arctan2(u, -v)
    angle = abs(angle - 2 * fifth * np.rint(angle / (2 * fifth)))
    # The edge lies on the line across cos(angle) + along sin(angle) = across / radius.
    across, along = STAR_DENT * math.sin(fifth), 1 - STAR_DENT * math.cos(fifth)
    line = _radius(u, v) * (across * np.cos(angle) + along * np.sin(angle)) - across
    return line / math.hypot(across, along)


def _diamond(u, v):
    return (abs(u) + 0.65 * abs(v) - 0.65) / math.hypot(1, 0.65)


def _heart(u, v):
    # A square that stands on its corner, with a half disc on each of its upper sides.
    u, v, half = abs(u), v - 0.443, math.sqrt(0.5)
    return np.minimum(_radius(u - half, v + half) - 1, (u + abs(v)) * half - 1)


def _crescent(u, v):
    # What a disc through the centre of another leaves free of it.
    u = u - 0.321
    return np.maximum(_radius(u, v) - 1, 1 - _radius(u - 1, v))


# name -> level, area. A level is below 0 inside; near the outline it is the distance from it. Its
# arguments are coordinates from the centre of mass, v pointing down, in a unit of its own.
SHAPES = {
    "circle": (lambda u, v: _radius(u, v) - 1, math.pi),
    "square": (lambda u, v: np.maximum(abs(u), abs(v)) - 1, 4),
    "triangle": (_triangle, 3 * math.sqrt(3) / 4),
    "cross": (_cross, 20 / 9),
    "ring": (lambda u, v: abs(_radius(u, v) - 0.75) - 0.25, 0.75 * math.pi),
    "star": (_star, 5 * STAR_DENT * math.sin(math.pi / 5)),
    "diamond": (_diamond, 1.3),
    "heart": (_heart, 4 + math.pi),
    "crescent": (_crescent, math.pi / 3 + math.sqrt(3) / 2),
    "bar": (lambda u, v: np.maximum(abs(u) - 1, abs(v) - 0.45), 1.8),
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
    absent : str
        A shape that is not among them.

    Examples
    --------
    >>> from cnnlib.data import load
    >>> scene = load("shapes", size=32, n=100).scenes["train"][2]
    >>> scene
    Scene 'a yellow triangle and a purple circle on striped ground'
    >>> scene.label, scene.mask.shape
    ('triangle', (32, 32))
    >>> scene.questions[-1]
    ('is there a star?', 'no')
    """

    image: np.ndarray
    things: tuple[Thing, ...]
    ground: str
    absent: str

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
        main, *others = self.things
        asked = [
            ("how many shapes are there?", COUNT_WORDS[len(self.things)]),
            ("what is the largest shape?", main.shape),
            ("what colour is the largest shape?", main.colour),
            ("what is the ground like?", self.ground),
            (f"is there a {main.shape}?", "yes"),
            (f"is there a {self.absent}?", "no"),
        ]
        for thing in others:
            if thing.box[2] <= main.box[0] or main.box[2] <= thing.box[0]:  # no column in common
                side = "left" if thing.box[0] < main.box[0] else "right"
                asked.append((f"on which side of the largest shape is the {thing.shape}?", side))
        return tuple(asked)

    def __repr__(self):
        return f"Scene {self.sentence!r}"


REACH = 0.88  # how far a shape of area 1 goes at most from its centre of mass
TRIES = 24  # places drawn for each shape; the first with room around it is taken
MOST = 3  # shapes in a scene
PIXELS = 2**18  # drawn at a time: enough to be fast, few enough to need little memory

# What is to be drawn. Lengths are in widths of the picture; the first shape is the largest.
PLAN = np.dtype(
    [
        ("ground", np.int64),
        ("base", np.float32, 3),
        ("angle", np.float32),
        ("waves", np.float32),
        ("phase", np.float32, 2),
        ("present", bool, MOST),
        ("shape", np.int64, MOST),
        ("absent", np.int64),
        ("colour", np.int64, MOST),
        ("shade", np.float32, MOST),
        ("side", np.float32, MOST),  # square root of the area
        ("turn", np.float32, MOST),
        ("centre", np.float32, (MOST, 2)),  # column, row
    ]
)


def load_shapes(size, n, seed):
    """``n`` scenes as a `Dataset` with ``scenes``, classes as even as ``n`` allows, 70/10/20.

    Scene i depends on ``seed`` and i alone: a larger ``n`` adds scenes and changes none.

    Examples
    --------
    >>> data = load_shapes(size=32, n=100, seed=0)
    >>> data.scenes["test"][0].label == data.classes[data.test[1][0]]
    True
    """
    plan_rng, noise_rng, split_rng = np.random.default_rng(seed).spawn(3)
    plan = _plan(n, plan_rng)
    y = plan["shape"][:, 0]
    split = preprocess.split(y, (0.7, 0.1, 0.2), rng=split_rng)
    place = np.concatenate(split).argsort()  # of each scene, the parts one after the other
    images = np.empty((n, 3, size, size), np.float32)
    batch = max(1, PIXELS // size**2)
    for start in range(0, n, batch):
        drawn = _draw(plan[start : start + batch], size)
        drawn += 0.1 * noise_rng.random(drawn.shape, dtype=np.float32) - 0.05
        images[place[start : start + batch]] = np.clip(drawn, 0, 1, out=drawn)
    parts, scenes, start = [], {}, 0
    for name, places in zip(("train", "validation", "test"), split, strict=True):
        x = images[start : start + len(places)]
        start += len(places)
        parts.append((x, y[places]))
        scenes[name] = Scenes(x, plan[places])
    return Dataset("shapes", tuple(SHAPES), *parts, scenes=scenes)


def _plan(n, rng):
    """``n`` scenes to be drawn: array of shape (n,), dtype `PLAN`. Scene i has class i mod 10.

    Every quantity has a stream of random numbers of its own, whose i-th row is for scene i.
    """
    streams = iter(rng.spawn(13))

    def uniform(low, high, *shape):
        return next(streams).uniform(low, high, (n, *shape))

    plan = np.empty(n, PLAN)
    plan["ground"] = uniform(0, len(GROUNDS))  # cut to a whole number
    plan["base"] = uniform(0.2, 0.45, 3)
    plan["angle"] = uniform(0, np.pi)
    plan["waves"] = uniform(3, 6)
    plan["phase"] = uniform(0, 2 * np.pi, 2)
    keys = uniform(0, 1, len(SHAPES))  # their order is a random order of the shapes
    keys[np.arange(n), np.arange(n) % len(SHAPES)] = -1  # which the class begins
    order = keys.argsort(axis=1)
    plan["shape"], plan["absent"] = order[:, :MOST], order[:, MOST]
    plan["colour"] = uniform(0, 1, len(COLOURS)).argsort(axis=1)[:, :MOST]
    plan["shade"] = uniform(0.85, 1, MOST)
    plan["side"] = uniform([0.28, 0.15, 0.15], [0.40, 0.19, 0.19], MOST)
    plan["turn"] = uniform(-0.3, 0.3, MOST)
    plan["present"] = np.arange(MOST) <= uniform(0, MOST, 1)
    _place(plan, uniform(0, 1, MOST, TRIES, 2))
    return plan


def _place(plan, draws):
    """Give the shapes of ``plan`` centres such that none touches another; one without room goes.

    The room kept free is a disc that every shape of this area fits in: with the room that each
    shape needs, how many others there are would tell the class.
    """
    reach = REACH * plan["side"]
    for k in range(MOST):
        margin = reach[:, k, None, None]
        centres = margin + (1 - 2 * margin) * draws[:, k]  # (n, TRIES, 2)
        free = np.ones(centres.shape[:2], bool)
        for other in range(k):
            distance = np.linalg.norm(centres - plan["centre"][:, other, None], axis=2)
            needed = np.where(plan["present"][:, other], reach[:, k] + reach[:, other], 0)
            free &= distance > needed[:, None]
        plan["centre"][:, k] = centres[np.arange(len(plan)), free.argmax(axis=1)]
        plan["present"][:, k] &= free.any(axis=1)


def _draw(plan, size):
    """The pictures of ``plan``, without noise: (N, 3, size, size), float32."""
    images = _grounds(plan, size)
    palette = np.array(list(COLOURS.values()), np.float32)
    for number, shape in enumerate(SHAPES):
        rows, k = np.nonzero(plan["present"] & (plan["shape"] == number))
        chosen = plan[rows]
        # The share of a pixel that is covered: 1/2 where the outline passes through its centre.
        cover = np.clip(0.5 - _levels(chosen, k, shape, size), 0, 1)[:, None]
        one = np.arange(len(rows)), k
        colour = palette[chosen["colour"][one]] * chosen["shade"][one][:, None]
        images[rows] += cover * (colour[:, :, None, None] - images[rows])
    return images


def _grounds(plan, size):
    """Dim textures, each of one hue: (N, 3, size, size)."""
    pitch = 2 * np.pi / size * plan["waves"][:, None]  # radians per pixel
    pixels = pitch * _centres(size)
    along, across = (
        # Steps from -1 to 1 that are a pixel wide, as soft as the outlines of the shapes.
        np.clip(np.sin(wave + phase[:, None, None]) * (2 / pitch)[:, :, None], -1, 1)
        for wave, phase in zip(_turned(pixels, pixels, plan["angle"]), plan["phase"].T, strict=True)
    )
    along[plan["ground"] == GROUNDS.index("plain")] = 0
    across[plan["ground"] == GROUNDS.index("striped")] = 1
    return plan["base"][:, :, None, None] + 0.08 * (along * across)[:, None]


def _levels(plan, k, shape, size):
    """How far outside its shape ``k`` each pixel is, below 0 inside: (N, size, size), in pixels.

    ``k`` is a place or an array of one for each row of ``plan``, where the shape is ``shape``.
    """
    level, area = SHAPES[shape]
    rows = np.arange(len(plan))
    unit = plan["side"][rows, k, None] * (size / math.sqrt(area))  # of the level, in pixels
    right, down = (
        (_centres(size) - size * centre[:, None]) / unit for centre in plan["centre"][rows, k].T
    )
    return unit[:, :, None] * level(*_turned(right, down, plan["turn"][rows, k]))


def _centres(size):
    """Where the pixels of a row have their centres: (size,)."""
    return np.arange(size, dtype=np.float32) + 0.5


def _turned(right, down, turn):
    """Coordinates on turned axes of every pair: (N, size) twice -> (N, size, size) twice."""
    cos, sin = np.cos(turn)[:, None], np.sin(turn)[:, None]
    u = (cos * right)[:, None, :] + (sin * down)[:, :, None]
    v = (cos * down)[:, :, None] - (sin * right)[:, None, :]
    return u, v


class Scenes(Sequence):
    """The scenes of one part, in its order. Each is described when it is asked for."""

    def __init__(self, images, plan):
        self._images, self._plan = images, plan

    def __len__(self):
        return len(self._plan)

    def __getitem__(self, index):
        place = range(len(self))[index]
        if isinstance(place, range):
            return [self[k] for k in place]
        image, plan = self._images[place], self._plan[place : place + 1]
        names, colours = list(SHAPES), list(COLOURS)
        things = []
        for k in np.flatnonzero(plan["present"][0]):
            shape, colour = names[plan["shape"][0, k]], colours[plan["colour"][0, k]]
            mask = _levels(plan, k, shape, image.shape[1])[0] < 0
            rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
            box = int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1
            things.append(Thing(shape, colour, box, mask))
        absent = names[plan["absent"][0]]
        return Scene(image, tuple(things), GROUNDS[plan["ground"][0]], absent)

    def __repr__(self):
        return f"{len(self)} scenes"
