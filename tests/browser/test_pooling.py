"""The numbers of the interactive figure of pooling, against the reference."""

import numpy as np
import pytest

import cnnlib.reference as ref
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set everything, choose an output cell, and read off what the figure says and draws.
READ = """(figure, [matrix, kind, steps, gradient, chosen, draws]) => {
  const enter = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  figure.querySelectorAll('[aria-label=matrix] input').forEach(
    (field, i) => enter(field, matrix[i], 'input'));
  figure.querySelectorAll('.cnn-stepper input').forEach(
    (field, i) => enter(field, steps[i], 'input'));
  const [kinds, gradients] = figure.querySelectorAll('select');
  enter(kinds, kind, 'change');
  enter(gradients, gradient, 'change');
  const again = figure.querySelector('.cnn-buttons button');
  for (let i = 0; i < draws; i++) again.click();
  const [input, output, back] = figure.querySelectorAll('table');
  const cells = (table) => [...table.querySelectorAll('td')];
  cells(output)[chosen]?.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true }));
  const numbers = (table) => cells(table).map((cell) => Number(cell.textContent));
  const marked = (table, mark) => cells(table).map((cell) => cell.classList.contains(`is-${mark}`));
  return { said: figure.querySelector('.cnn-readout').textContent, off: again.disabled,
    input: numbers(input), output: numbers(output), back: numbers(back),
    hidden: back.closest('figure').hidden, window: marked(input, 'kernel'),
    winners: marked(input, 'output'), unread: marked(input, 'unread') };
}"""
FUNCTIONS = {
    "max": (ref.max_pool2d, ref.max_pool2d_backward, ()),
    "average": (ref.avg_pool2d, ref.avg_pool2d_backward, ()),
    "L2": (ref.lp_pool2d, ref.lp_pool2d_backward, (2,)),
}
ALL, CHOSEN, HIDDEN = "of all outputs", "of the chosen output", "hidden"


@pytest.fixture
def read(alone):
    figure = alone(EXAMPLES["Pooling"]()).locator(".cnn-figure")

    def read(matrix, kind, size, stride, shift=0, gradient=ALL, chosen=0, draws=0):
        given = [np.ravel(matrix).tolist(), kind, [size, stride, shift], gradient, chosen, draws]
        return figure.evaluate(READ, given)

    return read


def plane(matrix, shift=0):
    """The matrix (4, 4), moved to the right, as (1, 1, 4, 4)."""
    return np.pad(np.asarray(matrix, float), ((0, 0), (shift, 0)))[None, None, :, :4]


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_output_and_gradient_are_the_references(read, kind):
    pool, backward, more = FUNCTIONS[kind]
    rng = np.random.default_rng(0)
    for trial in range(40):
        matrix = rng.integers(-3, 6, (4, 4))
        size, stride = (int(n) for n in rng.integers(1, 5, 2))
        shift, gradient = int(rng.integers(4)), (ALL, CHOSEN)[trial % 2]
        x = plane(matrix, shift)
        y = pool(x, *more, size, stride)
        chosen = int(rng.integers(y.size))
        dy = np.ones_like(y)
        if gradient == CHOSEN:
            dy[:] = 0
            dy.flat[chosen] = 1
        seen = read(matrix, kind, size, stride, shift, gradient, chosen)
        assert seen["input"] == x.ravel().tolist()
        assert np.allclose(seen["output"], y.ravel(), atol=0.0051)  # two digits are shown
        dx = backward(dy, x, *more, size, stride)
        assert np.allclose(seen["back"], dx.ravel(), atol=0.0051), (matrix, size, stride)
        window = np.zeros_like(x)
        row, column = (stride * int(i) for i in np.unravel_index(chosen, y.shape[2:]))
        window[..., row : row + size, column : column + size] = 1
        assert seen["window"] == window.ravel().astype(bool).tolist()
        picks = kind == "max" and backward(np.ones_like(y), x, size, stride) > 0
        assert seen["winners"] == np.broadcast_to(picks, x.shape).ravel().tolist()
        covered = ref.avg_pool2d_backward(np.ones_like(y), x, size, stride) > 0
        assert seen["unread"] == (~covered).ravel().tolist()
        assert seen["off"]
        if shift:
            moved = int((~np.isclose(y, pool(plane(matrix), *more, size, stride))).sum())
            assert f"has changed {moved} of {y.size} outputs" in seen["said"]


def test_stochastic_pooling_picks_by_value_and_sends_the_gradient_there(read):
    matrix = [[0, 3, 4, 1], [0, 1, 0, 0], [0, 0, 5, 0], [0, 0, 0, 5]]
    picks = []
    for _ in range(300):
        seen = read(matrix, "stochastic", 2, 2, draws=1)
        winners = np.reshape(seen["winners"], (4, 4))
        assert winners.sum() == 3 and not winners[2:, :2].any()  # nothing to pick in one window
        assert np.reshape(seen["back"], (4, 4)).tolist() == winners.astype(int).tolist()
        assert seen["output"][2] == 0 and seen["output"][3] == 5 and not seen["off"]
        assert seen["output"][0] == np.array(matrix)[:2, :2][winners[:2, :2]]
        picks.append([winners[0, 1], winners[0, 2], winners[2, 2]])
    assert "probabilities 0, 0.750, 0, 0.250" in seen["said"]
    # Four standard deviations of 300 draws are at most 0.116.
    assert np.abs(np.mean(picks, axis=0) - [3 / 4, 4 / 5, 1 / 2]).max() < 0.116


def test_stochastic_pooling_refuses_negative_numbers(read):
    seen = read(-np.eye(4, dtype=int), "stochastic", 2, 2)
    assert seen["said"].startswith("No output: stochastic pooling needs values of at least 0")
    assert "row 0, column 0 holds -1" in seen["said"]
    assert seen["output"] == [] and set(seen["back"]) == {0}


def test_the_gradient_can_be_hidden(read):
    assert read(np.eye(4, dtype=int), "max", 2, 2, gradient=HIDDEN)["hidden"]
    assert not read(np.eye(4, dtype=int), "max", 2, 2)["hidden"]
