"""Every claim of the chapter on training, from three seeds: its cells as they stand."""

from pathlib import Path

import nbformat
import pytest

CHAPTER = Path(__file__).resolve().parents[2] / "chapters" / "foundations" / "training.ipynb"
SEED = "SEED = 0"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_claims_hold(seed):
    cells = nbformat.read(CHAPTER, as_version=4).cells
    sources = [cell.source for cell in cells if cell.cell_type == "code"]
    assert sum(source.count(SEED) for source in sources) == 1
    names = {}
    for number, source in enumerate(sources, start=1):
        code = source.replace(SEED, f"SEED = {seed}")
        exec(compile(code, f"code cell {number}", "exec"), names)
