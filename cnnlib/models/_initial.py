"""Initial weights that several networks share."""

from torch import nn

__all__ = ["he_normal"]


def he_normal(model):
    """He's initial weights, in place: normal with variance 2/fan-in; all biases 0.

    That is the forward form, equation 10 of He et al. 2015, who find the backward form, 2/fan-out,
    as good. Batch normalisation keeps torch's start: scales 1, shifts 0.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d | nn.Linear):
            nn.init.kaiming_normal_(module.weight, mode="fan_in", nonlinearity="relu")
            if module.bias is not None:
                nn.init.zeros_(module.bias)
