"""Connections and parameters of a fully connected layer and of a convolution on a line."""

HINTS = (
    "How many units has the layer? Each is joined to all inputs, or to those in its window.",
    "With outputs = inputs - kernel_size + 1 there are outputs * inputs and outputs * kernel_size "
    "connections.",
    "Fully connected: a weight for each connection and a bias for each unit. Convolution: the "
    "kernel and one bias, whatever the length of the line.",
)


def cases(rng):
    yield {"inputs": 1000, "kernel_size": 5}
    yield {"inputs": 1, "kernel_size": 1}
    yield {"inputs": 7, "kernel_size": 7}
    yield {"inputs": 9, "kernel_size": 1}
    for _ in range(8):
        kernel_size = int(rng.integers(2, 9))
        inputs = kernel_size + int(rng.integers(1, 500))
        yield {"inputs": inputs, "kernel_size": kernel_size}


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    return outputs * inputs, outputs * kernel_size, outputs * (inputs + 1), kernel_size + 1
