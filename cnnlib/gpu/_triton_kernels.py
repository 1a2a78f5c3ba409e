"""The kernels of `conv2d_triton`: implicit matrix products, written in Triton.

With all windows as the rows of a matrix, a convolution is a product of two matrices, and so is its
gradient by the weights. That matrix never exists: each program computes the addresses of the block
that it needs next, and loads it from the picture itself.

    convolve:         (positions, K) x (K, O/G) -> y        positions = N H' W', K = kh kw C/G
    weight_gradient:  (O/G, positions) x (positions, K) -> dweight

All tensors lie channels-last: pictures as (N, H, W, C), weights as (O, kh, kw, C/G). The channels of
one cell are then neighbours, and the threads of a warp load neighbours in one access.

Letters in the shape comments: R, S rows and columns of the block that a program computes (ROWS,
COLUMNS), D how far it goes along the sum in one step (DEPTH); others as in `_convolution`.

This module is imported when it is first needed, as Triton is not everywhere. Without a CUDA device
the kernels run in Triton's interpreter, on CPU tensors.
"""

import os

import torch

if not torch.cuda.is_available():  # Triton wants to know before it is imported
    os.environ.setdefault("TRITON_INTERPRET", "1")

import triton  # noqa: E402
import triton.language as tl  # noqa: E402

INTERPRETED = tl.constexpr(triton.knobs.runtime.interpret)


def _tuned(blocks, interpreted, key):
    """Time these (ROWS, COLUMNS, warps, stages) once for each new ``key``, then use the fastest.

    Interpreted, nothing is timed. ``stages`` is how many steps of the sum are on their way from
    memory at once: 3 or 4 blocks of two operands fill the 227 KiB next to a Hopper's matrix unit.
    """
    configurations = [
        triton.Config({"ROWS": rows, "COLUMNS": columns}, num_warps=warps, num_stages=stages)
        for rows, columns, warps, stages in ([interpreted] if INTERPRETED else blocks)
    ]
    return triton.autotune(configurations, key=key)


# Sizes that are as good as any: no version of the kernel is compiled for each of their values.
_SIZES = ["positions", "groups", "height", "width", "out_height", "out_width", "kernel_h", "kernel_w"]
_SIZES += ["stride_h", "stride_w", "dilation_h", "dilation_w", "top", "left"]


