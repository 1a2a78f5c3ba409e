"""Figures made of numbers: curves, bars, distributions, points, surfaces, tables of mistakes."""

import math

import numpy as np
from matplotlib.ticker import NullFormatter

from cnnlib import _shapes
from cnnlib.figures import _check
from cnnlib.figures._board import plain_width, shortened, text_width
from cnnlib.figures._picture import Picture
from cnnlib.figures._style import (
    COLOURMAPS,
    FAINT,
    INK,
    LINES,
    MARKERS,
    ROLES,
    RULE,
    SMALL,
    TEXT,
    WIDTH,
    ink_on,
)
from cnnlib.figures._tables import number_text

SCALES = ("", "x", "y", "xy")


def _plain(axes, xlabel="", ylabel="", log=""):
    """The look of all axes: two spines, a faint grid below the data, legible type."""
    axes.set_xlabel(xlabel, fontsize=TEXT)
    axes.set_ylabel(ylabel, fontsize=TEXT)
    axes.set(xscale="log" if "x" in log else "linear", yscale="log" if "y" in log else "linear")
    axes.tick_params(labelsize=SMALL, colors=INK)
    axes.grid(color=RULE)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_minor_formatter(NullFormatter())


def _legend(figure):
    """The names below the axes, where they cover nothing."""
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=SMALL)


def _check_dict(function, name, value):
    if not isinstance(value, dict):
        raise TypeError(f"{function}: {name} is {value!r}, expected a dict of names and arrays")


def _too_many(function, name, count, most):
    if count > most:
        raise ValueError(f"{function}: {name} has {count} entries, expected at most {most}")


def curves(series, *, alt, xlabel, ylabel, x=None, log=""):
    """Lines over a common axis, by default one that counts from 1 (epochs, steps).

    Parameters
    ----------
    series : dict of str to array of shape (steps,) or (runs, steps)
        A line for each entry, named by its key, at most six; lengths may differ, NaN leaves a gap.
        Of several runs the line is the mean, and a band reaches from the least to the largest.
        Colour and dashes both tell the lines apart.
    alt, xlabel, ylabel : str
    x : array of shape (steps,), optional
        The places on the axis; then all lines have as many values.
    log : {"", "x", "y", "xy"}
        The axes with a scale of logarithms.

    Returns
    -------
    Picture

    Examples
    --------
    >>> curves({"training": [2.3, 0.7, 0.2]}, alt="The loss falls.", xlabel="epoch", ylabel="loss")
    Figure: The loss falls.
    """
    _check_dict("curves", "series", series)
    if not series:
        raise ValueError("curves: series is empty, expected at least one line")
    _too_many("curves", "series", len(series), len(LINES))
    _shapes.check_choice("curves", "log", log, SCALES)
    places = None if x is None else _check.array("curves", "x", x, (1,))
    lines = {name: _line(name, values, places, log) for name, values in series.items()}
    figure = Picture(WIDTH, 3.4, alt=alt)
    axes = figure.add_subplot()
    for (name, values), (colour, dashes) in zip(lines.items(), LINES, strict=False):
        steps = np.arange(1, values.shape[-1] + 1) if places is None else places
        mean = values.mean(axis=0) if values.ndim == 2 else values
        axes.plot(steps, mean, color=colour, linestyle=dashes, linewidth=2, label=name)
        if values.ndim == 2:
            band = values.min(axis=0), values.max(axis=0)
            axes.fill_between(steps, *band, color=colour, alpha=0.2, linewidth=0)
    _plain(axes, xlabel, ylabel, log)
    _legend(figure)
    return figure


def _line(name, values, x, log):
    """One entry of `curves`, checked."""
    where = f"series[{name!r}]"
    values = _check.array("curves", where, values, (1, 2), finite=False)
    if x is not None:
        _check.same_length("curves", where, np.atleast_2d(values)[0], "x", len(x))
    for axis, numbers in (("x", x), ("y", values)):
        if axis in log and numbers is not None and np.nanmin(numbers, initial=1) <= 0:
            raise ValueError(
                f"curves: {where if axis == 'y' else 'x'} has {np.nanmin(numbers):g}, expected "
                f"only positive numbers with log={log!r}"
            )
    return values


