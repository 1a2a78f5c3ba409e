"""The command line: ``cnnlib list | summary | train | evaluate | predict``.

A user's mistake ends with exit status 2 and one sentence on stderr. Nothing here imports torch
before a network is needed, so that help, lists and mistakes answer at once.

>>> main(["list"])  # doctest: +ELLIPSIS
lenet1
...
0
"""

import argparse
import dataclasses
import re
import sys
import warnings
from functools import partial
from pathlib import Path

from cnnlib import __version__, _commands, data, models
from cnnlib._commands import UsersMistake
from cnnlib._names import nearest
from cnnlib._recipes import recipes
from cnnlib._settings import PictureSettings, Settings

__all__ = ["main"]

COMMANDS = ("list", "summary", "train", "evaluate", "predict")
SETTING = "setting "  # before the name of a setting among the parsed arguments
LARGEST_SIZE = 2**16  # of a picture whose layers are tabulated
EXAMPLE = """example:
  cnnlib train lenet5 --data digits --out runs/first
  cnnlib evaluate runs/first
"""
TRAIN_EXAMPLE = """examples:
  cnnlib train resnet20 --data cifar10 --recipe resnet_cifar --device cuda
  cnnlib train resnet18 --data photographs --weights imagenet --freeze --epochs 5
  cnnlib train resnet18 --data photographs --out runs/mine --resume
  torchrun --nproc-per-node 2 -m cnnlib train resnet50 --data photographs
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage before it."""

    def error(self, message):
        wrong, _, choices = message.partition("invalid choice: ")[2].partition(" (choose from ")
        wrong, choices = wrong.strip("'"), re.findall(r"[\w-]+", choices)
        if message.endswith("required: COMMAND"):
            message += f", one of {', '.join(COMMANDS)}"
        raise UsersMistake(message + (nearest(wrong, choices) if wrong else ""))

    def parse_args(self, args=None, namespace=None):
        """The arguments; one that is unknown is refused with the nearest option."""
        arguments, unknown = self.parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            raise UsersMistake(
                f"{arguments.command} takes no {name!r}{nearest(name, arguments.options)}"
            )
        arguments.settings = {
            name.removeprefix(SETTING): value
            for name, value in vars(arguments).items()
            if name.startswith(SETTING) and value is not None
        }
        return arguments


