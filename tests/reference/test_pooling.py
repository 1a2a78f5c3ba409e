"""Pooling against torch over drawn configurations."""

import warnings

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


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("max_pool2d", {"kernel_size": 3}),
        ("max_pool2d", {"kernel_size": (2, 3), "stride": 1, "padding": 1, "dilation": (2, 1)}),
        ("max_pool2d", {"kernel_size": 2, "stride": 3, "ceil_mode": True}),
        ("avg_pool2d", {"kernel_size": 3}),
        ("avg_pool2d", {"kernel_size": 3, "stride": 1, "padding": 1, "count_include_pad": False}),
        ("avg_pool2d", {"kernel_size": 2, "stride": 3, "ceil_mode": True}),
        ("lp_pool2d", {"norm_type": 2, "kernel_size": 2, "stride": 1}),
        ("lp_pool2d", {"norm_type": 2.5, "kernel_size": 2, "ceil_mode": True}),
        ("global_avg_pool2d", {}),
    ],
    ids=str,
)
def test_backward_agrees_with_finite_differences(name, options):
    rng = np.random.default_rng(0)
    x = rng.permutation(2 * 3 * 5 * 4).reshape(2, 3, 5, 4) / 10.0 + 0.1  # no ties: no kinks
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    dy = rng.standard_normal(forward(x, **options).shape)
    error = ref.gradient_check(
        lambda: np.sum(dy * forward(x, **options)), [x], [backward(dy, x, **options)]
    )
    assert error < 1e-7


def test_a_nan_in_the_window_is_the_maximum():
    x = np.array([[[[1.0, np.nan], [3.0, 2.0]]]])
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    assert np.isnan(y).all() and indices.item() == 1
    assert ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2).ravel().tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("padding", [0, 1])
def test_a_single_nan_in_a_window_is_found_where_torch_finds_it(padding):
    x = np.random.default_rng(0).standard_normal((2, 3, 9, 9))
    x[np.random.default_rng(1).random(x.shape) < 0.05] = np.nan
    expected, places = F.max_pool2d(torch.from_numpy(x), 2, 2, padding, return_indices=True)
    y, indices = ref.max_pool2d(x, 2, 2, padding, return_indices=True)
    np.testing.assert_array_equal(y, expected)
    nans = 4 * ref.avg_pool2d(1.0 * np.isnan(x), 2, 2, padding)
    assert (nans == 1).any()
    np.testing.assert_array_equal(indices[nans < 2], places.numpy()[nans < 2])


def test_of_several_nans_the_first_wins():
    x = np.array([[[[1.0, np.nan], [np.nan, 2.0]]]])
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    assert np.isnan(y).all() and indices.item() == 1
    _, theirs = F.max_pool2d(torch.from_numpy(x), 2, return_indices=True)
    assert theirs.item() == 2  # the difference that the docstring states
    assert ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2).ravel().tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("cells", [[5, 5, 5, 5], [1, 5, 5, 0], [-0.0, 0.0, -0.0, 0.0]], ids=str)
def test_of_equal_values_the_first_wins_as_in_torch(cells):
    x = np.array(cells, float).reshape(1, 1, 2, 2)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected, expected_indices = F.max_pool2d(tensor, 2, return_indices=True)
    expected.sum().backward()
    assert ref.max_pool2d(x, 2, return_indices=True)[1].item() == expected_indices.item()
    assert_close(ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, 2), tensor.grad)


def test_worked_example():
    x = np.array([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]])
    assert ref.max_pool2d(x, 2)[0, 0].tolist() == [[5, 7]]
    assert ref.avg_pool2d(x, 2)[0, 0].tolist() == [[3.25, 4]]


