"""The kernel that leads from one picture to another."""

import numpy as np


def solution(x, y, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    rows = windows.reshape(-1, size * size)  # one window in each
    return np.linalg.lstsq(rows, y.ravel(), rcond=None)[0].reshape(size, size)


def right_by_loops(x, y, size):
    rows = []
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            rows.append(x[i : i + size, j : j + size].ravel())
    weights, *_ = np.linalg.lstsq(np.array(rows), y.reshape(-1), rcond=None)
    return weights.reshape(size, size)


def right_by_orthogonal_columns(x, y, size):
    height, width = y.shape
    shifted = [
        x[u : u + height, v : v + width].ravel() for u in range(size) for v in range(size)
    ]  # one column for each weight
    q, r = np.linalg.qr(np.stack(shifted, axis=1))
    return np.linalg.solve(r, q.T @ y.ravel()).reshape(size, size)


def wrong_kernel_turned(x, y, size):
    return solution(x, y, size)[::-1, ::-1].copy()


def wrong_transposed(x, y, size):
    return solution(x, y, size).T.copy()


def wrong_gradient_descent_stopped_early(x, y, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    rows = windows.reshape(-1, size * size)
    weights = np.zeros(size * size)
    step = len(rows) / np.linalg.norm(rows, 2) ** 2
    for _ in range(50):
        weights -= step * rows.T @ (rows @ weights - y.ravel()) / len(rows)
    return weights.reshape(size, size)


def wrong_correlation_of_the_pictures(x, y, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))
    return np.einsum("ijuv,ij->uv", windows, y) / y.size


def wrong_windows_side_by_side(x, y, size):
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size))[::size, ::size]
    rows = windows.reshape(-1, size * size)
    return np.linalg.lstsq(rows, y.ravel()[: len(rows)], rcond=None)[0].reshape(size, size)


def wrong_three_by_three_only(x, y, size):
    return solution(x, y[: x.shape[0] - 2, : x.shape[1] - 2], 3) if size >= 3 else np.ones((3, 3))


def wrong_in_one_row(x, y, size):
    return solution(x, y, size).ravel().copy()


def wrong_all_zeros(x, y, size):
    return 0 * solution(x, y, size)
