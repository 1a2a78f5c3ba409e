"""The most memory that the results of a network's layers take at once."""


def last_readers(sources):
    return [
        max((j for j, s in enumerate(sources) if k in s), default=k) for k in range(len(sources))
    ]


def solution(sizes, sources):
    last = list(range(len(sizes)))  # the last layer that reads each result
    for k, read in enumerate(sources):
        for source in read:
            last[source] = k
    peak = 0
    for k in range(len(sizes)):
        there = [sizes[j] for j in range(k + 1) if last[j] >= k]
        peak = max(peak, sum(there))
    return peak


def right_looking_ahead(sizes, sources):
    def there(k):
        read_later = {source for read in sources[k:] for source in read}
        return sum(sizes[j] for j in {k} | {j for j in read_later if j < k})

    return max(there(k) for k in range(len(sizes)))


def right_by_differences(sizes, sources):
    steps = [0] * (len(sizes) + 1)
    for k, last in enumerate(last_readers(sources)):
        steps[k] += sizes[k]
        steps[last + 1] -= sizes[k]
    now, peak = 0, 0
    for step in steps:
        now += step
        peak = max(peak, now)
    return peak


def wrong_everything_is_kept(sizes, sources):
    return sum(sizes)


def wrong_neighbours_only(sizes, sources):
    return max(a + b for a, b in zip([0, *sizes], [*sizes, 0], strict=True))


def wrong_freed_before_it_is_read(sizes, sources):
    last = last_readers(sources)
    return max(
        sum(sizes[j] for j in range(k + 1) if j == k or last[j] > k) for k in range(len(sizes))
    )


def wrong_freed_at_first_reading(sizes, sources):
    first = [
        min((j for j, s in enumerate(sources) if k in s), default=k) for k in range(len(sizes))
    ]
    return max(sum(sizes[j] for j in range(k + 1) if first[j] >= k) for k in range(len(sizes)))


def wrong_what_it_reads_only(sizes, sources):
    return max(sizes[k] + sum(sizes[j] for j in read) for k, read in enumerate(sources))


def wrong_largest_result(sizes, sources):
    return max(sizes)


def wrong_freed_one_too_late(sizes, sources):
    last = last_readers(sources)
    return max(sum(sizes[j] for j in range(k + 1) if last[j] + 1 >= k) for k in range(len(sizes)))


def wrong_result_not_counted(sizes, sources):
    last = last_readers(sources)
    return max(sum(sizes[j] for j in range(k) if last[j] >= k) for k in range(len(sizes)))
