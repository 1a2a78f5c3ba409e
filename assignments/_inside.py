"""Run a submission and call its functions: a program of its own, which nobody has to trust.

    python _inside.py FOLDER

FOLDER/cells.json lists the cells, FOLDER/calls.json what is asked for afterwards: for each call
the name, and the file with the arguments, or null where the name is a value. For call k
FOLDER/k.json gets what came back, its arrays are in FOLDER/k.npz; FOLDER/outputs.json gets what the
cells printed.
The reader believes nothing of it: see _run.py.
"""

import contextlib
import io
import json
import os
import signal
import sys
from pathlib import Path

import numpy as np

MOST_TEXT = 20_000  # characters of one cell that are kept
DEPTH, WIDTH = 3, 100  # tuples within tuples, values in one


class Slow(BaseException):
    """Raised where a cell or a call takes too long; no `except Exception` catches it."""


@contextlib.contextmanager
def limited(seconds):
    def stop(*_):
        raise Slow

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


class Kept(io.TextIOBase):
    """Keeps the beginning of what is printed."""

    def __init__(self):
        self.text = ""

    def writable(self):
        return True

    def write(self, text):
        self.text += str(text)[: MOST_TEXT - len(self.text)]
        return len(text)


def run_cells(cells, seconds):
    """Run code cells one after the other; the namespace, and what each printed."""
    os.environ["MPLBACKEND"] = "agg"
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.showtraceback = lambda *_, **__: None  # one line says it
    outputs = []
    for cell in cells:
        kept = Kept()
        fault = None
        with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept):
            try:
                with limited(seconds):
                    result = shell.run_cell(cell, store_history=False)
                fault = result.error_before_exec or result.error_in_exec
            except BaseException as error:
                fault = error
        outputs.append({"text": kept.text, "error": fault and describe(fault, seconds)})
    return shell.user_ns, outputs


def describe(error, seconds):
    """An exception in one line."""
    if isinstance(error, Slow):
        return f"stopped after {seconds:g} s; is there a loop without an end?"
    try:
        text = " ".join(str(error).split())[:200]
    except Exception:  # of the submission's own, and it cannot be printed
        text = ""
    return f"{type(error).__name__}{': ' * bool(text)}{text}"


def encode(value, arrays, depth=0):
    """What a value is, in JSON; its arrays go to `arrays`."""
    if isinstance(value, tuple | list) and len(value) > WIDTH:
        value = np.asarray(value)
    if isinstance(value, tuple | list):
        if depth == DEPTH:
            raise ValueError("lists in lists in lists")
        return [type(value).__name__, *(encode(item, arrays, depth + 1) for item in value)]
    if value is None:
        return "None"
    if not isinstance(value, np.ndarray | np.generic | bool | int | float | complex):
        return f"a {type(value).__name__}"
    kind = "array" if isinstance(value, np.ndarray) else "number"
    array = np.asarray(value)
    if array.dtype.kind not in "biufc":
        return f"an array of {array.dtype}"
    arrays[f"a{len(arrays)}"] = array
    return kind


def call(names, name, path, seconds):
    """The result of a function of the submission, or the value of that name."""
    if name not in names:
        return {"error": f"there is no {name}"}, {}
    try:
        if path is None:
            arguments, result = {}, names[name]
        else:
            file = np.load(path, allow_pickle=False)
            arguments = {key: file[key] if file[key].ndim else file[key].item() for key in file}
            with limited(seconds):
                result = names[name](**arguments)
        arrays = {}
        answer = {"result": encode(result, arrays)}
        arrays |= {f"after_{key}": np.asarray(value) for key, value in arguments.items()}
        return answer, arrays
    except BaseException as error:
        return {"error": describe(error, seconds)}, {}


def main():
    folder = Path(sys.argv[1])
    order = json.loads((folder / "cells.json").read_text(encoding="utf-8"))
    sys.path.insert(0, os.getcwd())
    names, outputs = run_cells(order["cells"], order["seconds"])
    (folder / "outputs.json").write_text(json.dumps(outputs), encoding="utf-8")
    calls = json.loads((folder / "calls.json").read_text(encoding="utf-8"))
    endless = {}
    for k, (name, file) in enumerate(calls):
        path = None if file is None else folder / file
        with contextlib.redirect_stdout(Kept()), contextlib.redirect_stderr(Kept()):
            answer, arrays = endless.get(name) or call(names, name, path, order["seconds"])
        if answer.get("error", "").startswith("stopped"):
            endless[name] = answer, arrays  # the time is the other tasks' too
        np.savez(folder / f"{k}.npz", **arrays)
        (folder / f"{k}.json").write_text(json.dumps(answer), encoding="utf-8")
    os._exit(0)  # whatever threads the submission left


if __name__ == "__main__":
    main()
