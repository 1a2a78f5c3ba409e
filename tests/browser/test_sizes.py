"""The numbers of the interactive figure of sizes, against the reference."""

import re

import numpy as np
import pytest

from cnnlib.reference import output_size
from cnnlib.widgets.sizes import LIMITS
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Type five numbers, choose an output cell, and read off what the figure says and draws.
READ = """(figure, [values, chosen]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = values[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const [input, windows, output] = figure.querySelectorAll('table');
  const picked = output.querySelectorAll('td')[chosen];
  picked?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  const marked = (mark) => [...input.querySelectorAll('td')].flatMap(
    (cell, i) => cell.classList.contains(`is-${mark}`) ? [i - values[3]] : []);
  return { said: figure.querySelector('.cnn-readout').textContent,
    outputs: output.querySelectorAll('td').length, windows: windows.rows.length,
    sees: marked('kernel'), unread: marked('unread'), padding: marked('padding') };
}"""


def drawn(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        yield [int(rng.integers(low, high, endpoint=True)) for low, high in LIMITS.values()]


def test_every_size_is_the_references(alone):
    figure = alone(EXAMPLES["Sizes"]()).locator(".cnn-figure")
    fitting = 0
    for values in drawn(200):
        size, kernel, stride, padding, dilation = values
        chosen = fitting % 3
        seen = figure.evaluate(READ, [values, chosen])
        reach = dilation * (kernel - 1) + 1
        if reach > size + 2 * padding:
            assert seen["said"].startswith(f"No output: the window reaches over {reach} cells")
            assert (seen["outputs"], seen["windows"], seen["sees"]) == (0, 0, [])
            continue
        fitting += 1
        count = output_size(size, kernel, stride, padding, dilation)
        assert re.search(r"\+ 1 = (\d+)\. ", seen["said"])[1] == str(count), values
        assert seen["outputs"] == seen["windows"] == count
        at = min(chosen, count - 1)
        if chosen < count:
            taps = [at * stride - padding + u * dilation for u in range(kernel)]
            assert seen["sees"] == taps
            inside = [f"x{i}" for i in taps if 0 <= i < size]
            assert f"y{at} sees {', '.join(inside) or 'no input cell'}" in seen["said"]
        read = {o * stride - padding + u * dilation for o in range(count) for u in range(kernel)}
        cells = set(range(-padding, size + padding))
        assert set(seen["unread"]) == cells - read
        assert set(seen["padding"]) == cells - set(range(size))
        unread = sorted((cells - read) & set(range(size)))
        says = f"No window reads {', '.join(f'x{i}' for i in unread)}." if unread else "is read."
        assert seen["said"].endswith(says)
    assert fitting > 100
