"""Sizes and the rules for them: the one place where arguments are checked.

Pure Python: NumPy arrays and torch tensors are looked at only through ``shape``, ``ndim`` and
``dtype``, and by comparisons where there is a rule for the entries, so the reference and the GPU
operations share these rules and their messages. Every message names the function, the argument, its
value and the rule.
"""

import math
import numbers
import operator
from dataclasses import dataclass

FLOAT_DTYPES = ("float32", "float64")
MAX_CELLS = 2**40  # 4 TiB in float32
INTEGER_DTYPES = tuple(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64))


@dataclass(frozen=True)
class Window:
    """A window of ``kernel_size`` cells moving over a padded plane; each field is (rows, columns).

    ``padding`` holds the cells (before, after) of each axis; with ceil mode the last window may
    reach further than the padding that was asked for, and ``padding`` then covers it.
    """

    input_size: tuple[int, int]
    kernel_size: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[tuple[int, int], tuple[int, int]]
    dilation: tuple[int, int]
    output_size: tuple[int, int]


def dtype_name(x):
    """The dtype without its library: "float32" for NumPy's and for torch's."""
    return str(x.dtype).removeprefix("torch.")


def check_array(function, name, x, ndim=None, dtypes=FLOAT_DTYPES):
    """Refuse what is not an array of ``ndim`` axes (None: any) and of one of ``dtypes``."""
    if not (hasattr(x, "ndim") and hasattr(x, "dtype") and hasattr(x, "shape")):
        raise TypeError(f"{function}: {name} is a {type(x).__name__}, expected an array")
    if ndim is not None and x.ndim != ndim:
        raise ValueError(f"{function}: {name} has shape {tuple(x.shape)}, expected {ndim} axes")
    if dtype_name(x) not in dtypes:
        raise TypeError(f"{function}: {name} is {dtype_name(x)}, expected {' or '.join(dtypes)}")


def check_planes(function, x, dtypes=FLOAT_DTYPES):
    """Refuse an x that is not (N, C, H, W), or has planes without a cell."""
    check_array(function, "x", x, 4, dtypes)
    if 0 in x.shape[2:]:
        raise ValueError(
            f"{function}: x has shape {tuple(x.shape)}, expected planes that are not empty"
        )


def check_same_dtype(function, name, x, other_name, other):
    """Refuse two arrays of different dtypes: the result's would be a surprise."""
    if dtype_name(x) != dtype_name(other):
        raise TypeError(
            f"{function}: {name} is {dtype_name(x)} but {other_name} is {dtype_name(other)}"
        )


def check_shape(function, name, x, shape):
    """Refuse an array whose shape is not exactly ``shape``."""
    if tuple(x.shape) != tuple(shape):
        raise ValueError(f"{function}: {name} has shape {tuple(x.shape)}, expected {tuple(shape)}")


def check_like(function, name, x, other_name, other, dtypes=FLOAT_DTYPES):
    """Refuse what is not an array of the other's dtype and shape, as a gradient has to be."""
    check_array(function, name, x, dtypes=dtypes)
    check_same_dtype(function, name, x, other_name, other)
    check_shape(function, name, x, other.shape)


def check_per_channel(function, name, array, x, dtypes=FLOAT_DTYPES):
    """Refuse what is not an array of x's dtype with one entry per channel, shape (C,)."""
    check_array(function, name, array, 1, dtypes)
    check_same_dtype(function, name, array, "x", x)
    check_shape(function, name, array, x.shape[1:2])


def check_entries(function, name, x, wrong, rule):
    """Refuse an array with entries where ``wrong``, of its shape, is true."""
    if wrong.any():
        raise ValueError(f"{function}: {name} holds {x[wrong][0]}, expected {rule}")


def check_choice(function, name, value, choices):
    """Refuse a value that is not one of ``choices``."""
    if value not in choices:
        rule = " or ".join(repr(choice) for choice in choices)
        raise ValueError(f"{function}: {name} is {value!r}, expected {rule}")


