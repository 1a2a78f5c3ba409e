"""The numbers of the interactive figure of shortcuts, against NumPy and torch's autograd."""

import re

import numpy as np
import pytest
import torch

from cnnlib.widgets.activations_by_depth import normals
from cnnlib.widgets.residual_switch import DEPTHS, SAMPLES, SEED, UNITS, stack
from tests.browser.examples import EXAMPLES

# Set everything and read off what the figure says and draws.
READ = """(figure, [shortcuts, place, depth, block]) => {
  const enter = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  };
  const box = figure.querySelector('input[type=checkbox]');
  if (box.checked !== shortcuts) box.click();
  enter(figure.querySelector('input[type=range]'), place);
  const [depths, places] = figure.querySelectorAll('.cnn-stepper input');
  enter(depths, depth);
  enter(places, block);
  return [figure.querySelector('.cnn-readout').textContent,
    ...[...figure.querySelectorAll('canvas')].map((canvas) => canvas.ariaLabel)];
}"""
SETTINGS = [(False, 1, 50, 50), (True, 1, 50, 0), (True, 4, 7, 3), (False, 5, 1, 1)]
SCALES = (0.05, 0.1, 0.2, 0.5, 0.7, 1.0, 1.4)


@pytest.mark.browser
def test_what_is_shown_is_the_references(alone):
    figure = alone(EXAMPLES["ResidualSwitch"]()).locator(".cnn-figure")
    for shortcuts, place, depth, block in SETTINGS:
        said, *drawn = figure.evaluate(READ, [shortcuts, place, depth, block])
        sizes = stack(shortcuts, SCALES[place], depth)
        numbers = re.fullmatch(r"A.* of \d+ with.*: signal (\S+), gradient (\S+)\.", said).groups()
        for number, size, label in zip(numbers, sizes, drawn, strict=True):
            assert float(number) == pytest.approx(size[block], rel=0.006)
            values = [float(text) for text in re.findall(r"\d[\d.]*(?:e[-+]\d+)?(?=,|$)", label)]
            assert values[-depth - 1 :] == pytest.approx(size, rel=0.006)


@pytest.mark.parametrize("shortcuts", [False, True])
def test_gradients_are_autograds(shortcuts):
    """The same stack as torch runs it."""
    depth, scale = 6, 0.5
    numbers = normals(SEED, (2 * SAMPLES + 2 * DEPTHS[1] * UNITS) * UNITS).reshape(-1, UNITS)
    x = torch.tensor(numbers[:SAMPLES], requires_grad=True)
    weights = torch.tensor(numbers[2 * SAMPLES :]).reshape(-1, 2, UNITS, UNITS)
    weights = weights * scale * (2 / UNITS) ** 0.5
    y = x
    for first, second in weights[:depth]:
        y = torch.relu(torch.relu(y @ first.T) @ second.T + shortcuts * y)
    y.backward(torch.tensor(numbers[SAMPLES : 2 * SAMPLES]))
    signals, gradients = stack(shortcuts, scale, depth)
    assert len(signals) == len(gradients) == depth + 1
    assert signals[-1] == pytest.approx(float(y.detach().square().mean().sqrt()))
    assert gradients[0] == pytest.approx(float(np.sqrt((x.grad.numpy() ** 2).mean())))
