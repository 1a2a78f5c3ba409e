"""GitHub's workflows: fixed actions, no more rights than needed, and nothing but our own commands.

And the one command that only they run: putting the copies on the branch `colab`.
"""

import functools
import os
import re
import shutil
import subprocess
import types
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


JOBS = [
    pytest.param(path.stem, name, job, id=f"{path.stem}-{name}")
    for path in WORKFLOWS
    for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
]


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


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
def test_a_job_has_the_rights_that_it_needs(workflow, name, job):
    assert job.get("permissions") == RIGHTS.get((workflow, name))
    assert job["timeout-minutes"] <= 90
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            pushes = job.get("permissions", {}).get("contents") == "write"
            assert step.get("with", {}).get("persist-credentials", True) == pushes


@pytest.mark.parametrize(("workflow", "name", "job"), JOBS)
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
    """A clone with a remote: `clone.git(...)`, and `clone.push()`, which runs tools/push_colab."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    folder = tmp_path / "clone"

    def run(*command):
        return subprocess.run(command, cwd=folder, capture_output=True, text=True)

    def git(*arguments):
        done = run("git", *arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    (folder / "tools").mkdir(parents=True)
    shutil.copy(ROOT / "tools" / "push_colab", folder / "tools")
    (folder / ".gitignore").write_text("/_build/\n")
    git("init", "--quiet", "--bare", str(tmp_path / "remote"))
    git("init", "--quiet")
    git("remote", "add", "origin", str(tmp_path / "remote"))
    git("add", ".")
    identity = ("-c", "user.name=Some One", "-c", "user.email=some@one.example")
    git(*identity, "commit", "--quiet", "--message", "first")
    push = functools.partial(run, folder / "tools" / "push_colab")
    return types.SimpleNamespace(git=git, push=push, copies=folder / "_build" / "colab")


def branch(git) -> tuple[list[str], list[str]]:
    """The files on the remote's branch, and its commits."""
    git("fetch", "--quiet", "origin", "+colab:refs/heads/fetched")
    files = git("ls-tree", "-r", "--name-only", "fetched").splitlines()
    return files, git("log", "--format=%H", "fetched").splitlines()


def test_the_branch_holds_the_copies_in_one_commit(clone):
    (clone.copies / "chapters").mkdir(parents=True)
    (clone.copies / "chapters" / "a.ipynb").write_text("a")
    (clone.copies / "chapters" / "old.ipynb").write_text("old")
    head = clone.git("rev-parse", "HEAD")
    done = clone.push()
    assert done.returncode == 0, done.stderr
    files, first = branch(clone.git)
    assert files == ["chapters/a.ipynb", "chapters/old.ipynb"] and len(first) == 1
    about = clone.git("log", "-1", "--format=%an %ae|%s", "fetched")
    assert about == f"Some One some@one.example|The chapters of {head}, for Colab"

    assert clone.push().returncode == 0
    assert branch(clone.git) == (files, first)  # the same copies: the same commit
    (clone.copies / "chapters" / "old.ipynb").unlink()
    assert clone.push().returncode == 0
    files, second = branch(clone.git)
    assert files == ["chapters/a.ipynb"] and len(second) == 1
    assert second != first
    # The checkout stays as it was.
    assert clone.git("rev-parse", "HEAD") == head
    assert clone.git("status", "--porcelain") == ""


def test_without_copies_nothing_is_pushed(clone):
    done = clone.push()
    assert done.returncode == 1
    assert done.stderr == "push_colab: no copies in _build/colab: make colab\n"
    assert clone.git("ls-remote", "origin") == ""
