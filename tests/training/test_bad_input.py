"""Bad input is refused at once, in a sentence that names function, argument, value and rule."""

# ruff: noqa: E501 - the table reads best with a row on a line

import types

import numpy as np
import pytest
import torch
from torch import nn

from cnnlib import training
from tests.refusal import assert_refused, each_row

X = np.random.default_rng(0).random((6, 1, 2, 2), dtype=np.float32)
Y = np.array([0, 1, 2, 0, 1, 2])
LABELLED = X, Y


def net(features=4, classes=3):
    return nn.Sequential(nn.Flatten(), nn.Linear(features, classes))


def dataset(train=LABELLED, validation=LABELLED):
    return types.SimpleNamespace(train=train, validation=validation)


def fit(model=None, data=None, **options):
    """A short run; ``checkpoint`` is a name in the test's folder."""

    def call(folder):
        if isinstance(options.get("checkpoint"), str):
            options["checkpoint"] = folder / options["checkpoint"]
        quick = {"epochs": 1, "device": "cpu", "progress": False}
        return training.fit(
            net() if model is None else model,
            dataset() if data is None else data,
            **(quick | options),
        )

    return call


def resumed(make, **options):
    """Go on from what ``make`` has put in the place of a checkpoint."""

    def call(folder):
        path = folder / "run.pt"
        make(path)
        return fit(checkpoint=path, resume=True, **options)(folder)

    return call


def short_run(path):
    fit(checkpoint=path)(path.parent)


def cut(path):
    short_run(path)
    path.write_bytes(path.read_bytes()[:-100])


def altered(path):
    short_run(path)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    for place in range(middle, middle + 200):  # more than the padding between two records
        content[place] ^= 255
    path.write_bytes(content)


def foreign(path):
    training.save_checkpoint(path, {"epoch": 1})


def other_archive(path):
    torch.save({"weights": torch.zeros(3)}, path)


def measured(function, *arguments, **options):
    return lambda folder: getattr(training, function)(*arguments, **options)


