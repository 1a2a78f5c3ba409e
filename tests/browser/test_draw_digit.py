"""The sheet to draw on: picture and network against torch, windows against gradients."""

import re

import numpy as np
import pytest
import torch

from cnnlib import data, models
from cnnlib.data._resize import resize
from cnnlib.inspect import activations
from cnnlib.models.lenet import squash
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

KEPT = data.weights("lenet5_1998")
LAYERS = ("c1", "s2", "c3", "s4", "c5", "f6")

# The module with its inner functions handed out, on a page of its own.
INSIDE = """async ([esm, state]) => {
  const names = 'bitmap, blocks, enlarge, halves, lenet5, windows';
  const source = new Blob([`${esm}\\nexport { ${names} };`], { type: 'text/javascript' });
  const inside = await import(URL.createObjectURL(source));
  const weights = Object.fromEntries(
    state.weights.map(([name, text]) => [name, inside.halves(text)]));
  window.read = (strokes) => {
    const ink = inside.bitmap(strokes);
    const input = inside.enlarge(inside.blocks(ink));
    const all = inside.lenet5(input, weights, state.seen);
    return Object.fromEntries([['ink', ink], ...Object.entries(all)].map(
      ([name, values]) => [name, [...values]]));
  };
  window.windows = (unit) => inside.windows(...unit, state.seen);
}"""


@pytest.fixture(scope="module")
def net():
    net = models.lenet5_1998()
    net.load_state_dict({name: torch.from_numpy(array) for name, array in KEPT.items()})
    return net.double().eval()


@pytest.fixture
def inside(alone):
    figure = EXAMPLES["DrawDigit"]()
    page = alone(figure)
    page.evaluate(INSIDE, [figure._esm, {"weights": figure.weights, "seen": figure.seen}])
    return page


def ink(strokes):
    """The cells within reach of the strokes, said in another way than by the figure's script."""
    points = np.array([point for stroke in strokes for point in stroke], float)
    low, high = points.min(axis=0), points.max(axis=0)
    tall = 28 / max(high[1] - low[1], 8)
    scale = np.array([min(tall, 22 / max(high[0] - low[0], 8)), tall])
    cells = np.stack(np.meshgrid(np.arange(32), np.arange(32)), axis=-1) + 0.5
    nearest = np.full((32, 32), np.inf)
    for stroke in strokes:
        line = 16 + scale * (np.array(stroke, float) - (low + high) / 2)
        for a, b in zip(line, [*line[1:], line[-1]], strict=True):
            along = b - a
            share = np.clip((cells - a) @ along / max(along @ along, 1e-12), 0, 1)
            near = a + share[..., None] * along
            nearest = np.minimum(nearest, np.linalg.norm(cells - near, axis=-1))
    return nearest <= np.clip(np.sort(nearest.ravel())[311], 2**0.5, 5) + 1e-9


def drawings():
    """The stored ones, and some that no hand draws: a dot, a dash, scribbles off the middle."""
    rng = np.random.default_rng(0)
    yield from EXAMPLES["DrawDigit"]().drawings
    yield [[[3, 4]]]
    yield [[[2.5, 30], [9, 30]]]
    for _ in range(5):
        yield [rng.uniform(0, 32, size=(4, 2)).tolist(), rng.uniform(3, 20, size=(3, 2)).tolist()]


def test_every_layer_is_torchs(inside, net):
    for strokes in drawings():
        read = {name: np.array(values) for name, values in inside.evaluate("read", strokes).items()}
        cells = ink(strokes).astype(np.float32)
        assert np.array_equal(read["ink"].reshape(32, 32), cells)
        means = cells.reshape(1, 1, 8, 4, 8, 4).mean(axis=(3, 5))
        x = torch.from_numpy(resize(means, 32)).double()
        assert np.abs(read["input"] - x.numpy().ravel()).max() < 1e-6
        found = activations(net, x, LAYERS)
        for name in LAYERS:
            right = squash(found[name]).numpy().ravel()
            assert right.shape == read[name].shape
            assert np.abs(read[name] - right).max() < 1e-4
        with torch.no_grad():
            assert np.abs(read["output"] + net(x).numpy()[0]).max() < 1e-4


