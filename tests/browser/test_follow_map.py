"""The numbers of the interactive figure of a dense block, against its Python side."""

import numpy as np
import pytest

from cnnlib.widgets import FollowMap
from cnnlib.widgets.follow_map import COMPRESSIONS, bookkeeping

pytestmark = pytest.mark.browser

# Set everything and read off what the figure says and its table.
READ = """(figure, [steppers, place, bottleneck]) => {
  figure.querySelectorAll('.cnn-stepper input').forEach((field, k) => {
    field.value = steppers[k];
    field.dispatchEvent(new Event('input', { bubbles: true }));
  });
  const slider = figure.querySelector('input[type=range]');
  slider.value = place;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const box = figure.querySelector('input[type=checkbox]');
  if (box.checked !== bottleneck) box.click();
  return READOUT(figure);
}"""
READOUT = """(figure) => ({ said: figure.querySelector('.cnn-readout').textContent,
  rows: [...figure.querySelectorAll('tbody tr:not(.cnn-names)')].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent)) })"""


def numbers(cells):
    return [int(cell.replace(",", "")) if cell else None for cell in cells]


@pytest.mark.parametrize(
    ("block", "source", "place", "bottleneck"),
    [((64, 32, 6), 0, 1, True), ((6, 4, 5), 3, 3, False), ((250, 60, 12), 12, 0, True)],
)
def test_every_count_is_pythons(alone, block, source, place, bottleneck):
    figure = alone(FollowMap(alt="A block")).locator(".cnn-figure")
    script = READ.replace("READOUT", f"({READOUT})")
    seen = figure.evaluate(script, [[*block, source], place, bottleneck])
    rows = bookkeeping(*block, bottleneck, COMPRESSIONS[place])
    size = block[1] if source else block[0]
    for number, (row, cells) in enumerate(zip(rows, seen["rows"], strict=True), start=1):
        followed = size if number > source else None
        assert numbers(cells) == [row["reads"], followed, row["gives"], row["parameters"]]
    inside = sum(row["parameters"] for row in rows[:-1])
    count = block[2]
    assert f"{count * (count + 1) // 2} connections and {inside:,} parameters" in seen["said"]
    assert f"{rows[-1]['gives']:,} of them." in seen["said"]


def test_weights_are_relative_to_the_readers_largest(alone):
    weights = np.triu(np.arange(1, 17).reshape(4, 4))
    page = alone(FollowMap(6, 2, 3, source=1, weights=weights, alt="A block"))
    figure = page.locator(".cnn-figure")
    seen = figure.evaluate(READOUT)
    shares = weights[1] / weights.max(axis=0)
    assert [row[-1] for row in seen["rows"]] == ["", *(f"{share:.2f}" for share in shares[1:])]
    fields = figure.locator(".cnn-stepper input")
    assert [fields.nth(k).is_disabled() for k in range(4)] == [True] * 3 + [False]
    figure.get_by_label("weights of the trained block").uncheck()
    assert not fields.nth(0).is_disabled()
    assert len(figure.evaluate(READOUT)["rows"][0]) == 4
