"""Run a submission in a process of its own and read what comes back: arrays, and nothing else."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

INSIDE = Path(__file__).with_name("_inside.py")
CELL_SECONDS, SECONDS = 10, 60
MOST_BYTES = 64 * 2**20  # of one result


@dataclass(frozen=True)
class Answer:
    """What one call gave: a value and the arguments as they are afterwards, or a fault."""

    value: object = None
    after: dict | None = None
    fault: str | None = None


@dataclass(frozen=True)
class Report:
    """What came of a submission: outputs of its cells (text, error), and an answer per call."""

    outputs: list
    answers: list


def run(cells, calls, files=()):
    """Run the texts of code cells, then `calls`: pairs of a name and its arguments or None.

    `files` lie beside the notebook.
    """
    with tempfile.TemporaryDirectory(prefix="submission-") as place:
        folder = Path(place)
        order = {"cells": cells, "seconds": CELL_SECONDS}
        (folder / "cells.json").write_text(json.dumps(order), encoding="utf-8")
        asked = []
        for k, (name, arguments) in enumerate(calls):
            file = None if arguments is None else f"arguments-{k}.npz"
            if file:
                np.savez(folder / file, **arguments)
            asked.append((name, file))
        (folder / "calls.json").write_text(json.dumps(asked), encoding="utf-8")
        (folder / "work").mkdir()
        for file in files:
            shutil.copy(file, folder / "work")
        late = _start(folder)
        fault = f"the notebook was stopped after {SECONDS} s" if late else "the notebook crashed"
        return Report(
            _outputs(folder / "outputs.json", cells, fault),
            [_answer(folder, k, fault) for k in range(len(calls))],
        )


def _start(folder):
    """Run the program; True where it took too long."""
    work = folder / "work"
    environment = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    environment |= {"HOME": str(work), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    environment |= {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    process = subprocess.Popen(
        [sys.executable, str(INSIDE), str(folder)],
        cwd=work,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(SECONDS)
        return False
    except subprocess.TimeoutExpired:
        return True
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with all that it started
        process.wait()


def _outputs(path, cells, fault):
    try:
        outputs = json.loads(path.read_text(encoding="utf-8"))
        if len(outputs) != len(cells):
            raise ValueError("an output for each cell is missing")
        return [(str(o["text"]), o["error"] and str(o["error"])) for o in outputs]
    except (OSError, ValueError, KeyError, TypeError):
        return [("", fault)] * len(cells)


def _answer(folder, k, fault):
    """Call k's answer; whatever is not as agreed is a fault of the submission."""
    try:
        said = json.loads((folder / f"{k}.json").read_text(encoding="utf-8"))
        if "error" in said:
            return Answer(fault=str(said["error"])[:300])
        path = folder / f"{k}.npz"
        with zipfile.ZipFile(path) as parts:
            if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
                return Answer(fault=f"the result is larger than {MOST_BYTES // 2**20} MB")
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        numbers = (array for name, array in arrays.items() if not name.startswith("after_"))
        after = {name[6:]: array for name, array in arrays.items() if name.startswith("after_")}
        return Answer(_decode(said["result"], numbers), after)
    except Unusable as error:
        return Answer(fault=str(error))
    except FileNotFoundError:
        return Answer(fault=fault)
    except (OSError, ValueError, KeyError, TypeError, StopIteration, zipfile.BadZipFile):
        return Answer(fault="the result cannot be read")


def _decode(said, arrays):
    if isinstance(said, list):
        items = [_decode(item, arrays) for item in said[1:]]
        return tuple(items) if said[0] == "tuple" else items
    if said == "array":
        return next(arrays)
    if said == "number":
        return next(arrays).reshape(()).item()
    if said == "None":
        return None
    raise Unusable(f"the result is {str(said)[:100]}")


class Unusable(Exception):
    """A result that is neither an array nor a number."""
