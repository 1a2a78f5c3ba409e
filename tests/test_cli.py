"""The command line: results of its commands, and one sentence for every mistake."""

# ruff: noqa: E501 - the table reads best with a row on a line

import json
import re
import shutil
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from cnnlib import data, models, training
from cnnlib._commands import settings_of
from cnnlib.cli import COMMANDS, main

LAST_LINE = r"test accuracy: (\d\.\d{4}) \((\d+)/(\d+)\)"


@pytest.fixture(scope="module")
def run_folder(tmp_path_factory):
    """A network trained for two epochs."""
    folder = tmp_path_factory.mktemp("runs") / "short"
    status = main(["train", "lenet5", "--data", "digits", "--epochs", "2", "--out", str(folder)])
    assert status == 0
    return folder


def test_list(capsys):
    assert main(["list"]) == 0
    assert capsys.readouterr().out.splitlines() == list(models.names())


def test_summary_as_csv(capsys):
    assert main(["summary", "lenet5", "--csv"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header == "layer,output,params,macs,bytes,receptive_field,stride"
    assert rows[-1].startswith("total,") and "61706" in rows[-1].split(",")


def test_train_writes_its_files(run_folder):
    names = {path.name for path in run_folder.iterdir()}
    pictures = {"curves.png", "confusion.png", "mistakes.png"}
    assert names == {"checkpoint.pt", "history.csv", "metrics.json", *pictures}
    history = (run_folder / "history.csv").read_text().splitlines()
    assert history[0].startswith("epoch,train_loss,val_loss") and len(history) == 3
    test = json.loads((run_folder / "metrics.json").read_text())["test"]
    assert test["total"] == 360 and test["accuracy"] == test["correct"] / 360
    for name in pictures:
        with Image.open(run_folder / name) as picture:
            assert picture.size[0] > 300, name


def test_evaluate_repeats_what_train_measured(run_folder, capsys):
    assert main(["evaluate", str(run_folder)]) == 0
    accuracy, correct, total = re.fullmatch(LAST_LINE, capsys.readouterr().out.strip()).groups()
    measured = json.loads((run_folder / "metrics.json").read_text())["test"]
    assert (int(correct), int(total)) == (measured["correct"], measured["total"])
    assert accuracy == f"{measured['accuracy']:.4f}"
    assert main(["evaluate", str(run_folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["correct"] == measured["correct"]


def test_predict(run_folder, tmp_path, capsys):
    x, _ = data.load("digits").test
    path = tmp_path / "digit.png"
    Image.fromarray((x[0, 0] * 255).astype(np.uint8)).save(path)
    assert main(["predict", str(run_folder), str(path)]) == 0
    assert re.fullmatch(r".*digit\.png: \d \([01]\.\d{4}\)", capsys.readouterr().out.strip())


def test_a_stopped_run_goes_on_to_the_same_weights(run_folder, tmp_path, monkeypatch, capsys):
    """Interrupted in its second epoch, a resumed run ends where the uninterrupted one did."""
    from cnnlib.training import _run, load_checkpoint

    whole_step, folder = _run.Run._step, tmp_path / "stopped"

    def stops(run, *arguments):
        if run.position["step"] == 27:
            raise KeyboardInterrupt
        whole_step(run, *arguments)

    command = ["train", "lenet5", "--data", "digits", "--epochs", "2", "--out", str(folder)]
    monkeypatch.setattr(_run.Run, "_step", stops)
    assert main([*command, "--checkpoint-every", "5"]) == 130
    assert "--resume" in capsys.readouterr().err
    assert load_checkpoint(folder / "checkpoint.pt")["position"]["step"] == 25
    (folder / ".checkpoint.pt.1234.part").write_text("what a killed process leaves")
    monkeypatch.setattr(_run.Run, "_step", whole_step)
    assert main([*command, "--resume"]) == 0
    whole, resumed = (load_checkpoint(f / "checkpoint.pt")["model"] for f in (run_folder, folder))
    assert all((whole[name] == resumed[name]).all() for name in whole)
    assert not list(folder.glob(".*"))


def test_resume_starts_what_has_not_begun(tmp_path, capsys):
    """One command for a job that is started again whenever it was killed."""
    command = [*TRAIN, "--steps", "1", "--out", str(tmp_path / "job"), "--resume"]
    assert main(command) == 0
    assert "job holds no checkpoint yet: it starts anew" in capsys.readouterr().err
    assert main(command) == 0
    assert "starts anew" not in capsys.readouterr().err


@pytest.fixture(scope="module")
def photographs(tmp_path_factory):
    """Two classes in train and in val, one file broken."""
    rng, root = np.random.default_rng(0), tmp_path_factory.mktemp("photographs")
    for part, count in (("train", 10), ("val", 3)):
        for name, colour in (("dark", 60), ("light", 190)):
            (root / part / name).mkdir(parents=True)
            for k in range(count):
                pixels = rng.integers(colour - 50, colour + 50, size=(40, 44, 3)).astype(np.uint8)
                Image.fromarray(pixels).save(root / part / name / f"{k}.png")
    (root / "train" / "dark" / "broken.jpg").write_text("no picture")
    return root


# case -> arguments of `train`; {photographs}, {run} stand for folders
RUNS = {
    "steps by hand": "lenet5 --data digits --steps 30 --batch-size 60 --accumulate 2 "
    "--optimizer sgd --lr 0.05 --momentum 0.8 --nesterov --weight-decay 0 --schedule step "
    "--milestones 0.5,1 --gamma 0.5 --warmup 0.5 --label-smoothing 0.1 --max-norm 1 "
    "--precision float64 --channels-last --early-stopping 3 --seed 1 --checkpoint-every 7 "
    "--tensorboard --device cpu",
    "a plateau": "lenet5 --data digits --epochs 2 --optimizer rmsprop --alpha 0.9 --eps 1e-6 "
    "--schedule plateau --patience 1 --precision bfloat16",
    "a folder of larger pictures": "resnet20 --data {photographs}/train --val {photographs}/val "
    "--on-error skip --steps 2 --size 40 --augment colour,flip,scale --scale-range 36,44 "
    "--colour-sigma 0.2 --normalize standard --ten-crop",
    "a recipe": "resnet20 --data shapes --n 100 --recipe resnet_cifar --steps 1 --step-size 2 "
    "--schedule step --input-size 24 --padding 2",
    "fine-tuning": "lenet5 --data digits --weights {run} --freeze --steps 2",
    "auxiliary classifiers": "googlenet --data {photographs}/train --on-error skip --steps 1 "
    "--batch-size 2 --auxiliary-weight 0.2",
}


@pytest.mark.parametrize("case", RUNS)
def test_a_run_with_options(case, run_folder, photographs, tmp_path, capsys):
    places = {"photographs": photographs, "run": run_folder}
    out, arguments = tmp_path / "out", RUNS[case].format(**places).split()
    assert main(["train", *arguments, "--out", str(out)]) == 0
    printed = capsys.readouterr()
    trained = re.fullmatch(LAST_LINE, printed.out.splitlines()[-1]).groups()
    assert ("broken.jpg" in printed.err) == ("photographs" in RUNS[case])
    if "--tensorboard" in arguments:
        assert list((out / "tensorboard").glob("events.*"))
    assert main(["evaluate", str(out), "--device", "cpu"]) == 0
    again = re.fullmatch(LAST_LINE, capsys.readouterr().out.splitlines()[-1]).groups()
    assert trained == again
    picture = str(photographs / "val" / "dark" / "0.png")
    missing = str(photographs / "none.png")
    assert main(["predict", str(out), missing, picture, "--on-error", "skip"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith(picture) and "none.png" in printed.err


def test_what_freezing_leaves(run_folder, tmp_path):
    out = tmp_path / "out"
    assert (
        main([*TRAIN, "--weights", str(run_folder), "--freeze", "--steps", "2", "--out", str(out)])
        == 0
    )
    before, after = (
        training.load_checkpoint(f / "checkpoint.pt")["model"] for f in (run_folder, out)
    )
    changed = {name for name in before if not (before[name] == after[name]).all()}
    assert changed == {"output.weight", "output.bias"}


def test_what_is_given_overrides_the_recipe():
    settings, seen, given = settings_of({"lr": 0.5, "epochs": 3}, "resnet_cifar")
    assert (settings.lr, settings.epochs, settings.momentum) == (0.5, 3, 0.9)
    assert settings.milestones == (82, 123) and seen.augment == ("crop", "flip")
    assert {"lr", "epochs", "padding"} <= given and "patience" not in given
    settings, _, _ = settings_of({"schedule": "cosine"}, "resnet_cifar")
    assert settings.schedule == "cosine" and settings.milestones == ()


def test_the_same_command_in_two_processes(tmp_path):
    """`torchrun -m cnnlib train`: one process writes and prints, the result is that of one."""
    command = ["train", "lenet5", "--data", "digits", "--augment", "", "--steps", "12", "--out"]
    torchrun = [
        "-m",
        "torch.distributed.run",
        "--standalone",
        "--nproc-per-node",
        "2",
        "-m",
        "cnnlib",
    ]
    done = subprocess.run(
        [sys.executable, *torchrun, *command, str(tmp_path / "two")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert re.fullmatch(LAST_LINE, done.stdout.strip())
    assert main([*command, str(tmp_path / "one")]) == 0
    folders = tmp_path / "two", tmp_path / "one"
    two, one = (training.load_checkpoint(f / "checkpoint.pt")["model"] for f in folders)
    for name in one:
        np.testing.assert_allclose(two[name], one[name], rtol=0, atol=1e-3)


TRAIN = ["train", "lenet5", "--data", "digits"]

# command, case, arguments, sentence; {run} is a trained network, {tmp} a folder for this test
MISTAKES = [
    ("", "no command", [], "required: COMMAND, one of list, summary, train, evaluate, predict"),
    ("", "mistyped command", ["trian"], "'trian' .*; did you mean 'train'"),
    ("", "unknown option first", ["--verbose", "list"], "list takes no '--verbose'"),
    ("list", "an argument", ["list", "extra"], "list takes no 'extra'"),
    ("list", "an option", ["list", "--csv"], "list takes no '--csv'"),
    ("summary", "no network", ["summary"], "required: NAME"),
    ("summary", "mistyped network", ["summary", "lenet6"], "name is 'lenet6', expected one of the \\d+ networks of `cnnlib list`; did you mean 'lenet5'"),
    ("summary", "mistyped option", ["summary", "lenet5", "--inptu", "1,32,32"], "summary takes no '--inptu'; did you mean '--input'"),
    ("summary --input", "two sizes", ["summary", "lenet5", "--input", "1,32"], "--input: is '1,32', expected C,H,W such as 1,32,32"),
    ("summary --input", "words", ["summary", "lenet5", "--input", "1,a,32"], "--input: is '1,a,32', expected C,H,W"),
    ("summary --input", "zero", ["summary", "lenet5", "--input", "0,32,32"], "--input: is '0,32,32', .* each from 1 to 65536"),
    ("summary --input", "beyond memory", ["summary", "lenet5", "--input", "9999999999,32,32"], "--input: is '9999999999,32,32', .* each from 1 to 65536"),
    ("summary --input", "too small", ["summary", "lenet5", "--input", "1,8,8"], r"input \(1, 8, 8\) does not fit: .*expected \(N, 1, 32, 32\)"),
    ("summary --markdown", "a value", ["summary", "lenet5", "--markdown=yes"], "--markdown: ignored explicit argument 'yes'"),
    ("summary --csv", "both forms", ["summary", "lenet5", "--csv", "--markdown"], "--markdown: not allowed with argument --csv"),
    ("train", "no network", ["train", "--data", "digits"], "required: NAME"),
    ("train", "mistyped network", ["train", "lenet", "--data", "digits"], "name is 'lenet', expected one of the \\d+ networks of `cnnlib list`; did you mean 'lenet5'"),
    ("train", "mistyped option", [*TRAIN, "--epoch", "3"], "train takes no '--epoch'; did you mean '--epochs'"),
    ("train", "mistyped option with =", [*TRAIN, "--sede=3"], "train takes no '--sede'; did you mean '--seed'"),
    ("train", "two networks", [*TRAIN, "lenet5"], "train takes no 'lenet5'"),
    ("train --data", "none", ["train", "lenet5"], "required: --data"),
    ("train --data", "no value", ["train", "lenet5", "--data"], "--data: expected one argument"),
    ("train --data", "mistyped", ["train", "lenet5", "--data", "digts"], "name is 'digts', .*; did you mean 'digits'"),
    ("train --data", "empty", ["train", "lenet5", "--data", ""], "name is '', expected 'digits', "),
    ("train --data", "a file", ["train", "lenet5", "--data", "{tmp}/file"], "file', expected .* or an existing folder of images"),
    ("train --data", "an empty folder", ["train", "lenet5", "--data", "{tmp}/empty"], "has class folders: none; expected at least two"),
    ("train --val", "not of digits", [*TRAIN, "--val", "x"], "val is 'x', but 'digits' takes no val"),
    ("train --root", "not of digits", [*TRAIN, "--root", "x"], "root is 'x', but 'digits' takes no root"),
    ("train --root", "a file", ["train", "lenet5", "--data", "mnist", "--root", "{tmp}/file"], "cannot be downloaded .*; put what is missing into .*file"),
    ("train --epochs", "words", [*TRAIN, "--epochs", "two"], "--epochs: is 'two', expected a whole number"),
    ("train --epochs", "a fraction", [*TRAIN, "--epochs", "1.5"], "--epochs: is '1.5', expected a whole number"),
    ("train --epochs", "none", [*TRAIN, "--epochs", "0"], "epochs is 0, expected at least 1"),
    ("train --batch-size", "negative", [*TRAIN, "--batch-size", "-1"], "batch_size is -1, expected at least 1"),
    ("train --batch-size", "words", [*TRAIN, "--batch-size", "all"], "--batch-size: is 'all', expected a whole number"),
    ("train --lr", "zero", [*TRAIN, "--lr", "0"], "lr is 0.0, expected above 0"),
    ("train --lr", "words", [*TRAIN, "--lr", "fast"], "--lr: is 'fast', expected a number"),
    ("train --lr", "nan", [*TRAIN, "--lr", "nan"], "lr is nan, expected above 0"),
    ("train --lr", "beyond float32", [*TRAIN, "--lr", "1e300"], r"lr is 1e\+300, expected above 0 and at most 1000000"),
    ("train --seed", "negative", [*TRAIN, "--seed", "-3"], "seed is -3, expected at least 0"),
    ("train --seed", "large", [*TRAIN, "--seed", "99999999999"], "seed is 99999999999, expected at most 4294967295"),
    ("train --seed", "a fraction", [*TRAIN, "--seed", "1e3"], "--seed: is '1e3', expected a whole number"),
    ("train --device", "unknown", [*TRAIN, "--device", "tpu"], "'tpu', expected auto or one of: cpu"),
    ("train --out", "a file", [*TRAIN, "--out", "{tmp}/file"], "--out .*file is a file, expected a folder"),
    ("train --out", "below a file", [*TRAIN, "--out", "{tmp}/file/run"], "--out .*run cannot be made: Not a directory"),
    ("train --out", "empty text", [*TRAIN, "--out", ""], "--out: is '', expected a folder"),
    ("train --out", "not empty", [*TRAIN, "--out", "{run}"], "is not empty: take another folder, or go on with --resume"),
    ("train --resume", "other settings", [*TRAIN, "--out", "{run}", "--resume", "--epochs", "3"], "epochs is 3 but .*checkpoint.pt was made with 2"),
    ("train --resume", "other data", ["train", "lenet5", "--data", "shapes", "--out", "{run}", "--resume"], "--resume: data is 'shapes' but .*checkpoint.pt was made with 'digits'"),
    ("train --resume", "a foreign file", [*TRAIN, "--out", "{tmp}/foreign", "--resume"], "foreign.checkpoint.pt is not readable"),
    ("train --n", "not of digits", [*TRAIN, "--n", "200"], "n is 200, but 'digits' takes no n"),
    ("train --n", "words", [*TRAIN, "--n", "many"], "--n: is 'many', expected a whole number"),
    ("train --on-error", "mistyped", [*TRAIN, "--on-error", "skp"], "--on-error: invalid choice: 'skp' .*; did you mean 'skip'"),
    ("train --weights", "nowhere", [*TRAIN, "--weights", "imagnet"], "imagnet is no folder, expected one that train wrote"),
    ("train --weights", "of another network", ["train", "lenet4", "--data", "digits", "--weights", "{run}"], "--weights .* is of lenet5, expected lenet4"),
    ("train --weights", "no such weights", [*TRAIN, "--weights", "imagenet"], "name is 'lenet5', expected one of alexnet_one_tower, "),
    ("train --freeze", "a value", [*TRAIN, "--freeze=yes"], "--freeze: ignored explicit argument 'yes'"),
    ("train --recipe", "mistyped", [*TRAIN, "--recipe", "resnet_cifr"], "recipe: name is 'resnet_cifr', .*; did you mean 'resnet_cifar'"),
    ("train --device", "two for one tower", [*TRAIN, "--device", "cpu,cpu"], "two devices are for alexnet's two towers; to train lenet5 on several"),
    ("train --checkpoint-every", "zero", [*TRAIN, "--checkpoint-every", "0"], "checkpoint_every is 0, expected at least 1"),
    ("train --tensorboard", "a value", [*TRAIN, "--tensorboard=yes"], "--tensorboard: ignored explicit argument"),
    ("train --steps", "zero", [*TRAIN, "--steps", "0"], "steps is 0, expected at least 1"),
    ("train --accumulate", "more than pictures", [*TRAIN, "--accumulate", "65"], "the smallest batch has 62 of 1257 pictures, expected at least 65"),
    ("train --optimizer", "mistyped", [*TRAIN, "--optimizer", "sdg"], "optimizer is 'sdg', expected one of sgd, .*; did you mean 'sgd'"),
    ("train --momentum", "one", [*TRAIN, "--momentum", "1"], "momentum is 1.0, expected at least 0 and below 1"),
    ("train --nesterov", "without sgd", [*TRAIN, "--nesterov"], "nesterov is True, expected with optimizer 'sgd'"),
    ("train --alpha", "negative", [*TRAIN, "--alpha", "-1"], "alpha is -1.0, expected at least 0"),
    ("train --eps", "zero", [*TRAIN, "--eps", "0"], "eps is 0.0, expected above 0"),
    ("train --weight-decay", "negative", [*TRAIN, "--weight-decay", "-1"], "weight_decay is -1.0, expected at least 0"),
    ("train --schedule", "mistyped", [*TRAIN, "--schedule", "cosin"], "schedule is 'cosin', .*; did you mean 'cosine'"),
    ("train --schedule", "step without steps", [*TRAIN, "--schedule", "step"], "schedule is 'step', milestones \\(\\) and step_size None: expected one of the two"),
    ("train --milestones", "falling", [*TRAIN, "--schedule", "step", "--milestones", "3,1"], "milestones is \\(3.0, 1.0\\), expected to increase"),
    ("train --milestones", "words", [*TRAIN, "--milestones", "3,end"], "--milestones: is 'end', expected a number"),
    ("train --step-size", "zero", [*TRAIN, "--step-size", "0"], "step_size is 0.0, expected above 0"),
    ("train --gamma", "one", [*TRAIN, "--gamma", "1"], "gamma is 1.0, expected above 0 and below 1"),
    ("train --patience", "none", [*TRAIN, "--patience", "0"], "patience is 0, expected at least 1"),
    ("train --warmup", "negative", [*TRAIN, "--warmup", "-1"], "warmup is -1.0, expected at least 0"),
    ("train --label-smoothing", "one", [*TRAIN, "--label-smoothing", "1"], "label_smoothing is 1.0, expected at least 0 and below 1"),
    ("train --max-norm", "zero", [*TRAIN, "--max-norm", "0"], "max_norm is 0.0, expected above 0"),
    ("train --auxiliary-weight", "where there is none", [*TRAIN, "--auxiliary-weight", "1"], "--auxiliary-weight: lenet5 has no auxiliary classifiers"),
    ("train --precision", "mistyped", [*TRAIN, "--precision", "float23"], "precision is 'float23', .*; did you mean 'float32'"),
    ("train --channels-last", "a value", [*TRAIN, "--channels-last=1"], "--channels-last: ignored explicit argument"),
    ("train --compile", "a value", [*TRAIN, "--compile=1"], "--compile: ignored explicit argument"),
    ("train --early-stopping", "zero", [*TRAIN, "--early-stopping", "0"], "early_stopping is 0, expected at least 1"),
    ("train --input-size", "of another size", [*TRAIN, "--input-size", "28"], "model does not take x of shape|expected \\(N, 1, 32, 32\\)"),
    ("train --input-size", "zero", [*TRAIN, "--input-size", "0"], "input_size is 0, expected at least 1"),
    ("train --size", "below the input", [*TRAIN, "--size", "16"], "--size is 16, expected at least the input's, 32"),
    ("train --augment", "mistyped", [*TRAIN, "--augment", "crop,filp"], "augment is 'filp', expected some of .*; did you mean 'flip'"),
    ("train --padding", "negative", [*TRAIN, "--padding", "-1"], "padding is -1, expected at least 0"),
    ("train --colour-sigma", "negative", [*TRAIN, "--colour-sigma", "-1"], "colour_sigma is -1.0, expected at least 0"),
    ("train --scale-range", "one number", [*TRAIN, "--scale-range", "40"], "scale_range is \\(40,\\), expected a pair LOW,HIGH"),
    ("train --scale-range", "without scale", [*TRAIN, "--scale-range", "40,50"], "--scale-range belongs to --augment scale"),
    ("train --normalize", "mistyped", [*TRAIN, "--normalize", "men"], "normalize is 'men', .*; did you mean 'mean'"),
    ("train --ten-crop", "from no larger picture", [*TRAIN, "--ten-crop"], "--ten-crop: --size is the input's, 32, expected a larger one"),
    ("evaluate --device", "unknown", ["evaluate", "{run}", "--device", "tpu"], "'tpu', expected auto or one of: cpu"),
    ("predict --on-error", "mistyped", ["predict", "{run}", "a.png", "--on-error", "raze"], "--on-error: invalid choice: 'raze' .*; did you mean 'raise'"),
    ("predict --on-error", "nothing left", ["predict", "{run}", "none.png", "--on-error", "raise"], "none.png is no file"),
    ("evaluate", "no folder", ["evaluate"], "required: DIR"),
    ("evaluate", "nowhere", ["evaluate", "nowhere"], "nowhere is no folder, expected one that train wrote"),
    ("evaluate", "empty text", ["evaluate", ""], "DIR: is '', expected a folder"),
    ("evaluate", "a file", ["evaluate", "{tmp}/file"], "file is no folder, expected one that train wrote"),
    ("evaluate", "an empty folder", ["evaluate", "{tmp}/empty"], "checkpoint.pt does not exist"),
    ("evaluate", "a foreign file", ["evaluate", "{tmp}/foreign"], "foreign.checkpoint.pt is not readable"),
    ("evaluate", "not by train", ["evaluate", "{tmp}/other"], "other.checkpoint.pt was not written by `cnnlib train`"),
    ("evaluate --json", "mistyped", ["evaluate", "{run}", "--jsn"], "evaluate takes no '--jsn'; did you mean '--json'"),
    ("predict", "nothing", ["predict"], "required: DIR, IMAGE"),
    ("predict", "no picture", ["predict", "{run}"], "required: IMAGE"),
    ("predict", "nowhere", ["predict", "nowhere", "a.png"], "nowhere is no folder, expected one that train wrote"),
    ("predict", "missing picture", ["predict", "{run}", "none.png"], "none.png is no file"),
    ("predict", "text for a picture", ["predict", "{run}", "{tmp}/file"], r"file is not a readable image \(unknown format\)"),
    ("predict", "a folder for a picture", ["predict", "{run}", "{tmp}"], "is no file"),
    ("predict", "an option", ["predict", "{run}", "a.png", "--json"], "predict takes no '--json'"),
]  # fmt: skip


@pytest.fixture
def places(run_folder, tmp_path):
    """What the table's {run} and {tmp} stand for."""
    (tmp_path / "file").write_text("no picture")
    (tmp_path / "empty").mkdir()
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "checkpoint.pt").write_text("no checkpoint")
    (tmp_path / "other").mkdir()
    training.save_checkpoint(tmp_path / "other" / "checkpoint.pt", {"about": "nothing"})
    return {"run": run_folder, "tmp": tmp_path}


def contents(*folders):
    return {path: path.read_bytes() for f in folders for path in f.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [row[2:] for row in MISTAKES],
    ids=[f"{command or 'cnnlib'}-{case}" for command, case, *_ in MISTAKES],
)
def test_a_mistake_is_one_sentence(arguments, said, places, monkeypatch, capsys):
    monkeypatch.chdir(places["tmp"])
    before = contents(*places.values())
    assert main([argument.format(**places) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("cnnlib: ") and printed.err.count("\n") == 1
    assert re.search(said, printed.err), printed.err
    assert printed.out == ""
    assert contents(*places.values()) == before


def test_every_command_and_option_is_in_the_table(capsys):
    known = {""}
    for command in COMMANDS:
        with pytest.raises(SystemExit):
            main([command, "--help"])
        usage = capsys.readouterr().out.partition("\n\n")[0]
        options = re.findall(r"--[\w-]+", usage)
        known |= {command, *(f"{command} {option}" for option in options)}
    assert {row[0] for row in MISTAKES} == known - {f"{c} --help" for c in COMMANDS}


def test_every_option_of_train_is_tried(capsys):
    with pytest.raises(SystemExit):
        main(["train", "--help"])
    usage = capsys.readouterr().out.partition("\n\n")[0]
    tried = set(re.findall(r"--[\w-]+", " ".join(RUNS.values()))) | {"--out", "--resume"}
    elsewhere = {"--root", "--compile"}  # a download; a C++ compiler: `make slow`
    assert set(re.findall(r"--[\w-]+", usage)) == tried | elsewhere


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(
        "cnnlib._commands.os.access", lambda path, mode: False
    )  # root may write anywhere
    assert main([*TRAIN, "--out", str(tmp_path / "run")]) == 2
    assert "run is read-only, expected a folder that can be written to" in capsys.readouterr().err


def test_a_truncated_checkpoint_is_refused_by_name(run_folder, tmp_path, capsys):
    content = (run_folder / "checkpoint.pt").read_bytes()
    (tmp_path / "checkpoint.pt").write_bytes(content[: len(content) // 2])
    assert main(["evaluate", str(tmp_path)]) == 2
    assert str(tmp_path / "checkpoint.pt") in capsys.readouterr().err


def test_listing_does_not_import_torch():
    code = "import sys; from cnnlib.cli import main; main(['list']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [*models.names(), "False"]


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("c++"), reason="torch.compile needs a C++ compiler")
def test_compiled_training_follows_the_same_course(run_folder, tmp_path):
    out = tmp_path / "compiled"
    command = ["train", "lenet5", "--data", "digits", "--epochs", "2", "--compile"]
    assert main([*command, "--out", str(out)]) == 0
    one, other = (
        training.load_checkpoint(f / "checkpoint.pt")["history"] for f in (run_folder, out)
    )
    assert one["train_loss"] == pytest.approx(other["train_loss"], rel=1e-2)


@pytest.mark.slow
def test_lenet5_reads_98_of_100_digits(tmp_path, capsys):
    """The defaults, the fixed split, seeds 0, 1, 2; measured 2026-11-21: see the README."""
    accuracies = []
    for seed in ("0", "1", "2"):
        out = str(tmp_path / seed)
        assert main(["train", "lenet5", "--data", "digits", "--seed", seed, "--out", out]) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        accuracies.append(float(re.fullmatch(LAST_LINE, last).group(1)))
    assert np.mean(accuracies) >= 0.98
