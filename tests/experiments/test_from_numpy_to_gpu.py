"""The chapter's training in 16 and in 32 bits on three seeds, with the chapter's own functions."""

import ast
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

CHAPTER = Path(__file__).resolve().parents[2] / "chapters/foundations/from_numpy_to_gpu.ipynb"
SEEDS = (0, 1, 2)


@pytest.fixture(scope="module")
def chapter():
    """The chapter's imports and functions, and the digits on the CPU."""
    names = {}
    for cell in nbformat.read(CHAPTER, as_version=4).cells:
        if cell.cell_type == "code":
            kinds = (ast.Import, ast.ImportFrom, ast.FunctionDef)
            kept = [node for node in ast.parse(cell.source).body if isinstance(node, kinds)]
            exec(compile(ast.Module(kept, type_ignores=[]), CHAPTER.name, "exec"), names)
    names["device"] = "cpu"
    names["digits"] = names["data"].load("digits", size=28)
    names["all_pictures"], names["all_classes"] = map(torch.from_numpy, names["digits"].train)
    return names


@pytest.mark.slow
def test_sixteen_bits_learn_as_well(chapter):
    right = {
        bits: [
            float(np.mean(chapter["answers_of"](trained) == chapter["digits"].test[1]))
            for trained in (chapter["train"](seed, bits == 16) for seed in SEEDS)
        ]
        for bits in (16, 32)
    }
    assert min(right[16] + right[32]) > 0.9, right
    assert np.abs(np.subtract(right[16], right[32])).max() < 0.04, right
    assert abs(np.mean(right[16]) - np.mean(right[32])) < 0.02, right
