"""A correlation through all channels with other strides and dilations down than across."""

import cnnlib.reference as ref

PARTS = {"one channel": 3, "channels": 3, "sizes that do not come out whole": 2}

_SHAPES = {  # channels, kernel, windows down and across
    "one channel": [(1, (2, 2), (3, 3)), (1, (3, 2), (2, 4))],
    "channels": [(3, (3, 3), (2, 3)), (2, (1, 4), (4, 2))],
    "sizes that do not come out whole": [(2, (2, 3), (3, 2)), (1, (3, 3), (1, 1))],
}


def variant(rng):
    stride = rng.choice([1, 2, 3], size=2, replace=False)
    dilation = rng.choice([1, 2, 3], size=2, replace=False)
    return {
        "stride": tuple(int(s) for s in stride),
        "dilation": tuple(int(d) for d in dilation),
    }


def cases(rng, stride, dilation):
    for part, shapes in _SHAPES.items():
        left_over = part.startswith("sizes")
        for channels, kernel, windows in shapes:
            size = tuple(
                (windows[k] - 1) * stride[k]
                + dilation[k] * (kernel[k] - 1)
                + 1
                + left_over * (stride[k] - 1)
                for k in range(2)
            )
            yield (
                part,
                {
                    "x": rng.standard_normal((channels, *size)),
                    "w": rng.standard_normal((channels, *kernel)),
                },
            )


def describe(x, w):
    return f"x {x.shape}, w {w.shape}"


def solution(x, w, stride, dilation):
    return ref.conv2d(x[None], w[None], stride=stride, dilation=dilation)[0, 0]
