"""The derivative of a recorded expression, read off its tape."""


def solution(tape, output, name):
    gradient = {output: 1.0}
    for result, slopes in reversed(tape):
        for one, slope in slopes.items():
            sent = gradient.get(result, 0.0) * slope
            gradient[one] = gradient.get(one, 0.0) + sent
    return gradient.get(name, 0.0)


def right_forwards(tape, output, name):
    change = {name: 1.0}
    for result, slopes in tape:
        if result == name:
            continue
        change[result] = 0.0
        for one, slope in slopes.items():
            change[result] += slope * change.get(one, 0.0)
    return change.get(output, 0.0)


def right_sum_over_paths(tape, output, name):
    lines = dict(tape)

    def paths(at):
        if at == name:
            return 1.0
        return sum(slope * paths(one) for one, slope in lines.get(at, {}).items())

    return float(paths(output))


def wrong_overwritten(tape, output, name):
    gradient = {output: 1.0}
    for result, slopes in reversed(tape):
        for one, slope in slopes.items():
            gradient[one] = gradient.get(result, 0.0) * slope
    return gradient.get(name, 0.0)


def wrong_not_reversed(tape, output, name):
    gradient = {output: 1.0}
    for result, slopes in tape:
        for one, slope in slopes.items():
            gradient[one] = gradient.get(one, 0.0) + gradient.get(result, 0.0) * slope
    return gradient.get(name, 0.0)


def wrong_one_line_only(tape, output, name):
    return dict(tape).get(output, {}).get(name, 0.0)


def wrong_starts_at_the_last_line(tape, output, name):
    gradient = {tape[-1][0]: 1.0}
    for result, slopes in reversed(tape):
        for one, slope in slopes.items():
            gradient[one] = gradient.get(one, 0.0) + gradient.get(result, 0.0) * slope
    return gradient.get(name, 0.0)


def wrong_slopes_added(tape, output, name):
    gradient = {output: 1.0}
    for result, slopes in reversed(tape):
        for one, slope in slopes.items():
            gradient[one] = gradient.get(one, 0.0) + gradient.get(result, 0.0) + slope
    return gradient.get(name, 0.0)


def wrong_every_gradient_starts_at_one(tape, output, name):
    gradient = {output: 1.0}
    for result, slopes in reversed(tape):
        for one, slope in slopes.items():
            gradient[one] = gradient.get(one, 1.0) + gradient.get(result, 0.0) * slope
    return gradient.get(name, 0.0)
