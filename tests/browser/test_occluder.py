"""What the network of the figure with the square says, against the reference."""

import re

import numpy as np
import pytest

import cnnlib.reference as ref
from tests.browser.examples import EXAMPLES, OCCLUDED, WEIGHTS

pytestmark = pytest.mark.browser

LABELS = [3, 8]
SHADES = {"black": 0.0, "grey": 0.5, "white": 1.0}

# Choose picture, side and shade, and read off the two rows of percent and the sentence.
READ = """(figure, [picture, size, shade]) => {
  const set = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  set(figure.querySelector('.cnn-stepper input'), picture, 'input');
  set(figure.querySelector('input[type=range]'), size, 'input');
  set(figure.querySelector('select'), shade, 'change');
  return { said: figure.querySelector('.cnn-readout').textContent,
    percent: [...figure.querySelectorAll('.cnn-matrix tr:not(.cnn-names)')].map(
      (row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent))) };
}"""


def zfnet(x):
    """Probabilities (N, 10) and the maps of the fifth layer of pictures (N, 32, 32)."""

    def conv(x, name, stride=1):
        weight, bias = WEIGHTS[f"{name}.weight"], WEIGHTS[f"{name}.bias"]
        return ref.relu(ref.conv2d(x, weight, bias, stride, weight.shape[-1] // 2))

    def pool(x):
        return ref.max_pool2d(x, 3, 2, ceil_mode=True)

    def full(x, name):
        return ref.linear(x, WEIGHTS[f"{name}.weight"], WEIGHTS[f"{name}.bias"])

    x = pool(conv(pool(conv(x[:, None], "conv1", stride=2)), "conv2"))
    top = conv(conv(conv(x, "conv3"), "conv4"), "conv5")
    hidden = ref.relu(full(pool(top).reshape(len(x), -1), "full6"))
    return ref.softmax(full(ref.relu(full(hidden, "full7")), "full8")), top


def covered(x, row, column, size, shade):
    """The square begins at a row and column, a part of it outside."""
    x = x.copy()
    x[max(row, 0) : row + size, max(column, 0) : column + size] = shade
    return x


@pytest.mark.parametrize(
    ("picture", "size", "shade", "keys", "middle"),
    [
        (0, 8, "black", [], (16, 16)),
        (1, 5, "white", ["ArrowUp"] * 3 + ["ArrowRight"], (13, 17)),
        (1, 16, "grey", ["Shift+ArrowLeft", "Shift+ArrowLeft", "ArrowDown"], (17, 0)),
        (0, 2, "white", ["End", "Shift+ArrowDown", "Shift+ArrowDown"], (31, 31)),
    ],
)
def test_the_network_is_the_references(alone, picture, size, shade, keys, middle):
    figure = alone(EXAMPLES["Occluder"]()).locator(".cnn-figure")
    canvas = figure.get_by_label("picture with the square")
    canvas.focus()
    for key in keys:
        canvas.press(key)
    seen = figure.evaluate(READ, [picture, size, shade])
    x, label = OCCLUDED[picture] / 255, LABELS[picture]
    now = covered(x, middle[0] - size // 2, middle[1] - size // 2, size, SHADES[shade])
    chances, top = zfnet(np.stack([x, now]))
    assert np.abs(np.array(seen["percent"]) - 100 * chances).max() < 0.51

    best = np.unravel_index(top[0].argmax(), top[0].shape)[0]
    before, after = (maps[best].sum() for maps in top)
    said = seen["said"]
    assert (
        f"around row {middle[0]}, column {middle[1]}; the answer is {chances[1].argmax()}" in said
    )
    found = re.search(r"Sum of map (\d+) of layer 5: ([\d.]+), now ([\d.]+\d)", said)
    assert int(found[1]) == best
    assert abs(float(found[2]) - before) < 0.006 and abs(float(found[3]) - after) < 0.006

    begin = [2 * tile + (2 - size) // 2 for tile in range(16)]
    everywhere = np.stack([covered(x, r, c, size, SHADES[shade]) for r in begin for c in begin])
    found = re.search(r"all places: ([\d.]+) %, around row (\d+), column (\d+)", said)
    lowest = zfnet(everywhere)[0][:, label]
    place = int(found[2]) // 2 * 16 + int(found[3]) // 2
    assert abs(float(found[1]) - 100 * lowest.min()) < 0.051
    assert lowest[place] < lowest.min() + 1e-6
