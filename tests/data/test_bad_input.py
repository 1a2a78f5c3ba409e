"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import numpy as np
from PIL import Image

from cnnlib import data
from cnnlib.data import augment
from tests.refusal import assert_refused, each_row

X = np.zeros((2, 1, 8, 8))
RNG = np.random.default_rng(0)
AUGMENTS = {
    "random_affine": (1, 10, (0.9, 1.1)),
    "random_crop": (4,),
    "random_flip": (),
    "random_rotation": (10,),
    "random_scale": (0.9, 1.1),
    "random_shift": (),
}


def pictures(root, *classes, count=10, mode="L"):
    """Class folders with small pictures."""
    for name in classes:
        (root / name).mkdir(parents=True, exist_ok=True)
        for k in range(count):
            Image.new(mode, (5, 5)).save(root / name / f"{k}.png")


def load(*arguments, **options):
    return lambda root: data.load(*arguments, **options)


def folder(make, **options):
    """Load the folder after ``make`` has made it wrong."""

    def call(root):
        make(root)
        return data.load(root, **{name: root / value for name, value in options.items()})

    return call


def read(name, *arguments, content=None):
    def call(root):
        if content is not None:
            (root / name).write_bytes(content)
        return data.read_image(root / name, *arguments)

    return call


def deep(root):
    Image.new("I;16", (5, 5)).save(root / "deep.png")
    return data.read_image(root / "deep.png", 8)


def broken(root):
    pictures(root, "cat", "dog")
    (root / "dog" / "3.png").write_bytes(b"nothing")


def cut(root):
    pictures(root, "cat", "dog")
    path = root / "dog" / "3.png"
    path.write_bytes(path.read_bytes()[:40])


def small(root):
    pictures(root, "cat", "dog", count=2)


def one_class(root):
    pictures(root, "cat")


def hollow(root):
    pictures(root, "cat", "dog")
    (root / "eel").mkdir()


def other_classes(root):
    pictures(root / "train", "cat", "dog")
    pictures(root / "test", "cat", "eel")


def no_train(root):
    pictures(root / "test", "cat", "dog")


def both(root):
    for part in ("train", "val", "validation"):
        pictures(root / part, "cat", "dog")


def two_validations(root):
    for part in ("train", "val"):
        pictures(root / part, "cat", "dog")


def two_classes(root):
    pictures(root, "cat", "dog")


def other_channels(function):
    return lambda root: getattr(augment, function)(X[0], *AUGMENTS[function], rng=RNG)


