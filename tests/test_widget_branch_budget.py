"""The Python side of the figure of an Inception module's branches."""

import pytest

from cnnlib.widgets import BranchBudget
from cnnlib.widgets.branch_budget import MODULES, branches, naive_branches, total


def test_the_example_of_the_paper():
    """5 x 5 to 256 maps on 128 channels: 819,200 weights, with a reduction to 32 a quarter."""
    sizes = (128, 100, 1, 1, 1, 32, 256, 1)
    _, _, (maps, reduced, macs), _ = branches(*sizes)
    _, _, (same, plain, work), _ = naive_branches(*sizes)
    assert maps == same == 256
    assert (reduced - 32 - 256, plain - 256) == (208_896, 819_200)
    assert (macs, work) == (208_896 * 10_000, 819_200 * 10_000)


def test_module_3a():
    assert total(branches(*MODULES["3a"])) == (256, 163_696, 163_328 * 28**2)
    assert total(naive_branches(*MODULES["3a"]))[:2] == (416, 387_072 + 64 + 128 + 32)


def test_words_say_what_is_drawn():
    assert BranchBudget("5b", alt="A module").numbers() == (
        "Module 5b: 832 channels of 7×7 in, 1024 out, 1,444,080 parameters, 70,697,984 MACs; "
        "without reductions 1728 out, 5,858,176 parameters, 287,006,720 MACs."
    )


def test_another_module_is_refused():
    with pytest.raises(ValueError, match="^BranchBudget: module is '6a'"):
        BranchBudget("6a", alt="A module")
