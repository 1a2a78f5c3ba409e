"""Size of a map after a convolution or pooling, one axis."""


def solution(size, kernel_size, stride=1, padding=0):
    last = size + 2 * padding - kernel_size  # the last place where the kernel's edge can stand
    return last // stride + 1


def right_by_counting(size, kernel_size, stride=1, padding=0):
    return len(range(0, size + 2 * padding - kernel_size + 1, stride))


def right_by_ceiling(size, kernel_size, stride=1, padding=0):
    places = size + 2 * padding - kernel_size + 1
    return -(-places // stride)


def wrong_off_by_one(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) // stride


def wrong_padding_on_one_side(size, kernel_size, stride=1, padding=0):
    return (size + padding - kernel_size) // stride + 1


def wrong_stride_ignored(size, kernel_size, stride=1, padding=0):
    return size + 2 * padding - kernel_size + 1


def wrong_rounded_up(size, kernel_size, stride=1, padding=0):
    return -(-(size + 2 * padding - kernel_size) // stride) + 1


def wrong_fraction(size, kernel_size, stride=1, padding=0):
    return (size + 2 * padding - kernel_size) / stride + 1


def wrong_visible_example_only(size, kernel_size, stride=1, padding=0):
    return 24 if size == 28 else 55
