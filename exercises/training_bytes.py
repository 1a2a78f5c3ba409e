"""Bytes that a training step holds."""


def solution(parameters, activations, batch, states=0, bytes_per_number=4):
    kept = parameters * (1 + 1 + states)  # weights, gradients, states
    return bytes_per_number * (kept + batch * activations)


def right_one_by_one(parameters, activations, batch, states=0, bytes_per_number=4):
    weights = bytes_per_number * parameters
    gradients = weights
    optimiser = states * weights
    saved = bytes_per_number * activations * batch
    return weights + gradients + optimiser + saved


def right_by_adding_up(parameters, activations, batch, states=0, bytes_per_number=4):
    numbers = [parameters] * (states + 2) + [activations] * batch
    return sum(bytes_per_number * count for count in numbers)


def wrong_no_gradients(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * (1 + states) + batch * activations)


def wrong_no_states(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * 2 + batch * activations)


def wrong_one_picture(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * (2 + states) + activations)


def wrong_everything_per_picture(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * batch * (parameters * (2 + states) + activations)


def wrong_numbers_not_bytes(parameters, activations, batch, states=0, bytes_per_number=4):
    return parameters * (2 + states) + batch * activations


def wrong_always_four_bytes(parameters, activations, batch, states=0, bytes_per_number=4):
    return 4 * (parameters * (2 + states) + batch * activations)


def wrong_megabytes(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * (2 + states) + batch * activations) / 1e6


def wrong_activations_twice(parameters, activations, batch, states=0, bytes_per_number=4):
    return bytes_per_number * (parameters * (2 + states) + 2 * batch * activations)
