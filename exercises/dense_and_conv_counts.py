"""Connections and parameters of a fully connected layer and of a convolution on a line."""


def solution(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    dense, conv = outputs * inputs, outputs * kernel_size
    return dense, conv, dense + outputs, kernel_size + 1


def right_by_counting(inputs, kernel_size):
    starts = range(inputs - kernel_size + 1)
    dense = sum(1 for _ in starts for _ in range(inputs))
    conv = sum(1 for _ in starts for _ in range(kernel_size))
    return dense, conv, dense + len(starts), len(range(kernel_size)) + 1


def right_window_by_window(inputs, kernel_size):
    start = outputs = dense = conv = 0
    while start + kernel_size <= inputs:
        outputs, dense, conv, start = outputs + 1, dense + inputs, conv + kernel_size, start + 1
    return [dense, conv, dense + outputs, kernel_size + 1]


def wrong_output_too_short(inputs, kernel_size):
    outputs = inputs - kernel_size
    return outputs * inputs, outputs * kernel_size, outputs * (inputs + 1), kernel_size + 1


def wrong_as_many_outputs_as_inputs(inputs, kernel_size):
    return inputs * inputs, inputs * kernel_size, inputs * (inputs + 1), kernel_size + 1


def wrong_biases_forgotten(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    return outputs * inputs, outputs * kernel_size, outputs * inputs, kernel_size


def wrong_weights_not_shared(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    dense, conv = outputs * inputs, outputs * kernel_size
    return dense, conv, dense + outputs, conv + outputs


def wrong_a_bias_for_each_place(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    dense, conv = outputs * inputs, outputs * kernel_size
    return dense, conv, dense + outputs, kernel_size + outputs


def wrong_one_bias_for_all_units(inputs, kernel_size):
    outputs = inputs - kernel_size + 1
    return outputs * inputs, outputs * kernel_size, outputs * inputs + 1, kernel_size + 1
