"""`python -m benchmarks.gpu`: the convolutions of `cnnlib.gpu` beside torch's own.

On a CUDA machine torch's own are cuDNN's, the faster of both memory formats, with its search for
the best algorithm switched on; times are the GPU's own, by device events; products are float32,
TF32 and bfloat16. Without one it runs on the CPU, one thread, small layers, float32, and says so.
"""

import argparse
import datetime
import math
import os
import platform
import statistics
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
import torch.nn.functional as F

from benchmarks.__main__ import processor, text, write
from benchmarks.timing import interleaved
from cnnlib import gpu

# name -> shape of x, shape of weight, stride, padding
LAYERS = {
    "AlexNet conv1, 11 x 11 / 4": ((32, 3, 227, 227), (96, 3, 11, 11), 4, 0),
    "VGG conv1_2, 3 x 3": ((32, 64, 224, 224), (64, 64, 3, 3), 1, 1),
    "VGG conv3_2, 3 x 3": ((32, 256, 56, 56), (256, 256, 3, 3), 1, 1),
    "VGG conv5_2, 3 x 3": ((32, 512, 14, 14), (512, 512, 3, 3), 1, 1),
    "ResNet conv2, 3 x 3": ((32, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    "ResNet conv3, 3 x 3 / 2": ((32, 128, 56, 56), (128, 128, 3, 3), 2, 1),
    "ResNet conv2, 1 x 1": ((32, 256, 56, 56), (64, 256, 1, 1), 1, 0),
}
WAYS = ["conv2d", "im2col", "shifted", "fft", "winograd", "triton"]
NUMBERS = {  # name -> dtype, whether float32 products may be TF32, largest error allowed
    "float32": (torch.float32, False, 1e-4),
    "TF32": (torch.float32, True, 1e-2),
    "bfloat16": (torch.bfloat16, False, 5e-2),
}
ROTATED_BYTES = 128 * 2**20  # of inputs that take turns on a GPU: more than its caches hold


@dataclass
class Place:
    """What differs between a GPU and a CPU."""

    device: str
    layers: dict
    numbers: tuple
    ways: list
    clock: object  # (functions by name, seconds for each) -> seconds of a call by name


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gpu", description=__doc__)
    parser.add_argument("--out", type=Path, help="default _build/conv2d_DEVICE.json")
    parser.add_argument("--seconds", type=float, default=0.3, help="for each function")
    parser.add_argument(
        "--device", choices=["cuda", "cpu"], help="default: cuda where there is one"
    )
    chosen = parser.parse_args(arguments)
    device = chosen.device or ("cuda" if torch.cuda.is_available() else "cpu")
    if device == "cuda" and not torch.cuda.is_available():
        parser.error("--device is cuda, and torch finds no CUDA device here")
    place = on_cuda() if device == "cuda" else on_cpu()
    if device == "cpu":
        print("No GPU is measured: one CPU thread, small layers, float32.")
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": machine(device),
        "command": f"python -m benchmarks.gpu --device {device}",
        "versions": {"python": platform.python_version(), "torch": torch.__version__},
        "tables": {},
    }
    for name, table in tables(place, chosen.seconds):
        report["tables"][name] = table
        print(text(table), flush=True)
    write(report, chosen.out or Path(f"_build/conv2d_{device}.json"))


def on_cuda():
    torch.backends.cudnn.benchmark = True
    return Place("cuda", LAYERS, tuple(NUMBERS), WAYS, device_times)


def on_cpu():
    from benchmarks.cases import CONVOLUTIONS

    torch.set_num_threads(1)
    return Place("cpu", CONVOLUTIONS, ("float32",), WAYS[:-1], interleaved)


def machine(device):
    if device == "cpu":
        return f"{os.cpu_count()} × {processor()}"
    return f"{torch.cuda.get_device_name()}, CUDA {torch.version.cuda}"


def tables(place, seconds):
    """Name and table of the ceilings, then of the forward and of a training step in each number."""
    ceilings = {name: measured_ceilings(name, place, seconds) for name in place.numbers}
    yield (
        "ceilings",
        {
            "title": "What this device can do, measured: a large matrix product, a large copy",
            "columns": ["numbers", "TFLOP/s", "GB/s"],
            "rows": [[name, peak / 1e12, band / 1e9] for name, (peak, band) in ceilings.items()],
        },
    )
    for name in place.numbers:
        rows = [layer_rows(layer, name, place, ceilings[name], seconds) for layer in place.layers]
        for k, what in enumerate(("forward", "forward and backward")):
            chosen = [row[k] for row in rows]
            yield (
                f"{name}, {what}",
                {
                    "title": f"conv2d, {name}, {what}, time as a ratio to torch's",
                    "columns": ["layer", "torch (ms)", "of ceiling", "best", *place.ways],
                    "rows": [*chosen, ["geometric mean", None, None, *means(chosen)]],
                },
            )


def means(rows):
    """Geometric mean of each column of ratios; of the layers that a way can do."""
    for column in list(zip(*rows, strict=True))[3:]:
        known = [entry for entry in column if entry is not None]
        yield math.exp(statistics.fmean(map(math.log, known))) if known else None


@contextmanager
def numbers(name):
    """Products of float32 as they are, or rounded to TF32, in torch's and in our ways."""
    backends = (torch.backends.cudnn.conv, torch.backends.cuda.matmul)
    before = [backend.fp32_precision for backend in backends]
    for backend in backends:
        backend.fp32_precision = "tf32" if NUMBERS[name][1] else "ieee"
    try:
        yield
    finally:
        for backend, value in zip(backends, before, strict=True):
            backend.fp32_precision = value


def measured_ceilings(name, place, seconds):
    """Operations per second of a matrix product, bytes per second of a copy (read and written).

    The fastest of some rounds, as a ceiling must not be lower than what is measured under it.
    """
    side, size = (8192, 2**28) if place.device == "cuda" else (768, 2**24)
    a, b = (torch.randn(side, side, device=place.device).to(NUMBERS[name][0]) for _ in range(2))
    source = torch.zeros(size, device=place.device)
    target, product = torch.empty_like(source), torch.empty_like(a)
    calls = {"product": lambda: torch.mm(a, b, out=product), "copy": lambda: target.copy_(source)}
    with numbers(name):
        rounds = [
            [place.clock({what: call}, seconds)[what] for what, call in calls.items()]
            for _ in range(5)
        ]
    multiplying, copying = map(min, zip(*rounds, strict=True))
    return 2 * side**3 / multiplying, 2 * source.nbytes / copying


def layer_rows(layer, name, place, ceilings, seconds):
    """Two rows of the tables: forward, and forward and backward together."""
    (x_shape, weight_shape, stride, padding), (dtype, _, tolerance) = (
        place.layers[layer],
        NUMBERS[name],
    )
    torch.manual_seed(0)
    drawn = [torch.randn(s, device=place.device) for s in (x_shape, weight_shape, weight_shape[:1])]
    drawn = [tensor.to(dtype) for tensor in drawn]
    ways = {way: getattr(gpu, f"conv2d_{way}".removesuffix("_conv2d")) for way in place.ways}
    with numbers(name):
        calls = {"torch": F.conv2d, **ways}
        calls = {
            way: call
            for way, call in calls.items()
            if agrees(call, drawn, stride, padding, tolerance, f"{way}, {layer}, {name}")
        }
        times = [{}, {}]
        for form in forms(place):
            runs = [{}, {}]
            for way, call in calls.items():
                run = Runs(
                    call,
                    [t.to(memory_format=form) if t.ndim == 4 else t for t in drawn],
                    stride,
                    padding,
                )
                runs[0][way], runs[1][way] = run.forward, run.backward
            for k in range(2):
                for way, t in place.clock(runs[k], seconds).items():
                    times[k][way] = min(t, times[k].get(way, math.inf))
    both = {way: times[0][way] + times[1][way] for way in times[0]}
    least = least_times(place.layers[layer], drawn[0].element_size(), ceilings)
    return [
        row(layer, t, bound, place.ways) for t, bound in zip((times[0], both), least, strict=True)
    ]


def forms(place):
    """Both formats on a GPU, where cuDNN prefers sometimes one and sometimes the other."""
    return [torch.contiguous_format] + [torch.channels_last] * (place.device == "cuda")


def row(layer, times, least, ways):
    ratios = [times[way] / times["torch"] if way in times else None for way in ways]
    best = min(ratio for ratio in ratios if ratio is not None)
    return [layer, times["torch"] * 1e3, least / times["torch"], best, *ratios]


def least_times(layer, itemsize, ceilings):
    """Seconds that arithmetic or memory, whichever is slower, need at least: forward, and both.

    The forward reads x and weight and writes y. The backward reads all three and writes two, in two
    products of the same size.
    """
    (n, c, height, width), (o, group, kh, kw), stride, padding = layer
    h, w = ((cells + 2 * padding - k) // stride + 1 for cells, k in ((height, kh), (width, kw)))
    operations = 2 * n * o * h * w * group * kh * kw
    x, weight, y = n * c * height * width, o * group * kh * kw, n * o * h * w
    peak, band = ceilings
    forward = max(operations / peak, itemsize * (x + weight + y) / band)
    backward = max(2 * operations / peak, itemsize * (2 * x + 2 * weight + y) / band)
    return forward, forward + backward


def agrees(call, drawn, stride, padding, tolerance, what):
    """Whether the way is made for the layer; a wrong result is not measured but raised.

    Two images are compared with torch's float64 result from the same, rounded, numbers.
    """
    x, weight, bias = (t.detach().requires_grad_() for t in (drawn[0][:2], *drawn[1:]))
    try:
        y = call(x, weight, bias, stride, padding)
    except NotImplementedError:
        return False
    exact = [t.detach().double().requires_grad_() for t in (x, weight, bias)]
    expected = F.conv2d(*exact, stride, padding)
    dy = torch.randn_like(y)
    ours = y, *torch.autograd.grad(y, (x, weight, bias), dy)
    theirs = expected, *torch.autograd.grad(expected, exact, dy.double())
    for actual, other in zip(ours, theirs, strict=True):
        error = ((actual - other).abs().max() / other.abs().max()).item()
        if not error < tolerance:
            raise AssertionError(f"{what}: off by {error:.1e} of the largest value")
    return True


class Runs:
    """The calls that are timed, whose inputs take turns, so that none waits in a cache."""

    def __init__(self, call, drawn, stride, padding):
        x, *rest = drawn
        self.call, self.settings, self.turn = call, (stride, padding), 0
        rest = [t.detach().requires_grad_() for t in rest]
        copies = 1 if x.device.type == "cpu" else max(2, math.ceil(ROTATED_BYTES / x.nbytes))
        self.inputs = [(x.clone().requires_grad_(), *rest) for _ in range(copies)]
        self.outputs = [call(*tensors, *self.settings) for tensors in self.inputs]
        self.dy = torch.randn_like(self.outputs[0])

    def forward(self):
        self.turn = (self.turn + 1) % len(self.inputs)
        with torch.no_grad():
            self.call(*self.inputs[self.turn], *self.settings)

    def backward(self):
        self.turn = (self.turn + 1) % len(self.inputs)
        y, tensors = self.outputs[self.turn], self.inputs[self.turn]
        torch.autograd.grad(y, tensors, self.dy, retain_graph=True)


def device_times(functions, seconds):
    """Median time of a call of each of several functions in seconds, by the device's events."""
    times = {}
    for name, function in functions.items():
        for _ in range(3):
            function()  # warm: compiles, searches for an algorithm, fills the memory pool
        pairs, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(pairs) < 10:
            start, stop = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            start.record()
            function()
            stop.record()
            pairs.append((start, stop))
            if len(pairs) % 20 == 0:
                torch.cuda.synchronize()  # else thousands of calls wait in the queue
        torch.cuda.synchronize()
        times[name] = statistics.median(a.elapsed_time(b) for a, b in pairs) / 1e3
    return times


if __name__ == "__main__":
    sys.exit(main())
