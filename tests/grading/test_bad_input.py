"""Whatever is handed in, `check` and `hint` answer in a sentence and never raise."""

# ruff: noqa: E501 - the table reads best with a row on a line

import re
import sys
from fractions import Fraction

import numpy as np
import torch

from cnnlib import grading
from tests.refusal import each_row


class Mute(Exception):
    def __str__(self):
        raise ValueError("no text")


class Callable:
    def __init__(self, dy, x):
        pass


def raises(error):
    def fn(dy, x):
        raise error

    return fn


def index_error(dy, x):
    values = [1, 2]
    return values[7]


def leaves(dy, x):
    sys.exit()


def no_arguments():
    return 1


def recursion(dy, x):
    return recursion(dy, x)


def generator(dy, x):
    yield dy * (x > 0)


def prints_megabytes(dy, x):
    for _ in range(100):
        print("x" * 1_000_000)
    return dy * (x > 0)


def changes_dy(dy, x):
    dy *= x > 0
    return dy.copy()


def right(dy, x):
    return dy * (x > 0)


def answer(fn):
    return lambda: grading.check("relu_backward", fn).message


def size(value):
    """An answer to the exercise whose result is an int."""
    return lambda: grading.check("output_size", lambda **sizes: value).message


def share(value):
    """An answer to the exercise whose result is a float."""
    return lambda: grading.check("accuracy", lambda logits, target: value).message


def checked(*arguments, **options):
    return lambda: grading.check(*arguments, **options).message


def noted(value, like):
    return lambda: grading.noted("q", value, like).message


def hinted(name):
    return lambda: grading.hint(name)


