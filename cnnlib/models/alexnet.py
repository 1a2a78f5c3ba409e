"""AlexNet, on two GPUs in 2012 and on one in 2014."""

from collections import OrderedDict

import torch
from torch import nn

from cnnlib.models._check import check_input, check_options
from cnnlib.models._torchvision import check_weights, load_imagenet

__all__ = ["AlexNet", "AlexNetOnTwoDevices", "AlexNetOneTower", "alexnet", "alexnet_one_tower"]

# Local response normalisation with the paper's constants (§3.3): each value is divided by
# (2 + 1e-4 * sum of the squares of 5 neighbouring maps) ** 0.75. torch takes alpha times the mean
# of the five squares in place of the sum, so its alpha is five times the paper's.
RESPONSE_NORM = {"size": 5, "alpha": 5 * 1e-4, "beta": 0.75, "k": 2.0}


class TowerResponseNorm(nn.LocalResponseNorm):
    """Local response normalisation in each of two towers: no neighbours across the gap."""

    def forward(self, x):
        """(N, C, H, W) -> (N, C, H, W)."""
        towers = x.unflatten(1, (2, -1)).flatten(0, 1)  # (N, C, H, W) -> (2N, C/2, H, W)
        return super().forward(towers).unflatten(0, (-1, 2)).flatten(1, 2)  # -> (N, C, H, W)


def fully_connected(in_features, num_classes):
    """The last three layers, which `zfnet` and VGG took over: (N, in_features) -> (N, classes)."""
    return nn.Sequential(
        OrderedDict(
            full6=nn.Linear(in_features, 4096),
            relu6=nn.ReLU(),
            drop6=nn.Dropout(0.5),
            full7=nn.Linear(4096, 4096),
            relu7=nn.ReLU(),
            drop7=nn.Dropout(0.5),
            full8=nn.Linear(4096, num_classes),
        )
    )


class AlexNet(nn.Module):
    """The network that `alexnet` makes; ``groups=2`` are the two towers, a GPU each."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        check_options("alexnet", num_classes, in_channels)
        self.in_channels = in_channels
        self.features = nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(in_channels, 96, 11, stride=4),  # 227 x 227 -> (N, 96, 55, 55)
                relu1=nn.ReLU(),
                norm1=TowerResponseNorm(**RESPONSE_NORM),
                pool1=nn.MaxPool2d(3, stride=2),  # -> (N, 96, 27, 27)
                conv2=nn.Conv2d(96, 256, 5, padding=2, groups=2),  # -> (N, 256, 27, 27)
                relu2=nn.ReLU(),
                norm2=TowerResponseNorm(**RESPONSE_NORM),
                pool2=nn.MaxPool2d(3, stride=2),  # -> (N, 256, 13, 13)
                conv3=nn.Conv2d(256, 384, 3, padding=1),  # -> (N, 384, 13, 13), sees both towers
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(384, 384, 3, padding=1, groups=2),  # -> (N, 384, 13, 13)
                relu4=nn.ReLU(),
                conv5=nn.Conv2d(384, 256, 3, padding=1, groups=2),  # -> (N, 256, 13, 13)
                relu5=nn.ReLU(),
                pool5=nn.MaxPool2d(3, stride=2),  # -> (N, 256, 6, 6)
            )
        )
        self.classifier = fully_connected(256 * 6 * 6, num_classes)
        for sequence in (self.features, self.classifier):
            for name, layer in sequence.named_children():
                if isinstance(layer, nn.Conv2d | nn.Linear):
                    ones = name in ("conv2", "conv4", "conv5", "full6", "full7")
                    nn.init.normal_(layer.weight, std=0.01)
                    nn.init.constant_(layer.bias, 1.0 if ones else 0.0)

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, 227, 227)."""
        check_input("alexnet", x, self.in_channels, (227, 227), exact=True)
        x = self.features(x)  # (N, 3, 227, 227) -> (N, 256, 6, 6)
        return self.classifier(torch.flatten(x, 1))  # -> (N, 9216) -> (N, 1000)


def tower(in_channels):
    """Half of each layer but the last, in four parts: each but the first sees both towers' maps."""
    return nn.ModuleList(
        [
            nn.Sequential(
                OrderedDict(
                    conv1=nn.Conv2d(in_channels, 48, 11, stride=4),  # 227 x 227 -> (N, 48, 55, 55)
                    relu1=nn.ReLU(),
                    norm1=nn.LocalResponseNorm(**RESPONSE_NORM),
                    pool1=nn.MaxPool2d(3, stride=2),  # -> (N, 48, 27, 27)
                    conv2=nn.Conv2d(48, 128, 5, padding=2),  # -> (N, 128, 27, 27)
                    relu2=nn.ReLU(),
                    norm2=nn.LocalResponseNorm(**RESPONSE_NORM),
                    pool2=nn.MaxPool2d(3, stride=2),  # -> (N, 128, 13, 13)
                )
            ),
            nn.Sequential(
                OrderedDict(
                    conv3=nn.Conv2d(256, 192, 3, padding=1),  # (N, 256, 13, 13) -> (N, 192, 13, 13)
                    relu3=nn.ReLU(),
                    conv4=nn.Conv2d(192, 192, 3, padding=1),  # -> (N, 192, 13, 13)
                    relu4=nn.ReLU(),
                    conv5=nn.Conv2d(192, 128, 3, padding=1),  # -> (N, 128, 13, 13)
                    relu5=nn.ReLU(),
                    pool5=nn.MaxPool2d(3, stride=2),  # -> (N, 128, 6, 6)
                    flatten=nn.Flatten(),  # -> (N, 4608)
                )
            ),
            nn.Sequential(
                OrderedDict(full6=nn.Linear(9216, 2048), relu6=nn.ReLU(), drop6=nn.Dropout(0.5))
            ),
            nn.Sequential(
                OrderedDict(full7=nn.Linear(4096, 2048), relu7=nn.ReLU(), drop7=nn.Dropout(0.5))
            ),
        ]
    )


