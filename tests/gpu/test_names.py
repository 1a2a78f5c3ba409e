"""One name, two places: what `cnnlib.gpu` shares with the reference is called in the same way."""

import inspect

import pytest

import cnnlib.reference as ref
from cnnlib import gpu

SHARED = [name for name in gpu.__all__ if hasattr(ref, name)]


def parameters(function):
    """Name, default and kind of each parameter, in order."""
    return [(p.name, p.default, p.kind) for p in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize("name", SHARED)
def test_arguments_are_those_of_the_reference(name):
    """Names, order, defaults and kinds; a keyword that is ours alone may follow."""
    ours, theirs = parameters(getattr(gpu, name)), parameters(getattr(ref, name))
    assert ours[: len(theirs)] == theirs
    for _, default, kind in ours[len(theirs) :]:
        assert kind is inspect.Parameter.KEYWORD_ONLY and default is not inspect.Parameter.empty


@pytest.mark.parametrize("name", gpu.__all__)
def test_everything_public_is_documented_with_an_example(name):
    assert ">>>" in inspect.getdoc(getattr(gpu, name))


def test_nothing_is_forgotten():
    public = {name for name, thing in vars(gpu).items() if inspect.isfunction(thing)}
    assert public == set(gpu.__all__) and gpu.__all__ == sorted(gpu.__all__)
    assert len(SHARED) > 20
