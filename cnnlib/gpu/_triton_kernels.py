"""The kernels of `conv2d_triton`: implicit matrix products, written in Triton.

With all windows as the rows of a matrix, a convolution is a product of two matrices, and so is its
gradient by the weights. That matrix never exists: each program computes the addresses of the block
that it needs next, and loads it from the picture itself.

    convolve:         (positions, K) x (K, O/G) -> y        positions = N H' W', K = kh kw C/G
    weight_gradient:  (O/G, positions) x (positions, K) -> dweight

All tensors lie channels-last: pictures as (N, H, W, C), weights as (O, kh, kw, C/G). The channels
of one cell are then neighbours, and the threads of a warp load neighbours in one access.

Letters in the shape comments: R, S rows and columns of the block that a program computes (ROWS,
COLUMNS), D how far it goes along the sum in one step (DEPTH); others as in `_convolution`.

This module is imported when it is first needed, as Triton is not everywhere. Without a CUDA device
the kernels run in Triton's interpreter, on CPU tensors.
"""

import os

import torch

if not torch.cuda.is_available():  # Triton wants to know before it is imported
    os.environ.setdefault("TRITON_INTERPRET", "1")

import triton
import triton.language as tl

INTERPRETED = tl.constexpr(triton.knobs.runtime.interpret)


def _tuned(blocks, interpreted, matrix):
    """Time these (ROWS, COLUMNS, warps, stages) when a shape is new, and keep the fastest.

    Blocks of twice the size of the ``matrix`` are left out. ``stages`` is how many blocks of each
    operand are held at once, being multiplied or on their way from memory; they have to fit into
    the 227 KiB beside a Hopper's matrix unit. The interpreter has nothing to time.
    """

    def worth_trying(configurations, arguments, **_):
        limits = dict(zip(("ROWS", "COLUMNS"), matrix(arguments), strict=True))
        small = [
            configuration
            for configuration in configurations
            if all(configuration.kwargs[side] < 2 * limit for side, limit in limits.items())
        ]
        return small or configurations[-1:]

    configurations = [
        triton.Config({"ROWS": rows, "COLUMNS": columns}, num_warps=warps, num_stages=stages)
        for rows, columns, warps, stages in ([interpreted] if INTERPRETED else blocks)
    ]
    key = ["images", "out_height", "out_width", "channels", "out_channels", "kernel_h", "kernel_w"]
    return triton.autotune(
        configurations, key=key, prune_configs_by={"early_config_prune": worth_trying}
    )


# No version of a kernel is compiled for special values of these; for the channels, multiples of 16
# are worth it: they are then loaded 16 bytes at a time.
_PLAIN = ["images", "groups", "height", "width", "out_height", "out_width", "kernel_h", "kernel_w"]
_PLAIN += ["stride_h", "stride_w", "dilation_h", "dilation_w", "top", "left", "share"]


@triton.jit
def _cell(position, height, width):
    """A position in a batch as (n, i, j)."""
    n, rest = position // (height * width), position % (height * width)
    return n, rest // width, rest % width


@triton.jit
def _columns(
    x, n, i, j, k, images, group, groups, channels, height, width, kernel_h, kernel_w,
    stride_h, stride_w, dilation_h, dilation_w, top, left,
):  # fmt: skip
    """What the column matrix has at the positions (n, i, j) and at k = (u, v, c)."""
    cell, c = k // channels, k % channels
    u, v = cell // kernel_w, cell % kernel_w
    row = (i * stride_h - top)[:, None] + (u * dilation_h)[None, :]
    column = (j * stride_w - left)[:, None] + (v * dilation_w)[None, :]
    # What lies in the padding, or beyond the matrix, is 0 and is not loaded.
    inside = (n < images)[:, None] & (u < kernel_h)[None, :]
    inside = inside & (row >= 0) & (row < height) & (column >= 0) & (column < width)
    place = ((n * height)[:, None] + row) * width + column
    address = x + place * (groups * channels) + (group * channels + c)[None, :]
    return tl.load(address, mask=inside, other=0.0)


@triton.jit
def _add_product(total, a, b, PRECISION: tl.constexpr):
    """total + a b, on the matrix units, summed in float32."""
    if INTERPRETED:  # the interpreter takes the bits of bfloat16 for integers, and says nothing
        a, b = a.to(tl.float32), b.to(tl.float32)
    return tl.dot(a, b, total, input_precision=PRECISION)


