"""Run a submission and call its functions: a program of its own, which nobody has to trust.

    python -I _inside.py UID < ORDER > ANSWERS

It runs behind a wall (_wall.py) and gives up, before a line of the submission is read, what the
submission must not have. The order is a message with the texts of the cells and a message for each
call; answered are a message for each cell, with what it printed, and one for each call, with what
came back. The reader believes nothing of it: see _run.py.
"""

import contextlib
import ctypes
import importlib.machinery
import io
import json
import math
import os
import platform
import re
import resource
import signal
import struct
import sys
import types

sys.path.append("/packages")  # where bubblewrap has put them; a container has its own

import numpy as np

MEMORY = 2**30  # bytes of addresses
DISK = 2**26  # bytes in /tmp, the only place to write
ANSWERS, RESULT = 2**26, 2**24  # bytes of all answers together, of one array
MOST_TEXT = 20_000  # characters of one cell that are kept
HEAD = 2**18  # characters of a message before its arrays
DEPTH, WIDTH = 3, 100  # tuples within tuples, values in one

# System calls that are refused: their numbers on x86-64 and on 64-bit ARM.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
MMAP = (9, 222)
REFUSED = {
    # another process or thread
    "fork": (57, None), "vfork": (58, None), "clone": (56, 220), "clone3": (435, 435),
    # memory that no limit counts
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180), "vmsplice": (278, 75),
    # other programs, on this machine or elsewhere
    "socket": (41, 198), "socketpair": (53, 199), "ptrace": (101, 117), "kcmp": (312, 272),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438), "process_madvise": (440, 440), "move_pages": (279, 239),
    "migrate_pages": (256, 238), "get_robust_list": (274, 100),
    # what is for administrators and drivers
    "listmount": (458, 458), "statmount": (457, 457), "io_setup": (206, 0),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "fsopen": (430, 430),
    "open_tree": (428, 428), "bpf": (321, 280), "perf_event_open": (298, 241),
    "userfaultfd": (323, 282), "io_uring_setup": (425, 425), "keyctl": (250, 219),
    "add_key": (248, 217), "request_key": (249, 218),
}  # fmt: skip


def give_up(uid, seconds):
    """Become somebody with no rights and little of anything; there is no way back."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    # One byte for a core: with none, a program outside may still be started to take it.
    most = {"AS": MEMORY, "FSIZE": DISK, "CPU": seconds, "CORE": 1, "NOFILE": 64, "NPROC": 1}
    for name, value in most.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    refuse(platform.machine())


def refuse(machine):
    """Have the kernel refuse `REFUSED`, by a program for its filter (seccomp)."""
    column, arch = MACHINES[machine]
    numbers = [row[column] for row in REFUSED.values() if row[column] is not None]
    load, equal, above, has, answer = 0x20, 0x15, 0x35, 0x45, 0x06
    allow, deny, kill = 0x7FFF0000, 0x00050001, 0x80000000  # deny: "Operation not permitted"
    steps = [(load, 0, 0, 4), (equal, 1, 0, arch), (answer, 0, 0, kill), (load, 0, 0, 0)]
    left = len(numbers) + 5  # steps to `deny`, from the one after the next
    steps += [(above, left, 0, 2**30)]  # the numbers of x32, a second set
    # A map that is shared can outlive its addresses: the flag MAP_SHARED, in the fourth argument.
    steps += [(equal, 0, 3, MMAP[column]), (load, 0, 0, 40), (has, left - 3, 0, 1), (load, 0, 0, 0)]
    steps += [(equal, left - 5 - k, 0, number) for k, number in enumerate(numbers)]
    steps += [(answer, 0, 0, allow), (answer, 0, 0, deny)]
    text = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(text))
    libc = ctypes.CDLL(None, use_errno=True)
    no_new_privileges, seccomp, filtered = 38, 22, 2
    if libc.prctl(no_new_privileges, 1, 0, 0, 0) or libc.prctl(seccomp, filtered, program, 0, 0):
        raise OSError(ctypes.get_errno(), "the kernel has no filter of system calls")


def write(stream, said, arrays=()):
    """Send a message: a line of JSON that names its arrays, then their bytes."""
    arrays = [np.asarray(array, order="C") for array in arrays]
    forms = [(array.dtype.str, array.shape) for array in arrays]
    stream.write(json.dumps([said, forms]).encode() + b"\n")
    for array in arrays:
        stream.write(array.tobytes())
    stream.flush()


def read(stream, head=-1):
    """The next message, or None at the end; an error where it is not as agreed.

    `head` is how long its line may be.
    """
    line = stream.readline(head)
    if not line:
        return None
    said, forms = json.loads(line)
    arrays = []
    for kind, shape in forms:
        if not re.fullmatch(r"[<>|][biufc]\d{1,2}", kind) or len(shape) > 32:
            raise ValueError("neither numbers nor truths")
        kind, shape = np.dtype(kind), [int(side) for side in shape]
        if min(shape, default=0) < 0 or kind.itemsize * math.prod(shape) > RESULT:
            raise ValueError("no size of an array")
        data = stream.read(kind.itemsize * math.prod(shape))
        arrays.append(np.frombuffer(data, kind).reshape(shape))
    return said, arrays


class Slow(BaseException):
    """Raised where a cell or a call takes too long; no `except Exception` catches it."""


@contextlib.contextmanager
def limited(seconds):
    def stop(*_):
        raise Slow

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1)  # again: Python drops what hooks raise
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


def without_checks():
    """Stand in for `cnnlib`: its checks do nothing here, and the rest of it is not there."""
    grading = types.ModuleType("cnnlib.grading")
    grading.check = grading.noted = grading.hint = lambda *_, **__: None
    package = types.ModuleType("cnnlib")
    package.__path__, package.grading = [], grading
    for module in (package, grading):
        module.__spec__ = importlib.machinery.ModuleSpec(module.__name__, None)
        sys.modules[module.__name__] = module


def shell():
    """IPython, without what needs a screen, a file or another process."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    made = InteractiveShell.instance(config=config)
    made.showtraceback = lambda *_, **__: None  # one line says it
    made.enable_gui = lambda *_: None
    made.system = lambda command: print("not run here:", command)
    made.getoutput = lambda *_, **__: []
    return made


