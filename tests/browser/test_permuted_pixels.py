"""What the two nets of the figure of exchanged pixels say, against the reference."""

import re

import numpy as np
import pytest

import cnnlib.reference as ref
from tests.browser.examples import CONVS, DENSE, DIGITS, EXAMPLES, ORDER

pytestmark = pytest.mark.browser

# Set the three numbers and the switch, and read off the table of percent and the sentence.
READ = """(figure, [values, exchanged]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = values[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const toggle = figure.querySelector('input[type=checkbox]');
  if (toggle.checked !== exchanged) toggle.click();
  return { said: figure.querySelector('.cnn-readout').textContent,
    percent: [...figure.querySelectorAll('.cnn-matrix tr:not(.cnn-names)')].map(
      (row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))) };
}"""


def moved(picture, right, down):
    framed = np.pad(picture, 3)
    return framed[3 - down : 11 - down, 3 - right : 11 - right]


def dense_net(x, weights):
    w1, b1, w2, b2 = weights
    return ref.softmax(ref.linear(ref.relu(ref.linear(x.reshape(1, -1), w1, b1)), w2, b2))[0]


def conv_net(x, weights):
    x = x[None, None]
    for weight, bias in (weights[:2], weights[2:4]):
        x = ref.max_pool2d(ref.relu(ref.conv2d(x, weight, bias, padding=1)), 2)
    return ref.softmax(ref.linear(x.reshape(1, -1), *weights[4:]))[0]


def test_both_nets_are_the_references(alone):
    figure = alone(EXAMPLES["PermutedPixels"]()).locator(".cnn-figure")
    rng = np.random.default_rng(1)
    for _ in range(60):
        values = [int(rng.integers(3)), *rng.integers(-3, 4, size=2).tolist()]
        x = moved(DIGITS[values[0]], *values[1:])
        for exchanged in (False, True):
            seen = figure.evaluate(READ, [values, exchanged])
            pixels = x.ravel()[ORDER].reshape(8, 8) if exchanged else x
            answers = [dense_net(x, DENSE), conv_net(pixels, CONVS[exchanged])]
            assert np.abs(np.array(seen["percent"]) - 100 * np.array(answers)).max() < 0.51
            best = [int(digit) for digit in re.findall(r"net says (\d)", seen["said"])]
            assert best == [int(np.argmax(answer)) for answer in answers]
            assert ("exchanged" in seen["said"]) == exchanged
