"""A folder of images: one folder per class."""

from pathlib import Path

import numpy as np

from cnnlib._files import check_path
from cnnlib._shapes import check_choice, integer
from cnnlib.data._split import Dataset
from cnnlib.reference import preprocess

__all__ = ["load_folder", "read_image"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
GREY_MODES = ("1", "L", "LA")


def read_image(path, size, channels=3):
    """Read one image file as an array.

    Resized bilinearly to ``size`` x ``size`` (shrinking averages; the proportions are not kept);
    turned upright where the camera noted how it was held; transparency is dropped.

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

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError, TypeError
        The file is no whole image of 8 bits per channel, or an argument is out of range.

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
    from PIL import ImageOps
    from PIL.Image import Resampling

    path = check_path("read_image", "path", path)
    size = integer("read_image", "size", size, 1)
    check_choice("read_image", "channels", channels, (1, 3))
    with _opened(path) as image:
        upright = ImageOps.exif_transpose(image).convert("L" if channels == 1 else "RGB")
    pixels = np.asarray(upright.resize((size, size), Resampling.BILINEAR), dtype=np.float32)
    # (size, size[, 3]) -> (channels, size, size)
    return np.ascontiguousarray(np.atleast_3d(pixels).transpose(2, 0, 1)) / np.float32(255)


def _opened(path):
    """The file as a decoded PIL image; ValueError naming the file if it is broken."""
    from PIL import Image

    if not Path(path).is_file():
        raise FileNotFoundError(f"read_image: {path} is no file")
    try:
        image = Image.open(path)
        image.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        reason = "unknown format" if isinstance(error, Image.UnidentifiedImageError) else error
        raise ValueError(f"read_image: {path} is not a readable image ({reason})") from None
    if image.mode.startswith(("I", "F")):
        raise ValueError(
            f"read_image: {path} has pixels of mode {image.mode!r}, expected 8 bits per channel"
        )
    return image


def load_folder(root, size, val=None):
    """Images in ``root/train/<class>/`` (and ``val``, ``test``) or in ``root/<class>/``.

    Parts that have no folder are taken from the training images, stratified by class with seed 0:
    a tenth of them for validation, a fifth for the test. Images are grey if every file is grey,
    else red, green, blue.

    Parameters
    ----------
    root : str or path
    size : int
    val : str or path, optional
        Another folder of class folders: the validation part.

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
    classes, files = None, {}
    for part, folder in folders.items():
        found = _files_by_class(folder)
        if classes is not None and tuple(found) != classes:
            odd = sorted(set(found) ^ set(classes))[0]
            where = folder if odd in found else folders["train"]
            raise ValueError(
                f"load: class {odd!r} is in {where} alone, expected the same classes in every part"
            )
        classes = tuple(found)
        files[part] = [(path, label) for label, name in enumerate(found) for path in found[name]]
    grey = all(_is_grey(path) for part in files.values() for path, _ in part)
    arrays = {part: _read(members, size, 1 if grey else 3) for part, members in files.items()}
    return Dataset(str(root), classes, *_with_missing_parts(arrays, classes))


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


def _files_by_class(folder):
    """{class name: image files}, both sorted; what is hidden or no image is passed over."""
    if not folder.is_dir():
        raise FileNotFoundError(f"load: {folder} is no folder")
    found = {
        entry.name: sorted(path for path in entry.iterdir() if path.suffix.lower() in SUFFIXES)
        for entry in sorted(folder.iterdir())
        if entry.is_dir() and not entry.name.startswith((".", "__"))
    }
    if len(found) < 2:
        names = ", ".join(found) or "none"
        raise ValueError(f"load: {folder} has class folders: {names}; expected at least two")
    for name, paths in found.items():
        if not paths:
            raise ValueError(
                f"load: {folder / name} holds no image, expected {', '.join(SUFFIXES)}"
            )
    return found


def _is_grey(path):
    from PIL import Image

    try:
        with Image.open(path) as image:  # reads the header alone
            return image.mode in GREY_MODES
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return True  # `read_image` will refuse it by name


def _read(members, size, channels):
    x = np.stack([read_image(path, size, channels) for path, _ in members])
    return x, np.array([label for _, label in members], dtype=np.int64)


def _with_missing_parts(arrays, classes):
    """(train, validation, test); parts that are missing are taken out of the training images."""
    shares = {"validation": 0.1, "test": 0.2}
    absent = [part for part in shares if part not in arrays]
    x, y = arrays["train"]
    smallest = np.bincount(y, minlength=len(classes)).argmin()
    rest = 1 - sum(shares[part] for part in absent)
    shares = (rest, *(shares[part] for part in absent))
    try:
        split = preprocess.split(y, shares, rng=np.random.default_rng(0))
    except ValueError:
        raise ValueError(
            f"load: class {classes[smallest]!r} has {np.sum(y == smallest)} training images, "
            f"expected at least {len(absent) + 1} to divide among train, {', '.join(absent)}"
        ) from None
    for part, places in zip(["train", *absent], split, strict=True):
        arrays[part] = x[places], y[places]
    return arrays["train"], arrays["validation"], arrays["test"]
