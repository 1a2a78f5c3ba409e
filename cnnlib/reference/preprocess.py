"""What is done to data before a network sees them.

Every constant (a mean, a scale, a direction) is taken from the training set alone and then applied
to training, validation and test: `fit_...` looks at the training set and returns a `Transform`.

>>> from cnnlib.reference import preprocess
>>> train, test = np.array([[1.0, 10], [3, 30]]), np.array([[2.0, 40]])
>>> standard = preprocess.fit_standard(train)
>>> standard.transform(train)
array([[-1., -1.],
       [ 1.,  1.]])
>>> standard.transform(test)
array([[0., 2.]])
"""

from dataclasses import dataclass

import numpy as np

from cnnlib import _shapes

__all__ = [
    "Transform",
    "balance",
    "fit_mean",
    "fit_pca",
    "fit_standard",
    "fit_whitening",
    "split",
]


@dataclass(frozen=True, eq=False)
class Transform:
    """Subtract a mean, rotate, divide by a scale; each step only where it was asked for.

    Attributes
    ----------
    mean : array of shape (1, D), (1, C, H, W) or (1, C, 1, 1)
        What is subtracted.
    scale : array that broadcasts against the result, or 1
        What the result is divided by.
    basis : array of shape (D, k) or None
        Orthonormal columns: directions that the data are turned to.
    variances : array of shape (k,) or None
        Variance of the training set along each direction, falling.

    Examples
    --------
    >>> import numpy as np
    >>> centre = fit_mean(np.array([[1.0, 2], [3, 6]]))
    >>> centre.inverse(centre.transform(np.array([[5.0, 5]])))
    array([[5., 5.]])
    """

    mean: np.ndarray
    scale: np.ndarray | int = 1
    basis: np.ndarray | None = None
    variances: np.ndarray | None = None

    def transform(self, x):
        """x in the new coordinates: same dtype; (N, k) if there is a basis, else x's shape."""
        _check("transform", x)
        _check_fits("transform", "x", x, self.mean.shape[1:])
        z = x - self.mean.astype(x.dtype)
        if self.basis is not None:
            z = z @ self.basis.astype(x.dtype)  # (N, D) @ (D, k) -> (N, k)
        return z / np.asarray(self.scale, x.dtype)

    def inverse(self, z):
        """Back to the old coordinates; without what a shortened basis has dropped."""
        _check("inverse", z, name="z")
        shape = self.mean.shape[1:] if self.basis is None else self.basis.shape[1:]
        _check_fits("inverse", "z", z, shape)
        x = z * np.asarray(self.scale, z.dtype)
        if self.basis is not None:
            x = x @ self.basis.T.astype(z.dtype)  # (N, k) @ (k, D) -> (N, D)
        return x + self.mean.astype(z.dtype)


def _check(function, x, axes=None, name="x"):
    _shapes.check_array(function, name, x, axes)
    if x.ndim < 2:
        raise ValueError(f"{function}: {name} has shape {x.shape}, expected (N, D) or (N, C, H, W)")


def _check_fits(function, name, x, expected):
    """Columns or channels as in the training set; with one mean per channel, any picture."""
    rule = [str(expected[0]), *("any" if e == 1 else str(e) for e in expected[1:])]
    given = [str(n) for n in x.shape[1:]]
    fits = len(rule) == len(given) and all(
        r in ("any", g) for r, g in zip(rule, given, strict=True)
    )
    if not fits:
        raise ValueError(f"{function}: {name} has shape {x.shape}, expected (N, {', '.join(rule)})")


def _check_samples(function, x, axes=None):
    _check(function, x, axes)
    if x.size == 0:
        raise ValueError(f"{function}: x has shape {x.shape}, expected at least one sample")


def _axes(function, x, per):
    _shapes.check_choice(function, "per", per, ("feature", "channel"))
    return 0 if per == "feature" else (0, *range(2, x.ndim))


def _mean(x, axes):
    """Summed in float64: in float32 the mean of 60,000 pictures has five digits right."""
    return x.mean(axis=axes, keepdims=True, dtype=np.float64).astype(x.dtype)