def more_than_gpus(folder):
    """The second of two processes on a machine with one GPU."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.cuda, "device_count", lambda: 1)
        patch.setenv("WORLD_SIZE", "2")
        patch.setenv("LOCAL_RANK", "1")
        with training.processes():
            pass


class Pair(nn.Flatten):
    """A network with two results."""

    def forward(self, x):
        return super().forward(x), 1


# function, case, call(folder), exception, sentence
TABLE = [
    ("fit", "no epochs", fit(epochs=0), ValueError, "fit: epochs is 0, expected at least 1"),
    ("fit", "half an epoch", fit(epochs=1.5), TypeError, "fit: epochs is 1.5, expected an int"),
    ("fit", "epochs in words", fit(epochs="2"), TypeError, "fit: epochs is '2', expected an int"),
    ("fit", "empty batch", fit(batch_size=0), ValueError, "fit: batch_size is 0, expected at least 1"),
    ("fit", "no rate", fit(lr=0), ValueError, "fit: lr is 0, expected above 0 and at most 1000000"),
    ("fit", "rate beyond float32", fit(lr=1e300), ValueError, r"fit: lr is 1e\+300, expected above 0 and at most"),
    ("fit", "rate nan", fit(lr=float("nan")), ValueError, "fit: lr is nan, expected above 0"),
    ("fit", "rate in words", fit(lr="fast"), TypeError, "fit: lr is 'fast', expected a number"),
    ("fit", "rate True", fit(lr=True), TypeError, "fit: lr is True, expected a number"),
    ("fit", "negative decay", fit(weight_decay=-1), ValueError, "fit: weight_decay is -1, expected at least 0"),
    ("fit", "infinite decay", fit(weight_decay=float("inf")), ValueError, "fit: weight_decay is inf, expected at least 0 and at most"),
    ("fit", "negative seed", fit(seed=-1), ValueError, "fit: seed is -1, expected at least 0"),
    ("fit", "large seed", fit(seed=2**32), ValueError, "fit: seed is 4294967296, expected at most 4294967295"),
    ("fit", "no such device", fit(device="tpu"), ValueError, "name is 'tpu', expected auto or one of: cpu"),
    ("fit", "augment no function", fit(augment=3), TypeError, r"fit: augment is 3, expected a function of \(x, rng=rng\)"),
    ("fit", "augment gives nothing", fit(augment=lambda x, rng: None), TypeError, "fit: augment's result is a NoneType, expected an array"),
    ("fit", "augment drops pictures", fit(augment=lambda x, rng: x[1:]), ValueError, "fit: augment's result has 5 pictures, expected 6"),
    ("fit", "augment gives float64", fit(augment=lambda x, rng: x.astype(float)), TypeError, "fit: augment's result is float64, expected float32"),
    ("fit", "about no dict", fit(about=["digits"]), TypeError, r"fit: about is \['digits'\], expected a dict"),
    ("fit", "about that cannot be read back", fit(about={"n": np.float64(3)}, checkpoint="c.pt"), TypeError, r"state\['about'\]\['n'\] is a float64, expected a tensor, a number"),
    ("fit", "model a function", fit(len), TypeError, "fit: model is a builtin_function_or_method, expected a Module"),
    ("fit", "nothing to train", fit(nn.Flatten()), ValueError, "fit: model has no parameters to train, expected some"),
    ("fit", "arrays for data", fit(data=LABELLED), TypeError, "fit: data is a tuple, expected a Dataset"),
    ("fit", "part no pair", fit(data=dataset(train=X)), TypeError, r"fit: data.train is a ndarray, expected a pair \(x, y\)"),
    ("fit", "label too few", fit(data=dataset(train=(X, Y[1:]))), ValueError, "fit: data.train has 6 pictures and 5 labels"),
    ("fit", "no pictures", fit(data=dataset(validation=(X[:0], Y[:0]))), ValueError, "fit: data.validation has 0 pictures"),
    ("fit", "labels in floats", fit(data=dataset(train=(X, Y * 1.0))), TypeError, "fit: data.train's y is float64, expected int64"),
    ("fit", "label above", fit(data=dataset(train=(X, Y + 1))), ValueError, "fit: y has labels from 1 to 3, expected 0 to 2: the network has 3 classes"),
    ("fit", "label below", fit(data=dataset(train=(X, Y - 1))), ValueError, "fit: y has labels from -1 to 1, expected 0 to 2"),
    ("fit", "validation label above", fit(data=dataset(validation=(X, Y + 1))), ValueError, "evaluate: y has labels from 1 to 3"),
    ("fit", "other channels", fit(nn.Conv2d(3, 2, 1)), ValueError, r"fit: model does not take x of shape \(1, 1, 2, 2\): .*3 channels"),
    ("fit", "no logits", fit(nn.Conv2d(1, 2, 1)), ValueError, r"fit: model gives shape \(1, 2, 2, 2\), expected logits \(1, classes\)"),
    ("fit", "pictures of nan", fit(data=dataset(train=(X * np.float32("nan"), Y))), FloatingPointError, "fit: the loss became nan in epoch 1 at step 1; lr is 0.003"),
    ("fit", "resume without a file", fit(resume=True), ValueError, "fit: resume is True but checkpoint is None, expected a file"),
    ("fit", "resume from nothing", fit(resume=True, checkpoint="none.pt"), FileNotFoundError, r"none\.pt does not exist"),
    ("fit", "checkpoint a number", fit(checkpoint=3), TypeError, "path is 3, expected a path"),
    ("fit", "checkpoint in no folder", fit(checkpoint="none/c.pt"), FileNotFoundError, "path is .*none.c.pt, expected a file in an existing folder"),
    ("fit", "truncated checkpoint", resumed(cut), ValueError, r"run\.pt is not readable \(truncated"),
    ("fit", "altered checkpoint", resumed(altered), ValueError, r"run\.pt is "),
    ("fit", "text for a checkpoint", resumed(lambda path: path.write_text("text")), ValueError, r"run\.pt is not readable"),
    ("fit", "foreign checkpoint", resumed(foreign), ValueError, r"fit: .*run\.pt holds no position, expected what fit has written"),
    ("fit", "foreign archive", resumed(other_archive), ValueError, r"run\.pt is no checkpoint of cnnlib"),
    ("fit", "other settings", resumed(short_run, lr=0.1), ValueError, r"fit: lr is 0.1 but .*run\.pt was made with 0.003"),
    ("fit", "other network", resumed(short_run, model=net(classes=4)), ValueError, r"fit: .*run\.pt belongs to another network"),
    ("fit", "no such setting", fit(lerning_rate=1), TypeError, "fit: takes no 'lerning_rate'"),
    ("fit", "checkpoints at no step", fit(checkpoint_every=0), ValueError, "fit: checkpoint_every is 0, expected at least 1"),
    ("fit", "views of two axes", fit(views=lambda x: x[0]), ValueError, r"fit: views gives \(1, 2, 2\) for pictures \(1, 1, 2, 2\), expected \(N, C, h, w\) or"),
    ("fit", "parts without pictures", fit(accumulate=7), ValueError, "fit: the smallest batch has 6 of 6 pictures, expected at least 7: processes 1, accumulate 7"),
    ("Settings", "no such optimiser", lambda folder: training.Settings(optimizer="sdg"), ValueError, "fit: optimizer is 'sdg', expected one of sgd, .*; did you mean 'sgd'"),
    ("Settings", "no such schedule", lambda folder: training.Settings(schedule=3), ValueError, "fit: schedule is 3, expected one of constant, cosine, step, plateau"),
    ("Settings", "words for a switch", lambda folder: training.Settings(compile="yes"), TypeError, "fit: compile is 'yes', expected True or False"),
    ("Settings", "two kinds of steps", lambda folder: training.Settings(schedule="step", milestones=[1], step_size=1), ValueError, "expected one of the two with 'step'"),
    ("Settings", "milestones a number", lambda folder: training.Settings(milestones=3), TypeError, "fit: milestones is 3, expected a tuple of epochs"),
    ("Settings", "momentum nan", lambda folder: training.Settings(momentum=float("nan")), ValueError, "fit: momentum is nan, expected at least 0 and below 1"),
    ("Settings", "nesterov alone", lambda folder: training.Settings(nesterov=True), ValueError, "fit: nesterov is True, expected with optimizer 'sgd'"),
    ("processes", "more than GPUs", more_than_gpus, ValueError, "processes: this machine has 1 GPUs and process number 1 from 0, expected at most one"),
    ("Process", "no count", lambda folder: training.Process(1), ValueError, "Process: rank is 1, expected at most 0"),
    ("evaluate", "model a function", measured("evaluate", len, LABELLED), TypeError, "evaluate: model is a builtin_function_or_method, expected a Module"),
    ("evaluate", "no pair", measured("evaluate", net(), X), TypeError, r"evaluate: data is a ndarray, expected a pair \(x, y\)"),
    ("evaluate", "float64", measured("evaluate", net(), (X.astype(float), Y)), TypeError, "evaluate: data's x is float64, expected float32"),
    ("evaluate", "label above", measured("evaluate", net(classes=2), LABELLED), ValueError, "evaluate: y has labels from 0 to 2, expected 0 to 1"),
    ("evaluate", "other size", measured("evaluate", net(9), LABELLED), ValueError, r"evaluate: model does not take x of shape \(6, 1, 2, 2\)"),
    ("evaluate", "two results", measured("evaluate", Pair(), LABELLED), TypeError, "evaluate: model gives a tuple, expected a tensor"),
    ("evaluate", "empty batch", measured("evaluate", net(), LABELLED, 0), ValueError, "evaluate: batch_size is 0, expected at least 1"),
    ("predict", "three axes", measured("predict", net(), X[0]), ValueError, r"predict: x has shape \(1, 2, 2\), expected 4 axes"),
    ("predict", "no pictures", measured("predict", net(), X[:0]), ValueError, "expected at least one picture"),
    ("predict", "a list", measured("predict", net(), [1.0]), TypeError, "predict: x is a list, expected an array"),
    ("predict", "other channels", measured("predict", nn.Conv2d(3, 2, 1), X), ValueError, "predict: model does not take x of shape"),
    ("save_checkpoint", "no dict", lambda folder: training.save_checkpoint(folder / "a.pt", [1]), TypeError, "save_checkpoint: state is a list, expected a dict"),
    ("save_checkpoint", "a function", lambda folder: training.save_checkpoint(folder / "a.pt", {"f": [len]}), TypeError, r"state\['f'\]\[0\] is a builtin_function_or_method, expected a tensor"),
    ("save_checkpoint", "no folder", lambda folder: training.save_checkpoint(folder / "b" / "a.pt", {}), FileNotFoundError, "expected a file in an existing folder"),
    ("save_checkpoint", "a folder", lambda folder: training.save_checkpoint(folder, {}), IsADirectoryError, "Is a directory"),
    ("load_checkpoint", "a number", measured("load_checkpoint", 3), TypeError, "load_checkpoint: path is 3, expected a path"),
    ("load_checkpoint", "nothing there", measured("load_checkpoint", "none.pt"), FileNotFoundError, "load_checkpoint: none.pt does not exist"),
    ("load_checkpoint", "a folder", lambda folder: training.load_checkpoint(folder), FileNotFoundError, "load_checkpoint: .* does not exist"),
    ("Normalized", "model a function", measured("Normalized", len, [0], [1]), TypeError, "Normalized: model is a builtin_function_or_method, expected a Module"),
    ("Normalized", "mean a number", measured("Normalized", net(), 0.5, [1]), TypeError, "Normalized: mean is 0.5, expected a sequence of numbers"),
    ("Normalized", "mean in words", measured("Normalized", net(), "half", [1]), TypeError, r"Normalized: mean\[0\] is 'h', expected a number"),
    ("Normalized", "mean nan", measured("Normalized", net(), [float("nan")], [1]), ValueError, r"Normalized: mean\[0\] is nan, expected -1000000.0 to 1000000.0"),
    ("Normalized", "std zero", measured("Normalized", net(), [0, 0], [1, 0]), ValueError, r"Normalized: std\[1\] is 0, expected 1e-06 to"),
    ("Normalized", "one too few", measured("Normalized", net(), [0, 0], [1]), ValueError, "Normalized: mean has 2 numbers and std 1, expected one for each channel"),
    ("Normalized", "no channels", measured("Normalized", net(), [], []), ValueError, "Normalized: mean has 0 numbers and std 0, expected one for each channel"),
    ("freeze", "model a function", measured("freeze", len), TypeError, "freeze: model is a builtin_function_or_method, expected a Module"),
    ("freeze", "nothing to train", measured("freeze", nn.Flatten()), ValueError, "freeze: model has no parameters, expected some to train"),
    ("load_weights", "model a function", measured("load_weights", len, {}), TypeError, "load_weights: model is a builtin_function_or_method, expected a Module"),
    ("load_weights", "a network", measured("load_weights", net(), net()), TypeError, "load_weights: state_dict is a Sequential, expected a dict of tensors"),
    ("load_weights", "a whole checkpoint", measured("load_weights", net(), {"epoch": 3}), TypeError, r"load_weights: state_dict\['epoch'\] is a int, expected a tensor"),
    ("load_weights", "no weights", measured("load_weights", net(), {}), ValueError, r"load_weights: state_dict does not fit the Sequential: '1.weight' is missing, '1.bias' is missing"),
    ("load_weights", "other features", measured("load_weights", net(), net(9).state_dict()), ValueError, r"the Sequential: '1.weight' has shape \(3, 9\), expected \(3, 4\)"),
    ("pretrained", "no such network", measured("pretrained", "resnet19"), ValueError, "pretrained: name is 'resnet19', expected one of alexnet_one_tower, .*; did you mean 'resnet1"),
    ("pretrained", "without weights", measured("pretrained", "lenet5"), ValueError, "pretrained: name is 'lenet5', expected one of alexnet_one_tower, "),
    ("pretrained", "no classes", measured("pretrained", "resnet18", 0), ValueError, "resnet18: num_classes is 0, expected at least 1"),
    ("pretrained", "grey", measured("pretrained", "resnet18", 5, 1), ValueError, "pretrained: in_channels is 1, expected 3"),
    ("pretrained", "other shortcut", measured("pretrained", "resnet18", shortcut="A"), ValueError, "resnet18 with weights: shortcut is 'A', expected"),
    ("recipe", "no such recipe", measured("recipe", "alexnte"), ValueError, "recipe: name is 'alexnte', expected one of alexnet, .*; did you mean 'alexnet'"),
    ("recipe", "nothing", measured("recipe", None), ValueError, "recipe: name is None, expected one of alexnet, "),
    ("recipes", "no such network", measured("recipes", "resnet55"), ValueError, "recipes: network is 'resnet55', expected one of the 43 networks of"),
    ("choose_device", "no such device", measured("choose_device", "gpu"), ValueError, "choose_device: name is 'gpu', expected auto or one of: cpu"),
    ("choose_device", "no such number", measured("choose_device", "cpu:7"), ValueError, "choose_device: name is 'cpu:7'"),
    ("choose_device", "nothing", measured("choose_device", None), ValueError, "choose_device: name is 'None'"),
    ("seed_everything", "negative", measured("seed_everything", -1), ValueError, "seed_everything: seed is -1, expected at least 0"),
    ("seed_everything", "too large", measured("seed_everything", 2**32), ValueError, "seed is 4294967296, expected less than"),
    ("seed_everything", "a fraction", measured("seed_everything", 0.5), TypeError, "seed_everything: seed is 0.5, expected an int"),
]  # fmt: skip
CLASSES = {"Evaluation", "History"}  # made by `evaluate` and `fit`


@each_row(("call", "error", "said"), TABLE)
def test_it_is_refused_in_a_sentence(call, error, said, tmp_path):
    assert_refused(lambda: call(tmp_path), error, said)


def test_every_public_function_is_in_the_table():
    assert {row[0] for row in TABLE} == set(training.__all__) - CLASSES


def test_what_is_refused_leaves_no_checkpoint(tmp_path):
    with pytest.raises(ValueError):
        fit(checkpoint="run.pt", epochs=0)(tmp_path)
    assert not any(tmp_path.iterdir())
