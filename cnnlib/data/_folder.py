"""A folder of images: one folder per class."""

import os
import warnings
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np

from cnnlib._files import check_path
from cnnlib._shapes import check_choice, integer
from cnnlib.data._split import Dataset
from cnnlib.reference import preprocess

__all__ = ["Pictures", "load_folder", "read_image"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
GREY_MODES = ("1", "L", "LA", "I", "I;16", "I;16B", "I;16L")
MEMORY = 2**31  # bytes of float32 that are loaded at once: 2 GiB
THREADS = 8  # more than processors, since some wait for the disk; Pillow decodes without the lock


def read_image(path, size, channels=3):
    """Read one image file as an array.

    It is read as a viewer shows it: turned upright where the camera noted how it was held, on white
    where it is transparent, the first picture of several. Then it is resized bilinearly to ``size``
    x ``size`` (shrinking averages; the proportions are not kept).

    Parameters
    ----------
    path : str or path
    size : int
        Rows and columns of the result, at least 1.
    channels : {1, 3}
        Grey or red, green, blue.

    Returns
    -------
    array of shape (channels, size, size), float32 in [0, 1]
        1 is the brightest value that the file's 1, 8 or 16 bits can hold.

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError, TypeError
        The file is no whole image of at most 16 bits per channel, or has more than 178 million
        pixels, or an argument is out of range.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "red.png"
    ...     Image.new("RGB", (5, 4), "red").save(path)
    ...     print(read_image(path, size=2)[:, 0, 0])
    [1. 0. 0.]
    """
    path = check_path("read_image", "path", path)
    size = integer("read_image", "size", size, 1)
    check_choice("read_image", "channels", channels, (1, 3))
    return _batch([_pixels(path, size, channels)], size, channels)[0]


class Pictures:
    """Pictures in files, decoded when they are asked for: an array that need not fit in memory.

    ``x[places]`` is a new array, whatever NumPy takes as an index of the first axis: a number, a
    slice, an array of numbers or of truth values. Files are read in several threads, anew each
    time, as `read_image` reads them.

    Parameters
    ----------
    paths : sequence of str or path
    size : int
        Rows and columns of every picture, at least 1.
    channels : {1, 3}
        Grey or red, green, blue.

    Attributes
    ----------
    paths : tuple of str
    shape : tuple
        (N, channels, size, size), of the array that ``x[:]`` would be.
    ndim : int
        4.
    dtype : numpy.dtype
        float32.

    Raises
    ------
    ValueError, TypeError
        An argument is out of range; when pictures are asked for, a file is no whole image.
    IndexError
        There is no such place.
    FileNotFoundError
        When pictures are asked for: a file is not there.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     paths = [Path(folder) / f"{colour}.png" for colour in ("black", "red", "white")]
    ...     for path in paths:
    ...         Image.new("RGB", (5, 4), path.stem).save(path)
    ...     x = Pictures(paths, size=2)
    ...     x.shape, x[[2, 1]][:, :, 0, 0]
    ((3, 3, 2, 2), array([[1., 1., 1.], [1., 0., 0.]], dtype=float32))
    """

    ndim = 4
    dtype = np.dtype(np.float32)

    def __init__(self, paths, size, channels=3):
        if isinstance(paths, str) or not hasattr(paths, "__iter__"):
            raise TypeError(f"Pictures: paths is {paths!r}, expected a sequence of paths")
        self.paths = tuple(str(check_path("Pictures", "paths", path)) for path in paths)
        size = integer("Pictures", "size", size, 1)
        check_choice("Pictures", "channels", channels, (1, 3))
        self.shape = (len(self.paths), channels, size, size)

    def __len__(self):
        return len(self.paths)

    def __getitem__(self, places):
        chosen = np.arange(len(self))[places]
        _, channels, size, _ = self.shape
        paths = [self.paths[place] for place in np.ravel(chosen)]
        pixels = list(_in_threads(partial(_pixels, size=size, channels=channels), paths))
        return _batch(pixels, size, channels).reshape(*chosen.shape, *self.shape[1:])

    def __array__(self, dtype=None, copy=None):
        if copy is False:
            raise ValueError("Pictures: copy is False, but the array has to be made")
        return self[:].astype(dtype or self.dtype, copy=False)

    def __repr__(self):
        return f"Pictures of shape {self.shape}, decoded when they are asked for"


def _pixels(path, size, channels=None):
    """A file, resized: (size, size[, 3]), uint8 or, of 16 bits, float32, from 0 to 255.

    ``channels`` None: as many as the file has, 1 or 3.
    """
    from PIL import Image

    if not os.path.isfile(path):
        raise FileNotFoundError(f"read_image: {path} is no file")
    try:
        with Image.open(path) as image:
            # JPEG decodes to a half, a quarter or an eighth much faster than to the whole.
            image.draft(None, (2 * size, 2 * size))
            grey = image.mode in GREY_MODES if channels is None else channels == 1
            shown = _as_shown(image, "L" if grey else "RGB")
            return np.asarray(shown.resize((size, size), Image.Resampling.BILINEAR))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        reason = getattr(error, "strerror", None) or error
        if isinstance(error, Image.UnidentifiedImageError):
            reason = "unknown format" if os.path.getsize(path) else "the file is empty"
        raise ValueError(f"read_image: {path} is not a readable image ({reason})") from None


def _as_shown(image, mode):
    """The image upright, on white, in mode "L" or "RGB"; grey of 16 bits in mode "F", to 255."""
    from PIL import Image, ImageOps

    image = ImageOps.exif_transpose(image)
    if image.mode.startswith("F"):
        raise ValueError(f"mode {image.mode!r}, expected at most 16 bits per channel")
    if image.mode.startswith("I"):
        values = np.asarray(image)
        low, high = int(values.min()), int(values.max())
        if low < 0 or high > 65535:
            raise ValueError(f"values from {low} to {high}, expected 16 bits, 0 to 65535")
        return Image.fromarray(values.astype(np.float32) / np.float32(257))  # 65535 / 255
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        image = ground
    return image.convert(mode)


def _batch(pixels, size, channels):
    """The results of `_pixels` as one array in [0, 1]; grey pictures fill all channels."""
    x = np.empty((len(pixels), channels, size, size), dtype=np.float32)
    for picture, values in zip(x, pixels, strict=True):
        picture[:] = np.atleast_3d(values).transpose(2, 0, 1)  # (size, size[, 3]) -> (1 or 3, ...)
    x /= 255
    return x


def _in_threads(function, items):
    """The function of every item, in order, several at a time."""
    with ThreadPoolExecutor(THREADS) as pool:
        for start in range(0, len(items), 1024):  # a million at once would fill the memory
            yield from pool.map(function, items[start : start + 1024])


def load_folder(root, size, val=None, on_error="raise", in_memory=None):
    """Images in ``root/train/<class>/`` (and ``val``, ``test``) or in ``root/<class>/``.

    Parts that have no folder are taken from the training images, stratified by class with seed 0:
    a tenth of them for validation, a fifth for the test. Images are grey if every file is grey,
    else red, green, blue. The arguments are those of `cnnlib.data.load`.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as root:
    ...     for colour in ("black", "red"):
    ...         Path(root, colour).mkdir()
    ...         for i in range(10):
    ...             Image.new("RGB", (6, 6), colour).save(Path(root, colour, f"{i}.png"))
    ...     data = load_folder(root, size=4)
    >>> data.classes, data.train[0].shape, len(data.validation[1]), len(data.test[1])
    (('black', 'red'), (14, 3, 4, 4), 2, 4)
    """
    root = Path(root)
    folders = _part_folders(root, val)
    found = {part: _files_by_class(folder, on_error) for part, folder in folders.items()}
    _check_same_classes(folders, found)
    files = [
        (part, name, path)
        for part, by_class in found.items()
        for name, paths in by_class.items()
        for path in paths
    ]
    if in_memory is None:
        in_memory = 4 * 3 * size**2 * len(files) <= MEMORY
    pixels = [None] * len(files)
    if in_memory or on_error == "skip":
        read = partial(_read, size=size, keep=in_memory, on_error=on_error)
        pixels = list(_in_threads(read, [path for _, _, path in files]))
    if on_error == "skip":
        files, pixels = _without_faults(folders, found, files, pixels)
    if in_memory:
        grey = all(values.ndim == 2 for values in pixels)
    else:
        grey = all(_is_grey(path) for _, _, path in files)
    channels = 1 if grey else 3
    classes = tuple(sorted({name for _, name, _ in files}))
    parts = []
    for places, y in _divided(files, classes):
        if in_memory:
            x = _batch([pixels[place] for place in places], size, channels)
        else:
            x = Pictures([files[place][2] for place in places], size, channels)
        parts.append((x, y))
    return Dataset(str(root), classes, *parts)


def _part_folders(root, val):
    """{part: folder} of the parts that have a folder of their own; "train" always."""
    names = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}
    folders = {}
    for part, choices in names.items():
        present = [root / choice for choice in choices if (root / choice).is_dir()]
        if len(present) > 1:
            raise ValueError(f"load: {root} has both {present[0].name} and {present[1].name}")
        if present:
            folders[part] = present[0]
    if folders and "train" not in folders:
        other = next(iter(folders.values())).name
        raise ValueError(f"load: {root} has a folder {other!r} but none called 'train'")
    folders = folders or {"train": root}
    if val is not None:
        if "validation" in folders:
            raise ValueError(f"load: val is {str(val)!r} but {folders['validation']} exists too")
        folders["validation"] = Path(val)
    return folders