@triton.jit
def _columns(
    x, position, end, k, group, groups, channels, height, width, out_height, out_width,
    kernel_h, kernel_w, stride_h, stride_w, dilation_h, dilation_w, top, left,
):  # fmt: skip
    """The entries (position, k) of the column matrix: position = (n, i, j), k = (u, v, c)."""
    n, i, j = (
        position // (out_height * out_width),
        position // out_width % out_height,
        position % out_width,
    )
    cell, c = k // channels, k % channels
    u, v = cell // kernel_w, cell % kernel_w
    row = (i * stride_h - top)[:, None] + (u * dilation_h)[None, :]
    column = (j * stride_w - left)[:, None] + (v * dilation_w)[None, :]
    # What lies in the padding, or beyond the matrix, is 0 and is not loaded.
    inside = (position < end)[:, None] & (u < kernel_h)[None, :]
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
        (128, 64, 4, 4),
        (256, 64, 8, 3),
        (64, 64, 4, 4),
        (128, 32, 4, 4),
    ],
    interpreted=(64, 32, 4, 1),
    key=["positions", "channels", "out_channels", "kernel_h", "kernel_w"],
)
@triton.jit(do_not_specialize=_SIZES)
def convolve(
    x, weight, bias, y, y_image, y_row, y_column, positions, groups, channels, out_channels,
    height, width, out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
    dilation_h, dilation_w, top, left,
    INDEX: tl.constexpr, PRECISION: tl.constexpr, RELU: tl.constexpr,
    ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr,
):  # fmt: skip
    """A block of y: ROWS positions, COLUMNS output channels of one group.

    ``channels`` and ``out_channels`` are those of a group; ``y_image``, ``y_row`` and ``y_column``
    are how far apart images, rows and columns of y lie in memory.
    """
    # Programs that share their positions come one after the other, and find x in the L2 cache.
    program = tl.program_id(0).to(INDEX)
    blocks = (out_channels + COLUMNS - 1) // COLUMNS
    o = program % blocks * COLUMNS + tl.arange(0, COLUMNS)  # (S,)
    group = program // blocks % groups
    position = program // (blocks * groups) * ROWS + tl.arange(0, ROWS)  # (R,)

    length = kernel_h * kernel_w * channels
    filters = weight + (group * out_channels + o) * length  # (S,)
    total = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    # One loop, not one over (u, v) and one over c: loading overlaps with multiplying within the
    # innermost loop only, and it would be too short.
    for start in range(0, length, DEPTH):
        k = start + tl.arange(0, DEPTH)  # (D,)
        a = _columns(
            x, position, positions, k, group, groups, channels, height, width,
            out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
            dilation_h, dilation_w, top, left,
        )  # fmt: skip
        inside = (k < length)[:, None] & (o < out_channels)[None, :]
        b = tl.load(filters[None, :] + k[:, None], mask=inside, other=0.0)
        total = _add_product(total, a, b, PRECISION)  # (R, D) (D, S) -> (R, S)

    # The sums are still in registers: bias and ReLU cost no access to memory.
    if bias is not None:
        total += tl.load(bias + group * out_channels + o, mask=o < out_channels)[None, :]
    if RELU:
        total = tl.where(total < 0, 0.0, total)  # NaN stays NaN
    n, i, j = (
        position // (out_height * out_width),
        position // out_width % out_height,
        position % out_width,
    )
    place = n * y_image + i * y_row + j * y_column
    address = y + place[:, None] + (group * out_channels + o)[None, :]
    inside = (position < positions)[:, None] & (o < out_channels)[None, :]
    tl.store(address, total.to(y.dtype.element_ty), mask=inside)


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
    key=["positions", "channels", "out_channels", "kernel_h", "kernel_w"],
)
@triton.jit(do_not_specialize=_SIZES)
def weight_gradient(
    dy, x, parts, share, positions, groups, channels, out_channels,
    height, width, out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
    dilation_h, dilation_w, top, left,
    INDEX: tl.constexpr, PRECISION: tl.constexpr,
    ROWS: tl.constexpr, COLUMNS: tl.constexpr, DEPTH: tl.constexpr,
):  # fmt: skip
    """A block of one part of dweight: ROWS filters of one group, COLUMNS of their weights.

    The matrix is small and the sum is long: it is cut into parts of ``share`` positions, which are
    added afterwards, in a fixed order.
    """
    length = kernel_h * kernel_w * channels
    program = tl.program_id(0).to(INDEX)
    blocks = (out_channels + ROWS - 1) // ROWS
    o = program % blocks * ROWS + tl.arange(0, ROWS)  # (R,)
    program = program // blocks
    blocks = (length + COLUMNS - 1) // COLUMNS
    k = program % blocks * COLUMNS + tl.arange(0, COLUMNS)  # (S,)
    program = program // blocks
    group, part = program % groups, program // groups

    first = part * share
    end = tl.minimum(first + share, positions)
    total = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    for start in range(first, end, DEPTH):
        position = start + tl.arange(0, DEPTH)  # (D,)
        place = position * (groups * out_channels)
        inside = (o < out_channels)[:, None] & (position < end)[None, :]
        address = dy + (group * out_channels + o)[:, None] + place[None, :]
        a = tl.load(address, mask=inside, other=0.0)
        b = _columns(
            x, position, end, k, group, groups, channels, height, width,
            out_height, out_width, kernel_h, kernel_w, stride_h, stride_w,
            dilation_h, dilation_w, top, left,
        )  # fmt: skip
        total = _add_product(total, a, b, PRECISION)  # (R, D) (D, S) -> (R, S)

    filters = parts + ((part * groups + group) * out_channels + o) * length
    inside = (o < out_channels)[:, None] & (k < length)[None, :]
    tl.store(filters[:, None] + k[None, :], total, mask=inside)
