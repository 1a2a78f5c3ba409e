"""The chapter's training in 16 and in 32 bits on three seeds, with the chapter's own functions."""

import numpy as np
import pytest

from tests.experiments import cells

SEEDS = (0, 1, 2)


@pytest.mark.slow
def test_sixteen_bits_learn_as_well():
    chapter = cells.definitions("from_numpy_to_gpu", "digits", "pictures", "classes")
    chapter["device"] = "cpu"
    chapter["all_pictures"], chapter["all_classes"] = chapter["pictures"], chapter["classes"]
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