def bars(values, names, *, alt, xlabel="", errors=None, role="output"):
    """A horizontal bar for each name, the first at the top, with its number written beside it.

    Parameters
    ----------
    values : array of shape (K,)
    names : sequence of K str
    alt, xlabel : str
    errors : array of shape (K,), optional
        Half the length of a whisker, as of a standard deviation.
    role : {"output", "input", "kernel", "gradient"}
        The colour.

    Returns
    -------
    Picture

    Examples
    --------
    >>> bars([61.1, 138.4], ["AlexNet", "VGG-16"], alt="AlexNet has 61.1, VGG-16 138.4 millions.")
    Figure: AlexNet has 61.1, VGG-16 138.4 millions.
    """
    values = _check.array("bars", "values", values, (1,))
    _check.role("bars", role)
    names = _check.names("bars", "names", names, "values", len(values))
    _too_many("bars", "values", len(values), 40)
    if errors is not None:
        errors = _check.array("bars", "errors", errors, (1,))
        _check.same_length("bars", "errors", errors, "values", len(values))
        if errors.min() < 0:
            raise ValueError(f"bars: errors has {errors.min()}, expected at least 0")
    texts = [number_text(value) for value in values]
    if errors is not None:
        texts = [f"{text} ± {number_text(e)}" for text, e in zip(texts, errors, strict=True)]
    figure = Picture(WIDTH, 0.3 * len(values) + (0.75 if xlabel else 0.45), alt=alt)
    axes = figure.add_subplot()
    places = np.arange(len(values))
    axes.barh(places, values, xerr=errors, color=ROLES[role], height=0.65, ecolor=INK, capsize=3)
    whisker = 0 if errors is None else errors
    ends = np.where(values < 0, values - whisker, values + whisker)
    for place, end, text in zip(places, ends, texts, strict=True):
        side, ha = (-1, "right") if end < 0 else (1, "left")
        offset = {"xytext": (5 * side, 0), "textcoords": "offset points"}
        axes.annotate(text, (end, place), ha=ha, va="center", size=SMALL, **offset)
    _plain(axes, xlabel)
    axes.grid(visible=False, axis="y")
    axes.set_yticks(places, names, fontsize=TEXT)
    axes.invert_yaxis()
    low, high = min(0, ends.min()), max(0, ends.max())
    room = ((high - low) or 1) * max(map(text_width, texts)) / 2.4  # for the numbers
    axes.set_xlim(low - room * (low < 0), high + room * (high >= 0))
    return figure


def histograms(arrays, names, *, alt, xlabel, bins=40, role="output"):
    """How often each value occurs, a small panel for each array, with its standard deviation.

    All panels have the same axis of values; each is as high as its own highest bar.

    Parameters
    ----------
    arrays : sequence of arrays
        Any shapes, at most twelve; such as a layer's activations each.
    names : sequence of str
        One for each array.
    alt, xlabel : str
    bins : int
        Bars in each panel.
    role : {"output", "input", "kernel", "gradient"}
        The colour.

    Returns
    -------
    Picture

    Examples
    --------
    >>> layers = [[-1, 0, 0, 1], [0, 0, 0, 0.1]]
    >>> histograms(layers, ["layer 1", "layer 2"], alt="The second is narrow.", xlabel="activation")
    Figure: The second is narrow.
    """
    arrays = _check.entries("histograms", "arrays", arrays, "array")
    _too_many("histograms", "arrays", len(arrays), 12)
    names = _check.names("histograms", "names", names, "arrays", len(arrays))
    _check.role("histograms", role)
    bins = _shapes.integer("histograms", "bins", bins, 1)
    arrays = [
        _check.array("histograms", f"arrays[{k}]", values, range(1, 9)).ravel()
        for k, values in enumerate(arrays)
    ]
    edges = np.histogram_bin_edges(np.concatenate(arrays), bins)
    columns = min(4, len(arrays))
    rows = math.ceil(len(arrays) / columns)
    figure = Picture(max(2.8, columns * WIDTH / 4), 1.5 * rows + 0.3, alt=alt)
    for k, (values, name) in enumerate(zip(arrays, names, strict=True)):
        axes = figure.add_subplot(rows, columns, k + 1)
        axes.hist(values, edges, color=ROLES[role])
        _plain(axes)
        axes.grid(visible=False)
        axes.spines["left"].set_visible(False)
        axes.set_yticks([])
        axes.locator_params(axis="x", nbins=3)
        axes.set_title(f"{name}\nsd {values.std():.2g}", fontsize=SMALL)
    figure.supxlabel(xlabel, fontsize=TEXT)
    return figure


