"""The numbers of the interactive figure of host and device, against its model in Python."""

import re

import numpy as np
import pytest

from cnnlib.widgets import host_and_device
from cnnlib.widgets.host_and_device import (
    BATCHES,
    FIXED,
    LAUNCHES,
    LIMITS,
    PER_IMAGE,
    WAITS,
    schedule,
)
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set all six controls, and read what is said and what the drawing is called.
READ = """(figure, [sliders, steppers, wait]) => {
  const set = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  figure.querySelectorAll('input[type=range]').forEach((f, k) => set(f, sliders[k], 'input'));
  figure.querySelectorAll('.cnn-stepper input').forEach((f, k) => set(f, steppers[k], 'input'));
  set(figure.querySelector('select'), wait, 'change');
  return [figure.querySelector('.cnn-readout').textContent,
    figure.querySelector('canvas').getAttribute('aria-label')];
}"""


def test_every_reading_is_the_models(alone):
    figure = alone(EXAMPLES["HostAndDevice"]()).locator(".cnn-figure")
    rng = np.random.default_rng(0)
    ends = set()
    for turn in range(120):
        sliders = [int(rng.integers(len(values))) for values in (LAUNCHES, BATCHES)]
        kernels = int(rng.integers(*LIMITS["kernels"], endpoint=True))
        stop = int(rng.integers(1, kernels, endpoint=True))
        earlier = int(rng.integers(*LIMITS["earlier"], endpoint=True))
        wait = WAITS[turn % 3]
        said, label = figure.evaluate(READ, [sliders, [kernels, stop, earlier], wait])
        launch, time = LAUNCHES[sliders[0]], FIXED + PER_IMAGE * BATCHES[sliders[1]]
        host, device, reading = schedule(launch, time, kernels, stop, earlier, wait)
        truth = host_and_device.alone(launch, time, stop)
        found = re.search(r"reads ([\d.]+) µs\. .* take[s]? ([\d.]+) µs\. .* is (\d+) %", said)
        assert [float(text) for text in found.groups()[:2]] == [reading, truth], said
        assert abs(int(found[3]) - 100 * reading / truth) <= 0.5 + 1e-9
        assert said.endswith("queue fills up." if launch <= time else "waits for work.")
        begin = earlier * time if wait == "before and after" else 0
        drawn = [float(text) for text in re.findall(r"[\d.]+(?= to| µs)", label)]
        assert drawn == [begin, begin + reading, max(device[-1][1], host[-1][1])], label
        ends.add(said.rpartition(". ")[2])
    assert len(ends) == 2
