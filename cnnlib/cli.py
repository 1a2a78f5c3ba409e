"""The command line: ``cnnlib list | summary | train | evaluate | predict``.

A user's mistake ends with exit status 2 and one sentence on stderr. Nothing here imports torch
before a network is needed, so that help, lists and mistakes answer at once.

>>> main(["list"])  # doctest: +ELLIPSIS
lenet5
...
0
"""

import argparse
import json
import os
import re
import sys
from dataclasses import asdict
from functools import partial
from pathlib import Path

from cnnlib import __version__, data, models
from cnnlib._files import LEFTOVER_SUFFIX, write_whole
from cnnlib._names import nearest

__all__ = ["main"]

COMMANDS = ("list", "summary", "train", "evaluate", "predict")
LARGEST_SIZE = 2**16  # of a picture whose layers are tabulated
EXAMPLE = """example:
  cnnlib train lenet5 --data digits --out runs/first
  cnnlib evaluate runs/first
"""


class _UsersMistake(Exception):
    """A sentence for the user; the command ends with exit status 2."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage before it."""

    def error(self, message):
        wrong = message.partition("invalid choice: ")[2].partition(" (")[0].strip("'")
        if message.endswith("required: COMMAND"):
            message += f", one of {', '.join(COMMANDS)}"
        raise _UsersMistake(message + (nearest(wrong, COMMANDS) if wrong else ""))

    def parse_args(self, args=None, namespace=None):
        """The arguments; one that is unknown is refused with the nearest option."""
        arguments, unknown = self.parse_known_args(args, namespace)
        if unknown:
            name = unknown[0].partition("=")[0]
            raise _UsersMistake(
                f"{arguments.command} takes no {name!r}{nearest(name, arguments.options)}"
            )
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

    train = add("train", help="train a network; writes checkpoint, history, metrics and curves")
    train.add_argument("name", metavar="NAME", help="a name from `cnnlib list`")
    train.add_argument("--data", required=True, help=f"{', '.join(data.names())} or a folder")
    train.add_argument("--val", help="a folder with the validation images of a folder")
    train.add_argument("--root", help="where downloaded data sets are kept")
    train.add_argument("--epochs", type=_whole, default=40, help="default 40")
    train.add_argument("--batch-size", type=_whole, default=64, help="default 64")
    train.add_argument("--lr", type=_number, default=3e-3, help="default 0.003")
    train.add_argument("--seed", type=_whole, default=0, help="default 0")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda, mps; default auto")
    train.add_argument("--out", type=_folder, metavar="DIR", help="default runs/NAME-DATA-seedS")
    train.add_argument("--resume", action="store_true", help="go on with the run in DIR")
    train.set_defaults(run=_train)

    evaluate = add("evaluate", help="test accuracy of a trained network")
    evaluate.add_argument("dir", type=_folder, metavar="DIR", help="what train wrote")
    evaluate.add_argument("--json", action="store_true", help="the numbers as JSON")
    evaluate.set_defaults(run=_evaluate)

    predict = add("predict", help="classes of pictures, by a trained network")
    predict.add_argument("dir", type=_folder, metavar="DIR", help="what train wrote")
    predict.add_argument("images", nargs="+", metavar="IMAGE")
    predict.set_defaults(run=_predict)
    for command in commands.choices.values():
        command.set_defaults(options=re.findall(r"--[\w-]+", command.format_usage()))
    return parser


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


def _augmentation(name):
    """What the defaults do to the training pictures of a data set; None: nothing."""
    if name in ("digits", "mnist"):
        return partial(data.augment.random_affine, shift=2, degrees=10, scale=(0.9, 1.1))
    return None


def _load(about):
    return data.load(about["data"], about["size"], root=about["root"], val=about["val"])


def _out_folder(arguments):
    """Make the folder of a run; refuse one that holds something, unless the run goes on."""
    label = Path(arguments.data).name
    out = arguments.out or Path("runs") / f"{arguments.name}-{label}-seed{arguments.seed}"
    if out.exists() and not out.is_dir():
        raise _UsersMistake(f"--out {out} is a file, expected a folder")
    held = (
        [path for path in out.iterdir() if path.suffix != LEFTOVER_SUFFIX] if out.exists() else []
    )
    if arguments.resume and not (out / "checkpoint.pt").is_file():
        raise _UsersMistake(f"--resume: {out} holds no checkpoint.pt to go on from")
    if held and not arguments.resume:
        raise _UsersMistake(
            f"--out {out} is not empty: take another folder, or go on with --resume"
        )
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _UsersMistake(f"--out {out} cannot be made: {error.strerror}") from None
    if not os.access(out, os.W_OK):
        raise _UsersMistake(f"--out {out} is read-only, expected a folder that can be written to")
    return out


