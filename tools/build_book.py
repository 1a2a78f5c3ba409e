"""Build the book from the chapters' stored outputs, with warnings as errors.

    python tools/build_book.py

Two kinds of leftovers must never be trusted. A build that was killed leaves half-written pages, and
one that failed has recorded its pages as read, so that the next build would not repeat their
warnings and pass: while a build has not succeeded, _build/incomplete exists, and whoever finds it
starts from nothing. And a page that left the table of contents, or was written under other
settings, would linger: after success _build/inputs holds a hash of what decides the shape of every
page, and when it differs the build starts from nothing too.
"""

import hashlib
import html
import importlib.metadata
import shutil
import subprocess
import sys
from pathlib import Path

import assets
import repository
import yaml

ROOT = Path(__file__).resolve().parent.parent

COMMAND = [
    *(sys.executable, "-c", "from jupyter_book.cli.main import main; main()"),
    *("build", ".", "-W", "-n", "--keep-going", "--builder", "html", "-q"),
]
INPUTS = [
    *("_config.yml", "_toc.yml", "theme/package-lock.json"),
    *("tools/execution_status.py", "tools/exercises.py", "tools/speed_tables.py"),
    *("tools/colab_button.py", "tools/glossary.py", "tools/repository.py"),
]
OUTPUTS = ["html", ".doctrees", "jupyter_execute"]
# Jupyter Book's own front page names no icon, and a browser that asks the server for one meets a
# 404. Ours is empty: while a browser fetched another, the page would be gone. And there is a link
# for whoever's browser does not go on by itself.
FRONT_PAGE = """<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="data:,">
<link rel="canonical" href="{page}">
<meta http-equiv="refresh" content="0; url={page}">
<p><a href="{page}">{title}</a></p>
</html>
"""
PACKAGES = ["jupyter-book", "sphinx", "myst-nb", "sphinx-book-theme", "sphinx-design", "anywidget"]


def inputs_hash(root: Path = ROOT) -> str:
    """Hash of everything, the chapters apart, that decides what a page looks like."""
    digest = hashlib.sha256(f"{sys.version} {repository.name(root)}".encode())
    files = [root / name for name in INPUTS]
    files += sorted(path for path in (root / "theme" / "static").rglob("*") if path.is_file())
    for path in files:
        digest.update(f"{path.relative_to(root)}\n".encode())
        digest.update(path.read_bytes())
    for package in PACKAGES:
        digest.update(f"{package} {importlib.metadata.version(package)}\n".encode())
    return digest.hexdigest()


def build(root: Path = ROOT, command: list[str] = COMMAND) -> int:
    """Run `command` in `root` and return its exit status; see the top of this file."""
    folder = root / "_build"
    folder.mkdir(exist_ok=True)
    incomplete = folder / "incomplete"
    record = folder / "inputs"
    inputs = inputs_hash(root)
    if incomplete.exists() or not record.exists() or record.read_text() != inputs:
        incomplete.touch()  # before the removal, which can be interrupted too
        for name in OUTPUTS:
            shutil.rmtree(folder / name, ignore_errors=True)
    incomplete.touch()
    status = subprocess.run(command, cwd=root).returncode
    if status == 0:
        record.write_text(inputs)
        incomplete.unlink()
    return status


def front_page(root: Path) -> str:
    """The text of index.html, which leads to the book's first page."""
    settings, contents = (
        yaml.safe_load((root / name).read_text(encoding="utf-8"))
        for name in ("_config.yml", "_toc.yml")
    )
    return FRONT_PAGE.format(title=html.escape(settings["title"]), page=f"{contents['root']}.html")


def main() -> int:
    try:
        if not assets.is_current():
            raise assets.AssetsError("the pages' scripts are not there: python tools/assets.py")
        name = repository.name()
        status = build()
    except importlib.metadata.PackageNotFoundError as error:
        print(
            f"book: {error.name} is not installed: python -m pip install -r requirements.txt",
            file=sys.stderr,
        )
        return 1
    except (assets.AssetsError, repository.RepositoryError) as error:
        print(f"book: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("book: interrupted; the next build starts from nothing", file=sys.stderr)
        return 130
    if status != 0:
        print("book: not built, for the warnings above", file=sys.stderr)
        return 1
    front = ROOT / "_build" / "html" / "index.html"
    front.write_text(front_page(ROOT), encoding="utf-8")
    if name is None:
        print(f"book: no launch buttons for Colab: {repository.NO_NAME}")
    print(f"The book is built. Open {front}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
