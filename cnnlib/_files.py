"""Writing files whole or not at all."""

import os
from pathlib import Path

__all__ = ["LEFTOVER_SUFFIX", "check_path", "write_whole"]

LEFTOVER_SUFFIX = ".part"


def check_path(function, name, path):
    """``path`` as a `Path`; what is no path, and the empty text, are refused.

    Examples
    --------
    >>> check_path("load", "root", 3)
    Traceback (most recent call last):
    TypeError: load: root is 3, expected a path
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(f"{function}: {name} is {path!r}, expected a path")
    if not os.fspath(path):
        raise ValueError(f"{function}: {name} is {path!r}, expected a path")
    return Path(path)


def write_whole(path, content):
    """Write a file so that a killed process leaves the old file or the new one, never half of one.

    The content goes to a sibling with the suffix ``.part``, is forced to the disk and takes the
    place of ``path`` in one step.

    Parameters
    ----------
    path : str or path
        Its folder must exist.
    content : str or bytes
        Text is written as UTF-8, without translating line ends.

    Raises
    ------
    TypeError
        Content is neither text nor bytes.
    FileNotFoundError
        There is no such folder.
    OSError
        The file cannot be written; ``path`` is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "note.txt", "whole")
    ...     print(Path(folder, "note.txt").read_text(), len(os.listdir(folder)))
    whole 1
    """
    if isinstance(content, str):
        content = content.encode()
    if not isinstance(content, bytes):
        raise TypeError(
            f"write_whole: content is a {type(content).__name__}, expected str or bytes"
        )
    path = check_path("write_whole", "path", path)
    if not path.parent.is_dir():
        raise FileNotFoundError(
            f"write_whole: path is {path}, expected a file in an existing folder"
        )
    sibling = path.with_name(f".{path.name}.{os.getpid()}{LEFTOVER_SUFFIX}")
    try:
        with open(sibling, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(sibling, path)
    finally:
        sibling.unlink(missing_ok=True)
