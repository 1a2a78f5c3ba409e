"""Preprocessing: the statistics that each step promises, and scikit-learn's PCA."""

# ruff: noqa: E501 - the table of bad input reads best with a row on a line

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from cnnlib.reference import preprocess
from tests.refusal import assert_refused
from tests.tolerance import assert_close


def samples(n=200, dtype=np.float64, seed=0):
    """Correlated features of very different size and mean."""
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, 5)) @ rng.standard_normal((5, 5))
    return (x * [1, 10, 0.1, 3, 100] + [5, -3, 0, 100, 1]).astype(dtype)


@pytest.mark.parametrize("per", ["feature", "channel"])
@pytest.mark.parametrize("shape", [(50, 4), (50, 3, 4, 5)])
def test_mean_and_deviation(per, shape):
    x = np.random.default_rng(0).uniform(3, 9, shape)
    axes = 0 if per == "feature" else (0, *range(2, x.ndim))
    centred = preprocess.fit_mean(x, per).transform(x)
    np.testing.assert_allclose(centred.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(centred.std(axis=axes), x.std(axis=axes))
    standard = preprocess.fit_standard(x, per)
    z = standard.transform(x)
    np.testing.assert_allclose(z.mean(axis=axes), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=axes), 1)
    np.testing.assert_allclose(standard.inverse(z), x)


def test_a_mean_per_channel_fits_pictures_of_any_size():
    centre = preprocess.fit_mean(np.ones((2, 3, 8, 8)), per="channel")
    assert (centre.transform(np.ones((5, 3, 4, 6))) == 0).all()


def test_the_constants_are_the_training_sets():
    train, test = samples(seed=0), samples(seed=1)
    z = preprocess.fit_standard(train).transform(test)
    np.testing.assert_allclose(z, (test - train.mean(axis=0)) / train.std(axis=0))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_standardising_agrees_with_scikit_learn(dtype):
    train, test = samples(dtype=dtype), samples(dtype=dtype, seed=1)
    ours = preprocess.fit_standard(train).transform(test)
    theirs = StandardScaler().fit(train.astype(float)).transform(test.astype(float))
    assert_close(ours, theirs.astype(dtype))


@pytest.mark.parametrize("value", [0.0, 0.1, 7.3])
def test_a_constant_feature_is_only_centred(value):
    x = np.full((30, 2), value)
    x[:, 1] = np.arange(30)
    z = preprocess.fit_standard(x).transform(x)
    assert np.abs(z[:, 0]).max() < 1e-12 and np.isclose(z[:, 1].std(), 1)


@given(
    n=st.integers(2, 30),
    d=st.integers(1, 8),
    seed=st.integers(0, 10**6),
)
def test_pca_agrees_with_scikit_learn(n, d, seed):
    x = np.random.default_rng(seed).standard_normal((n, d))
    k = min(n - 1, d)  # of n samples at most n - 1 directions have any variance
    ours, theirs = preprocess.fit_pca(x, k), PCA(k, svd_solver="full").fit(x)
    # scikit-learn divides by N - 1 and is free in the signs.
    assert_close(ours.variances * n / (n - 1), theirs.explained_variance_)
    signs = np.sign((ours.basis * theirs.components_.T).sum(axis=0))
    gaps = np.diff(ours.variances) / ours.variances[0]
    if np.all(np.abs(gaps) > 1e-3):  # else two directions are as good as exchanged
        np.testing.assert_allclose(ours.transform(x), signs * theirs.transform(x), atol=1e-6)


@pytest.mark.parametrize("per", ["feature", "channel"])
def test_float32_constants_keep_their_digits_on_large_sets(per):
    """Summed in float32 the first mean would be off by some 1e-2 of a standard deviation."""
    x = np.random.default_rng(0).standard_normal((40000, 2, 3)).astype(np.float32) + 1000
    axes = 0 if per == "feature" else (0, 2)
    standard, exact = preprocess.fit_standard(x, per), x.astype(np.float64)
    expected = exact.mean(axis=axes, keepdims=True), exact.std(axis=axes, keepdims=True)
    np.testing.assert_allclose(preprocess.fit_mean(x, per).mean, expected[0], rtol=1e-7)
    np.testing.assert_allclose(standard.mean, expected[0], rtol=1e-7)
    np.testing.assert_allclose(standard.scale, expected[1], rtol=1e-7)


