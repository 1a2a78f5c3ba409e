"""Right and wrong answers to the task of this name."""

import numpy as np


def solution(layers, side, *, bias, count):
    side = int(side)
    rows = []
    for channels, filters, kernel, stride, padding, groups in layers:
        side = (side + 2 * padding - kernel) // stride + 1
        seen = channels // groups * kernel * kernel  # products in one sum
        units = filters * side * side
        each = seen if count == "MACs" or bias else seen - 1
        rows.append([filters * (seen + bias), units * each, units])
    return np.array(rows, dtype=int)


def right_group_by_group(layers, side, *, bias, count):
    out = np.zeros((len(layers), 3), dtype=np.int64)
    side = int(side)
    for row, (channels, filters, kernel, stride, padding, groups) in zip(out, layers, strict=True):
        side = (side + 2 * padding - kernel + stride) // stride
        for _ in range(groups):
            inputs, outputs = channels // groups, filters // groups
            products = inputs * kernel**2
            row += (
                outputs * products + outputs * bias,
                outputs * side**2 * (products - (count != "MACs" and not bias)),
                outputs * side**2,
            )
    return out


def right_by_columns(layers, side, *, bias, count):
    channels, filters, kernel, stride, padding, groups = layers.T
    sides = []
    for k, s, p in zip(kernel, stride, padding, strict=True):
        side = int((side + 2 * p - k) // s + 1)
        sides.append(side)
    area = np.array(sides) ** 2
    weights = filters * channels * kernel**2 // groups
    units = filters * area
    work = weights * area - (units if count == "additions" and not bias else 0)
    return np.stack([weights + filters * bias, work, units], axis=1)


def wrong_groups_forgotten(layers, side, *, bias, count):
    layers = layers.copy()
    layers[:, 5] = 1
    return solution(layers, side, bias=bias, count=count)


def wrong_bias_otherwise(layers, side, *, bias, count):
    rows = solution(layers, side, bias=bias, count=count)
    rows[:, 0] = solution(layers, side, bias=not bias, count=count)[:, 0]
    return rows


def wrong_work_of_one_place(layers, side, *, bias, count):
    rows = solution(layers, side, bias=bias, count=count)
    rows[:, 1] = rows[:, 1] * layers[:, 1] // rows[:, 2]
    return rows


def wrong_padding_once(layers, side, *, bias, count):
    layers = layers.copy()
    layers[:, 4] = -(-layers[:, 4] // 2) - (layers[:, 4] == 1)
    return solution(layers, side, bias=bias, count=count)


def wrong_every_layer_sees_the_picture(layers, side, *, bias, count):
    rows = [solution(layers[k : k + 1], side, bias=bias, count=count) for k in range(len(layers))]
    return np.concatenate(rows)


def wrong_size_not_counted(layers, side, *, bias, count):
    rows = solution(layers, side, bias=bias, count=count)
    rows[:, 2] = layers[:, 1]
    return rows
