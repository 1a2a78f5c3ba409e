"""Convolution as one matrix product per kernel position, without a column matrix."""

import torch

from cnnlib.gpu._convolution import Way, checked_window, convolve
from cnnlib.gpu._tensors import sum_dtype

# The trick: lay the rows of the padded picture one after the other, as they are in memory anyway.
# Moving the window by a row is then a step of Q cells, the row's length, and by a column a step of
# one. What the kernel's cell (u, v) meets, at all positions of the window together, is one run of
# H' Q cells that starts at u Q + v: a matrix that needs no copy. At the end of each row the run
# passes some positions where the window would cross the border; they are computed in vain.
#
# With a stride, cells of the same remainder form such a picture of their own. The input is laid out
# in sh x sw of them, once.


def _rows_and_pitch(window):
    """Rows and cells in a row of each remainder's picture, one row more for the last run's end."""
    sizes = []
    for axis in range(2):
        reach = window.dilation[axis] * (window.kernel_size[axis] - 1) // window.stride[axis]
        sizes.append(window.output_size[axis] + reach)
    return sizes[0] + 1, sizes[1]


def _runs(window):
    """For each cell (u, v) of the kernel: its index, its remainder and where its run starts."""
    (sh, sw), (dh, dw) = window.stride, window.dilation
    pitch = _rows_and_pitch(window)[1]
    for u in range(window.kernel_size[0]):
        for v in range(window.kernel_size[1]):
            (row, a), (column, b) = divmod(u * dh, sh), divmod(v * dw, sw)
            yield (u, v), a * sw + b, row * pitch + column


