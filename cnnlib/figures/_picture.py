"""The figure that every function of this package returns."""

import base64
import io

from matplotlib.figure import Figure


class Picture(Figure):
    """A matplotlib figure that cannot be made without alternative text.

    It is independent of pyplot: nothing stays open, and a notebook shows it once, where it is the
    last value of a cell.

    Parameters
    ----------
    width, height : float
        Inches.
    alt : str
        What the figure shows, in a sentence or two, for those who do not see it.

    Raises
    ------
    ValueError
        ``alt`` is empty.

    Examples
    --------
    >>> Picture(4, 3, alt="")
    Traceback (most recent call last):
    ValueError: figure: alt is '', expected a sentence that tells what the figure shows
    """

    def __init__(self, width, height, *, alt):
        if not isinstance(alt, str) or not alt.strip():
            raise ValueError(
                f"figure: alt is {alt!r}, expected a sentence that tells what the figure shows"
            )
        super().__init__(figsize=(width, height), dpi=120, layout="constrained")
        self.alt = alt

    def __repr__(self):
        return f"Figure: {self.alt}"

    def _repr_mimebundle_(self, include=None, exclude=None):
        buffer = io.BytesIO()
        # Without matplotlib's version in it, the same picture is the same file.
        self.savefig(buffer, format="png", facecolor="white", metadata={"Software": None})
        png = base64.b64encode(buffer.getvalue()).decode("ascii")
        return (
            {"image/png": png, "text/plain": repr(self)},
            {"image/png": {"alt": self.alt}},
        )
