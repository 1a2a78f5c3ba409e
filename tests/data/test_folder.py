"""Folders of images: what a picture looks like when it is read, what is skipped, what is lazy."""

import os
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from cnnlib import data
from cnnlib.data import augment

RED, GREEN = (255, 0, 0), (0, 255, 0)


def noise(seed=0, shape=(9, 7, 3)):
    return Image.fromarray(np.random.default_rng(seed).integers(0, 256, shape, np.uint8))


def make_folder(root, classes=("cat", "dog"), count=10, shape=(9, 7, 3)):
    for label, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for k in range(count):
            noise(100 * label + k, shape).save(root / name / f"{k}.png")
    return root


def halves(left, right, mode="RGB"):
    """Eight columns: four of one colour, four of another."""
    image = Image.new(mode, (8, 8), left)
    image.paste(Image.new(mode, (4, 8), right), (4, 0))
    return image


def read(image, path, size=8, channels=3, **options):
    image.save(path, **options)
    return data.read_image(path, size, channels)


def test_a_folder_of_class_folders(tmp_path):
    pets = data.load(make_folder(tmp_path), size=16)
    assert pets.classes == ("cat", "dog") and pets.train[0].shape == (14, 3, 16, 16)
    assert len(pets.validation[1]) == 2 and len(pets.test[1]) == 4
    assert pets.train[0].min() >= 0 and pets.train[0].max() <= 1


@pytest.mark.parametrize("channels", [1, 3])
def test_what_has_8_bits_is_pillows(tmp_path, channels):
    shown = noise().convert("L" if channels == 1 else "RGB").resize((5, 5), Image.BILINEAR)
    expected = np.asarray(shown).reshape(5, 5, channels).transpose(2, 0, 1) / np.float32(255)
    assert (read(noise(), tmp_path / "a.png", 5, channels) == expected).all()


