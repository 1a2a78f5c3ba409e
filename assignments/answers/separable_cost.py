"""A question answered by numbers: multiplications of a kernel, whole and taken apart."""

PARTS = {"whole": 1, "taken apart": 2}
LIKE = (0, 0)


def variant(rng):
    return {
        "height": int(rng.integers(50, 90)),
        "width": int(rng.integers(100, 140)),
        "size": int(rng.choice([7, 9, 11])),
    }


def solution(height, width, size):
    """The row first, for all rows; then the column, for the columns that are left."""
    across = height * (width - size + 1) * size
    down = (height - size + 1) * (width - size + 1) * size
    return (height - size + 1) * (width - size + 1) * size**2, across + down


def wrong_edges_forgotten(height, width, size):
    return height * width * size**2, 2 * height * width * size


def wrong_all_rows_left_out(height, width, size):
    whole, _ = solution(height, width, size)
    return whole, 2 * (height - size + 1) * (width - size + 1) * size
