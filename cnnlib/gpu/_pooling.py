"""Pooling: one number for each window of each plane.

Every loop here is over the cells of the window. What one cell meets, at all positions of the window
together, is a strided view of the input, so that neither windows nor padding are ever copied; what
it meets in the padding is left out.

Sums of 16-bit numbers are kept in float32. Letters in the shape comments: as in `_convolution`.
"""

import math
from dataclasses import dataclass

import torch
from torch.autograd.function import once_differentiable

from cnnlib import _shapes
from cnnlib.gpu._tensors import DTYPES, check_generator, check_tensors, sum_dtype, widened


def _meeting(window, axis, start):
    """Slices along one axis: the outputs whose cell, ``start`` from the first, is in the input.

    The second slice is where in the input that is.
    """
    step = window.stride[axis]
    first = max(0, -(start // step))  # -start / step rounded up
    end = min(window.output_size[axis], (window.input_size[axis] - 1 - start) // step + 1)
    end = max(first, end)
    return slice(first, end), slice(start + first * step, start + end * step, step)


def _meetings(window):
    """For each cell of the window, row by row: slices of the output and what they meet in x."""
    (top, _), (left, _) = window.padding
    for u in range(window.kernel_size[0]):
        rows = _meeting(window, 0, u * window.dilation[0] - top)
        for v in range(window.kernel_size[1]):
            columns = _meeting(window, 1, v * window.dilation[1] - left)
            yield (..., rows[0], columns[0]), (..., rows[1], columns[1])


def _sum(x, window):
    """Sum of every window, zeros around: (N, C, H, W) -> (N, C, H', W')"""
    y = x.new_zeros((*x.shape[:2], *window.output_size), dtype=sum_dtype(x))
    for outputs, inputs in _meetings(window):
        y[outputs] += x[inputs]
    return y


def _spread(dy, window):
    """The adjoint of `_sum`, each value to all its window: (N, C, H', W') -> (N, C, H, W)"""
    dx = dy.new_zeros((*dy.shape[:2], *window.input_size))
    for outputs, inputs in _meetings(window):
        dx[inputs] += dy[outputs]
    return dx


def _numbers(x, window, number):
    """A number of a cell for each window, in one byte if that is enough: (N, C, H', W')"""
    dtype = torch.uint8 if math.prod(window.kernel_size) < 256 else torch.int32
    return x.new_full((*x.shape[:2], *window.output_size), number, dtype=dtype)


def _maximum(x, window):
    """The largest value of every window and the number of its cell: two of (N, C, H', W')

    The first of equal cells, and of several NaN; the number of all cells if none is in the input.
    """
    none = math.prod(window.kernel_size)
    y = x.new_full((*x.shape[:2], *window.output_size), -math.inf)
    winner = _numbers(x, window, none)
    for number, (outputs, inputs) in enumerate(_meetings(window)):
        cells, best = x[inputs], y[outputs]
        wins = ~(cells <= best) & (best == best)  # NaN wins, unless it meets another
        wins |= winner[outputs] == none
        winner[outputs].masked_fill_(wins, number)
        y[outputs] = torch.where(wins, cells, best)
    return y, winner


def _to_winners(dy, winner, window):
    """All of dy to the cells that won, sums where windows share one: (N, C, H, W)"""
    dx = dy.new_zeros((*dy.shape[:2], *window.input_size), dtype=sum_dtype(dy))
    for number, (outputs, inputs) in enumerate(_meetings(window)):
        dx[inputs] += torch.where(winner[outputs] == number, dy[outputs], 0)
    return dx.to(dy.dtype)


def _positions(winner, window):
    """row * W + column of each winner, the window's corner if none won: int64 (N, C, H', W')"""
    device, width = winner.device, window.input_size[1]
    (sh, sw), (dh, dw) = window.stride, window.dilation
    (top, _), (left, _) = window.padding
    number = torch.arange(math.prod(window.kernel_size) + 1, device=device)
    u, v = number // window.kernel_size[1], number % window.kernel_size[1]
    within = u * dh * width + v * dw
    within[-1] = 0
    rows = torch.arange(window.output_size[0], device=device) * sh - top
    columns = torch.arange(window.output_size[1], device=device) * sw - left
    return within[winner.long()] + (rows[:, None] * width + columns)


class _MaxPool(torch.autograd.Function):
    """The gradient needs the winners alone, a byte for each output; x is not kept."""

    @staticmethod
    def forward(ctx, x, window, return_indices):
        y, winner = _maximum(x, window)
        ctx.save_for_backward(winner)
        ctx.window = window
        if not return_indices:
            return y
        indices = _positions(winner, window)
        indices.masked_fill_(winner == math.prod(window.kernel_size), 0)  # nothing but padding
        ctx.mark_non_differentiable(indices)
        ctx.set_materialize_grads(False)  # no zeros in the place of the indices' gradient
        return y, indices

    @staticmethod
    @once_differentiable
    def backward(ctx, dy, _=None):
        (winner,) = ctx.saved_tensors
        dx = None if dy is None else _to_winners(dy, winner, ctx.window)
        return dx, None, None


def max_pool2d(
    x, kernel_size, stride=None, padding=0, dilation=1, ceil_mode=False, return_indices=False
):
    """The largest value of every window. Same arguments and result as in `cnnlib.reference`.

    NaN is larger than any number and of several the first wins (torch: the last). The gradient goes
    to the cell that held the maximum, found again by its number in the window; it is added up cell
    by cell, not by atomic additions, so it is the same in every run.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]])
    >>> max_pool2d(x, kernel_size=2, return_indices=True)
    (tensor([[[[5., 7.]]]]), tensor([[[[1, 6]]]]))
    """
    check_tensors("max_pool2d", x=x)
    settings = kernel_size, stride, padding, dilation, ceil_mode
    window = _shapes.pool2d_window("max_pool2d", x, *settings, dtypes=DTYPES)
    return _MaxPool.apply(x, window, return_indices)


def _divisor(x, window, padding, count_include_pad):
    """By how many cells each window's sum is divided: (H', W')

    A window that reaches beyond the padding (ceil mode) counts only what lies inside it.
    """
    per_axis = []
    for axis in range(2):
        size, pad = window.input_size[axis], padding[axis]
        start = torch.arange(window.output_size[axis], device=x.device) * window.stride[axis] - pad
        end = (start + window.kernel_size[axis]).clamp(max=size + pad)
        if not count_include_pad:
            start, end = start.clamp(min=0), end.clamp(max=size)
        per_axis.append((end - start).to(sum_dtype(x)))
    return per_axis[0][:, None] * per_axis[1]


class _AvgPool(torch.autograd.Function):
    """dx: dy, divided as the sum was, to every cell of the window."""

    @staticmethod
    def forward(ctx, x, window, divisor):
        ctx.save_for_backward(divisor)
        ctx.window = window
        return (_sum(x, window) / divisor).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (divisor,) = ctx.saved_tensors
        return _spread(dy / divisor, ctx.window).to(dy.dtype), None, None


def avg_pool2d(x, kernel_size, stride=None, padding=0, ceil_mode=False, count_include_pad=True):
    """The mean of every window. Same arguments and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> avg_pool2d(torch.tensor([[[[1.0, 5, 2, 0], [3, 4, 7, 7]]]]), kernel_size=2)
    tensor([[[[3.2500, 4.0000]]]])
    """
    check_tensors("avg_pool2d", x=x)
    settings = kernel_size, stride, padding, 1, ceil_mode
    window = _shapes.pool2d_window("avg_pool2d", x, *settings, dtypes=DTYPES)
    sides = _shapes.pair("avg_pool2d", "padding", padding, 0)
    return _AvgPool.apply(x, window, _divisor(x, window, sides, count_include_pad))


class _MaxUnpool(torch.autograd.Function):
    """dx: dy at the indices."""

    @staticmethod
    def forward(ctx, x, indices, size):
        ctx.save_for_backward(indices)
        y = x.new_zeros((*x.shape[:2], math.prod(size)))
        # (N, C, H', W') -> (N, C, L) -> (N, C, H*W) -> (N, C, H, W)
        return y.scatter_(2, indices.flatten(2), x.flatten(2)).reshape(*x.shape[:2], *size)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (indices,) = ctx.saved_tensors
        # (N, C, H, W) -> (N, C, H*W) -> (N, C, L) -> (N, C, H', W')
        dx = dy.flatten(2).gather(2, indices.flatten(2)).reshape(indices.shape)
        return dx, None, None


def max_unpool2d(x, indices, kernel_size, stride=None, padding=0, output_size=None):
    """Put each value back where `max_pool2d` found it, zeros elsewhere.

    Same arguments and result as in `cnnlib.reference`, but for values that share an index and
    differ, as none do that come from `max_pool2d`: on a GPU it is not certain which one is kept.
    To check the indices the GPU has to finish what it was given before.

    Examples
    --------
    >>> import torch
    >>> y, indices = max_pool2d(torch.tensor([[[[1.0, 5], [3, 4]]]]), 2, return_indices=True)
    >>> max_unpool2d(y, indices, 2)
    tensor([[[[0., 5.],
              [0., 0.]]]])
    """
    check_tensors("max_unpool2d", x=x, indices=indices)
    settings = kernel_size, stride, padding, output_size
    size = _shapes.unpooled_size("max_unpool2d", x, indices, *settings, dtypes=DTYPES)
    return _MaxUnpool.apply(x, indices, size)


class _GlobalAvgPool(torch.autograd.Function):
    """dx: dy / (H W) for every cell."""

    @staticmethod
    def forward(ctx, x):
        ctx.shape = x.shape
        return x.mean(dim=(2, 3), keepdim=True)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        return (dy / math.prod(ctx.shape[2:])).expand(ctx.shape)


def global_avg_pool2d(x):
    """The mean of every plane. Same argument and result as in `cnnlib.reference`.

    Examples
    --------
    >>> import torch
    >>> global_avg_pool2d(torch.arange(8.0).reshape(1, 2, 2, 2)).flatten()
    tensor([1.5000, 5.5000])
    """
    check_tensors("global_avg_pool2d", x=x)
    _shapes.check_planes("global_avg_pool2d", x, DTYPES)
    return _GlobalAvgPool.apply(x)


class _LpPool(torch.autograd.Function):
    """dx: dy (x / y)^(p - 1)."""

    @staticmethod
    def forward(ctx, x, p, window, scale):
        total = _sum(widened(x) ** p, window) * scale
        ctx.save_for_backward(x, total, scale)
        ctx.settings = p, window
        return (total ** (1 / p)).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        (x, total, scale), (p, window) = ctx.saved_tensors, ctx.settings
        share = dy * total ** (1 / p - 1)  # dy y^(1 - p)
        if p != 1:
            share.masked_fill_(total == 0, 0)
        dx = _spread(share * scale, window)
        # Where p is below 1 the slope at 0 is infinite; what gets no gradient keeps none.
        dx = torch.where(dx != 0, dx * x.to(dx.dtype) ** (p - 1), dx)
        return dx.to(dy.dtype), None, None, None


def lp_pool2d(x, norm_type, kernel_size, stride=None, ceil_mode=False):
    """The p-norm of every window, (sum of x^p)^(1/p).

    Same arguments and result as in `cnnlib.reference`, and the same gradient where there is no
    derivative: 0, unless p is 1.

    Examples
    --------
    >>> import torch
    >>> lp_pool2d(torch.tensor([[[[3.0, 4.0], [0.0, 0.0]]]]), norm_type=2, kernel_size=2)
    tensor([[[[5.]]]])
    """
    check_tensors("lp_pool2d", x=x)
    settings = norm_type, kernel_size, stride, ceil_mode
    p, window = _shapes.lp_pool2d_window("lp_pool2d", x, *settings, dtypes=DTYPES)
    # A window cut off by the border (ceil mode) counts as if it had all its cells.
    scale = math.prod(window.kernel_size) / _divisor(x, window, (0, 0), True)
    return _LpPool.apply(x, p, window, scale)


@dataclass(frozen=True, eq=False)
class Switches:
    """Which cell each window chose, as in `cnnlib.reference`.

    Attributes
    ----------
    indices : int64 tensor of shape (N, C, H', W')
        row * W + column in the plane; -1 where the window was all 0 and chose none.
    input_size : pair (H, W)

    Examples
    --------
    >>> import torch
    >>> Switches(torch.tensor([[[[3]]]]), (2, 2)).indices.shape
    torch.Size([1, 1, 1, 1])
    """

    indices: torch.Tensor
    input_size: tuple[int, int]


def _draw(x, window, rng):
    """The number of the cell that each window chose, of all cells if all are 0: (N, C, H', W')"""
    # Divided by the number of cells, so that no sum overflows.
    values = widened(x) / math.prod(window.kernel_size)
    total = _sum(values, window)
    # The values of a window end to end are a line; the cell in which the mark falls is chosen.
    mark = torch.rand(total.shape, generator=rng, dtype=total.dtype, device=x.device) * total
    mark = torch.minimum(mark, torch.nextafter(total, torch.zeros_like(total)))
    passed, winner = torch.zeros_like(total), _numbers(x, window, 0)
    for outputs, inputs in _meetings(window):
        passed[outputs] += values[inputs]
        winner[outputs] += passed[outputs] <= mark[outputs]
    return winner


class _StochasticPool(torch.autograd.Function):
    """All of dy goes to the cell that was chosen, as in `_MaxPool`."""

    @staticmethod
    def forward(ctx, x, window, rng):
        winner = _draw(x, window, rng)
        ctx.save_for_backward(winner)
        ctx.window = window
        indices = _positions(winner, window)
        # (N, C, H*W) at (N, C, L) -> (N, C, H', W'); the corner of a window of zeros is 0
        y = x.flatten(2).gather(2, indices.flatten(2)).reshape(indices.shape)
        indices.masked_fill_(winner == math.prod(window.kernel_size), -1)
        ctx.mark_non_differentiable(indices)
        ctx.set_materialize_grads(False)
        return y, indices

    @staticmethod
    @once_differentiable
    def backward(ctx, dy, _):
        (winner,) = ctx.saved_tensors
        dx = None if dy is None else _to_winners(dy, winner, ctx.window)
        return dx, None, None


def stochastic_pool2d(x, kernel_size, stride=None, *, rng=None):
    """From every window one cell, drawn with a probability in proportion to its value.

    Same arguments and result (y, `Switches`) as in `cnnlib.reference`, but ``rng`` is a
    `torch.Generator` on x's device. To check the values of x the GPU has to finish what it was
    given before.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([[[[0.0, 3.0], [0.0, 0.0]]]])
    >>> y, mask = stochastic_pool2d(x, 2, rng=torch.Generator().manual_seed(0))
    >>> y, mask.indices
    (tensor([[[[3.]]]]), tensor([[[[1]]]]))
    """
    name = "stochastic_pool2d"
    check_tensors(name, x=x)
    window = _shapes.pool2d_window(name, x, kernel_size, stride, 0, 1, False, dtypes=DTYPES)
    check_generator(name, rng, x)
    wrong = ~((x >= 0) & (x < math.inf))
    _shapes.check_entries(name, "x", x, wrong, "finite values, at least 0")
    y, indices = _StochasticPool.apply(x, window, rng)
    return y, Switches(indices, window.input_size)


class _Subsample(torch.autograd.Function):
    """dx: weight dy to every cell of the window; dweight: sum of dy times the window's sum."""

    @staticmethod
    def forward(ctx, x, weight, bias, window):
        total = _sum(x, window)
        ctx.save_for_backward(total, weight)
        ctx.window = window
        return (total * weight[:, None, None] + bias[:, None, None]).to(x.dtype)

    @staticmethod
    @once_differentiable
    def backward(ctx, dy):
        total, weight = ctx.saved_tensors
        dx = dweight = dbias = None
        if ctx.needs_input_grad[0]:
            dx = widened(dy) * weight[:, None, None]
            dx = _spread(dx, ctx.window).to(dy.dtype)
        if ctx.needs_input_grad[1]:
            dweight = (dy * total).sum(dim=(0, 2, 3)).to(dy.dtype)
        if ctx.needs_input_grad[2]:
            dbias = dy.sum(dim=(0, 2, 3))
        return dx, dweight, dbias, None


def subsample2d(x, weight, bias, kernel_size=2):
    """LeNet's pooling, which learns: ``weight[c] * sum of the window + bias[c]``.

    Same arguments and result as in `cnnlib.reference`. For its gradients the sums are kept, a
    quarter of x for windows of 2 x 2; x is not.

    Examples
    --------
    >>> import torch
    >>> x = torch.tensor([[[[1.0, 2], [3, 4]]]])
    >>> subsample2d(x, weight=torch.tensor([0.5]), bias=torch.tensor([1.0]))
    tensor([[[[6.]]]])
    """
    check_tensors("subsample2d", x=x, weight=weight, bias=bias)
    window = _shapes.subsample2d_window(
        "subsample2d", x, kernel_size, DTYPES, weight=weight, bias=bias
    )
    return _Subsample.apply(x, weight, bias, window)
