"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import struct
import zlib

import numpy as np
from PIL import Image

from cnnlib import data
from cnnlib.data import augment
from tests.refusal import assert_refused, each_row

X = np.zeros((2, 1, 8, 8))
RNG = np.random.default_rng(0)
ONE = np.ones((1, 1))
AUGMENTS = {
    "center_crop": (4,),
    "colour_components": (),
    "colour_shift": (ONE,),
    "random_affine": (1, 10, (0.9, 1.1)),
    "random_crop": (4,),
    "random_flip": (),
    "random_rotation": (10,),
    "random_scale": (0.9, 1.1),
    "random_shift": (),
    "scale_jitter": (4, 4, 8),
    "ten_crop": (4,),
}
WITHOUT_CHANCE = {"center_crop", "colour_components", "ten_crop"}


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
        if "val" in options:
            options["val"] = root / options["val"]
        return data.load(root, **options)

    return call


def read(name, *arguments, content=None):
    def call(root):
        if content is not None:
            (root / name).write_bytes(content)
        return data.read_image(root / name, *arguments)

    return call


def read_saved(name, image):
    def call(root):
        image.save(root / name)
        return data.read_image(root / name, 8)

    return call


def pictures_of_text(root):
    (root / "a.png").write_text("a text")
    return data.Pictures([root / "a.png"], 8)[:]


def huge(root):
    """A PNG that says it has 20,000 x 20,000 pixels."""
    Image.new("1", (1, 1)).save(root / "huge.png")
    content = bytearray((root / "huge.png").read_bytes())
    content[16:24] = struct.pack(">II", 20000, 20000)
    content[29:33] = struct.pack(">I", zlib.crc32(content[12:29]))
    (root / "huge.png").write_bytes(content)
    return data.read_image(root / "huge.png", 8)


def link_to_itself(root):
    (root / "link.png").symlink_to(root / "link.png")
    return data.read_image(root / "link.png", 8)


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


def one_readable_class(root):
    pictures(root, "cat", "dog", count=2)
    for path in (root / "dog").iterdir():
        path.write_bytes(b"nothing")


def nothing_to_validate_with(root):
    pictures(root / "train", "cat", "dog")
    for name in ("cat", "dog"):
        (root / "val" / name).mkdir(parents=True)


def nothing_to_learn_from(root):
    pictures(root / "train", "cat", "dog")
    pictures(root / "val", "cat", "dog", "eel")
    (root / "train" / "eel").mkdir()


def augmented(function, x, *arguments, rng=RNG):
    """A function of `augment` on x; with the arguments of AUGMENTS where none are given."""
    chance = {} if function in WITHOUT_CHANCE else {"rng": rng}
    arguments = arguments or AUGMENTS[function]
    return lambda root: getattr(augment, function)(x, *arguments, **chance)


