"""Pooling on tensors: drawn configurations, ties, NaN, what lies in the padding, and chance."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

import cnnlib.reference as ref
from cnnlib import gpu
from tests.gpu.operations import assert_agrees, assert_as_reference
from tests.gpu.places import DEVICES, DTYPES, place
from tests.reference.draws import planes, poolings, smallest_input
from tests.tolerance import assert_close

on_devices = pytest.mark.parametrize("device", DEVICES)


def finest(device):
    """The most exact dtype that the device has."""
    return "float32" if device == "mps" else "float64"


def max_pooled(tensor, options):
    """Values, indices and the gradient of a max pooling, checked against the reference's."""
    y, indices = gpu.max_pool2d(tensor, return_indices=True, **options)
    x = tensor.detach().cpu().numpy()
    expected, expected_indices = ref.max_pool2d(x, return_indices=True, **options)
    assert_close(y, expected)
    np.testing.assert_array_equal(indices.cpu(), expected_indices)
    assert indices.dtype == torch.int64 and not indices.requires_grad
    dy = np.random.default_rng(0).standard_normal(y.shape).astype(x.dtype)
    (dx,) = torch.autograd.grad(y, tensor, torch.from_numpy(dy).to(tensor.device))
    assert_close(dx, ref.max_pool2d_backward(dy, x, **options), "dx")
    return y, indices, dx


@on_devices
@given(arguments=poolings(dilated=True))
def test_max_pool2d_of_drawn_configurations(device, arguments):
    x, options = arguments
    tensor = place(x, device, finest(device))
    y, indices, _ = max_pooled(tensor, options)
    assert torch.equal(gpu.max_pool2d(tensor, **options), y)
    theirs, expected_indices = F.max_pool2d(tensor, return_indices=True, **options)
    if torch.isfinite(theirs).all():  # else where an index points is torch's accident
        assert torch.equal(y, theirs) and torch.equal(indices, expected_indices)


@on_devices
@given(arguments=poolings(dilated=False), count_include_pad=st.booleans())
def test_avg_pool2d_of_drawn_configurations(device, arguments, count_include_pad):
    x, options = arguments
    options["count_include_pad"] = count_include_pad
    assert_agrees("avg_pool2d", [x], options, device, finest(device))


@on_devices
@pytest.mark.parametrize("norm_type", [1, 2, 3, 1.5])
@given(arguments=poolings(dilated=False))
def test_lp_pool2d_of_drawn_configurations(norm_type, device, arguments):
    x, options = arguments
    options = {name: options[name] for name in ("kernel_size", "stride", "ceil_mode")}
    height, width = smallest_input(options["kernel_size"], 0, 1)
    assume(height <= x.shape[2] and width <= x.shape[3])  # drawn with padding in mind
    x = np.abs(x) + 0.5 if norm_type != 1 else x + 0.3  # away from 0: there is no derivative
    assert_agrees("lp_pool2d", [x], {"norm_type": norm_type, **options}, device, finest(device))


@pytest.mark.parametrize("norm_type", [0.5, 1, 2, 3])
def test_lp_pool2d_where_there_is_no_derivative_or_no_root(norm_type):
    x = np.maximum(np.random.default_rng(0).standard_normal((2, 3, 8, 8)), 0)
    for array in (x, x - 0.5):  # with sums of zero, and with negative numbers: NaN
        tensor = place(array, "cpu", "float64")
        options = {"norm_type": norm_type, "kernel_size": 2, "stride": 1}
        y = gpu.lp_pool2d(tensor, **options)
        dy = torch.from_numpy(np.random.default_rng(1).standard_normal(y.shape))
        y.backward(dy)
        with np.errstate(invalid="ignore"):
            assert_as_reference("lp_pool2d", [tensor], options, y, dy, [tensor.grad])


@on_devices
@given(x=planes())
def test_global_avg_pool2d_of_drawn_planes(device, x):
    assert_agrees("global_avg_pool2d", [x], {}, device, finest(device))


@on_devices
@given(x=planes(), kernel_size=st.integers(1, 3), seed=st.integers(0, 100))
def test_subsample2d_of_drawn_planes(device, x, kernel_size, seed):
    assume(min(x.shape[2:]) >= kernel_size)
    learned = np.random.default_rng(seed).standard_normal((2, x.shape[1]))
    assert_agrees(
        "subsample2d", [x, *learned], {"kernel_size": kernel_size}, device, finest(device)
    )


