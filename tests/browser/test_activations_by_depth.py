"""The numbers of the interactive figure of activations by depth, against the reference."""

import re

import pytest

from cnnlib.widgets.activations_by_depth import lost, stack
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set everything and read off what the figure says and draws.
READ = """(figure, [activation, place, norm, depth, layer]) => {
  const enter = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  enter(figure.querySelector('select'), activation, 'change');
  enter(figure.querySelector('input[type=range]'), place, 'input');
  const box = figure.querySelector('input[type=checkbox]');
  if (box.checked !== norm) box.click();
  const [depths, layers] = figure.querySelectorAll('.cnn-stepper input');
  enter(depths, depth, 'input');
  enter(layers, layer, 'input');
  return [figure.querySelector('.cnn-readout').textContent,
    ...[...figure.querySelectorAll('canvas')].map((canvas) => canvas.ariaLabel)];
}"""


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "ReLU"])
def test_what_is_shown_is_the_references(alone, activation):
    figure = alone(EXAMPLES["ActivationsByDepth"]()).locator(".cnn-figure")
    scales = (0.1, 0.2, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
    for place, norm, depth, layer in [
        (4, False, 10, 10),
        (2, False, 5, 3),
        (8, False, 8, 4),
        (8, True, 20, 20),
        (2, True, 2, 1),
    ]:
        said, _, spread, shares = figure.evaluate(READ, [activation, place, norm, depth, layer])
        layers = stack(activation, scales[place], depth, norm)
        word, share = lost(activation, layers[layer - 1])
        number, mean, deviation, percent = re.fullmatch(
            rf"Layer (\d+): mean (\S+), standard deviation (\S+), {word} \w+ (\d+) %\.", said
        ).groups()
        y = layers[layer - 1]
        assert int(number) == layer
        assert float(mean) == pytest.approx(y.mean(), rel=0.006, abs=1e-12)
        assert float(deviation) == pytest.approx(y.std(), rel=0.006)
        assert abs(int(percent) - 100 * share) < 0.51
        drawn = [float(text) for text in spread.partition("deviations ")[2].split(", ")]
        assert drawn == pytest.approx([y.std() for y in layers], rel=0.006)
        drawn = [int(text) for text in shares.partition("; ")[2].split(", ")]
        assert drawn == pytest.approx([100 * lost(activation, y)[1] for y in layers], abs=0.51)
