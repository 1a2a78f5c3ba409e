"""Checkpoints: everything a run needs to go on as if it had not stopped."""

import io
import zipfile

import torch

from cnnlib._files import check_path, write_whole

__all__ = ["load_checkpoint", "save_checkpoint"]

FORMAT = "cnnlib checkpoint 2"
PLAIN = (bool, int, float, str, type(None))  # not their subclasses: numpy.float64 is a float


def save_checkpoint(path, state):
    """Write a checkpoint, whole or not at all.

    Parameters
    ----------
    path : str or path
    state : dict
        Tensors, Python's numbers, strings and None, and dicts, lists and tuples of them.

    Raises
    ------
    TypeError
        The state holds something else, which `load_checkpoint` would refuse to read.
    OSError
        The file cannot be written; what was there is untouched.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save_checkpoint(f"{folder}/checkpoint.pt", {"epoch": 3})
    ...     load_checkpoint(f"{folder}/checkpoint.pt")["epoch"]
    3
    """
    if not isinstance(state, dict):
        raise TypeError(f"save_checkpoint: state is a {type(state).__name__}, expected a dict")
    _check_plain("state", state)
    content = io.BytesIO()
    torch.save({**state, "format": FORMAT}, content)
    try:
        write_whole(path, content.getvalue())
    except FileNotFoundError:
        raise
    except OSError as error:  # a full disk, a folder that lost its permission
        error.filename = error.filename or str(path)
        raise


def _check_plain(place, value):
    """Refuse what could not be read back without running code, such as NumPy's numbers."""
    if isinstance(value, dict):
        for key, part in value.items():
            _check_plain(f"{place}[{key!r}]", part)
    elif isinstance(value, list | tuple):
        for position, part in enumerate(value):
            _check_plain(f"{place}[{position}]", part)
    elif type(value) not in PLAIN and not isinstance(value, torch.Tensor):
        raise TypeError(
            f"save_checkpoint: {place} is a {type(value).__name__}, expected a tensor, a number, a "
            "string, None, or a dict, list or tuple of them"
        )


def load_checkpoint(path):
    """Read a checkpoint onto the CPU, without running any code that it might hold.

    Parameters
    ----------
    path : str or path

    Returns
    -------
    dict
        What `save_checkpoint` was given, and "format".

    Raises
    ------
    FileNotFoundError
        There is no such file.
    ValueError
        The file is truncated, altered, or no checkpoint of `cnnlib`.

    Examples
    --------
    >>> load_checkpoint("none.pt")
    Traceback (most recent call last):
    FileNotFoundError: load_checkpoint: none.pt does not exist
    """
    if not check_path("load_checkpoint", "path", path).is_file():
        raise FileNotFoundError(f"load_checkpoint: {path} does not exist")
    try:
        with zipfile.ZipFile(path) as archive:  # the format of torch.save, with checksums
            damaged = archive.testzip()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        reason = f"truncated, or no checkpoint: {error}"
        raise ValueError(f"load_checkpoint: {path} is not readable ({reason})") from None
    if damaged:
        raise ValueError(f"load_checkpoint: {path} is altered (checksum of {damaged} differs)")
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # whatever torch's reader meets in a foreign archive
        reason = str(error).split(". ")[0].splitlines()[0]
        raise ValueError(f"load_checkpoint: {path} is no checkpoint of cnnlib ({reason})") from None
    if not isinstance(state, dict) or state.get("format") != FORMAT:
        raise ValueError(f"load_checkpoint: {path} is no checkpoint of cnnlib ('{FORMAT}')")
    return state