def test_stored_drawings_are_recognised(alone):
    figure = alone(EXAMPLES["DrawDigit"]()).locator(".cnn-figure")
    for digit in range(10):
        figure.locator("select").select_option(str(digit))
        said = figure.locator(".cnn-readout").inner_text()
        assert said.startswith(f"Read as {digit}: distance ")
        distance, other = re.match(r"Read as \d: distance (\d+), then \d at (\d+)\.", said).groups()
        assert int(distance) < 10 < 30 < int(other)


def test_a_unit_sees_what_moves_it(inside, net):
    """The frames in all earlier layers are where a unit's gradient is not 0."""
    rng = np.random.default_rng(1)
    sizes = {"c1": (6, 28), "s2": (6, 14), "c3": (16, 10), "s4": (16, 5), "c5": (120, 1)}
    for name, (maps, side) in sizes.items():
        for _ in range(4):
            map_, row, column = rng.integers([maps, side, side]).tolist()
            seen = inside.evaluate("windows", [name, map_, row, column])
            x = torch.rand(1, 1, 32, 32, dtype=torch.float64, requires_grad=True)
            values = {"input": x}
            for layer in LAYERS:
                x = squash(getattr(net, layer)(x.flatten(1) if layer == "f6" else x))
                values[layer] = x
            earlier = [layer for layer in values if layer in seen and layer != name]
            gradients = torch.autograd.grad(
                values[name][0, map_, row, column], [values[layer] for layer in earlier]
            )
            for layer, gradient in zip(earlier, gradients, strict=True):
                places = gradient[0].nonzero()
                assert sorted(set(places[:, 0].tolist())) == sorted(seen[layer]["maps"])
                ends = [[int(places[:, k].min()), int(places[:, k].max())] for k in (1, 2)]
                assert ends == [seen[layer]["rows"], seen[layer]["columns"]]


def test_a_one_by_keys(alone):
    page = alone(EXAMPLES["DrawDigit"]())
    figure = page.locator(".cnn-figure")
    sheet = figure.get_by_role("application", name="sheet to draw on")
    sheet.focus()
    for key in ["ArrowUp"] * 12 + [" "] + ["ArrowDown"] * 24 + [" ", "ArrowLeft"]:
        page.keyboard.press(key)
    assert figure.locator("select").input_value() == "your own"
    assert figure.locator(".cnn-readout").inner_text().startswith("Read as 1: ")
    assert not figure.locator("input[type=checkbox]").is_checked()
    figure.get_by_role("button", name="Clear").click()
    assert figure.locator(".cnn-readout").inner_text().startswith("Nothing is drawn.")


@pytest.mark.parametrize("kind", ["mouse", "touch"])
def test_a_seven_by_pointer(alone, kind):
    page = alone(EXAMPLES["DrawDigit"]())
    figure = page.locator(".cnn-figure")
    sheet = figure.get_by_role("application", name="sheet to draw on")
    box = sheet.bounding_box()
    strokes = [
        [(0.25, 0.12), (0.5, 0.12), (0.75, 0.12), (0.6, 0.5), (0.45, 0.88)],
        [(0.37, 0.5), (0.5, 0.5), (0.72, 0.5)],
    ]
    session = page.context.new_cdp_session(page)

    def touch(what, *points):
        points = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": what, "touchPoints": points})

    for stroke in strokes:
        points = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in stroke]
        if kind == "mouse":
            page.mouse.move(*points[0])
            page.mouse.down()
            for point in points[1:]:
                page.mouse.move(*point, steps=4)
            page.mouse.up()
        else:
            touch("touchStart", points[0])
            for point in points[1:]:
                touch("touchMove", point)
            touch("touchEnd")
    said = figure.locator(".cnn-readout")
    assert said.inner_text().startswith("Read as 7: ")
    undo = figure.get_by_role("button", name="Undo")
    undo.click()
    assert said.inner_text().startswith("Read as 3: ")  # whoever wrote the digits crosses a 7
    undo.click()
    assert said.inner_text().startswith("Nothing is drawn.")
