"""How many multiply-adds a convolutional layer takes."""


def solution(in_channels, out_channels, kernel_size, size):
    places = size - kernel_size + 1  # along each axis
    products = in_channels * kernel_size**2  # for one number of a map
    return out_channels * places**2 * products


def right_weights_times_places(in_channels, out_channels, kernel_size, size):
    weights = out_channels * in_channels * kernel_size * kernel_size
    return weights * (size - kernel_size + 1) ** 2


def right_by_adding_up(in_channels, out_channels, kernel_size, size):
    rows = [top for top in range(size) if top + kernel_size <= size]
    products = sum(kernel_size * kernel_size for _ in range(in_channels))
    return sum(products for _ in range(out_channels) for _ in rows for _ in rows)


def wrong_places_of_the_picture(in_channels, out_channels, kernel_size, size):
    return out_channels * size**2 * in_channels * kernel_size**2


def wrong_window_off_by_one(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size) ** 2 * in_channels * kernel_size**2


def wrong_one_axis(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) * in_channels * kernel_size**2


def wrong_one_input_channel(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) ** 2 * kernel_size**2


def wrong_with_biases(in_channels, out_channels, kernel_size, size):
    return out_channels * (size - kernel_size + 1) ** 2 * (in_channels * kernel_size**2 + 1)


def wrong_multiplications_and_additions(in_channels, out_channels, kernel_size, size):
    return 2 * out_channels * (size - kernel_size + 1) ** 2 * in_channels * kernel_size**2


def wrong_the_parameters(in_channels, out_channels, kernel_size, size):
    return out_channels * (in_channels * kernel_size**2 + 1)


def wrong_the_example_alone(in_channels, out_channels, kernel_size, size):
    return 57600
