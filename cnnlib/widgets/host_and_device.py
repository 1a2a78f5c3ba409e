"""A time line of host and device: what a timer on the host reads, and what the work takes."""

import traitlets

from cnnlib import _shapes
from cnnlib.widgets._figure import InteractiveFigure

__all__ = ["HostAndDevice"]

LAUNCHES = (1, 2, 5, 10, 20, 50)  # microseconds that the host needs to issue a kernel
BATCHES = (1, 2, 4, 8, 16, 32, 64, 128, 256)
FIXED, PER_IMAGE = 4, 0.5  # microseconds of a kernel: chosen by us, measured nowhere
LIMITS = {"kernels": (1, 12), "stop": (1, 12), "earlier": (0, 6)}
WAITS = ("not at all", "at the end", "before and after")


class HostAndDevice(InteractiveFigure):
    """Interactive figure: a host issues kernels into a queue, a device works them off.

    The reader chooses what a launch costs, the batch and with it the time of a kernel, how many
    kernels there are, how many are left in the queue from before, after which kernel the timer
    stops, and whether the host waits for the device before it looks at the clock.

    Parameters
    ----------
    launch : int
        Microseconds, one of `LAUNCHES`.
    batch : int
        One of `BATCHES`; a kernel takes ``FIXED + PER_IMAGE * batch`` microseconds.
    kernels, stop, earlier : int
        Kernels that are issued, after which of them the timer stops, kernels still in the queue.
    wait : {"not at all", "at the end", "before and after"}
    alt : str
        What the figure shows, for readers who do not see it.

    Raises
    ------
    TypeError
        A count is no int, or ``alt`` is not a string.
    ValueError
        An argument is none of the choices or outside its range, or ``alt`` is empty.

    Examples
    --------
    >>> HostAndDevice(launch=5, batch=32, kernels=4, alt="Two lanes")
    Interactive figure: Two lanes. 4 kernels of 20 µs, issued every 5 µs: the timer, which waits not at all, reads 20 µs; alone they take 85 µs.
    """  # noqa: E501

    launch, batch, kernels, stop, earlier = (
        traitlets.Int(read_only=True).tag(sync=True) for _ in range(5)
    )
    wait = traitlets.Unicode(read_only=True).tag(sync=True)
    choices = traitlets.Dict(read_only=True).tag(sync=True)

    def __init__(
        self, launch=5, batch=32, kernels=6, stop=None, earlier=0, wait="not at all", *, alt
    ):
        name = "HostAndDevice"
        _shapes.check_choice(name, "launch", launch, LAUNCHES)
        _shapes.check_choice(name, "batch", batch, BATCHES)
        _shapes.check_choice(name, "wait", wait, WAITS)
        kernels = _shapes.integer(name, "kernels", kernels, *LIMITS["kernels"])
        earlier = _shapes.integer(name, "earlier", earlier, *LIMITS["earlier"])
        stop = kernels if stop is None else _shapes.integer(name, "stop", stop, 1, kernels)
        super().__init__(
            alt=alt,
            launch=launch,
            batch=batch,
            kernels=kernels,
            stop=stop,
            earlier=earlier,
            wait=wait,
            choices={
                "launches": list(LAUNCHES),
                "batches": list(BATCHES),
                "fixed": FIXED,
                "per_image": PER_IMAGE,
                "limits": {key: list(limits) for key, limits in LIMITS.items()},
                "waits": list(WAITS),
            },
        )

    def numbers(self):
        time = FIXED + PER_IMAGE * self.batch
        _, _, reading = schedule(
            self.launch, time, self.kernels, self.stop, self.earlier, self.wait
        )
        return (
            f"{self.kernels} kernels of {time:g} µs, issued every {self.launch} µs: the timer, "
            f"which waits {self.wait}, reads {reading:g} µs; alone they take "
            f"{alone(self.launch, time, self.stop):g} µs."
        )


def schedule(launch, time, kernels, stop, earlier=0, wait="not at all"):
    """When the host issues each kernel, when the device works on it, and what the timer reads.

    Returns two lists of (start, end), the host's and the device's, and the reading. The device's
    list begins with the ``earlier`` kernels.
    """
    device = [(k * time, (k + 1) * time) for k in range(earlier)]
    free = earlier * time  # when the device has nothing left to do
    begin = now = free if wait == "before and after" else 0
    host = []
    for k in range(kernels):
        host.append((now, now + launch))
        now += launch
        start = max(now, free)
        free = start + time
        device.append((start, free))
        if k + 1 == stop:
            now = now if wait == "not at all" else max(now, free)
            reading = now - begin
    return host, device, reading


def alone(launch, time, kernels):
    """How long an idle device takes from the first launch to the last result."""
    return launch + (kernels - 1) * max(launch, time) + time
