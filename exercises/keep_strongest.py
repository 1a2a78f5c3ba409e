"""One activation kept, all others set to 0."""

import numpy as np


def solution(maps, channel):
    kept = np.zeros_like(maps)
    for n in range(len(maps)):
        cell = maps[n, channel].argmax()
        kept[n, channel].flat[cell] = maps[n, channel].flat[cell]
    return kept


def right_row_and_column(maps, channel):
    kept = np.zeros(maps.shape)
    for n, plane in enumerate(maps[:, channel]):
        row, column = divmod(int(plane.argmax()), plane.shape[1])
        kept[n, channel, row, column] = plane[row, column]
    return kept


def right_at_once(maps, channel):
    kept = np.zeros(maps.shape)
    flat = maps[:, channel].reshape(len(maps), -1)
    pictures, cells = np.arange(len(maps)), flat.argmax(axis=1)
    rows, columns = cells // maps.shape[3], cells % maps.shape[3]
    kept[pictures, channel, rows, columns] = flat[pictures, cells]
    return kept


def wrong_strongest_of_all_channels(maps, channel):
    kept = np.zeros(maps.shape)
    for n in range(len(maps)):
        kept[n].flat[maps[n].argmax()] = maps[n].max()
    return kept


def wrong_whole_map(maps, channel):
    kept = np.zeros(maps.shape)
    kept[:, channel] = maps[:, channel]
    return kept


def wrong_one_for_the_batch(maps, channel):
    return np.where(solution(maps, channel) == maps[:, channel].max(), maps, 0.0)


def wrong_one_instead_of_the_value(maps, channel):
    return (solution(maps, channel) != 0).astype(float)


def wrong_other_channels_left(maps, channel):
    kept = maps.copy()
    kept[:, channel] = solution(maps, channel)[:, channel]
    return kept


def wrong_largest_magnitude(maps, channel):
    return np.sign(maps) * solution(np.abs(maps), channel)


def wrong_changes_its_argument(maps, channel):
    maps[...] = solution(maps, channel)
    return maps
