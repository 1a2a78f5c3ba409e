"""The rule behind the first twelve columns of LeNet-5's table."""

import numpy as np


def solution(maps, neighbours):
    joined = np.zeros((maps, maps), int)
    for column in range(maps):
        for i in range(neighbours):
            joined[(column + i) % maps, column] = 1
    return joined


def right_by_rolling(maps, neighbours):
    first = (np.arange(maps) < neighbours).astype(int)
    return np.stack([np.roll(first, column) for column in range(maps)], axis=1)


def right_by_distance(maps, neighbours):
    rows, columns = np.indices((maps, maps))
    return ((rows - columns) % maps < neighbours).astype(int)


def wrong_not_a_ring(maps, neighbours):
    rows, columns = np.indices((maps, maps))
    return ((rows >= columns) & (rows < columns + neighbours)).astype(int)


def wrong_rows_for_columns(maps, neighbours):
    return solution(maps, neighbours).T


def wrong_one_neighbour_more(maps, neighbours):
    return solution(maps, min(neighbours + 1, maps))


def wrong_ends_in_the_column(maps, neighbours):
    return np.roll(solution(maps, neighbours), 1 - neighbours, axis=0)


def wrong_six_maps_only(maps, neighbours):
    return solution(6, neighbours)


def wrong_stays_in_the_last_row(maps, neighbours):
    joined = np.zeros((maps, maps), int)
    for column in range(maps):
        for i in range(neighbours):
            joined[min(column + i, maps - 1), column] = 1
    return joined


def wrong_everything_joined(maps, neighbours):
    return np.ones((maps, maps), int)
