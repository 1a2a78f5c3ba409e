"""The wall that submissions run behind: it holds, and a wall with a hole is noticed."""

import re
import shutil
import stat
import sys
import time
import uuid
from pathlib import Path

import pytest

from assignments import _inside, _release, _run, _wall
from tests.assignments.conftest import running

HIDDEN = [_release.ROOT, "/shown"]


@pytest.fixture
def bubblewrap():
    path = shutil.which("bwrap")
    if path is None:
        pytest.skip("bubblewrap is not installed")
    return _wall.Bubblewrap(path)


def test_it_holds(bubblewrap):
    assert _wall.leaks(bubblewrap, HIDDEN) == []


def without(text):
    """A change of the program inside: `text` is not in it."""

    def change(program):
        assert text in program
        return program.replace(text, "")

    return change


def also(*more):
    """A change of bubblewrap's words: some more, before nothing can be added any longer."""

    def change(words):
        end = words.index("/inside.py") - 2
        return [*words[:end], *more, *words[end:]]

    return change


ROOT = str(_release.ROOT)
PACKAGES = str(next(iter(_wall._files(["numpy"]))).parent)


@pytest.mark.parametrize(
    ("program", "words", "hole"),
    [
        (None, also("--ro-bind", ROOT, "/shown"), "see the teacher's files"),
        (None, also("--ro-bind", PACKAGES, "/packages"), "use other packages"),
        (None, also("--perms", "1777", "--tmpfs", "/packages"), None),
        (None, also("--perms", "1777", "--tmpfs", "/tmp"), "fill the disk"),
        (None, also("--bind", "/tmp", "/dev"), None),
        (without("    refuse(platform.machine())\n"), None, "reach the network"),
        (without('"AS": MEMORY, '), None, "fill the memory"),
    ],
)  # fmt: skip
def test_a_hole_is_noticed(bubblewrap, monkeypatch, tmp_path, program, words, hole):
    if program:
        changed = tmp_path / "inside.py"
        changed.write_text(program(_wall.PROGRAM.read_text(encoding="utf-8")), encoding="utf-8")
        monkeypatch.setattr(_wall, "PROGRAM", changed)
    if words:
        command = _wall.Bubblewrap.command
        monkeypatch.setattr(_wall.Bubblewrap, "command", lambda *a: words(command(*a)))
    if hole is None:
        with pytest.raises(_wall.Broken):
            _wall.leaks(bubblewrap, HIDDEN)
    else:
        assert hole in _wall.leaks(bubblewrap, HIDDEN)


def test_processes_are_refused_twice(bubblewrap, monkeypatch, tmp_path):
    """By the filter and by the limit; with neither it is noticed."""
    program = _wall.PROGRAM.read_text(encoding="utf-8")
    program = without("    refuse(platform.machine())\n")(without(', "NPROC": 1')(program))
    (tmp_path / "inside.py").write_text(program, encoding="utf-8")
    monkeypatch.setattr(_wall, "PROGRAM", tmp_path / "inside.py")
    assert {"start a process", "start a thread"} <= set(_wall.leaks(bubblewrap, HIDDEN))


@pytest.mark.parametrize("seconds", [0.0005, 0.002, 0.004, 0.008, 0.015, 0.03, 0.06])
def test_a_wall_stopped_while_it_is_built_leaves_nothing(bubblewrap, monkeypatch, seconds):
    mark = f"/tmp/{uuid.uuid4()}"
    command = _wall.Bubblewrap.command
    words = also("--dir", mark)
    monkeypatch.setattr(_wall.Bubblewrap, "command", lambda *a: words(command(*a)))
    for _ in range(5):
        _run.run(bubblewrap, ["1"], [], limits=_run.Limits(whole=seconds))
    until = time.monotonic() + 5
    while any(mark in words for words in running()) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(mark in words for words in running())


def test_without_a_wall_it_is_said_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(_release.CourseError) as refusal:
        _wall.find(HIDDEN)
    text = str(refusal.value)
    assert "bwrap is not installed" in text and "apt-get install bubblewrap" in text
    assert "docker is not installed" in text and "docker build --tag cnnlib-grading" in text


def script(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_wall_that_does_not_start_is_not_used(monkeypatch, tmp_path):
    script(tmp_path, "bwrap", "echo 'setting up uid map: Permission denied' >&2; exit 1")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(_release.CourseError, match="not work here: setting up uid map: Perm"):
        _wall.find(HIDDEN)


def test_a_wall_that_is_none_is_not_believed(monkeypatch, tmp_path):
    """A `docker` that runs the program as it is."""
    own = f'"{sys.executable}" -I "{_wall.PROGRAM}" "$(id -u)"'
    script(tmp_path, "docker", f"HOME='{tmp_path}' exec {own}")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(_wall, "KNOWN", [row for row in _wall.KNOWN if row[0] == "docker"])
    with pytest.raises(_release.CourseError, match="see the teacher's files.*use other packages"):
        _wall.find(HIDDEN)


@pytest.mark.parametrize("column", [0, 1])
def test_numbers_of_system_calls_are_those_of_the_kernel(column):
    header = Path(
        "/usr/include", ("x86_64-linux-gnu/asm/unistd_64.h", "asm-generic/unistd.h")[column]
    )
    if not header.exists():
        pytest.skip(f"{header} is not installed")
    defined = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text())
    numbers = {name: int(number) for name, number in defined}
    for name, row in _inside.REFUSED.items():
        if name in numbers or row[column] is None:
            assert row[column] == numbers.get(name), name
    assert len(numbers.keys() & _inside.REFUSED.keys()) >= 25  # the rest is newer than the header
    assert _inside.MMAP[column] == numbers["mmap"]


def test_messages_are_read_back_as_they_were_sent(tmp_path):
    import numpy as np

    arrays = [np.zeros((2, 0, 3)), np.float32(1.5), np.arange(6).reshape(2, 3).T, np.array(True)]
    with (tmp_path / "m").open("w+b") as file:
        _inside.write(file, {"call": 1}, arrays)
        file.seek(0)
        said, back = _inside.read(file)
        assert _inside.read(file) is None
    assert said == {"call": 1}
    for sent, read in zip(arrays, back, strict=True):
        np.testing.assert_array_equal(read, sent, strict=True)


@pytest.mark.parametrize(
    "data",
    [
        b"{",
        b"[" * 100_000,
        b"[1, 2]\n",
        b"null\n",
        b'[{"call": 0, "result": "array"}, [["|O", [1]]]]\n12345678',
        b'[{"call": 0, "result": "array"}, [["<f8", [1000000000000]]]]\n12345678',
        b'[{"call": 0, "result": "array"}, [["<f8", [-1]]]]\n12345678',
        b'[{"call": 0, "result": "array"}, [["<f8", [2]]]]\n12345678',
        b'[{"call": 0, "result": "array"}, []]\n',
        b'[{"call": 0, "result": ["tuple", "number"]}, [["<f8", [2]]]]\n1234567812345678',
        b'[{"call": 0}, []]\n',
        b'[{"call": 0, "result": "array"}, [["<f8", [1]]]]\n12345678',  # its argument is missing
        b"\xff\xfe\n",
    ],
)
def test_what_is_no_answer_is_a_fault(data):
    import numpy as np

    found = [_run._answer(*m, {"x": np.zeros(1)}) for m in _run._messages(data)]
    assert all(answer.fault == "the result cannot be read" for answer in found)
