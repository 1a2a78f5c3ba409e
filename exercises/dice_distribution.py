"""The sum of several dice, fair or not."""

import itertools

import numpy as np


def solution(dice):
    total = np.ones(1)  # no die: the sum is 0 for sure
    for die in dice:
        total = np.convolve(total, np.append(0, die))  # no face shows 0
    return total


def right_by_all_cases(dice):
    total = np.zeros(1 + sum(len(die) for die in dice))
    for faces in itertools.product(*(range(len(die)) for die in dice)):
        chances = [die[face] for die, face in zip(dice, faces, strict=True)]
        total[sum(faces) + len(dice)] += np.prod(chances)
    return total


def right_by_transforms(dice):
    n = 1 + sum(len(die) for die in dice)
    waves = np.ones(n // 2 + 1, complex)
    for die in dice:
        waves *= np.fft.rfft(np.append(0, die), n)
    return np.fft.irfft(waves, n)


def right_one_face_at_a_time(dice):
    total = np.ones(1)
    for die in dice:
        longer = np.zeros(len(total) + len(die))
        for face, chance in enumerate(die, start=1):
            longer[face : face + len(total)] += chance * total
        total = longer
    return total


def wrong_begins_with_the_smallest_sum(dice):
    return solution(dice)[len(dice) :]


def wrong_two_dice_only(dice):
    return solution(dice[:2])


def wrong_every_die_fair(dice):
    return solution([np.full(len(die), 1 / len(die)) for die in dice])


def wrong_no_flip(dice):
    return solution([*dice[:1], *(die[::-1] for die in dice[1:])])


def wrong_same_die_again(dice):
    return solution(dice[:1] * len(dice))


def wrong_six_faces(dice):
    return solution([np.resize(die, 6) for die in dice])


def wrong_counts_and_no_probabilities(dice):
    return solution([die * len(die) for die in dice])


def wrong_at_least_one_die(dice):
    total = np.append(0, dice[0])
    for die in dice[1:]:
        total = np.convolve(total, np.append(0, die))
    return total
