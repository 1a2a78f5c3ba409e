"""The numbers of the interactive figure of convolution, against the reference."""

import re

import numpy as np
import pytest

from cnnlib.reference import convolve1d, correlate1d
from cnnlib.widgets import FlipAndSlide
from cnnlib.widgets.flip_and_slide import MOST, PRESETS

pytestmark = pytest.mark.browser

# Type both lists and the shift, set the switch, and read off what the figure says and draws.
READ = """(figure, [signal, kernel, plain, shift]) => {
  const type = (field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const [first, second] = figure.querySelectorAll('.cnn-list input');
  type(first, signal);
  type(second, kernel);
  const box = figure.querySelector('.cnn-toggle input');
  if (box.checked !== plain) box.click();
  type(figure.querySelector('.cnn-stepper input'), shift);
  const cells = [...figure.querySelectorAll('table')].map(
    (table) => [...table.querySelectorAll('td')].map((cell) => cell.textContent));
  return { said: figure.querySelector('.cnn-readout').textContent,
    refused: figure.querySelector('.cnn-message').textContent, cells };
}"""


def drawn(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        lists = [rng.integers(-9, 10, rng.integers(1, most + 1)) for most in MOST.values()]
        yield *lists, bool(rng.integers(2))


def numbers(texts):
    return [float(text) for text in texts if text]


def test_every_result_is_the_references(alone):
    figure = alone(FlipAndSlide(alt="Two lists")).locator(".cnn-figure")
    for signal, kernel, plain in drawn(60):
        texts = [" ".join(map(str, values)) for values in (signal, kernel)]
        expected = (correlate1d if plain else convolve1d)(signal, kernel, mode="full")
        k = len(kernel)
        for shift in (0, len(expected) // 2, len(expected) - 1):
            seen = figure.evaluate(READ, [*texts, plain, shift])
            assert seen["refused"] == ""
            padded, laid, products, result = map(numbers, seen["cells"])
            assert padded == np.pad(signal, k - 1).tolist()
            assert laid == (kernel if plain else kernel[::-1]).tolist()
            assert sum(products) == expected[shift]
            assert result == expected[: shift + 1].tolist()
            said = re.match(r"shift (\d+): (.*) = (-?\d+)\.", seen["said"])
            assert (int(said[1]), int(said[3])) == (shift, expected[shift])
            terms = [re.findall(r"-?\d+", term) for term in said[2].split(" + ")]
            assert sum(int(a) * int(b) for a, b in terms) == expected[shift]
            places = re.findall(r"(\d+)\+(\d+)", seen["said"])
            assert all(int(t) + int(u) == shift for t, u in places)
            assert len(places) == (0 if plain else len(terms))


@pytest.mark.parametrize("preset", [texts[0] for texts in PRESETS])
def test_examples_show_what_their_words_say(alone, preset):
    figure = FlipAndSlide(preset, alt="Two lists")
    [(signal, kernel)] = [texts[1:3] for texts in PRESETS if texts[0] == preset]
    last = len(signal.split()) + len(kernel.split()) - 2
    seen = alone(figure).locator(".cnn-figure").evaluate(READ, [signal, kernel, False, last])
    words = repr(figure).partition("convolution ")[2].rstrip(".").split()
    assert np.allclose(numbers(seen["cells"][3]), list(map(float, words)), atol=0.006)
