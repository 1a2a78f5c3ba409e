"""The connections of a convolutional layer, which are the parameters that it does not share."""


def solution(in_channels, out_channels, kernel_size, size):
    units = out_channels * (size - kernel_size + 1) ** 2
    return units * (in_channels * kernel_size**2 + 1)


def right_places_times_parameters(in_channels, out_channels, kernel_size, size):
    parameters = out_channels * in_channels * kernel_size**2 + out_channels
    return parameters * (size - kernel_size + 1) ** 2


def right_by_adding_up(in_channels, out_channels, kernel_size, size):
    starts = range(size - kernel_size + 1)
    products = sum(kernel_size * kernel_size for _ in range(in_channels))
    return sum(products + 1 for _ in range(out_channels) for _ in starts for _ in starts)


def wrong_shared(in_channels, out_channels, kernel_size, size):
    return out_channels * (in_channels * kernel_size**2 + 1)


def wrong_without_bias(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) ** 2 * in_channels * kernel_size**2


def wrong_one_bias_for_each_map(in_channels, out_channels, kernel_size, size):
    weights = out_channels * in_channels * kernel_size**2
    return weights * (size - kernel_size + 1) ** 2 + out_channels


def wrong_one_bias_for_each_kernel(in_channels, out_channels, kernel_size, size):
    units = out_channels * (size - kernel_size + 1) ** 2
    return units * in_channels * (kernel_size**2 + 1)


def wrong_places_of_the_picture(in_channels, out_channels, kernel_size, size):
    return out_channels * size**2 * (in_channels * kernel_size**2 + 1)


def wrong_window_off_by_one(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size) ** 2 * (in_channels * kernel_size**2 + 1)


def wrong_one_input_channel(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) ** 2 * (kernel_size**2 + 1)


def wrong_fully_connected(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) ** 2 * (in_channels * size**2 + 1)
