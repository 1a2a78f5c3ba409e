"""Which pixel stands in a row and a column of the column matrix."""

HINTS = (
    "Rows are numbered through channel, kernel row, kernel column, the last one fastest; columns "
    "through picture, row, column of the map. Which two remainders give the fastest index?",
    "With k = kernel_size and W' the columns of the map: v = r % k and j = place % W'. A division "
    "by k, or by W', leaves the number made of the slower indices.",
    "c = r // k**2, u = r // k % k, n = place // (H' * W'), i = place // W' % H'. The pixel is in "
    "row i * stride + u - padding, and the column likewise.",
)

# size, kernel_size, stride, padding
_LAYERS = [((4, 4), 3, 1, 0), ((5, 8), 2, 1, 0), ((9, 6), 3, 2, 1), ((7, 7), 1, 1, 0)]
_LAYERS += [((6, 11), 5, 3, 2)]


def _map_size(size, kernel_size, stride, padding):
    return [(side + 2 * padding - kernel_size) // stride + 1 for side in size]


def cases(rng):
    for size, kernel_size, stride, padding in _LAYERS:
        cells, (h, w) = kernel_size**2, _map_size(size, kernel_size, stride, padding)
        entries = [(3 * cells - 1, 2 * h * w - 1)]
        entries += [(int(rng.integers(4 * cells)), int(rng.integers(3 * h * w))) for _ in range(3)]
        for r, place in entries:
            yield {
                "r": r,
                "place": place,
                "size": size,
                "kernel_size": kernel_size,
                "stride": stride,
                "padding": padding,
            }


def describe(**arguments):
    return ", ".join(f"{name}={value}" for name, value in arguments.items())


def solution(r, place, size, kernel_size, stride, padding):
    h, w = _map_size(size, kernel_size, stride, padding)
    channel, cell = divmod(r, kernel_size**2)
    image, cell_of_map = divmod(place, h * w)
    u, v = divmod(cell, kernel_size)
    i, j = divmod(cell_of_map, w)
    return image, channel, i * stride + u - padding, j * stride + v - padding
