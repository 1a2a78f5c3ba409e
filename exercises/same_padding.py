"""Padding that keeps the size of a map at stride 1."""


def solution(kernel_size, dilation=1):
    zeros = dilation * (kernel_size - 1)
    before = zeros // 2
    return before, zeros - before


def right_from_the_end(kernel_size, dilation=1):
    extent = dilation * (kernel_size - 1) + 1
    after = extent // 2
    return extent - 1 - after, after


def right_by_dealing(kernel_size, dilation=1):
    sides = [0, 0]
    for zero in range(dilation * (kernel_size - 1)):
        sides[1 - zero % 2] += 1
    return sides[0], sides[1]


def wrong_odd_kernels_only(kernel_size, dilation=1):
    padding = dilation * (kernel_size - 1) // 2
    return padding, padding


def wrong_odd_zero_at_the_start(kernel_size, dilation=1):
    zeros = dilation * (kernel_size - 1)
    return zeros - zeros // 2, zeros // 2


def wrong_dilation_ignored(kernel_size, dilation=1):
    return (kernel_size - 1) // 2, kernel_size // 2


def wrong_half_the_kernel(kernel_size, dilation=1):
    return dilation * kernel_size // 2, dilation * kernel_size // 2


def wrong_gap_for_dilation(kernel_size, dilation=1):
    zeros = (dilation + 1) * (kernel_size - 1)
    return zeros // 2, zeros - zeros // 2


def wrong_visible_example_only(kernel_size, dilation=1):
    return 1, 1