def fit_mean(x, per="feature"):
    """Mean removal: the training set's mean becomes the origin.

    Parameters
    ----------
    x : array of shape (N, D) or (N, C, H, W)
        The training set, float32 or float64.
    per : {"feature", "channel"}
        "feature": one mean per column or pixel (the mean picture of AlexNet and ZFNet); "channel":
        one per channel (VGG).

    Returns
    -------
    Transform

    Examples
    --------
    >>> import numpy as np
    >>> fit_mean(np.array([[1.0, 2], [3, 6]])).mean
    array([[2., 4.]])
    """
    _check_samples("fit_mean", x)
    return Transform(_mean(x, _axes("fit_mean", x, per)))


def fit_standard(x, per="feature"):
    """Mean 0 and standard deviation 1 on the training set; a constant feature is only centred.

    Parameters
    ----------
    x, per
        As in `fit_mean`.

    Returns
    -------
    Transform

    Examples
    --------
    >>> import numpy as np
    >>> fit_standard(np.array([[1.0, 7], [3, 7]])).transform(np.array([[3.0, 7]]))
    array([[1., 0.]])
    """
    _check_samples("fit_standard", x)
    axes = _axes("fit_standard", x, per)
    deviation = x.std(axis=axes, keepdims=True, dtype=np.float64).astype(x.dtype)
    constant = x.max(axis=axes, keepdims=True) == x.min(axis=axes, keepdims=True)
    scale = np.where(constant, np.ones((), x.dtype), deviation)
    return Transform(_mean(x, axes), scale)


def fit_pca(x, components=None):
    """Principal components: turn the data so that features are uncorrelated, and keep the first.

    The covariance ``X^T X / N`` of the centred data has the right singular vectors of X as
    eigenvectors and the squared singular values of X, divided by N, as eigenvalues.

    Parameters
    ----------
    x : array of shape (N, D)
        The training set, a row for each sample; pictures are reshaped to rows first.
    components : int, float or None
        How many directions to keep: so many (1 to D); as many as hold this share of the variance
        (above 0, below 1); or all, min(N, D).

    Returns
    -------
    Transform
        With ``basis`` and ``variances``. The sign of a direction is free: its largest entry is
        made positive.

    Raises
    ------
    ValueError
        ``components`` out of range, or x holds NaN or infinity.

    Examples
    --------
    >>> import numpy as np
    >>> pca = fit_pca(np.array([[0.0, 0], [2, 2], [4, 4]]), components=1)
    >>> pca.transform(np.array([[2.0, 2], [3, 3]])).round(4)
    array([[0.    ],
           [1.4142]])
    """
    return _pca("fit_pca", x, components)


def _pca(function, x, components):
    _check_samples(function, x, 2)
    if not np.isfinite(x).all():
        raise ValueError(f"{function}: x holds NaN or infinity, expected finite numbers")
    mean = _mean(x, 0)
    _, singular, directions = np.linalg.svd(x - mean, full_matrices=False)
    variances = singular**2 / len(x)
    kept = _how_many(function, components, variances)
    basis = directions[:kept].T  # (D, k)
    largest = basis[np.abs(basis).argmax(axis=0), np.arange(kept)]
    return Transform(mean, basis=basis * np.where(largest < 0, -1, 1), variances=variances[:kept])


def _how_many(function, components, variances):
    """``components`` of `fit_pca` as a number of directions."""
    most = len(variances)
    if components is None:
        return most
    if isinstance(components, float):
        if not 0 < components < 1:
            raise ValueError(f"{function}: components is {components}, expected a share in (0, 1)")
        total = variances.sum()
        return 1 + int((np.cumsum(variances[:-1]) < components * total).sum())
    return _shapes.integer(function, "components", components, 1, most)


