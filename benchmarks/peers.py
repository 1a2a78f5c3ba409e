"""What the reference is compared with: the usual way to make a NumPy convolution fast.

All windows of the whole batch become one matrix, channels first, and one product does the rest.
This is how the fast layers of Stanford's CS231n assignments work; the words here are our own. It
needs kh kw times the input's memory, and its backward keeps the columns of the forward.
"""

import numpy as np


def full_im2col_forward(x, weight, bias, stride, padding):
    """(y, columns)"""
    (n, c, height, width), (o, _, kh, kw) = x.shape, weight.shape
    h = (height + 2 * padding - kh) // stride + 1
    w = (width + 2 * padding - kw) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    image, channel, row, cell = x.strides
    view = np.lib.stride_tricks.as_strided(
        x, (c, kh, kw, n, h, w), (channel, row, cell, image, stride * row, stride * cell)
    )
    columns = np.ascontiguousarray(view).reshape(c * kh * kw, n * h * w)
    y = weight.reshape(o, -1) @ columns + bias[:, None]
    return np.ascontiguousarray(y.reshape(o, n, h, w).swapaxes(0, 1)), columns


def full_im2col_backward(dy, x, weight, columns, stride, padding):
    """(dx, dweight, dbias)"""
    (n, c, height, width), (o, _, kh, kw), (h, w) = x.shape, weight.shape, dy.shape[2:]
    flat = dy.swapaxes(0, 1).reshape(o, -1)
    dweight = (flat @ columns.T).reshape(weight.shape)
    dcolumns = (weight.reshape(o, -1).T @ flat).reshape(c, kh, kw, n, h, w)
    dx = np.zeros((n, c, height + 2 * padding, width + 2 * padding), x.dtype)
    for u, v in np.ndindex(kh, kw):
        rows = slice(u, u + stride * (h - 1) + 1, stride)
        cells = slice(v, v + stride * (w - 1) + 1, stride)
        dx[:, :, rows, cells] += dcolumns[:, u, v].swapaxes(0, 1)
    inside = slice(padding, padding + height), slice(padding, padding + width)
    return dx[:, :, *inside], dweight, dy.sum(axis=(0, 2, 3))
