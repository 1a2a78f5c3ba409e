"""Batch and local response normalisation against torch, the papers' formulas and float64."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.reference.draws import normalisations
from tests.tolerance import assert_close


def draw(shape, seed, scale=1.0):
    return np.asarray(np.random.default_rng(seed).standard_normal(shape) * scale)


def tensor(array):
    return None if array is None else torch.tensor(array, requires_grad=True)


def kurtosis(x):
    centred = x - x.mean()
    return (centred**4).mean() / (centred**2).mean() ** 2


@given(normalisations())
def test_batch_norm_agrees_with_torch(case):
    x, running, weight, bias, options = case
    tx, tweight, tbias = map(tensor, (x, weight, bias))
    updated = [None if array is None else torch.tensor(array) for array in running]
    expected = F.batch_norm(tx, *updated, tweight, tbias, **options)
    result = ref.batch_norm(x, *running, weight, bias, **options)
    if options["training"]:
        result, *statistics = result
        for name, actual, wanted in zip(("mean", "var"), statistics, updated, strict=True):
            if wanted is None:
                assert actual is None
            else:
                assert_close(actual, wanted, name)
    assert_close(result, expected)

    dy = draw(x.shape, 1)
    expected.backward(torch.from_numpy(dy))
    dx, dweight, dbias = ref.batch_norm_backward(dy, x, *running, weight, **options)
    # What is left of dy after its mean and its part along x is an error relative to dy as scaled.
    scale = 1 / np.sqrt(options["eps"]) if options["training"] else 0.0
    assert_close(dx + scale, tx.grad + scale, "dx")
    for name, actual, t in (("dweight", dweight, tweight), ("dbias", dbias, tbias)):
        assert actual.shape == (x.shape[1],)
        if t is not None:
            assert_close(actual, t.grad, name)


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_backward_agrees_with_finite_differences(training):
    x, dy = draw((3, 2, 4), 0), draw((3, 2, 4), 1)
    mean, variance, weight, bias = draw(2, 2), np.array([0.5, 2.0]), draw(2, 3), draw(2, 4)

    def loss():
        y = ref.batch_norm(x, mean, variance, weight, bias, training)
        return np.sum(dy * (y[0] if training else y))

    gradients = ref.batch_norm_backward(dy, x, mean, variance, weight, training)
    assert ref.gradient_check(loss, [x, weight, bias], gradients) < 1e-7


def test_dweight_is_given_where_there_is_no_weight():
    x, dy = draw((4, 3), 0), draw((4, 3), 1)
    for training in (True, False):
        stats = np.zeros(3), np.ones(3)
        without = ref.batch_norm_backward(dy, x, *stats, training=training)
        with_ones = ref.batch_norm_backward(dy, x, *stats, np.ones(3), training)
        for actual, expected in zip(without, with_ones, strict=True):
            assert_close(actual, expected)


def test_backward_is_the_chain_of_the_papers_formulas():
    """Ioffe and Szegedy 2015, section 3: six equations; one of their terms is always 0."""
    x, dy, gamma, eps = draw((36, 1), 0), draw((36, 1), 1), np.array([1.7]), 1e-5
    m, mean, variance = len(x), x.mean(axis=0), x.var(axis=0)
    dx_hat = dy * gamma
    dvariance = (dx_hat * (x - mean) * -0.5 * (variance + eps) ** -1.5).sum(axis=0)
    second_term = dvariance * (-2 * (x - mean)).sum(axis=0) / m
    assert abs(second_term) < 1e-12
    dmean = (dx_hat * -1 / np.sqrt(variance + eps)).sum(axis=0) + second_term
    expected_dx = dx_hat / np.sqrt(variance + eps) + dvariance * 2 * (x - mean) / m + dmean / m
    x_hat = (x - mean) / np.sqrt(variance + eps)

    dx, dweight, dbias = ref.batch_norm_backward(dy, x, None, None, gamma, training=True)
    assert_close(dx, expected_dx, "dx")
    assert_close(dweight, (dy * x_hat).sum(axis=0), "dgamma")
    assert_close(dbias, dy.sum(axis=0), "dbeta")


def test_each_channel_gets_mean_0_and_variance_1_but_keeps_its_shape():
    """It becomes no normal distribution: a uniform one, of kurtosis 1.8, stays uniform."""
    x = np.random.default_rng(0).uniform(3, 9, (500, 2, 4, 4))
    y, _, _ = ref.batch_norm(x, None, None, training=True)
    np.testing.assert_allclose(y.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(y.var(axis=(0, 2, 3)), 1, atol=1e-5)  # eps takes a little
    assert kurtosis(x[:, 0]) == pytest.approx(1.8, abs=0.02)
    assert kurtosis(y[:, 0]) == pytest.approx(kurtosis(x[:, 0]), rel=1e-9)


def test_weight_and_bias_can_undo_the_normalisation():
    x, eps = draw((8, 3, 2, 2), 0) * 5 + 2, 1e-5
    weight, bias = np.sqrt(x.var(axis=(0, 2, 3)) + eps), x.mean(axis=(0, 2, 3))
    y, _, _ = ref.batch_norm(x, None, None, weight, bias, training=True, eps=eps)
    assert_close(y, x)


def test_one_pair_of_statistics_for_each_map_over_batch_and_positions():
    x = draw((4, 6, 3, 3), 0)  # m = 4 * 3 * 3 = 36 values for each of 6 maps
    _, mean, variance = ref.batch_norm(x, np.zeros(6), np.zeros(6), training=True, momentum=1.0)
    assert mean.shape == variance.shape == (6,)
    assert_close(mean, x.mean(axis=(0, 2, 3)))
    assert_close(variance, x.var(axis=(0, 2, 3)) * 36 / 35)


def test_population_estimates_are_averages_over_the_batches():
    """E[x] = mean of the batch means, Var[x] = m / (m - 1) times the mean of the variances."""
    batches = [draw((4, 2, 3, 3), seed) + seed for seed in range(5)]
    mean, variance = np.zeros(2), np.zeros(2)
    for step, x in enumerate(batches, start=1):
        _, mean, variance = ref.batch_norm(x, mean, variance, training=True, momentum=1 / step)
    assert_close(mean, np.mean([x.mean(axis=(0, 2, 3)) for x in batches], axis=0))
    assert_close(variance, 36 / 35 * np.mean([x.var(axis=(0, 2, 3)) for x in batches], axis=0))


def test_at_inference_it_folds_into_the_convolution_before_it():
    x, kernels, b = draw((2, 3, 6, 6), 0), draw((4, 3, 3, 3), 1), draw(4, 2)
    mean, variance, weight, bias = draw(4, 3), np.arange(1.0, 5.0), draw(4, 4), draw(4, 5)
    scale = weight / np.sqrt(variance + 1e-5)
    folded = ref.conv2d(x, kernels * scale[:, None, None, None], (b - mean) * scale + bias)
    assert_close(ref.batch_norm(ref.conv2d(x, kernels, b), mean, variance, weight, bias), folded)


def test_weight_and_bias_do_not_depend_on_the_batch():
    """Only the running statistics move with a forward pass, and the given ones stay as they are."""
    arrays = np.zeros(2), np.ones(2), np.full(2, 3.0), np.full(2, 4.0)
    before = [array.copy() for array in arrays]
    _, mean, variance = ref.batch_norm(draw((5, 2), 0), *arrays, training=True)
    for array, kept in zip(arrays, before, strict=True):
        np.testing.assert_array_equal(array, kept)
    assert (mean != arrays[0]).all() and (variance != arrays[1]).all()


@pytest.mark.parametrize("shape", [(0, 3), (0, 3, 4, 4), (4, 3, 0), (4, 0), (0, 0, 2)])
@pytest.mark.parametrize("training", [True, False])
def test_an_empty_batch_leaves_the_running_statistics_alone(shape, training):
    x, channels = np.zeros(shape), shape[1]
    mean, variance = np.full(channels, 2.0), np.full(channels, 3.0)
    y = ref.batch_norm(x, mean, variance, training=training)
    if training:
        y, new_mean, new_var = y
        np.testing.assert_array_equal(new_mean, mean)
        np.testing.assert_array_equal(new_var, variance)
    assert y.shape == shape
    dx, dweight, dbias = ref.batch_norm_backward(x, x, mean, variance, training=training)
    assert dx.shape == shape
    np.testing.assert_array_equal([dweight, dbias], np.zeros((2, channels)))


@pytest.mark.parametrize("shape", [(16, 3, 8, 8), (1000, 3), (2, 3, 200, 200)])
@pytest.mark.parametrize("weight", [None, np.array([1.0, -2.0, 0.5])])
def test_float32_loses_nothing_to_a_mean_far_from_0(shape, weight):
    """Mean 1e4, deviation 1: the square of the mean would leave no digit of the variance."""
    x = (draw(shape, 0) + 1e4).astype(np.float32)
    dy = draw(shape, 1).astype(np.float32)
    single = None if weight is None else weight.astype(np.float32)
    y, _, _ = ref.batch_norm(x, None, None, single, training=True)
    exact, _, _ = ref.batch_norm(x.astype(float), None, None, weight, training=True)
    assert_close(y, exact.astype(np.float32))
    gradients = ref.batch_norm_backward(dy, x, None, None, single, training=True)
    exact = ref.batch_norm_backward(
        dy.astype(float), x.astype(float), None, None, weight, training=True
    )
    for name, actual, expected in zip(("dx", "dweight", "dbias"), gradients, exact, strict=True):
        assert_close(actual, expected.astype(np.float32), name)


@pytest.mark.parametrize("length", [1, 31, 32, 33, 4095, 4096, 4097, 8192])
def test_planes_of_any_length_agree_with_torch(length):
    """Short ones are summed across the batch, long ones in pieces."""
    x, dy, weight = draw((3, 2, length), 0) + 5, draw((3, 2, length), 1), draw(2, 2)
    tx, tweight, tbias = map(tensor, (x, weight, np.zeros(2)))
    mean, variance = torch.zeros(2).double(), torch.ones(2).double()
    expected = F.batch_norm(tx, mean, variance, tweight, tbias, training=True)
    expected.backward(torch.from_numpy(dy))
    y, *running = ref.batch_norm(x, np.zeros(2), np.ones(2), weight, training=True)
    gradients = ref.batch_norm_backward(dy, x, None, None, weight, training=True)
    wanted = (expected, mean, variance, tx.grad, tweight.grad, tbias.grad)
    for actual, other in zip((y, *running, *gradients), wanted, strict=True):
        assert_close(actual, other)


def test_float32_loses_nothing_to_the_number_of_cells():
    """+-0.1 sixteen million times: added up one by one, the squares would be 0.4 % short."""
    x = np.tile(np.float32([0.1, -0.1]), 2**23).reshape(1, 1, 4096, 4096)
    y, _, variance = ref.batch_norm(
        x, *np.zeros((2, 1), np.float32), training=True, momentum=1.0, eps=0.0
    )
    assert_close(y[0, 0, 0, :2], np.float32([1, -1]))
    assert_close(variance, np.float32([0.01]))


def test_an_infinite_gradient_outside_training_is_infinite_not_nan():
    x, dy = np.array([[1.0], [2.0]]), np.array([[np.inf], [1.0]])
    gradients = ref.batch_norm_backward(dy, x, np.zeros(1), np.ones(1), eps=0.0)
    expected = ([[np.inf], [1.0]], [np.inf], [np.inf])
    for actual, wanted in zip(gradients, expected, strict=True):
        np.testing.assert_array_equal(actual, wanted)


def test_float64_itself_is_exact_where_the_mean_is_far_from_0():
    """Deviations that are exact numbers: mean 2**40, variance 1."""
    x = 2.0**40 + np.tile([1.0, -1.0], 8)[:, None]
    y, mean, variance = ref.batch_norm(
        x, np.zeros(1), np.zeros(1), training=True, momentum=1.0, eps=0.0
    )
    np.testing.assert_array_equal(y, x - 2.0**40)
    assert mean == 2.0**40 and variance == 16 / 15


def test_batch_norm_of_a_constant_is_0_and_finite():
    for dtype in (np.float32, np.float64):
        x = np.full((3, 2, 5, 5), 0.1, dtype)
        y, _, variance = ref.batch_norm(
            x, np.zeros(2, dtype), np.ones(2, dtype), training=True, momentum=1.0
        )
        np.testing.assert_allclose(y, 0, atol=1e-5)
        assert (variance >= 0).all() and (variance < 1e-12).all()


def test_nan_stays_in_its_channel():
    x = draw((4, 3, 5), 0)
    x[1, 2, 3] = np.nan
    y, mean, _ = ref.batch_norm(x, np.zeros(3), np.ones(3), training=True)
    assert np.isnan(y[:, 2]).all() and np.isfinite(y[:, :2]).all()
    np.testing.assert_array_equal(np.isnan(mean), [False, False, True])
    dx, _, _ = ref.batch_norm_backward(np.ones_like(x), x, None, None, training=True)
    assert np.isnan(dx[:, 2]).all() and np.isfinite(dx[:, :2]).all()


def brute_force_lrn(x, size, alpha, beta, k):
    """The formula, term by term: size // 2 channels before, (size - 1) // 2 after."""
    y = np.empty_like(x)
    for channel in range(x.shape[1]):
        near = x[:, max(0, channel - size // 2) : channel + (size - 1) // 2 + 1]
        y[:, channel] = x[:, channel] / (k + alpha / size * (near**2).sum(axis=1)) ** beta
    return y


@given(
    shape=st.tuples(
        st.integers(0, 3), st.integers(1, 9), *[st.integers(1, 4)] * 3
    ).flatmap(lambda s: st.integers(3, 5).map(lambda axes: s[:axes])),
    size=st.integers(1, 12),
    alpha=st.sampled_from([0.0, 1e-4, 0.5, 3.0]),
    beta=st.sampled_from([0.75, 0.5, 1.0, 0.3]),
    k=st.sampled_from([1.0, 2.0]),
    seed=st.integers(0, 10**6),
)  # fmt: skip
def test_local_response_norm_agrees_with_torch(shape, size, alpha, beta, k, seed):
    x, dy = draw(shape, seed), draw(shape, seed + 1)
    t = tensor(x)
    expected = F.local_response_norm(t, size, alpha, beta, k)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.local_response_norm(x, size, alpha, beta, k), expected)
    assert_close(
        ref.local_response_norm(x, size, alpha, beta, k), brute_force_lrn(x, size, alpha, beta, k)
    )
    backward = ref.local_response_norm_backward(dy, x, size, alpha, beta, k)
    assert_close(backward, t.grad, "dx")


@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_local_response_norm_backward_agrees_with_finite_differences(size):
    x, dy = draw((2, 6, 3), 0), draw((2, 6, 3), 1)
    options = {"size": size, "alpha": 2.0, "beta": 0.75, "k": 1.5}
    error = ref.gradient_check(
        lambda: np.sum(dy * ref.local_response_norm(x, **options)),
        [x],
        [ref.local_response_norm_backward(dy, x, **options)],
    )
    assert error < 1e-7


def test_large_batches_are_as_small_ones():
    """They are worked through in pieces."""
    x, dy = draw((300, 8, 16, 16), 0), draw((300, 8, 16, 16), 1)
    y = ref.local_response_norm(x, 5, alpha=1.0)
    dx = ref.local_response_norm_backward(dy, x, 5, alpha=1.0)
    for n in (0, 100, 299):
        one = slice(n, n + 1)
        assert_close(y[one], ref.local_response_norm(x[one], 5, alpha=1.0))
        assert_close(dx[one], ref.local_response_norm_backward(dy[one], x[one], 5, alpha=1.0))


def test_alexnets_formula_needs_alpha_times_size():
    """b = a / (2 + 1e-4 sum a^2)^0.75 over 5 maps: torch's alpha is divided by 5, so pass 5e-4."""
    a = np.abs(draw((1, 7, 2, 2), 0, scale=50))
    b = np.empty_like(a)
    for i in range(7):
        near = a[:, max(0, i - 2) : min(6, i + 2) + 1]
        b[:, i] = a[:, i] / (2 + 1e-4 * (near**2).sum(axis=1)) ** 0.75
    assert_close(ref.local_response_norm(a, 5, alpha=1e-4 * 5, beta=0.75, k=2.0), b)


@pytest.mark.parametrize(("k", "beta"), [(2.0, 0.75), (3.0, 0.5), (1.0, 0.75)])
def test_without_alpha_it_is_a_constant_scaling(k, beta):
    x = draw((2, 5, 3, 3), 0)
    y = ref.local_response_norm(x, 5, alpha=0.0, beta=beta, k=k)
    assert_close(y, x * k**-beta)


def test_active_neighbours_suppress_a_unit():
    """Lateral inhibition: the same activation comes out smaller beside a strong one."""
    alone, crowded = np.zeros((2, 1, 5, 1))
    alone[0, 2] = crowded[0, 2] = 1.0
    crowded[0, 3] = 10.0
    y_alone = ref.local_response_norm(alone, 5, alpha=5.0)
    y_crowded = ref.local_response_norm(crowded, 5, alpha=5.0)
    assert y_alone[0, 2, 0] == pytest.approx(2**-0.75)
    assert y_crowded[0, 2, 0] == pytest.approx(102**-0.75)
    # The strong one stays 10 times the weak one beside it, both see the same neighbours.
    assert y_crowded[0, 3, 0] / y_crowded[0, 2, 0] == pytest.approx(10)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept(dtype):
    x, stats = draw((3, 2, 4), 0).astype(dtype), (np.zeros(2, dtype), np.ones(2, dtype))
    eps, momentum, alpha = np.float64(1e-5), np.float64(0.1), np.float64(1e-4)
    options = {"eps": eps, "momentum": momentum}
    results = [
        *ref.batch_norm(x, *stats, training=True, **options),
        ref.batch_norm(x, *stats, *stats, **options),
        *ref.batch_norm_backward(x, x, *stats, training=True, **options),
        *ref.batch_norm_backward(x, x, *stats, stats[1], **options),
        ref.local_response_norm(x, 5, alpha, np.float64(0.6), np.float64(2)),
        ref.local_response_norm_backward(x, x, 5, alpha, np.float64(0.6), np.float64(2)),
    ]
    assert {result.dtype for result in results} == {np.dtype(dtype)}
