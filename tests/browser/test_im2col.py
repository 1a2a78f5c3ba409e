"""The numbers of the interactive figure of im2col, against the reference."""

import re

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.widgets.im2col import LIMITS, NUMBERS
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Type five numbers, choose a cell of one of the matrices, and read what the figure says and draws.
READ = """(figure, [values, label, chosen]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = values[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const cells = (table) => [...table.querySelectorAll('tr:not(.cnn-names)')].map(
    (row) => [...row.querySelectorAll('td')]);
  const tables = [...figure.querySelectorAll('table')].filter((table) => table.checkVisibility());
  const table = tables.find((one) => one.getAttribute('aria-label').startsWith(label));
  const [row, column] = chosen;
  cells(table)[row]?.[column]?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  const read = {};
  for (const one of tables) {
    read[one.getAttribute('aria-label').split(';')[0]] = {
      numbers: cells(one).map((line) => line.map((td) => Number(td.textContent))),
      marked: cells(one).flatMap((line, r) => line.flatMap(
        (td, c) => td.matches('.is-input, .is-kernel, .is-output') ? [[r, c]] : [])),
    };
  }
  return { read, said: figure.querySelector('.cnn-readout').textContent,
    wide: document.documentElement.scrollWidth - innerWidth };
}"""


def drawn(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        values = [int(rng.integers(low, high, endpoint=True)) for low, high in LIMITS.values()]
        yield values, rng


def arrays(values):
    """Picture, filters, columns and maps as the figure should show them, and each column's pixels.

    A pixel is known by its number, counted from 1 through channels, rows and columns; 0 is padding.
    """
    size, channels, k, stride, padding = values
    x = np.array(NUMBERS["x"], float)[None, :channels, :size, :size]
    w = np.array(NUMBERS["weight"], float)[:, :channels, :k, :k]
    number = np.arange(1.0, x.size + 1).reshape(x.shape)
    columns, pixels = (ref.im2col(a, k, 1, padding, stride)[0] for a in (x, number))
    return x[0], w.reshape(2, -1), columns, ref.conv2d(x, w, None, stride, padding)[0], pixels


def cells(where):
    return np.argwhere(where).tolist()


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["Im2col"](), width=390).locator(".cnn-figure")


def test_columns_filters_and_maps_are_the_references(figure):
    fitting = 0
    for values, rng in drawn(80):
        size, channels, k, _, padding = values
        o = int(rng.integers(2))
        at = [int(place) for place in rng.integers(0, 3, 2)]
        seen = figure.evaluate(READ, [values, f"map {o}", at])
        assert seen["wide"] <= 0, values
        if k > size + 2 * padding:
            assert seen["said"].startswith("No output: the window reaches over 3 cells"), values
            continue
        fitting += 1
        x, filters, columns, maps, pixels = arrays(values)
        for c in range(channels):
            inner = np.pad(x[c], padding)
            assert seen["read"][f"picture, channel {c}"]["numbers"] == inner.tolist()
        assert f"picture, channel {channels}" not in seen["read"]
        assert seen["read"]["filters as rows"]["numbers"] == filters.tolist()
        assert seen["read"]["windows as columns"]["numbers"] == columns.tolist()
        side = maps.shape[1]
        assert [seen["read"][f"map {m}"]["numbers"] for m in (0, 1)] == maps.tolist()
        if max(at) >= side:
            continue
        place = at[0] * side + at[1]
        assert f"row {o} of the filters times column {place}: " in seen["said"]
        assert seen["said"].endswith(f" = {maps[o][tuple(at)]:.0f}.")
        assert seen["read"][f"map {o}"]["marked"] == [at]
        assert seen["read"]["filters as rows"]["marked"] == [[o, r] for r in range(len(columns))]
        assert seen["read"]["windows as columns"]["marked"] == [
            [r, place] for r in range(len(columns))
        ]
        for c in range(channels):
            number = np.pad(np.arange(1, size**2 + 1).reshape(size, size) + c * size**2, padding)
            inside = np.isin(number, pixels[:, place]) & (number > c * size**2)
            marked = seen["read"][f"picture, channel {c}"]["marked"]
            assert [cell for cell in marked if inside[tuple(cell)]] == cells(inside)
            assert len(marked) == k * k
    assert fitting > 60


def test_a_pixel_shows_all_its_copies(figure):
    chosen = 0
    for values, rng in drawn(80):
        size, _, k, _, padding = values
        if k > size + 2 * padding:
            continue
        *_, maps, pixels = arrays(values)
        at = [int(rng.integers(side)) for side in pixels.shape]
        seen = figure.evaluate(READ, [values, "windows as columns", at])
        number = pixels[tuple(at)]
        if number == 0:
            assert "is a zero of the padding" in seen["said"]
            continue
        chosen += 1
        copies = pixels == number
        c, i, j = map(int, np.unravel_index(int(number) - 1, (3, size, size)))
        assert f"is a copy of row {i}, column {j} of channel {c}." in seen["said"]
        assert seen["read"]["windows as columns"]["marked"] == cells(copies)
        own = seen["read"][f"picture, channel {c}"]
        assert own["marked"] == [[i + padding, j + padding]]
        uses = np.flatnonzero(copies.any(axis=0)).tolist()
        told = re.search(r"stands in (?:one column|\d+ columns): ([\d, and]+)\.", seen["said"])[1]
        assert [int(column) for column in re.findall(r"\d+", told)] == uses
        places = cells(copies.any(axis=0).reshape(maps.shape[1:]))
        assert seen["read"]["map 0"]["marked"] == places
        again = figure.evaluate(READ, [values, f"picture, channel {c}", [i + padding, j + padding]])
        assert again["read"]["windows as columns"]["marked"] == cells(copies)
        assert again["said"].endswith(seen["said"].split("stands in ")[1])
    assert chosen > 30


def test_a_pixel_that_no_window_reaches(figure):
    seen = figure.evaluate(READ, [[4, 1, 2, 3, 0], "picture, channel 0", [3, 3]])
    assert seen["said"].endswith("stands in no column: no window reaches it.")