def check_generator(function, rng):
    """Refuse what is not a `numpy.random.Generator`: chance has to come from a seed."""
    if not (hasattr(rng, "random") and hasattr(rng, "permutation") and hasattr(rng, "spawn")):
        raise TypeError(
            f"{function}: rng is {rng!r}, expected a numpy.random.Generator, such as "
            "numpy.random.default_rng(0)"
        )


def integer(function, name, value, minimum, maximum=math.inf):
    """``value`` as an int from ``minimum`` to ``maximum``; True, 2.0 and "2" are refused."""
    try:
        if isinstance(value, bool):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise TypeError(f"{function}: {name} is {value!r}, expected an int") from None
    if result < minimum:
        raise ValueError(f"{function}: {name} is {value!r}, expected at least {minimum}")
    if result > maximum:
        raise ValueError(f"{function}: {name} is {value!r}, expected at most {maximum}")
    return result


def number(function, name, value, minimum=-math.inf, maximum=math.inf):
    """``value`` as a float from ``minimum`` to ``maximum``; True, "2" and NaN are refused."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{function}: {name} is {value!r}, expected a number")
    if not minimum <= value <= maximum:
        rule = f"at least {minimum}" if maximum == math.inf else f"{minimum} to {maximum}"
        raise ValueError(f"{function}: {name} is {value!r}, expected {rule}")
    return float(value)


def pair(function, name, value, minimum):
    """An int or a pair (rows, columns) as a pair of ints, each at least ``minimum``."""
    if isinstance(value, tuple | list):
        if len(value) != 2:
            raise ValueError(f"{function}: {name} is {value!r}, expected an int or a pair (h, w)")
        rows, columns = (integer(function, name, part, minimum) for part in value)
        return rows, columns
    size = integer(function, name, value, minimum)
    return size, size


def axis_output_size(function, size, kernel_size, stride, before, after, dilation, mode):
    """Positions of a window along one axis; ValueError where it fits nowhere."""
    padded = size + before + after
    reach = dilation * (kernel_size - 1) + 1
    if reach > padded:
        spread = f" (dilated to {reach})" if dilation > 1 else ""
        raise ValueError(
            f"{function}: kernel_size {kernel_size}{spread} is larger than the padded input, "
            f"{padded}"
        )
    steps, rest = divmod(padded - reach, stride)
    if rest and mode == "strict":
        raise ValueError(
            f"{function}: size {size} with kernel_size {kernel_size}, stride {stride}, padding "
            f"{before} and dilation {dilation} leaves a rest of {rest}; mode 'strict' allows none"
        )
    # As torch: a window that starts beyond the input and its left padding is dropped.
    if rest and mode == "ceil" and (steps + 1) * stride < size + before:
        steps += 1
    return steps + 1


def check_plane(function, size):
    """Refuse a plane that no machine can hold, before its size overflows."""
    if math.prod(size) > MAX_CELLS:
        raise ValueError(
            f"{function}: a plane of {' x '.join(map(str, size))} cells is needed, more than 2**40"
        )


def window(function, size, kernel_size, stride, padding, dilation, mode="floor"):
    """The `Window` on a plane of ``size`` (H, W); ``padding``: ((top, bottom), (left, right))."""
    output, covered = [], []
    for axis in range(2):
        before, after = padding[axis]
        positions = axis_output_size(
            function,
            size[axis],
            kernel_size[axis],
            stride[axis],
            before,
            after,
            dilation[axis],
            mode,
        )
        last = (positions - 1) * stride[axis] + dilation[axis] * (kernel_size[axis] - 1) + 1
        output.append(positions)
        covered.append((before, max(after, last - size[axis] - before)))
    check_plane(function, [n + p + q for n, (p, q) in zip(size, covered, strict=True)])
    return Window(tuple(size), kernel_size, stride, tuple(covered), dilation, tuple(output))


def convolution_padding(function, padding, kernel_size, stride, dilation):
    """An int, a pair, "valid" or "same" as ((top, bottom), (left, right))."""
    if isinstance(padding, str):
        check_choice(function, "padding", padding, ("valid", "same"))
        if padding == "valid":
            return (0, 0), (0, 0)
        if stride != (1, 1):
            raise ValueError(f"{function}: padding 'same' needs stride 1, got stride {stride}")
        # An odd total leaves one cell over; it goes to the end, as in torch.
        totals = [d * (k - 1) for k, d in zip(kernel_size, dilation, strict=True)]
        return tuple((total // 2, total - total // 2) for total in totals)
    rows, columns = pair(function, "padding", padding, 0)
    return (rows, rows), (columns, columns)


def conv2d_window(
    function, x, weight, bias, stride, padding, dilation, groups, dtypes=FLOAT_DTYPES
):
    """Check the arguments of a convolution and return its `Window`."""
    check_array(function, "x", x, 4, dtypes)
    check_array(function, "weight", weight, 4, dtypes)
    check_same_dtype(function, "weight", weight, "x", x)
    groups = integer(function, "groups", groups, 1)
    channels, (out_channels, group_channels) = x.shape[1], weight.shape[:2]
    if channels % groups:
        raise ValueError(f"{function}: x has {channels} channels, not divisible by groups {groups}")
    if out_channels % groups:
        raise ValueError(
            f"{function}: weight has {out_channels} output channels, not divisible by groups "
            f"{groups}"
        )
    if group_channels * groups != channels:
        raise ValueError(
            f"{function}: weight has {group_channels} input channels per group but x has "
            f"{channels // groups}"
        )
    if bias is not None:
        check_array(function, "bias", bias, 1, dtypes)
        check_same_dtype(function, "bias", bias, "x", x)
        check_shape(function, "bias", bias, (out_channels,))
    kernel_size = tuple(weight.shape[2:])
    if 0 in kernel_size:
        raise ValueError(f"{function}: weight has kernel size {kernel_size}, expected at least 1")
    stride = pair(function, "stride", stride, 1)
    dilation = pair(function, "dilation", dilation, 1)
    sides = convolution_padding(function, padding, kernel_size, stride, dilation)
    return window(function, x.shape[2:], kernel_size, stride, sides, dilation)


def winograd_window(
    function, x, weight, bias, stride, padding, dilation, groups, dtypes=FLOAT_DTYPES
):
    """Check a convolution's arguments, then that Winograd's algorithm is made for them."""
    window = conv2d_window(function, x, weight, bias, stride, padding, dilation, groups, dtypes)
    for what, value, only in (
        ("kernel size", window.kernel_size, (3, 3)),
        ("stride", window.stride, (1, 1)),
        ("dilation", window.dilation, (1, 1)),
    ):
        if value != only:
            raise NotImplementedError(
                f"{function}: {what} is {value}, Winograd's algorithm is written here for {only}"
            )
    return window


def fft_length(n):
    """The smallest length from n on that has no prime factor above 5: quick to transform."""
    while True:
        rest = n
        for prime in (2, 3, 5):
            while rest % prime == 0:
                rest //= prime
        if rest == 1:
            return n
        n += 1


def unfold_window(function, size, kernel_size, dilation, padding, stride):
    """Check the arguments of `im2col` and `col2im` and return their `Window`."""
    kernel_size = pair(function, "kernel_size", kernel_size, 1)
    dilation = pair(function, "dilation", dilation, 1)
    rows, columns = pair(function, "padding", padding, 0)
    stride = pair(function, "stride", stride, 1)
    sides = ((rows, rows), (columns, columns))
    return window(function, size, kernel_size, stride, sides, dilation)


def check_columns(function, name, columns, window):
    """Refuse columns, (N, C kh kw, L), that are not those of the window's positions."""
    cells, positions = math.prod(window.kernel_size), math.prod(window.output_size)
    if columns.shape[1] % cells or columns.shape[2] != positions:
        raise ValueError(
            f"{function}: {name} has shape {tuple(columns.shape)}, expected "
            f"(N, a multiple of {cells}, {positions})"
        )


