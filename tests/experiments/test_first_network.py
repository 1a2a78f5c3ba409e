"""The larger network of the first chapter on three seeds: what its cells say of seed 0."""

import pytest

from tests.experiments import cells


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_all_of_the_foundations_together(seed):
    code = cells.code("first_network", heading="## All of the foundations")[:3]
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
