"""Call a function that nobody has read: it may raise, print, or never come back."""

import contextlib
import ctypes
import io
import threading
from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """What came of a call: its value, or what went wrong."""

    value: object = None
    fault: str | None = None


class _Nowhere(io.TextIOBase):
    """What is printed here is dropped at once, be it megabytes."""

    def write(self, text):
        return len(text)


class _Stop(BaseException):
    """Raised in a call that takes too long; no `except Exception` of the answer catches it."""


def call(fn, arguments, seconds):
    """The `Outcome` of ``fn(**arguments)``, within ``seconds``; what it prints is dropped.

    It runs in a thread of its own: a signal would do for a loop too, but not on Windows and not
    outside the main thread. A loop in Python is stopped; one inside a library goes on in the
    background until it ends. Its printing is redirected here, not in the thread: so it ends with
    the call, even where the thread does not.
    """
    outcome = []

    def run():
        try:
            outcome.append(Outcome(fn(**arguments)))
        except _Stop:
            pass
        except BaseException as error:  # also SystemExit, which would end the notebook's kernel
            outcome.append(Outcome(fault=_describe(error)))

    thread = threading.Thread(target=run, daemon=True)
    with contextlib.redirect_stdout(_Nowhere()), contextlib.redirect_stderr(_Nowhere()):
        thread.start()
        thread.join(seconds)
        if thread.is_alive():
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
            )
            thread.join(0.5)  # time to end
    if not outcome:
        return Outcome(fault=f"no result after {seconds:g} s; is there a loop without an end?")
    return outcome[0]


def _describe(error):
    """An exception in one line, with the line of the answer that it came from."""
    trace = error.__traceback__
    line = None
    while trace is not None:  # the last frame that is not of an installed package
        name = trace.tb_frame.f_code.co_filename
        if "site-packages" not in name and not name.endswith("_run.py"):
            line = trace.tb_lineno - trace.tb_frame.f_code.co_firstlineno + 1
        trace = trace.tb_next
    where = f" in line {line} of the function" if line and line > 0 else ""
    try:
        text = " ".join(str(error).split())
    except Exception:  # an exception of the answer's own, whose text cannot be had
        text = ""
    text = f": {text[:200]}" if text else ""
    return f"{type(error).__name__}{where}{text}"