def pool2d_window(
    function, x, kernel_size, stride, padding, dilation, ceil_mode, dtypes=FLOAT_DTYPES
):
    """Check the arguments of a pooling and return its `Window`; stride None means kernel_size."""
    check_planes(function, x, dtypes)
    kernel_size = pair(function, "kernel_size", kernel_size, 1)
    stride = kernel_size if stride is None else pair(function, "stride", stride, 1)
    padding = pair(function, "padding", padding, 0)
    dilation = pair(function, "dilation", dilation, 1)
    for cells, k, d in zip(padding, kernel_size, dilation, strict=True):
        half = (d * (k - 1) + 1) // 2
        if cells > half:  # else a window could lie in the padding alone
            raise ValueError(
                f"{function}: padding is {padding}, expected at most half the window, {half}"
            )
    sides = tuple((cells, cells) for cells in padding)
    mode = "ceil" if ceil_mode else "floor"
    return window(function, x.shape[2:], kernel_size, stride, sides, dilation, mode)


def lp_pool2d_window(function, x, norm_type, kernel_size, stride, ceil_mode, dtypes=FLOAT_DTYPES):
    """Check the arguments of an Lp pooling and return its p, as a float, and its `Window`."""
    p = number(function, "norm_type", norm_type, 0)
    if p in (0, math.inf):
        raise ValueError(
            f"{function}: norm_type is {norm_type!r}, expected a finite number above 0"
        )
    return p, pool2d_window(function, x, kernel_size, stride, 0, 1, ceil_mode, dtypes)


