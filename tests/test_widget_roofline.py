"""The formulas of the roofline figure, against a count of what is really done."""

import numpy as np
import pytest

from cnnlib.widgets import Roofline
from cnnlib.widgets.roofline import MACHINES, at_least, costs


def total(passes):
    return tuple(np.sum(passes, axis=0))


def test_the_definition_is_counted():
    n, c, o, size, k = 2, 3, 4, 5, 3
    flops = moved = 0
    for _ in np.ndindex(n, o, size, size):
        for _ in np.ndindex(c, k, k):
            flops += 2  # a product and a sum
            moved += 2  # a pixel and a weight are read
        moved += 1  # the output is written
    assert total(costs(n, c, o, size, k, 4)["naive"]) == (flops, 4 * moved)


def test_copies_are_counted():
    x, columns, y, w = 2 * 3 * 25, 2 * 25 * 27, 2 * 4 * 25, 4 * 27
    ways = costs(2, 3, 4, 5, 3, number=2)
    assert total(ways["im2col"])[1] == 2 * (x + columns + columns + w + y)
    assert total(ways["blocked or implicit"])[1] == 2 * (x + w + y)
    assert total(ways["shifted"])[1] == 2 * (9 * (x + 4 * 3) + 9 * y + 8 * y)
    one = costs(2, 3, 4, 5, 1, number=2)
    assert one["im2col"] == one["blocked or implicit"]


def test_all_but_the_transforms_do_the_same_arithmetic():
    for k in (1, 3, 5):
        ways = costs(2, 16, 8, 12, k, number=4)
        flops = {total(ways[w])[0] for w in ("naive", "im2col", "blocked or implicit", "shifted")}
        assert flops == {2 * 2 * 144 * 8 * 16 * k * k}
        assert ("Winograd 2 × 2" in ways) == (k == 3)


def test_winograd_saves_what_the_papers_say():
    ways = costs(1, 1000, 1000, 48, 3, number=4)
    direct = total(ways["naive"])[0]
    for m, factor in ((2, 2.25), (4, 4)):
        saved = direct / ways[f"Winograd {m} × {m}"][2][0]
        assert saved == pytest.approx(factor)


def test_each_pass_waits_for_the_slower():
    assert at_least([(10, 1), (1, 10)], peak=1, bandwidth=1) == 20
    assert at_least([(10, 1), (1, 10)], peak=10, bandwidth=1) == 11


def test_no_way_beats_the_peak_by_its_own_arithmetic():
    for peak, bandwidth, number in MACHINES.values():
        for passes in costs(8, 64, 64, 56, 3, number).values():
            assert total(passes)[0] / at_least(passes, peak, bandwidth) <= peak * (1 + 1e-9)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((0, 64, 64, 56, 3), ValueError, "n is 0, expected at least 1"),
        ((8, 2048, 64, 56, 3), ValueError, "c is 2048, expected at most 1024"),
        ((8, 64, 64.0, 56, 3), TypeError, "o is 64.0, expected an int"),
        ((8, 64, 64, 3, 3), ValueError, "size is 3, expected at least 4"),
        ((8, 64, 64, 56, 2), ValueError, "kernel_size is 2, expected 1 or 3"),
        ((8, 64, 64, 56, 3, "a GPU"), ValueError, "machine is 'a GPU', expected"),
    ],
)
def test_wrong_layers_are_refused(arguments, error, message):
    with pytest.raises(error, match=f"^Roofline: {message}"):
        Roofline(*arguments, alt="x")
