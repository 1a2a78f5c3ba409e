"""The derivative of a recorded expression, read off its tape."""

HINTS = (
    "Give every name a gradient of 0 and the output a gradient of 1. Which line of the tape has "
    "to be read first?",
    "Read the tape backwards. When a line is reached, everything that uses its result has been "
    "read already, so the gradient of the result is complete.",
    "For each input of a line, gradient[input] += gradient[result] * slope. A name may be used "
    "twice: add, do not overwrite.",
)


def cases(rng):
    square = [("c", {"a": -3.0, "b": 2.0}), ("d", {"c": 1.0, "a": 1.0}), ("e", {"d": -8.0})]
    for output, name in [("e", "a"), ("e", "b"), ("e", "c"), ("d", "a"), ("c", "d"), ("e", "e")]:
        yield {"tape": square, "output": output, "name": name}
    for length in (3, 6, 10):
        names = ["x", "y"]
        tape = []
        for k in range(length):
            used = rng.choice(names, size=int(rng.integers(1, 3)), replace=False)
            tape.append((f"v{k}", {str(one): float(rng.integers(-3, 4)) / 2 for one in used}))
            names.append(f"v{k}")
        for name in ("x", "y", "v0"):
            yield {"tape": tape, "output": f"v{length - 1}", "name": name}


def describe(tape, output, name):
    return f"tape {tape}, derivative of {output} by {name}"


def solution(tape, output, name):
    # Forwards: how fast each result changes with `name`.
    change = {name: 1.0}
    for result, slopes in tape:
        if result != name:
            change[result] = sum(slope * change.get(one, 0.0) for one, slope in slopes.items())
    return float(change.get(output, 0.0))
