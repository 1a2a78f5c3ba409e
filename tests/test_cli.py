"""The command line: results of its commands, and one sentence for every mistake."""

import json
import re
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from cnnlib import data
from cnnlib.cli import main

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
    assert capsys.readouterr().out.split() == ["lenet5"]


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


MISTAKES = {
    "no command": ([], "COMMAND"),
    "mistyped command": (["trian"], "did you mean 'train'"),
    "mistyped network": (["train", "lenet6", "--data", "digits"], "did you mean 'lenet5'"),
    "mistyped data": (["train", "lenet5", "--data", "digts"], "did you mean 'digits'"),
    "no data": (["train", "lenet5"], "--data"),
    "negative epochs": (["train", "lenet5", "--data", "digits", "--epochs", "-1"], "epochs is -1"),
    "epochs in words": (["train", "lenet5", "--data", "digits", "--epochs", "two"], "'two'"),
    "rate of zero": (["train", "lenet5", "--data", "digits", "--lr", "0"], "lr is 0"),
    "negative seed": (["train", "lenet5", "--data", "digits", "--seed", "-3"], "seed is -3"),
    "no such device": (["train", "lenet5", "--data", "digits", "--device", "tpu"], "tpu"),
    "nothing to resume": (["train", "lenet5", "--data", "digits", "--resume"], "checkpoint.pt"),
    "unknown option": (["train", "lenet5", "--data", "digits", "--epoch", "3"], "--epoch"),
    "network of a summary": (["summary", "alexnt"], "alexnt"),
    "two sizes": (["summary", "lenet5", "--input", "1,32"], "C,H,W"),
    "input too small": (["summary", "lenet5", "--input", "1,8,8"], ""),
    "no such run": (["evaluate", "nowhere"], "nowhere"),
    "no such run to predict": (["predict", "nowhere", "a.png"], "nowhere"),
}


@pytest.mark.parametrize(("arguments", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_one_sentence(arguments, said, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert printed.err.startswith("cnnlib: ") and printed.err.count("\n") == 1
    assert said in printed.err
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_run_is_never_overwritten(run_folder, capsys):
    before = (run_folder / "checkpoint.pt").read_bytes()
    assert main(["train", "lenet5", "--data", "digits", "--out", str(run_folder)]) == 2
    assert "--resume" in capsys.readouterr().err
    assert (run_folder / "checkpoint.pt").read_bytes() == before


def test_a_truncated_checkpoint_is_refused_by_name(run_folder, tmp_path, capsys):
    content = (run_folder / "checkpoint.pt").read_bytes()
    (tmp_path / "checkpoint.pt").write_bytes(content[: len(content) // 2])
    assert main(["evaluate", str(tmp_path)]) == 2
    assert str(tmp_path / "checkpoint.pt") in capsys.readouterr().err


def test_a_broken_picture_is_refused_by_name(run_folder, tmp_path, capsys):
    (tmp_path / "broken.png").write_bytes(b"no picture")
    assert main(["predict", str(run_folder), str(tmp_path / "broken.png")]) == 2
    assert "broken.png" in capsys.readouterr().err


def test_listing_does_not_import_torch():
    code = "import sys; from cnnlib.cli import main; main(['list']); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["lenet5", "False"]


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