class AlexNetOnTwoDevices(nn.Module):
    """The network that `alexnet` makes with ``devices``: each tower where its parameters are.

    The state dict is `AlexNet`'s: it joins the halves of each layer, and loading divides them.
    """

    def __init__(self, num_classes, in_channels, devices):
        super().__init__()
        devices = _two_devices(devices)
        whole = AlexNet(num_classes, in_channels)
        self.in_channels = in_channels
        self.towers = nn.ModuleList([tower(in_channels), tower(in_channels)])
        self.classifier = nn.Sequential(OrderedDict(full8=whole.classifier.full8))
        self.register_state_dict_post_hook(_join_halves)
        self.register_load_state_dict_pre_hook(_divide)
        self.load_state_dict(whole.state_dict())
        for part, device in zip(
            (*self.towers, self.classifier), (*devices, devices[0]), strict=True
        ):
            part.to(device)

    def forward(self, x):
        """Logits (N, num_classes), on the first device, of x (N, in_channels, 227, 227)."""
        check_input("alexnet", x, self.in_channels, (227, 227), exact=True)
        halves = [tower[0](x.to(_device(tower))) for tower in self.towers]
        for part in (1, 2, 3):
            halves = [tower[part](_joined(halves, _device(tower))) for tower in self.towers]
        return self.classifier(_joined(halves, _device(self.classifier)))

    def halves(self, prefix):
        """`AlexNet`'s name of each divided parameter, and the names of its halves."""
        for name, _ in self.towers[0].named_parameters():
            _, layer, kind = name.split(".")
            room = "features" if layer.startswith("conv") else "classifier"
            yield f"{prefix}{room}.{layer}.{kind}", [f"{prefix}towers.{k}.{name}" for k in (0, 1)]


def _two_devices(devices):
    """The devices, if they are two that exist."""
    try:
        first, second = (torch.empty(0, device=device).device for device in devices)
    except (AssertionError, RuntimeError, TypeError, ValueError):
        raise ValueError(
            f"alexnet: devices is {devices!r}, expected two that exist here, such as "
            "('cuda:0', 'cuda:1') or ('cpu', 'cpu')"
        ) from None
    return first, second


def _device(module):
    return next(module.parameters()).device


def _joined(halves, device):
    """The maps or units of both towers, on a device: two (N, C/2, ...) -> (N, C, ...)."""
    return torch.cat([half.to(device) for half in halves], dim=1)


def _join_halves(net, state_dict, prefix, metadata):
    """Make the names and tensors of a new state dict `AlexNet`'s; joined on the first device."""
    for name, names in net.halves(prefix):
        first, second = (state_dict.pop(half) for half in names)
        state_dict[name] = torch.cat([first, second.to(first.device)])


def _divide(net, state_dict, prefix, *_):
    """Make names and tensors of `AlexNet`'s state dict the towers', before they are loaded."""
    for name, names in net.halves(prefix):
        if name in state_dict:
            state_dict.update(zip(names, state_dict.pop(name).chunk(2), strict=True))


