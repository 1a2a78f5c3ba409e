"""The larger network of the first chapter on three seeds: what its cells say of seed 0."""

from pathlib import Path

import nbformat
import pytest

CHAPTER = Path(__file__).resolve().parents[2] / "chapters" / "foundations" / "first_network.ipynb"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_of_the_foundations_together(seed):
    cells = nbformat.read(CHAPTER, as_version=4).cells
    start = next(k for k, cell in enumerate(cells) if cell.source.startswith("## All of the found"))
    code = [cell.source for cell in cells[start:] if cell.cell_type == "code"][:3]
    names = {}
    exec(
        "import numpy as np\nimport cnnlib.reference as ref\nfrom cnnlib import data, figures\n"
        "from cnnlib.data import augment\nfrom cnnlib.reference import layers, optim\n"
        "BATCH, loss = 32, layers.CrossEntropyLoss()\n",
        names,
    )
    for source in code:
        exec(source.replace("default_rng(0)", f"default_rng({seed})"), names)
    mistakes = int((names["answers"] != names["y_test"]).sum())
    assert mistakes <= 7
