"""Convolution as an implicit matrix product, by kernels of our own; see `_triton_kernels`.

Letters in the shape comments: as in `_convolution`.
"""

import functools
import importlib.util
import math

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._convolution import checked_window

# The sum of the weight gradient is cut until there are about so many blocks of 128 x 128, two for
# each multiprocessor of an H100, but not into parts of less than so many positions.
_PROGRAMS, _POSITIONS = 264, 512

# Beyond it addresses are computed in int64. Half of what int32 holds: blocks reach over the edge.
_INT32_CELLS = 2**30


@functools.cache
def is_installed():
    """Whether there is a Triton to import."""
    return importlib.util.find_spec("triton") is not None


@functools.cache
def _kernels():
    """The module of the kernels, imported at the first call."""
    if not is_installed():
        raise ImportError(
            "conv2d_triton: Triton is not installed; it comes with torch's CUDA build for Linux"
        )
    from cnnlib.gpu import _triton_kernels

    return _triton_kernels


def _channels_last(x):
    """x with the channels of a cell next to each other, as the kernels read it; or x, if it is."""
    return x.contiguous(memory_format=torch.channels_last)


def _empty(shape, like):
    """A tensor to be filled, channels-last."""
    return torch.empty(
        shape, dtype=like.dtype, device=like.device, memory_format=torch.channels_last
    )


def _settings(kernels, *tensors):
    """The compile-time arguments that both kernels share."""
    reach = max(sum((n - 1) * s for n, s in zip(t.shape, t.stride(), strict=True)) for t in tensors)
    # TF32 keeps 10 of float32's 23 bits of mantissa; it is used where torch's own conv2d uses it.
    tf32 = torch.backends.cudnn.conv.fp32_precision == "tf32"
    return {
        "INDEX": kernels.tl.int64 if reach > _INT32_CELLS else kernels.tl.int32,
        "PRECISION": "tf32" if tf32 else "ieee",
        "DEPTH": 128 // tensors[0].element_size(),  # 128 bytes, a line of the cache
        "enable_fp_fusion": True,  # the default so far; Triton 3.9 warns if it is not said
    }


def _convolve(x, filters, bias, y, kernel_size, stride, dilation, before, groups, activation=None):
    """Fill y, (N, O, H', W'), from x, (N, C, H, W), and filters, (O, kh, kw, C/G) in memory.

    ``before`` is the padding at the top and on the left; it may be negative.
    """
    if y.numel() == 0:
        return
    kernels = _kernels()
    (n, c, height, width), (o, h, w) = x.shape, y.shape[1:]
    o = o // groups

    def grid(block):
        rows = math.ceil(n * h * w / block["ROWS"])
        return (rows * math.ceil(o / block["COLUMNS"]) * groups,)

    image, _, row, column = y.stride()
    with torch.cuda.device_of(x):
        kernels.convolve[grid](
            _channels_last(x), filters, bias, y, image, row, column, n, groups,
            c // groups, o, height, width, h, w, *kernel_size, *stride, *dilation, *before,
            RELU=activation == "relu", **_settings(kernels, x, filters, y),
        )  # fmt: skip


def _forward(x, weight, window, groups, bias=None, activation=None):
    """y, with bias and ReLU while its sums are still at hand."""
    y = _empty((len(x), len(weight), *window.output_size), x)
    before = [sides[0] for sides in window.padding]
    _convolve(
        x, _channels_last(weight), bias, y, window.kernel_size, window.stride, window.dilation,
        before, groups, activation,
    )  # fmt: skip
    return y


