"""Parameters of a network that is described by VGG's table."""

HINTS = (
    "Carry the number of channels from layer to layer; a filter has kernel^2 numbers for each "
    "channel before it, and one bias.",
    "Every block ends with a pooling that halves the side and learns nothing. What does the first "
    "fully connected layer read?",
    "It reads widths[-1] * side^2 numbers, side halved once for each block. Each fully connected "
    "layer has inputs * outputs + outputs parameters.",
)


def cases(rng):
    yield {"blocks": [[3]], "widths": [4], "units": [10], "side": 8, "in_channels": 1}
    yield {"blocks": [[3, 3], [3, 1]], "widths": [4, 6], "units": [5], "side": 8, "in_channels": 3}
    yield {
        "blocks": [[3, 3], [3, 3], [3, 3, 3], [3, 3, 3], [3, 3, 3]],
        "widths": [64, 128, 256, 512, 512],
        "units": [4096, 4096, 1000],
        "side": 224,
        "in_channels": 3,
    }
    for _ in range(5):
        count = int(rng.integers(1, 5))
        yield {
            "blocks": [rng.choice([1, 3, 5], rng.integers(1, 4)).tolist() for _ in range(count)],
            "widths": rng.integers(1, 20, count).tolist(),
            "units": rng.integers(2, 30, rng.integers(1, 4)).tolist(),
            "side": 2**count * int(rng.integers(1, 4)),
            "in_channels": int(rng.integers(1, 4)),
        }


def describe(blocks, widths, units, side, in_channels):
    return f"blocks={blocks}, widths={widths}, units={units}, side={side}, {in_channels=}"


def solution(blocks, widths, units, side, in_channels):
    filters = [width for kernels, width in zip(blocks, widths, strict=True) for _ in kernels]
    seen = [in_channels, *filters[:-1]]
    areas = [kernel**2 for kernels in blocks for kernel in kernels]
    weights = sum(o * i * a for o, i, a in zip(filters, seen, areas, strict=True))
    inputs = [filters[-1] * (side >> len(blocks)) ** 2, *units[:-1]]
    weights += sum(i * o for i, o in zip(inputs, units, strict=True))
    return weights + sum(filters) + sum(units)
