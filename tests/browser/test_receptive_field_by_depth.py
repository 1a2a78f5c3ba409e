"""The numbers of the interactive figure of receptive fields, against the reference and VGG."""

import re

import numpy as np
import pytest

from cnnlib.inspect import summary
from cnnlib.models import vgg
from cnnlib.reference import receptive_field
from cnnlib.widgets.receptive_field_by_depth import LAYERS, MOST, POOL, STACKS, WIDTHS, parameters
from tests.browser.examples import EXAMPLES

NAMES = {"A": "vgg11", "B": "vgg13", "C": "vgg16_1x1", "D": "vgg16", "E": "vgg19"}
SIDE = 224

# Choose, press buttons by their number, choose a row of the table, and read off everything.
READ = """(figure, [taken, channels, pressed, row]) => {
  const [layers, kinds] = figure.querySelectorAll('select');
  for (const [field, value] of [[layers, taken], [kinds, channels]]) {
    if (!value) continue;
    field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  }
  const buttons = figure.querySelectorAll('.cnn-buttons button');
  for (const k of pressed) buttons[k].click();
  const table = figure.querySelector('table');
  const rows = [...table.rows].slice(1).map((line) =>
    [...line.querySelectorAll('td')].map((cell) => cell.textContent));
  if (row !== null) table.querySelectorAll('[role=gridcell]')[6 * row].dispatchEvent(
    new PointerEvent('pointerdown', { bubbles: true }));
  return { rows, said: figure.querySelector('.cnn-readout').textContent, taken: layers.value,
    off: [...buttons].map((one) => one.disabled) };
}"""


def windows(layers):
    return [(2, 2, 1) if layer == POOL else (int(layer), 1, 1) for layer in layers]


def number(text):
    value, _, unit = text.partition("\u00a0")
    return float(value) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[unit]


def test_the_stacks_are_those_of_the_package():
    assert WIDTHS == vgg.WIDTHS
    for letter, name in NAMES.items():
        blocks = vgg.CONFIGURATIONS[name]
        assert STACKS[letter] == [str(one) for b in blocks for one in (*b, POOL)]


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["ReceptiveFieldByDepth"]()).locator(".cnn-figure")


@pytest.mark.browser
@pytest.mark.parametrize("letter", NAMES)
def test_a_vgg_has_its_published_numbers(figure, letter):
    seen = figure.evaluate(READ, [f"VGG {letter}", None, [], None])
    blocks = vgg.blocks(NAMES[letter], 3, batch_norm=False)
    rows = [row for row in summary(blocks, (3, SIDE, SIDE)).rows if "relu" not in row.layer]
    assert rows.pop().params == sum(p.numel() for p in blocks.parameters())
    assert [cells[1:4] for cells in seen["rows"]] == [
        [row.output.split("x")[1], row.receptive_field, row.stride] for row in rows
    ]
    for cells, row in zip(seen["rows"], rows, strict=True):
        assert number(cells[4]) == pytest.approx(row.params, rel=5e-3)
        assert number(cells[5]) == pytest.approx(row.macs, rel=5e-3)
    totals = re.search(r"All layers: ([\d,]+) parameters, ([\d,]+) MACs", seen["said"]).groups()
    assert [int(total.replace(",", "")) for total in totals] == [
        sum(row.params for row in rows),
        sum(row.macs for row in rows),
    ]


@pytest.mark.browser
def test_own_stacks_see_what_the_reference_says(figure):
    rng = np.random.default_rng(0)
    compared = 0
    for _ in range(60):
        chosen = rng.integers(0, len(LAYERS), rng.integers(1, 9)).tolist()
        layers = [LAYERS[k] for k in chosen]
        kind = str(rng.choice(["64", "512", "VGG"]))
        row = int(rng.integers(0, len(layers)))
        seen = figure.evaluate(READ, ["none", kind, chosen, row])
        for depth, cells in enumerate(seen["rows"], start=1):
            field, step = receptive_field(windows(layers[:depth]))
            side = SIDE >> layers[:depth].count(POOL)
            assert cells[1:4] == [str(side), str(field), str(step)]
        field, step = receptive_field(windows(layers[: row + 1]))
        assert f"a cell sees {field} × {field} pixels, and its neighbour {step} p" in seen["said"]
        assert f"All layers: {parameters(layers, kind):,} parameters" in seen["said"]
        if "one kernel" in seen["said"]:
            compared += 1
            assert POOL not in layers and kind != "VGG"
            squares, whole = sum(int(k) ** 2 for k in layers), receptive_field(windows(layers))[0]
            assert f"Together {squares}C² = {squares * int(kind) ** 2:,} weights" in seen["said"]
            assert f" has {whole**2}C² = {whole**2 * int(kind) ** 2:,} and one" in seen["said"]
    assert compared > 5


@pytest.mark.browser
def test_what_does_not_fit_cannot_be_added(figure):
    buttons = [*LAYERS, "away"]
    pools = figure.evaluate(READ, ["none", "64", [buttons.index(POOL)] * 9, None])
    assert len(pools["rows"]) == 7
    assert pools["off"] == [name == POOL for name in buttons]
    full = figure.evaluate(READ, ["none", "64", [1] * (MOST + 3), None])
    assert len(full["rows"]) == MOST
    assert full["off"] == [name != "away" for name in buttons]
    empty = figure.evaluate(READ, ["none", "64", [1, 5], None])
    assert (empty["rows"], empty["off"]) == ([], [name == "away" for name in buttons])
    assert empty["said"] == "No layer yet: a cell is a pixel, and sees itself."
