"""How long and how much memory: measured so that two things can be compared on a busy machine."""

import time
import tracemalloc

import numpy as np

WINDOW_SECONDS = 0.02


def interleaved(functions, seconds):
    """20th percentile of the time of one call, in seconds, of each of several functions.

    They take turns in short windows, so that whatever else the machine does hits all alike; the
    20th percentile leaves out the calls that were disturbed.

    Parameters
    ----------
    functions : dict of callables without arguments
    seconds : float
        About how long to measure each.

    Returns
    -------
    dict of floats
    """
    times = {name: [] for name in functions}
    for function in functions.values():
        function()  # warm: the first call pays for memory and caches
    end = time.perf_counter() + seconds * len(functions)
    while time.perf_counter() < end or min(map(len, times.values())) < 5:
        for name, function in functions.items():
            window = time.perf_counter() + WINDOW_SECONDS
            now = 0.0
            while now < window:
                start = time.perf_counter()
                function()
                now = time.perf_counter()
                times[name].append(now - start)
    return {name: float(np.percentile(calls, 20)) for name, calls in times.items()}


def once(function):
    """Time of a single call in seconds, for what is too slow to be repeated."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def extra_memory(function):
    """MiB that a call needs at its peak beside its result (what NumPy allocates)."""
    tracemalloc.start()
    try:
        result = function()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    arrays = result if isinstance(result, tuple) else (result,)
    return (peak - sum(array.nbytes for array in arrays)) / 2**20