# function, case, call(), sentence
TABLE = [
    ("check", "mistyped", checked("relu_bakward", right), "There is no exercise 'relu_bakward'; did you mean 'relu_backward'?"),
    ("check", "a number", checked(3, right), "There is no exercise 3."),
    ("check", "a list", checked(["softmax"], right), r"There is no exercise \['softmax'\]"),
    ("check", "turned round", checked(right, "relu_backward"), "There is no exercise <function right"),
    ("check", "no name", checked("", right), "There is no exercise ''."),
    ("check", "a private module", checked("__init__", right), "There is no exercise '__init__'"),
    ("check", "a number for a function", checked("softmax", 3), "softmax: got an int, expected a function."),
    ("check", "the result", checked("softmax", np.zeros(3)), "softmax: got a ndarray, expected a function."),
    ("check", "the name twice", checked("softmax", "softmax"), "softmax: got a str, expected a function."),
    ("check", "not solved", checked("softmax"), r'softmax: not solved yet. hint\("softmax"\) helps.'),
    ("check", "seconds in words", checked("softmax", len, seconds="5"), "softmax: seconds is '5', expected a number above 0."),
    ("check", "no seconds", checked("softmax", len, seconds=0), "softmax: seconds is 0, expected a number above 0."),
    ("check", "seconds nan", checked("softmax", len, seconds=float("nan")), "softmax: seconds is nan, expected a number above 0."),
    ("check", "nothing", answer(lambda dy, x: None), r"got None \(is a return missing\?\), expected a NumPy array."),
    ("check", "a text", answer(lambda dy, x: "right"), "got a str, expected a NumPy array."),
    ("check", "a list for a result", answer(lambda dy, x: [0.0, 0.0, 5.0]), "got a list, expected a NumPy array."),
    ("check", "a tensor", answer(lambda dy, x: torch.zeros(3)), "got a Tensor, expected a NumPy array."),
    ("check", "objects", answer(lambda dy, x: right(dy, x).astype(object)), "got dtype object, expected float64."),
    ("check", "complex", answer(lambda dy, x: right(dy, x) + 0j), "got dtype complex128, expected float64."),
    ("check", "truth values", answer(lambda dy, x: x > 0), "got dtype bool, expected float64."),
    ("check", "too short", answer(lambda dy, x: dy[:2]), r"got shape \(2,\), expected \(3,\)."),
    ("check", "doubled", answer(lambda dy, x: dy * 2), r"3 of 3 values differ; at \[0\] got 10, expected 0."),
    ("check", "single", answer(lambda dy, x: right(dy, x).astype("f")), "got dtype float32, expected float64."),
    ("check", "nan", answer(lambda dy, x: dy * np.nan), r"3 of 3 values differ; at \[0\] got nan, expected 0."),
    ("check", "a generator", answer(generator), "got a generator, expected a NumPy array."),
    ("check", "a class", answer(Callable), "got a Callable, expected a NumPy array."),
    ("check", "one argument", answer(lambda x: x), "TypeError: .*unexpected keyword argument 'dy'."),
    ("check", "no argument", answer(no_arguments), r"TypeError: no_arguments\(\) got an unexpected keyword argument 'dy'."),
    ("check", "three arguments", answer(lambda dy, x, y: x), "TypeError: .*missing 1 required positional argument: 'y'."),
    ("check", "a built-in", answer(len), r"TypeError: len\(\) takes no keyword arguments."),
    ("check", "an error", answer(index_error), "IndexError in line 3 of the function: list index out of range."),
    ("check", "exit", answer(leaves), "SystemExit in line 2 of the function."),
    ("check", "interrupt", answer(raises(KeyboardInterrupt)), "KeyboardInterrupt in line 2 of the function."),
    ("check", "error without text", answer(raises(Mute)), "Mute in line 2 of the function."),
    ("check", "error of many lines", answer(raises(ValueError("one\n" * 999))), "ValueError in line 2 of the function: one one one"),
    ("check", "recursion", answer(recursion), "RecursionError in line 2 of the function: maximum recursion depth exceeded"),
    ("check", "memory", answer(lambda dy, x: np.zeros(2**60)), "(MemoryError|ValueError).* in line 1 of the function"),
    ("check", "megabytes printed", answer(prints_megabytes), "relu_backward: right, on"),
    ("check", "argument changed", answer(changes_dy), "the result is right, but dy was changed; work on a copy."),
    ("check", "argument returned", answer(lambda dy, x: np.multiply(dy, x > 0, out=dy)), "dy was changed; work on a copy."),
    ("check", "a float for an int", size(24.0), r"got 24.0, expected a whole number \(an int\)."),
    ("check", "a fraction for an int", size(Fraction(49, 2)), r"got 24.5, expected a whole number \(an int\)."),
    ("check", "True for an int", size(True), "got a bool, expected a number."),
    ("check", "a text for an int", size("24"), "got a str, expected a number."),
    ("check", "an array for an int", size(np.array([24])), "got a ndarray, expected a number."),
    ("check", "a huge int", size(10**5000), "got inf, expected 24."),
    ("check", "a complex number", share(0.5j), "got a complex, expected a number."),
    ("check", "a fraction", share(Fraction(1, 3)), "got 0.333333, expected 0.5."),
    ("check", "minus a huge int", share(-(10**400)), "got -inf, expected 0.5."),
    ("check", "a variant of an exercise", checked("softmax", len, variant={}), "softmax: is an exercise of the book and has no variants."),
    ("check", "no variant", checked("recover_signal", len), "recover_signal: variant is missing; the cell of the assignment gives it."),
    ("check", "a variant in words", checked("recover_signal", len, variant="first"), "recover_signal: variant is 'first', expected a dict with safe."),
    ("check", "another variant", checked("recover_signal", len, variant={"stride": 2}), r"variant is {'stride': 2}, expected a dict with safe."),
    ("noted", "nothing", noted(None, 0), "q: not answered yet."),
    ("noted", "a text", noted("3", 0), "q: got a str, expected a number."),
    ("noted", "True", noted(True, 0), "q: got a bool, expected a number."),
    ("noted", "complex", noted(1j, 0.5), "q: got a complex, expected a number."),
    ("noted", "one for two", noted(3, (0, 0)), r"q: got an int, expected 2 numbers, as \(a, b\)."),
    ("noted", "three for two", noted((1, 2, 3), (0, 0)), r"q: got 3 values, expected 2 numbers, as \(a, b\)."),
    ("noted", "a text in two", noted((1, "2"), (0, 0)), "q: got a str, expected a number."),
    ("noted", "another shape", noted([[1, 2]], np.zeros((2, 2))), r"q: got shape \(1, 2\), expected \(2, 2\)."),
    ("noted", "a ragged list", noted([[1, 2], [3]], np.zeros((2, 2))), r"q: got 2 values, expected an array of shape \(2, 2\)."),
    ("hint", "of a task", hinted("recover_signal"), "recover_signal is a task of an assignment: it has no hints."),
    ("hint", "mistyped", hinted("sofmax"), "There is no exercise 'sofmax'; did you mean 'softmax'?"),
    ("hint", "nothing", hinted(None), "There is no exercise None."),
    ("hint", "the function", hinted(right), "There is no exercise <function right"),
    ("hint", "a list", hinted([]), r"There is no exercise \[\]"),
]  # fmt: skip
WITHOUT_ARGUMENTS = {"names"}
CLASSES = {"Result"}  # made by `check`


@each_row(("call", "said"), TABLE)
def test_it_is_answered_in_a_sentence(call, said, capsys):
    message = call()
    printed = capsys.readouterr()
    assert re.search(said, printed.out), printed.out
    assert printed.out.count("\n") == 1 and len(printed.out) < 400 and printed.err == ""
    assert message is None or message + "\n" == printed.out


def test_every_public_function_is_in_the_table():
    assert {row[0] for row in TABLE} == set(grading.__all__) - WITHOUT_ARGUMENTS - CLASSES
