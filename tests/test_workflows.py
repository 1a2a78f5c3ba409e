"""GitHub's workflows: fixed actions, no more rights than needed, and nothing but our own commands.

And the one command that only they run: putting the copies on the branch `colab`.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
# What a job may do beyond reading the repository.
RIGHTS = {
    ("publish", "colab"): {"contents": "write"},
    ("publish", "pages"): {"pages": "write", "id-token": "write"},
}


def jobs():
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            yield pytest.param(path.stem, name, job, id=f"{path.stem}-{name}")


def test_an_action_is_the_same_commit_everywhere():
    """And beside each stands its version, for whoever renews it."""
    commits = {}
    for path in WORKFLOWS:
        for line in path.read_text(encoding="utf-8").splitlines():
            if "uses:" in line:
                action = re.fullmatch(
                    r" +- uses: (actions/[\w-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+", line
                )
                assert action, f"{path.name}: {line.strip()}"
                commits.setdefault(action[1], set()).add(action[2])
    assert {"actions/checkout", "actions/deploy-pages"} < set(commits)
    assert [action for action, found in commits.items() if len(found) > 1] == []


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_may_read_and_no_more(path):
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    # YAML takes the key `on` for true. Foreign code never runs with this repository's rights.
    assert "pull_request_target" not in workflow[True]


@pytest.mark.parametrize(("workflow", "name", "job"), jobs())
def test_a_job_has_the_rights_that_it_needs(workflow, name, job):
    assert job.get("permissions") == RIGHTS.get((workflow, name))
    assert job["timeout-minutes"] <= 90
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            pushes = job.get("permissions", {}).get("contents") == "write"
            assert step.get("with", {}).get("persist-credentials", True) == pushes


@pytest.mark.parametrize(("workflow", "name", "job"), jobs())
def test_a_job_runs_what_runs_here_too(workflow, name, job):
    targets = re.findall(r"^([\w./-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE)
    for step in job["steps"]:
        if "run" in step:
            assert "${{" not in step["run"]
            program, *arguments = step["run"].split()
            if program == "make":
                assert {word for word in arguments if "=" not in word} <= set(targets)
            else:
                assert os.access(ROOT / program, os.X_OK) and arguments == []


# ---- the branch `colab` ------------------------------------------------------------------------


@pytest.fixture
def clone(tmp_path, monkeypatch):
    """`clone("push")` runs tools/push_colab; other arguments are git's, in a clone with a remote."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "clone"

    def clone(*arguments):
        command = [folder / "tools" / "push_colab"] if arguments == ("push",) else ["git"]
        command += [] if arguments == ("push",) else arguments
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)

    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "push_colab", folder / "tools")
    (folder / ".gitignore").write_text("/_build/\n*.log\n")
    subprocess.run(["git", "init", "--quiet", "--bare", tmp_path / "remote"], check=True)
    identity = ("-c", "user.name=Some One", "-c", "user.email=some@one.example")
    for arguments in (
        ("init", "--quiet"),
        ("remote", "add", "origin", str(tmp_path / "remote")),
        ("add", "."),
        (*identity, "commit", "--quiet", "--message", "first"),
    ):
        assert clone(*arguments).returncode == 0
    return clone, folder


def on_branch(git) -> tuple[list[str], str, str]:
    """The files on the remote's branch, its commit and the commits before that."""
    assert git("fetch", "--quiet", "origin", "+colab:refs/heads/fetched").returncode == 0
    files = git("ls-tree", "-r", "--name-only", "fetched").stdout.splitlines()
    commit, *before = git("log", "--format=%H", "fetched").stdout.splitlines()
    return files, commit, before


def test_the_branch_holds_the_copies_in_one_commit(clone):
    git, folder = clone
    chapters = folder / "_build" / "colab" / "chapters"
    chapters.mkdir(parents=True)
    (chapters / "a.ipynb").write_text("a")
    (chapters / "old.ipynb").write_text("old")
    head = git("rev-parse", "HEAD").stdout.strip()
    done = git("push")
    assert done.returncode == 0, done.stderr
    files, first, before = on_branch(git)
    assert (files, before) == (["chapters/a.ipynb", "chapters/old.ipynb"], [])
    about = git("log", "-1", "--format=%an %ae|%s", "fetched").stdout.strip()
    assert about == f"Some One some@one.example|The chapters of {head}, for Colab"

    assert git("push").returncode == 0  # the same copies: the same commit
    assert on_branch(git) == (files, first, [])
    (chapters / "old.ipynb").unlink()
    assert git("push").returncode == 0
    files, second, before = on_branch(git)
    assert (files, before) == (["chapters/a.ipynb"], [])
    assert second != first
    # The checkout stays as it was.
    assert git("rev-parse", "HEAD").stdout.strip() == head
    assert git("status", "--porcelain").stdout == ""


def test_without_copies_nothing_is_pushed(clone):
    git, _ = clone
    done = git("push")
    assert done.returncode == 1
    assert done.stderr == "push_colab: no copies in _build/colab: make colab\n"
    assert git("ls-remote", "origin").stdout == ""
