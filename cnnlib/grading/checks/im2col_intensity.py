"""FLOPs for each byte of a convolution by im2col."""

HINTS = (
    "How many places has the kernel, and how long is a column? The matrix product takes one MAC "
    "for each place, filter and number of a column, and a MAC is two FLOPs.",
    "The first pass reads the pictures and writes the columns; the second reads columns and "
    "weights and writes the maps. Nothing else is moved.",
    "places = n * (size - kernel_size + 1) ** 2 and column = c * kernel_size ** 2; the columns, "
    "places * column numbers, are counted twice in the bytes.",
)


def cases(rng):
    yield {"n": 1, "c": 1, "o": 1, "size": 5, "kernel_size": 3, "number": 4}
    yield {"n": 8, "c": 64, "o": 64, "size": 58, "kernel_size": 3, "number": 4}
    yield {"n": 8, "c": 64, "o": 64, "size": 58, "kernel_size": 3, "number": 2}
    for _ in range(6):
        n, c, o, kernel_size = (int(number) for number in rng.integers(2, 12, 4))
        size = kernel_size + int(rng.integers(0, 20))
        yield {
            "n": n,
            "c": c,
            "o": o,
            "size": size,
            "kernel_size": kernel_size,
            "number": int(rng.choice([2, 4, 8])),
        }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(n, c, o, size, kernel_size, number):
    places, column = n * (size - kernel_size + 1) ** 2, c * kernel_size**2
    copied = n * c * size**2 + places * column
    multiplied = places * column + o * column + places * o
    return 2 * places * column * o / (number * (copied + multiplied))
