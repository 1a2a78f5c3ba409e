"""What is measured. Each function returns tables by name: title, columns, rows."""

import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import cnnlib.reference as ref
from benchmarks.peers import full_im2col_backward, full_im2col_forward
from benchmarks.timing import extra_memory, interleaved, once
from cnnlib import data
from cnnlib.reference import layers, optim

# name -> shape of x, shape of weight, stride, padding
CONVOLUTIONS = {
    "LeNet-5 C1": ((64, 1, 32, 32), (6, 1, 5, 5), 1, 0),
    "LeNet-5 C3": ((64, 6, 14, 14), (16, 6, 5, 5), 1, 0),
    "AlexNet conv1": ((8, 3, 227, 227), (96, 3, 11, 11), 4, 0),
    "3 x 3, 64 channels": ((8, 64, 56, 56), (64, 64, 3, 3), 1, 1),
    "3 x 3, 128 channels": ((8, 128, 28, 28), (128, 128, 3, 3), 1, 1),
    "1 x 1, 256 to 64": ((8, 256, 56, 56), (64, 256, 1, 1), 1, 0),
    "3 x 3, 16 channels": ((64, 16, 32, 32), (16, 16, 3, 3), 1, 1),
}
# Where the Fourier transform has its chance; not among the seven that are averaged.
LARGE_KERNEL = {"21 x 21, 8 channels": ((4, 8, 96, 96), (8, 8, 21, 21), 1, 10)}
POOLINGS = {
    "LeNet-5 S2, 2 / 2": ((64, 6, 28, 28), 2, 2, 0),
    "AlexNet, 3 / 2": ((8, 96, 55, 55), 3, 2, 0),
    "VGG, 2 / 2": ((8, 64, 112, 112), 2, 2, 0),
    "ResNet, 3 / 2, padded": ((8, 64, 112, 112), 3, 2, 1),
}
NORMS = {"16 channels, 32 x 32": (64, 16, 32, 32), "64 channels, 56 x 56": (8, 64, 56, 56)}


def draw(*shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape, dtype=np.float32) for shape in shapes]


def tensors(*arrays):
    return [torch.from_numpy(array.copy()).requires_grad_() for array in arrays]


def forward_of(function, *arguments):
    """A call of torch that keeps nothing for a backward."""

    def call():
        with torch.no_grad():
            return function(*arguments)

    return call


def backward_of(function, *arguments):
    """A call of torch's backward alone, for all arguments that want a gradient."""
    y = function(*arguments)
    inputs = [a for a in arguments if torch.is_tensor(a) and a.requires_grad]
    dy = torch.from_numpy(draw(y.shape)[0])
    return lambda: torch.autograd.grad(y, inputs, dy, retain_graph=True)


def check(actual, expected, what):
    """A benchmark of something wrong is worth nothing."""
    for ours, theirs in zip(actual, expected, strict=True):
        theirs = theirs.detach().numpy()
        if np.abs(ours - theirs).max() > 1e-4 * np.abs(theirs).max():
            raise AssertionError(f"{what}: differs from torch's result")


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values))


def convolution(seconds):
    """conv2d and its backward against torch, the usual im2col, and the matrix product alone."""
    rows = [_convolution_rows(name, *case, seconds) for name, case in CONVOLUTIONS.items()]
    forward, backward = ([pair[k] for pair in rows] for k in range(2))
    return {
        "forward": {
            "title": "conv2d, one thread, as a ratio to torch's time",
            "columns": ["layer", "torch (ms)", "cnnlib", "full im2col"]
            + ["share of product", "memory (MiB)"],
            "rows": [*forward, *_summaries(forward, smallest_is_worst=4)],
        },
        "backward": {
            "title": "conv2d_backward, one thread, as a ratio to torch's time",
            "columns": ["layer", "torch (ms)", "cnnlib", "full im2col"]
            + ["both, to full im2col", "memory (MiB)"],
            "rows": [*backward, *_summaries(backward)],
        },
    }


def _summaries(rows, smallest_is_worst=None):
    """Geometric mean and worst of the ratios, columns 2 to 4; the largest memory."""
    columns = list(zip(*rows, strict=True))
    worst = [(min if k == smallest_is_worst else max)(columns[k]) for k in range(2, 6)]
    means = [geometric_mean(columns[k]) for k in range(2, 5)]
    return [["geometric mean", None, *means, None], ["worst", None, *worst]]


