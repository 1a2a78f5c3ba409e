"""Output channels, parameters and MACs of an Inception module."""


def solution(in_channels, side, widths):
    n1x1, reduce3, n3x3, reduce5, n5x5, projection = widths
    layers = [  # input maps, output maps, kernel
        (in_channels, n1x1, 1),
        (in_channels, reduce3, 1),
        (reduce3, n3x3, 3),
        (in_channels, reduce5, 1),
        (reduce5, n5x5, 5),
        (in_channels, projection, 1),
    ]
    weights = sum(i * o * k * k for i, o, k in layers)
    biases = sum(o for _, o, _ in layers)
    channels = n1x1 + n3x3 + n5x5 + projection
    return channels, weights + biases, weights * side * side


def right_branch_by_branch(in_channels, side, widths):
    a, b, c, d, e, f = widths
    parameters = macs = 0
    for chain in ([(a, 1)], [(b, 1), (c, 3)], [(d, 1), (e, 5)], [(f, 1)]):
        before = in_channels
        for maps, kernel in chain:
            parameters += maps * (before * kernel**2 + 1)
            macs += maps * before * kernel**2 * side**2
            before = maps
    return a + c + e + f, parameters, macs


def right_from_the_macs(in_channels, side, widths):
    a, b, c, d, e, f = widths
    per_cell = in_channels * (a + b + d + f) + 9 * b * c + 25 * d * e
    return [a + c + e + f, per_cell + a + b + c + d + e + f, per_cell * side**2]


def _changed(answer, place, value):
    return tuple(value if k == place else one for k, one in enumerate(answer))


def wrong_reductions_in_the_output(in_channels, side, widths):
    return _changed(solution(in_channels, side, widths), 0, sum(widths))


def wrong_without_biases(in_channels, side, widths):
    answer = solution(in_channels, side, widths)
    return _changed(answer, 1, answer[1] - sum(widths))


def wrong_biases_as_macs(in_channels, side, widths):
    answer = solution(in_channels, side, widths)
    return _changed(answer, 2, answer[1] * side**2)


def wrong_one_cell(in_channels, side, widths):
    answer = solution(in_channels, side, widths)
    return _changed(answer, 2, answer[2] // side**2)


def wrong_without_reductions(in_channels, side, widths):
    a, _, c, _, e, f = widths
    weights = in_channels * (a + 9 * c + 25 * e + f)
    return a + c + e + f, weights + a + c + e + f, weights * side**2


def wrong_pooling_hands_on_everything(in_channels, side, widths):
    a, b, c, d, e, _ = widths
    weights = in_channels * (a + b + d) + 9 * b * c + 25 * d * e
    return a + c + e + in_channels, weights + a + b + c + d + e, weights * side**2


def wrong_kernel_not_squared(in_channels, side, widths):
    a, b, c, d, e, f = widths
    weights = in_channels * (a + b + d + f) + 3 * b * c + 5 * d * e
    return a + c + e + f, weights + sum(widths), weights * side**2


def wrong_sum_in_place_of_concatenation(in_channels, side, widths):
    answer = solution(in_channels, side, widths)
    return _changed(answer, 0, max(widths[0], widths[2], widths[4], widths[5]))