class TestMaximum:
    @pytest.mark.parametrize("cells", [[5, 5, 5, 5], [1, 5, 5, 0], [-0.0, 0, -0.0, 0]], ids=str)
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_of_equal_values_the_first_wins(self, cells, dtype):
        x = torch.tensor(cells, dtype=getattr(torch, dtype)).reshape(1, 1, 2, 2)
        index = gpu.max_pool2d(x, 2, return_indices=True)[1]
        assert index.item() == F.max_pool2d(x.double(), 2, return_indices=True)[1].item()

    @on_devices
    def test_nan_is_the_maximum_and_the_first_one_wins(self, device):
        rng = np.random.default_rng(0)
        x = rng.standard_normal((2, 3, 9, 9)).astype(np.float32)
        x[rng.random(x.shape) < 0.2] = np.nan
        y, _, _ = max_pooled(
            place(x, device, "float32"), {"kernel_size": 3, "stride": 2, "padding": 1}
        )
        assert torch.isnan(y).any() and not torch.isnan(y).all()

    @pytest.mark.parametrize(
        "options",
        [
            {"kernel_size": 2, "padding": 1},
            {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
            {"kernel_size": 3, "stride": 1, "padding": (1, 0)},
        ],
        ids=str,
    )
    def test_a_window_of_minus_infinity_points_into_the_plane(self, options):
        x = torch.full((2, 3, 6, 6), -torch.inf, requires_grad=True)
        y, indices, _ = max_pooled(x, options)
        assert torch.isneginf(y).all()
        assert torch.equal(indices, F.max_pool2d(x, return_indices=True, **options)[1])

    def test_a_window_in_the_padding_alone_has_no_gradient(self):
        x = torch.ones(1, 1, 2, 2, requires_grad=True)  # its four neighbours lie around the plane
        y, indices, dx = max_pooled(x, {"kernel_size": 2, "padding": 1, "dilation": 3})
        assert torch.isneginf(y).all() and indices.item() == 0 and not dx.any()

    @pytest.mark.parametrize("kernel_size", [(15, 17), (16, 16), (20, 17)], ids=str)
    def test_windows_of_about_as_many_cells_as_a_byte_counts(self, kernel_size):
        x = np.random.default_rng(0).integers(0, 9, (2, 3, 40, 35)).astype(np.float64)
        x[0, 0] = np.arange(x[0, 0].size).reshape(x.shape[2:])  # the last cell wins
        max_pooled(place(x, "cpu", "float64"), {"kernel_size": kernel_size, "stride": (5, 3)})

    @pytest.mark.parametrize("value", [torch.nan, torch.inf])
    def test_no_gradient_leaks_to_losers(self, value):
        x = torch.tensor([[[[1.0, 2.0, 3.0, 4.0]]]], requires_grad=True)
        gpu.max_pool2d(x, (1, 2)).backward(torch.tensor([[[[value, 1.0]]]]))
        np.testing.assert_array_equal(x.grad.flatten(), [0, value, 0, 1])

    @on_devices
    @pytest.mark.parametrize("dtype", ["bfloat16", "float16"])
    def test_shared_maxima_sum_in_float32(self, device, dtype):
        """A cell in 81 windows: added up in bfloat16 it would stop at 2 of 256ths' worth."""
        x = torch.zeros(1, 1, 17, 17, device=device, dtype=getattr(torch, dtype))
        x[0, 0, 8, 8] = 1
        x.requires_grad_()
        y = gpu.max_pool2d(x, 9, 1)
        y.backward(torch.full_like(y, 1 + 2**-7))
        assert x.grad.sum() == x.grad[0, 0, 8, 8] == torch.tensor(81 * (1 + 2**-7)).to(x.dtype)

    def test_gradcheck_with_indices(self):
        x = torch.randn(2, 3, 5, 4, dtype=torch.float64, requires_grad=True)
        assert torch.autograd.gradcheck(lambda t: gpu.max_pool2d(t, 2, 1, 1, 1, True, True), [x])


@on_devices
@given(arguments=poolings(dilated=False), more=st.tuples(*[st.integers(-3, 3)] * 2))
def test_max_unpool2d_of_drawn_configurations(device, arguments, more):
    x, options = arguments
    dtype = finest(device)
    pooled, indices = ref.max_pool2d(x.astype(dtype), return_indices=True, **options)
    del options["ceil_mode"]
    size = tuple(max(1, n + m) for n, m in zip(x.shape[2:], more, strict=True))
    for output_size in (None, tuple(x.shape[2:]), size):
        options["output_size"] = output_size
        tensors = place(pooled, device, dtype), torch.from_numpy(indices).to(device)
        try:
            ref.max_unpool2d(pooled, indices, **options)
        except ValueError as theirs:
            with pytest.raises(ValueError) as ours:
                gpu.max_unpool2d(*tensors, **options)
            assert str(ours.value) == str(theirs)
            continue
        y = gpu.max_unpool2d(*tensors, **options)
        dy = torch.from_numpy(np.random.default_rng(0).standard_normal(y.shape).astype(dtype))
        y.backward(dy.to(device))
        assert_as_reference("max_unpool2d", tensors, options, y, dy, [tensors[0].grad])


def test_switches_route_back_and_forth():
    x = torch.randn(2, 3, 8, 6)
    y, indices = gpu.max_pool2d(x, 2, return_indices=True)
    restored = gpu.max_unpool2d(y, indices, 2)
    assert torch.equal(restored != 0, restored == x)
    again, same = gpu.max_pool2d(restored.relu() + x.clamp(max=0), 2, return_indices=True)
    assert torch.equal(again, y) and torch.equal(same, indices)


class TestStochasticPooling:
    @on_devices
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_the_mean_of_many_draws_is_the_expectation(self, dtype, device):
        x = place(np.array([[[[1.0, 2.0], [0.0, 5.0]]]]), device, dtype).detach()
        rng = torch.Generator(device).manual_seed(0)
        y, mask = gpu.stochastic_pool2d(x.expand(20000, 1, 2, 2), 2, rng=rng)
        shares = torch.bincount(mask.indices.cpu().flatten(), minlength=4) / 20000
        np.testing.assert_allclose(shares, x.cpu().float().flatten() / 8, atol=0.015)
        assert shares[2] == 0 and y.dtype == x.dtype
        assert abs(y.cpu().double().mean() - (1 + 4 + 25) / 8) < 0.06

    @on_devices
    @given(x=planes(), kernel_size=st.integers(1, 3), stride=st.integers(1, 3))
    def test_each_window_chooses_one_of_its_cells(self, device, x, kernel_size, stride):
        assume(min(x.shape[2:]) >= kernel_size)
        x = np.maximum(x, 0).astype(finest(device))
        tensor = place(x, device, finest(device))
        rng = torch.Generator(device).manual_seed(0)
        y, mask = gpu.stochastic_pool2d(tensor, kernel_size, stride, rng=rng)
        indices, none = mask.indices.cpu().numpy(), ref.max_pool2d(x, kernel_size, stride) == 0
        np.testing.assert_array_equal(indices == -1, none)
        n, c = np.indices(y.shape)[:2]
        row, column = np.divmod(indices, x.shape[3])
        assert_close(y, np.where(none, 0, x[n, c, row, column]))
        assert ((y > 0).cpu().numpy() == ~none).all()
        i, j = np.indices(y.shape[2:]) * stride
        inside = (i <= row) & (row < i + kernel_size) & (j <= column) & (column < j + kernel_size)
        assert (inside | none).all()
        dy = np.random.default_rng(1).standard_normal(y.shape).astype(x.dtype)
        y.backward(torch.from_numpy(dy).to(device))
        switches = ref.stochastic_pool2d(x, kernel_size, stride, rng=np.random.default_rng(0))[1]
        switches.indices[...] = indices
        assert_close(tensor.grad, ref.stochastic_pool2d_backward(dy, switches))

    def test_large_values_are_all_chosen(self):
        x = torch.full((4000, 1, 2, 2), 3e38)  # four of them are more than float32 holds
        y, mask = gpu.stochastic_pool2d(x, 2, rng=torch.Generator().manual_seed(0))
        assert (y == x[..., :1, :1]).all()
        shares = torch.bincount(mask.indices.flatten()) / 4000
        np.testing.assert_allclose(shares, 0.25, atol=0.03)

    def test_a_choice_never_runs_past_the_end(self):
        x = torch.rand(64, 8, 16, 16, generator=torch.Generator().manual_seed(0))
        y, mask = gpu.stochastic_pool2d(x, 4, rng=torch.Generator().manual_seed(1))
        assert (mask.indices >= 0).all() and (y > 0).all() and mask.input_size == (16, 16)

    def test_gradcheck(self):
        """The same seed chooses the same cells, unless x moves a mark over a border."""
        x = torch.rand(2, 3, 5, 4, dtype=torch.float64).requires_grad_()

        def pool(t):
            return gpu.stochastic_pool2d(t, 3, 1, rng=torch.Generator().manual_seed(3))[0]

        assert torch.autograd.gradcheck(pool, [x])

    def test_the_same_seed_chooses_the_same_cells_whatever_the_layout(self):
        x = torch.rand(2, 3, 6, 6)
        layouts = x, x.contiguous(memory_format=torch.channels_last)
        first, again = (
            gpu.stochastic_pool2d(t, 2, rng=torch.Generator().manual_seed(7))[1] for t in layouts
        )
        assert torch.equal(first.indices, again.indices)
