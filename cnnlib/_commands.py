"""What ``cnnlib train``, ``evaluate`` and ``predict`` do; `cnnlib.cli` reads the command line.

A run is a folder: ``checkpoint.pt`` with all that is needed to go on or to use the network, and
what a person reads. Torch is imported where it is needed, so that mistakes are answered at once.
"""

import inspect
import io
import json
import os
import sys
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path

import numpy as np

from cnnlib import data, models
from cnnlib._files import LEFTOVER_SUFFIX, write_whole
from cnnlib._recipes import recipe
from cnnlib._settings import PictureSettings, Settings
from cnnlib.data import augment

__all__ = ["UsersMistake", "evaluate", "predict", "settings_of", "train"]

# What a checkpoint must tell about its run so that the network can be used.
KEPT = {"name", "data", "val", "root", "n", "on_error", "input_size", "size", "ten_crop", "classes"}
KEPT |= {"in_channels", "auxiliary", "torchvision", "weights", "mean", "std"}


class UsersMistake(Exception):
    """A sentence for the user; the command ends with exit status 2."""


def settings_of(options, recipe_name):
    """`Settings`, `PictureSettings`, and the names of what is not left to the defaults.

    What is given comes first, then the recipe.
    """
    chosen = recipe(recipe_name) if recipe_name else {}
    if options.get("schedule") or options.get("milestones") or options.get("step_size"):
        for name in ("schedule", "milestones", "step_size"):  # they stand and fall together
            chosen.pop(name, None)
    chosen |= options
    names = [setting.name for setting in fields(PictureSettings)]
    ours = {name: chosen.pop(name) for name in names if name in chosen}
    return Settings.of(chosen), PictureSettings.of(ours), {*chosen, *ours}


def train(arguments):
    """``cnnlib train``."""
    settings, seen, given = settings_of(arguments.settings, arguments.recipe)
    input_size = seen.input_size or models.input_shape(arguments.name)[1]
    about = {
        "name": arguments.name,
        "data": str(arguments.data),
        "val": arguments.val,
        "root": arguments.root,
        "n": arguments.n,
        "on_error": arguments.on_error,
        "input_size": input_size,
        "size": seen.size or input_size,
        "ten_crop": seen.ten_crop,
        "weights": arguments.weights,
        "freeze": arguments.freeze,
        "recipe": arguments.recipe,
        "auxiliary": _has_auxiliary(arguments.name, "auxiliary_weight" in given),
        "pictures": asdict(seen),
    }
    _check_sizes(about, seen)
    towers = _towers(arguments)
    from cnnlib import training

    with training.processes(arguments.device) as process:
        dataset = _load(about, process)
        about |= {"classes": list(dataset.classes), "in_channels": dataset.train[0].shape[1]}
        about |= _network_form(about, seen, dataset)
        training.seed_everything(settings.seed)
        net = _network(about, fetch=not arguments.resume, devices=towers)
        if arguments.weights not in (None, "imagenet") and not arguments.resume:
            state = _checkpoint(Path(arguments.weights))
            training.load_weights(net, state["model"])
        if arguments.freeze:
            training.freeze(net)
        out = _out_folder(arguments, process)
        checkpoint = out / "checkpoint.pt"
        going_on = arguments.resume and checkpoint.exists()
        if going_on:
            _refuse_other_run(checkpoint, about)
        elif arguments.resume and not process.rank:
            print(f"cnnlib: {out} holds no checkpoint yet: it starts anew", file=sys.stderr)
        process.wait()  # nobody writes before everybody has looked
        log = _Log(out, arguments.tensorboard and not process.rank)
        try:
            history = training.fit(
                net,
                dataset,
                augment=_augmentation(seen, about, dataset),
                views=_views(about, ten=False),
                device=None if towers else arguments.device,
                checkpoint=checkpoint,
                checkpoint_every=arguments.checkpoint_every,
                resume=going_on,
                after_epoch=log.epoch,
                about=about,
                **asdict(settings),
            )
        except (ValueError, TypeError):
            if not process.rank and not any(out.iterdir()):
                out.rmdir()  # a mistyped number leaves no folder behind
            raise
        except FloatingPointError as error:
            raise FloatingPointError(f"{error}; {checkpoint} holds the run before that") from None
        except KeyboardInterrupt:
            raise KeyboardInterrupt(f"go on with: --out {out} --resume") from None
        finally:
            log.close()
        if not process.rank:
            print(f"test accuracy: {_report(out, history, net, dataset, about)}")


