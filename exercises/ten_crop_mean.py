"""The mean of a network's probabilities over ten windows of a picture."""

import numpy as np


def solution(picture, weight, bias, size):
    _, h, w = picture.shape
    corners = [(0, 0), (0, w - size), (h - size, 0), (h - size, w - size)]
    places = [*corners, ((h - size) // 2, (w - size) // 2)]
    answers = []
    for view in (picture, picture[:, :, ::-1]):
        for top, left in places:
            window = view[:, top : top + size, left : left + size]
            logits = weight @ window.reshape(-1) + bias
            odds = np.exp(logits - logits.max())
            answers.append(odds / odds.sum())
    return np.mean(answers, axis=0)


def right_all_at_once(picture, weight, bias, size):
    down, right = picture.shape[1] - size, picture.shape[2] - size
    rows, columns = [0, 0, down, down, down // 2], [0, right, 0, right, right // 2]
    views = np.stack([picture, picture[:, :, ::-1]])
    windows = np.lib.stride_tricks.sliding_window_view(views, (size, size), axis=(2, 3))
    chosen = windows[:, :, rows, columns]  # (2, C, 5, size, size)
    x = chosen.transpose(0, 2, 1, 3, 4).reshape(10, -1)
    odds = np.exp(x @ weight.T + bias)
    return (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0)


def right_windows_mirrored_last(picture, weight, bias, size):
    down, right = picture.shape[1] - size, picture.shape[2] - size
    total = np.zeros(len(bias))
    for top, left in [(0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)]:
        window = picture[:, top : top + size, left : left + size]
        for view in (window, window[:, :, ::-1]):
            odds = np.exp(weight @ view.ravel() + bias)
            total += odds / odds.sum()
    return total / 10


def _mean(windows, weight, bias):
    logits = np.array([weight @ window.reshape(-1) + bias for window in windows])
    odds = np.exp(logits)
    return (odds / odds.sum(axis=1, keepdims=True)).mean(axis=0)


def _five(picture, size):
    down, right = picture.shape[1] - size, picture.shape[2] - size
    places = [(0, 0), (0, right), (down, 0), (down, right), (down // 2, right // 2)]
    return [picture[:, top : top + size, left : left + size] for top, left in places]


def wrong_five_windows(picture, weight, bias, size):
    return _mean(_five(picture, size), weight, bias)


def wrong_upside_down(picture, weight, bias, size):
    both = _five(picture, size) + _five(picture[:, ::-1], size)
    return _mean(both, weight, bias)


def wrong_mean_of_the_logits(picture, weight, bias, size):
    both = _five(picture, size) + _five(picture[:, :, ::-1], size)
    logits = np.mean([weight @ window.reshape(-1) + bias for window in both], axis=0)
    return np.exp(logits) / np.exp(logits).sum()


def wrong_no_softmax(picture, weight, bias, size):
    both = _five(picture, size) + _five(picture[:, :, ::-1], size)
    return np.mean([weight @ window.reshape(-1) + bias for window in both], axis=0)


def wrong_mean_of_the_windows(picture, weight, bias, size):
    both = _five(picture, size) + _five(picture[:, :, ::-1], size)
    return _mean([np.mean(both, axis=0)], weight, bias)


def wrong_no_middle(picture, weight, bias, size):
    both = _five(picture, size)[:4] + _five(picture[:, :, ::-1], size)[:4]
    return _mean(both, weight, bias)


def wrong_channels_last(picture, weight, bias, size):
    both = _five(picture, size) + _five(picture[:, :, ::-1], size)
    return _mean([window.transpose(1, 2, 0) for window in both], weight, bias)


def wrong_sum(picture, weight, bias, size):
    return 10 * solution(picture, weight, bias, size)
