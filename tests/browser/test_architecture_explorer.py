"""The numbers of the architecture explorer, against torch's own layers."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib import models
from cnnlib.inspect import summary
from cnnlib.widgets.architecture_explorer import KINDS, NETWORKS
from tests.browser.examples import EXAMPLES

pytestmark = pytest.mark.browser

FIELDS = ("width", "kernel", "stride", "padding", "groups")

DRAWN = {
    "width": (2, 4, 6, 9, 12),
    "kernel": (1, 2, 3, 5),
    "stride": (1, 2, 3),
    "padding": (0, 1, 2),
    "groups": (1, 1, 2, 3),
}

# Take a network as published, type the side and some layers' sizes, and read everything off.
READ = """(figure, [network, side, changes]) => {
  const [taken, layer] = figure.querySelectorAll('select');
  const fields = [...figure.querySelectorAll('.cnn-stepper input')];
  const put = (field, value, kind) => {
    field.value = value;
    field.dispatchEvent(new Event(kind, { bubbles: true }));
  };
  put(taken, network, 'change');
  put(fields[0], side, 'input');
  for (const [name, sizes] of changes) {
    put(layer, name, 'change');
    for (const [k, value] of sizes) put(fields[k + 1], value, 'input');
  }
  const table = figure.querySelector('table');
  return { said: figure.querySelector('.cnn-readout').textContent,
    chart: figure.querySelector('.cnn-plot').getAttribute('aria-label'),
    off: fields.slice(1).map((field) => field.disabled),
    values: fields.map((field) => Number(field.value)),
    rows: [...table.rows].slice(1).map((line) =>
      [...line.querySelectorAll('td')].map((cell) => cell.textContent)) };
}"""


@pytest.fixture
def figure(alone):
    return alone(EXAMPLES["ArchitectureExplorer"]()).locator(".cnn-figure")


def totals(said):
    found = re.search(r"All layers: ([\d,]+) parameters, ([\d,]+) MACs\.$", said).groups()
    return [int(number.replace(",", "")) for number in found]


@pytest.mark.parametrize(
    ("name", "model"), [("LeNet-5", "lenet5"), ("AlexNet", "alexnet"), ("VGG-16", "vgg16")]
)
def test_published_networks(figure, name, model):
    seen = figure.evaluate(READ, [name, NETWORKS[name]["side"], []])
    table = summary(models.build(model), models.input_shape(model))
    assert totals(seen["said"]) == [table.total.params, table.total.macs]
    percent = [100 * row.params / table.total.params for row in table.rows if row.params][:-1]
    drawn = [float(p) for p in re.findall(r"\S+ (\d+\.\d)(?:,|$|;)", seen["chart"])]
    assert [p for p in drawn if p] == [round(p, 1) for p in percent if p >= 0.05]


def torch_layers(layers, channels):
    made = []
    for layer in layers:
        if layer["kind"] == "full":
            made += [] if any(isinstance(m, nn.Flatten) for m in made) else [nn.Flatten()]
            made.append(nn.LazyLinear(layer["width"]))
        elif layer["kind"] == "pool":
            sizes = (layer[name] for name in ("kernel", "stride", "padding"))
            made.append(nn.MaxPool2d(*sizes))
        else:
            sizes = (layer[name] for name in ("width", "kernel", "stride", "padding"))
            conv = nn.Conv2d(channels, *sizes, groups=layer["groups"])
            channels = layer["width"]
            made.append(conv)
    return nn.Sequential(*made)


def test_changed_networks_are_torchs_or_do_not_fit(figure):
    rng = np.random.default_rng(0)
    fitting = 0
    for _ in range(80):
        layers = [dict(layer) for layer in NETWORKS["LeNet-5"]["layers"]]
        side, changes = int(rng.integers(32, 90)), []
        for number in rng.permutation(len(layers) - 1)[:3]:
            layer, sizes = layers[number], []
            for name in KINDS[layer["kind"]]:
                layer[name] = int(rng.choice(DRAWN[name]))
                sizes.append([FIELDS.index(name), layer[name]])
            changes.append([layer["name"], sizes])
        seen = figure.evaluate(READ, ["LeNet-5", side, changes])
        chosen = layers[[one["name"] for one in layers].index(changes[-1][0])]
        assert seen["off"] == [name not in KINDS[chosen["kind"]] for name in FIELDS]
        try:
            net = torch_layers(layers, channels=1)
            net(torch.zeros(1, 1, side, side))
        except (RuntimeError, ValueError):
            assert seen["said"].startswith("It does not fit: "), (side, layers)
            assert ["–", "–", "–"] in seen["rows"]
            continue
        fitting += 1
        table = summary(net, (1, side, side))
        assert totals(seen["said"]) == [table.total.params, table.total.macs]
        outputs = [
            row.output
            for row, layer in zip(table.rows, net, strict=False)
            if not isinstance(layer, nn.Flatten)
        ]
        assert [cells[0].replace("\u00a0×\u00a0", "x") for cells in seen["rows"]] == outputs
    assert 20 < fitting < 78


def test_what_the_windows_leave_is_said(figure):
    seen = figure.evaluate(READ, ["AlexNet", 224, [["conv1", []]]])
    assert "conv1: 3 × 224 × 224 becomes 96 × 54 × 54" in seen["said"].replace("\u00a0", " ")
    assert "Its windows leave 1 of the last rows and columns unread." in seen["said"]
    padded = figure.evaluate(READ, ["AlexNet", 224, [["conv1", [[3, 2]]]]])
    assert "becomes 96 × 55 × 55" in padded["said"].replace("\u00a0", " ")
    assert totals(padded["said"]) == [60_965_224, 724_406_816]


def test_two_towers_or_one(figure):
    one = [[name, [[4, 1]]] for name in ("conv2", "conv4", "conv5")]
    seen = figure.evaluate(READ, ["AlexNet", 227, one])
    assert totals(seen["said"])[0] == 62_378_344


def test_as_published_takes_every_change_back(figure):
    figure.evaluate(READ, ["AlexNet", 200, [["conv2", [[0, 100], [4, 4]]]]])
    figure.get_by_role("button", name="As published").click()
    assert totals(figure.locator(".cnn-readout").text_content()) == [60_965_224, 724_406_816]
    assert figure.get_by_label("side of the picture", exact=True).input_value() == "227"
