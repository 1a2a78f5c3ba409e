"""How many numbers a convolutional layer learns."""


def solution(in_channels, out_channels, kernel_size):
    per_filter = in_channels * kernel_size**2 + 1  # one bias per filter
    return out_channels * per_filter


def right_weights_and_biases(in_channels, out_channels, kernel_size):
    weights = in_channels * out_channels * kernel_size * kernel_size
    return weights + out_channels


def right_by_adding_up(in_channels, out_channels, kernel_size):
    return sum(1 + sum(kernel_size**2 for _ in range(in_channels)) for _ in range(out_channels))


def wrong_no_bias(in_channels, out_channels, kernel_size):
    return in_channels * out_channels * kernel_size**2


def wrong_bias_per_kernel(in_channels, out_channels, kernel_size):
    return in_channels * out_channels * (kernel_size**2 + 1)


def wrong_kernel_not_squared(in_channels, out_channels, kernel_size):
    return out_channels * (in_channels * kernel_size + 1)


def wrong_bias_per_input(in_channels, out_channels, kernel_size):
    return in_channels * out_channels * kernel_size**2 + in_channels


def wrong_one_input_channel(in_channels, out_channels, kernel_size):
    return out_channels * (kernel_size**2 + 1)
