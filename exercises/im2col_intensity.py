"""FLOPs for each byte of a convolution by im2col."""


def solution(n, c, o, size, kernel_size, number):
    places, column = n * (size - kernel_size + 1) ** 2, c * kernel_size**2
    pictures, columns = n * c * size**2, places * column
    weights, maps = o * column, places * o
    flops = 2 * places * o * column
    copying = pictures + columns
    product = columns + weights + maps
    return flops / (number * (copying + product))


def right_by_one_picture(n, c, o, size, kernel_size, number):
    places, column = (size - kernel_size + 1) ** 2, c * kernel_size**2
    moved = n * (c * size**2 + 2 * places * column + places * o) + o * column
    return 2 * n * places * o * column / number / moved


def right_by_counting(n, c, o, size, kernel_size, number):
    flops = numbers = 0
    for _ in range((size - kernel_size + 1) ** 2):
        flops += n * o * 2 * c * kernel_size * kernel_size
        numbers += n * (2 * c * kernel_size * kernel_size + o)
    numbers += n * c * size * size + o * c * kernel_size * kernel_size
    return flops / (number * numbers)


def wrong_macs(n, c, o, size, kernel_size, number):
    return solution(n, c, o, size, kernel_size, number) / 2


def wrong_per_number(n, c, o, size, kernel_size, number):
    return solution(n, c, o, size, kernel_size, number) * number


def wrong_columns_counted_once(n, c, o, size, kernel_size, number):
    places, column = n * (size - kernel_size + 1) ** 2, c * kernel_size**2
    moved = n * c * size**2 + places * column + o * column + places * o
    return 2 * places * o * column / (number * moved)


def wrong_no_columns(n, c, o, size, kernel_size, number):
    places, column = n * (size - kernel_size + 1) ** 2, c * kernel_size**2
    moved = n * c * size**2 + o * column + places * o
    return 2 * places * o * column / (number * moved)


def wrong_padded(n, c, o, size, kernel_size, number):
    return solution(n, c, o, size + kernel_size - 1, kernel_size, number)


def wrong_batch_forgotten(n, c, o, size, kernel_size, number):
    return solution(1, c, o, size, kernel_size, number)


def wrong_rule_of_thumb(n, c, o, size, kernel_size, number):
    return o / number


def wrong_rounded(n, c, o, size, kernel_size, number):
    return round(solution(n, c, o, size, kernel_size, number))
