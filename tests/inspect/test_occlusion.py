"""Occlusion maps: flat where there is nothing to cover, and the probability with a hole."""

import pytest
import torch
from torch import nn

from cnnlib.inspect import occlusion_map
from tests.inspect.nets import pictures, small_net
from tests.tolerance import assert_close


@pytest.mark.parametrize("value", [None, 0.7])
def test_of_a_constant_picture_it_is_flat(value):
    net, x = small_net(), torch.full((1, 2, 12, 12), 0.7, dtype=torch.float64)
    result = occlusion_map(net, x, 1, size=5, stride=2, value=value)
    expected = net(x).softmax(dim=1)[0, 1].detach()
    assert_close(result, expected.expand(1, 6, 6))
    assert occlusion_map(net, x, 1, size=5, stride=2, value=0.0).std() > 1e-3


@pytest.mark.parametrize("value", [None, -0.3])
@pytest.mark.parametrize("size", [1, 4, (5, 2)], ids=str)
@pytest.mark.parametrize("stride", [1, 4, (5, 7)], ids=str)
def test_each_cell_is_the_probability_with_the_square_there(size, stride, value):
    net, x, target = small_net(), pictures(2), [2, 0]
    result = occlusion_map(net, x, target, size, stride, value)
    rows, columns = (size, size) if isinstance(size, int) else size
    down, right = (stride, stride) if isinstance(stride, int) else stride
    assert result.shape == (2, -(-12 // down), -(-12 // right))
    inside = torch.arange(12)
    for i in range(result.shape[1]):
        for j in range(result.shape[2]):
            top = min(i * down + (down - rows) // 2, 11)
            left = min(j * right + (right - columns) // 2, 11)
            hole = ((inside >= top) & (inside < top + rows))[:, None]
            hole = hole & (inside >= left) & (inside < left + columns)
            assert hole.any()
            grey = x.mean(dim=(2, 3), keepdim=True) if value is None else x.new_tensor(value)
            with torch.no_grad():
                share = net(torch.where(hole, grey, x)).softmax(dim=1)
            assert_close(result[:, i, j], share[[0, 1], target])


@pytest.mark.parametrize(("size", "stride"), [(1, 1), (3, 1), (3, 3), (1, 3), (2, 4)])
def test_the_map_lies_on_the_picture(size, stride):
    """A network that looks at one pixel alone: where it is covered, the map is low."""
    net = nn.Sequential(nn.Flatten(), nn.Linear(144, 2, bias=False))
    net[1].weight.data.zero_()
    net[1].weight.data[0, 7 * 12 + 4] = 9.0
    result = occlusion_map(net, torch.ones(1, 1, 12, 12), 0, size, stride, value=0.0)[0]
    low = (result < 0.6).nonzero().double().mean(dim=0)  # the middle of what is low
    middle = (low + 0.5) * stride
    assert (middle - torch.tensor([7.5, 4.5])).abs().max() <= stride / 2 or size < stride
    assert size < stride or (result < 0.6).any()