def test_facts_of_pca():
    x = samples()
    pca = preprocess.fit_pca(x)
    centred = x - x.mean(axis=0)
    covariance = centred.T @ centred / len(x)
    rotated = pca.transform(x)
    assert_close(np.cov(rotated.T, bias=True), np.diag(pca.variances))  # uncorrelated
    # covariance: singular values = eigenvalues = (singular values of X)^2 / N
    assert_close(np.linalg.svd(covariance, compute_uv=False), pca.variances)
    assert_close(np.linalg.eigvalsh(covariance)[::-1], pca.variances)
    assert_close(pca.basis.T @ pca.basis, np.eye(5))
    assert_close(pca.inverse(rotated), x)
    assert (np.abs(pca.basis).max(axis=0) == pca.basis.max(axis=0)).all()  # the sign rule


def test_the_error_is_the_variance_that_was_dropped():
    x = samples()
    variances = preprocess.fit_pca(x).variances
    for k in range(1, 6):
        pca = preprocess.fit_pca(x, k)
        error = ((pca.inverse(pca.transform(x)) - x) ** 2).sum(axis=1).mean()
        np.testing.assert_allclose(error, variances[k:].sum(), rtol=1e-6, atol=1e-9)


def test_components_as_a_share_of_the_variance():
    x = np.diag([8.0, 4, 2, 1])  # centred only below
    x = np.concatenate([x, -x])
    shares = np.array([64, 16, 4, 1]) / 85
    for share, kept in [(0.5, 1), (shares[0] + 1e-9, 2), (0.95, 3), (0.999, 4)]:
        assert preprocess.fit_pca(x, float(share)).basis.shape == (4, kept)


def test_whitened_data_have_covariance_one():
    x = samples(1000)
    z = preprocess.fit_whitening(x, eps=1e-12).transform(x)
    np.testing.assert_allclose(np.cov(z.T, bias=True), np.eye(5), atol=1e-6)
    whitening = preprocess.fit_whitening(x)
    np.testing.assert_allclose(whitening.inverse(whitening.transform(x)), x, rtol=1e-8)


def test_whitening_divides_by_roots_of_the_eigenvalues():
    x = samples(1000)
    pca = preprocess.fit_pca(x)
    rotated = pca.transform(x)
    np.testing.assert_allclose((rotated / np.sqrt(pca.variances)).std(axis=0), 1)
    assert np.ptp((rotated / pca.variances).std(axis=0)) > 0.1
    theirs = PCA(whiten=True, svd_solver="full").fit_transform(x) * np.sqrt(1000 / 999)
    ours = preprocess.fit_whitening(x, eps=1e-15).transform(x)
    np.testing.assert_allclose(np.abs(ours), np.abs(theirs), rtol=1e-6, atol=1e-9)


def test_whitening_makes_noise_large_and_a_larger_eps_less():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((1000, 2)) * [1, 1e-3]
    last = [
        preprocess.fit_whitening(x, eps=eps).transform(x).std(axis=0)[1] for eps in (1e-9, 1e-2)
    ]
    assert last[0] > 0.99 and last[1] < 0.02  # 1e-3 before


def test_whitening_does_not_make_data_gaussian():
    x = np.random.default_rng(0).uniform(size=(20000, 2)) @ np.array([[1.0, 1], [-1, 1]])
    z = preprocess.fit_whitening(x).transform(x)
    kurtosis = (z**4).mean(axis=0)
    assert (kurtosis < 2.7).all()  # 3 for a Gaussian; uniform 1.8


@pytest.mark.parametrize("fit", ["fit_mean", "fit_standard", "fit_pca", "fit_whitening"])
def test_dtype_is_kept_and_nothing_is_changed(fit):
    x = samples(dtype=np.float32)
    before = x.copy()
    transform = getattr(preprocess, fit)(x)
    z = transform.transform(x)
    assert z.dtype == transform.inverse(z).dtype == np.float32
    np.testing.assert_array_equal(x, before)
    assert transform.transform(x.astype(np.float64)).dtype == np.float64


class TestSplit:
    def test_looneys_shares_of_seventy_thousand_digits(self):
        parts = preprocess.split(np.repeat(np.arange(10), 7000), rng=np.random.default_rng(0))
        assert [len(part) for part in parts] == [45500, 17500, 7000]

    @given(sizes=st.lists(st.integers(3, 40), min_size=1, max_size=6), seed=st.integers(0, 10**6))
    def test_every_place_once_and_every_class_in_its_share(self, sizes, seed):
        y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(sizes)), sizes))
        parts = preprocess.split(y, (0.6, 0.2, 0.2), rng=np.random.default_rng(seed))
        assert sorted(np.concatenate(parts)) == list(range(len(y)))
        for label, size in enumerate(sizes):
            for part in parts[1:]:
                assert (y[part] == label).sum() == max(1, round(0.2 * size))

    def test_the_seed_decides(self):
        y = np.repeat([0, 1, 2], 20)
        first, same, other = (preprocess.split(y, rng=np.random.default_rng(s)) for s in (0, 0, 1))
        assert all((a == b).all() for a, b in zip(first, same, strict=True))
        assert any((a != b).any() for a, b in zip(first, other, strict=True))