def subsample2d_window(function, x, kernel_size, dtypes=FLOAT_DTYPES, **per_channel):
    """Check x and the arrays that have one entry per channel, and return the `Window`."""
    window = pool2d_window(function, x, kernel_size, None, 0, 1, False, dtypes)
    for name, array in per_channel.items():
        check_per_channel(function, name, array, x, dtypes)
    return window


def unpooled_size(
    function, x, indices, kernel_size, stride, padding, output_size, dtypes=FLOAT_DTYPES
):
    """Check the arguments of an unpooling and return the (H, W) of its result."""
    check_planes(function, x, dtypes)
    check_array(function, "indices", indices, 4, ("int64",))
    check_shape(function, "indices", indices, x.shape)
    kernel_size = pair(function, "kernel_size", kernel_size, 1)
    stride = kernel_size if stride is None else pair(function, "stride", stride, 1)
    padding = pair(function, "padding", padding, 0)
    sizes = zip(x.shape[2:], kernel_size, stride, padding, strict=True)
    size = tuple((n - 1) * s - 2 * p + k for n, k, s, p in sizes)
    if output_size is not None:
        default, size = size, pair(function, "output_size", output_size, 1)
        if any(abs(n - m) >= s for n, m, s in zip(size, default, stride, strict=True)):
            raise ValueError(
                f"{function}: output_size is {size}, expected less than one stride, {stride}, "
                f"away from {default}"
            )
    if min(size) < 1:
        raise ValueError(f"{function}: padding is {padding}, which leaves an output of {size}")
    check_plane(function, size)
    outside = (indices < 0) | (indices >= size[0] * size[1])
    check_entries(function, "indices", indices, outside, f"0 to {size[0]} * {size[1]} - 1")
    return size


def check_batch_norm(
    function,
    x,
    training,
    momentum,
    eps,
    dtypes=FLOAT_DTYPES,
    *,
    running_mean,
    running_var,
    **learned,
):
    """Check the arguments of a batch normalisation and return momentum and eps as floats."""
    check_array(function, "x", x, dtypes=dtypes)
    shape = tuple(x.shape)
    if x.ndim < 2:
        raise ValueError(f"{function}: x has shape {shape}, expected (N, C) or (N, C, ...)")
    running = {"running_mean": running_mean, "running_var": running_var}
    for name, array in (running | learned).items():
        if array is not None:
            check_per_channel(function, name, array, x, dtypes)
    missing = [name for name, array in running.items() if array is None]
    if missing and not training:
        raise ValueError(f"{function}: {missing[0]} is None, expected an array unless training")
    if len(missing) == 1:
        raise ValueError(f"{function}: {missing[0]} is None, expected None for both or neither")
    if training and shape[0] * math.prod(shape[2:]) == 1:
        raise ValueError(
            f"{function}: x has shape {shape}, expected more than one value per channel in training"
        )
    return number(function, "momentum", momentum, 0, 1), number(function, "eps", eps, 0)