def evaluate(arguments):
    """``cnnlib evaluate``."""
    from cnnlib import training

    net, about = _trained(arguments.dir)
    test = _load(about).test
    net.to(training.choose_device(arguments.device))
    result = training.evaluate(net, test, views=_views(about, ten=about["ten_crop"]))
    if arguments.json:
        print(json.dumps({"name": about["name"], "data": about["data"], **asdict(result)}))
    else:
        print(f"test accuracy: {result}")


def predict(arguments):
    """``cnnlib predict``."""
    from cnnlib import training

    net, about = _trained(arguments.dir)
    pictures = {}
    for path in arguments.images:
        try:
            pictures[path] = data.read_image(path, about["size"], about["in_channels"])
        except (ValueError, FileNotFoundError) as error:
            if arguments.on_error == "raise":
                raise
            print(f"cnnlib: {error}: skipped", file=sys.stderr)
    if not pictures:
        raise UsersMistake("predict: no picture can be read")
    views = _views(about, ten=about["ten_crop"])
    rows = training.predict(net, np.stack(list(pictures.values())), views=views)
    for path, row in zip(pictures, rows, strict=True):
        best = int(row.argmax())
        print(f"{path}: {about['classes'][best]} ({row[best]:.4f})")


def _has_auxiliary(name, asked):
    """Whether a network is made with auxiliary classifiers: if their weight is given."""
    if asked and "aux_logits" not in inspect.signature(getattr(models, name)).parameters:
        raise UsersMistake(f"--auxiliary-weight: {name} has no auxiliary classifiers")
    return asked


def _check_sizes(about, seen):
    """Refuse sizes that leave nothing to cut out."""
    size, input_size = about["size"], about["input_size"]
    if size < input_size:
        raise UsersMistake(f"--size is {size}, expected at least the input's, {input_size}")
    if seen.ten_crop and size == input_size:
        raise UsersMistake(
            f"--ten-crop: --size is the input's, {size}, expected a larger one to cut windows from"
        )
    if seen.scale_range and "scale" not in (seen.augment or ()):
        raise UsersMistake("--scale-range belongs to --augment scale")
    if seen.scale_range and seen.scale_range[0] < input_size:
        raise UsersMistake(
            f"--scale-range begins with {seen.scale_range[0]}, expected at least the input's size, "
            f"{input_size}"
        )


def _towers(arguments):
    """The two devices of "cuda:0,cuda:1", for AlexNet; None for a single device."""
    if "," not in arguments.device:
        return None
    if arguments.name != "alexnet":
        raise UsersMistake(
            f"--device is {arguments.device!r}: two devices are for alexnet's two towers; to train "
            f"{arguments.name} on several, start it under torchrun"
        )
    return arguments.device.split(",")


def _load(about, process=None):
    """The data set of a run; the first of several processes downloads before the others look."""
    if process is not None and process.rank:
        process.wait()
    given = {name: about[name] for name in ("root", "val", "n") if about[name] is not None}
    if about["data"] not in data.names():
        given["on_error"] = about["on_error"]
    dataset = data.load(about["data"], about["size"], **given)
    if process is not None and not process.rank:
        process.wait()
    return dataset


