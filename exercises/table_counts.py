"""Parameters and connections of a layer that sees some maps only."""


def solution(joined, kernel_size, size):
    parameters = int(joined.sum()) * kernel_size**2 + joined.shape[1]
    side = size - kernel_size + 1
    return parameters, parameters * side * side


def right_map_by_map(joined, kernel_size, size):
    parameters = sum(int(column.sum()) * kernel_size**2 + 1 for column in joined.T)
    places = (size - (kernel_size - 1)) ** 2
    return parameters, places * parameters


def right_place_by_place(joined, kernel_size, size):
    kernels = sum(1 for cell in joined.ravel() if cell)
    per_unit = [kernels * kernel_size * kernel_size + joined.shape[1]]
    side = range(size - kernel_size + 1)
    return per_unit[0], sum(per_unit[0] for _ in side for _ in side)


def wrong_everything_joined(joined, kernel_size, size):
    return solution(joined * 0 + 1, kernel_size, size)


def wrong_no_bias(joined, kernel_size, size):
    weights = int(joined.sum()) * kernel_size**2
    return weights, weights * (size - kernel_size + 1) ** 2


def wrong_bias_for_each_kernel(joined, kernel_size, size):
    parameters = int(joined.sum()) * (kernel_size**2 + 1)
    return parameters, parameters * (size - kernel_size + 1) ** 2


def wrong_bias_for_each_row(joined, kernel_size, size):
    return solution(joined.T, kernel_size, size)


def wrong_places_of_the_input(joined, kernel_size, size):
    parameters, _ = solution(joined, kernel_size, size)
    return parameters, parameters * size * size


def wrong_one_place_too_few(joined, kernel_size, size):
    parameters, _ = solution(joined, kernel_size, size)
    return parameters, parameters * (size - kernel_size) ** 2


def wrong_order(joined, kernel_size, size):
    return solution(joined, kernel_size, size)[::-1]
