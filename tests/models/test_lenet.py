"""The LeNets against the numbers of their papers."""

import math
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from cnnlib import models, reference
from cnnlib.inspect import summary
from cnnlib.models import lenet
from tests.models.steps import layers, outputs, reach, train_one_step
from tests.tables import rows
from tests.tolerance import assert_close

DATA = Path(__file__).resolve().parents[2] / "data"
NAMES = ["lenet1", "lenet4", "lenet5", "lenet5_1998"]


def connections(table):
    """Of the layers of 1990 to 1998: every parameter of a convolution serves at every cell of its
    map; a cell of subsampling has four inputs and a bias, though its map shares two parameters."""
    sizes = outputs(table)
    return {
        name: math.prod(sizes[name]) * 5
        if name in ("h2", "h4", "s2", "s4")
        else row.params * math.prod(sizes[name][1:])
        for name, row in table.items()
        if name != "total"
    }


def test_lenet5_of_1998_layer_by_layer():
    """Sizes, parameters and connections as the paper prints them."""
    found = layers("lenet5_1998")
    sizes, counted = outputs(found), connections(found)
    counted["output"] = 84 * 10  # a distance to a code: 84 differences, none trained
    for row in rows(DATA / "published" / "lenet5.csv"):
        name = row["layer"].lower()
        size = (int(row["maps"]), int(row["size"]), int(row["size"]))
        assert sizes[name] == size[: len(sizes[name])], name
        assert found[name].params == int(row["parameters"]), name
        assert counted[name] == int(row["connections"]), name
    assert found["total"].params == 60_000 and sum(counted.values()) == 340_908


def test_c3_table_row_by_row():
    table = [line.split() for line in lenet.C3_TABLE.strip().splitlines()]
    published = [list(row.values())[1:] for row in rows(DATA / "lenet5_c3.csv")]
    assert [["1" if mark == "X" else "0" for mark in row] for row in table] == published


def test_lenet1_has_the_numbers_of_its_paper():
    """4,635 units with the input's and one for the biases, 98,442 connections, 2,578 parameters."""
    found = layers("lenet1")
    sizes = outputs(found)
    del sizes["total"]
    assert sizes == {
        "h1": (4, 24, 24),
        "h2": (4, 12, 12),
        "h3": (12, 8, 8),
        "h4": (12, 4, 4),
        "output": (10,),
    }
    assert 28 * 28 + sum(map(math.prod, sizes.values())) + 1 == 4635
    assert sum(connections(found).values()) == 98_442
    assert found["total"].params == 2578


def test_h3_table_column_by_column():
    """Two modules that share nothing, of six maps each with one or two inputs."""
    module = [{0}, {0, 1}, {0, 1}, {1}, {0, 1}, {0, 1}]
    expected = module + [{k + 2 for k in maps} for maps in module]
    assert [set(maps) for maps in lenet.seen_maps(lenet.H3_TABLE)] == expected


def test_lenet4_has_about_260_000_connections_but_not_17_000_parameters():
    found = layers("lenet4")
    assert outputs(found)["s2"] == (8, 14, 14) and outputs(found)["f5"] == (120,)
    assert sum(connections(found).values()) == 262_306
    assert found["f5"].params == 48_120  # alone more than the whole is said to have
    assert found["total"].params == 50_698
    columns = [tuple(maps) for maps in lenet.seen_maps(lenet.LENET4_C3_TABLE)]
    assert {len(maps) for maps in columns} == {3} and len(set(columns)) == 16
    full = (25 * 8 + 1) * 16 * 100
    assert full == 321_600


def test_pairs_of_lenet4_look_at_one_map():
    """The first two maps of S2 depend on the first kernel of C1 only."""
    net = models.lenet4()
    seen = {}
    net.s2.register_forward_hook(lambda _m, _i, output: seen.update(s2=output))
    net(torch.rand(1, 1, 32, 32))
    seen["s2"][:, :2].sum().backward()
    assert net.c1.weight.grad[0].any() and not net.c1.weight.grad[1:].any()


@pytest.mark.parametrize("table", [lenet.H3_TABLE, lenet.LENET4_C3_TABLE, lenet.C3_TABLE])
def test_a_convolution_by_table_is_one_convolution_per_map(table):
    torch.manual_seed(0)
    layer = lenet.TableConv2d(table).double()
    lenet.initialise(layer)
    x = torch.rand(2, layer.in_channels, 9, 8, dtype=torch.float64)
    kernels = iter(layer.weight)
    maps = [
        F.conv2d(x[:, seen], torch.stack([next(kernels) for _ in seen])[None], bias[None])
        for seen, bias in zip(lenet.seen_maps(table), layer.bias, strict=True)
    ]
    assert next(kernels, None) is None
    assert_close(layer(x), torch.cat(maps, dim=1))


def test_what_is_not_connected_has_no_gradient():
    """A map of C3 sends its gradient to the maps of S2 in its column, and to no other."""
    net = models.lenet5_1998()
    x = torch.rand(1, 6, 14, 14, requires_grad=True)
    for column, seen in enumerate(lenet.seen_maps(lenet.C3_TABLE)):
        (gradient,) = torch.autograd.grad(net.c3(x)[:, column].sum(), x)
        reached = gradient.abs().sum(dim=(0, 2, 3)).nonzero().flatten()
        assert reached.tolist() == seen


