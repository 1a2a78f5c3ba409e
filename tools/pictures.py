"""Small files for the pictures that notebooks store, without a difference that anybody sees."""

import io

import numpy as np
from PIL import Image

FREQUENT = 128  # enough for what a drawing fills, which keeps its colour exactly
# In a drawing only pixels along the edges of lines and letters are further than 6 levels from a
# palette, at most 2 in 100 in this book's; in photographs, which would show bands, 9 and more.
NEAR, FAR_PIXELS = 6, 0.05


def smaller(png):
    """The picture of a PNG file's bytes as a smaller file; one that is small already, as it is.

    One without colours becomes grey values, and a drawing gets a palette of 256: its most frequent
    colours, then, one by one, the colour that is furthest from the palette so far. All others
    become their nearest. A photograph in colour keeps every pixel.
    """
    drawn = Image.open(io.BytesIO(png))
    if drawn.mode in ("L", "P"):
        return png
    stored = io.BytesIO()
    picture = _with_few_colours(np.asarray(drawn.convert("RGB")))
    picture.save(stored, format="png", optimize=True, dpi=drawn.info.get("dpi", (72, 72)))
    return stored.getvalue()


def _with_few_colours(rgb):
    """(H, W, 3) in the form that makes a small file."""
    if (rgb == rgb[:, :, :1]).all():
        return Image.fromarray(rgb[:, :, 0])
    numbers = rgb.astype(np.int32) @ [1 << 16, 1 << 8, 1]  # (H, W, 3) -> (H, W)
    numbers, places, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    colours = np.stack([numbers >> 16, numbers >> 8 & 255, numbers & 255], axis=1)
    frequent = np.argsort(-counts, kind="stable")
    nearest = np.zeros(len(colours), np.uint8)
    distance = np.full(len(colours), np.inf)  # to it, squared
    palette = []
    for k in range(min(256, len(colours))):
        chosen = colours[frequent[k] if k < FREQUENT else distance.argmax()]
        to_chosen = ((colours - chosen) ** 2).sum(axis=1)
        nearest[to_chosen < distance] = k
        distance = np.minimum(distance, to_chosen)
        palette.append(chosen)
    if counts[distance > NEAR**2].sum() > FAR_PIXELS * counts.sum():
        return Image.fromarray(rgb)
    picture = Image.fromarray(nearest[places.reshape(rgb.shape[:2])])
    picture.putpalette(np.array(palette, np.uint8).tobytes())
    return picture
