"""Where a submission's program runs: nothing to be seen, nothing to be reached, little of anything.

Two walls are known, bubblewrap (Linux) and a container (Docker or Podman, also on macOS and
Windows). Both are tried before they are used, by a program that attempts what they should prevent.
"""

import contextlib
import importlib.metadata
import itertools
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from packaging.requirements import Requirement

from assignments import _inside, _release, _run

PROGRAM = Path(_inside.__file__)
PACKAGES = ("numpy", "matplotlib", "ipython")  # and what they need
IMAGE = "cnnlib-grading"
MEMORY = _inside.MEMORY + 2 * _inside.DISK  # of a container: addresses, /tmp, and some
NOBODY = 65534
SPARE = range(60_706, 61_184)  # identities that belong to nobody, for root to give away
ENVIRONMENT = {
    "HOME": "/tmp",
    "LANG": "C.UTF-8",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
}


@dataclass(frozen=True)
class Bubblewrap:
    """A view of the file system with Python, `PACKAGES` and /tmp in it, and no network."""

    path: str
    uids: object = field(default_factory=lambda: itertools.cycle(SPARE))

    def command(self, files, seconds):
        """The words that run `PROGRAM`, with `files` beside it."""
        words = [self.path, "--die-with-parent", "--new-session", "--clearenv", "--unshare-ipc"]
        words += ["--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
        if os.getuid() == 0:  # PROGRAM gives these rights up, with being root
            words += ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        else:
            words += ["--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY)]
        words += _view()
        words += ["--dev", "/dev", "--remount-ro", "/dev"]
        words += ["--perms", "1777", "--size", str(_inside.DISK), "--tmpfs", "/tmp"]
        for file in files:
            words += ["--ro-bind", str(file), f"/tmp/{file.name}"]
        words += ["--ro-bind", str(PROGRAM), "/inside.py", "--remount-ro", "/", "--chdir", "/tmp"]
        for name, value in ENVIRONMENT.items():
            words += ["--setenv", name, value]
        python = os.path.realpath(sys.executable)
        return [*words, "--", python, "-I", "-B", "/inside.py", str(next(self.uids))]

    def files(self, process):
        """How many files there are in /tmp: each takes memory, also an empty one."""
        with contextlib.suppress(OSError, IndexError):  # not begun yet, or ended
            child = Path(f"/proc/{process}/task/{process}/children").read_text().split()[0]
            room = os.statvfs(f"/proc/{child}/root/tmp")
            if room.f_blocks * room.f_frsize == _inside.DISK:  # and not yet the machine's own
                return room.f_files - room.f_ffree
        return 0


@dataclass(frozen=True)
class Container:
    """A container without a network, made from the image that Dockerfile describes."""

    path: str

    def command(self, files, seconds):
        """The words that run `PROGRAM`, with `files` beside it."""
        words = [self.path, "run", "--rm", "--interactive", "--network=none", "--read-only"]
        words += [
            "--pull=never",
            "--cap-drop=ALL",
            "--security-opt=no-new-privileges",
            f"--user={NOBODY}:{NOBODY}",
        ]
        words += ["--pids-limit=8", "--ulimit=nofile=64:64", "--ulimit=nproc=4096:4096", "--cpus=1"]
        words += [f"--memory={MEMORY}", f"--memory-swap={MEMORY}", "--workdir=/tmp"]
        words += [f"--tmpfs=/tmp:rw,size={_inside.DISK},mode=1777"]
        for file in files:
            words += [f"--volume={file}:/tmp/{file.name}:ro"]
        words += [f"--volume={PROGRAM}:/inside.py:ro"]
        words += [f"--env={name}={value}" for name, value in ENVIRONMENT.items()]
        # Whoever asked may be gone; then the container ends by itself.
        words += [IMAGE, "timeout", "--signal=KILL", str(seconds)]
        return [*words, "python", "-I", "-B", "/inside.py", str(NOBODY)]

    def files(self, process):
        """None that count: the limit on a container's memory counts them."""
        return 0


@cache
def _view():
    """What of the file system is shown, read only: Python, the system's libraries, `PACKAGES`."""
    prefix, python = Path(sys.base_prefix), Path(os.path.realpath(sys.executable))
    paths = [Path("/lib"), Path("/lib64"), Path("/usr/lib"), Path("/usr/lib64")]
    paths += [python, prefix / "lib", prefix / "lib64"]
    links = [path for path in paths if path.is_symlink()]
    shown = {path: path for path in [*paths, Path("/etc/ld.so.cache")] if path not in links}
    shown |= {Path("/packages", path.name): path for path in _files(PACKAGES)}
    shown = {place: path for place, path in sorted(shown.items()) if path.exists()}
    words = []
    for parent in sorted({parent for place in shown for parent in place.parents[:-1]}):
        words += ["--perms", "0755", "--dir", str(parent)]
    for place, path in shown.items():
        words += ["--ro-bind", str(path), str(place)]
    for path in links:
        words += ["--symlink", os.readlink(path), str(path)]
    for lib in {prefix, prefix / "local", Path("/usr")}:
        for other in lib.glob("lib*/python3*/*-packages"):  # what else is installed
            words += ["--tmpfs", str(other), "--remount-ro", str(other)]
    return words


def _files(names):
    """The files and folders of installed packages, with those that they need."""
    found, waiting, known = set(), list(names), set()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in known:
            continue
        known.add(name)
        package = importlib.metadata.distribution(name)
        tops = {file.parts[0] for file in package.files} - {"..", "__pycache__"}
        found |= {Path(package.locate_file(top)) for top in tops}
        needs = map(Requirement, package.requires or [])
        waiting += [n.name for n in needs if not n.marker or n.marker.evaluate({"extra": ""})]
    return found


# What a submission must not be able to do: each is true where it can.
ATTEMPTS = {
    "see the teacher's files": "any(map(os.path.exists, hidden))",
    "be root": "0 in (os.getuid(), os.geteuid())",
    "become root": "not os.setuid(0)",
    "start a process": "os.fork() or os._exit(0)",
    "start a thread": "not threading.Thread(target=int).start()",
    "reach the network": "bool(socket.socket())",
    "write elsewhere": "any(map(writes, ('/x', '/packages/x', '/usr/lib/x', '/dev/x')))",
    "keep memory without addresses": "mmap.mmap(-1, 2**20, flags=mmap.MAP_SHARED)",
    "reach into another program": "not LIBC.syscall(WRITEV, 1, None, 0, None, 0, 0)",
    "fill the disk": "all(writes(f'{HOME}/{k}', 2**24) for k in range(DISK // 2**24 + 1))",
    "fill the memory": "bool(bytearray(2 * MEMORY))",
    "use other packages": "bool(importlib.import_module('sklearn'))",
    "use the course's package": "sys.modules.pop('cnnlib') and importlib.import_module('cnnlib')",
}
PROBE = f"""
import ctypes, importlib, mmap, os, platform, socket, sys, threading
LIBC, WRITEV = ctypes.CDLL(None), 311 if platform.machine() == "x86_64" else 271
HOME, DISK, MEMORY = os.environ["HOME"], {_inside.DISK}, {_inside.MEMORY}

def able(attempt):
    try:
        return bool(attempt())
    except Exception:
        return False

def writes(path, size=1):
    with open(path, "wb") as file:
        return file.write(bytes(size)) == size

def attempts(hidden):
    return [{", ".join(f"able(lambda: {attempt})" for attempt in ATTEMPTS.values())}]

works = writes(HOME + "/some") and 1
"""


class Broken(Exception):
    """A wall behind which no program runs."""


def leaks(wall, hidden):
    """What a submission can do behind a wall that it must not, in words; [] where it holds.

    `hidden` are paths that must not be seen.
    """
    with tempfile.TemporaryFile() as said:
        calls = [("works", None), ("attempts", {"hidden": [str(path) for path in hidden]})]
        works, found = _run.run(wall, [PROBE], calls, complaints=said).answers
        said.seek(0)
        lines = said.read(10_000).decode(errors="replace").splitlines()
    fault = works.fault or found.fault
    if fault:
        told = [line.strip() for line in lines if line.strip() and "--help" not in line]
        raise Broken(told[-1] if told else fault)
    return [name for name, able in zip(ATTEMPTS, found.value, strict=True) if able]


def find(hidden):
    """A wall that holds; CourseError, with what to install, where there is none."""
    said = []
    for name, kind, get, mend in KNOWN:
        path = shutil.which(name)
        if path is None:
            said.append(f"- {name} is not installed. {get}")
            continue
        try:
            found = leaks(kind(path), hidden)
        except Broken as error:
            said.append(f"- {name} does not work here: {error}\n  {mend}")
            continue
        if not found:
            return kind(path)
        said.append(f"- {name} is no wall here: behind it one can {', '.join(found)}.")
    raise _release.CourseError("\n".join([NONE, *said]))


NONE = (
    "submissions are strangers' programs, and there is no wall to run them behind; one is needed:"
)
KNOWN = [
    (
        "bwrap",
        Bubblewrap,
        "On Linux: sudo apt-get install bubblewrap (Debian, Ubuntu), "
        "sudo dnf install bubblewrap (Fedora).",
        "Programs may have to be allowed namespaces of their own; on Ubuntu since 24.04: "
        "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0",
    ),
    *(
        (
            name,
            Container,
            f"On macOS, Windows and where bubblewrap is not to be had: install {title}, then: "
            f"{name} build --tag {IMAGE} assignments",
            f"It has to be running, and needs an image: {name} build --tag {IMAGE} assignments",
        )
        for name, title in (("docker", "Docker"), ("podman", "Podman"))
    ),
]