def check_local_response_norm(function, x, size, alpha, beta, k, dtypes=FLOAT_DTYPES):
    """Check the arguments of the normalisation and return all but x as numbers."""
    check_array(function, "x", x, dtypes=dtypes)
    if x.ndim < 3:
        raise ValueError(
            f"{function}: x has shape {tuple(x.shape)}, expected (N, C, ...), 3 axes or more"
        )
    factors = {"alpha": alpha, "beta": beta, "k": k}
    return integer(function, "size", size, 1), *(
        number(function, name, value) for name, value in factors.items()
    )


def check_axis(function, x, axis):
    """Refuse an axis that x does not have."""
    axis = integer(function, "axis", axis, -x.ndim)
    if axis >= x.ndim:
        raise ValueError(f"{function}: axis is {axis}, but x has {x.ndim} axes")


def check_slopes(function, x, weight, dtypes=FLOAT_DTYPES):
    """Refuse slopes that are neither one nor one for each channel of x."""
    check_array(function, "weight", weight, 1, dtypes)
    check_same_dtype(function, "weight", weight, "x", x)
    channels = x.shape[1] if x.ndim > 1 else 1
    if len(weight) not in (1, channels):
        raise ValueError(
            f"{function}: weight has shape {tuple(weight.shape)}, expected (1,) or ({channels},)"
        )


def slope_range(function, lower, upper):
    """The checked bounds of slopes that are drawn."""
    lower, upper = number(function, "lower", lower), number(function, "upper", upper)
    if lower > upper:
        raise ValueError(f"{function}: lower is {lower}, expected at most upper, {upper}")
    return lower, upper


def check_cross_entropy(
    function, logits, target, reduction, dtypes=FLOAT_DTYPES, target_dtypes=INTEGER_DTYPES
):
    """Refuse logits and targets that do not belong together, and classes that do not exist."""
    check_array(function, "logits", logits, dtypes=dtypes)
    shape = tuple(logits.shape)
    if logits.ndim < 2:
        raise ValueError(f"{function}: logits has shape {shape}, expected (N, classes, ...)")
    check_array(function, "target", target, dtypes=target_dtypes)
    check_shape(function, "target", target, (shape[0], *shape[2:]))
    outside = (target < 0) | (target >= shape[1])
    check_entries(function, "target", target, outside, f"0 to {shape[1] - 1}")
    check_choice(function, "reduction", reduction, ("mean", "sum", "none"))


def check_mse_loss(function, x, target, reduction, dtypes=FLOAT_DTYPES):
    """Refuse what cannot be compared."""
    check_array(function, "x", x, dtypes=dtypes)
    check_like(function, "target", target, "x", x, dtypes)
    check_choice(function, "reduction", reduction, ("mean", "sum", "none"))


def check_linear(function, x, weight, bias=None, dtypes=FLOAT_DTYPES):
    """Refuse features, weights and biases that do not belong together."""
    check_array(function, "x", x, dtypes=dtypes)
    check_array(function, "weight", weight, 2, dtypes)
    check_same_dtype(function, "weight", weight, "x", x)
    if x.ndim == 0 or x.shape[-1] != weight.shape[1]:
        raise ValueError(
            f"{function}: weight takes {weight.shape[1]} features but x has shape {tuple(x.shape)}"
        )
    if bias is not None:
        check_array(function, "bias", bias, 1, dtypes)
        check_same_dtype(function, "bias", bias, "x", x)
        check_shape(function, "bias", bias, weight.shape[:1])


