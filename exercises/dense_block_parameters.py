"""Parameters of a dense block."""


def solution(channels, growth_rate, layers, bottleneck):
    total = 0
    for _ in range(layers):
        total += 2 * channels  # the normalisation
        if bottleneck:
            width = 4 * growth_rate
            total += channels * width + 2 * width  # 1 x 1, and its own
            total += 9 * width * growth_rate
        else:
            total += 9 * channels * growth_rate
        channels += growth_rate
    return total


def right_list_of_inputs(channels, growth_rate, layers, bottleneck):
    k = growth_rate
    inputs = range(channels, channels + layers * k, k)
    if bottleneck:
        return sum(2 * c + 4 * c * k + 8 * k + 36 * k * k for c in inputs)
    return sum(2 * c + 9 * c * k for c in inputs)


def right_layer_after_layer(channels, growth_rate, layers, bottleneck):
    if layers == 0:
        return 0
    last = channels + (layers - 1) * growth_rate
    convs = [(last, 4 * growth_rate, 1), (4 * growth_rate, growth_rate, 3)]
    if not bottleneck:
        convs = [(last, growth_rate, 3)]
    own = sum(2 * i + i * o * side**2 for i, o, side in convs)
    return own + right_layer_after_layer(channels, growth_rate, layers - 1, bottleneck)


def wrong_every_layer_reads_the_input(channels, growth_rate, layers, bottleneck):
    return layers * solution(channels, growth_rate, 1, bottleneck)


def wrong_one_layer_too_late(channels, growth_rate, layers, bottleneck):
    return solution(channels + growth_rate, growth_rate, layers, bottleneck)


def wrong_reads_the_last_layer_only(channels, growth_rate, layers, bottleneck):
    first = solution(channels, growth_rate, 1, bottleneck)
    return first + (layers - 1) * solution(growth_rate, growth_rate, 1, bottleneck)


def wrong_without_normalisation(channels, growth_rate, layers, bottleneck):
    k, total = growth_rate, 0
    for _ in range(layers):
        total += 4 * channels * k + 36 * k * k if bottleneck else 9 * channels * k
        channels += k
    return total


def wrong_second_normalisation_forgotten(channels, growth_rate, layers, bottleneck):
    extra = 8 * growth_rate * layers if bottleneck else 0
    return solution(channels, growth_rate, layers, bottleneck) - extra


def wrong_with_biases(channels, growth_rate, layers, bottleneck):
    biases = layers * growth_rate * (5 if bottleneck else 1)
    return solution(channels, growth_rate, layers, bottleneck) + biases


def wrong_grows_by_the_bottleneck(channels, growth_rate, layers, bottleneck):
    total = 0
    for _ in range(layers):
        total += solution(channels, growth_rate, 1, bottleneck)
        channels += 4 * growth_rate if bottleneck else growth_rate
    return total


def wrong_bottleneck_of_k(channels, growth_rate, layers, bottleneck):
    k, total = growth_rate, 0
    for _ in range(layers):
        total += 2 * channels + (
            channels * k + 2 * k + 9 * k * k if bottleneck else 9 * channels * k
        )
        channels += k
    return total