def _lay_out(x, window, groups):
    """The padded input by remainders: (N, C, H, W) -> (sh*sw, N*G, C/G, rows*Q)"""
    (n, c, height, width), (sh, sw) = x.shape, window.stride
    rows, pitch = _rows_and_pitch(window)
    (top, _), (left, _) = window.padding
    # Below and to the right cells are added, or left out where no window reaches (pad < 0).
    sides = (left, pitch * sw - left - width, top, rows * sh - top - height)
    x = torch.nn.functional.pad(x, sides)
    # (N, C, rows*sh, Q*sw) -> (N, C, rows, sh, Q, sw) -> (sh, sw, N, C, rows, Q)
    x = x.reshape(n, c, rows, sh, pitch, sw).permute(3, 5, 0, 1, 2, 4)
    return x.reshape(sh * sw, n * groups, c // groups, rows * pitch)


def _take_back(planes, window, shape):
    """The adjoint of `_lay_out`: (sh*sw, N*G, C/G, rows*Q) -> (N, C, H, W)"""
    (n, c, height, width), (sh, sw) = shape, window.stride
    rows, pitch = _rows_and_pitch(window)
    (top, _), (left, _) = window.padding
    # (sh, sw, N, C, rows, Q) -> (N, C, rows, sh, Q, sw) -> (N, C, rows*sh, Q*sw)
    x = planes.reshape(sh, sw, n, c, rows, pitch).permute(2, 3, 4, 0, 5, 1)
    x = x.reshape(n, c, rows * sh, pitch * sw)
    sides = (-left, left + width - pitch * sw, -top, top + height - rows * sh)
    return torch.nn.functional.pad(x, sides).contiguous()


def _kernels(weight, n, groups):
    """A matrix for each kernel cell and image: (O, C/G, kh, kw) -> (kh, kw, N*G, O/G, C/G)"""
    o, c, kh, kw = weight.shape
    kernels = weight.reshape(groups, o // groups, c, kh, kw).permute(3, 4, 0, 1, 2).contiguous()
    kernels = kernels[:, :, None].expand(kh, kw, n, groups, o // groups, c)
    return kernels.reshape(kh, kw, n * groups, o // groups, c)


def _spread(dy, window, groups):
    """dy with 0 at the positions computed in vain: (N, O, H', W') -> (N*G, O/G, H'*Q)"""
    (n, o, h, w), pitch = dy.shape, _rows_and_pitch(window)[1]
    spread = torch.nn.functional.pad(dy, (0, pitch - w))
    return spread.reshape(n * groups, o // groups, h * pitch)


def _forward(x, weight, window, groups):
    """The sum over the kernel's cells of W_uv X_uv."""
    (n, _, _, _), o, (h, w) = x.shape, len(weight), window.output_size
    pitch = _rows_and_pitch(window)[1]
    planes, kernels = _lay_out(x, window, groups), _kernels(weight, n, groups)
    y = x.new_zeros((n * groups, o // groups, h * pitch), dtype=sum_dtype(x))
    for cell, remainder, start in _runs(window):
        run = planes[remainder, :, :, start : start + h * pitch]  # (N*G, C/G, H'*Q)
        _add_product(y, kernels[cell], run)
    return y.reshape(n, o, h, pitch)[..., :w].to(x.dtype, memory_format=torch.contiguous_format)


def _add_product(total, a, b):
    """total += a b; what is rounded to 16 bits are the products, not their sum."""
    if total.dtype == a.dtype:
        total.baddbmm_(a, b)
    else:
        total.add_(torch.bmm(a, b))


def _input_gradient(dy, weight, window, groups):
    """Each cell's W_uv^T dy, added to the run that the cell met."""
    n, c, (h, _) = len(dy), weight.shape[1], window.output_size
    rows, pitch = _rows_and_pitch(window)
    spread, kernels = _spread(dy, window, groups), _kernels(weight, n, groups)
    remainders = window.stride[0] * window.stride[1]
    planes = dy.new_zeros((remainders, n * groups, c, rows * pitch), dtype=sum_dtype(dy))
    for cell, remainder, start in _runs(window):
        run = planes[remainder, :, :, start : start + h * pitch]
        _add_product(run, kernels[cell].mT, spread)
    return _take_back(planes, window, (n, c * groups, *window.input_size)).to(dy.dtype)


def _weight_gradient(dy, x, window, groups):
    """dy X_uv^T for each cell, summed over the images."""
    (n, o), c, (h, _) = dy.shape[:2], x.shape[1] // groups, window.output_size
    (kh, kw), pitch = window.kernel_size, _rows_and_pitch(window)[1]
    planes, spread = _lay_out(x, window, groups), _spread(dy, window, groups)
    dkernels = dy.new_empty((kh, kw, groups, o // groups, c))
    for cell, remainder, start in _runs(window):
        run = planes[remainder, :, :, start : start + h * pitch]
        product = torch.bmm(spread, run.mT)  # (N*G, O/G, C/G)
        dkernels[cell] = product.reshape(n, groups, o // groups, c).sum(dim=0)
    return dkernels.permute(2, 3, 4, 0, 1).reshape(o, c, kh, kw)


SHIFTED = Way(_forward, _input_gradient, _weight_gradient)


def conv2d_shifted(x, weight, bias=None, stride=1, padding=0, dilation=1, groups=1):
    """`conv2d` as one matrix product per kernel position. Same arguments and result.

    ``y = sum over u, v of W_uv X_uv``, where W_uv is the (O, C) matrix of the weights at (u, v) and
    X_uv the input as that cell meets it, which is the padded input itself, read from another start.
    Nothing is copied kh kw times. The gradients follow term by term: ``dX_uv = W_uv^T dy``, added
    where X_uv lies, and ``dW_uv = dy X_uv^T``.

    Takes float16, bfloat16 (products rounded, their sum kept in float32), float32 and float64, on
    any device. It is good where the channels are many enough to fill a matrix product. A NaN or
    infinity in x reaches every entry of dweight, one in weight every entry of dx.

    Examples
    --------
    >>> import torch
    >>> x, weight = torch.arange(9.0).reshape(1, 1, 3, 3), torch.ones(1, 1, 2, 2)
    >>> conv2d_shifted(x, weight)
    tensor([[[[ 8., 12.],
              [20., 24.]]]])
    """
    settings = stride, padding, dilation, groups
    window = checked_window("conv2d_shifted", x, weight, bias, *settings)
    return convolve(SHIFTED, x, weight, bias, window, groups)