def _convolution_rows(name, x_shape, weight_shape, stride, padding, seconds):
    x, weight, bias = draw(x_shape, weight_shape, weight_shape[:1])
    arguments = *tensors(x, weight, bias), stride, padding
    y, columns = full_im2col_forward(x, weight, bias, stride, padding)
    (dy,) = draw(y.shape)
    matrix = weight.reshape(len(weight), -1)
    product = np.empty((len(weight), columns.shape[1]), np.float32)
    functions = {
        "forward": lambda: ref.conv2d(x, weight, bias, stride, padding),
        "backward": lambda: ref.conv2d_backward(dy, x, weight, stride, padding),
        "torch forward": forward_of(F.conv2d, *arguments),
        "torch backward": backward_of(F.conv2d, *arguments),
        "peer forward": lambda: full_im2col_forward(x, weight, bias, stride, padding),
        "peer backward": lambda: full_im2col_backward(dy, x, weight, columns, stride, padding),
        "product": lambda: np.matmul(matrix, columns, out=product),
    }
    expected = functions["torch forward"](), functions["torch backward"]()
    check([functions["forward"](), y], [expected[0]] * 2, f"conv2d, {name}")
    for who in ("backward", "peer backward"):
        check(functions[who](), expected[1], f"{who}, {name}")
    times = interleaved(functions, seconds)
    both = times["forward"] + times["backward"]
    forward = [
        name,
        times["torch forward"] * 1e3,
        times["forward"] / times["torch forward"],
        times["peer forward"] / times["torch forward"],
        times["product"] / times["forward"],
        extra_memory(functions["forward"]),
    ]
    backward = [
        name,
        times["torch backward"] * 1e3,
        times["backward"] / times["torch backward"],
        times["peer backward"] / times["torch backward"],
        both / (times["peer forward"] + times["peer backward"]),
        extra_memory(functions["backward"]),
    ]
    return forward, backward


def ways(seconds):
    """Five ways to the same result, forward."""
    names = ["conv2d", "conv2d_im2col", "conv2d_fft", "conv2d_winograd"]
    rows = []
    for name, (x_shape, weight_shape, stride, padding) in {**CONVOLUTIONS, **LARGE_KERNEL}.items():
        x, weight, bias = draw(x_shape, weight_shape, weight_shape[:1])
        options = {"stride": stride, "padding": padding}
        expected = F.conv2d(*map(torch.from_numpy, (x, weight, bias)), stride, padding)
        functions = {"torch": forward_of(F.conv2d, *tensors(x, weight, bias), stride, padding)}
        for way in names:
            call = _call(getattr(ref, way), x, weight, bias, options)
            try:
                check([call()], [expected], f"{way}, {name}")
            except NotImplementedError:
                continue
            functions[way] = call
        times = interleaved(functions, seconds)
        row = [times[way] / times["torch"] if way in times else None for way in names]
        # The definition itself is slow enough to be measured on one picture, which is enough.
        one = forward_of(F.conv2d, *tensors(x[:1], weight, bias), stride, padding)
        naive = once(_call(ref.conv2d_naive, x[:1], weight, bias, options))
        rows.append([name, *row, naive / interleaved({"torch": one}, seconds / 4)["torch"]])
    columns = ["layer", "conv2d", "im2col", "fft", "winograd", "naive"]
    title = "Ways to convolve, forward, one thread, as a ratio to torch's time"
    return {"ways": {"title": title, "columns": columns, "rows": rows}}


def _call(function, x, weight, bias, options):
    return lambda: function(x, weight, bias, **options)


def others(seconds):
    """Pooling and normalisation, forward and backward."""
    rows = []
    for name, (shape, *options) in POOLINGS.items():
        for kind in ("max_pool2d", "avg_pool2d"):
            (x,) = draw(shape)
            theirs = getattr(F, kind)
            (dy,) = draw(getattr(ref, kind)(x, *options).shape)
            rows.append(
                _row(
                    f"{kind}: {name}",
                    (getattr(ref, kind), (x, *options)),
                    (getattr(ref, f"{kind}_backward"), (dy, x, *options)),
                    (theirs, (*tensors(x), *options)),
                    seconds,
                )
            )
    for name, shape in NORMS.items():
        x, dy, weight, bias = draw(shape, shape, shape[1:2], shape[1:2])
        mean, variance = np.zeros(shape[1], "f"), np.ones(shape[1], "f")
        tx, tweight, tbias = tensors(x, weight, bias)
        running = torch.zeros(shape[1]), torch.ones(shape[1])
        rows.append(
            _row(
                f"batch_norm, training: {name}",
                (ref.batch_norm, (x, mean, variance, weight, bias, True)),
                (ref.batch_norm_backward, (dy, x, mean, variance, weight, True)),
                (F.batch_norm, (tx, *running, tweight, tbias, True)),
                seconds,
            )
        )
        rows.append(
            _row(
                f"local_response_norm: {name}",
                (ref.local_response_norm, (x, 5)),
                (ref.local_response_norm_backward, (dy, x, 5)),
                (F.local_response_norm, (*tensors(x), 5)),
                seconds,
            )
        )
    columns = ["operation", "torch (ms)", "forward", "torch (ms)", "backward", "both"]
    title = "Pooling and normalisation, one thread, as a ratio to torch's time"
    return {"others": {"title": title, "columns": columns, "rows": rows}}