def fit_whitening(x, components=None, eps=1e-5):
    """PCA, then every direction divided by its standard deviation, ``sqrt(variance + eps)``.

    The training set then has covariance 1 (nearly: eps keeps directions without variance from
    blowing up; a larger eps smooths). Mean and covariance are all that is fixed: data that were not
    Gaussian do not become so.

    Parameters
    ----------
    x, components
        As in `fit_pca`.
    eps : float
        Above 0.

    Returns
    -------
    Transform

    Examples
    --------
    >>> import numpy as np
    >>> x = np.random.default_rng(0).standard_normal((500, 2)) @ np.array([[3.0, 1], [0, 0.5]])
    >>> np.cov(fit_whitening(x).transform(x).T, bias=True).round(3)
    array([[ 1., -0.],
           [-0.,  1.]])
    """
    if _shapes.number("fit_whitening", "eps", eps, 0) == 0:
        raise ValueError(f"fit_whitening: eps is {eps}, expected a number above 0")
    pca = _pca("fit_whitening", x, components)
    return Transform(pca.mean, np.sqrt(pca.variances + eps), pca.basis, pca.variances)


def split(y, shares=(0.65, 0.25, 0.10), *, rng):
    """Divide the places 0..N-1 at random so that every part has each class in its share.

    Parameters
    ----------
    y : integer array of shape (N,)
        The class of each place.
    shares : tuple or list of float
        Of all parts, above 0, with sum 1. The default is Looney's: 65 % to train on, 25 % to test
        with once at the end, 10 % to validate with on the way. Of each class every part gets its
        share rounded, at least one, and the first part the rest.
    rng : numpy.random.Generator

    Returns
    -------
    list of int64 arrays
        Places of each part, in random order; together every place once.

    Raises
    ------
    ValueError
        Shares that do not sum to 1, or a class too small to give one place to each part.

    Examples
    --------
    >>> import numpy as np
    >>> train, test, validation = split(np.repeat([0, 1], 50), rng=np.random.default_rng(0))
    >>> len(train), len(test), len(validation)
    (66, 24, 10)
    """
    _check_labels("split", y, rng)
    if not isinstance(shares, tuple | list):
        raise TypeError(f"split: shares is {shares!r}, expected a tuple or list of numbers")
    for share in shares:
        _shapes.number("split", "shares", share, 0)
    if 0 in shares or abs(sum(shares) - 1) > 1e-9:
        raise ValueError(f"split: shares is {shares}, expected positive numbers with sum 1")
    parts = [[] for _ in shares]
    for label in np.unique(y):
        places = rng.permutation(np.flatnonzero(y == label))
        counts = [max(1, round(share * len(places))) for share in shares[1:]]
        if sum(counts) >= len(places):
            raise ValueError(
                f"split: class {label} has {len(places)} members, expected at least {len(shares)}"
            )
        pieces = np.split(places, np.cumsum(counts))
        for part, piece in zip(parts, [pieces[-1], *pieces[:-1]], strict=True):
            part.append(piece)
    return [rng.permutation(np.concatenate([*part, np.zeros(0, int)])) for part in parts]


def balance(y, how="oversample", *, rng):
    """Places in which every class occurs equally often.

    Parameters
    ----------
    y : integer array of shape (N,)
        The class of each place.
    how : {"oversample", "undersample"}
        Repeat places of the rare classes (add noise to the copies, else the network sees the same
        samples more often), or leave places of the frequent ones out.
    rng : numpy.random.Generator

    Returns
    -------
    int64 array
        Places, in random order. Oversampling keeps every place at least once.

    Examples
    --------
    >>> import numpy as np
    >>> y = np.array([0, 0, 0, 1])
    >>> np.bincount(y[balance(y, rng=np.random.default_rng(0))])
    array([3, 3])
    """
    _check_labels("balance", y, rng)
    _shapes.check_choice("balance", "how", how, ("oversample", "undersample"))
    groups = [np.flatnonzero(y == label) for label in np.unique(y)]
    sizes = [len(group) for group in groups]
    wanted = (max if how == "oversample" else min)(sizes, default=0)
    chosen = [np.zeros(0, int)]
    for group in groups:
        extra = max(0, wanted - len(group))
        chosen += [rng.permutation(group)[:wanted], rng.choice(group, extra)]
    return rng.permutation(np.concatenate(chosen))


def _check_labels(function, y, rng):
    _shapes.check_array(function, "y", y, 1, _shapes.INTEGER_DTYPES)
    _shapes.check_generator(function, rng)
