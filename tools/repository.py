"""The one place that knows the repository: its name on GitHub, and the revision that is built.

The name is `GITHUB_REPOSITORY`, which GitHub's workflows set, or else that of the git remote
`origin`, if it lies on github.com. Otherwise there is none: a name is never made up.
"""

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLAB_BRANCH = "colab"  # where the copies for Colab lie
NO_NAME = "GITHUB_REPOSITORY is not set, and there is no git remote 'origin' on github.com"

NAME = r"[\w.-]+/[\w.-]+"
# A URL or ssh's short form; what stands before the @ can be a password, and is left alone.
REMOTE = (
    rf"(?:(?:https?|ssh|git)://(?:[^/]*@)?github\.com(?::\d+)?/|(?:[^/]*@)?github\.com:)({NAME})"
)


class RepositoryError(Exception):
    """What is wrong with the name or the revision, in one sentence."""


def name(root: Path = ROOT) -> str | None:
    """The repository as `owner/name`, or None."""
    given = os.environ.get("GITHUB_REPOSITORY", "")
    if given and not re.fullmatch(NAME, given, re.ASCII):
        raise RepositoryError(
            f"GITHUB_REPOSITORY is {given!r}, but has to be an owner and a name: owner/name"
        )
    return given or remote_name(_git(root, "remote", "get-url", "origin"))


def remote_name(url: str) -> str | None:
    """The name in a remote's address; None when that is not on github.com."""
    shortened = url.removesuffix("/").removesuffix(".git")
    found = re.fullmatch(REMOTE, shortened, re.ASCII | re.IGNORECASE)
    return found and found[1]


def revision(root: Path = ROOT) -> str:
    """The commit that is built, as 40 hexadecimal digits."""
    found = os.environ.get("GITHUB_SHA", "") or _git(root, "rev-parse", "HEAD")
    if not re.fullmatch("[0-9a-f]{40}", found):
        raise RepositoryError(
            f"the revision is {found!r}, but has to be a commit's 40 hexadecimal digits, "
            "from GITHUB_SHA or from git"
        )
    return found


def _git(root: Path, *arguments: str) -> str:
    """What git answers; nothing where `root` is not a checkout."""
    if not (root / ".git").exists():  # an unpacked archive: a checkout around it is another's
        return ""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)
    return done.stdout.strip() if done.returncode == 0 else ""
