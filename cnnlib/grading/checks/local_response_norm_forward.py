"""Local response normalisation across channels, with the paper's alpha."""

import cnnlib.reference as ref

HINTS = (
    "Channel c looks at the channels from c - n // 2 to c + n // 2 at its own place in the map. "
    "What happens at the first and last channel?",
    "max(0, c - n // 2) and c + n // 2 + 1 are the ends of a slice of the squares, x**2; add it up "
    "along axis 1.",
    "y[:, c] = x[:, c] / (k + alpha * total) ** beta, with the sum as it is: this alpha is not "
    "divided by n.",
)


def cases(rng):
    for shape, n, alpha, beta, k in [
        ((1, 5, 1, 1), 3, 1.0, 0.75, 2.0),
        ((2, 8, 3, 4), 5, 1e-1, 0.75, 2.0),
        ((3, 2, 2, 2), 5, 0.5, 0.5, 1.0),  # fewer channels than neighbours
        ((2, 6, 4, 1), 1, 0.7, 1.0, 0.5),
        ((2, 7, 2, 3), 7, 0.0, 0.75, 2.0),
    ]:
        x = 3 * rng.standard_normal(shape)
        yield {"x": x, "n": n, "k": k, "alpha": alpha, "beta": beta}


def describe(x, n, k, alpha, beta):
    return f"x of shape {x.shape}, n {n}, k {k:g}, alpha {alpha:g}, beta {beta:g}"


def solution(x, n, k, alpha, beta):
    return ref.local_response_norm(x, n, alpha * n, beta, k)
