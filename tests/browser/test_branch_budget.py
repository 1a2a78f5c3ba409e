"""The numbers of the interactive figure of branches, against the package's modules."""

import re

import numpy as np
import pytest
import torch

from cnnlib.inspect import summary
from cnnlib.models.googlenet import TABLE_1, Inception, NaiveInception, googlenet
from cnnlib.widgets.branch_budget import MODULES, branches, naive_branches, total
from tests.browser.examples import EXAMPLES

# Take a module or type eight sizes, and read off everything.
READ = """(figure, [module, sizes]) => {
  const taken = figure.querySelector('select');
  if (module) {
    taken.value = module;
    taken.dispatchEvent(new Event('change', { bubbles: true }));
  }
  const fields = [...figure.querySelectorAll('.cnn-stepper input')];
  (sizes ?? []).forEach((size, k) => {
    fields[k].value = String(size);
    fields[k].dispatchEvent(new Event('input', { bubbles: true }));
  });
  return { taken: taken.value, sizes: fields.map((field) => Number(field.value)),
    said: figure.querySelector('.cnn-readout').textContent,
    tables: [...figure.querySelectorAll('table')].map((table) => [...table.rows].slice(1).map(
      (line) => [...line.querySelectorAll('td')].map((cell) => cell.textContent))) };
}"""
SAID = re.compile(
    r"(\d+) maps for ([\d,]+) parameters and ([\d,]+) MACs; without reductions (\d+) maps for "
    r"([\d,]+) and ([\d,]+), .* The (1×1|3×3|5×5|pool) branch takes (\d+)% of the MACs\."
)


def number(text):
    value, _, unit = text.partition("\u00a0")
    return float(value) * {"": 1, "k": 1e3, "M": 1e6, "G": 1e9}[unit]


def check(seen, sizes):
    rows, naive = branches(*sizes), naive_branches(*sizes)
    *counts, name, share = SAID.fullmatch(seen["said"]).groups()
    assert [int(count.replace(",", "")) for count in counts] == [*total(rows), *total(naive)]
    macs = [row[2] for row in rows]
    assert ("1×1", "3×3", "5×5", "pool").index(name) == np.argmax(macs)
    assert abs(int(share) - 100 * max(macs) / sum(macs)) <= 0.5
    for table, wanted in zip(seen["tables"][:2], (rows, naive), strict=True):
        whole = total(wanted)
        for cells, row in zip(table, [*wanted, whole], strict=True):
            assert [number(cell) for cell in cells[:3]] == pytest.approx(row, rel=5e-3)
            assert abs(int(cells[3].rstrip("%")) - 100 * row[2] / whole[2]) <= 0.5


@pytest.mark.parametrize("name", MODULES)
def test_a_module_costs_what_the_package_counts(name):
    channels, side, *widths = MODULES[name]
    row = TABLE_1[name]
    assert list(row.values()) == widths
    reduced = summary(Inception(channels, **row), (channels, side, side)).total
    assert total(branches(*MODULES[name])) == (
        sum(row.values()) - row["n3x3_reduce"] - row["n5x5_reduce"],
        reduced.params,
        reduced.macs,
    )
    plain = {key: row[key] for key in ("n1x1", "n3x3", "n5x5")}
    naive = summary(NaiveInception(channels, **plain), (channels, side, side)).total
    maps = channels + sum(plain.values())
    assert total(naive_branches(*MODULES[name])) == (maps, naive.params, naive.macs)


def test_the_modules_are_where_googlenet_has_them():
    with torch.device("meta"):
        net, x = googlenet(), torch.zeros(1, 3, 224, 224)
    seen = {}
    for name, module in net.named_children():
        if isinstance(module, Inception):
            module.register_forward_pre_hook(
                lambda _module, inputs, name=name[-2:]: seen.update({name: inputs[0].shape[1:]})
            )
    net(x)
    assert seen == {name: (row[0], row[1], row[1]) for name, row in MODULES.items()}


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["BranchBudget"]()).locator(".cnn-figure")


@pytest.mark.browser
def test_every_module_of_googlenet(figure):
    for name, sizes in MODULES.items():
        seen = figure.evaluate(READ, [name, None])
        assert (seen["taken"], tuple(seen["sizes"])) == (name, sizes)
        check(seen, sizes)
    for cells, sizes in zip(seen["tables"][2], MODULES.values(), strict=True):
        cost, naive = total(branches(*sizes)), total(naive_branches(*sizes))
        shown = [number(cell) for cell in cells[:4]]
        assert shown == pytest.approx([*cost, naive[2]], rel=5e-3)
        assert float(cells[4]) == pytest.approx(naive[2] / cost[2], abs=0.05)


@pytest.mark.browser
def test_own_sizes(figure):
    rng = np.random.default_rng(0)
    for _ in range(20):
        sizes = [int(n) for n in rng.integers(1, 200, 8)]
        seen = figure.evaluate(READ, [None, sizes])
        assert (seen["taken"], seen["sizes"]) == ("my own", sizes)
        check(seen, sizes)
    assert figure.evaluate(READ, [None, MODULES["4c"]])["taken"] == "4c"