# name -> (image, options of save, colours of the first and of the last column)
SHOWN = {
    "a hidden red": (halves((255, 0, 0, 0), GREEN, "RGBA"), {}, (1, 1, 1), (0, 1, 0)),
    "half of the red": (halves((255, 0, 0, 102), GREEN, "RGBA"), {}, (1, 0.6, 0.6), (0, 1, 0)),
    "grey with transparency": (halves((0, 0), (102, 255), "LA"), {}, (1, 1, 1), (0.4, 0.4, 0.4)),
    "one colour of the palette": (halves(RED, GREEN).quantize(2), {"transparency": 0}, None, None),
    "one colour is transparent": (halves(RED, GREEN), {"transparency": RED}, (1, 1, 1), (0, 1, 0)),
    "palette": (halves(RED, GREEN).quantize(2), {}, (1, 0, 0), (0, 1, 0)),
    "black and white": (halves(0, 255, "1"), {}, (0, 0, 0), (1, 1, 1)),
    "grey": (halves(51, 255, "L"), {}, (0.2, 0.2, 0.2), (1, 1, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_a_picture_is_read_as_it_is_shown(tmp_path, name):
    image, options, first, last = SHOWN[name]
    x = read(image, tmp_path / "a.png", **options)
    if first is None:  # which of the two colours has number 0, is Pillow's choice
        red_first = image.getpixel((0, 0)) == 0
        first, last = ((1, 1, 1), (0, 1, 0)) if red_first else ((1, 0, 0), (1, 1, 1))
    np.testing.assert_allclose(x[:, 0, 0], first, atol=1e-6)
    np.testing.assert_allclose(x[:, 7, 7], last, atol=1e-6)


def test_cmyk_is_turned_to_rgb(tmp_path):
    x = read(halves((0, 255, 255, 0), (255, 0, 255, 0), "CMYK"), tmp_path / "a.jpg", quality=100)
    np.testing.assert_allclose(x[:, 0, 0], (1, 0, 0), atol=0.02)
    np.testing.assert_allclose(x[:, 7, 7], (0, 1, 0), atol=0.02)


def test_of_an_animation_the_first_picture(tmp_path):
    path = tmp_path / "a.gif"
    Image.new("RGB", (8, 8), RED).save(
        path, save_all=True, append_images=[Image.new("RGB", (8, 8), GREEN)]
    )
    assert (data.read_image(path, 4)[:, 0, 0] == (1, 0, 0)).all()


@pytest.mark.parametrize("suffix", ["png", "tif"])
@pytest.mark.parametrize("channels", [1, 3])
def test_16_bits_reach_from_0_to_1(tmp_path, suffix, channels):
    values = np.random.default_rng(0).integers(0, 65536, (8, 8)).astype(np.uint16)
    values[0, :2] = 0, 65535
    x = read(Image.fromarray(values), tmp_path / f"a.{suffix}", 8, channels)
    assert x.shape == (channels, 8, 8) and x.dtype == np.float32
    np.testing.assert_allclose(x, np.broadcast_to(values / 65535, x.shape), atol=1e-6)
    assert x[0, 0, 0] == 0 and x[0, 0, 1] == 1


@pytest.mark.parametrize("image", [noise(), Image.new("I;16", (7, 9), 9)], ids=["8 bits", "16"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright(tmp_path, image, orientation):
    """Every way to hold a camera (EXIF's table), undone by NumPy."""
    pixels = np.asarray(image).copy()
    pixels[0] = 0  # the top row is black
    stored = {
        1: pixels,
        2: pixels[:, ::-1],
        3: pixels[::-1, ::-1],
        4: pixels[::-1],
        5: np.swapaxes(pixels, 0, 1),
        6: np.rot90(pixels),
        7: np.swapaxes(pixels[::-1, ::-1], 0, 1),
        8: np.rot90(pixels, -1),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    turned = Image.fromarray(np.ascontiguousarray(stored[orientation]))
    x = read(turned, tmp_path / "turned.png", 9, exif=exif)
    assert (x == read(Image.fromarray(pixels), tmp_path / "upright.png", 9)).all()
    assert x[:, 0].max() == 0 and x[:, 1].max() > 0


def test_a_large_jpeg_looks_the_same_as_when_decoded_whole(tmp_path):
    """It is decoded to a part of its size: at most two steps of 255 from the whole on a ramp."""
    rows, columns = np.mgrid[:900, :1200]
    pixels = np.stack([rows / 899, columns / 1199, 0.5 + 0.5 * np.sin(columns / 200)], axis=-1)
    image = Image.fromarray((255 * pixels).round().astype(np.uint8))
    x = read(image, tmp_path / "a.jpg", 32, quality=95)
    whole = Image.open(tmp_path / "a.jpg").resize((32, 32), Image.BILINEAR)
    expected = np.asarray(whole).transpose(2, 0, 1) / 255
    assert np.abs(x - expected).max() < 2.5 / 255


@given(cut=st.integers(0, 10**6), place=st.integers(0, 10**6), byte=st.integers(0, 255))
@pytest.mark.parametrize("form", ["png", "jpeg", "gif", "bmp", "webp", "ppm"])
def test_a_damaged_file_is_read_or_refused_by_name(tmp_path_factory, form, cut, place, byte):
    path = tmp_path_factory.mktemp("damaged") / f"a.{form}"
    noise().save(path)
    content = bytearray(path.read_bytes())
    content[place % len(content)] = byte
    path.write_bytes(content[: len(content) - cut % len(content) // 2])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, of odd values that it passes over
        try:
            assert data.read_image(path, 4).shape == (3, 4, 4)
        except ValueError as error:
            assert f"{path} is not a readable image" in str(error)


@pytest.mark.parametrize("in_memory", [True, False])
def test_grey_pictures_stay_grey_unless_one_has_colours(tmp_path, in_memory):
    root = make_folder(tmp_path, shape=(9, 7))
    Image.new("I;16", (5, 5), 65535).save(root / "cat" / "deep.png")
    assert data.load(root, 8, in_memory=in_memory).train[0].shape[1:] == (1, 8, 8)
    noise().save(root / "dog" / "colour.png")
    x = data.load(root, 8, in_memory=in_memory).train[0][:]
    assert x.shape[1:] == (3, 8, 8)
    grey = (x == x[:, :1]).all(axis=(1, 2, 3))
    assert (~grey).sum() <= 1 and grey.any()


def test_what_is_no_picture_or_hidden_is_passed_over(tmp_path):
    root = make_folder(tmp_path)
    (root / "cat" / "._0.png").write_bytes(b"of another system")
    (root / "cat" / "notes.txt").write_text("nothing")
    (root / "cat" / "album.png").mkdir()
    (root / ".git").mkdir()
    (root / "cat" / "again").symlink_to(root / "cat")
    noise().save(root / "cat" / "猫 ü.PNG")
    pets = data.load(root, 8)
    assert sum(len(y) for _, y in (pets.train, pets.validation, pets.test)) == 21


@pytest.mark.parametrize("parts", [("",), ("train", "val"), ("train", "val", "test")])
def test_lazy_pictures_are_those_in_memory(tmp_path, parts):
    for part in parts:
        make_folder(tmp_path / part)
    loaded, lazy = (data.load(tmp_path, 8, in_memory=choice) for choice in (True, False))
    assert repr(lazy) == repr(loaded) and lazy.classes == loaded.classes
    for part in ("train", "validation", "test"):
        (x, y), (files, labels) = getattr(loaded, part), getattr(lazy, part)
        assert isinstance(x, np.ndarray) and isinstance(files, data.Pictures)
        assert (labels == y).all() and (np.asarray(files) == x).all()
        assert (files.shape, files.dtype, files.ndim, len(files)) == (
            x.shape,
            x.dtype,
            x.ndim,
            len(x),
        )


def test_the_memory_decides_unless_the_user_does(tmp_path, monkeypatch):
    root = make_folder(tmp_path)
    monkeypatch.setattr(data._folder, "MEMORY", 20 * 3 * 8 * 8 * 4)
    assert isinstance(data.load(root, 8).train[0], np.ndarray)
    assert isinstance(data.load(root, 9).train[0], data.Pictures)
    assert isinstance(data.load(root, 9, in_memory=True).train[0], np.ndarray)


def places(count):
    numbers = st.integers(-count, count - 1)
    return st.one_of(
        numbers,
        st.slices(count),
        st.lists(numbers, max_size=12).map(lambda chosen: np.array(chosen, dtype=np.int64)),
        st.lists(st.booleans(), min_size=count, max_size=count).map(np.array),
        st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=1).map(np.array),
    )


@pytest.fixture(scope="module")
def seven(tmp_path_factory):
    folder = tmp_path_factory.mktemp("seven")
    for k in range(7):
        noise(k).save(folder / f"{k}.png")
    lazy = data.Pictures(sorted(folder.iterdir()), 6)
    return lazy, lazy[:]


@given(places=places(7))
def test_pictures_are_indexed_as_an_array(seven, places):
    lazy, x = seven
    found = lazy[places]
    assert found.dtype == np.float32 and found.flags.c_contiguous and (found == x[places]).all()


def test_colours_of_lazy_pictures(seven):
    lazy, x = seven
    assert (augment.colour_components(lazy) == augment.colour_components(x)).all()


def damage(root):
    """One file of no format, one cut off, one empty, one link to nowhere, one class without any."""
    (root / "cat" / "3.png").write_text("a text")
    cut = root / "dog" / "4.png"
    cut.write_bytes(cut.read_bytes()[:60])
    (root / "dog" / "5.png").write_bytes(b"")
    (root / "dog" / "6.png").unlink()
    (root / "dog" / "6.png").symlink_to(root / "nowhere.png")
    (root / "eel").mkdir()
    (root / "fox").mkdir()
    (root / "fox" / "0.png").write_text("a text")


@pytest.mark.parametrize("in_memory", [True, False])
def test_what_cannot_be_read_is_named_and_skipped(tmp_path, in_memory):
    root = make_folder(tmp_path)
    damage(root)
    with pytest.warns(UserWarning) as caught:
        pets = data.load(root, 8, on_error="skip", in_memory=in_memory)
    assert caught[0].filename == __file__
    lines = str(caught[0].message).splitlines()
    assert lines[0] == lines[-1] == "load: skipped 5 of 21 images"
    faults = [line.removeprefix(f"{root}{os.sep}") for line in lines[1:-1]]
    assert faults[0] == f"cat{os.sep}3.png is not a readable image (unknown format)"
    assert faults[1].startswith(f"dog{os.sep}4.png is not a readable image (")
    assert faults[2:] == [
        f"dog{os.sep}5.png is not a readable image (the file is empty)",
        f"dog{os.sep}6.png is no file",
        f"fox{os.sep}0.png is not a readable image (unknown format)",
        "eel holds no readable image",
        "fox holds no readable image",
    ]
    assert pets.classes == ("cat", "dog")
    counts = sum(np.bincount(y) for _, y in (pets.train, pets.validation, pets.test))
    assert counts.tolist() == [9, 7]
    assert np.isfinite(pets.train[0][:]).all()


def test_nothing_is_said_where_nothing_is_skipped(tmp_path):
    make_folder(tmp_path)
    asked, plain = (data.load(tmp_path, 8, on_error=choice) for choice in ("skip", "raise"))
    assert (asked.train[0] == plain.train[0]).all()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all")
def test_a_forbidden_file_is_named(tmp_path):
    path = tmp_path / "a.png"
    noise().save(path)
    path.chmod(0)
    with pytest.raises(ValueError, match=r"a\.png is not a readable image \(Permission denied\)"):
        data.read_image(path, 8)