def _reach(window, axis, first):
    """Which kernel cells reach the input's cells first, first + stride, ..., along an axis.

    Cell u of the kernel reaches input r from output (r + padding - u dilation) / stride, where that
    is whole. With r = first + stride q these u are every few cells, and going through them from the
    last, the output is q - before + 0, spacing, 2 spacing, ...: a convolution with stride 1.
    Returns (the slice of those u, how many they are, spacing, before).
    """
    stride, dilation = window.stride[axis], window.dilation[axis]
    start = first + window.padding[axis][0]
    cells = [u for u in range(window.kernel_size[axis]) if (start - u * dilation) % stride == 0]
    if not cells:
        return slice(0, 0), 0, 1, 0
    common = math.gcd(stride, dilation)
    before = (cells[-1] * dilation - start) // stride
    return slice(cells[0], None, stride // common), len(cells), dilation // common, before


def _turned(weight, groups):
    """In and out exchanged, turned by 180 degrees: (O, C/G, kh, kw) -> (C, kh, kw, O/G)"""
    o, c, kh, kw = weight.shape
    # -> (G, O/G, C/G, kh, kw) -> (G, C/G, kh, kw, O/G)
    turned = weight.flip(2, 3).reshape(groups, o // groups, c, kh, kw).permute(0, 2, 3, 4, 1)
    return turned.contiguous().reshape(groups * c, kh, kw, o // groups)


def _input_gradient(dy, weight, window, groups):
    """dx: a convolution of dy for each remainder of row and column by the stride.

    Neighbouring cells of x are reached by different cells of the kernel, those a stride apart by
    the same. Each such lattice of x is a convolution of dy with the cells that reach it, turned;
    together they multiply nothing in vain.
    """
    dx = _empty((len(dy), weight.shape[1] * groups, *window.input_size), dy)
    sh, sw = window.stride
    for a in range(sh):
        rows, kh, spacing_h, before_h = _reach(window, 0, a)
        for b in range(sw):
            columns, kw, spacing_w, before_w = _reach(window, 1, b)
            turned = _turned(weight[:, :, rows, columns], groups)
            _convolve(
                dy, turned, None, dx[:, :, a::sh, b::sw], (kh, kw), (1, 1),
                (spacing_h, spacing_w), (before_h, before_w), groups,
            )  # fmt: skip
    return dx


def _weight_gradient(dy, x, window, groups):
    """dweight, (O, C/G, kh, kw): its parts and their sum."""
    (n, o, h, w), (c, height, width) = dy.shape, x.shape[1:]
    o, c, positions = o // groups, c // groups, n * h * w
    length = math.prod(window.kernel_size) * c
    blocks = math.ceil(o / 128) * math.ceil(length / 128) * groups
    parts = max(1, min(_PROGRAMS // max(1, blocks), positions // _POSITIONS))
    share = 64 * max(1, math.ceil(positions / parts / 64))  # whole steps of the kernel's loop
    parts = max(1, math.ceil(positions / share))
    sums = torch.empty((parts, groups * o, length), dtype=torch.float32, device=x.device)
    if sums.numel() > 0:
        kernels = _kernels()

        def grid(block):
            rows, columns = math.ceil(o / block["ROWS"]), math.ceil(length / block["COLUMNS"])
            return (rows * columns * groups * parts,)

        before = [sides[0] for sides in window.padding]
        with torch.cuda.device_of(x):
            kernels.weight_gradient[grid](
                _channels_last(dy), _channels_last(x), sums, share, n, groups, c, o,
                height, width, h, w, *window.kernel_size, *window.stride, *window.dilation,
                *before, **_settings(kernels, x, dy, sums),
            )  # fmt: skip
    # (parts, O, K) -> (O, kh, kw, C/G) -> (O, C/G, kh, kw)
    dweight = sums.sum(dim=0).reshape(groups * o, *window.kernel_size, c).permute(0, 3, 1, 2)
    return dweight.to(x.dtype)


class _TritonConvolution(torch.autograd.Function):
    """y = activation(x * weight + bias), with the gradients of all three."""

    @staticmethod
    def forward(ctx, x, weight, bias, window, groups, activation):
        y = _forward(x, weight, window, groups, bias, activation)
        ctx.save_for_backward(x, weight, y if activation == "relu" else None)
        ctx.settings = window, groups
        return y

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        x, weight, y = ctx.saved_tensors
        window, groups = ctx.settings
        dx = dweight = dbias = None
        if y is not None:
            dy = dy.masked_fill(y <= 0, 0)  # where the ReLU let nothing pass, nothing comes back
        dy = _channels_last(dy)
        if ctx.needs_input_grad[0]:
            dx = _input_gradient(dy, weight, window, groups)
        if ctx.needs_input_grad[1]:
            dweight = _weight_gradient(dy, x, window, groups)
        if ctx.needs_input_grad[2]:
            dbias = dy.sum(dim=(0, 2, 3))
        return dx, dweight, dbias, None, None, None


def convolve(x, weight, bias, window, groups, activation=None):
    """The convolution of checked arguments, by the kernels."""
    return _TritonConvolution.apply(x, weight, bias, window, groups, activation)


def _check_supported(x):
    """Refuse what the kernels cannot do, saying why."""
    if x.dtype == torch.float64:
        raise NotImplementedError(
            "conv2d_triton: x is float64, but the kernels sum in float32; conv2d_im2col takes it"
        )
    interpreted = x.device.type == "cpu" and _kernels().INTERPRETED
    if not interpreted and x.device.type != "cuda":
        raise ValueError(
            f"conv2d_triton: x is on {x.device}, expected a CUDA device; on a CPU the kernels run "
            "only where there is none, or with TRITON_INTERPRET=1 in the environment from the start"
        )


def conv2d_triton(
    x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1, *, activation=None
):
    """`conv2d` by kernels written in Triton, on a CUDA device. Same arguments and result.

    An implicit matrix product: ``y = X W`` with the windows as the rows of X, of which only small
    blocks ever exist, in the multiprocessor's own memory. ``dW = X^T dy`` likewise, in
    parts that are added in a fixed order: the same input gives the same bits. ``dX`` is a
    convolution of dy with the turned kernels, one for each remainder by the stride.

    Takes float16, bfloat16 and float32, and sums in float32. Products of float32 are rounded to
    TF32 first where ``torch.backends.cudnn.conv.fp32_precision`` is "tf32", torch's default. The
    result lies in memory channels-last, and so does x best; if not, it is copied. With a new shape
    the sizes of the blocks are tried out first, which takes seconds. Channels (of a group) that are
    no multiple of 16 are loaded one by one.

    Without a CUDA device the kernels run in Triton's interpreter, on the CPU: slowly, for study and
    tests, without TF32, and with values of bfloat16 cut off instead of rounded. For it the first
    call sets TRITON_INTERPRET=1 in the environment.

    Parameters
    ----------
    activation : {None, "relu"}
        "relu": negative results become 0 before they are written, which saves a trip to memory.

    Raises
    ------
    NotImplementedError
        float64.
    ImportError
        Triton is not installed. It comes with torch's CUDA build for Linux.

    Notes
    -----
    Chetlur et al. 2014, section 3, for blocks of columns made on the fly; Tillet, Kung and Cox 2019
    for Triton.

    Examples
    --------
    >>> import torch
    >>> device = "cuda" if torch.cuda.is_available() else "cpu"
    >>> x, weight = torch.arange(9.0).reshape(1, 1, 3, 3), torch.ones(1, 1, 2, 2)
    >>> conv2d_triton(x.to(device), weight.to(device)).cpu()
    tensor([[[[ 8., 12.],
              [20., 24.]]]])
    """
    settings = stride, padding, dilation, groups
    window = checked_window("conv2d_triton", x, weight, bias, *settings)
    _shapes.check_choice("conv2d_triton", "activation", activation, (None, "relu"))
    _check_supported(x)
    return convolve(x, weight, bias, window, groups, activation)
