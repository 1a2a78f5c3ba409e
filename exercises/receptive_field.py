"""How much of a line a unit of a stack of layers sees, and how far apart the units look."""


def solution(stack):
    seen, apart = 1, 1
    for k, s in stack:
        seen += (k - 1) * apart
        apart *= s
    return seen, apart


def right_from_the_last_layer(stack):
    seen, apart = 1, 1
    for k, s in reversed(stack):  # n units of a layer see (n - 1) s + k of the one before
        seen, apart = (seen - 1) * s + k, apart * s
    return seen, apart


def right_by_recursion(stack):
    if not stack:
        return 1, 1
    seen, apart = right_by_recursion(stack[:-1])
    k, s = stack[-1]
    return [seen + (k - 1) * apart, apart * s]


def wrong_new_step_used(stack):
    seen, apart = 1, 1
    for k, s in stack:
        apart *= s
        seen += (k - 1) * apart
    return seen, apart


def wrong_strides_ignored(stack):
    return 1 + sum(k - 1 for k, _ in stack), 1


def wrong_whole_kernels_added(stack):
    seen, apart = 1, 1
    for k, s in stack:
        seen += k * apart
        apart *= s
    return seen, apart


def wrong_product_of_kernels(stack):
    seen, apart = 1, 1
    for k, s in stack:
        seen, apart = seen * k, apart * s
    return seen, apart


def wrong_strides_added(stack):
    seen, apart = 1, 1
    for k, s in stack:
        seen += (k - 1) * apart
        apart += s - 1
    return seen, apart


def wrong_starts_at_zero(stack):
    seen, apart = solution(stack)
    return seen - 1, apart


def wrong_last_layer_forgotten(stack):
    return solution(stack[:-1])


def wrong_step_only(stack):
    return solution(stack)[1]