def _files_by_class(folder, on_error):
    """{class name: image files}, both sorted; what is hidden or no image is passed over."""
    if not folder.is_dir():
        raise FileNotFoundError(f"load: {folder} is no folder")
    found = {
        entry.name: _image_files(entry)
        for entry in sorted(os.scandir(folder), key=lambda entry: entry.name)
        if entry.is_dir() and not entry.name.startswith((".", "__"))
    }
    if len(found) < 2:
        names = ", ".join(found) or "none"
        raise ValueError(f"load: {folder} has class folders: {names}; expected at least two")
    empty = [name for name, paths in found.items() if not paths]
    if empty and on_error == "raise":
        raise ValueError(
            f"load: {folder / empty[0]} holds no image, expected {', '.join(SUFFIXES)}"
        )
    return found


def _image_files(folder):
    return sorted(
        entry.path
        for entry in os.scandir(folder)
        if entry.name.lower().endswith(SUFFIXES)
        and not entry.name.startswith(".")
        and not entry.is_dir()
    )


def _check_same_classes(folders, found):
    for part, by_class in found.items():
        if odd := sorted(set(by_class) ^ set(found["train"])):
            where = folders[part] if odd[0] in by_class else folders["train"]
            raise ValueError(
                f"load: class {odd[0]!r} is in {where} alone, expected the same classes in every "
                "part"
            )


