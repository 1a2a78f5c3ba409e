"""Bytes that a training step holds."""

HINTS = (
    "Three things are as large as the parameters: which? One thing grows with the batch.",
    "The parameters, one gradient for each, and `states` further numbers for each: none for plain "
    "descent, one for momentum, two for Adam.",
    "bytes_per_number * (parameters * (2 + states) + batch * activations).",
)


NAMES = ("parameters", "activations", "batch", "states", "bytes_per_number")


def cases(rng):
    for values in [(1680, 4154, 32, 1, 4), (1680, 4154, 1, 0, 4), (10**8, 10**7, 9, 2, 2)]:
        yield dict(zip(NAMES, values, strict=True))
    for _ in range(5):
        parameters, activations = (int(n) for n in rng.integers(10, 10**6, 2))
        yield {
            "parameters": parameters,
            "activations": activations,
            "batch": int(rng.integers(2, 300)),
            "states": int(rng.integers(0, 3)),
            "bytes_per_number": int(rng.choice([2, 4, 8])),
        }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * (2 + states) + batch * activations)