# function, case, call(folder), exception, sentence
TABLE = [
    ("weights", "of a network without", lambda root: data.weights("vgg16"), ValueError, "weights: name is 'vgg16', expected 'lenet5_1998'"),
    ("weights", "a number", lambda root: data.weights(5), ValueError, "weights: name is 5, expected 'lenet5_1998'"),
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
    ("load", "on_error mistyped", folder(two_classes, on_error="ignore"), ValueError, "load: on_error is 'ignore', expected 'raise' or 'skip'"),
    ("load", "in_memory in words", folder(two_classes, in_memory="no"), TypeError, "load: in_memory is 'no', expected True, False or None"),
    ("load", "digits with on_error", load("digits", on_error="skip"), ValueError, "on_error is 'skip', but 'digits' takes no on_error"),
    ("load", "digits with in_memory", load("digits", in_memory=True), ValueError, "in_memory is True, but 'digits' takes no in_memory"),
    ("load", "one readable class", folder(one_readable_class, on_error="skip"), ValueError, "has readable images of: cat; expected two classes at least"),
    ("load", "nothing readable in a part", folder(nothing_to_validate_with, on_error="skip"), ValueError, "load: .*val holds no readable image"),
    ("load", "class to validate alone", folder(nothing_to_learn_from, on_error="skip"), ValueError, "class 'eel' has readable images in .*val, none in .*train"),
    ("read_image", "path a number", lambda root: data.read_image(3, 8), TypeError, "read_image: path is 3, expected a path"),
    ("read_image", "no such file", read("none.png", 8), FileNotFoundError, r"read_image: .*none\.png is no file"),
    ("read_image", "a folder", lambda root: data.read_image(root, 8), FileNotFoundError, "read_image: .* is no file"),
    ("read_image", "no picture", read("a.png", 8, content=b"text"), ValueError, r"a\.png is not a readable image \(unknown format\)"),
    ("read_image", "empty file", read("a.png", 8, content=b""), ValueError, r"a\.png is not a readable image \(the file is empty\)"),
    ("read_image", "a link to itself", link_to_itself, FileNotFoundError, r"read_image: .*link\.png is no file"),
    ("read_image", "gigapixels", huge, ValueError, r"huge\.png is not a readable image \(Image size \(400000000 pixels\) exceeds limit"),
    ("read_image", "real numbers", read_saved("a.tif", Image.new("F", (5, 5))), ValueError, r"a\.tif is not a readable image \(mode 'F', expected at most 16 bits per channel\)"),
    ("read_image", "32 bits", read_saved("a.tif", Image.new("I", (5, 5), 65536)), ValueError, r"values from 65536 to 65536, expected 16 bits, 0 to 65535"),
    ("read_image", "below 0", read_saved("a.tif", Image.new("I", (5, 5), -1)), ValueError, r"values from -1 to -1, expected 16 bits, 0 to 65535"),
    ("read_image", "no size", read("a.png", 0), ValueError, "read_image: size is 0, expected at least 1"),
    ("read_image", "half a pixel", read("a.png", 2.5), TypeError, "read_image: size is 2.5, expected an int"),
    ("read_image", "two channels", read("a.png", 8, 2), ValueError, "read_image: channels is 2, expected 1 or 3"),
    ("Pictures", "one path", lambda root: data.Pictures("a.png", 8), TypeError, "Pictures: paths is 'a.png', expected a sequence of paths"),
    ("Pictures", "a number among them", lambda root: data.Pictures([3], 8), TypeError, "Pictures: paths is 3, expected a path"),
    ("Pictures", "an empty path", lambda root: data.Pictures([""], 8), ValueError, "Pictures: paths is '', expected a path"),
    ("Pictures", "no size", lambda root: data.Pictures([], 0), ValueError, "Pictures: size is 0, expected at least 1"),
    ("Pictures", "two channels", lambda root: data.Pictures([], 8, 2), ValueError, "Pictures: channels is 2, expected 1 or 3"),
    ("Pictures", "no such file", lambda root: data.Pictures([root / "a.png"], 8)[:], FileNotFoundError, r"read_image: .*a\.png is no file"),
    ("Pictures", "unreadable", pictures_of_text, ValueError, r"read_image: .*a\.png is not a readable image \(unknown format\)"),
    ("Pictures", "no such place", lambda root: data.Pictures(["a.png"], 8)[1], IndexError, "index 1 is out of bounds for axis 0 with size 1"),
    ("Pictures", "a second axis", lambda root: data.Pictures(["a.png"], 8)[0, 0], IndexError, "too many indices"),
    ("Pictures", "no new array", lambda root: np.array(data.Pictures([], 8), copy=False), ValueError, "Pictures: copy is False, but the array has to be made"),
    *((name, "three axes", augmented(name, X[0]), ValueError, rf"{name}: x has shape \(1, 8, 8\), expected 4 axes") for name in AUGMENTS),
    *((name, "whole numbers", augmented(name, X.astype(int)), TypeError, f"{name}: x is int64, expected float32 or float64") for name in AUGMENTS),
    *((name, "a list", augmented(name, [1.0]), TypeError, f"{name}: x is a list, expected an array") for name in AUGMENTS),
    *((name, "a seed for rng", augmented(name, X, rng=0), TypeError, f"{name}: rng is 0, expected a numpy.random.Generator") for name in AUGMENTS if name not in WITHOUT_CHANCE),
    ("random_affine", "shift", augmented("random_affine", X, -1, 10, (1, 1)), ValueError, "random_affine: shift is -1, expected at least 0, finite"),
    ("random_affine", "degrees", augmented("random_affine", X, 1, 181, (1, 1)), ValueError, r"degrees is 181, expected a number in \[0, 180\]"),
    ("random_affine", "one scale", augmented("random_affine", X, 1, 1, 0.9), ValueError, r"scale is 0.9, expected a pair \(low, high\)"),
    ("random_affine", "scale turned round", augmented("random_affine", X, 1, 1, (2, 1)), ValueError, "low, high are 2.0, 1.0, expected 0 < low <= high"),
    ("random_shift", "negative", augmented("random_shift", X, -1), ValueError, "random_shift: max_shift is -1, expected at least 0"),
    ("random_shift", "half a pixel", augmented("random_shift", X, 0.5), TypeError, "max_shift is 0.5, expected an int"),
    ("random_shift", "further than numbers go", augmented("random_shift", X, 2**63), ValueError, "max_shift is 9223372036854775808, expected at most"),
    ("random_rotation", "in words", augmented("random_rotation", X, "ten"), TypeError, "random_rotation: degrees is 'ten', expected a number"),
    ("random_rotation", "nan", augmented("random_rotation", X, float("nan")), ValueError, "random_rotation: degrees is nan"),
    ("random_scale", "zero", augmented("random_scale", X, 0, 1), ValueError, "low, high are 0.0, 1.0, expected 0 < low <= high"),
    ("random_scale", "infinite", augmented("random_scale", X, 1, float("inf")), ValueError, "random_scale: high is inf, expected at least 0, finite"),
    ("random_flip", "above 1", augmented("random_flip", X, 1.5), ValueError, r"random_flip: p is 1.5, expected a number in \[0, 1\]"),
    ("random_flip", "True", augmented("random_flip", X, True), TypeError, "random_flip: p is True, expected a number"),
    ("random_crop", "larger than the picture", augmented("random_crop", X, 9), ValueError, r"random_crop: size is \(9, 9\), expected at most the padded picture, \(8, 8\)"),
    ("random_crop", "nothing", augmented("random_crop", X, 0), ValueError, "random_crop: size is 0, expected at least 1"),
    ("random_crop", "three sizes", augmented("random_crop", X, (1, 2, 3)), ValueError, r"size is \(1, 2, 3\), expected an int or a pair"),
    ("random_crop", "padding", augmented("random_crop", X, 4, -1), ValueError, "random_crop: padding is -1, expected at least 0"),
    ("random_crop", "padding beyond memory", augmented("random_crop", X, 4, 2**40), ValueError, "random_crop: a plane of .* cells is needed, more than"),
    ("center_crop", "larger than the picture", augmented("center_crop", X, (4, 9)), ValueError, r"center_crop: size is \(4, 9\), expected at most the picture, \(8, 8\)"),
    ("center_crop", "nothing", augmented("center_crop", X, 0), ValueError, "center_crop: size is 0, expected at least 1"),
    ("ten_crop", "larger than the picture", augmented("ten_crop", X, 9), ValueError, r"ten_crop: size is \(9, 9\), expected at most the picture, \(8, 8\)"),
    ("ten_crop", "half a pixel", augmented("ten_crop", X, 2.5), TypeError, "ten_crop: size is 2.5, expected an int"),
    ("scale_jitter", "nothing", augmented("scale_jitter", X, 0, 4, 8), ValueError, "scale_jitter: size is 0, expected at least 1"),
    ("scale_jitter", "a pair", augmented("scale_jitter", X, (4, 4), 4, 8), TypeError, r"scale_jitter: size is \(4, 4\), expected an int"),
    ("scale_jitter", "smaller than the window", augmented("scale_jitter", X, 4, 3, 8), ValueError, "scale_jitter: low is 3, expected at least 4"),
    ("scale_jitter", "turned round", augmented("scale_jitter", X, 4, 8, 7), ValueError, "scale_jitter: high is 7, expected at least 8"),
    ("scale_jitter", "half a pixel", augmented("scale_jitter", X, 4, 4, 8.5), TypeError, "scale_jitter: high is 8.5, expected an int"),
    ("scale_jitter", "further than numbers go", augmented("scale_jitter", X, 4, 4, 2**31), ValueError, "scale_jitter: high is 2147483648, expected at most"),
    ("scale_jitter", "window beyond memory", augmented("scale_jitter", X, 2**21, 2**21, 2**21), ValueError, "scale_jitter: a plane of .* cells is needed, more than"),
    ("scale_jitter", "empty planes", augmented("scale_jitter", X[:, :, :0]), ValueError, r"scale_jitter: x has shape \(2, 1, 0, 8\), expected planes that are not empty"),
    ("colour_components", "no picture", augmented("colour_components", X[:0]), ValueError, r"colour_components: x has shape \(0, 1, 8, 8\), expected at least one picture"),
    ("colour_components", "no channel", augmented("colour_components", X[:, :0]), ValueError, r"x has shape \(2, 0, 8, 8\), expected at least one picture"),
    ("colour_components", "empty planes", augmented("colour_components", X[:, :, :0]), ValueError, "expected planes that are not empty"),
    ("colour_components", "NaN", augmented("colour_components", X * np.nan), ValueError, "colour_components: x holds NaN or infinity, expected finite numbers"),
    ("colour_shift", "other channels", augmented("colour_shift", X, np.eye(3)), ValueError, r"colour_shift: components has shape \(3, 3\), expected \(1, 1\)"),
    ("colour_shift", "one axis", augmented("colour_shift", X, ONE[0]), ValueError, r"colour_shift: components has shape \(1,\), expected 2 axes"),
    ("colour_shift", "a list", augmented("colour_shift", X, [[1.0]]), TypeError, "colour_shift: components is a list, expected an array"),
    ("colour_shift", "NaN", augmented("colour_shift", X, ONE * np.nan), ValueError, "colour_shift: components holds nan, expected finite numbers"),
    ("colour_shift", "negative", augmented("colour_shift", X, ONE, -1), ValueError, "colour_shift: sigma is -1, expected at least 0, finite"),
    ("colour_shift", "in words", augmented("colour_shift", X, ONE, "0.1"), TypeError, "colour_shift: sigma is '0.1', expected a number"),
]  # fmt: skip
WITHOUT_ARGUMENTS = {"names"}
CLASSES = {"Dataset", "Scene", "Thing"}  # made by `load`


@each_row(("call", "error", "said"), TABLE)
def test_it_is_refused_in_a_sentence(call, error, said, tmp_path):
    assert_refused(lambda: call(tmp_path), error, said)


def test_every_public_function_is_in_the_table():
    public = {*data.__all__, *augment.__all__} - {"augment"}
    assert {row[0] for row in TABLE} == public - WITHOUT_ARGUMENTS - CLASSES