def _read(path, size, keep, on_error):
    """The pixels of a file, None if they are not kept; its error if it is to be skipped."""
    try:
        pixels = _pixels(path, size)
    except (OSError, ValueError) as error:
        if on_error == "raise":
            raise
        return error
    return pixels if keep else None


def _without_faults(folders, found, files, pixels):
    """Only the files that could be read, with a warning that names the others."""
    kept = [k for k, values in enumerate(pixels) if not isinstance(values, Exception)]
    faults = [str(error) for error in pixels if isinstance(error, Exception)]
    readable = {files[k][:2] for k in kept}  # (part, class)
    faults += [
        f"{folders[part] / name} holds no readable image"
        for part, by_class in found.items()
        for name in by_class
        if (part, name) not in readable
    ]
    _check_readable(folders, readable)
    if faults:
        lines = [fault.removeprefix("read_image: ") for fault in faults]
        count = f"load: skipped {len(files) - len(kept)} of {len(files)} images"
        warnings.warn("\n".join([count, *lines, count]), stacklevel=4)
    return [files[k] for k in kept], [pixels[k] for k in kept]


def _check_readable(folders, readable):
    """Refuse what is left over, pairs (part, class), if nobody can train and measure with it."""
    classes = sorted(name for part, name in readable if part == "train")
    if len(classes) < 2:
        names = ", ".join(classes) or "none"
        raise ValueError(
            f"load: {folders['train']} has readable images of: {names}; expected two classes at "
            "least"
        )
    for part, folder in folders.items():
        names = sorted(name for other, name in readable if other == part)
        if not names:
            raise ValueError(f"load: {folder} holds no readable image")
        if odd := [name for name in names if name not in classes]:
            raise ValueError(
                f"load: class {odd[0]!r} has readable images in {folder}, none in "
                f"{folders['train']}"
            )


def _is_grey(path):
    from PIL import Image

    try:
        with Image.open(path) as image:  # reads the header alone
            return image.mode in GREY_MODES
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True  # `read_image` will refuse it by name


def _divided(files, classes):
    """(places, labels) of training, validation and test.

    Parts that are missing are taken out of the training images.
    """
    label = {name: k for k, name in enumerate(classes)}
    y = np.array([label[name] for _, name, _ in files], dtype=np.int64)
    places = {}
    for k, (part, _, _) in enumerate(files):
        places.setdefault(part, []).append(k)
    train = np.array(places["train"])
    shares = {"validation": 0.1, "test": 0.2}
    absent = [part for part in shares if part not in places]
    rest = 1 - sum(shares[part] for part in absent)
    shares = (rest, *(shares[part] for part in absent))
    try:
        split = preprocess.split(y[train], shares, rng=np.random.default_rng(0))
    except ValueError:
        counts = np.bincount(y[train])
        raise ValueError(
            f"load: class {classes[counts.argmin()]!r} has {counts.min()} training images, "
            f"expected at least {len(absent) + 1} to divide among train, {', '.join(absent)}"
        ) from None
    for part, chosen in zip(["train", *absent], split, strict=True):
        places[part] = train[chosen]
    return [(places[part], y[places[part]]) for part in ("train", "validation", "test")]