def _network_form(about, seen, dataset):
    """What a network is beside its name: whether its layers are torchvision's, its normalisation.

    Weights from another run bring that run's.
    """
    if about["weights"] == "imagenet":
        return {"torchvision": True, "mean": None, "std": None}
    if about["weights"] is not None:
        other = _checkpoint(Path(about["weights"]))["about"]
        if other["name"] != about["name"]:
            raise UsersMistake(
                f"--weights {about['weights']} is of {other['name']}, expected {about['name']}"
            )
        return {name: other[name] for name in ("torchvision", "mean", "std")}
    form = {"torchvision": False, "mean": None, "std": None}
    if seen.normalize != "none":
        mean, std = _mean_and_std(dataset.train[0])
        form["mean"], form["std"] = mean, std if seen.normalize == "standard" else [1.0] * len(std)
    return form


def _mean_and_std(x):
    """Of each channel, over all training pictures: lists of numbers."""
    count, total, squares = 0, 0.0, 0.0
    for places in np.array_split(np.arange(len(x)), -(-len(x) // 256)):
        part = np.asarray(x[places], dtype=np.float64)
        count += part[:, 0].size
        total, squares = total + part.sum(axis=(0, 2, 3)), squares + (part**2).sum(axis=(0, 2, 3))
    mean = total / count
    std = np.sqrt(np.maximum(squares / count - mean**2, 1e-12))
    return mean.tolist(), std.tolist()


def _network(about, fetch, devices=None):
    """The network of a run; ``fetch``: with ImageNet's weights, where it begins with them."""
    from cnnlib import training

    options = {"num_classes": len(about["classes"]), "in_channels": about["in_channels"]}
    if about["auxiliary"]:
        options["aux_logits"] = True
    if devices:
        options["devices"] = devices
    if about["torchvision"]:
        fetch = fetch and about["weights"] == "imagenet"
        return training.pretrained(about["name"], load=fetch, **options)
    net = models.build(about["name"], **options)
    return net if about["mean"] is None else training.Normalized(net, about["mean"], about["std"])


def _augmentation(seen, about, dataset):
    """The function that changes a batch of training pictures; None: nothing."""
    size, input_size = about["size"], about["input_size"]
    names = seen.augment
    if names is None:
        names = ("affine",) if about["data"] in ("digits", "mnist") else ()
    padding = seen.padding if seen.padding is not None else 4 if size == input_size else 0
    make = {
        "affine": lambda: partial(augment.random_affine, shift=2, degrees=10, scale=(0.9, 1.1)),
        "scale": lambda: partial(
            augment.scale_jitter,
            size=input_size,
            **dict(zip(("low", "high"), seen.scale_range or (size, 2 * size), strict=True)),
        ),
        "crop": lambda: partial(augment.random_crop, size=input_size, padding=padding),
        "flip": lambda: augment.random_flip,
        "colour": lambda: partial(
            augment.colour_shift,
            components=augment.colour_components(dataset.train[0]),
            sigma=seen.colour_sigma,
        ),
    }
    steps = [make[name]() for name in names if not (name == "crop" and "scale" in names)]
    if size > input_size and not {"scale", "crop"} & set(names):
        steps.append(lambda x, rng: augment.center_crop(x, input_size))
    if not steps:
        return None

    def change(x, rng):
        for step in steps:
            x = step(x, rng=rng)
        return x

    return change


def _views(about, ten):
    """What is cut out of pictures that are larger than the network's input."""
    if about["size"] == about["input_size"]:
        return None
    return partial(augment.ten_crop if ten else augment.center_crop, size=about["input_size"])


def _out_folder(arguments, process):
    """Make the folder of a run; refuse one that holds something, unless the run goes on."""
    label = Path(arguments.data).name
    seed = arguments.settings.get("seed", 0)
    out = arguments.out or Path("runs") / f"{arguments.name}-{label}-seed{seed}"
    if process.rank:
        return out
    if out.exists() and not out.is_dir():
        raise UsersMistake(f"--out {out} is a file, expected a folder")
    leftovers = list(out.glob(f".*{LEFTOVER_SUFFIX}"))
    if not arguments.resume and out.exists() and set(out.iterdir()) - set(leftovers):
        raise UsersMistake(f"--out {out} is not empty: take another folder, or go on with --resume")
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsersMistake(f"--out {out} cannot be made: {error.strerror}") from None
    if not os.access(out, os.W_OK):
        raise UsersMistake(f"--out {out} is read-only, expected a folder that can be written to")
    for path in leftovers:  # of a process that was killed while it wrote
        path.unlink(missing_ok=True)
    return out


def _refuse_other_run(checkpoint, about):
    """Refuse to go on with a run of another network or other data."""
    before = _checkpoint(checkpoint.parent)["about"]
    for key, value in about.items():
        if before.get(key) != value:
            raise UsersMistake(
                f"--resume: {key} is {value!r} but {checkpoint} was made with {before.get(key)!r}"
            )


class _Log:
    """What is written and said after each epoch."""

    def __init__(self, out, tensorboard):
        self.out, self.writer = out, None
        if tensorboard:
            from torch.utils.tensorboard import SummaryWriter

            self.writer = SummaryWriter(out / "tensorboard")

    def epoch(self, history):
        write_whole(self.out / "history.csv", history.to_csv())
        if self.writer is not None:
            for name, values in asdict(history).items():
                self.writer.add_scalar(name, values[-1], len(history))
            self.writer.flush()
        if not sys.stderr.isatty():  # else the bar says it
            print(str(history).replace("History of ", "after "), file=sys.stderr)

    def close(self):
        if self.writer is not None:
            self.writer.close()


def _report(out, history, net, dataset, about):
    """Write what a person reads of a finished run; the test's result."""
    from cnnlib import figures, training

    x, y = dataset.test
    views = _views(about, ten=about["ten_crop"])
    result = training.evaluate(net, dataset.test, views=views)
    probabilities = training.predict(net, x, views=views)
    write_whole(out / "history.csv", history.to_csv())
    metrics = {"name": about["name"], "data": about["data"], "epochs": len(history)}
    metrics |= {"val_accuracy": history.val_accuracy[-1], "test": asdict(result)}
    write_whole(out / "metrics.json", json.dumps(metrics, indent=2) + "\n")
    what = f"{about['name']} on {about['data']}"
    losses = {"training": history.train_loss, "validation": history.val_loss}
    alt = f"Loss of {what} over {len(history)} epochs."
    _picture(out / "curves.png", figures.curves(losses, alt=alt, xlabel="epoch", ylabel="loss"))
    counts = np.zeros((len(dataset.classes),) * 2, dtype=int)
    np.add.at(counts, (y, probabilities.argmax(axis=1)), 1)
    alt = f"Confusion matrix of {what} on {len(y)} test pictures."
    _picture(out / "confusion.png", figures.confusion_matrix(counts, dataset.classes, alt=alt))
    alt = f"Test pictures that {what} got most wrong."
    worst = figures.mistakes(x, y, probabilities, dataset.classes, alt=alt)
    _picture(out / "mistakes.png", worst)
    return result


def _picture(path, picture):
    png = io.BytesIO()
    picture.savefig(png, format="png", metadata={"Software": None})
    write_whole(path, png.getvalue())


def _checkpoint(folder):
    """The checkpoint of a run; refused if ``cnnlib train`` did not write it."""
    from cnnlib import training

    if not folder.is_dir():
        raise UsersMistake(f"{folder} is no folder, expected one that train wrote")
    path = folder / "checkpoint.pt"
    state = training.load_checkpoint(path)
    about = state.get("about")
    if not isinstance(about, dict) or not about.keys() >= KEPT or "model" not in state:
        raise UsersMistake(f"{path} was not written by `cnnlib train`")
    return state


def _trained(folder):
    """The network of a run with its weights, and what is known about it."""
    state = _checkpoint(folder)
    net = _network(state["about"], fetch=False)
    if state["settings"]["precision"] == "float64":
        net.double()
    net.load_state_dict(state["model"])
    return net, state["about"]