class TestBalance:
    y = np.repeat([0, 1, 5], [20, 3, 8])

    def test_oversampling_keeps_all_and_repeats_the_rare(self):
        places = preprocess.balance(self.y, rng=np.random.default_rng(0))
        assert np.unique(self.y[places], return_counts=True)[1].tolist() == [20, 20, 20]
        assert set(places) == set(range(len(self.y)))

    def test_undersampling_uses_no_place_twice(self):
        places = preprocess.balance(self.y, "undersample", rng=np.random.default_rng(0))
        assert np.unique(self.y[places], return_counts=True)[1].tolist() == [3, 3, 3]
        assert len(set(places)) == len(places)

    def test_nothing_from_nothing(self):
        assert len(preprocess.balance(np.zeros(0, int), rng=np.random.default_rng(0))) == 0


RNG, X = np.random.default_rng(0), np.ones((4, 3))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: preprocess.fit_mean(X[0]), ValueError, "fit_mean: x has shape (3,)"),
        (lambda: preprocess.fit_mean(X.astype(int)), TypeError, "fit_mean: x is int64"),
        (lambda: preprocess.fit_mean(X[:0]), ValueError, "expected at least one sample"),
        (lambda: preprocess.fit_mean(X, "row"), ValueError, "per is 'row', expected 'feature' or"),
        (lambda: preprocess.fit_standard(X[:0]), ValueError, "fit_standard: x has shape (0, 3)"),
        (lambda: preprocess.fit_pca(X[:, :, None]), ValueError, "fit_pca: x has shape (4, 3, 1)"),
        (lambda: preprocess.fit_pca(X, 4), ValueError, "components is 4, expected at most 3"),
        (lambda: preprocess.fit_pca(X, 0), ValueError, "components is 0, expected at least 1"),
        (lambda: preprocess.fit_pca(X, 1.5), ValueError, "expected a share in (0, 1)"),
        (lambda: preprocess.fit_whitening(X, eps=0), ValueError, "eps is 0, expected a number"),
        (lambda: preprocess.fit_whitening(X, eps="a"), TypeError, "fit_whitening: eps is 'a', expected"),
        (lambda: preprocess.fit_whitening(X[:0]), ValueError, "fit_whitening: x has shape (0, 3)"),
        (lambda: preprocess.fit_whitening(X, 4), ValueError, "fit_whitening: components is 4"),
        (lambda: preprocess.fit_pca(X * np.nan), ValueError, "fit_pca: x holds NaN or infinity"),
        (lambda: preprocess.fit_mean(X).transform(X[:, :2]), ValueError, "expected (N, 3)"),
        (lambda: preprocess.fit_pca(X, 1).inverse(X), ValueError, "z has shape (4, 3), expected (N, 1)"),
        (lambda: preprocess.split([0, 1], rng=RNG), TypeError, "split: y is a list"),
        (lambda: preprocess.split(np.zeros(9), rng=RNG), TypeError, "split: y is float64"),
        (lambda: preprocess.split(np.zeros(9, int), rng=0), TypeError, "rng is 0, expected a"),
        (lambda: preprocess.split(np.zeros(9, int), 0.5, rng=RNG), TypeError, "split: shares is 0.5, expected a"),
        (lambda: preprocess.split(np.zeros(9, int), ("a", 1), rng=RNG), TypeError, "split: shares is 'a'"),
        (lambda: preprocess.split(np.zeros(9, int), (-0.5, 1.5), rng=RNG), ValueError, "split: shares is -0.5"),
        (lambda: preprocess.split(np.zeros(9, int), (0, 1), rng=RNG), ValueError, "shares is (0, 1), expected positive"),
        (
            lambda: preprocess.split(np.zeros(9, int), (0.5, 0.6), rng=RNG),
            *(ValueError, "shares is (0.5, 0.6), expected positive numbers with sum 1"),
        ),
        (
            lambda: preprocess.split(np.arange(9), rng=RNG),
            *(ValueError, "class 0 has 1 members, expected at least 3"),
        ),
        (
            lambda: preprocess.balance(np.zeros(9, int), "both", rng=RNG),
            *(ValueError, "how is 'both', expected 'oversample' or 'undersample'"),
        ),
    ],
)  # fmt: skip
def test_bad_input_is_refused(call, error, said):
    assert_refused(call, error, re.escape(said))