def scatter(points, labels, classes, *, alt, xlabel="", ylabel=""):
    """Points in the plane, their classes told by marker and colour.

    Parameters
    ----------
    points : array of shape (N, 2)
    labels : integer array of shape (N,)
        The class of each point, from 0.
    classes : sequence of str
        Names, at most ten; names of one character are the markers themselves.
    alt, xlabel, ylabel : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> scatter([[0, 0], [1, 2]], [0, 1], ["X", "O"], alt="An X at (0, 0), an O at (1, 2).")
    Figure: An X at (0, 0), an O at (1, 2).
    """
    points = _check.array("scatter", "points", points, (2,))
    labels = _check.array("scatter", "labels", labels, (1,), kinds="iu")
    classes = _check.names("scatter", "classes", classes)
    _too_many("scatter", "classes", len(classes), len(MARKERS))
    _shapes.check_shape("scatter", "points", points, (len(points), 2))
    _check.same_length("scatter", "labels", labels, "points", len(points))
    if labels.min() < 0 or labels.max() >= len(classes):
        raise ValueError(
            f"scatter: labels has {labels.min()} to {labels.max()}, expected 0 to "
            f"{len(classes) - 1} for {len(classes)} classes"
        )
    figure = Picture(WIDTH, 4.4, alt=alt)
    axes = figure.add_subplot()
    for k, name in enumerate(classes):
        marker = f"${name}$" if len(name) == 1 else MARKERS[k]
        mine, size = points[labels == k], 70 if len(name) == 1 else 40
        colour = LINES[k % len(LINES)][0]
        axes.scatter(*mine.T, marker=marker, color=colour, s=size, linewidths=0.3, label=name)
    _plain(axes, xlabel, ylabel)
    if any(len(name) > 1 for name in classes):
        _legend(figure)
    return figure


