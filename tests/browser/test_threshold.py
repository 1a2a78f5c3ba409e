"""The numbers of the interactive figure of thresholds, against a count by NumPy."""

import re

import numpy as np
import pytest

from cnnlib.widgets.threshold import OTHERS, counts
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set the three controls; read the table and what is said.
READ = """(figure, [name, threshold, times]) => {
  const set = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  set(figure.querySelector('select'), name, 'change');
  figure.querySelectorAll('input[type=range]').forEach((f, k) =>
    set(f, [threshold, times][k], 'input'));
  return [[...figure.querySelectorAll('.cnn-matrix td')].map((cell) => cell.textContent),
    figure.querySelector('.cnn-readout').textContent];
}"""


def test_every_count_is_numpys(alone):
    example = EXAMPLES["Threshold"]()
    scores, labels = np.array(example.probabilities), np.array(example.labels)
    figure = alone(example).locator(".cnn-figure")
    rng, undefined = np.random.default_rng(0), 0
    for _ in range(60):
        c, place, times = (int(rng.integers(count)) for count in (3, 101, len(OTHERS)))
        cells, said = figure.evaluate(READ, [example.classes[c], str(place), str(times)])
        expected = counts(scores[:, c], labels == c, place / 100, OTHERS[times])
        assert [int(cell) for cell in cells if cell] == list(expected)
        found, missed, alarms, _ = expected
        precision, recall = re.search(r"precision (\S+), recall (\S+)\.$", said).groups()
        assert float(recall) == pytest.approx(found / (found + missed), abs=0.0051)
        if found + alarms:
            assert float(precision) == pytest.approx(found / (found + alarms), abs=0.0051)
        else:
            undefined += precision == "undefined"
    assert undefined