def _whole(text):
    """A whole number; what range it has to be in, is said by who uses it."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"is {text!r}, expected a whole number") from None


def _number(text):
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"is {text!r}, expected a number") from None


def _numbers(text):
    return tuple(_number(part) for part in text.split(","))


def _wholes(text):
    return tuple(_whole(part) for part in text.split(","))


def _words(text):
    return tuple(text.split(",")) if text else ()


# How the text of a setting is read, by the setting's type.
READERS = {
    str: str,
    int: _whole,
    int | None: _whole,
    float: _number,
    float | None: _number,
    tuple[float, ...]: _numbers,
    tuple[int, int] | None: _wholes,
    tuple[str, ...] | None: _words,
}


def _folder(text):
    if not text:  # Path("") would be the current folder
        raise argparse.ArgumentTypeError("is '', expected a folder")
    return Path(text)


def _shape(text):
    """ "1,32,32" as (1, 32, 32)."""
    try:
        channels, height, width = (int(part) for part in text.split(","))
        if min(channels, height, width) < 1 or max(channels, height, width) > LARGEST_SIZE:
            raise ValueError
    except ValueError:
        rule = f"expected C,H,W such as 1,32,32, each from 1 to {LARGEST_SIZE}"
        raise argparse.ArgumentTypeError(f"is {text!r}, {rule}") from None
    return channels, height, width


def _parser():
    """The arguments of every command."""
    parser = _Parser(
        prog="cnnlib",
        description="Train and look at the classic convolutional networks.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"cnnlib {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    add = partial(commands.add_parser, allow_abbrev=False)

    add("list", help="the names of the networks, one per line").set_defaults(run=_list)

    summary = add("summary", help="a network's layers: output, parameters, MACs, receptive field")
    summary.add_argument("name", metavar="NAME", help="a name from `cnnlib list`")
    summary.add_argument("--input", type=_shape, metavar="C,H,W", help="default: as published")
    form = summary.add_mutually_exclusive_group()
    form.add_argument("--markdown", action="store_true")
    form.add_argument("--csv", action="store_true")
    summary.set_defaults(run=_summary)

    train = add(
        "train",
        help="train a network; writes checkpoint, history, metrics and figures",
        epilog=TRAIN_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_train_options(train)
    train.set_defaults(run=_commands.train)

    evaluate = add("evaluate", help="test accuracy of a trained network")
    evaluate.add_argument("dir", type=_folder, metavar="DIR", help="what train wrote")
    evaluate.add_argument("--json", action="store_true", help="the numbers as JSON")
    evaluate.add_argument("--device", default="auto", help="auto, cpu, cuda, mps; default auto")
    evaluate.set_defaults(run=_commands.evaluate)

    predict = add("predict", help="classes of pictures, by a trained network")
    predict.add_argument("dir", type=_folder, metavar="DIR", help="what train wrote")
    predict.add_argument("images", nargs="+", metavar="IMAGE")
    _add_on_error(predict)
    predict.set_defaults(run=_commands.predict)
    for command in commands.choices.values():
        command.set_defaults(options=re.findall(r"--[\w-]+", command.format_usage()))
    return parser


def _add_train_options(train):
    """What to train on what, where; then every setting."""
    train.add_argument("name", metavar="NAME", help="a name from `cnnlib list`")
    what = train.add_argument_group("data")
    what.add_argument("--data", required=True, help=f"{', '.join(data.names())} or a folder")
    what.add_argument("--val", help="a folder with the validation images of a folder")
    what.add_argument("--root", help="where downloaded data sets are kept")
    what.add_argument("--n", type=_whole, help="number of pictures of shapes; default 3000")
    _add_on_error(what)
    begin = train.add_argument_group("beginning")
    begin.add_argument("--weights", help="imagenet, or the folder of another run")
    begin.add_argument("--freeze", action="store_true", help="train the classifier alone")
    begin.add_argument("--recipe", help=f"a paper's own settings: {', '.join(recipes())}")
    where = train.add_argument_group("where")
    where.add_argument(
        "--device", default="auto", help="auto, cpu, cuda, mps; two for alexnet: cuda:0,cuda:1"
    )
    where.add_argument("--out", type=_folder, metavar="DIR", help="default runs/NAME-DATA-seedS")
    where.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    where.add_argument(
        "--checkpoint-every", type=_whole, help="after so many updates; default: each epoch"
    )
    where.add_argument("--tensorboard", action="store_true", help="a log in DIR/tensorboard")
    for title, kind in (("training", Settings), ("pictures", PictureSettings)):
        group = train.add_argument_group(title)
        for setting in dataclasses.fields(kind):
            _add_setting(group, setting)


def _add_setting(group, setting):
    """The option of a setting; what is not given is left to the recipe and the defaults."""
    name, what = "--" + setting.name.replace("_", "-"), setting.metadata["what"]
    options = {"dest": SETTING + setting.name, "default": None}
    if setting.type is bool:
        group.add_argument(name, action="store_const", const=True, help=what, **options)
        return
    if setting.default not in (None, ()):
        what += f"; default {setting.default}"
    letter = name.rpartition("-")[2][0].upper()
    group.add_argument(name, type=READERS[setting.type], metavar=letter, help=what, **options)


def _add_on_error(parser):
    parser.add_argument(
        "--on-error",
        choices=("raise", "skip"),
        default="raise",
        help="what to do at a picture that cannot be read; default raise",
    )


def _list(arguments):
    print("\n".join(models.names()))


def _summary(arguments):
    shape = arguments.input or models.input_shape(arguments.name)
    from cnnlib.inspect import summary

    result = summary(models.build(arguments.name, in_channels=shape[0]), shape)
    if arguments.csv:
        print(result.to_csv(), end="")
    else:
        print(result.to_markdown() if arguments.markdown else result)


def main(argv=None):
    """Run a command.

    Parameters
    ----------
    argv : list of str, optional
        Default: the arguments of the process.

    Returns
    -------
    int
        Exit status: 0, or 2 for a user's mistake, 130 if interrupted.

    Examples
    --------
    >>> main(["list"])  # doctest: +ELLIPSIS
    lenet1
    ...
    0
    """
    try:
        arguments = _parser().parse_args(argv)
        with warnings.catch_warnings():  # a sentence each, without the line of code it came from
            warnings.filterwarnings("always", message="load: ")
            warnings.showwarning = lambda message, *_: print(f"cnnlib: {message}", file=sys.stderr)
            arguments.run(arguments)
    except (UsersMistake, ValueError, TypeError, OSError, FloatingPointError) as error:
        said = str(error)
        if isinstance(error, OSError) and error.filename:  # the system's, in its own shorthand
            said = f"{error.filename}: {error.strerror}"
        print(f"cnnlib: {' '.join(said.split())}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        extras = dict.fromkeys(("torch", "torchvision", "tqdm"), '"cnnlib[torch]"')
        extras["tensorboard"] = "tensorboard"
        if error.name not in extras:
            raise
        install = f"pip install {extras[error.name]}"
        print(f"cnnlib: this needs {error.name}: {install}", file=sys.stderr)
        return 2
    except KeyboardInterrupt as error:
        print(f"cnnlib: interrupted; {error or 'nothing was kept'}", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
