"""The numbers of the interactive figure of back-propagation, against the reference."""

import re

import numpy as np
import pytest

import cnnlib.reference as ref
from cnnlib.widgets.gradient_terms import LIMITS, NUMBERS
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Type five numbers, choose a cell of one of the matrices, and read what the figure says and draws.
READ = """(figure, [values, matrix, chosen]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = values[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const tables = [...figure.querySelectorAll('table')];
  const cells = (table) => [...table.querySelectorAll('tr:not(.cnn-names)')].map(
    (row) => [...row.querySelectorAll('td')]);
  const [row, column] = chosen;
  cells(tables[matrix])[row]?.[column]?.dispatchEvent(
    new PointerEvent('pointerdown', { bubbles: true }));
  return {
    said: figure.querySelector('.cnn-readout').textContent,
    numbers: tables.map((table) => cells(table).map(
      (row) => row.map((td) => Number(td.textContent)))),
    marks: tables.map((table) => cells(table).flatMap((row, r) => row.flatMap(
      (td, c) => td.matches('.is-input, .is-kernel, .is-gradient') ? [[r, c]] : []))),
    unread: cells(tables[0]).flatMap((row, r) => row.flatMap(
      (td, c) => td.matches('.is-unread') ? [[r, c]] : [])),
  };
}"""
INPUT, KERNEL, ERRORS, DX, DW = range(5)


def drawn(count):
    rng = np.random.default_rng(0)
    for _ in range(count):
        values = [int(rng.integers(low, high, endpoint=True)) for low, high in LIMITS.values()]
        yield values, [int(index) for index in rng.integers(0, 3, 2)]


def marked(cells, shape):
    found = np.zeros(shape)
    for cell in cells:
        found[tuple(cell)] = 1
    return found


def arrays(values):
    """x, weight and error as the figure should show them, or None where the window does not fit."""
    size, kernel, *options = values
    _, padding, dilation = options
    if dilation * (kernel - 1) + 1 > size + 2 * padding:
        return None
    sides = size, kernel, ref.output_size(*values)
    corners = (NUMBERS[name][:n, :n] for name, n in zip(NUMBERS, sides, strict=True))
    return [corner.astype(float)[None, None] for corner in corners]


def is_used(values, *, weight=None, error=None):
    """Which input cells a weight or an output uses: 1 in the gradient of x, padding included."""
    _, _, stride, padding, dilation = values
    x, w, dy = arrays(values)
    for array, only in ((w, weight), (dy, error)):
        array[...] = 1 if only is None else 0
        if only is not None:
            array[0, 0][tuple(only)] = 1
    padded = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    return (ref.conv2d_backward(dy, padded, w, stride, 0, dilation)[0][0, 0] > 0).astype(float)


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["GradientTerms"]()).locator(".cnn-figure")


def test_both_gradients_are_the_references(figure):
    fitting = 0
    for values, chosen in drawn(80):
        size, _, stride, padding, dilation = values
        given = arrays(values)
        seen = figure.evaluate(READ, [values, INPUT, chosen])
        if given is None:
            assert seen["said"].startswith("No output: the window reaches over")
            assert seen["numbers"][ERRORS] == [] and not np.any(seen["numbers"][DX])
            continue
        fitting += 1
        x, w, dy = given
        dx, dw, _ = ref.conv2d_backward(dy, x, w, stride, padding, dilation)
        ringed = np.pad(x[0, 0], padding)
        shown = [np.array(numbers) for numbers in seen["numbers"]]
        for position, right in ((INPUT, ringed), (KERNEL, w[0, 0]), (ERRORS, dy[0, 0])):
            assert (shown[position] == right).all(), values
        assert (shown[DX] == dx[0, 0]).all() and (shown[DW] == dw[0, 0]).all(), values
        unread = is_used(values) == 0
        ring = np.pad(np.zeros((size, size)), padding, constant_values=1)
        assert (marked(seen["unread"], ringed.shape) == (unread & (ring == 0))).all()
    assert fitting > 50


def test_the_terms_of_an_input_cell_add_up_to_its_gradient(figure):
    for values, chosen in drawn(80):
        given = arrays(values)
        size, _, stride, padding, dilation = values
        if given is None or max(chosen) >= size:
            continue
        x, w, dy = given
        place = [index + padding for index in chosen]
        seen = figure.evaluate(READ, [values, INPUT, place])
        dx = ref.conv2d_backward(dy, x, w, stride, padding, dilation)[0][0, 0]
        right = int(dx[tuple(chosen)])
        name = "x{}{}".format(*chosen)
        if right == 0:
            assert seen["said"] == f"No output reads {name}: an empty sum, its gradient is 0."
            continue
        names, numbers, total = re.fullmatch(
            rf"{name} is read by \d+ outputs?\. Its gradient: (.+) = (.+) = (\d+)\.", seen["said"]
        ).groups()
        assert int(total) == right
        terms = re.findall(r"δ(\d)(\d)·w(\d)(\d)", names)
        if "…" not in names:
            assert sum(int(a) * int(b) for a, b in re.findall(r"(\d+)·(\d+)", numbers)) == right
        for a, b, u, v in (map(int, term) for term in terms):
            assert stride * a + dilation * u - padding == chosen[0]
            assert stride * b + dilation * v - padding == chosen[1]
        outputs = {tuple(cell) for cell in seen["marks"][ERRORS]}
        assert outputs >= {(int(a), int(b)) for a, b, _, _ in terms}
        assert seen["said"].startswith(f"{name} is read by {len(outputs)} output")


def test_a_weight_and_an_error_mark_the_cells_that_they_meet(figure):
    for values, chosen in drawn(80):
        given = arrays(values)
        if given is None:
            continue
        x, w, dy = given
        _, kernel, stride, padding, dilation = values
        if max(chosen) < kernel:
            seen = figure.evaluate(READ, [values, KERNEL, chosen])
            right = is_used(values, weight=chosen)
            assert (marked(seen["marks"][INPUT], right.shape) == right).all(), values
            assert seen["marks"][KERNEL] == seen["marks"][DW] == [chosen]
            dw = ref.conv2d_backward(dy, x, w, stride, padding, dilation)[1][0, 0]
            assert seen["said"].endswith(f" = {int(dw[tuple(chosen)])}.")
        if max(chosen) < dy.shape[2]:
            seen = figure.evaluate(READ, [values, ERRORS, chosen])
            right = is_used(values, error=chosen)
            assert (marked(seen["marks"][INPUT], right.shape) == right).all(), values
            assert seen["marks"][ERRORS] == [chosen]
            inside = right[padding : len(right) - padding, padding : len(right) - padding]
            zeros = int(right.sum() - inside.sum())
            assert (f"; {zeros} zero" in seen["said"]) == (zeros > 0)
