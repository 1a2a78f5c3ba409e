"""The numbers of the interactive figure of rooflines, against those of its Python side."""

import re

import numpy as np
import pytest

from cnnlib.widgets.roofline import KERNELS, LIMITS, MACHINES, at_least, costs
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set everything and read off the table and what the figure says.
READ = """(figure, [layer, kernel, machine]) => {
  const enter = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const steppers = figure.querySelectorAll('.cnn-stepper input');
  steppers.forEach((field, k) => enter(field, layer[k], 'input'));
  enter(figure.querySelector('input[type=range]'), kernel, 'input');
  enter(figure.querySelector('select'), machine, 'change');
  const rows = [...figure.querySelectorAll('tbody tr')];
  return [rows.map((row) => [...row.cells].map((cell) => cell.textContent)),
    figure.querySelector('.cnn-readout').textContent, figure.querySelector('canvas').ariaLabel];
}"""
SCALES = {"T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "": 1, "m": 1e-3, "µ": 1e-6}


def value(text):
    """The number that "4.06 ms" or "1.85 G" stands for."""
    number, letter = re.fullmatch(r"([\d.e+]+) ?([TGMkmµ]?)[Bs]?", text).groups()
    return float(number) * SCALES[letter]


def drawn(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        layer = [int(2 ** rng.uniform(*np.log2(rule))) for rule in LIMITS.values()]
        yield layer, int(rng.integers(len(KERNELS))), str(rng.choice(list(MACHINES)))


def test_every_number_is_that_of_the_formulas(alone):
    figure = alone(EXAMPLES["Roofline"]()).locator(".cnn-figure")
    memory = 0
    for layer, kernel, machine in drawn(60):
        rows, said, chart = figure.evaluate(READ, [layer, kernel, machine])
        peak, bandwidth, number = MACHINES[machine]
        ways = costs(*layer, KERNELS[kernel], number)
        assert [row[0] for row in rows] == [f"{k} {way}" for k, way in enumerate(ways, start=1)]
        for (_, *texts, limit), passes in zip(rows, ways.values(), strict=True):
            flops, moved = np.sum(passes, axis=0)
            seconds = at_least(passes, peak, bandwidth)
            expected = flops, moved, flops / moved, seconds
            assert [value(text) for text in texts] == pytest.approx(expected, rel=0.006)
            waits = sum(m / bandwidth for f, m in passes if m / bandwidth > f / peak)
            assert limit == ("memory" if waits > seconds / 2 else "arithmetic")
            memory += limit == "memory"
        best = min(ways, key=lambda way: at_least(ways[way], peak, bandwidth))
        assert said.startswith(f"Least: {best}, ")
        ridge = float(re.search(r"ridge at (\S+) FLOPs", chart)[1])
        assert ridge == pytest.approx(peak / bandwidth, rel=0.006)
    assert 50 < memory < 300


def test_the_roof_can_be_moved(alone):
    figure = alone(EXAMPLES["Roofline"]()).locator(".cnn-figure")
    times = []
    for place in (0, 5):
        figure.get_by_label("memory").fill(str(place))
        times.append(value(figure.locator("tbody tr").nth(1).locator("td").nth(3).inner_text()))
    assert times[0] > 2 * times[1]
