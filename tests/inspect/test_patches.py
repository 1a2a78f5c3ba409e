"""The strongest patches: found by hand, and cut where the cell sees them."""

import torch
from torch import nn

from cnnlib.inspect import max_activating_patches
from tests.inspect.nets import pictures, small_net


def test_they_are_the_strongest_of_each_picture():
    net, x = small_net(), pictures(20)
    values = net[:5](x)[:, 2].flatten(1).max(dim=1)
    order = values.values.argsort(descending=True)[:5]
    found = max_activating_patches(net, x, "4", 2, count=5, batch_size=7)
    assert [patch.picture for patch in found] == order.tolist()
    assert [patch.value for patch in found] == values.values[order].tolist()
    assert [patch.cell for patch in found] == [divmod(k, 2) for k in values.indices[order].tolist()]


def test_a_patch_is_what_its_cell_sees_inside_the_picture():
    """In `small_net` a cell sees 8 rows and columns, the first from -1 on, the next 4 further."""
    x = pictures(20)
    for patch in max_activating_patches(small_net(), x, "4", 2, count=20):
        first = [4 * place - 1 for place in patch.cell]
        rows, columns = (slice(max(0, start), start + 8) for start in first)
        assert (patch.top, patch.left) == (rows.start, columns.start)
        assert torch.equal(patch.pixels, x[patch.picture][:, rows, columns])


def test_of_equal_ones_the_first_comes_first():
    x = torch.zeros(70, 1, 3, 3)
    x[[1, 40, 69]] = 5.0
    found = max_activating_patches(nn.Sequential(nn.MaxPool2d(3)), x, "0", 0, count=4)
    assert [patch.picture for patch in found] == [1, 40, 69, 0]


def test_the_patch_of_a_unit_is_the_whole_picture():
    x = pictures(4)
    (patch,) = max_activating_patches(small_net(), x, "6", 0, count=1)
    # The last row and column are left over by the stride of 2.
    assert patch.cell == () and torch.equal(patch.pixels, x[patch.picture][:, :11, :11])
    assert (patch.top, patch.left) == (0, 0)
