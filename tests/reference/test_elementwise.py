"""Activations, dropout, layers of weights and losses against torch and finite differences."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st

import cnnlib.reference as ref
from tests.tolerance import assert_close

ELEMENTWISE = {
    "relu": F.relu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "leaky_relu": F.leaky_relu,
}
ALONG_AN_AXIS = {"softmax": F.softmax, "log_softmax": F.log_softmax}
shapes = st.lists(st.integers(0, 5), min_size=0, max_size=4).map(tuple)


def draw(shape, seed, scale=1.0):
    return np.asarray(np.random.default_rng(seed).standard_normal(shape) * scale)


@pytest.mark.parametrize("name", ELEMENTWISE)
@given(shape=shapes, seed=st.integers(0, 10**6), scale=st.sampled_from([0.1, 1.0, 30.0, 1000.0]))
def test_elementwise_agrees_with_torch(name, shape, seed, scale):
    x, dy = draw(shape, seed, scale), draw(shape, seed + 1)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = ELEMENTWISE[name](tensor)
    expected.backward(torch.from_numpy(dy))
    assert_close(getattr(ref, name)(x), expected)
    # The slope of a saturated function is 1 minus nearly 1, so its error is relative to dy.
    backward = getattr(ref, f"{name}_backward")(dy, x)
    assert_close(backward + dy, tensor.grad + torch.from_numpy(dy), "dx")


@pytest.mark.parametrize("name", ALONG_AN_AXIS)
@given(data=st.data(), seed=st.integers(0, 10**6), scale=st.sampled_from([0.1, 1.0, 1000.0]))
def test_softmax_agrees_with_torch(name, data, seed, scale):
    shape = data.draw(st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple))
    axis = data.draw(st.integers(-len(shape), len(shape) - 1))
    x, dy = draw(shape, seed, scale), draw(shape, seed + 1)
    tensor = torch.from_numpy(x.copy()).requires_grad_()
    expected = ALONG_AN_AXIS[name](tensor, dim=axis)
    expected.backward(torch.from_numpy(dy))
    assert_close(getattr(ref, name)(x, axis), expected)
    # The gradient cancels against dy, so its error is relative to dy, not to itself.
    backward = getattr(ref, f"{name}_backward")(dy, x, axis)
    assert_close(backward + dy, tensor.grad + torch.from_numpy(dy), "dx")


@pytest.mark.parametrize("name", [*ELEMENTWISE, *ALONG_AN_AXIS])
def test_backward_agrees_with_finite_differences(name):
    x, dy = draw((3, 4), 0), draw((3, 4), 1)
    forward, backward = getattr(ref, name), getattr(ref, f"{name}_backward")
    error = ref.gradient_check(lambda: np.sum(dy * forward(x)), [x], [backward(dy, x)])
    assert error < 1e-7


@given(shape=shapes, seed=st.integers(0, 10**6), slope=st.sampled_from([0.0, 0.2, 1.0, -2.0]))
def test_leaky_relu_agrees_with_torch_at_any_slope(shape, seed, slope):
    x = np.round(draw(shape, seed))  # with many zeros
    dy, t = draw(shape, seed + 1), torch.tensor(x, requires_grad=True)
    expected = F.leaky_relu(t, slope)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.leaky_relu(x, slope), expected)
    assert_close(ref.leaky_relu_backward(dy, x, slope), t.grad, "dx")


def test_leaky_relu_of_infinity():
    x = np.array([np.inf, -np.inf])
    np.testing.assert_array_equal(ref.leaky_relu(x, 0.5), x)
    assert ref.leaky_relu(x[:1], 0.0) == np.inf


@given(shape=shapes, shared=st.booleans(), seed=st.integers(0, 10**6))
def test_prelu_agrees_with_torch(shape, shared, seed):
    channels = 1 if shared or len(shape) < 2 else shape[1]
    x, weight, dy = np.round(draw(shape, seed), 1), draw(channels, seed + 1), draw(shape, seed + 2)
    tx, tweight = torch.tensor(x, requires_grad=True), torch.tensor(weight, requires_grad=True)
    expected = F.prelu(tx, tweight)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.prelu(x, weight), expected)
    dx, dweight = ref.prelu_backward(dy, x, weight)
    assert_close(dx, tx.grad, "dx")
    assert_close(dweight, tweight.grad, "dweight")


@pytest.mark.parametrize("slopes", [np.array([0.25]), np.array([0.25, -0.5, 1.5])])
def test_prelu_backward_agrees_with_finite_differences(slopes):
    x, dy = draw((2, 3, 4), 0), draw((2, 3, 4), 1)
    error = ref.gradient_check(
        lambda: np.sum(dy * ref.prelu(x, slopes)), [x, slopes], ref.prelu_backward(dy, x, slopes)
    )
    assert error < 1e-7


def test_prelus_slope_gets_nothing_from_where_it_was_not_used():
    x, dy, weight = np.array([1.0, 2.0, -3.0]), np.array([np.inf, np.nan, 1.0]), np.array([0.5])
    dx, dweight = ref.prelu_backward(dy, x, weight)
    np.testing.assert_array_equal(dx, [np.inf, np.nan, 0.5])
    np.testing.assert_array_equal(dweight, [-3.0])


class TestRRelu:
    def test_in_evaluation_the_slope_is_the_mean_as_in_torch(self):
        x, dy = np.round(draw((5, 4, 3), 0)), draw((5, 4, 3), 1)
        t = torch.tensor(x, requires_grad=True)
        expected = F.rrelu(t, 0.1, 0.7)
        expected.backward(torch.from_numpy(dy))
        y, mask = ref.rrelu(x, 0.1, 0.7)
        assert_close(y, expected)
        assert_close(ref.rrelu_backward(dy, mask), t.grad, "dx")

    def test_with_one_slope_to_draw_it_is_torchs_in_training(self):
        x, dy = np.round(draw((5, 4, 3), 0)), draw((5, 4, 3), 1)
        t = torch.tensor(x, requires_grad=True)
        expected = F.rrelu(t, 0.25, 0.25, training=True)
        expected.backward(torch.from_numpy(dy))
        y, mask = ref.rrelu(x, 0.25, 0.25, training=True, rng=np.random.default_rng(0))
        assert_close(y, expected)
        assert_close(ref.rrelu_backward(dy, mask), t.grad, "dx")

    def test_in_training_slopes_are_uniform_and_one_for_each_element(self):
        x = draw(100_000, 0)
        y, mask = ref.rrelu(x, training=True, rng=np.random.default_rng(1))
        slopes = mask[x < 0]
        assert (mask[x > 0] == 1).all() and len(np.unique(slopes)) == len(slopes)
        np.testing.assert_array_equal(y, x * mask)
        # Quarters of a uniform distribution, and its mean, to about 5 standard errors.
        quarters = np.histogram(slopes, bins=4, range=(1 / 8, 1 / 3))[0] / len(slopes)
        np.testing.assert_allclose(quarters, 0.25, atol=0.01)
        assert slopes.mean() == pytest.approx((1 / 8 + 1 / 3) / 2, abs=0.0015)
        assert ref.rrelu(x)[1][x < 0] == pytest.approx((1 / 8 + 1 / 3) / 2)

    def test_backward_agrees_with_finite_differences(self):
        x, dy = draw((3, 4), 0), draw((3, 4), 1)

        def loss():
            return np.sum(dy * ref.rrelu(x, training=True, rng=np.random.default_rng(5))[0])

        _, mask = ref.rrelu(x, training=True, rng=np.random.default_rng(5))
        assert ref.gradient_check(loss, [x], [ref.rrelu_backward(dy, mask)]) < 1e-7

    def test_chance_has_to_come_from_a_generator(self):
        with pytest.raises(TypeError, match="rrelu: rng is None, expected a numpy"):
            ref.rrelu(np.ones(2), training=True)


class TestDropout:
    @given(shape=shapes, p=st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), seed=st.integers(0, 10**6))
    def test_an_element_is_dropped_or_divided_by_what_is_kept(self, shape, p, seed):
        x, dy = draw(shape, seed), draw(shape, seed + 1)
        y, mask = ref.dropout(x, p, rng=np.random.default_rng(seed))
        assert y.shape == mask.shape == shape
        assert np.isin(mask, [0.0, 1 / (1 - p) if p < 1 else 0.0]).all()
        np.testing.assert_array_equal(y, x * mask)
        np.testing.assert_array_equal(ref.dropout_backward(dy, mask), dy * mask)

    @pytest.mark.parametrize("p", [0.1, 0.4, 0.5, 0.7])
    def test_the_mean_is_preserved_and_the_share_dropped_is_p(self, p):
        x = np.full(200_000, 3.0)
        y, mask = ref.dropout(x, p, rng=np.random.default_rng(0))
        assert (mask == 0).mean() == pytest.approx(p, abs=0.005)
        assert y.mean() == pytest.approx(3.0, rel=0.02)

    def test_many_passes_average_to_the_one_pass_of_evaluation(self):
        x, rng = draw(10, 0), np.random.default_rng(1)
        passes = [ref.dropout(x, 0.5, rng=rng)[0] for _ in range(20_000)]
        y, _ = ref.dropout(x, 0.5, training=False)
        np.testing.assert_allclose(np.mean(passes, axis=0), y, rtol=0.05)

    def test_n_units_have_2_to_the_n_masks(self):
        rng = np.random.default_rng(0)
        masks = {tuple(ref.dropout(np.ones(3), rng=rng)[1]) for _ in range(200)}
        assert len(masks) == 2**3

    @pytest.mark.parametrize(("p", "factor"), [(0.0, 1.0), (1.0, 0.0)])
    def test_without_chance_no_generator_is_needed(self, p, factor):
        x = draw((3, 4), 0)
        y, mask = ref.dropout(x, p)
        np.testing.assert_array_equal(y, F.dropout(torch.from_numpy(x), p).numpy())
        np.testing.assert_array_equal(mask, np.full(x.shape, factor))

    def test_in_evaluation_x_passes_as_a_copy(self):
        x = draw((3, 4), 0)
        y, mask = ref.dropout(x, 0.5, training=False)
        np.testing.assert_array_equal(y, x)
        np.testing.assert_array_equal(mask, np.ones((3, 4)))
        assert not np.shares_memory(x, y)

    def test_the_same_seed_draws_the_same_mask(self):
        first, again = (ref.dropout(np.ones(50), rng=np.random.default_rng(7))[1] for _ in "ab")
        np.testing.assert_array_equal(first, again)

    def test_chance_has_to_come_from_a_generator(self):
        with pytest.raises(TypeError, match="dropout: rng is None, expected a numpy.random.Gen"):
            ref.dropout(np.ones(2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_dtype_is_kept(dtype):
    x, rng, number = draw((2, 3), 0).astype(dtype), np.random.default_rng(0), np.float64(0.25)
    results = [
        ref.leaky_relu(x, number),
        ref.leaky_relu_backward(x, x, number),
        ref.prelu(x, x[0]),
        *ref.prelu_backward(x, x, x[0]),
        *ref.rrelu(x, number, number),
        *ref.rrelu(x, number, number, training=True, rng=rng),
        ref.rrelu_backward(x, x),
        *ref.dropout(x, number, rng=rng),
        *ref.dropout(x, number, training=False),
        ref.dropout_backward(x, x),
        ref.rbf(x, x),
        *ref.rbf_backward(x[:, :2], x, x),
        *(ref.mse_loss(x, x + 1, reduction) for reduction in ("mean", "sum", "none")),
        *(ref.mse_loss_backward(number, x, x, reduction) for reduction in ("mean", "sum")),
        ref.mse_loss_backward(x, x, x, "none"),
    ]
    assert {result.dtype for result in results} == {np.dtype(dtype)}


class TestSlopes:
    """What the derivatives are where it matters."""

    def slopes(self, name, *x):
        x = np.array(x)
        return getattr(ref, f"{name}_backward")(np.ones_like(x), x)

    def test_of_the_sigmoid_at_most_a_quarter(self):
        expected = [0.25, 0.1966, 0.00665, 4.5e-5]
        np.testing.assert_allclose(self.slopes("sigmoid", 0, 1, 5, 10.0), expected, rtol=0.01)
        x = np.linspace(-20, 20, 1001)
        assert self.slopes("sigmoid", *x).max() == 0.25

    def test_of_tanh(self):
        assert self.slopes("tanh", 1.0) == pytest.approx(0.420, abs=5e-4)

    def test_saturating_functions_have_none_far_out(self):
        assert self.slopes("sigmoid", 10.0) == pytest.approx(4.5e-5, rel=0.01)
        assert self.slopes("tanh", 10.0) == pytest.approx(8.2e-9, rel=0.01)
        assert self.slopes("relu", 10.0) == self.slopes("leaky_relu", 10.0) == 1
        assert ref.relu(np.array([1e300])) == 1e300  # unbounded on one side

    def test_a_chain_of_sigmoids_vanishes(self):
        """At most 0.25 for each layer: below 1e-12 after 20."""
        gradient, sizes = np.ones(1), [1.0]
        for _ in range(20):
            gradient = ref.sigmoid_backward(gradient, np.zeros(1))
            sizes.append(gradient.item())
        assert sizes[5] == pytest.approx(9.8e-4, rel=0.01)
        assert sizes[10] == pytest.approx(9.5e-7, rel=0.01)
        assert sizes[20] == pytest.approx(9.1e-13, rel=0.01)
        assert next(n for n, size in enumerate(sizes) if size < 1e-12) == 20

    def test_a_dead_unit_never_learns_again_unless_it_leaks(self):
        """A bias so negative that no input switches the unit on."""
        x, weight, bias = draw((50, 4), 0), draw((1, 4), 1), np.array([-100.0])
        z = ref.linear(x, weight, bias)
        for name, dead in (("relu", True), ("leaky_relu", False)):
            dz = getattr(ref, f"{name}_backward")(np.ones_like(z), z)
            gradients = ref.linear_backward(dz, x, weight)
            assert all((gradient == 0).all() == dead for gradient in gradients)


@given(
    batch=st.lists(st.integers(0, 4), max_size=3).map(tuple),
    features=st.tuples(st.integers(1, 6), st.integers(1, 6)),
    seed=st.integers(0, 10**6),
)
def test_linear_agrees_with_torch(batch, features, seed):
    inputs, outputs = features
    x, weight = draw((*batch, inputs), seed), draw((outputs, inputs), seed + 1)
    bias, dy = draw(outputs, seed + 2), draw((*batch, outputs), seed + 3)
    tensors = [torch.from_numpy(a.copy()).requires_grad_() for a in (x, weight, bias)]
    expected = F.linear(*tensors)
    expected.backward(torch.from_numpy(dy))
    assert_close(ref.linear(x, weight, bias), expected)
    assert_close(ref.linear(x, weight), F.linear(*tensors[:2]))
    gradients = ref.linear_backward(dy, x, weight)
    for name, actual, tensor in zip(("dx", "dweight", "dbias"), gradients, tensors, strict=True):
        assert_close(actual, tensor.grad, name)


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@given(
    shape=st.lists(st.integers(1, 5), min_size=2, max_size=4).map(tuple),
    seed=st.integers(0, 10**6),
    scale=st.sampled_from([1.0, 1000.0]),
)
def test_cross_entropy_agrees_with_torch(reduction, shape, seed, scale):
    logits = draw(shape, seed, scale)
    target = np.random.default_rng(seed).integers(0, shape[1], (shape[0], *shape[2:]))
    tensor = torch.from_numpy(logits.copy()).requires_grad_()
    expected = F.cross_entropy(tensor, torch.from_numpy(target), reduction=reduction)
    dy = draw(expected.shape, seed + 1)
    expected.backward(torch.as_tensor(dy))
    assert_close(ref.cross_entropy(logits, target, reduction), expected)
    backward = ref.cross_entropy_backward(dy, logits, target, reduction)
    assert_close(backward + 1, tensor.grad + 1, "dlogits")


def test_softmax_with_cross_entropy_has_the_gradient_p_minus_y():
    logits, target = draw((4, 5), 0), np.array([0, 4, 2, 2])
    gradient = ref.cross_entropy_backward(1.0, logits, target, "sum")
    assert_close(gradient, ref.softmax(logits) - np.eye(5)[target])


def test_a_higher_temperature_makes_the_largest_probability_smaller():
    logits = np.array([1.0, 2.0, 4.0])
    largest = [ref.softmax(logits / temperature).max() for temperature in (0.1, 0.5, 1, 2, 10, 1e6)]
    assert (np.diff(largest) < 0).all()
    assert largest[0] > 1 - 1e-6 and largest[-1] == pytest.approx(1 / 3, abs=1e-6)


def test_cross_entropy_backward_agrees_with_finite_differences():
    logits, target = draw((4, 5), 0), np.array([0, 4, 2, 2])
    error = ref.gradient_check(
        lambda: ref.cross_entropy(logits, target),
        [logits],
        [ref.cross_entropy_backward(1.0, logits, target)],
    )
    assert error < 1e-7


def test_empty_batch_has_no_mean_loss():
    logits, target = np.zeros((0, 3)), np.zeros(0, int)
    assert np.isnan(ref.cross_entropy(logits, target))
    assert ref.cross_entropy_backward(1.0, logits, target).shape == (0, 3)
    assert ref.cross_entropy(logits, target, "sum") == 0


@pytest.mark.parametrize("reduction", ["mean", "sum", "none"])
@given(
    shape=st.lists(st.integers(1, 5), max_size=4).map(tuple),
    seed=st.integers(0, 10**6),
    scale=st.sampled_from([1e-3, 1.0, 1000.0]),
)
def test_mse_loss_agrees_with_torch(reduction, shape, seed, scale):
    x, target = draw(shape, seed, scale), draw(shape, seed + 1, scale)
    t = torch.tensor(x, requires_grad=True)
    expected = F.mse_loss(t, torch.tensor(target), reduction=reduction)
    dy = draw(expected.shape, seed + 2)
    expected.backward(torch.as_tensor(dy))
    assert_close(ref.mse_loss(x, target, reduction), expected)
    assert_close(ref.mse_loss_backward(dy, x, target, reduction), t.grad, "dx")


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_mse_loss_backward_agrees_with_finite_differences(reduction):
    x, target = draw((3, 4), 0), draw((3, 4), 1)
    error = ref.gradient_check(
        lambda: ref.mse_loss(x, target, reduction),
        [x],
        [ref.mse_loss_backward(1.0, x, target, reduction)],
    )
    assert error < 1e-7


def test_mse_loss_of_nothing():
    x = np.zeros((0, 3))
    assert np.isnan(ref.mse_loss(x, x)) and ref.mse_loss(x, x, "sum") == 0
    assert ref.mse_loss_backward(1.0, x, x).shape == (0, 3)


class TestRbf:
    @given(
        sizes=st.tuples(st.integers(0, 5), st.integers(0, 4), st.integers(0, 6)),
        seed=st.integers(0, 10**6),
    )
    def test_agrees_with_torch(self, sizes, seed):
        n, classes, features = sizes
        x, centres = draw((n, features), seed), draw((classes, features), seed + 1)
        dy = draw((n, classes), seed + 2)
        tx, tcentres = (torch.tensor(array, requires_grad=True) for array in (x, centres))
        expected = (tx[:, None] - tcentres).pow(2).sum(dim=2)
        expected.backward(torch.from_numpy(dy))
        assert_close(ref.rbf(x, centres), expected)
        dx, dcentres = ref.rbf_backward(dy, x, centres)
        assert_close(dx, tx.grad, "dx")
        assert_close(dcentres, tcentres.grad, "dcentres")

    def test_backward_agrees_with_finite_differences(self):
        x, centres, dy = draw((3, 5), 0), draw((2, 5), 1), draw((3, 2), 2)
        error = ref.gradient_check(
            lambda: np.sum(dy * ref.rbf(x, centres)), [x, centres], ref.rbf_backward(dy, x, centres)
        )
        assert error < 1e-7

    def test_the_smallest_output_is_the_class_and_0_only_for_a_perfect_code(self):
        """LeNet-5: 84 = 7 x 12 pixels of +-1 for each of 10 characters."""
        rng = np.random.default_rng(0)
        codes = rng.choice([-1.0, 1.0], (10, 7 * 12))
        perfect = ref.rbf(codes, codes)
        np.testing.assert_array_equal(perfect.argmin(axis=1), np.arange(10))
        np.testing.assert_array_equal(np.diag(perfect), np.zeros(10))
        noisy = ref.rbf(codes + 0.5 * rng.standard_normal(codes.shape), codes)
        np.testing.assert_array_equal(noisy.argmin(axis=1), np.arange(10))
        assert noisy.min() > 0

    def test_the_square_expanded_is_a_linear_layer_and_norms(self):
        x, centres = draw((4, 84), 0), draw((10, 84), 1)
        norms = (x**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)
        assert_close(ref.rbf(x, centres), norms + ref.linear(x, -2 * centres))

    def test_no_digits_are_lost_far_from_0(self):
        """Expanding the square would lose them all."""
        x, centres = np.array([[1e4, 1e4]], np.float32), np.array([[1e4 + 1, 1e4]], np.float32)
        assert ref.rbf(x, centres) == 1
        dx, dcentres = ref.rbf_backward(np.ones((1, 1), np.float32), x, centres)
        np.testing.assert_array_equal(dx, [[-2, 0]])
        np.testing.assert_array_equal(dcentres, [[2, 0]])


class TestGradientCheck:
    def test_finds_one_wrong_entry_among_many(self):
        a = draw((5, 5), 0)
        gradient = 2 * a
        assert ref.gradient_check(lambda: (a**2).sum(), [a], [gradient]) < 1e-8
        gradient[3, 3] += 0.1
        assert ref.gradient_check(lambda: (a**2).sum(), [a], [gradient]) > 1e-2

    def test_a_nan_is_not_overlooked(self):
        a, b = np.ones(2), np.ones(2)
        gradients = [np.array([1.0, np.nan]), np.ones(2)]
        assert np.isnan(ref.gradient_check(lambda: a.sum() + b.sum(), [a, b], gradients))

    def test_leaves_the_arrays_as_they_were(self):
        a = draw(7, 0)
        before = a.copy()
        ref.gradient_check(lambda: np.sin(a).sum(), [a], [np.cos(a)])
        assert (a == before).all()

    def test_restores_after_an_exception(self):
        a = np.ones(2)

        def fails():
            raise RuntimeError("no")

        with pytest.raises(RuntimeError):
            ref.gradient_check(fails, [a], [a])
        assert (a == 1).all()
