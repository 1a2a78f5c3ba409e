"""The numbers of the interactive figure of channels, against the reference."""

import numpy as np
import pytest

from cnnlib.reference import conv2d
from cnnlib.widgets import Channels

pytestmark = pytest.mark.browser

# Type six numbers, choose a cell of the map, and read off what the figure says and draws.
READ = """(figure, [values, chosen]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = values[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const output = figure.querySelector('table[role=grid]');
  output.querySelectorAll('td')[chosen].dispatchEvent(
    new PointerEvent('pointerdown', { bubbles: true }));
  const numbers = (table, mark = '') => [...table.querySelectorAll(`td${mark}`)].map(
    (cell) => Number(cell.textContent));
  const shown = [...figure.querySelectorAll('.cnn-stage > div')].filter((card) => !card.hidden);
  const tables = (k, mark) => shown.map((card) => numbers(card.querySelectorAll('table')[k], mark));
  return { said: figure.querySelector('.cnn-readout').textContent,
    counts: figure.querySelector('.cnn-stage > p').textContent, map: numbers(output),
    windows: tables(0, '.is-input'), kernels: tables(1), products: tables(2),
    padding: tables(0, '.is-padding'), sums: shown.map((card) => card.lastChild.textContent) };
}"""


def drawn(count):
    rng = np.random.default_rng(1)
    for _ in range(count):
        c, o = rng.integers(1, 5, size=2).tolist()
        k, s, p = int(rng.integers(1, 4)), int(rng.integers(1, 4)), int(rng.integers(0, 3))
        yield c, o, k, s, p, int(rng.integers(o))


def test_every_value_is_the_references(alone):
    rng = np.random.default_rng(0)
    x, weight, bias = (rng.integers(-9, 10, shape) for shape in [(4, 5, 5), (4, 4, 3, 3), 4])
    figure = alone(Channels(x, weight, bias, alt="Four channels")).locator(".cnn-figure")
    for values in drawn(60):
        c, o, k, s, p, shown = values
        kernels = weight[:o, :c, :k, :k]
        arrays = (array.astype(float) for array in (x[None, :c], kernels, bias[:o]))
        y = conv2d(*arrays, stride=s, padding=p)[0]
        row, column = y.shape[1] - 1, y.shape[2] // 2
        seen = figure.evaluate(READ, [values, row * y.shape[2] + column])
        padded = np.pad(x[:c], ((0, 0), (p, p), (p, p)))
        window = padded[:, row * s : row * s + k, column * s : column * s + k]
        products = window * kernels[shown]
        sums = products.sum(axis=(1, 2)).tolist()
        assert seen["map"] == y[shown].ravel().tolist(), values
        assert seen["windows"] == window.reshape(c, -1).tolist()
        assert seen["kernels"] == kernels[shown].reshape(c, -1).tolist()
        assert seen["products"] == products.reshape(c, -1).tolist()
        assert seen["padding"] == [[0] * (padded[0].size - x[0].size)] * c
        assert seen["sums"] == [f"sum {value}" for value in sums]
        assert seen["said"].startswith(f"Map {shown}, row {row}, column {column}: {sums[0]} ")
        assert seen["said"].endswith(f"= {y[shown, row, column]:.0f}.")
        size = kernels.size
        assert f" = {size + o} parameters in {o * c} kernel" in seen["counts"]
        assert f"products = {size * y[0].size} multiply-adds." in seen["counts"]
