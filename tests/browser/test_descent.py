"""The numbers of the interactive figure of optimisers, against the reference."""

import re

import numpy as np
import pytest

from cnnlib.widgets.descent import MOMENTA, OPTIMISERS, RATES, SURFACES, height, walk
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set surface, optimiser, rate, momentum and steps, and read what is said.
READ = """(figure, [surface, optimiser, rate, momentum, steps]) => {
  const set = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const [surfaces, optimisers] = figure.querySelectorAll('select');
  const [rates, momenta] = figure.querySelectorAll('input[type=range]');
  set(surfaces, surface, 'change');
  set(optimisers, optimiser, 'change');
  set(rates, rate, 'input');
  set(momenta, momentum, 'input');
  set(figure.querySelector('.cnn-stepper input'), steps, 'input');
  return figure.querySelector('.cnn-readout').textContent;
}"""


def drawn():
    rng = np.random.default_rng(0)
    for surface in SURFACES:
        for optimiser in OPTIMISERS:
            for _ in range(6):
                yield (surface, optimiser, int(rng.integers(len(RATES))),
                       int(rng.integers(len(MOMENTA))), int(rng.integers(1, 120)))  # fmt: skip


def test_every_path_is_the_references(alone):
    figure = alone(EXAMPLES["Descent"]()).locator(".cnn-figure")
    arrived = diverged = 0
    for surface, optimiser, rate, momentum, steps in drawn():
        said = figure.evaluate(READ, [surface, optimiser, rate, momentum, steps])
        start = SURFACES[surface]["start"]
        with np.errstate(all="ignore"):
            path = walk(surface, optimiser, RATES[rate], MOMENTA[momentum], start, steps)
        far = np.flatnonzero(~(np.abs(path) < 1e4).all(axis=1))
        if len(far):
            diverged += 1
            assert said.endswith(f": {optimiser} diverges at step {far[0]}."), said
            continue
        arrived += 1
        found = re.search(r": (\w+) at \((-?[\d.]+), (-?[\d.]+)\), loss (-?[\d.]+)\.$", said)
        assert found[1] == optimiser
        assert np.abs(path[-1] - [float(found[2]), float(found[3])]).max() <= 6e-4, said
        assert abs(height(surface, path[-1]) - float(found[4])) <= 6e-5 * max(
            1, abs(height(surface, path[-1]))
        )
    assert arrived > 30 and diverged > 5


def test_all_four_are_the_four(alone):
    figure = alone(EXAMPLES["Descent"]()).locator(".cnn-figure")
    readout = figure.locator(".cnn-readout")
    single = {}
    for optimiser in OPTIMISERS:
        figure.get_by_label("optimiser", exact=True).select_option(optimiser)
        single[optimiser] = readout.inner_text().partition(": ")[2].rstrip(".")
    figure.get_by_label("all four optimisers").check()
    assert readout.inner_text().partition(": ")[2] == "; ".join(single.values()) + "."
