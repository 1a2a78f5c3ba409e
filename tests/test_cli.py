"""The command line: results of its commands, and one sentence for every mistake."""

# ruff: noqa: E501 - the table reads best with a row on a line

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from cnnlib import data, models, training
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
    assert names == {"checkpoint.pt", "history.csv", "metrics.json", "curves.png"}
    history = (run_folder / "history.csv").read_text().splitlines()
    assert history[0].startswith("epoch,train_loss,val_loss") and len(history) == 3
    test = json.loads((run_folder / "metrics.json").read_text())["test"]
    assert test["total"] == 360 and test["accuracy"] == test["correct"] / 360
    with Image.open(run_folder / "curves.png") as curves:
        assert curves.size[0] > 300


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
    """Interrupted after its first epoch, a resumed run ends where the uninterrupted one did."""
    from cnnlib.training import _fit, load_checkpoint

    whole_epoch, folder = _fit._Run.epoch, tmp_path / "stopped"

    def stops(run, *arguments):
        if len(run.history) == 1:
            raise KeyboardInterrupt
        whole_epoch(run, *arguments)

    command = ["train", "lenet5", "--data", "digits", "--epochs", "2", "--out", str(folder)]
    monkeypatch.setattr(_fit._Run, "epoch", stops)
    assert main(command) == 130
    assert "--resume" in capsys.readouterr().err
    monkeypatch.setattr(_fit._Run, "epoch", whole_epoch)
    assert main([*command, "--resume"]) == 0
    whole, resumed = (load_checkpoint(f / "checkpoint.pt")["model"] for f in (run_folder, folder))
    assert all((whole[name] == resumed[name]).all() for name in whole)


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
    ("train --seed", "large", [*TRAIN, "--seed", "99999999999"], "seed is 99999999999, expected less than"),
    ("train --seed", "a fraction", [*TRAIN, "--seed", "1e3"], "--seed: is '1e3', expected a whole number"),
    ("train --device", "unknown", [*TRAIN, "--device", "tpu"], "'tpu', expected auto or one of: cpu"),
    ("train --out", "a file", [*TRAIN, "--out", "{tmp}/file"], "--out .*file is a file, expected a folder"),
    ("train --out", "below a file", [*TRAIN, "--out", "{tmp}/file/run"], "--out .*run cannot be made: Not a directory"),
    ("train --out", "empty text", [*TRAIN, "--out", ""], "--out: is '', expected a folder"),
    ("train --out", "not empty", [*TRAIN, "--out", "{run}"], "is not empty: take another folder, or go on with --resume"),
    ("train --resume", "from nothing", [*TRAIN, "--out", "{tmp}/empty", "--resume"], "--resume: .*empty holds no checkpoint.pt"),
    ("train --resume", "other settings", [*TRAIN, "--out", "{run}", "--resume", "--epochs", "3"], "epochs is 3 but .*checkpoint.pt was made with 2"),
    ("train --resume", "other data", ["train", "lenet5", "--data", "shapes", "--out", "{run}", "--resume"], "--resume: data is 'shapes' but .*checkpoint.pt was made with 'digits'"),
    ("train --resume", "a foreign file", [*TRAIN, "--out", "{tmp}/foreign", "--resume"], "foreign.checkpoint.pt is not readable"),
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


def test_a_folder_that_cannot_be_written_to_is_refused(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("cnnlib.cli.os.access", lambda path, mode: False)  # root may write anywhere
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
def test_lenet5_reads_98_of_100_digits(tmp_path, capsys):
    """The defaults, the fixed split, seeds 0, 1, 2; measured 2026-11-21: see the README."""
    accuracies = []
    for seed in ("0", "1", "2"):
        out = str(tmp_path / seed)
        assert main(["train", "lenet5", "--data", "digits", "--seed", seed, "--out", out]) == 0
        last = capsys.readouterr().out.splitlines()[-1]
        accuracies.append(float(re.fullmatch(LAST_LINE, last).group(1)))
    assert np.mean(accuracies) >= 0.98