def run(shell, cell, seconds):
    """Run a code cell: what it printed, and its error in a line or None."""
    kept = Kept()
    with contextlib.redirect_stdout(kept), contextlib.redirect_stderr(kept):
        try:
            with limited(seconds):
                result = shell.run_cell(cell, store_history=False)
            fault = result.error_before_exec or result.error_in_exec
        except BaseException as error:
            fault = error
    return {"text": kept.text, "error": fault and describe(fault, seconds)}


def describe(error, seconds):
    """An exception in one line."""
    if isinstance(error, Slow):
        return f"stopped after {seconds:g} s; is there a loop without an end?"
    try:
        text = " ".join(str(error).split())[:200]
    except Exception:  # of the submission's own, and it cannot be printed
        text = ""
    if isinstance(error, ModuleNotFoundError):
        text += "; marks come from where there are only NumPy, Matplotlib and Python's own modules"
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
    if array.nbytes > RESULT:
        return f"an array of {array.nbytes / 1e6:.0f} MB, more than {RESULT / 1e6:.0f}"
    arrays.append(array)
    return kind


def call(names, name, arguments, seconds):
    """What a function of the submission gives, or the value of that name: JSON and arrays."""
    if name not in names:
        return {"error": f"there is no {name}"}, []
    try:
        given, result = None, names[name]
        if arguments is not None:
            given = [a for a in arguments.values() if isinstance(a, np.ndarray)]
            with limited(seconds):
                result = result(**arguments)
        arrays = []
        answer = {"result": encode(result, arrays)}
        return answer, arrays + (given or [])
    except BaseException as error:
        return {"error": describe(error, seconds)}, []


def main():
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open("/dev/null", os.O_RDWR)
    os.dup2(nowhere, 1)
    order, _ = read(sys.stdin.buffer)
    calls = []
    while (asked := read(sys.stdin.buffer)) is not None:
        (name, words), arrays = asked
        if words is not None:
            own = iter(arrays)
            words = {k: next(own).copy() if word is None else word for k, word in words.items()}
        calls.append((name, words))
    os.dup2(nowhere, 0)
    give_up(int(sys.argv[1]), math.ceil(order["seconds"]))
    without_checks()
    python = shell()
    for k, cell in enumerate(order["cells"]):
        write(answers, {"cell": k, **run(python, cell, order["cell_seconds"])})
    endless = {}
    for k, (name, words) in enumerate(calls):
        with contextlib.redirect_stdout(Kept()), contextlib.redirect_stderr(Kept()):
            answer, arrays = endless.get(name) or call(
                python.user_ns, name, words, order["cell_seconds"]
            )
        if answer.get("error", "").startswith("stopped"):
            endless[name] = answer, arrays  # the time is the other tasks' too
        write(answers, {"call": k, **answer}, arrays)
    os._exit(0)  # whatever the submission left


if __name__ == "__main__":
    main()