def _refuse_other_run(checkpoint, about):
    """Refuse to go on with a run of another network or other data."""
    from cnnlib import training

    before = training.load_checkpoint(checkpoint).get("about")
    for key in ("name", "data", "val"):
        found = before.get(key) if isinstance(before, dict) else None
        if found != about[key]:
            raise _UsersMistake(
                f"--resume: {key} is {about[key]!r} but {checkpoint} was made with {found!r}"
            )


def _train(arguments):
    models.input_shape(arguments.name)  # before anything is loaded or made: is there such a name?
    size = models.input_shape(arguments.name)[1]
    about = {
        "name": arguments.name,
        "data": str(arguments.data),
        "size": size,
        "root": arguments.root,
        "val": arguments.val,
    }
    dataset = _load(about)
    from cnnlib import training

    about |= {"classes": list(dataset.classes), "in_channels": dataset.train[0].shape[1]}
    training.seed_everything(arguments.seed)
    net = _network(about)
    out = _out_folder(arguments)
    checkpoint = out / "checkpoint.pt"
    if arguments.resume:
        _refuse_other_run(checkpoint, about)
    try:
        history = training.fit(
            net,
            dataset,
            epochs=arguments.epochs,
            batch_size=arguments.batch_size,
            lr=arguments.lr,
            augment=_augmentation(arguments.data),
            seed=arguments.seed,
            device=arguments.device,
            checkpoint=checkpoint,
            resume=arguments.resume,
            about=about,
        )
    except (ValueError, TypeError):
        if not any(out.iterdir()):
            out.rmdir()  # a mistyped number leaves no folder behind
        raise
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"go on with: --out {out} --resume") from None
    result = training.evaluate(net, dataset.test)
    _report(out, history, result, about)
    print(f"test accuracy: {result}")


def _report(out, history, result, about):
    """Write what a person reads of a run: the history, the numbers, the curves."""
    import io

    from cnnlib import figures

    write_whole(out / "history.csv", history.to_csv())
    metrics = {"name": about["name"], "data": about["data"], "epochs": len(history)}
    metrics |= {"val_accuracy": history.val_accuracy[-1], "test": asdict(result)}
    write_whole(out / "metrics.json", json.dumps(metrics, indent=2) + "\n")
    picture = figures.curves(
        {"training": history.train_loss, "validation": history.val_loss},
        alt=f"Loss of {about['name']} on {about['data']} over {len(history)} epochs.",
        xlabel="epoch",
        ylabel="loss",
    )
    png = io.BytesIO()
    picture.savefig(png, format="png", metadata={"Software": None})
    write_whole(out / "curves.png", png.getvalue())


def _network(about):
    return models.build(
        about["name"], num_classes=len(about["classes"]), in_channels=about["in_channels"]
    )


def _trained(folder):
    """The network of a run with its weights, and what is known about it."""
    from cnnlib import training

    if not folder.is_dir():
        raise _UsersMistake(f"{folder} is no folder, expected one that train wrote")
    path = folder / "checkpoint.pt"
    state = training.load_checkpoint(path)
    try:
        about = state["about"]
        net = _network(about)
        net.load_state_dict(state["model"])
    except (KeyError, TypeError, RuntimeError):
        raise _UsersMistake(f"{path} was not written by `cnnlib train`") from None
    return net, about


def _evaluate(arguments):
    from cnnlib import training

    net, about = _trained(arguments.dir)
    result = training.evaluate(net, _load(about).test)
    if arguments.json:
        print(json.dumps({"name": about["name"], "data": about["data"], **asdict(result)}))
    else:
        print(f"test accuracy: {result}")


def _predict(arguments):
    import numpy as np

    from cnnlib import training

    net, about = _trained(arguments.dir)
    pictures = [
        data.read_image(path, about["size"], about["in_channels"]) for path in arguments.images
    ]
    for path, row in zip(arguments.images, training.predict(net, np.stack(pictures)), strict=True):
        best = int(row.argmax())
        print(f"{path}: {about['classes'][best]} ({row[best]:.4f})")


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
    lenet5
    ...
    0
    """
    try:
        arguments = _parser().parse_args(argv)
        arguments.run(arguments)
    except (_UsersMistake, ValueError, TypeError, OSError, FloatingPointError) as error:
        said = str(error)
        if isinstance(error, OSError) and error.filename:  # the system's, in its own shorthand
            said = f"{error.filename}: {error.strerror}"
        print(f"cnnlib: {' '.join(said.split())}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if error.name not in ("torch", "torchvision", "tqdm"):
            raise
        print(f'cnnlib: this needs {error.name}: pip install "cnnlib[torch]"', file=sys.stderr)
        return 2
    except KeyboardInterrupt as error:
        print(f"cnnlib: interrupted; {error or 'nothing was kept'}", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
