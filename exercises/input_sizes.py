"""All input sizes that lead to one output size."""


def solution(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * (output_size - 1) + kernel_size - 2 * padding
    return list(range(max(1, smallest), smallest + stride))


def right_by_trying(output_size, kernel_size, stride=1, padding=0):
    found = []
    for size in range(1, stride * (output_size + 1) + kernel_size + 1):
        room = size + 2 * padding - kernel_size
        if room >= 0 and room // stride + 1 == output_size:
            found.append(size)
    return found


def right_by_rests(output_size, kernel_size, stride=1, padding=0):
    whole = stride * (output_size - 1) + kernel_size
    return [whole + rest - 2 * padding for rest in range(stride) if whole + rest > 2 * padding]


def wrong_smallest_only(output_size, kernel_size, stride=1, padding=0):
    return [stride * (output_size - 1) + kernel_size - 2 * padding]


def wrong_one_too_many(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * (output_size - 1) + kernel_size - 2 * padding
    return list(range(max(1, smallest), smallest + stride + 1))


def wrong_padding_on_one_side(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * (output_size - 1) + kernel_size - padding
    return list(range(max(1, smallest), smallest + stride))


def wrong_stride_times_size(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * output_size + kernel_size - 2 * padding
    return list(range(max(1, smallest), smallest + stride))


def wrong_empty_inputs_too(output_size, kernel_size, stride=1, padding=0):
    smallest = stride * (output_size - 1) + kernel_size - 2 * padding
    return list(range(smallest, smallest + stride))


def wrong_visible_example_only(output_size, kernel_size, stride=1, padding=0):
    return [12, 13, 14]
