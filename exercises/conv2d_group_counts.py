"""Parameters and multiply-adds of a convolution whose maps are in groups."""


def solution(in_channels, out_channels, kernel_size, groups, side):
    inputs = in_channels // groups * kernel_size**2  # that one filter sees
    parameters = out_channels * (inputs + 1)
    macs = out_channels * inputs * side**2
    return parameters, macs


def right_group_by_group(in_channels, out_channels, kernel_size, groups, side):
    parameters = macs = 0
    for _ in range(groups):
        weights = (in_channels // groups) * (out_channels // groups) * kernel_size**2
        parameters += weights + out_channels // groups
        macs += weights * side**2
    return parameters, macs


def right_as_zeros_of_a_whole_layer(in_channels, out_channels, kernel_size, groups, side):
    kept = 0
    for i in range(in_channels):
        for o in range(out_channels):
            same = i * groups // in_channels == o * groups // out_channels
            kept += same * kernel_size**2
    return [kept + out_channels, kept * side * side]


def wrong_no_groups(in_channels, out_channels, kernel_size, groups, side):
    return solution(in_channels, out_channels, kernel_size, 1, side)


def wrong_both_divided(in_channels, out_channels, kernel_size, groups, side):
    weights = (in_channels // groups) * (out_channels // groups) * kernel_size**2
    return weights + out_channels, weights * side**2


def wrong_biases_divided(in_channels, out_channels, kernel_size, groups, side):
    parameters, macs = solution(in_channels, out_channels, kernel_size, groups, side)
    return parameters - out_channels + out_channels // groups, macs


def wrong_biases_forgotten(in_channels, out_channels, kernel_size, groups, side):
    parameters, macs = solution(in_channels, out_channels, kernel_size, groups, side)
    return parameters - out_channels, macs


def wrong_biases_multiplied(in_channels, out_channels, kernel_size, groups, side):
    parameters, _ = solution(in_channels, out_channels, kernel_size, groups, side)
    return parameters, parameters * side**2


def wrong_one_row_of_cells(in_channels, out_channels, kernel_size, groups, side):
    parameters, macs = solution(in_channels, out_channels, kernel_size, groups, side)
    return parameters, macs // side


def wrong_macs_first(in_channels, out_channels, kernel_size, groups, side):
    return solution(in_channels, out_channels, kernel_size, groups, side)[::-1]
