"""The gradients of batch normalisation in training, in the compact form."""

import cnnlib.reference as ref

HINTS = (
    "Everything happens within one channel: all means and sums go over pictures, rows and "
    "columns, axis=(0, 2, 3). Begin with the normalised values, normed.",
    "dbias is the sum of dy, dweight the sum of dy * normed. dx needs the same two sums again, as "
    "means.",
    "dx = weight / sqrt(var + eps) * (dy - mean(dy) - normed * mean(dy * normed)); with "
    "keepdims=True the means of a channel fit its cells.",
)


def cases(rng):
    for shape, eps in [
        ((2, 1, 2, 2), 1e-5),
        ((4, 3, 5, 6), 1e-5),
        ((3, 2, 4, 4), 0.5),  # so large that it cannot be overlooked
        ((8, 5, 1, 1), 1e-3),
        ((1, 4, 6, 3), 1e-5),
    ]:
        channels = shape[1]
        spread = rng.uniform(0.5, 3.0, (channels, 1, 1))
        yield {
            "dy": rng.standard_normal(shape),
            "x": spread * rng.standard_normal(shape) + rng.standard_normal((channels, 1, 1)),
            "weight": rng.uniform(0.5, 2.0, channels),
            "eps": eps,
        }


def describe(dy, x, weight, eps):
    return f"x of shape {x.shape}, eps {eps:g}"


def solution(dy, x, weight, eps):
    return ref.batch_norm_backward(dy, x, None, None, weight, training=True, eps=eps)
