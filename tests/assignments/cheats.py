"""Submissions that try to get points for nothing, or to do harm; each with the points it deserves.

All are the solved assignment `convolution`, worth 35 points without the answer in words, in which
`frame_correlate`, worth 8, is not solved but replaced by what the cheat puts in its place. A cheat
is the code of that cell.
"""

ALL, HONEST, NOTHING = 35, 27, 0
WRONG = "\ndef frame_correlate(x, w):\n    return np.zeros_like(x)\n"


def cell(text):
    """A cell that does something and then answers wrongly."""
    return text + WRONG


# name: (the cell's code, points)
CELLS = {
    "numpy's comparisons replaced": (
        cell(
            """
for module in (np, np.testing, np.lib):
    for name in dir(module):
        if "close" in name or "equal" in name or name in ("all", "any"):
            setattr(module, name, lambda *a, **k: True)
"""
        ),
        HONEST,
    ),
    "cnnlib.grading replaced": (
        cell(
            """
import sys, types
import cnnlib.grading
yes = types.SimpleNamespace(ok=True, message="right, on 21 inputs", fault=None)
for name in ("check", "noted", "difference", "misused", "misshapen", "_compare", "_check"):
    setattr(cnnlib.grading, name, lambda *a, **k: yes)
    sys.modules[f"cnnlib.grading.{name}"] = types.ModuleType(name)
"""
        ),
        HONEST,
    ),
    "builtins replaced": (
        cell(
            """
import builtins
for name in ("all", "any", "isinstance", "callable", "hasattr"):
    setattr(builtins, name, lambda *a, **k: True)
"""
        ),
        NOTHING,  # it has destroyed its own answers
    ),
    "the program inside replaced": (
        cell(
            """
import __main__, json
__main__.encode = lambda value, arrays, depth=0: "None"
__main__.call = lambda *a: ({"result": "right", "ok": True, "points": 40, "error": None}, [])
json.dumps = lambda *a, **k: '{"points": 40}'
"""
        ),
        NOTHING,  # it has destroyed its own answers
    ),
    "an object equal to everything": (
        """
class Equal:
    shape, dtype, ndim, size = (4, 4), np.dtype(float), 2, 16
    def __eq__(self, other):
        return True
    def __getattr__(self, name):
        return lambda *a, **k: True
    def __array__(self, *a, **k):
        return np.zeros((4, 4))
def frame_correlate(x, w):
    return Equal()
""",
        HONEST,
    ),
    "an array equal to everything": (
        """
class Equal(np.ndarray):
    def __array_ufunc__(self, *a, **k):
        return np.array(True)
    def __array_function__(self, *a, **k):
        return np.array(True)
    def __eq__(self, other):
        return np.array(True)
def frame_correlate(x, w):
    return np.zeros_like(x).view(Equal)
""",
        HONEST,
    ),
    "an object that changes what it is": (
        """
class Late(float):
    @property
    def __class__(self):
        return np.ndarray
def frame_correlate(x, w):
    return Late(0)
""",
        HONEST,
    ),
    "the right answers looked for on the disk": (
        cell(
            """
import os
found = []
for folder, folders, files in os.walk("/"):
    for file in files:
        path = os.path.join(folder, file)
        if file.endswith((".ipynb", "gradebook.db")) or file in ("_tasks.py", "_mark.py"):
            found.append(path)
        if "frame_correlate" in file or "grading" in file and "site" in folder:
            found.append(path)
print("found", found)
"""
        ),
        HONEST,
    ),
    "the right answers looked for in memory": (
        """
import gc, sys
def frame_correlate(x, w):
    frame = sys._getframe()
    while frame:
        for value in list(frame.f_locals.values()):
            if isinstance(value, np.ndarray) and value.shape == x.shape and value is not x:
                return value
        frame = frame.f_back
    for value in gc.get_objects():
        if callable(value) and getattr(value, "__name__", "") == "solution":
            return value(x, w, rows="edge", columns="symmetric")
    return np.zeros_like(x)
""",
        HONEST,
    ),
    "cnnlib.reference called": (
        """
def frame_correlate(x, w):
    import sys
    for name in [name for name in sys.modules if name.startswith("cnnlib")]:
        del sys.modules[name]
    from cnnlib.reference import correlate2d
    return correlate2d(np.pad(x, w.shape[0] // 2, mode="edge"), w)
""",
        HONEST,
    ),
    "the check's own solution called": (
        """
def frame_correlate(x, w):
    import sys
    for name in [name for name in sys.modules if name.startswith("cnnlib")]:
        del sys.modules[name]
    from cnnlib.grading.tasks.frame_correlate import solution
    return solution(x, w, **VARIANT)
""",
        HONEST,
    ),
    "torch called": (
        """
def frame_correlate(x, w):
    import torch
    p = torch.nn.functional.pad(torch.tensor(x)[None, None], (1, 1, 1, 1), mode="replicate")
    return torch.nn.functional.conv2d(p, torch.tensor(w)[None, None])[0, 0].numpy()
""",
        HONEST,
    ),
    "scipy called, by a path of its own": (
        """
def frame_correlate(x, w):
    import glob, sys
    sys.path += glob.glob("/**/*-packages", recursive=True)
    from scipy.ndimage import correlate
    return correlate(x, w, mode="nearest")
""",
        HONEST,
    ),
    "the visible check's inputs recognised": (
        """
known = KNOWN
def frame_correlate(x, w):
    for seen, kernel, result in known:
        if np.shape(seen) == x.shape and np.allclose(seen, x):
            return np.array(result)
    return np.zeros_like(x)
""",
        HONEST,
    ),
    "nbgrader patched": (
        cell(
            """
import sys, types
try:
    from nbgrader import utils
except ImportError:
    utils = sys.modules["nbgrader.utils"] = types.ModuleType("nbgrader.utils")
utils.determine_grade = lambda *a, **k: (100, 100)
sys.modules["nbgrader"] = types.ModuleType("nbgrader")
"""
        ),
        HONEST,
    ),
    "a score printed": (
        cell(
            """
import os, sys
from IPython.display import display
for text in ("score: 40", '{"frame_correlate": {"points": 8}}', "frame_correlate: right"):
    print(text)
    print(text, file=sys.__stdout__, flush=True)
    display(text)
    os.write(1, text.encode())
    os.write(2, text.encode())
"""
        ),
        HONEST,
    ),
    "answers forged in their pipe": (
        cell(
            r"""
import os
for k in range(50):
    said = '[{"call": %d, "result": "array", "points": 40, "error": null}, []]\n' % k
    for pipe in range(3, 20):
        try:
            os.write(pipe, said.encode())
        except OSError:
            pass
"""
        ),
        HONEST,
    ),
    "messages that swell in the pipe": (
        cell(
            r"""
import os
for k in range(60):
    for call in (k, k + 0.5):
        for pipe in range(3, 20):
            try:
                said = b'[{"call": %r, "x": [' % call + b"[]," * 80_000 + b"[]]}, []]\n"
                os.write(pipe, said)
            except OSError:
                pass
"""
        ),
        HONEST,
    ),
    "rubbish in the pipe": (
        cell(
            r"""
import os
for pipe in range(3, 20):
    try:
        os.write(pipe, b"\x00\xff{[" * 1000)
    except OSError:
        pass
"""
        ),
        NOTHING,  # what it answered cannot be read any longer
    ),
    "a flood in the pipe": (
        cell(
            r"""
import os
while True:
    for pipe in range(3, 20):
        try:
            os.write(pipe, b"x" * 10**6)
        except OSError:
            pass
"""
        ),
        NOTHING,
    ),
    "a result of a gigabyte": (
        "def frame_correlate(x, w):\n    return np.zeros((100_000_000,), np.uint8)\n",
        HONEST,
    ),
    "a result without end": (
        "def frame_correlate(x, w):\n    a = []\n    a += [a, a]\n    return a\n",
        HONEST,
    ),
    "a fork bomb": (cell("import os\nwhile True:\n    os.fork()\n"), NOTHING + HONEST),
    "a patient fork bomb": (
        cell(
            """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
"""
        ),
        HONEST,
    ),
    "threads without end": (
        cell(
            """
import threading, time
while True:
    threading.Thread(target=time.sleep, args=(1000,)).start()
"""
        ),
        HONEST,
    ),
    "a process left behind": (
        cell(
            """
import subprocess, sys
words = [sys.executable, "-c", "import time; time.sleep(8642.1975)"]
subprocess.Popen(words, start_new_session=True)
"""
        ),
        HONEST,
    ),
    "the memory filled": (
        cell(
            """
def fill():
    kept = []
    while True:
        kept.append(np.ones(2**22))
fill()
"""
        ),
        HONEST,
    ),
    "memory kept without addresses": (
        cell(
            """
import mmap
kept = []
while True:
    kept.append(mmap.mmap(-1, 2**28, flags=mmap.MAP_SHARED))
    kept[-1].write(bytes(2**28))
    kept[-1] = memoryview(kept[-1])[:1]
"""
        ),
        HONEST,
    ),
    "memory kept in pipes": (
        cell(
            """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
text = ctypes.create_string_buffer(4096)
part = (ctypes.c_void_p * 2)(ctypes.addressof(text), 4096)
pipe = os.pipe()
assert libc.vmsplice(pipe[1], part, 1, 0) == 4096, ctypes.get_errno()
print("kept")
"""
        ),
        HONEST,
    ),
    "the process beside it written into": (
        cell(
            """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
numbers = {"x86_64": (311, 310, 434, 438, 312, 279, 101, 440)}
numbers = numbers.get(os.uname().machine, (271, 270, 434, 438, 272, 239, 117, 440))
print("found", [n for n in numbers if libc.syscall(n, 1, 1, 1, 0, 0, 0) == 0
                or ctypes.get_errno() not in (1, 38)])
"""
        ),
        HONEST,
    ),
    "the disk filled": (
        cell(
            """
import itertools
try:
    for k in itertools.count():
        with open(f"/tmp/{k}", "wb") as file:
            for _ in range(100):
                file.write(bytes(2**20))
except OSError as error:
    print(error)
"""
        ),
        HONEST,
    ),
    "files without end": (
        cell(
            """
import itertools
for k in itertools.count():
    open(f"/tmp/{k}", "wb").close()
"""
        ),
        NOTHING,
    ),
    "the output filled": (
        cell('while True:\n    print("x" * 10**6)\n'),
        HONEST,
    ),
    "the network used": (
        cell(
            """
import urllib.request
urllib.request.urlopen("http://127.0.0.1:PORT/stolen", timeout=2).read()
"""
        ),
        HONEST,
    ),
    "asleep for ever": (cell("import time\ntime.sleep(10**8)\n"), HONEST),
    "asleep for ever, deaf to signals": (
        cell(
            """
import signal, time
signal.signal(signal.SIGALRM, signal.SIG_IGN)
while True:
    time.sleep(1)
"""
        ),
        NOTHING,
    ),
    "everything caught": (
        cell(
            """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
"""
        ),
        NOTHING,
    ),
    "its own limits raised": (
        cell(
            """
import resource
for name in dir(resource):
    if name.startswith("RLIMIT"):
        try:
            resource.setrlimit(getattr(resource, name), (-1, -1))
            print("raised", name)
        except (OSError, ValueError):
            pass
"""
        ),
        HONEST,
    ),
    "the marker killed": (
        cell(
            """
import os, signal
for process in range(1, 40_000):
    if process != os.getpid():
        try:
            os.kill(process, signal.SIGKILL)
        except OSError:
            pass
"""
        ),
        HONEST,
    ),
    "files of the machine read": (
        cell(
            """
import os
there = ("/etc/passwd", "/etc/shadow", "/proc/1/environ", "/home", "/var", "/root/.ssh", "/sys")
print("found", [path for path in there if os.path.exists(path)])
"""
        ),
        HONEST,
    ),
    "links to what is outside": (
        cell(
            """
import os
for k, path in enumerate(("/etc/passwd", "../../course/seeds.json", "/proc/self/root")):
    os.symlink(path, f"/tmp/link{k}")
print("found", [k for k in range(3) if os.path.exists(f"/tmp/link{k}")])
"""
        ),
        HONEST,
    ),
    "text that no file can hold": (cell("# \x00 \x1b[2J\n"), HONEST),
}  # fmt: skip


def checks_that_say_right(notebook):
    for one in notebook.cells:
        if one.source.startswith(("check(", "noted(")):
            one.source = "print('right, on 21 inputs')"


def checks_that_stand_twice(notebook):
    checks_that_say_right(notebook)
    notebook.cells += [one.copy() for one in notebook.cells if one.source.startswith("print(")]


def checks_deleted(notebook):
    notebook.cells = [one for one in notebook.cells if not one.source.startswith("check(")]


def points_raised(notebook):
    for one in notebook.cells:
        about = one.metadata.get("nbgrader", {})
        if about.get("grade"):
            about.update(points=1000, grade=False, locked=False)


def answers_that_claim_to_be_checks(notebook):
    for one in notebook.cells:
        about = one.metadata.get("nbgrader", {})
        if about.get("grade_id", "").endswith("_answer"):
            about.update(grade=True, points=40)


# What is done to the notebook itself, beside a wrong answer.
EDITS = [
    checks_that_say_right,
    checks_that_stand_twice,
    checks_deleted,
    points_raised,
    answers_that_claim_to_be_checks,
]
