"""The gradient of a dense block for its input."""

import numpy as np

import cnnlib.reference as ref

HINTS = (
    "First forward, and keep what each layer reads. Then the layers from the last to the first.",
    "The backward of a concatenation cuts: the gradient of [h, new] falls into the part for h and "
    "the part for new, which are its first and its last columns.",
    "h was used twice: as it is and by the layer. So its two gradients are added: "
    "dh + (dnew * (new > 0)) @ w.",
)


def cases(rng):
    for samples, units, growth in [
        (1, 1, [1]),
        (2, 3, [2, 2]),
        (3, 2, [1, 1, 1, 1]),
        (2, 4, [3, 1, 2]),
    ]:
        seen = [units + sum(growth[:j]) for j in range(len(growth))]
        yield {
            "dy": rng.standard_normal((samples, units + sum(growth))),
            "x": rng.standard_normal((samples, units)),
            "weights": [
                rng.standard_normal((k, c)) for k, c in zip(growth, seen, strict=True)
            ],
        }  # fmt: skip


def describe(dy, x, weights):
    return f"dy of shape {dy.shape}, x {x.shape}, weights {[weight.shape for weight in weights]}"


def solution(dy, x, weights):
    # The gradient of every source by itself: what y passes, and what each later layer sends back.
    sources, inputs, hidden = [x], [], []
    for weight in weights:
        inputs.append(np.concatenate(sources, axis=1))
        hidden.append(ref.linear(inputs[-1], weight))
        sources.append(ref.relu(hidden[-1]))
    ends = np.cumsum([source.shape[1] for source in sources])[:-1]
    gradients = np.split(dy, ends, axis=1)
    for j in reversed(range(len(weights))):
        arriving = ref.relu_backward(gradients[j + 1], hidden[j])
        read = ref.linear_backward(arriving, inputs[j], weights[j])[0]
        for i, part in enumerate(np.split(read, ends[:j], axis=1)):
            gradients[i] = gradients[i] + part
    return gradients[0]
