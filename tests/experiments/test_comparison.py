"""What the comparison of all networks says: its errors as published, its runs from three seeds."""

from pathlib import Path

import numpy as np
import pytest

from cnnlib import training
from tests.experiments import cells
from tests.tables import rows

PUBLISHED = Path(__file__).resolve().parents[2] / "data" / "published"


def errors(**fixed):
    """{(network, networks, views): error} of the rows with these cells."""
    return {
        (row["network"], row["networks"], row["views"]): float(row["top5_error"])
        for row in rows(PUBLISHED / "evaluations.csv")
        if all(row[column] == value for column, value in fixed.items())
    }


def test_errors_are_those_of_the_papers():
    """And of one kind in each list."""
    chapter = cells.definitions("comparison", "GOOGLENET", "ten_crops", "contest")
    for (networks, crops), error in chapter["GOOGLENET"].items():
        views = f"{crops} crop{'s' * (crops > 1)}"
        assert errors(network="GoogLeNet")["GoogLeNet", str(networks), views] == error
    alike = errors(networks="1", views="10 crops", part="validation")
    for name, error in chapter["ten_crops"].items():
        assert alike[name, "1", "10 crops"] == error
    entries = {
        row["name"]: float(row["top5_error"])
        for row in rows(PUBLISHED / "ilsvrc.csv")
        if row["extra"] == "no"
    }
    for name, error in chapter["contest"].items():
        assert entries[name] == error


@pytest.fixture(scope="module")
def runs():
    """Validation accuracy and seconds of every narrow network, from three seeds."""
    chapter = cells.definitions("comparison", "NARROW", "scenes")
    found = {}
    for name in chapter["NARROW"]:
        for seed in (0, 1, 2):
            net, seconds = chapter["trained"](name, seed)
            right = training.evaluate(net, chapter["scenes"].validation).accuracy
            found[name, seed] = right, seconds
    return found


@pytest.mark.slow
def test_vgg_and_googlenet_learn_more_in_so_few_steps(runs):
    for seed in (0, 1, 2):
        upper, lower = (
            np.mean([runs[name, seed][0] for name in names])
            for names in (("VGG", "GoogLeNet"), ("AlexNet", "DenseNet-BC-16"))
        )
        assert upper > lower + 0.15
        assert runs["GoogLeNet", seed][1] > 1.5 * runs["VGG", seed][1]


@pytest.mark.slow
def test_one_run_ranks_nothing(runs):
    """A narrow ResNet's runs lie further apart than the families do."""
    spread = np.ptp([runs["ResNet-20", seed][0] for seed in (0, 1, 2)])
    assert spread > 0.3
