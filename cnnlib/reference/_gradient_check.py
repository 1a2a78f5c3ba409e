"""Is a gradient right? Ask the definition of the derivative."""

import numpy as np

from cnnlib import _shapes


def gradient_check(f, arrays, gradients, eps=1e-6):
    """Compare gradients with central differences, (f(a + eps) - f(a - eps)) / (2 eps).

    Parameters
    ----------
    f : callable without arguments
        Returns a scalar and reads ``arrays``, which are changed entry by entry while it is called
        and are as before at the end.
    arrays : sequence of float64 arrays
        Writeable. In float32 the difference would drown in rounding.
    gradients : sequence of arrays
        One for each of ``arrays``, of its shape: the gradient to be checked.
    eps : float
        Half the step, above 0.

    Returns
    -------
    float
        The largest relative error over all arrays: for each, the largest deviation of any entry
        divided by the largest entry of either gradient (0 where both are 0 throughout). Right
        gradients give about 1e-9, wrong ones 0.1 and more; a kink within eps shows as an error.

    Examples
    --------
    >>> a = np.array([1.0, 2.0, 3.0])
    >>> gradient_check(lambda: (a**2).sum(), [a], [2 * a]) < 1e-8
    True
    >>> round(gradient_check(lambda: (a**2).sum(), [a], [3 * a]), 3)
    0.333
    """
    name = "gradient_check"
    if not callable(f):
        raise TypeError(f"{name}: f is a {type(f).__name__}, expected a function")
    if len(arrays) != len(gradients):
        raise ValueError(f"{name}: {len(arrays)} arrays but {len(gradients)} gradients")
    if not eps > 0:
        raise ValueError(f"{name}: eps is {eps!r}, expected a number above 0")
    worst = 0.0
    for k, (array, gradient) in enumerate(zip(arrays, gradients, strict=True)):
        _shapes.check_array(name, f"arrays[{k}]", array, dtypes=("float64",))
        _shapes.check_array(name, f"gradients[{k}]", gradient)
        _shapes.check_shape(name, f"gradients[{k}]", gradient, array.shape)
        numeric = _central_differences(f, array, eps)
        scale = max(np.abs(gradient).max(initial=0), np.abs(numeric).max(initial=0))
        deviation = np.abs(gradient - numeric).max(initial=0)
        # np.fmax would drop a NaN; a NaN anywhere must come out as NaN.
        worst = np.maximum(worst, deviation / scale if scale != 0 else 0.0)
    return float(worst)


def _central_differences(f, array, eps):
    """The numeric gradient of f with respect to one array, entry by entry."""
    numeric = np.empty_like(array)
    for index in np.ndindex(array.shape):
        value = array[index]
        try:
            array[index] = value + eps
            above = f()
            array[index] = value - eps
            below = f()
        finally:
            array[index] = value
        numeric[index] = (above - below) / (2 * eps)
    return numeric
