"""Tables from papers: they can be read, each row names its source, and known counts agree."""

import re
from pathlib import Path

import pytest
from pybtex.database import parse_file

from tests.tables import rows

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "data" / "published"
TABLES = sorted(FOLDER.glob("*.csv"))
KEYS = set(parse_file(ROOT / "references.bib").entries)


def total(name, column):
    return sum(int(row[column]) for row in rows(FOLDER / name))


def test_there_are_tables():
    assert len(TABLES) > 10


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_every_row_names_its_source(path):
    assert path.read_text(encoding="utf-8").startswith("# "), "no comment says what the table is"
    found = rows(path)
    assert found
    for row in found:
        assert None not in row and None not in row.values(), f"{row}: a cell too many or too few"
        assert row["source"] in KEYS, f"{row['source']} is not in references.bib"
        assert row["place"], row
        assert all(cell == cell.strip() for cell in row.values()), row


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_no_row_stands_twice(path):
    found = [tuple(row.values()) for row in rows(path)]
    assert len(set(found)) == len(found)


def test_numbers_are_numbers():
    """Counts are whole, errors and shares are percent."""
    for path in TABLES:
        for row in rows(path):
            for column, cell in row.items():
                if cell and re.search("error|accuracy", column):
                    assert 0 < float(cell) < 100, f"{path.name}: {row}"
                if column in ("year", "layers", "size", "units", "connections", "weight_layers"):
                    assert re.fullmatch(r"\d*", cell), f"{path.name}: {row}"


def test_lenet5_adds_up_to_what_its_paper_says():
    assert total("lenet5.csv", "parameters") == 60_000
    assert total("lenet5.csv", "connections") == 340_908


def test_counts_round_to_the_printed_ones():
    """VGG's parameters in millions, counted and printed, agree to the last printed digit."""
    counted = {row["network"]: int(row["parameters"]) for row in rows(FOLDER / "parameters.csv")}
    for row in rows(FOLDER / "vgg.csv"):
        name = f"VGG {row['network']}"
        if name in counted:
            assert round(counted[name] / 1e6) == int(row["parameters_millions"]), name
        layers = sum(len(row[f"block{k}"].split()) for k in range(1, 6)) + 3
        assert layers == int(row["weight_layers"]), name


def test_googlenet_has_22_layers_and_its_branches_add_up():
    table = rows(FOLDER / "googlenet.csv")
    assert sum(int(row["depth"]) for row in table) == 22
    modules = [row for row in table if row["layer"].startswith("inception")]
    assert len(modules) == 9
    for row in modules:
        branches = ("n1x1", "n3x3", "n5x5", "pool_projection")
        assert sum(int(row[name]) for name in branches) == int(row["maps"]), row["layer"]


@pytest.mark.parametrize(
    ("name", "convolutions", "other"),
    [("resnet.csv", {"basic": 2, "bottleneck": 3}, 2), ("densenet.csv", {None: 2}, 5)],
)
def test_blocks_add_up_to_the_depth_in_the_name(name, convolutions, other):
    """Convolutions in all blocks, and those outside; DenseNet-264 is misnamed by its paper."""
    for row in rows(FOLDER / name):
        blocks = sum(int(v) for k, v in row.items() if re.fullmatch(r"conv\d_x|block\d", k))
        depth = blocks * convolutions[row.get("block")] + other
        said = int(row["network"].split("-")[1])
        assert depth == (265 if said == 264 else said), row["network"]
