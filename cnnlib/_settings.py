"""The numbers and choices that decide a training run.

They stand here, where no torch is needed, because the command line makes its options from them.
"""

import math
from dataclasses import dataclass, field, fields
from numbers import Real

from cnnlib._names import nearest
from cnnlib._shapes import integer

__all__ = ["PictureSettings", "Settings"]

# name -> learning rate and weight decay that suit small networks
OPTIMIZERS = {
    "sgd": (0.1, 5e-4),
    "adam": (1e-3, 0.0),
    "adamw": (3e-3, 1e-2),
    "rmsprop": (1e-3, 0.0),
}
SCHEDULES = ("constant", "cosine", "step", "plateau")
PRECISIONS = ("float32", "float64", "bfloat16", "float16")
AUGMENTATIONS = ("affine", "scale", "crop", "flip", "colour")  # in the order of their use
NORMALIZATIONS = ("none", "mean", "standard")
LARGEST = 10**6  # of learning rate and weight decay: their product stays far from float32's end


def _whole(least, most=math.inf):
    """The check of a whole number."""
    return lambda function, name, value: integer(function, name, value, least, most)


def _real(least, most, ends="[]"):
    """The check of a number from ``least`` to ``most``; round brackets leave an end out."""
    above, below = ends[0] == "(", ends[1] == ")"

    def check(function, name, value):
        if isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError(f"{function}: {name} is {value!r}, expected a number")
        inside = least < value if above else least <= value
        if not (inside and (value < most if below else value <= most)):
            rule = f"{'above' if above else 'at least'} {least} and "
            rule += f"{'below' if below else 'at most'} {most}"
            raise ValueError(f"{function}: {name} is {value!r}, expected {rule}")
        return float(value)

    return check


def _choice(choices):
    """The check of one of a few words."""

    def check(function, name, value):
        if value not in choices:
            known = ", ".join(choices)
            near = nearest(value, choices)
            raise ValueError(f"{function}: {name} is {value!r}, expected one of {known}{near}")
        return value

    return check


def _yes_or_no(function, name, value):
    if not isinstance(value, bool):
        raise TypeError(f"{function}: {name} is {value!r}, expected True or False")
    return value


def _increasing(function, name, value):
    """The check of a tuple of epochs."""
    if not isinstance(value, tuple | list):
        raise TypeError(f"{function}: {name} is {value!r}, expected a tuple of epochs")
    epochs = tuple(_real(0, LARGEST)(function, name, epoch) for epoch in value)
    if list(epochs) != sorted(set(epochs)):
        raise ValueError(f"{function}: {name} is {value!r}, expected to increase")
    return epochs


def _optional(check):
    """The same check, passed by None."""
    return lambda function, *named: None if named[1] is None else check(function, *named)


def _augmentations(function, name, value):
    """The check of a tuple of names of augmentations; they come back in the order of their use."""
    names = (value,) if isinstance(value, str) else value
    for wrong in (choice for choice in names if choice not in AUGMENTATIONS):
        known = ", ".join(AUGMENTATIONS)
        near = nearest(wrong, AUGMENTATIONS)
        raise ValueError(f"{function}: {name} is {wrong!r}, expected some of {known}{near}")
    return tuple(choice for choice in AUGMENTATIONS if choice in names)


def _range(function, name, value):
    """The check of a pair of whole numbers, the first not above the second."""
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise ValueError(f"{function}: {name} is {value!r}, expected a pair LOW,HIGH")
    low = integer(function, name, value[0], 1)
    return low, integer(function, name, value[1], low)


def _setting(default, check, what):
    return field(default=default, metadata={"check": check, "what": what})


_SHARE = _real(0, 1, "[)")
_POSITIVE = _real(0, LARGEST, "(]")


class _Checked:
    """A frozen dataclass whose fields carry their checks."""

    FUNCTION = ""  # that speaks when a check fails

    @classmethod
    def of(cls, given):
        """The settings of a dict; a name that is none is refused with the nearest one.

        Examples
        --------
        >>> Settings.of({"batchsize": 3})
        Traceback (most recent call last):
        TypeError: fit: takes no 'batchsize'; did you mean 'batch_size'?
        """
        names = [setting.name for setting in fields(cls)]
        for name in given:
            if name not in names:
                raise TypeError(f"{cls.FUNCTION}: takes no {name!r}{nearest(name, names)}")
        return cls(**given)

    def __post_init__(self):
        for setting in fields(self):
            value = getattr(self, setting.name)
            self._set(setting.name, setting.metadata["check"](self.FUNCTION, setting.name, value))

    def _set(self, name, value):
        object.__setattr__(self, name, value)  # frozen for everybody else