def test_layers_that_torch_does_not_have():
    """Subsampling and distances, against the formulas."""
    torch.manual_seed(0)
    layer = lenet.Subsampling(3).double()
    lenet.initialise(layer)
    x = torch.randn(2, 3, 6, 4, dtype=torch.float64)
    weight, bias = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    assert_close(layer(x), reference.subsample2d(x.numpy(), weight, bias))
    x, codes = torch.randn(5, 84, dtype=torch.float64), lenet.digit_codes().double()
    assert_close(lenet.RBF(codes)(x), reference.rbf(x.numpy(), codes.numpy()))
    ones = lenet.squash(torch.tensor([-1.0, 0.0, 1.0]))
    assert torch.allclose(ones, torch.tensor([-1.0, 0.0, 1.0]), atol=1e-4)


def test_codes_are_ten_drawings_that_differ():
    codes = lenet.digit_codes()
    assert codes.shape == (10, 7 * 12) and set(codes.unique().tolist()) == {-1, 1}
    apart = (codes[:, None] != codes).sum(dim=2) + 84 * torch.eye(10, dtype=torch.int64)
    assert apart.min() >= 8
    one = codes[1].view(12, 7)
    assert (one[:, 3] == 1).all() and (one[1:11, 5:] == -1).all()  # a stroke in the middle


def test_codes_are_fixed_and_saved():
    net = models.lenet5_1998()
    assert "output.codes" in net.state_dict()
    assert "output.codes" not in dict(net.named_parameters())
    torch.manual_seed(0)
    other = models.lenet5_1998(num_classes=4).output.codes
    assert other.shape == (4, 84) and set(other.unique().tolist()) == {-1, 1}


def test_cross_entropy_is_the_papers_criterion():
    """Equation 9 without the constant of the rubbish class; the nearest code has the top logit."""
    torch.manual_seed(0)
    net = models.lenet5_1998().double()
    x, right = torch.rand(3, 1, 32, 32, dtype=torch.float64), torch.tensor([3, 0, 9])
    kept = []
    net.output.register_forward_hook(lambda _m, _i, output: kept.append(output))
    logits, distances = net(x), kept[0]
    loss = distances[range(3), right] + torch.log(torch.exp(-distances).sum(dim=1))
    assert_close(F.cross_entropy(logits, right), loss.mean())
    assert torch.equal(logits.argmax(dim=1), distances.argmin(dim=1))


def test_first_weights_are_uniform_up_to_their_fan_in():
    torch.manual_seed(0)
    net = models.lenet5_1998()
    fan_in = {"c1": 25, "s2": 4, "s4": 4, "c5": 400, "f6": 120}
    for name, count in fan_in.items():
        for parameter in getattr(net, name).parameters():
            assert parameter.abs().max() <= 2.4 / count
    assert net.c5.weight.abs().max() > 0.99 * 2.4 / 400
    assert net.c3.weight[:18].abs().max() > 2.4 / 100 > net.c3.weight[18:54].abs().max()
    assert net.c3.weight[54:].abs().max() <= 2.4 / 150


def test_parameters_by_layer():
    """Modern LeNet-5: the 1998 counts with a full C3 (2,416) and a linear output (850)."""
    net = models.lenet5()
    names = ["c1", "c3", "c5", "f6", "output"]
    counts = [sum(p.numel() for p in getattr(net, name).parameters()) for name in names]
    assert counts == [156, 2416, 48120, 10164, 850]
    assert sum(p.numel() for p in net.parameters()) == 61706


def test_summary():
    result = summary(models.lenet5(), (1, 32, 32))
    found = {row.split(",")[0]: row for row in result.to_csv().splitlines()[1:]}
    columns = "layer,output,params,macs,bytes,receptive_field,stride"
    assert result.to_csv().splitlines()[0] == columns
    assert ",156,117600," in found["c1"] and ",2416,240000," in found["c3"]
    assert ",48120,48000," in found["c5"] and found["c5"].split(",")[-2] == "32"
    assert "61706" in found["total"].split(",")


@pytest.mark.parametrize(
    ("name", "layer", "size"),
    [("lenet1", "h4", 16), ("lenet4", "s4", 16), ("lenet5", "c3", 14), ("lenet5_1998", "s4", 16)],
)
def test_the_gradient_reaches_as_far_as_the_summary_says(name, layer, size):
    """Receptive fields, measured: where the gradient of a layer's middle unit is not zero."""
    assert layers(name)[layer].receptive_field == str(size)
    assert reach(models.build(name), layer, models.input_shape(name)[1]) == size


@pytest.mark.parametrize("name", NAMES)
def test_one_step(name):
    assert train_one_step(name, batch=2).shape == (2, 10)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("options", [{"num_classes": 0}, {"in_channels": 0}], ids=str)
def test_bad_options(name, options):
    with pytest.raises(ValueError, match=f"{name}: {next(iter(options))} is 0"):
        models.build(name, **options)


@pytest.mark.parametrize("name", NAMES)
def test_pictures_of_another_size_are_refused(name):
    channels, side, _ = models.input_shape(name)
    net = models.build(name)
    for shape in [(1, side, side), (2, 3, side, side), (2, 1, side + 4, side)]:
        message = rf"{name}: x has shape .*, expected \(N, {channels}, {side}, {side}\)"
        with pytest.raises(ValueError, match=message):
            net(torch.zeros(shape))


def test_unknown_network():
    with pytest.raises(ValueError, match="did you mean 'lenet5'"):
        models.build("lenet6")
    with pytest.raises(AttributeError):
        _ = models.lenet6
