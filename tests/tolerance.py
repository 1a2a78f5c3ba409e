"""The one comparison of the suite: how close is close enough, by dtype and device."""

import numpy as np

# Relative to the largest value that is compared. float64 leaves room for sums of some thousand
# terms in another order; float32 likewise; both are far below what any mistake makes. The 16-bit
# ones, with 11 and 8 bits of mantissa, leave room for a few roundings of each value.
RELATIVE = {"float64": 1e-9, "float32": 2e-5, "float16": 4e-3, "bfloat16": 3e-2}


def as_array(x):
    """A tensor, an array or a number as a NumPy array; bfloat16, which NumPy lacks, as float32."""
    if not hasattr(x, "detach"):
        return np.asarray(x)
    x = x.detach().cpu()
    return (x.float() if dtype_of(x) == "bfloat16" else x).numpy()


def dtype_of(x):
    """The name of the dtype of a tensor, an array or a number, without its library."""
    dtype = x.dtype if hasattr(x, "dtype") else np.asarray(x).dtype
    return str(dtype).removeprefix("torch.")


def assert_close(actual, expected, what="result"):
    """Same shape, same dtype, and equal to the dtype's tolerance (NaN and infinity in place)."""
    dtype = dtype_of(expected)
    assert dtype_of(actual) == dtype, f"{what}: {dtype_of(actual)}, not {dtype}"
    actual, expected = as_array(actual), as_array(expected)
    assert actual.shape == expected.shape, f"{what}: shape {actual.shape}, not {expected.shape}"
    finite = expected[np.isfinite(expected)]
    scale = np.abs(finite).max(initial=1e-300)
    tolerance = RELATIVE[dtype] * scale
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance, err_msg=what)
