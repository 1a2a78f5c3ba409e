"""The one comparison of the suite: how close is close enough, by dtype and device."""

import numpy as np

# Relative to the largest value that is compared. float64 leaves room for sums of some thousand
# terms in another order; float32 likewise; both are far below what any mistake makes.
RELATIVE = {"float64": 1e-9, "float32": 2e-5}


def as_array(x):
    """A torch tensor, an array or a number as a NumPy array."""
    return x.detach().cpu().numpy() if hasattr(x, "detach") else np.asarray(x)


def assert_close(actual, expected, what="result"):
    """Same shape, same dtype, and equal to the dtype's tolerance (NaN and infinity in place)."""
    actual, expected = as_array(actual), as_array(expected)
    assert actual.shape == expected.shape, f"{what}: shape {actual.shape}, not {expected.shape}"
    assert actual.dtype == expected.dtype, f"{what}: {actual.dtype}, not {expected.dtype}"
    finite = expected[np.isfinite(expected)]
    scale = np.abs(finite).max(initial=1e-300)
    tolerance = RELATIVE[str(expected.dtype)] * scale
    np.testing.assert_allclose(actual, expected, rtol=0, atol=tolerance, err_msg=what)
