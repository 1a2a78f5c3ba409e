"""What the figures of a grey picture and a kernel share."""

import traitlets

from cnnlib.reference import filters
from cnnlib.widgets._figure import check_matrix, check_picture, pack_bytes

__all__ = ["PictureAndKernel", "picture_and_kernel"]

MAX_WEIGHT = 1000  # larger, and the numbers do not fit their boxes


class PictureAndKernel(traitlets.HasTraits):
    """The picture, the kernel where the reader starts, and the gallery of `cnnlib.reference`."""

    height = traitlets.Int(read_only=True).tag(sync=True)
    width = traitlets.Int(read_only=True).tag(sync=True)
    pixels = traitlets.Unicode(read_only=True).tag(sync=True)
    kernel = traitlets.List(read_only=True, help="the weights, row by row").tag(sync=True)
    # Pairs, because a stored notebook keeps the order of a list and sorts the keys of a dict.
    gallery = traitlets.List(read_only=True, help="(name, nine weights)").tag(sync=True)
    limit = traitlets.Float(read_only=True, help="the largest weight").tag(sync=True)

    def numbers(self):
        """The picture's size and the kernel's name, where it has one."""
        name = next((f" {name}" for name, weights in self.gallery if weights == self.kernel), "")
        return f"{self.height}×{self.width} pixels, the kernel{name}"


def picture_and_kernel(function, picture, kernel, sides):
    """The values of these traits; a kernel has one of `sides`, and every one fits the picture."""
    picture = check_picture(function, "picture", picture, low=max(sides))
    if isinstance(kernel, str):
        kernel = filters.kernel(kernel)
    squares = [(side, side) for side in sides]
    kernel = check_matrix(function, "kernel", kernel, *squares, limit=MAX_WEIGHT)
    return {
        "height": picture.shape[0],
        "width": picture.shape[1],
        "pixels": pack_bytes(picture),
        "kernel": kernel.ravel().tolist(),
        "gallery": [[name, rows.ravel().tolist()] for name, rows in filters.KERNELS.items()],
        "limit": MAX_WEIGHT,
    }
