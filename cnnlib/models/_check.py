"""What the networks accept: the one place where their inputs and options are checked."""

from cnnlib._shapes import integer


def check_options(name, num_classes, in_channels):
    """Refuse numbers of classes or channels that are no whole numbers from 1 on."""
    integer(name, "num_classes", num_classes, 1)
    integer(name, "in_channels", in_channels, 1)


def check_input(name, x, in_channels, smallest, exact=False):
    """Refuse pictures that the network is not made for: not (N, C, H, W), too small, or not exact.

    ``smallest`` is (height, width); with ``exact`` no other size is taken.
    """
    height, width = smallest
    rule = f"(N, {in_channels}, {height}, {width})"
    fits = x.ndim == 4 and x.shape[1] == in_channels
    if exact:
        fits = fits and tuple(x.shape[2:]) == (height, width)
    else:
        rule = f"(N, {in_channels}, H, W) with H at least {height} and W at least {width}"
        fits = fits and x.shape[2] >= height and x.shape[3] >= width
    if not fits:
        raise ValueError(f"{name}: x has shape {tuple(x.shape)}, expected {rule}")
