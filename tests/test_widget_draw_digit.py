"""The arguments of the sheet to draw on; tests/browser drives what the reader sees."""

import base64

import numpy as np
import pytest

from cnnlib.models.lenet import C3_TABLE, lenet5_1998, seen_maps
from cnnlib.widgets import DrawDigit
from cnnlib.widgets.draw_digit import SEEN, SHAPES

ZEROS = {name: np.zeros(shape) for name, shape in SHAPES.items()}


def test_table_and_shapes_are_the_networks():
    assert seen_maps(C3_TABLE) == SEEN
    state = lenet5_1998().state_dict()
    assert {name: tuple(value.shape) for name, value in state.items()} == SHAPES


def test_a_state_dict_is_taken_and_rounded_to_16_bits():
    state = lenet5_1998().state_dict()
    packed = dict(DrawDigit(state, alt="x").weights)
    for name, value in state.items():
        there = np.frombuffer(base64.b64decode(packed[name]), "<f2").reshape(value.shape)
        assert np.array_equal(there, value.numpy().astype(np.float16))


def test_every_digit_is_drawn_on_the_sheet():
    figure = DrawDigit(ZEROS, alt="x")
    assert len(figure.drawings) == 10
    for strokes in figure.drawings:
        assert all(0 <= number <= 32 for stroke in strokes for point in stroke for number in point)
    assert len(figure.drawings[figure.start]) > 1  # Undo leaves something for Clear


@pytest.mark.parametrize(
    ("weights", "start", "error", "said"),
    [
        (3, 4, TypeError, "weights is 3, expected arrays by name"),
        ({"c1.bias": np.zeros(6)}, 4, ValueError, r"what differs is \['c1.weight', 'c3.bias'"),
        ({**ZEROS, "more": np.zeros(1)}, 4, ValueError, r"what differs is \['more'\]"),
        (
            {**ZEROS, "s2.bias": np.zeros(5)},
            4,
            ValueError,
            r"weights\['s2.bias'\] has shape \(5,\)",
        ),
        ({**ZEROS, "s2.bias": np.full(6, 1e5)}, 4, ValueError, "a number that float16 cannot hold"),
        ({**ZEROS, "f6.bias": np.full(84, np.nan)}, 4, ValueError, "float16 cannot hold"),
        (ZEROS, 10, ValueError, "start is 10"),
        (ZEROS, "4", TypeError, "start is '4'"),
    ],
)
def test_bad_arguments(weights, start, error, said):
    with pytest.raises(error, match=f"^DrawDigit: .*{said}"):
        DrawDigit(weights, start, alt="x")