# function, case, call(folder), exception, sentence
TABLE = [
    ("load", "mistyped", load("digts"), ValueError, "load: name is 'digts', expected 'digits', 'shapes', .*; did you mean 'digits'"),
    ("load", "a number", load(3), TypeError, "load: name is 3, expected a name or a path"),
    ("load", "no name", load(""), ValueError, "load: name is '', expected 'digits'"),
    ("load", "nowhere", load("no/such/folder"), ValueError, "name is 'no/such/folder', expected .* or an existing folder"),
    ("load", "too small", load("digits", 3), ValueError, "load: size is 3, expected at least 4"),
    ("load", "too small for shapes", load("shapes", 8), ValueError, "load: size is 8, expected at least 16"),
    ("load", "too large", load("digits", 2000), ValueError, "load: size is 2000, expected at most 1024"),
    ("load", "half a pixel", load("digits", 28.5), TypeError, "load: size is 28.5, expected an int"),
    ("load", "size in words", load("digits", "28"), TypeError, "load: size is '28', expected an int"),
    ("load", "a pair", load("digits", (28, 28)), TypeError, r"load: size is \(28, 28\), expected an int"),
    ("load", "digits with n", load("digits", n=9), ValueError, "load: n is 9, but 'digits' takes no n"),
    ("load", "digits with seed", load("digits", seed=0), ValueError, "seed is 0, but 'digits' takes no seed"),
    ("load", "digits with root", load("digits", root="x"), ValueError, "root is 'x', but 'digits' takes no root"),
    ("load", "shapes with val", load("shapes", val="x"), ValueError, "val is 'x', but 'shapes' takes no val"),
    ("load", "few shapes", load("shapes", n=99), ValueError, "load: n is 99, expected at least 100"),
    ("load", "half a shape", load("shapes", n=100.5), TypeError, "load: n is 100.5, expected an int"),
    ("load", "negative seed", load("shapes", seed=-1), ValueError, "load: seed is -1, expected at least 0"),
    ("load", "seed of another type", load("shapes", seed="zero"), TypeError, "load: seed is 'zero', expected an int"),
    ("load", "seed None is 0, True is none", load("shapes", seed=True), TypeError, "load: seed is True, expected an int"),
    ("load", "root a number", load("mnist", root=3), TypeError, "load: root is 3, expected a path"),
    ("load", "root empty", load("cifar10", root=""), ValueError, "load: root is '', expected a path"),
    ("load", "empty folder", folder(lambda root: None), ValueError, "has class folders: none; expected at least two"),
    ("load", "one class", folder(one_class), ValueError, "has class folders: cat; expected at least two"),
    ("load", "class without pictures", folder(hollow), ValueError, "eel holds no image, expected .bmp, "),
    ("load", "unreadable picture", folder(broken), ValueError, r"dog.3\.png is not a readable image \(unknown format\)"),
    ("load", "truncated picture", folder(cut), ValueError, r"dog.3\.png is not a readable image"),
    ("load", "too few to divide", folder(small), ValueError, "class 'cat' has 2 training images, expected at least 3 to divide"),
    ("load", "other classes", folder(other_classes), ValueError, "class 'dog' is in .*train alone, expected the same classes"),
    ("load", "no training part", folder(no_train), ValueError, "has a folder 'test' but none called 'train'"),
    ("load", "two validation parts", folder(both), ValueError, "has both validation and val"),
    ("load", "val beside val", folder(two_validations, val="val"), ValueError, "val is .* exists too"),
    ("load", "val nowhere", folder(two_classes, val="none"), FileNotFoundError, "load: .*none is no folder"),
    ("read_image", "path a number", lambda root: data.read_image(3, 8), TypeError, "read_image: path is 3, expected a path"),
    ("read_image", "no such file", read("none.png", 8), FileNotFoundError, r"read_image: .*none\.png is no file"),
    ("read_image", "a folder", lambda root: data.read_image(root, 8), FileNotFoundError, "read_image: .* is no file"),
    ("read_image", "no picture", read("a.png", 8, content=b"text"), ValueError, r"a\.png is not a readable image \(unknown format\)"),
    ("read_image", "empty file", read("a.png", 8, content=b""), ValueError, r"a\.png is not a readable image"),
    ("read_image", "16 bits", deep, ValueError, "deep.png has pixels of mode 'I;16', expected 8 bits per channel"),
    ("read_image", "no size", read("a.png", 0), ValueError, "read_image: size is 0, expected at least 1"),
    ("read_image", "half a pixel", read("a.png", 2.5), TypeError, "read_image: size is 2.5, expected an int"),
    ("read_image", "two channels", read("a.png", 8, 2), ValueError, "read_image: channels is 2, expected 1 or 3"),
    *((name, "three axes", other_channels(name), ValueError, rf"{name}: x has shape \(1, 8, 8\), expected 4 axes") for name in AUGMENTS),
    *((name, "whole numbers", lambda root, f=name: getattr(augment, f)(X.astype(int), *AUGMENTS[f], rng=RNG), TypeError, f"{name}: x is int64, expected float32 or float64") for name in AUGMENTS),
    *((name, "a list", lambda root, f=name: getattr(augment, f)([1.0], *AUGMENTS[f], rng=RNG), TypeError, f"{name}: x is a list, expected an array") for name in AUGMENTS),
    *((name, "a seed for rng", lambda root, f=name: getattr(augment, f)(X, *AUGMENTS[f], rng=0), TypeError, f"{name}: rng is 0, expected a numpy.random.Generator") for name in AUGMENTS),
    ("random_affine", "shift", lambda root: augment.random_affine(X, -1, 10, (1, 1), rng=RNG), ValueError, "random_affine: shift is -1, expected at least 0, finite"),
    ("random_affine", "degrees", lambda root: augment.random_affine(X, 1, 181, (1, 1), rng=RNG), ValueError, r"degrees is 181, expected a number in \[0, 180\]"),
    ("random_affine", "one scale", lambda root: augment.random_affine(X, 1, 1, 0.9, rng=RNG), ValueError, r"scale is 0.9, expected a pair \(low, high\)"),
    ("random_affine", "scale turned round", lambda root: augment.random_affine(X, 1, 1, (2, 1), rng=RNG), ValueError, "low, high are 2.0, 1.0, expected 0 < low <= high"),
    ("random_shift", "negative", lambda root: augment.random_shift(X, -1, rng=RNG), ValueError, "random_shift: max_shift is -1, expected at least 0"),
    ("random_shift", "half a pixel", lambda root: augment.random_shift(X, 0.5, rng=RNG), TypeError, "max_shift is 0.5, expected an int"),
    ("random_shift", "further than numbers go", lambda root: augment.random_shift(X, 2**63, rng=RNG), ValueError, "max_shift is 9223372036854775808, expected at most"),
    ("random_rotation", "in words", lambda root: augment.random_rotation(X, "ten", rng=RNG), TypeError, "random_rotation: degrees is 'ten', expected a number"),
    ("random_rotation", "nan", lambda root: augment.random_rotation(X, float("nan"), rng=RNG), ValueError, "random_rotation: degrees is nan"),
    ("random_scale", "zero", lambda root: augment.random_scale(X, 0, 1, rng=RNG), ValueError, "low, high are 0.0, 1.0, expected 0 < low <= high"),
    ("random_scale", "infinite", lambda root: augment.random_scale(X, 1, float("inf"), rng=RNG), ValueError, "random_scale: high is inf, expected at least 0, finite"),
    ("random_flip", "above 1", lambda root: augment.random_flip(X, 1.5, rng=RNG), ValueError, r"random_flip: p is 1.5, expected a number in \[0, 1\]"),
    ("random_flip", "True", lambda root: augment.random_flip(X, True, rng=RNG), TypeError, "random_flip: p is True, expected a number"),
    ("random_crop", "larger than the picture", lambda root: augment.random_crop(X, 9, rng=RNG), ValueError, r"random_crop: size is \(9, 9\), expected at most the padded picture, \(8, 8\)"),
    ("random_crop", "nothing", lambda root: augment.random_crop(X, 0, rng=RNG), ValueError, "random_crop: size is 0, expected at least 1"),
    ("random_crop", "three sizes", lambda root: augment.random_crop(X, (1, 2, 3), rng=RNG), ValueError, r"size is \(1, 2, 3\), expected an int or a pair"),
    ("random_crop", "padding", lambda root: augment.random_crop(X, 4, -1, rng=RNG), ValueError, "random_crop: padding is -1, expected at least 0"),
    ("random_crop", "padding beyond memory", lambda root: augment.random_crop(X, 4, 2**40, rng=RNG), ValueError, "random_crop: a plane of .* cells is needed, more than"),
]  # fmt: skip
WITHOUT_ARGUMENTS = {"names"}
CLASSES = {"Dataset", "Scene", "Thing"}  # made by `load`


@each_row(("call", "error", "said"), TABLE)
def test_it_is_refused_in_a_sentence(call, error, said, tmp_path):
    assert_refused(lambda: call(tmp_path), error, said)


def test_every_public_function_is_in_the_table():
    public = {*data.__all__, *augment.__all__} - {"augment"}
    assert {row[0] for row in TABLE} == public - WITHOUT_ARGUMENTS - CLASSES