def _row(name, forward, backward, theirs, seconds):
    functions = {
        "forward": lambda: forward[0](*forward[1]),
        "backward": lambda: backward[0](*backward[1]),
        "torch forward": forward_of(theirs[0], *theirs[1]),
        "torch backward": backward_of(theirs[0], *theirs[1]),
    }
    y = functions["forward"]()
    check([y[0] if isinstance(y, tuple) else y], [functions["torch forward"]()], name)
    times = interleaved(functions, seconds)
    both = times["forward"] + times["backward"]
    return [
        name,
        times["torch forward"] * 1e3,
        times["forward"] / times["torch forward"],
        times["torch backward"] * 1e3,
        times["backward"] / times["torch backward"],
        both / (times["torch forward"] + times["torch backward"]),
    ]


def epoch(seconds):
    """One epoch of LeNet-5 on the training digits, layer by layer the same in NumPy and torch."""
    x, target = data.load("digits", size=32).train
    rng, batches = np.random.default_rng(0), [slice(k, k + 32) for k in range(0, len(x), 32)]
    ours = layers.Sequential(
        layers.Conv2d(1, 6, 5, rng=rng),
        layers.Tanh(),
        layers.AvgPool2d(2),
        layers.Conv2d(6, 16, 5, rng=rng),
        layers.Tanh(),
        layers.AvgPool2d(2),
        layers.Conv2d(16, 120, 5, rng=rng),
        layers.Tanh(),
        layers.Flatten(),
        layers.Linear(120, 84, rng=rng),
        layers.Tanh(),
        layers.Linear(84, 10, rng=rng),
    )
    theirs = nn.Sequential(
        *(nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2)),
        *(nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten()),
        *(nn.Linear(120, 84), nn.Tanh(), nn.Linear(84, 10)),
    )
    theirs.load_state_dict({p.name: torch.from_numpy(p.value.copy()) for p in ours.parameters()})
    loss, sgd = layers.CrossEntropyLoss(), optim.SGD(ours.parameters(), 0.01, momentum=0.9)
    torch_sgd = torch.optim.SGD(theirs.parameters(), 0.01, momentum=0.9)
    tx, ttarget = torch.from_numpy(x), torch.from_numpy(target)

    def numpy_epoch():
        for batch in batches:
            value = loss.forward(ours.forward(x[batch]), target[batch])
            sgd.zero_grad()
            ours.backward(loss.backward())
            sgd.step()
        return float(value)

    def torch_epoch():
        for batch in batches:
            value = F.cross_entropy(theirs(tx[batch]), ttarget[batch])
            torch_sgd.zero_grad()
            value.backward()
            torch_sgd.step()
        return value.item()

    first = numpy_epoch(), torch_epoch()
    if abs(first[0] - first[1]) > 1e-3:
        raise AssertionError(f"epoch: the losses differ after one epoch, {first}")
    times = interleaved({"numpy": numpy_epoch, "torch": torch_epoch}, 8 * seconds)
    title = "One epoch of LeNet-5: 1,257 digits of 32 x 32, batches of 32, one thread"
    rows = [
        ["torch", times["torch"], 1.0],
        ["cnnlib.reference", times["numpy"], times["numpy"] / times["torch"]],
    ]
    columns = ["", "time (s)", "ratio to torch"]
    return {"epoch": {"title": title, "columns": columns, "rows": rows}}


def shapes(seconds):
    """Pictures with labels of `data.load("shapes")`."""
    counts = {16: 4000, 32: 1000, 64: 300, 224: 100}
    functions = {
        f"{size} x {size}": lambda size=size, n=n: data.load("shapes", size, n=n)
        for size, n in counts.items()
    }
    times = interleaved(functions, seconds)
    rows = [
        [name, n / time] for (name, time), n in zip(times.items(), counts.values(), strict=True)
    ]
    title = "Scenes of shapes with their labels, drawn in one thread"
    return {"shapes": {"title": title, "columns": ["pixels", "scenes per second"], "rows": rows}}


GROUPS = {
    "convolution": convolution,
    "ways": ways,
    "others": others,
    "epoch": epoch,
    "shapes": shapes,
}