@pytest.mark.parametrize(
    "options",
    [
        {"kernel_size": 2},
        {"kernel_size": 2, "padding": 1},
        {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
        {"kernel_size": 3, "stride": 1, "padding": (1, 0)},
    ],
    ids=str,
)
def test_a_window_of_minus_infinity_points_into_the_plane(options):
    x = np.full((2, 3, 6, 6), -np.inf)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected, expected_indices = F.max_pool2d(tensor, return_indices=True, **options)
    y, indices = ref.max_pool2d(x, return_indices=True, **options)
    assert np.isneginf(y).all()
    np.testing.assert_array_equal(indices, expected_indices)
    expected.backward(torch.ones_like(expected))
    np.testing.assert_array_equal(
        ref.max_pool2d_backward(np.ones_like(y), x, **options), tensor.grad
    )


def test_a_window_in_the_padding_alone_has_no_gradient():
    x = np.ones((1, 1, 2, 2))  # its four neighbours lie around the plane
    options = {"kernel_size": 2, "padding": 1, "dilation": 3}
    y, indices = ref.max_pool2d(x, return_indices=True, **options)
    assert y.tolist() == [[[[-np.inf]]]] and indices.item() == 0
    assert not ref.max_pool2d_backward(np.ones((1, 1, 1, 1)), x, **options).any()


def test_a_window_of_more_cells_than_a_byte_counts():
    x = np.random.default_rng(0).integers(0, 9, (2, 3, 40, 35)).astype(np.float64)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected, expected_indices = F.max_pool2d(tensor, (20, 17), (5, 3), return_indices=True)
    y, indices = ref.max_pool2d(x, (20, 17), (5, 3), return_indices=True)
    assert_close(y, expected)
    np.testing.assert_array_equal(indices, expected_indices.numpy())
    expected.sum().backward()
    assert_close(ref.max_pool2d_backward(np.ones(y.shape), x, (20, 17), (5, 3)), tensor.grad, "dx")


SINGLE = {
    "max_pool2d": (3, 2, 1),
    "avg_pool2d": (3, 2, 1),
    "lp_pool2d": (np.float64(2.5), 3, 2),
    "global_avg_pool2d": (),
}


@pytest.mark.parametrize("name", SINGLE)
def test_single_precision_stays_and_is_near_torchs(name):
    x = np.random.default_rng(0).random((3, 5, 9, 8), dtype=np.float32)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    theirs = getattr(F, name, lambda t: F.adaptive_avg_pool2d(t, 1))
    expected = theirs(tensor, *SINGLE[name])
    y = getattr(ref, name)(x, *SINGLE[name])
    assert_close(y, expected)
    dy = np.random.default_rng(1).standard_normal(y.shape, dtype=np.float32)
    expected.backward(torch.from_numpy(dy))
    assert_close(getattr(ref, f"{name}_backward")(dy, x, *SINGLE[name]), tensor.grad, "dx")


def test_single_precision_stays_where_there_is_more_than_x():
    x, weight = np.ones((2, 3, 4, 4), np.float32), np.ones(3, np.float32)
    y, indices = ref.max_pool2d(x, 2, return_indices=True)
    unpooled = ref.max_unpool2d(y, indices, 2)
    drawn, mask = ref.stochastic_pool2d(x, 2, rng=np.random.default_rng(0))
    results = [
        unpooled,
        ref.max_unpool2d_backward(unpooled, y, indices, 2),
        drawn,
        ref.stochastic_pool2d_backward(drawn, mask),
        ref.subsample2d(x, weight, weight),
        *ref.subsample2d_backward(y, x, weight),
    ]
    assert {result.dtype for result in results} == {np.dtype(np.float32)}


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_no_gradient_leaks_to_losers(value):
    x, dy = np.array([[[[1.0, 2.0, 3.0, 4.0]]]]), np.array([[[[value, 1.0]]]])
    dx = ref.max_pool2d_backward(dy, x, (1, 2))
    np.testing.assert_array_equal(dx.ravel(), [0, value, 0, 1])


def in_blocks():
    """Every pooling that works in blocks, on the same input."""
    rng = np.random.default_rng(0)
    x = rng.integers(0, 4, (3, 5, 9, 8)).astype(np.float32)
    dy = rng.standard_normal((3, 5, 5, 4), dtype=np.float32)
    drawn, mask = ref.stochastic_pool2d(x, 3, 2, rng=np.random.default_rng(0))
    return [
        *ref.max_pool2d(x, 3, 2, 1, return_indices=True),
        ref.max_pool2d_backward(dy, x, 3, 2, 1),
        ref.avg_pool2d(x, 3, 2, 1),
        ref.avg_pool2d_backward(dy, x, 3, 2, 1),
        drawn,
        mask.indices,
    ]


def test_blocks_of_planes_give_what_one_block_gives(monkeypatch):
    whole = in_blocks()
    monkeypatch.setattr("cnnlib.reference._pooling._BLOCK_BYTES", 700)
    for in_parts, at_once in zip(in_blocks(), whole, strict=True):
        np.testing.assert_array_equal(in_parts, at_once)


@given(arguments=poolings(dilated=False), more=st.tuples(*[st.integers(-3, 3)] * 2))
def test_max_unpool2d_agrees_with_torch(arguments, more):
    x, options = arguments
    ceil_mode = options.pop("ceil_mode")
    assume(len(x))  # torch refuses an empty batch
    pooled, indices = F.max_pool2d(
        torch.from_numpy(x), ceil_mode=ceil_mode, return_indices=True, **options
    )
    size = tuple(max(1, n + m) for n, m in zip(x.shape[2:], more, strict=True))
    for output_size in (None, tuple(x.shape[2:]), size):
        # Windows that share an index hold the same value, so the order of writing is no matter.
        values = pooled.clone().requires_grad_()
        ours = {**options, "output_size": output_size}
        theirs = {**options, "output_size": output_size and torch.Size(output_size)}
        try:
            expected = F.max_unpool2d(values, indices, **theirs)
        except (ValueError, RuntimeError):
            with pytest.raises(ValueError, match="indices holds|output_size is|which leaves"):
                ref.max_unpool2d(pooled.numpy(), indices.numpy(), **ours)
            continue
        if expected.numel() == 0:  # torch takes an index into a plane without cells
            with pytest.raises(ValueError, match="which leaves an output of"):
                ref.max_unpool2d(pooled.numpy(), indices.numpy(), **ours)
            continue
        assert_close(ref.max_unpool2d(pooled.numpy(), indices.numpy(), **ours), expected)
        dy = np.random.default_rng(0).standard_normal(expected.shape)
        expected.backward(torch.from_numpy(dy))
        dx = ref.max_unpool2d_backward(dy, pooled.numpy(), indices.numpy(), **ours)
        assert_close(dx, values.grad, "dx")


def test_max_unpool2d_of_an_empty_batch():
    x, indices = np.zeros((0, 3, 2, 2)), np.zeros((0, 3, 2, 2), np.int64)
    y = ref.max_unpool2d(x, indices, 2)
    assert y.shape == (0, 3, 4, 4)
    assert ref.max_unpool2d_backward(y, x, indices, 2).shape == x.shape


def test_max_unpool2d_keeps_the_last_of_those_that_share_an_index():
    x, indices = np.arange(1.0, 5).reshape(1, 1, 2, 2), np.zeros((1, 1, 2, 2), int)
    y = ref.max_unpool2d(x, indices, 2)
    assert y[0, 0, 0, 0] == 4 == y.sum()
    dy = np.arange(5.0, 21).reshape(y.shape)
    values = torch.from_numpy(x).requires_grad_()
    F.max_unpool2d(values, torch.from_numpy(indices), 2).backward(torch.from_numpy(dy))
    assert_close(ref.max_unpool2d_backward(dy, x, indices, 2), values.grad)


@pytest.mark.parametrize("size", [3, 4, 5, 6, 7, 8, (5, 7), (7, 4)], ids=str)
def test_max_unpool2d_takes_the_output_sizes_that_torch_takes(size):
    x, indices = np.ones((1, 1, 3, 3)), np.arange(9).reshape(1, 1, 3, 3)
    as_torch = [1, 1, *(size if isinstance(size, tuple) else (size, size))]
    try:
        expected = F.max_unpool2d(
            torch.from_numpy(x), torch.from_numpy(indices), 2, output_size=as_torch
        )
    except ValueError:
        with pytest.raises(ValueError, match="output_size is"):
            ref.max_unpool2d(x, indices, 2, output_size=size)
    else:
        assert_close(ref.max_unpool2d(x, indices, 2, output_size=size), expected)


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


@pytest.mark.parametrize("norm_type", [1.5, 2, 3])
def test_lp_pool2d_with_sums_of_zero_agrees_with_torch(norm_type):
    x = np.maximum(np.random.default_rng(0).standard_normal((2, 3, 8, 8)), 0)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = F.lp_pool2d(tensor, norm_type, 2, 1)
    assert (expected == 0).any()
    expected.sum().backward()
    assert_close(ref.lp_pool2d(x, norm_type, 2, 1), expected)
    ours = ref.lp_pool2d_backward(np.ones(expected.shape), x, norm_type, 2, 1)
    assert_close(ours, tensor.grad)


@pytest.mark.parametrize("p", [0.5, 1, 2, 3])
def test_lp_pool2d_of_nothing(p):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        y = ref.lp_pool2d(np.zeros((1, 1, 2, 2)), p, 2)
        dx = ref.lp_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2)), p, 2)
    assert y.item() == 0 and (dx == (p == 1)).all()


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
        dy, expected = np.random.default_rng(1).standard_normal(y.shape), np.zeros_like(x)
        for n, c, i, j in np.ndindex(y.shape):
            rows = slice(i * stride, i * stride + kernel_size)
            columns = slice(j * stride, j * stride + kernel_size)
            if (x[n, c, rows, columns] == 0).all():
                assert mask.indices[n, c, i, j] == -1 and y[n, c, i, j] == 0
                continue
            row, column = divmod(mask.indices[n, c, i, j], width)
            assert rows.start <= row < rows.stop and columns.start <= column < columns.stop
            assert y[n, c, i, j] == x[n, c, row, column] > 0
            expected[n, c, row, column] += dy[n, c, i, j]
        assert_close(ref.stochastic_pool2d_backward(dy, mask), expected)

    def test_windows_that_choose_the_same_cell_add_up(self):
        x = np.zeros((1, 1, 3, 3))
        x[0, 0, 1, 1] = 1
        y, mask = ref.stochastic_pool2d(x, 2, 1, rng=np.random.default_rng(0))
        dx = ref.stochastic_pool2d_backward(np.array([[[[1.0, 2], [3, 4]]]]), mask)
        assert (y == 1).all() and dx.sum() == dx[0, 0, 1, 1] == 10

    def test_backward_agrees_with_finite_differences(self):
        """The choice is held, as the same values of the mask are looked up again."""
        rng = np.random.default_rng(0)
        x = rng.random((2, 3, 5, 4))
        y, mask = ref.stochastic_pool2d(x, 3, 1, rng=rng)
        dy = rng.standard_normal(y.shape)
        dx = ref.stochastic_pool2d_backward(dy, mask)

        def loss():
            flat, places = x.reshape(2, 3, 20), mask.indices.reshape(2, 3, -1)
            return np.sum(dy * np.take_along_axis(flat, places, axis=2).reshape(y.shape))

        assert loss() == np.sum(dy * y)
        assert ref.gradient_check(loss, [x], [dx]) < 1e-7

    def test_single_precision_never_runs_past_the_end(self):
        x = np.random.default_rng(0).random((64, 8, 16, 16), dtype=np.float32)
        y, mask = ref.stochastic_pool2d(x, 4, rng=np.random.default_rng(1))
        assert y.dtype == np.float32 and (mask.indices >= 0).all() and (y > 0).all()

    def test_large_values_of_single_precision_are_all_chosen(self):
        x = np.full((4000, 1, 2, 2), 3e38, np.float32)  # four of them are more than float32 holds
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            y, mask = ref.stochastic_pool2d(x, 2, rng=np.random.default_rng(0))
        assert y.dtype == np.float32 and (y == x[..., :1, :1]).all()
        np.testing.assert_allclose(np.bincount(mask.indices.ravel()) / 4000, 0.25, atol=0.03)


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

    @pytest.mark.parametrize("kernel_size", [1, 2, (2, 3)], ids=str)
    def test_agrees_with_finite_differences(self, kernel_size):
        rng = np.random.default_rng(0)
        x, weight, bias = (rng.standard_normal(shape) for shape in ((2, 3, 5, 7), 3, 3))
        dy = rng.standard_normal(ref.subsample2d(x, weight, bias, kernel_size).shape)
        error = ref.gradient_check(
            lambda: np.sum(dy * ref.subsample2d(x, weight, bias, kernel_size)),
            [x, weight, bias],
            ref.subsample2d_backward(dy, x, weight, kernel_size),
        )
        assert error < 1e-7

    @pytest.mark.parametrize(
        ("weight", "bias", "rule"),
        [(20.0, -10.0, any), (20.0, -70.0, all), (20.0, -30.0, lambda cells: sum(cells) >= 2)],
        ids=["or", "and", "at least two"],
    )
    def test_a_large_weight_makes_logic(self, weight, bias, rule):
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

    def test_where_windows_overlap_gradients_add_up(self):
        x = np.zeros((1, 1, 5, 5))
        x[0, 0, 2, 2] = 1  # in all four windows of 3 x 3 / 2
        dy = np.array([[[[1.0, 2], [3, 4]]]])
        dx = ref.max_pool2d_backward(dy, x, 3, 2)
        assert dx[0, 0, 2, 2] == dx.sum() == 10
        # The middle row and column lie in two windows, their crossing in all four.
        shared = 9 * ref.avg_pool2d_backward(dy, x, 3, 2)[0, 0]
        assert_close(shared[::2, ::2], np.array([[1.0, 3, 2], [4, 10, 6], [3, 7, 4]]))

    @pytest.mark.parametrize("kind", ["max_pool2d", "avg_pool2d"])
    def test_the_vector_form_of_backward(self, kind):
        """delta of Z = f'(Z) * up(delta), with windows that overlap."""
        z = np.random.default_rng(0).standard_normal((2, 3, 7, 7))
        tensor = torch.from_numpy(z.copy()).requires_grad_()
        expected = getattr(F, kind)(torch.sigmoid(tensor), 3, 2)
        delta = np.random.default_rng(1).standard_normal(expected.shape)
        expected.backward(torch.from_numpy(delta))
        up = getattr(ref, f"{kind}_backward")(delta, ref.sigmoid(z), 3, 2)
        slope = ref.sigmoid(z) * (1 - ref.sigmoid(z))
        assert_close(slope * up, tensor.grad)

    def test_where_all_is_equal_each_windows_first_cell_wins(self):
        dx = ref.max_pool2d_backward(self.dy, np.full((1, 1, 5, 5), 2.0), 3, 2)
        assert dx[0, 0, ::2, ::2].tolist() == [[1, 2, 0], [3, 4, 0], [0, 0, 0]]
        assert dx.sum() == 10

    def test_global_pooling_of_ten_maps(self):
        maps = np.arange(10.0)[:, None, None] + np.zeros((1, 10, 6, 6))
        assert ref.global_avg_pool2d(maps).ravel().tolist() == list(range(10))

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
