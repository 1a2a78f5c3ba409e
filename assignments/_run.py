"""Run a submission behind a wall and read what comes back: arrays, and nothing else."""

import contextlib
import io
import os
import select
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass

import numpy as np

from assignments import _collect, _inside

MOST_FILES = 10_000
MOST_FAULT = 300  # characters
# What reading a message raises that is not as agreed.
MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, StopIteration,
             OverflowError, RecursionError, MemoryError)  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell or a call, and for all of a submission."""

    cell: float = 10
    whole: float = 60


LIMITS = Limits()

stop = threading.Event()  # when set, no program goes on


class Stopped(BaseException):
    """A program was stopped before it ended, and not by a limit."""


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


def run(wall, cells, calls, files=(), limits=LIMITS, complaints=subprocess.DEVNULL):
    """Run the texts of code cells, then `calls`: pairs of a name and its arguments or None.

    `files` lie beside the notebook; `complaints` takes what the wall itself has to say.
    """
    with tempfile.NamedTemporaryFile() as order:
        about = {"cells": cells, "seconds": limits.whole, "cell_seconds": limits.cell}
        _inside.write(order, about)
        for name, arguments in calls:
            _inside.write(order, *_asked(name, arguments))
        # Read only: the submission could write into what it is given.
        with open(order.name, "rb") as readable:
            data, fault = _start(wall, files, limits.whole, readable, complaints)
    outputs = [("", fault)] * len(cells)
    answers = [Answer(fault=fault)] * len(calls)
    for said, arrays in _messages(data):
        cell, call = said.get("cell"), said.get("call")
        if type(cell) is int and 0 <= cell < len(cells):
            outputs[cell] = _output(said)
        elif type(call) is int and 0 <= call < len(calls):
            answers[call] = _answer(said, arrays, calls[call][1])
    return Report(outputs, answers)


def _asked(name, arguments):
    """A call as a message: numbers and words stand in it, arrays follow."""
    if arguments is None:
        return (name, None), ()
    arrays = [a for a in arguments.values() if isinstance(a, np.ndarray)]
    words = {k: None if isinstance(a, np.ndarray) else a for k, a in arguments.items()}
    return (name, words), arrays


def _start(wall, files, seconds, order, complaints):
    """Run the program; what it wrote, and why nothing more came."""
    process = subprocess.Popen(
        wall.command(files, seconds),
        stdin=order,
        stdout=subprocess.PIPE,
        stderr=complaints,
        start_new_session=True,
    )
    end, data = time.monotonic() + seconds, bytearray()
    try:
        while len(data) <= _inside.ANSWERS:
            if stop.is_set():
                raise Stopped
            if wall.files(process.pid) > MOST_FILES:
                return data, f"the notebook made more than {MOST_FILES} files"
            left = end - time.monotonic()
            if left < 0:
                return data, f"the notebook was stopped after {seconds:g} s"
            if not select.select([process.stdout], [], [], min(left, 0.5))[0]:
                continue
            piece = os.read(process.stdout.fileno(), 2**16)
            if not piece:
                return data, "the notebook crashed"
            data += piece
        return data, f"the notebook gave more than {_inside.ANSWERS // 2**20} MB"
    finally:
        # With the wall's program dies all that is behind it; only where it had just begun to build
        # is there a second one, of the same group.
        with contextlib.suppress(OSError):  # gone already
            os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()


def _messages(data):
    """The messages that a submission's program wrote, up to the first that is none."""
    stream = io.BytesIO(data)
    with contextlib.suppress(*MALFORMED):
        while (message := _inside.read(stream, _inside.HEAD)) is not None:
            if isinstance(message[0], dict):
                yield message


def _output(said):
    """What a cell printed, and its error or None."""
    error = said.get("error")
    return _words(said.get("text"), _inside.MOST_TEXT), error and _words(error)


def _answer(said, arrays, asked):
    """The answer to a call; whatever is not as agreed is a fault of the submission."""
    try:
        if "error" in said:
            return Answer(fault=_words(said["error"]))
        rest = iter(arrays)
        value = _decode(said["result"], rest)
        names = [name for name, a in (asked or {}).items() if isinstance(a, np.ndarray)]
        return Answer(value, dict(zip(names, rest, strict=True)))
    except Unusable as error:
        return Answer(fault=str(error))
    except MALFORMED:
        return Answer(fault="the result cannot be read")


def _decode(said, arrays):
    if isinstance(said, list) and len(said) <= 1 + _inside.WIDTH:
        items = [_decode(item, arrays) for item in said[1:]]
        return tuple(items) if said[0] == "tuple" else items
    if said == "array":
        return next(arrays)
    if said == "number":
        return next(arrays).reshape(()).item()
    if said == "None":
        return None
    raise Unusable(f"the result is {_words(said, 100)}")


def _words(said, most=MOST_FAULT):
    return _collect.clean(str(said))[:most]


class Unusable(Exception):
    """A result that is neither an array nor a number."""