@_tuned(
    blocks=[
        (128, 256, 8, 3),
        (256, 128, 8, 3),
        (128, 128, 8, 3),
        (128, 128, 4, 4),
        (256, 64, 8, 3),
        (128, 64, 4, 4),
        (64, 128, 4, 4),
        (64, 64, 4, 4),
        (128, 32, 4, 4),
    ],
    interpreted=(64, 32, 4, 1),
    matrix=lambda a: (a["images"] * a["out_height"] * a["out_width"], a["out_channels"]),
)
@triton.jit(do_not_specialize=_PLAIN)
def convolve(
    x, weight, bias, y, y_image, y_row, y_column, images, groups, channels, out_channels,
    height, width, out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
    dilation_h, dilation_w, top, left,
    INDEX: tl.constexpr, PRECISION: tl.constexpr, RELU: tl.constexpr,
    ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr,
):  # fmt: skip
    """A block of y: ROWS positions, COLUMNS output channels of one group.

    ``channels`` and ``out_channels`` are those of a group; ``y_image``, ``y_row`` and ``y_column``
    say how far apart the images, rows and columns of y lie in memory.
    """
    # Programs that share their positions come one after the other, and find x in the L2 cache.
    program = tl.program_id(0).to(INDEX)
    blocks = (out_channels + COLUMNS - 1) // COLUMNS
    o = program % blocks * COLUMNS + tl.arange(0, COLUMNS)  # (S,)
    group = program // blocks % groups
    position = program // (blocks * groups) * ROWS + tl.arange(0, ROWS)  # (R,)
    n, i, j = _cell(position, out_height, out_width)

    length = kernel_h * kernel_w * channels
    filters = weight + (group * out_channels + o) * length  # (S,)
    total = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    # One loop, not one over (u, v) and in it one over c: only in the innermost loop does loading
    # overlap with multiplying, and that one would be short.
    for start in range(0, length, DEPTH):
        k = start + tl.arange(0, DEPTH)  # (D,)
        a = _columns(
            x, n, i, j, k, images, group, groups, channels, height, width, kernel_h, kernel_w,
            stride_h, stride_w, dilation_h, dilation_w, top, left,
        )  # fmt: skip
        inside = (k < length)[:, None] & (o < out_channels)[None, :]
        b = tl.load(filters[None, :] + k[:, None], mask=inside, other=0.0)
        total = _add_product(total, a, b, PRECISION)  # (R, D) (D, S) -> (R, S)

    # The sums are still in registers: bias and ReLU cost no trip to memory.
    if bias is not None:
        total += tl.load(bias + group * out_channels + o, mask=o < out_channels)[None, :]
    if RELU:
        total = tl.where(total < 0, 0.0, total)  # NaN stays NaN
    address = y + (n * y_image + i * y_row + j * y_column)[:, None]
    inside = (n < images)[:, None] & (o < out_channels)[None, :]
    tl.store(
        address + (group * out_channels + o)[None, :], total.to(y.dtype.element_ty), mask=inside
    )


@_tuned(
    blocks=[
        (128, 256, 8, 3),
        (128, 128, 8, 3),
        (128, 128, 4, 4),
        (64, 128, 4, 4),
        (64, 64, 4, 4),
        (32, 128, 4, 4),
    ],
    interpreted=(32, 64, 4, 1),
    matrix=lambda a: (a["out_channels"], a["kernel_h"] * a["kernel_w"] * a["channels"]),
)
@triton.jit(do_not_specialize=_PLAIN)
def weight_gradient(
    dy, x, parts, share, images, groups, channels, out_channels,
    height, width, out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
    dilation_h, dilation_w, top, left,
    INDEX: tl.constexpr, PRECISION: tl.constexpr,
    ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr,
):  # fmt: skip
    """A block of one part of dweight: ROWS filters of one group, COLUMNS of their weights.

    The matrix is small and the sum is long. It is cut into parts of ``share`` positions, a multiple
    of DEPTH, that are computed side by side and added afterwards, in a fixed order.
    """
    length = kernel_h * kernel_w * channels
    program = tl.program_id(0).to(INDEX)
    blocks = (out_channels + ROWS - 1) // ROWS
    o = program % blocks * ROWS + tl.arange(0, ROWS)  # (R,)
    program = program // blocks
    blocks = (length + COLUMNS - 1) // COLUMNS
    k = program % blocks * COLUMNS + tl.arange(0, COLUMNS)  # (S,)
    group, part = program // blocks % groups, program // (blocks * groups)

    filters = group * out_channels + o
    position = part * share + tl.arange(0, DEPTH)  # (D,)
    n, i, j = _cell(position, out_height, out_width)
    step_n, step_i, step_j = _cell(DEPTH, out_height, out_width)
    total = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    for start in range(0, share, DEPTH):
        address = dy + filters[:, None] + ((position + start) * (groups * out_channels))[None, :]
        inside = (o < out_channels)[:, None] & (n < images)[None, :]
        a = tl.load(address, mask=inside, other=0.0)
        b = _columns(
            x, n, i, j, k, images, group, groups, channels, height, width, kernel_h, kernel_w,
            stride_h, stride_w, dilation_h, dilation_w, top, left,
        )  # fmt: skip
        total = _add_product(total, a, b, PRECISION)  # (R, D) (D, S) -> (R, S)
        # The next positions: an addition with carries is cheaper than the divisions of `_cell`.
        j += step_j
        i = tl.where(j < out_width, i, i + 1) + step_i
        j = tl.where(j < out_width, j, j - out_width)
        n = tl.where(i < out_height, n, n + 1) + step_n
        i = tl.where(i < out_height, i, i - out_height)

    address = parts + ((part * groups * out_channels + filters) * length)[:, None] + k[None, :]
    inside = (o < out_channels)[:, None] & (k < length)[None, :]
    tl.store(address, total, mask=inside)
