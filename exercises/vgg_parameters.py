"""Parameters of a network that is described by VGG's table."""


def solution(blocks, widths, units, side, in_channels):
    total, channels = 0, in_channels
    for kernels, width in zip(blocks, widths, strict=True):
        for kernel in kernels:
            total += width * (channels * kernel**2 + 1)
            channels = width
        side //= 2  # the pooling
    inputs = channels * side**2
    for outputs in units:
        total += outputs * (inputs + 1)
        inputs = outputs
    return total


def right_layer_by_layer(blocks, widths, units, side, in_channels):
    layers, channels = [], in_channels
    for number, kernels in enumerate(blocks):
        for kernel in kernels:
            layers.append((channels * kernel * kernel, widths[number]))
            channels = widths[number]
    last = side // 2 ** len(blocks)
    for before, after in zip([channels * last * last, *units], units, strict=False):
        layers.append((before, after))
    return sum(before * after + after for before, after in layers)


def right_backwards(blocks, widths, units, side, in_channels):
    if units:
        flat = widths[-1] * (side // 2 ** len(blocks)) ** 2
        before = units[-2] if len(units) > 1 else flat
        rest = right_backwards(blocks, widths, units[:-1], side, in_channels)
        return rest + units[-1] * before + units[-1]
    if not blocks:
        return 0
    before = widths[-2] if len(blocks) > 1 else in_channels
    here = 0
    for kernel in blocks[-1]:
        here += widths[-1] * before * kernel**2 + widths[-1]
        before = widths[-1]
    return here + right_backwards(blocks[:-1], widths[:-1], [], side, in_channels)


def wrong_no_biases(blocks, widths, units, side, in_channels):
    biases = sum(w * len(k) for k, w in zip(blocks, widths, strict=True)) + sum(units)
    return solution(blocks, widths, units, side, in_channels) - biases


def wrong_no_pooling(blocks, widths, units, side, in_channels):
    return solution(blocks, widths, units, side * 2 ** len(blocks), in_channels)


def wrong_kernels_all_of_three(blocks, widths, units, side, in_channels):
    return solution([[3] * len(k) for k in blocks], widths, units, side, in_channels)


def wrong_channels_of_the_first_layer_only(blocks, widths, units, side, in_channels):
    total = 0
    for kernels, width in zip(blocks, widths, strict=True):
        total += sum(width * (in_channels * k**2 + 1) for k in kernels)
        in_channels = width
    inputs = in_channels * (side // 2 ** len(blocks)) ** 2
    for outputs in units:
        total, inputs = total + outputs * (inputs + 1), outputs
    return total


def wrong_maps_averaged(blocks, widths, units, side, in_channels):
    return solution(blocks, widths, units, 2 ** len(blocks), in_channels)


def wrong_convolutions_alone(blocks, widths, units, side, in_channels):
    return solution(blocks, widths, [], side, in_channels)


def wrong_one_layer_for_each_block(blocks, widths, units, side, in_channels):
    return solution([k[:1] for k in blocks], widths, units, side, in_channels)
