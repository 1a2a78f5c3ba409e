"""Checkpoints: everything a run needs to go on as if it had not stopped."""

import io
import zipfile
from pathlib import Path

import torch

from cnnlib._files import write_whole

__all__ = ["load_checkpoint", "save_checkpoint"]

FORMAT = "cnnlib checkpoint 1"


def save_checkpoint(path, state):
    """Write a checkpoint, whole or not at all.

    Parameters
    ----------
    path : str or path
    state : dict
        Tensors, numbers, strings, and dicts, lists and tuples of them.

    Raises
    ------
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
    content = io.BytesIO()
    torch.save({"format": FORMAT, **state}, content)
    write_whole(path, content.getvalue())


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
    if not Path(path).is_file():
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
