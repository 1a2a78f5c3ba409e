"""A loss scale that finds its own size."""


def solution(overflows, scale, interval):
    good = skipped = 0
    for overflow in overflows:
        if overflow:
            scale, good, skipped = scale / 2, 0, skipped + 1
            continue
        good += 1
        if good == interval:
            scale, good = scale * 2, 0
    return scale, skipped


def right_powers_of_two(overflows, scale, interval):
    power = good = 0
    for overflow in overflows:
        good = 0 if overflow else good + 1
        power += -1 if overflow else int(good % interval == 0)
    return scale * 2.0**power, sum(overflows)


def right_runs_between_overflows(overflows, scale, interval):
    marks = "".join("x" if flag else "." for flag in overflows)
    runs = marks.split("x")
    doubled = sum(len(run) // interval for run in runs)
    return scale * 2.0 ** (doubled - (len(runs) - 1)), len(runs) - 1


def wrong_count_not_reset_by_an_overflow(overflows, scale, interval):
    good = skipped = 0
    for overflow in overflows:
        if overflow:
            scale, skipped = scale / 2, skipped + 1
            continue
        good += 1
        if good == interval:
            scale, good = scale * 2, 0
    return scale, skipped


def wrong_count_not_reset_by_doubling(overflows, scale, interval):
    good = skipped = 0
    for overflow in overflows:
        if overflow:
            scale, good, skipped = scale / 2, 0, skipped + 1
            continue
        good += 1
        if good >= interval:
            scale *= 2
    return scale, skipped


def wrong_never_grows(overflows, scale, interval):
    return scale / 2 ** sum(overflows), sum(overflows)


def wrong_one_step_late(overflows, scale, interval):
    good = skipped = 0
    for overflow in overflows:
        if overflow:
            scale, good, skipped = scale / 2, 0, skipped + 1
            continue
        if good == interval:
            scale, good = scale * 2, 0
        good += 1
    return scale, skipped


def wrong_all_steps_count(overflows, scale, interval):
    skipped = 0
    for step, overflow in enumerate(overflows, start=1):
        if overflow:
            scale, skipped = scale / 2, skipped + 1
        elif step % interval == 0:
            scale *= 2
    return scale, skipped


def wrong_nothing_skipped(overflows, scale, interval):
    return solution(overflows, scale, interval)[0], 0


def wrong_scale_alone(overflows, scale, interval):
    return solution(overflows, scale, interval)[0]
