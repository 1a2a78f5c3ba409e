"""The chapter on one's own images: its claims from three seeds, its commands, its exercises."""

import re
import shlex
import subprocess
import sys
from fractions import Fraction

import nbformat
import numpy as np
import pytest

from cnnlib.cli import main
from tests.experiments import cells

CHAPTER = "your_own_images"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_claims_hold(seed):
    cells.run_with_seed(CHAPTER, seed)


def commands(language):
    """The lines of the page's blocks that are typed into a shell."""
    page = nbformat.read(cells.CHAPTERS / "foundations" / f"{CHAPTER}.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    blocks = re.findall(rf"^```{language}\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.replace("\\\n", "").splitlines()]


@pytest.fixture
def signs(tmp_path, monkeypatch):
    """The folder ``signs`` with a dozen of each, one of them broken, where commands are run."""
    names = cells.definitions(CHAPTER, "SEED", "ARROW", "SIGNS", "FOILS")
    rng = np.random.default_rng(0)
    for sign in names["SIGNS"]:
        (tmp_path / "signs" / sign).mkdir(parents=True)
        for k in range(12):
            names["photograph"](sign, rng).save(tmp_path / "signs" / sign / f"{k:03}.png")
    (tmp_path / "signs" / "fish" / "broken.png").write_bytes(b"\x89PNG")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def short(words):
    """The same command, but quick and without a GPU; of an option given twice the last holds."""
    if "train" not in words:
        return words
    few = ["--n", "100"] if "shapes" in words else []
    return [*words, *few, "--epochs", "1", "--device", "cpu"]


@pytest.mark.filterwarnings("ignore:load. skipped 1 of 73 images")
def test_the_commands_run(signs, capsys):
    ours = [shlex.split(line)[1:] for line in commands("bash") if line.startswith("cnnlib")]
    assert [words[0] for words in ours] == ["train"] * 4 + ["evaluate", "predict"] + ["train"] * 2
    for words in ours:
        assert not main(short(words)), words
    said = capsys.readouterr().out
    assert said.count("test accuracy: ") == 7 and "signs/fish/000.png: " in said
    for run in ("shapes", "scratch", "frozen", "tuned", "gpu"):
        files = {path.name for path in (signs / "runs" / run).iterdir()}
        assert files >= {"checkpoint.pt", "history.csv", "metrics.json", "curves.png"}, run


@pytest.mark.filterwarnings("ignore:load. skipped 1 of 73 images")
def test_the_line_for_colab_runs_and_goes_on(signs, capsys):
    (line,) = (line for line in commands("text") if line.startswith("!cnnlib"))
    line = line.replace("/content/drive/MyDrive/", "").replace("/content/", "")
    words = short(shlex.split(line)[1:])
    assert not main(words) and not main([*words, "--resume"])
    assert capsys.readouterr().out.count("test accuracy: ") == 2


@pytest.mark.slow
def test_the_command_for_several_processes_runs(signs):
    (line,) = (line for line in commands("bash") if line.startswith("torchrun"))
    words = short(shlex.split(line)[1:])
    run = [sys.executable, "-m", "torch.distributed.run", *words]
    said = subprocess.run(run, check=True, capture_output=True, text=True).stdout
    assert said.count("test accuracy: ") == 1


def test_rare_by_hand():
    found, alarms = Fraction(95, 100) * 200, Fraction(2, 100) * 99_800
    assert (found, alarms) == (190, 1996)
    assert round(float(found / (found + alarms)), 3) == 0.087
    assert round(190 / 99_800, 4) == 0.0019
    assert round(0.9 * 0.001 / (0.9 * 0.001 + 0.01 * 0.999), 2) == 0.08


def test_a_matrix_by_hand():
    counts = np.array([[8, 1, 1], [2, 6, 2], [0, 0, 10]])
    assert np.allclose(counts.diagonal() / counts.sum(axis=1), [0.8, 0.6, 1])
    assert np.allclose(counts.diagonal() / counts.sum(axis=0), [0.8, 6 / 7, 10 / 13])


def test_two_shares_by_hand():
    x = np.array([1.0, 3, 5, 7])
    assert (x.mean(), x.var(), x[:2].var(), x[2:].mean()) == (4, 5, 1, 6)
    assert np.allclose((x - 4) / x.std(), np.array([-3, -1, 1, 3]) / 5**0.5)