def check_rbf(function, x, centres, dtypes=FLOAT_DTYPES):
    """Refuse samples and centres of different features."""
    check_array(function, "x", x, 2, dtypes)
    check_array(function, "centres", centres, 2, dtypes)
    check_same_dtype(function, "centres", centres, "x", x)
    if x.shape[1] != centres.shape[1]:
        raise ValueError(
            f"{function}: centres has {centres.shape[1]} features but x has {x.shape[1]}"
        )


def output_size(size, kernel_size, stride=1, padding=0, dilation=1, mode="floor"):
    """Size of a convolution's or pooling's output along each axis.

    ``floor((size + 2 padding - dilation (kernel_size - 1) - 1) / stride) + 1``
    (Dumoulin and Visin 2016, relationship 15, for mode "floor").

    Parameters
    ----------
    size, kernel_size, stride, padding, dilation : int or pair (h, w)
        All at least 1, padding at least 0.
    mode : {"floor", "ceil", "strict"}
        What happens where the steps do not fill the input: "floor" leaves the rest unread; "ceil"
        adds a window, unless it would start beyond the input and its left padding (torch's rule);
        "strict" refuses.

    Returns
    -------
    int or pair of ints
        A pair if any argument is one.

    Raises
    ------
    ValueError
        The dilated kernel is larger than the padded input, a number is too small, or mode is
        "strict" and a rest is left.

    Examples
    --------
    >>> output_size(227, kernel_size=11, stride=4)
    55
    >>> output_size((28, 32), kernel_size=5)
    (24, 28)
    >>> output_size(10, kernel_size=3, stride=2, mode="ceil")
    5
    """
    check_choice("output_size", "mode", mode, ("floor", "ceil", "strict"))
    given = {
        "size": (size, 1),
        "kernel_size": (kernel_size, 1),
        "stride": (stride, 1),
        "padding": (padding, 0),
        "dilation": (dilation, 1),
    }
    pairs = {name: pair("output_size", name, *rule) for name, rule in given.items()}
    result = tuple(
        axis_output_size("output_size", n, k, s, p, p, d, mode)
        for n, k, s, p, d in zip(*pairs.values(), strict=True)
    )
    some_pair = any(isinstance(value, tuple | list) for value, _ in given.values())
    return result if some_pair else result[0]


def receptive_field(layers):
    """How much of the input one output of a stack of layers sees, and how far apart outputs look.

    Layer by layer, ``size += (kernel_size - 1) * dilation * step``, then ``step *= stride``.

    Parameters
    ----------
    layers : sequence of triples (kernel_size, stride, dilation)
        Convolutions and poolings in order; each entry an int or a pair (h, w), at least 1.

    Returns
    -------
    size, step : two ints, or two pairs of ints if any entry is a pair
        Side of the receptive field and distance of neighbouring ones, in cells of the input. No
        layers: (1, 1).

    Raises
    ------
    ValueError, TypeError
        An entry that is not a triple, or a number below 1.

    Notes
    -----
    Araujo, Norris and Sim 2019, section 2.

    Examples
    --------
    >>> receptive_field([(3, 1, 1), (3, 1, 1)])  # two 3 x 3 see as much as one 5 x 5
    (5, 1)
    >>> receptive_field([(5, 1, 1), (2, 2, 1), (5, 1, 1), (2, 2, 1), (5, 1, 1)])  # LeNet-5 up to C5
    (32, 4)
    """
    size, step, some_pair = [1, 1], [1, 1], False
    for position, layer in enumerate(layers):
        if not isinstance(layer, tuple | list) or len(layer) != 3:
            raise ValueError(
                f"receptive_field: layers[{position}] is {layer!r}, expected (kernel_size, stride, "
                "dilation)"
            )
        kernel_size, stride, dilation = (
            pair("receptive_field", f"layers[{position}]", entry, 1) for entry in layer
        )
        some_pair = some_pair or any(isinstance(entry, tuple | list) for entry in layer)
        for axis in range(2):
            size[axis] += (kernel_size[axis] - 1) * dilation[axis] * step[axis]
            step[axis] *= stride[axis]
    return (tuple(size), tuple(step)) if some_pair else (size[0], step[0])