def surface(values, x, y, *, alt, xlabel, ylabel, paths=None):
    """A function of two variables from above, as lines of equal height, with paths over it.

    Between two neighbouring lines lies the same share of the area; their values stand on them.

    Parameters
    ----------
    values : array of shape (len(y), len(x))
        The function, at least 2 × 2 places.
    x, y : increasing array of shape (columns,), (rows,)
    alt, xlabel, ylabel : str
    paths : dict of str to array of shape (steps, 2), optional
        Places (x, y), such as the steps of an optimiser, at most six paths. A dot is the start, a
        cross the end.

    Returns
    -------
    Picture

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(-1, 1, 9)
    >>> down = {"descent": [(1, 1), (0.5, 0.5), (0, 0)]}
    >>> bowl = x**2 + x[:, None] ** 2
    >>> surface(bowl, x, x, paths=down, alt="Down into a bowl.", xlabel="$w_0$", ylabel="$w_1$")
    Figure: Down into a bowl.
    """
    x = _increasing("x", x)
    y = _increasing("y", y)
    values = _check.array("surface", "values", values, (2,))
    _shapes.check_shape("surface", "values", values, (len(y), len(x)))
    levels = np.unique(np.quantile(values, np.linspace(0, 1, 11)))
    if len(levels) < 2:
        raise ValueError(f"surface: values are all {levels[0]:g}, expected at least two heights")
    paths = {} if paths is None else paths
    _check_dict("surface", "paths", paths)
    _too_many("surface", "paths", len(paths), len(LINES))
    figure = Picture(WIDTH, 4.6, alt=alt)
    axes = figure.add_subplot()
    axes.contourf(x, y, values, levels, cmap="Greys", alpha=0.35)
    lines = axes.contour(x, y, values, levels, colors=FAINT, linewidths=0.7)
    axes.clabel(
        lines,
        levels[1::2],
        fmt=lambda level: number_text(float(f"{level:.2g}")),
        fontsize=SMALL,
        colors=INK,
    )
    for (name, path), style in zip(paths.items(), LINES, strict=False):
        _path(axes, name, path, style)
    _plain(axes, xlabel, ylabel)
    axes.set(xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    if paths:
        _legend(figure)
    return figure


def _increasing(name, places):
    """Places on an axis, at least two, each larger than the one before."""
    places = _check.array("surface", name, places, (1,))
    if len(places) < 2 or (np.diff(places) <= 0).any():
        raise ValueError(f"surface: {name} is {places}, expected at least two increasing numbers")
    return places


def _path(axes, name, path, style):
    """The steps of one path on a `surface`, from a dot to a cross."""
    path = _check.array("surface", f"paths[{name!r}]", path, (2,))
    _shapes.check_shape("surface", f"paths[{name!r}]", path, (len(path), 2))
    colour, dashes = style
    axes.plot(*path.T, color=colour, linestyle=dashes, linewidth=2, label=name)
    axes.plot(*path[0], "o", color=colour)
    axes.plot(*path[-1], "X", color=colour, markersize=9, markeredgecolor="white")


def confusion_matrix(counts, classes, *, alt):
    """Which class was taken for which: a row for each true class, a column for each answer.

    The colour is the share of the row's pictures, on a square root scale, so that the diagonal does
    not drown the mistakes. Where the numbers do not fit into the cells, the scale is drawn instead;
    of very many classes not all names are written.

    Parameters
    ----------
    counts : integer array of shape (K, K)
        Entry (i, j): pictures of class i that were called j.
    classes : sequence of K str
    alt : str

    Returns
    -------
    Picture

    Examples
    --------
    >>> confusion_matrix([[9, 1], [0, 10]], ["cat", "dog"], alt="One cat was called a dog.")
    Figure: One cat was called a dog.
    """
    counts = _check.array("confusion_matrix", "counts", counts, (2,))
    classes = _check.names("confusion_matrix", "classes", classes)
    if counts.shape != (len(classes), len(classes)):
        raise ValueError(
            f"confusion_matrix: counts has shape {counts.shape}, expected "
            f"({len(classes)}, {len(classes)}) for {len(classes)} classes"
        )
    if counts.min() < 0:
        raise ValueError(f"confusion_matrix: counts has {counts.min()}, expected none below 0")
    names = [shortened(name, 1.4) for name in classes]
    widest = max(map(plain_width, names))
    level = widest < 3.6 / len(classes)  # the names side by side below the columns
    cell = (3.6 if level else WIDTH - 0.6 - widest) / len(classes)  # inches
    numbered = plain_width(number_text(counts.max()), SMALL) < cell
    width, height = (4.6, 4.4) if level else (WIDTH, WIDTH - 0.2)
    figure = Picture(width, height + (0 if numbered else 0.7), alt=alt)
    axes = figure.add_subplot()
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    image = axes.imshow(np.sqrt(shares), cmap=COLOURMAPS["output"], vmin=0, vmax=1)
    if numbered:
        _write_counts(axes, image, counts)
    else:
        bar = figure.colorbar(image, location="bottom", shrink=0.7, aspect=30)
        ticks = [0, 0.01, 0.1, 0.25, 0.5, 1]
        bar.set_ticks(np.sqrt(ticks), labels=[f"{100 * tick:g} %" for tick in ticks])
        bar.ax.tick_params(labelsize=SMALL)
        bar.set_label("share of the true class", fontsize=TEXT)
    step = math.ceil(0.17 / cell)  # a line of text is that high
    places = range(0, len(classes), step)
    angle = "horizontal" if level else "vertical"
    axes.set_xticks(places, names[::step], fontsize=SMALL, rotation=angle)
    axes.set_yticks(places, names[::step], fontsize=SMALL)
    axes.set_xlabel("answer of the network", fontsize=TEXT)
    axes.set_ylabel("true class", fontsize=TEXT)
    return figure


def _write_counts(axes, image, counts):
    """The number of each cell that is not 0, in the ink that is read best on its colour."""
    for (row, column), count in np.ndenumerate(counts):
        if count:
            colour = ink_on(image.cmap(image.norm(image.get_array()[row, column])))
            text = number_text(count)
            axes.text(column, row, text, ha="center", va="center", color=colour, fontsize=SMALL)
