"""What the package promises as a whole: who imports whom, what is public and documented."""

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

import cnnlib.reference as ref

PACKAGE = Path(__file__).resolve().parents[1] / "cnnlib"

# room -> what it may import of the package and of torch
ROOMS = {
    "reference": {"cnnlib._shapes", "cnnlib._names", "cnnlib.reference", "numpy"},
    "gpu": {"cnnlib._shapes", "cnnlib.gpu", "torch", "triton"},
    "inspect": {"cnnlib._shapes", "cnnlib._names", "cnnlib.inspect", "torch"},
    "figures": {"cnnlib._shapes", "cnnlib.figures", "numpy", "matplotlib"},
    "grading": {"cnnlib.grading", "cnnlib.reference", "cnnlib._names", "numpy"},
}


@pytest.mark.parametrize(
    "module", ["cnnlib", "cnnlib.reference", "cnnlib.grading", "cnnlib.data", "cnnlib.cli"]
)
def test_torch_is_not_imported(module):
    code = f"import sys, {module}; print([m for m in ('torch', 'sklearn') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_what_it_may(room):
    for path in (PACKAGE / room).rglob("*.py"):
        for name in imported(ast.parse(path.read_text())):
            top = name.split(".")[0]
            allowed = top in sys.stdlib_module_names or any(
                name == good or name.startswith(f"{good}.") for good in ROOMS[room]
            )
            assert allowed or name == "cnnlib", f"{path.name} imports {name}"


def imported(tree):
    """Names of the modules that a module imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.module == "cnnlib":
                yield from (f"cnnlib.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize("room", ["gpu", "models", "training", "inspect"])
def test_torch_rooms_do_not_import_the_reference(room):
    for path in (PACKAGE / room).rglob("*.py"):
        assert not [n for n in imported(ast.parse(path.read_text())) if "cnnlib.reference" in n]


@pytest.mark.parametrize("name", ref.__all__)
def test_everything_public_is_documented_with_an_example(name):
    thing = getattr(ref, name)
    assert inspect.getdoc(thing) and ">>>" in inspect.getdoc(thing)


def test_every_forward_has_its_backward():
    helpers = {"gradient_check", "output_size", "receptive_field"}
    helpers |= {"filters", "layers", "optim", "preprocess"}
    same = {
        "conv2d_naive",
        "conv2d_im2col",
        "conv2d_fft",
        "conv2d_winograd",
    }  # conv2d_backward serves all
    for name in set(ref.__all__) - helpers - same:
        if not name.endswith("_backward"):
            assert f"{name}_backward" in ref.__all__


def test_the_backward_takes_the_forwards_arguments():
    chance = {
        "dropout",
        "rrelu",
        "stochastic_pool2d",
    }  # what was drawn is all that their backward needs: dy, mask
    for name in ref.__all__:
        if not name.endswith("_backward"):
            continue
        if name.removesuffix("_backward") in chance:
            assert list(inspect.signature(getattr(ref, name)).parameters) == ["dy", "mask"]
            continue
        forward = inspect.signature(getattr(ref, name.removesuffix("_backward"))).parameters
        backward = inspect.signature(getattr(ref, name)).parameters
        left_out = ("bias", "return_indices")
        expected = [(n, p.default) for n, p in forward.items() if n not in left_out]
        first, *rest = [(n, p.default) for n, p in backward.items()]
        assert first[0] == "dy" and rest == expected, name
