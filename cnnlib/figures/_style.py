"""The one style of all figures: colours, type and sizes.

The four roles' colours differ by at least 10 in lightness L*, so they stay apart in grey, and by at
least 20 in CIELAB for normal and for red- or green-blind eyes; each has a contrast of at least 3 on
white, the inks of at least 4.5. tests/test_figures.py computes all of it.
"""

from matplotlib.colors import LinearSegmentedColormap

INPUT, KERNEL, OUTPUT, GRADIENT = "#08407f", "#d47d00", "#008560", "#ac251c"
ROLES = {"input": INPUT, "kernel": KERNEL, "output": OUTPUT, "gradient": GRADIENT}
# What is marked is filled with its role's tint; black on it is read as on white.
TINTS = {"input": "#c3d9f2", "kernel": "#ffdca6", "output": "#bfe6d6", "gradient": "#f6c8c2"}
INK, FAINT, RULE = "#1b1f24", "#4f555c", "#d5d9de"

COLOURMAPS = {"input": "Blues", "kernel": "PuOr_r", "output": "Greens", "gradient": "RdGy_r"}
# Where an input or an output has negative values too: the role's hue is above zero.
_GREY_TO_BLUE = LinearSegmentedColormap.from_list("grey to blue", [INK, "white", INPUT])
SIGNED_COLOURMAPS = COLOURMAPS | {"input": _GREY_TO_BLUE, "output": "PRGn"}
SIGNED = ("kernel", "gradient")  # roles whose colours are always symmetric about zero

# Lines are told apart by colour and by dashes.
LINES = (
    (INPUT, "-"),
    (GRADIENT, "--"),
    (OUTPUT, "-."),
    (KERNEL, ":"),
    (INK, (0, (6, 1, 1, 1, 1, 1))),
    (FAINT, (0, (1, 3))),
)
MARKERS = "os^Dv*P<X>"

# A phone shows a figure of WIDTH inches at about six tenths of its size: TEXT is still 9 pixels.
WIDTH = 5.6
TEXT, SMALL = 11, 10


def ink_on(colour):
    """Black or white, whichever has the higher contrast on an RGB(A) colour: at least 4.58."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour[:3]]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "black" if luminance > 0.179 else "white"
