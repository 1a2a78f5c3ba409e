"""What a student's function may do: raise, loop, print, return nonsense. The checker stays calm."""

import subprocess
import sys
import time

import numpy as np
import pytest

from cnnlib import grading
from cnnlib.grading import _compare


def loops(dy, x):
    while True:
        pass


def loops_and_catches(dy, x):
    while True:
        try:
            time.sleep(0.01)
        except Exception:
            continue


@pytest.mark.parametrize("fn", [loops, loops_and_catches])
def test_a_loop_without_an_end_is_stopped(fn):
    start = time.perf_counter()
    result = grading.check("relu_backward", fn, seconds=0.3)
    assert "no result after 0.3 s; is there a loop without an end?" in result.message
    assert time.perf_counter() - start < 3


def test_printing_comes_back_even_where_the_answer_does_not_end(capsys):
    """The call hangs inside of a library, where nothing can stop it."""
    result = grading.check("relu_backward", lambda dy, x: time.sleep(3), seconds=0.2)
    print("after it")
    assert capsys.readouterr().out == f"{result.message}\nafter it\n"
    assert "no result after 0.2 s" in result.message


def test_printing_is_dropped(capsys):
    def prints(dy, x):
        print("debugging")
        print("more", file=sys.stderr)
        return dy * (x > 0)

    assert grading.check("relu_backward", prints).ok
    captured = capsys.readouterr()
    assert "debugging" not in captured.out and captured.err == ""


def test_a_changed_argument_and_a_view_are_named():
    def changes(logits):
        e = np.exp(logits - logits.max(axis=1, keepdims=True))
        result = e / e.sum(axis=1, keepdims=True)
        logits[0] = 0
        return result

    assert "logits was changed; work on a copy" in grading.check("softmax", changes).message

    def view(x, kernel_size):
        if kernel_size == 1:
            return x[:]
        k = kernel_size
        h, w = x.shape[2] // k, x.shape[3] // k
        x = x[:, :, : h * k, : w * k].reshape(*x.shape[:2], h, k, w, k)
        return x.max(axis=(3, 5))

    assert "the result is a view of x" in grading.check("max_pool2d_forward", view).message


def test_numbers_are_compared_as_numbers():
    def size(size, kernel_size, stride=1, padding=0):
        return np.int64((size + 2 * padding - kernel_size) // stride + 1)

    assert grading.check("output_size", size).ok

    def as_float(size, kernel_size, stride=1, padding=0):
        return float(size(size, kernel_size))

    message = grading.check("output_size", lambda **sizes: 24.0).message
    assert "got 24.0, expected a whole number (an int)" in message
    assert "got a bool, expected a number" in grading.check("output_size", lambda **s: True).message


def test_numpy_is_enough():
    code = "import sys, cnnlib.grading as g; g.check('softmax', len); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "False"


@pytest.mark.parametrize(
    ("actual", "expected", "said"),
    [
        ([1, 2], (1, 2), None),
        ((1, 2), [1, 2], None),
        ([1, 2, 3], [1, 2], "got 3 values, expected 2 values"),
        ([1, 3], [1, 2], "value 2: got 3, expected 2"),
        ((1,), (1, 2), "got 1 results, expected 2 results"),
        (7, [1, 2], "got an int, expected 2 values"),
        (True, True, None),
        (np.False_, True, "got False, expected True"),
        (1, True, "got an int, expected True or False"),
        ((np.ones(2), True), (np.ones(2), False), "result 2: got True, expected False"),
    ],
)
def test_several_results_and_truths_are_compared_one_by_one(actual, expected, said):
    assert _compare.difference(actual, expected) == said
