"""The tables of data/recipes: each row has a source, is understood, and is what its paper says."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from pybtex.database import parse_file

from cnnlib import _recipes, models
from cnnlib._recipes import recipe, recipes
from tests.tables import rows

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "data" / "recipes"
KEYS = set(parse_file(ROOT / "references.bib").entries)

# Setting -> whether a value makes sense.
SENSE = {
    "optimizer": lambda v: v in ("sgd", "adam", "adamw", "rmsprop"),
    "lr": lambda v: 0 < v <= 1,
    "momentum": lambda v: 0 <= v < 1,
    "nesterov": lambda v: v is True,
    "alpha": lambda v: 0 < v < 1,
    "eps": lambda v: 0 < v <= 1,
    "weight_decay": lambda v: 0 < v < 0.01,
    "batch_size": lambda v: 1 <= v <= 256,
    "epochs": lambda v: 10 < v <= 300,
    "schedule": lambda v: v in ("constant", "cosine", "step", "plateau"),
    "milestones": lambda v: list(v) == sorted(set(v)) and len(v) > 1 and v[0] > 0,
    "step_size": lambda v: 0 < v < 10,
    "gamma": lambda v: 0 < v < 1,
    "patience": lambda v: 0 < v < 20,
    "warmup": lambda v: 0 < v < 10,
    "label_smoothing": lambda v: 0 < v < 1,
    "max_norm": lambda v: v > 0,
    "augment": lambda v: set(v) <= {"affine", "crop", "flip", "colour", "scale"},
    "padding": lambda v: 0 <= v <= 4,
    "colour_sigma": lambda v: 0 < v < 1,
    "scale_range": lambda v: len(v) == 2 and 224 < v[0] < v[1],
    "size": lambda v: v >= 224,
    "ten_crop": lambda v: v is True,
    "normalize": lambda v: v in ("none", "mean", "standard"),
    "auxiliary_weight": lambda v: 0 < v < 1,
}

GOLDEN = {
    "alexnet": {
        "optimizer": "sgd",
        "lr": 0.01,
        "momentum": 0.9,
        "weight_decay": 0.0005,
        "batch_size": 128,
        "epochs": 90,
        "schedule": "plateau",
        "gamma": 0.1,
        "size": 256,
        "augment": ("crop", "flip", "colour"),
        "padding": 0,
        "colour_sigma": 0.1,
        "ten_crop": True,
        "normalize": "mean",
    },
    "vgg": {"batch_size": 256, "weight_decay": 0.0005, "epochs": 74, "scale_range": (256, 512)},
    "inception_v3": {
        "optimizer": "rmsprop",
        "lr": 0.045,
        "eps": 1.0,
        "gamma": 0.94,
        "step_size": 2,
    },
    "resnet": {"lr": 0.1, "weight_decay": 0.0001, "batch_size": 256, "scale_range": (256, 480)},
    "densenet_cifar": {"batch_size": 64, "epochs": 300, "milestones": (150, 225), "nesterov": True},
}


def test_there_are_recipes():
    assert len(recipes()) == len(list(FOLDER.iterdir())) > 10


@pytest.mark.parametrize("name", recipes())
def test_every_row_has_a_source_and_is_understood(name):
    path = FOLDER / f"{name}.csv"
    assert path.read_text(encoding="utf-8").startswith("# "), "no comment says what is missing"
    found = rows(path)
    settings = [row["setting"] for row in found]
    assert len(set(settings)) == len(settings)
    for row in found:
        assert None not in row and None not in row.values(), f"{row}: a cell too many or too few"
        assert row["source"] in KEYS and row["place"], row
    values = recipe(name)
    assert list(values) == settings[1:]
    for setting, value in values.items():
        assert SENSE[setting](value), f"{setting} is {value}"


@pytest.mark.parametrize("name", recipes())
def test_settings_fit_each_other(name):
    values = recipe(name)
    augment = values.get("augment", ())
    assert ("scale" in augment) == ("scale_range" in values)
    assert "padding" not in values or "crop" in augment
    assert "colour_sigma" not in values or "colour" in augment
    if "scale_range" in values:
        assert values["size"] == values["scale_range"][1], "pictures would be enlarged"
    assert (values.get("schedule") == "step") == bool({"milestones", "step_size"} & set(values))
    assert {"milestones", "step_size"} - set(values), "two ways to say when"
    if {"milestones", "epochs"} <= set(values):
        assert values["milestones"][-1] < values["epochs"]
    assert {"alpha", "eps"} <= set(values) or values["optimizer"] != "rmsprop"


@pytest.mark.parametrize("name", GOLDEN)
def test_what_the_paper_says(name):
    values = recipe(name)
    assert {setting: values[setting] for setting in GOLDEN[name]} == GOLDEN[name]
    if name == "alexnet":
        assert values == GOLDEN[name]


def test_the_papers_steps_are_epochs():
    """ResNet counts steps: 32,000 and 48,000 of 64,000 on CIFAR-10, 600,000 on ImageNet."""
    cifar, imagenet = recipe("resnet_cifar"), recipe("resnet")
    epochs = [round(steps * cifar["batch_size"] / 50_000) for steps in (32_000, 48_000, 64_000)]
    assert epochs == [*cifar["milestones"], cifar["epochs"]]
    assert imagenet["epochs"] == round(600_000 * imagenet["batch_size"] / 1_281_167)
    assert recipe("resnet110") == cifar | {"warmup": 1}
    assert round(400 * cifar["batch_size"] / 50_000) == 1
    assert recipe("preact_resnet_cifar") == recipe("resnet110")


def test_networks_have_at_most_one_recipe():
    of = {name: recipes(name) for name in models.names()}
    assert {name for name, found in of.items() if not found} == {
        "lenet1",
        "lenet4",
        "alexnet_one_tower",
    }
    assert all(len(found) <= 1 for found in of.values())
    listed = [name for r in recipes() for name in rows(FOLDER / f"{r}.csv")[0]["value"].split(",")]
    assert sorted(listed) == sorted(name for name, found in of.items() if found)


def test_a_wheel_carries_them(tmp_path):
    """And reads them where there is no checkout, without torch."""
    build = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    run = {"capture_output": True, "text": True, "check": True}
    made = subprocess.run([sys.executable, "-c", build, tmp_path], cwd=ROOT, **run)
    with zipfile.ZipFile(tmp_path / made.stdout.strip()) as wheel:
        wheel.extractall(tmp_path)
    code = (
        "import sys; from cnnlib import _recipes; assert 'torch' not in sys.modules; "
        "print(_recipes.__file__, *(len(_recipes.recipe(name)) for name in _recipes.recipes()))"
    )
    read = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, **run, env={})
    counts = [str(len(recipe(name))) for name in recipes()]
    assert read.stdout.split() == [str(tmp_path / "cnnlib" / "_recipes.py"), *counts]
    assert str(ROOT) in _recipes.__file__