@dataclass(frozen=True)
class Settings(_Checked):
    """What decides a run of `fit`; each of these is also an option of ``cnnlib train``.

    Attributes
    ----------
    epochs : int, default 40
        Passes through the training pictures.
    steps : int, optional
        Number of updates; given, it decides in place of ``epochs``, and the last epoch may be cut.
    batch_size : int, default 64
        Largest number of pictures in one update, over all processes and parts; an epoch is divided
        into batches as even as can be.
    accumulate : int, default 1
        Parts in which each process takes its share of a batch, one after the other: less memory,
        the same gradient, except that batch norm sees each part alone.
    optimizer : {"sgd", "adam", "adamw", "rmsprop"}, default "adamw"
        torch's (AdamW: Loshchilov and Hutter 2019).
    lr : float, optional
        Highest learning rate, above 0 and at most a million. Default 0.003 (sgd 0.1; adam and
        rmsprop 0.001).
    momentum : float, default 0.9
        Of sgd and rmsprop, in [0, 1).
    nesterov : bool, default False
        Nesterov's form of sgd's momentum.
    alpha : float, default 0.99
        Of rmsprop: weight of the past in the mean square, in [0, 1).
    eps : float, optional
        Of adam, adamw and rmsprop, added to the root; default 1e-8.
    weight_decay : float, optional
        At least 0 and at most a million. Default 0.01 (sgd 0.0005; adam and rmsprop 0).
    schedule : {"cosine", "constant", "step", "plateau"}, default "cosine"
        How the learning rate falls: along half a cosine to 0, step by step (Loshchilov and Hutter
        2017, eq. 5, one period); not at all; by ``gamma`` at ``milestones`` or every ``step_size``
        epochs; by ``gamma`` when validation accuracy has not risen for ``patience`` epochs.
    milestones : tuple of float, default ()
        Epochs, increasing.
    step_size : float, optional
        Epochs.
    gamma : float, default 0.1
        In (0, 1).
    patience : int, default 10
        Epochs.
    warmup : float, default 0
        Epochs in which the learning rate rises linearly to what the schedule says.
    label_smoothing : float, default 0
        Share of each label that is spread evenly over all classes (Szegedy et al. 2016, §7), in
        [0, 1).
    max_norm : float, optional
        The gradient of all parameters together is shortened to this length.
    auxiliary_weight : float, default 0.3
        Weight of the loss of each auxiliary classifier (Szegedy et al. 2015, §5).
    precision : {"float32", "float64", "bfloat16", "float16"}, default "float32"
        The 16-bit ones are torch's autocast: weights and losses stay in float32.
    channels_last : bool, default False
        Memory format of weights and pictures; changes speed, not results beyond rounding.
    compile : bool, default False
        Train through `torch.compile`.
    early_stopping : int, optional
        Stop when validation accuracy has not risen for so many epochs; the network then has the
        weights of its best epoch.
    seed : int, default 0
        Of the order, the augmentation, and torch's generator (dropout), in [0, 2**32).

    Raises
    ------
    ValueError, TypeError
        A setting is out of its range, or there is no such setting.

    Examples
    --------
    >>> Settings(optimizer="sgd").lr
    0.1
    >>> Settings(schedule="cosin")
    Traceback (most recent call last):
    ValueError: fit: schedule is 'cosin', expected one of constant, cosine, step, plateau; did you
    mean 'cosine'?
    """

    epochs: int = _setting(40, _whole(1), "passes through the training pictures")
    steps: int | None = _setting(None, _optional(_whole(1)), "updates, in place of --epochs")
    batch_size: int = _setting(64, _whole(1), "pictures in one update, over all processes")
    accumulate: int = _setting(1, _whole(1), "parts in which a process takes its share of a batch")
    optimizer: str = _setting("adamw", _choice(OPTIMIZERS), ", ".join(OPTIMIZERS))
    lr: float | None = _setting(
        None, _optional(_POSITIVE), "highest learning rate; default 0.003 (adamw), 0.1 (sgd), 0.001"
    )
    momentum: float = _setting(0.9, _SHARE, "of sgd and rmsprop")
    nesterov: bool = _setting(False, _yes_or_no, "Nesterov's form of sgd's momentum")
    alpha: float = _setting(0.99, _SHARE, "of rmsprop: weight of the past")
    eps: float | None = _setting(None, _optional(_POSITIVE), "of adam, adamw, rmsprop")
    weight_decay: float | None = _setting(
        None, _optional(_real(0, LARGEST)), "default 0.01 (adamw), 0.0005 (sgd), 0"
    )
    schedule: str = _setting(
        "cosine", _choice(SCHEDULES), f"of the learning rate: {', '.join(SCHEDULES)}"
    )
    milestones: tuple[float, ...] = _setting((), _increasing, "of step: epochs, such as 30,60")
    step_size: float | None = _setting(None, _optional(_POSITIVE), "of step: every so many epochs")
    gamma: float = _setting(0.1, _real(0, 1, "()"), "factor of step and plateau")
    patience: int = _setting(10, _whole(1), "of plateau: epochs without a better validation")
    warmup: float = _setting(0.0, _real(0, LARGEST), "epochs of linear rise at the beginning")
    label_smoothing: float = _setting(0.0, _SHARE, "share of each label spread over all classes")
    max_norm: float | None = _setting(
        None, _optional(_POSITIVE), "length to which the gradient is shortened"
    )
    auxiliary_weight: float = _setting(
        0.3, _real(0, LARGEST), "weight of the loss of each auxiliary classifier"
    )
    precision: str = _setting("float32", _choice(PRECISIONS), ", ".join(PRECISIONS))
    channels_last: bool = _setting(False, _yes_or_no, "memory format of weights and pictures")
    compile: bool = _setting(False, _yes_or_no, "train through torch.compile")
    early_stopping: int | None = _setting(
        None, _optional(_whole(1)), "epochs without a better validation before the end"
    )
    seed: int = _setting(0, _whole(0, 2**32 - 1), "of order, augmentation, dropout")

    FUNCTION = "fit"

    def __post_init__(self):
        super().__post_init__()
        for name, default in zip(("lr", "weight_decay"), OPTIMIZERS[self.optimizer], strict=True):
            if getattr(self, name) is None:
                self._set(name, default)
        if self.nesterov and not (self.optimizer == "sgd" and self.momentum):
            raise ValueError(
                f"fit: nesterov is True, expected with optimizer 'sgd' and a momentum, not "
                f"{self.optimizer!r} and {self.momentum}"
            )
        ways = bool(self.milestones) + (self.step_size is not None)
        if ways != (self.schedule == "step"):
            raise ValueError(
                f"fit: schedule is {self.schedule!r}, milestones {self.milestones} and step_size "
                f"{self.step_size}: expected one of the two with 'step', none with others"
            )