def alexnet(num_classes=1000, in_channels=3, *, devices=None):
    """AlexNet as published (Krizhevsky et al. 2012, figure 2, §3.5), 60,965,224 parameters.

    Two towers of half the maps, each on its GPU: conv2, conv4 and conv5 see only the maps of their
    own tower, conv3 and the fully connected layers see all. With overlapping pooling (3 x 3 windows
    2 cells apart), local response normalisation, dropout, and the paper's initial weights (§5):
    normal of standard deviation 0.01, biases 1 in conv2, conv4, conv5, full6 and full7, else 0.

    What differs, or is not said:

    - the input is 227 x 227. The paper writes 224 x 224, of which kernels of 11 with a stride of 4
      and no padding make 54 x 54 maps, not the 55 x 55 that conv2 needs for maps of 27 x 27;
    - the first layer has 290,400 units, 55 x 55 x 96; the figure's 253,440 is 55 x 48 x 96;
    - whether the normalisation sees neighbours in the other tower is not said. It does not here,
      as the GPUs exchange nothing at these layers;
    - torch's dropout doubles what is kept in training, the paper halves everything in testing.

    With ``devices`` each tower is computed on its own, as in the paper: half the maps of each
    convolution and half the units of full6 and full7. They exchange what they have computed before
    conv3, full6 and full7; the paper does not say where full8 was, here it is whole and on the
    first device. Logits, gradients and state dict are those of the network on one device, but
    dropout's draws, two halves in place of a whole. ``to(device)`` moves both towers there.

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    devices : pair of str or torch.device, optional
        Where the towers are; the same device twice is possible. Default: one network, of groups.

    Returns
    -------
    AlexNet, or with devices AlexNetOnTwoDevices
        From x (N, in_channels, 227, 227) to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, or the devices are not two that exist.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):  # shapes without memory for the weights
    ...     net = alexnet()
    >>> sum(p.numel() for p in net.parameters())
    60965224
    >>> net(torch.empty(2, 3, 227, 227, device="meta")).shape
    torch.Size([2, 1000])
    """
    if devices is not None:
        return AlexNetOnTwoDevices(num_classes, in_channels, devices)
    return AlexNet(num_classes, in_channels)


class AlexNetOneTower(nn.Module):
    """The network that `alexnet_one_tower` makes; its layers are named as AlexNet's."""

    def __init__(self, num_classes=1000, in_channels=3):
        super().__init__()
        check_options("alexnet_one_tower", num_classes, in_channels)
        self.in_channels = in_channels
        self.features = nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(in_channels, 64, 11, stride=4, padding=2),  # 224 -> (N, 64, 55, 55)
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(3, stride=2),  # -> (N, 64, 27, 27)
                conv2=nn.Conv2d(64, 192, 5, padding=2),  # -> (N, 192, 27, 27)
                relu2=nn.ReLU(),
                pool2=nn.MaxPool2d(3, stride=2),  # -> (N, 192, 13, 13)
                conv3=nn.Conv2d(192, 384, 3, padding=1),  # -> (N, 384, 13, 13)
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(384, 256, 3, padding=1),  # -> (N, 256, 13, 13)
                relu4=nn.ReLU(),
                conv5=nn.Conv2d(256, 256, 3, padding=1),  # -> (N, 256, 13, 13)
                relu5=nn.ReLU(),
                pool5=nn.MaxPool2d(3, stride=2),  # -> (N, 256, 6, 6)
            )
        )
        self.average = nn.AdaptiveAvgPool2d(6)
        self.classifier = nn.Sequential(
            OrderedDict(
                drop6=nn.Dropout(0.5),
                full6=nn.Linear(256 * 6 * 6, 4096),
                relu6=nn.ReLU(),
                drop7=nn.Dropout(0.5),
                full7=nn.Linear(4096, 4096),
                relu7=nn.ReLU(),
                full8=nn.Linear(4096, num_classes),
            )
        )

    def forward(self, x):
        """Logits (N, num_classes) of pictures x (N, in_channels, H, W), each side 63 or more."""
        check_input("alexnet_one_tower", x, self.in_channels, (63, 63))
        x = self.features(x)  # (N, 3, 224, 224) -> (N, 256, 6, 6)
        x = self.average(x)  # -> (N, 256, 6, 6), whatever the size of the picture
        return self.classifier(torch.flatten(x, 1))  # -> (N, 9216) -> (N, 1000)


def alexnet_one_tower(num_classes=1000, in_channels=3, *, weights=None):
    """AlexNet in one tower, in torchvision's form (Krizhevsky 2014), 61,100,840 parameters.

    Every layer sees all maps before it, there is no local response normalisation, and the picture
    is padded by 2, so that 224 x 224 makes 55 x 55 maps.

    Krizhevsky's footnote on it names 64, 192, 384, 384 and 256 maps; torchvision has 256 in conv4,
    and traces this to the code that he released. Also torchvision's: the dropout, which stands
    before full6 and full7 and not behind them; the averages that make other sizes of pictures fit;
    and the initial weights, which are torch's, uniform up to 1/sqrt(fan-in).

    Parameters
    ----------
    num_classes : int, default 1000
    in_channels : int, default 3
    weights : {None, "imagenet"}, default None
        "imagenet": trained weights, torchvision's IMAGENET1K_V1, from torch.hub's cache or, the
        first time, from its server.

    Returns
    -------
    AlexNetOneTower
        From x (N, in_channels, H, W), made for 224 x 224, to logits (N, num_classes).

    Raises
    ------
    ValueError
        A number is less than 1, or the weights belong to other numbers of classes or channels.
    TypeError
        A number is no int.

    Examples
    --------
    >>> with torch.device("meta"):
    ...     net = alexnet_one_tower()
    >>> sum(p.numel() for p in net.parameters())
    61100840
    >>> net(torch.empty(2, 3, 224, 224, device="meta")).shape
    torch.Size([2, 1000])
    """
    check_weights("alexnet_one_tower", weights, num_classes, in_channels)
    net = AlexNetOneTower(num_classes, in_channels)
    return net if weights is None else load_imagenet("alexnet", net)
