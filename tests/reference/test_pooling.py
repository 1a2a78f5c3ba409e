"""Pooling against torch over drawn configurations."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import planes, poolings
from tests.tolerance import assert_close


@given(arguments=poolings(dilated=True))
def test_max_pool2d_agrees_with_torch(arguments):
    x, options = arguments
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected, expected_indices = F.max_pool2d(tensor, return_indices=True, **options)
    # A dilated window may lie in the padding alone; where its index points is torch's accident.
    assume(torch.isfinite(expected).all())
    y, indices = ref.max_pool2d(x, return_indices=True, **options)
    assert_close(y, expected)
    np.testing.assert_array_equal(indices, expected_indices.numpy())
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.max_pool2d_backward(dy, x, **options), tensor.grad, "dx")


@given(arguments=poolings(dilated=False), count_include_pad=st.booleans())
def test_avg_pool2d_agrees_with_torch(arguments, count_include_pad):
    x, options = arguments
    options["count_include_pad"] = count_include_pad
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = F.avg_pool2d(tensor, **options)
    y = ref.avg_pool2d(x, **options)
    assert_close(y, expected)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.avg_pool2d_backward(dy, x, **options), tensor.grad, "dx")


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("options", [{}, {"stride": 1, "padding": 1}], ids=str)
def test_backward_agrees_with_finite_differences(name, options):
    rng = np.random.default_rng(0)
    x = rng.permutation(2 * 3 * 5 * 4).reshape(2, 3, 5, 4) / 10.0  # no ties: no kinks
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    dy = rng.standard_normal(forward(x, 3, **options).shape)
    error = ref.gradient_check(
        lambda: np.sum(dy * forward(x, 3, **options)), [x], [backward(dy, x, 3, **options)]
    )
    assert error < 1e-7


def test_a_nan_in_the_window_is_the_maximum():
    x = np.array([[[[1.0, np.nan], [3.0, 2.0]]]])
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    assert np.isnan(y).all() and indices.item() == 1
    assert ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2).ravel().tolist() == [0, 1, 0, 0]


def test_worked_example():
    x = np.array([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]])
    assert ref.max_pool2d(x, 2)[0, 0].tolist() == [[5, 7]]
    assert ref.avg_pool2d(x, 2)[0, 0].tolist() == [[3.25, 4]]


@pytest.mark.parametrize("padding", [0, 1])
def test_a_window_of_minus_infinity_points_into_the_plane(padding):
    x = np.full((1, 1, 4, 4), -np.inf)
    _, expected = F.max_pool2d(torch.from_numpy(x), 2, padding=padding, return_indices=True)
    y, indices = ref.max_pool2d(x, 2, padding=padding, return_indices=True)
    assert np.isneginf(y).all()
    np.testing.assert_array_equal(indices, expected.numpy())


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_no_gradient_leaks_to_losers(value):
    x, dy = np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), np.array([[[[value, 1.0]]]])
    dx = ref.max_pool2d_backward(dy, x, (1, 2))
    np.testing.assert_array_equal(dx.ravel(), [0, value, 0, 1])


def test_blocks_of_planes_give_what_one_block_gives(monkeypatch):
    rng = np.random.default_rng(0)
    x = rng.integers(-3, 4, (3, 5, 9, 8)).astype(np.float32)
    dy = rng.standard_normal((3, 5, 5, 5), dtype=np.float32)
    whole = ref.max_pool2d(x, 3, 2, 1), ref.max_pool2d_backward(dy[..., :4], x, 3, 2, 1)
    monkeypatch.setattr("cnnlib.reference._pooling._BLOCK_BYTES", 700)
    np.testing.assert_array_equal(ref.max_pool2d(x, 3, 2, 1), whole[0])
    np.testing.assert_array_equal(ref.max_pool2d_backward(dy[..., :4], x, 3, 2, 1), whole[1])


@given(arguments=poolings(dilated=False), data=st.data())
def test_max_unpool2d_agrees_with_torch(arguments, data):
    x, options = arguments
    options.pop("ceil_mode")
    # Windows that do not overlap: else torch may write two values to one place in any order.
    options["stride"] = None
    if len(x) == 0:
        return
    tensor = torch.from_numpy(x)
    pooled, indices = F.max_pool2d(tensor, return_indices=True, **options)
    values = torch.randn(pooled.shape, dtype=torch.float64, requires_grad=True)
    size = data.draw(st.sampled_from([None, tuple(x.shape[2:])]))
    known = torch.Size([*x.shape[:2], *size]) if size else None
    kernel_size, stride, padding = options["kernel_size"], options["stride"], options["padding"]
    try:
        expected = F.max_unpool2d(values, indices, kernel_size, stride, padding, known)
    except (ValueError, RuntimeError):  # an index beyond the default size
        with pytest.raises(ValueError, match="indices holds"):
            ref.max_unpool2d(values.detach().numpy(), indices.numpy(), **options)
        return
    arguments = values.detach().numpy(), indices.numpy(), kernel_size, stride, padding, size
    if expected.numel() == 0:  # torch takes an index into a plane without cells
        with pytest.raises(ValueError, match="which leaves an output of"):
            ref.max_unpool2d(*arguments)
        return
    y = ref.max_unpool2d(*arguments)
    assert_close(y, expected)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.max_unpool2d_backward(dy, *arguments), values.grad, "dx")


def test_switches_route_back_and_forth():
    x = np.array([[1.0, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]])[None, None]
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    restored = ref.max_unpool2d(y, indices, 2)
    assert restored[0, 0].tolist() == [[0, 3, 0, 0], [0, 0, 4, 0], [4, 0, 0, 0], [0, 0, 3, 0]]
    again, same = ref.max_pool2d(restored, 2, return_indices=True)
    np.testing.assert_array_equal(again, y)
    np.testing.assert_array_equal(same, indices)


@given(x=planes(), seed=st.integers(0, 100))
def test_global_avg_pool2d_agrees_with_torch(x, seed):
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = tensor.mean(dim=(2, 3), keepdim=True)
    assert_close(ref.global_avg_pool2d(x) + 1, expected + 1)
    dy = np.random.default_rng(seed).standard_normal(expected.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.global_avg_pool2d_backward(dy, x), tensor.grad, "dx")
    if len(x):
        assert_close(ref.global_avg_pool2d(x) + 1, F.adaptive_avg_pool2d(tensor, 1) + 1)


@pytest.mark.parametrize("norm_type", [1, 2, 3, 1.5, 2.5])
@given(arguments=poolings(dilated=False))
def test_lp_pool2d_agrees_with_torch(norm_type, arguments):
    x, options = arguments
    options = {name: options[name] for name in ("kernel_size", "stride", "ceil_mode")}
    height, width = x.shape[2:]
    kernel = options["kernel_size"]
    kernel = kernel if isinstance(kernel, tuple) else (kernel, kernel)
    if kernel[0] > height or kernel[1] > width:  # drawn with padding in mind
        return
    # Away from 0, where there is no derivative, and from rounding of a sum that cancels.
    x = np.abs(x) + 0.5 if norm_type != 1 else x + 0.3
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = F.lp_pool2d(tensor, norm_type, **options)
    y = ref.lp_pool2d(x, norm_type, **options)
    assert_close(y, expected)
    dy = np.random.default_rng(0).standard_normal(y.shape)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.lp_pool2d_backward(dy, x, norm_type, **options), tensor.grad, "dx")


@pytest.mark.parametrize("norm_type", [2, 3])
def test_lp_pool2d_of_either_sign_agrees_with_torch(norm_type):
    x = np.random.default_rng(0).standard_normal((2, 3, 6, 6))
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = F.lp_pool2d(tensor, norm_type, 2)
    assert_close(ref.lp_pool2d(x, norm_type, 2), expected)
    assert torch.isnan(expected).any() == (norm_type == 3)
    expected.sum().backward()
    ours = ref.lp_pool2d_backward(np.ones((2, 3, 3, 3)), x, norm_type, 2)
    assert_close(ours, tensor.grad)


def test_lp_pool2d_of_nothing_has_no_gradient():
    assert (ref.lp_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2)), 2, 2) == 0).all()
    assert (ref.lp_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2)), 1, 2) == 1).all()


class TestStochasticPooling:
    def test_the_mean_of_many_draws_is_the_expectation(self):
        x = np.array([[[[1.0, 2.0], [0.0, 5.0]]]])
        many = np.broadcast_to(x, (20000, 1, 2, 2))
        y, mask = ref.stochastic_pool2d(many, 2, rng=np.random.default_rng(0))
        shares = np.bincount(mask.indices.ravel(), minlength=4) / 20000
        np.testing.assert_allclose(shares, x.ravel() / 8, atol=0.015)  # over 4 deviations
        assert shares[2] == 0
        assert abs(y.mean() - (1 + 4 + 25) / 8) < 0.06

    @given(x=planes(), kernel_size=st.integers(1, 3), stride=st.integers(1, 3))
    def test_each_window_chooses_one_of_its_cells(self, x, kernel_size, stride):
        if min(x.shape[2:]) < kernel_size:
            return
        x = np.maximum(x, 0)
        y, mask = ref.stochastic_pool2d(x, kernel_size, stride, rng=np.random.default_rng(0))
        width = x.shape[3]
        for n, c, i, j in np.ndindex(y.shape):
            rows = slice(i * stride, i * stride + kernel_size)
            columns = slice(j * stride, j * stride + kernel_size)
            if (x[n, c, rows, columns] == 0).all():
                assert mask.indices[n, c, i, j] == -1 and y[n, c, i, j] == 0
                continue
            row, column = divmod(mask.indices[n, c, i, j], width)
            assert rows.start <= row < rows.stop and columns.start <= column < columns.stop
            assert y[n, c, i, j] == x[n, c, row, column] > 0
        # All of dy arrives; where windows overlap, as a sum.
        dy = np.random.default_rng(1).standard_normal(y.shape)
        dx = ref.stochastic_pool2d_backward(dy, mask)
        assert_close(np.vdot(dx, x) + 1, np.vdot(dy, y) + 1)
        assert_close(dx.sum() + 1, dy[mask.indices >= 0].sum() + 1)

    def test_windows_that_choose_the_same_cell_add_up(self):
        x = np.zeros((1, 1, 3, 3))
        x[0, 0, 1, 1] = 1
        y, mask = ref.stochastic_pool2d(x, 2, 1, rng=np.random.default_rng(0))
        dx = ref.stochastic_pool2d_backward(np.array([[[[1.0, 2], [3, 4]]]]), mask)
        assert (y == 1).all() and dx.sum() == dx[0, 0, 1, 1] == 10

    def test_single_precision_never_runs_past_the_end(self):
        x = np.random.default_rng(0).random((64, 8, 16, 16), dtype=np.float32)
        y, mask = ref.stochastic_pool2d(x, 4, rng=np.random.default_rng(1))
        assert y.dtype == np.float32 and (mask.indices >= 0).all() and (y > 0).all()


class TestSubsampling:
    @given(x=planes(), kernel_size=st.integers(1, 3), seed=st.integers(0, 100))
    def test_agrees_with_torchs_average(self, x, kernel_size, seed):
        """weight * sum + bias = (k^2 weight) * mean + bias: a pooling and an affine map."""
        if min(x.shape[2:]) < kernel_size:
            return
        rng = np.random.default_rng(seed)
        arrays = [x, rng.standard_normal(x.shape[1]), rng.standard_normal(x.shape[1])]
        tensor, weight, bias = (torch.from_numpy(a.copy()).requires_grad_() for a in arrays)
        mean = F.avg_pool2d(tensor, kernel_size)
        expected = kernel_size**2 * weight[:, None, None] * mean + bias[:, None, None]
        y = ref.subsample2d(*arrays, kernel_size)
        assert_close(y, expected)
        dy = rng.standard_normal(y.shape)
        expected.backward(torch.from_numpy(dy))
        gradients = ref.subsample2d_backward(dy, *arrays[:2], kernel_size)
        for ours, theirs in zip(gradients, (tensor, weight, bias), strict=True):
            assert_close(ours + 1, theirs.grad + 1)

    @pytest.mark.parametrize(
        ("weight", "bias", "rule"),
        [(20.0, -10.0, lambda cells: any(cells)), (20.0, -70.0, lambda cells: all(cells))],
        ids=["or", "and"],
    )
    def test_a_large_weight_makes_or_and_and(self, weight, bias, rule):
        for cells in np.ndindex(2, 2, 2, 2):
            x = np.array(cells, float).reshape(1, 1, 2, 2)
            y = ref.sigmoid(ref.subsample2d(x, np.array([weight]), np.array([bias]))).item()
            assert round(y) == rule(cells) and abs(y - rule(cells)) < 1e-4

    def test_a_small_weight_blurs(self):
        x = np.stack([np.zeros((1, 2, 2)), np.ones((1, 2, 2))])
        y = ref.sigmoid(ref.subsample2d(x, np.array([0.1]), np.array([0.0])))
        np.testing.assert_allclose(y.ravel(), [0.5, 0.5987], atol=1e-4)


class TestTheCoursesExample:
    x = np.array([[1.0, 3, 0, 3], [2, 2, 4, 1], [4, 2, 0, 0], [3, 3, 3, 1]])[None, None]
    dy = np.array([[1.0, 2], [3, 4]])[None, None]

    def test_forward(self):
        assert ref.max_pool2d(self.x, 2)[0, 0].tolist() == [[3, 4], [4, 3]]
        assert ref.avg_pool2d(self.x, 2)[0, 0].tolist() == [[2, 2], [3, 1]]
        assert ref.max_pool2d(self.x, 2, 1)[0, 0].tolist() == [[3, 4, 4], [4, 4, 4], [4, 3, 3]]
        by_one = ref.avg_pool2d(self.x, 2, 1)[0, 0].tolist()
        assert by_one == [[2, 2.25, 2], [2.5, 2, 1.25], [3, 2, 1]]
        norms = ref.lp_pool2d(self.x, 2, 2)[0, 0].round(3).tolist()
        assert norms == [[4.243, 5.099], [6.164, 3.162]]

    def test_backward(self):
        to_winners = [[0, 1, 0, 0], [0, 0, 2, 0], [3, 0, 0, 0], [0, 0, 4, 0]]
        assert ref.max_pool2d_backward(self.dy, self.x, 2)[0, 0].tolist() == to_winners
        shared = ref.avg_pool2d_backward(self.dy, self.x, 2)[0, 0]
        assert shared.tolist() == np.kron(self.dy[0, 0] / 4, np.ones((2, 2))).tolist()
        assert shared.sum() == self.dy.sum() == 10

    def test_a_small_shift(self):
        inside = self.x.copy()
        inside[0, 0, 1, 2:] = [1, 4]  # the 4 moves within its window
        np.testing.assert_array_equal(ref.max_pool2d(inside, 2), ref.max_pool2d(self.x, 2))
        shifted = np.zeros_like(self.x)
        shifted[..., 1:] = self.x[..., :-1]
        assert ref.max_pool2d(shifted, 2)[0, 0].tolist() == [[2, 4], [4, 3]]

    def test_alexnets_overlapping_windows(self):
        sizes, x = [], np.zeros((1, 1, 55, 55))
        while x.shape[2] > 6:
            x = ref.max_pool2d(x, 3, 2)
            sizes.append(x.shape[2])
        assert sizes == [27, 13, 6]

    def test_relu_and_max_pooling_change_places_but_not_with_the_mean(self):
        x = np.random.default_rng(0).standard_normal((2, 3, 6, 6))
        np.testing.assert_array_equal(
            ref.relu(ref.max_pool2d(x, 2)), ref.max_pool2d(ref.relu(x), 2)
        )
        assert (ref.relu(ref.avg_pool2d(x, 2)) != ref.avg_pool2d(ref.relu(x), 2)).any()

    def test_what_mean_and_maximum_keep(self):
        """Four values of N(0, 1): the mean has variance 1/4, the maximum the mean 1.03."""
        x = np.random.default_rng(0).standard_normal((100_000, 1, 2, 2))
        assert abs(ref.avg_pool2d(x, 2).var() - 0.25) < 0.01
        assert abs(ref.max_pool2d(x, 2).mean() - 1.03) < 0.01
