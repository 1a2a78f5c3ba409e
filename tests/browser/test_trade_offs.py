"""The numbers of the interactive figure of trade-offs, against Python and SciPy."""

import re

import numpy as np
import pytest
from scipy.stats import spearmanr

from cnnlib.widgets import TradeOffs
from cnnlib.widgets.trade_offs import front, points_of
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

# Set everything and read off the caption and what the figure says.
READ = """(figure, [x, y, limited, place]) => {
  const enter = (field, value, event) => {
    field.value = value;
    field.dispatchEvent(new Event(event, { bubbles: true }));
  };
  const fields = figure.querySelectorAll('select');
  [x, y, limited].forEach((name, k) => enter(fields[k], name, 'change'));
  const limit = figure.querySelector('input[type=range]');
  if (!limit.disabled) enter(limit, place, 'input');
  return ['figcaption', '.cnn-readout', '.cnn-slider .cnn-value'].map(
    (name) => figure.querySelector(name).textContent);
}"""


def drawn():
    """Tables with ties and gaps."""
    rng = np.random.default_rng(0)
    columns = ("one", "two", "three")
    for _ in range(4):
        table = rng.integers(1, 12, (9, 3)).astype(float).tolist()
        table[0][0] = table[1][2] = None
        yield {f"net {k}": dict(zip(columns, row, strict=True)) for k, row in enumerate(table)}


def test_front_limit_and_correlation(alone):
    beaten = 0
    for networks in drawn():
        figure = TradeOffs(networks, "one", "two", alt="drawn")
        shown = alone(figure).locator(".cnn-figure")
        for x, y, limited, place in [
            ("one", "two", "nothing", 0),
            ("two", "three", "one", 28),
            ("three", "one", "three", 12),
            ("one", "three", "two", 40),
        ]:
            caption, said, most = shown.evaluate(READ, [x, y, limited, place])
            at = [figure.columns.index(name) for name in (x, y)]
            points = points_of(figure.table, *at)
            fits = points
            if limited != "nothing":
                held = [row[figure.columns.index(limited)] for row in figure.table]
                known = [value for value in held if value is not None]
                limit = min(known) * (max(known) / min(known)) ** (place / 40)
                assert float(most) == pytest.approx(limit, rel=0.006)
                fits = {k: p for k, p in points.items() if held[k] and held[k] <= limit + 1e-6}
            names = ", ".join(figure.names[k] for k in front(fits)) or "none"
            assert caption == f"{len(fits)} of {len(points)} networks fit; not beaten: {names}"
            rho = spearmanr(*np.transpose(list(points.values()))).statistic
            assert float(re.search(r"axes: (\S+)\.$", said)[1]) == pytest.approx(rho, abs=0.006)
            beaten += "Beaten by" in said
    assert beaten


def test_arrows_read_the_networks_along_the_axis(alone):
    figure = alone(EXAMPLES["TradeOffs"]()).locator(".cnn-figure")
    figure.locator("canvas").focus()
    read = []
    figure.page.keyboard.press("Home")
    for _ in range(8):
        read.append(figure.locator(".cnn-readout").inner_text().split(":")[0])
        figure.page.keyboard.press("ArrowRight")
    order = ["early", "branched", "dense", "deep", "deeper", "wide"]
    assert read == [*order, "wide", "wide"]
    said = figure.locator(".cnn-readout").inner_text()
    assert "Beaten by branched, dense, deep, deeper." in said


def test_the_pointer_reads_what_it_is_near(alone):
    figure = alone(EXAMPLES["TradeOffs"]()).locator(".cnn-figure")
    canvas = figure.locator("canvas")
    box = canvas.bounding_box()
    found = set()
    for part in (0.145, 0.49, 0.92):  # columns of the example's points
        for up in np.linspace(0.02, 0.95, 25):
            canvas.hover(position={"x": part * box["width"], "y": up * box["height"]})
            found.add(figure.locator(".cnn-readout").inner_text().split(":")[0])
    assert {"early", "wide", "dense"} <= found
