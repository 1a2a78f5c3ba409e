"""The most memory that the results of a network's layers take at once."""

HINTS = (
    "Walk through the layers in order. What lies in memory while one of them runs?",
    "Its result, and every earlier result that it, or a later layer, still reads. A result goes as "
    "soon as the last layer that reads it has run. The last layer's result is never read.",
    "Find for each result the last layer that reads it. While layer k runs, the results j <= k "
    "are there that have last[j] >= k, and k itself.",
)


def cases(rng):
    yield {"sizes": [3, 8, 2], "sources": [[], [0], [1]]}
    yield {"sizes": [3, 8, 2, 8], "sources": [[], [0], [1], [0, 2]]}
    yield {"sizes": [5, 5, 5, 5, 5], "sources": [[], [0], [0, 1], [0, 1, 2], [0, 1, 2, 3]]}
    yield {"sizes": [7], "sources": [[]]}
    yield {"sizes": [4, 9, 1, 6], "sources": [[], [0], [0], [1, 2]]}
    for length in (6, 9, 12):
        sizes = [int(size) for size in rng.integers(1, 50, length)]
        sources = [[]]
        for k in range(1, length):
            earlier = rng.choice(k, int(rng.integers(1, min(k, 3) + 1)), replace=False)
            sources.append(sorted({k - 1, *map(int, earlier)}))
        yield {"sizes": sizes, "sources": sources}


def describe(sizes, sources):
    return f"sizes={sizes}, sources={sources}"


def solution(sizes, sources):
    held, peak = {}, 0
    waiting = [sum(k in read for read in sources) for k in range(len(sizes))]
    for k, read in enumerate(sources):
        held[k] = sizes[k]
        peak = max(peak, sum(held.values()))
        for source in read:
            waiting[source] -= 1
            if not waiting[source]:
                del held[source]
    return peak