@dataclass(frozen=True)
class PictureSettings(_Checked):
    """How ``cnnlib train`` shows pictures to a network.

    Attributes
    ----------
    input_size : int, optional
        Rows and columns that the network sees; default: as published.
    size : int, optional
        Rows and columns to which pictures are brought first; default: ``input_size``. If it is
        larger, windows are cut out: the middle one, or what ``augment`` and ``ten_crop`` say.
    augment : tuple of str, optional
        Changes of training pictures: "affine" (moved by up to 2 cells, turned by up to 10 degrees,
        scaled by 0.9 to 1.1), "scale" (sides drawn from ``scale_range``, then a random window),
        "crop" (a random window), "flip", "colour" (AlexNet's colour shift). Default: affine for
        handwritten digits, else nothing.
    padding : int, optional
        Cells of 0 around the picture before "crop"; default 4, or 0 where ``size`` is larger.
    colour_sigma : float, default 0.1
        Of "colour".
    scale_range : tuple (low, high), optional
        Of "scale", in pixels; default ``size`` to twice ``size``.
    normalize : {"none", "mean", "standard"}, default "none"
        Subtract each channel's mean over the training pictures; divide by its standard deviation.
    ten_crop : bool, default False
        The test averages over four corners, the middle, and their mirror images.

    Examples
    --------
    >>> PictureSettings(augment=("flip", "crop")).augment
    ('crop', 'flip')
    """

    FUNCTION = "train"

    input_size: int | None = _setting(
        None, _optional(_whole(1, 1024)), "side of what the network sees; default: as published"
    )
    size: int | None = _setting(
        None, _optional(_whole(1, 1024)), "side that pictures get first; default: --input-size"
    )
    augment: tuple[str, ...] | None = _setting(
        None, _optional(_augmentations), f"some of {','.join(AUGMENTATIONS)}; '' for none"
    )
    padding: int | None = _setting(
        None, _optional(_whole(0, 1024)), "of crop: cells around the picture; default 4"
    )
    colour_sigma: float = _setting(0.1, _real(0, LARGEST), "of colour")
    scale_range: tuple[int, int] | None = _setting(
        None, _optional(_range), "of scale: least and largest side, such as 256,512"
    )
    normalize: str = _setting("none", _choice(NORMALIZATIONS), ", ".join(NORMALIZATIONS))
    ten_crop: bool = _setting(False, _yes_or_no, "the test averages over ten windows")
