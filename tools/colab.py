"""Write the chapters' copies for Colab to _build/colab: each has one more cell, the first.

    python tools/colab.py

That cell installs `cnnlib` from the repository at the built revision; it is the function of
colab_cell.py and one call. Everything else, stored outputs too, stays as it is in the chapter.
"""

import json
import shutil
import sys
import tomllib
from pathlib import Path

import repository
import yaml

ROOT = Path(__file__).resolve().parent.parent


def notebooks(root: Path = ROOT) -> list[Path]:
    """The notebooks of the table of contents, relative to `root`."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    paths = [Path(f"{name}.ipynb") for name in _files(toc)]
    return [path for path in paths if (root / path).is_file()]


def _files(entry):
    """Every file that an entry of the table of contents names, at any depth."""
    if isinstance(entry, dict):
        yield from (entry[key].removesuffix(".ipynb") for key in ("root", "file") if key in entry)
        entry = entry.values()
    for part in entry:
        if isinstance(part, dict | list):
            yield from _files(part)


def needed(root: Path = ROOT) -> list[str]:
    """What chapters import beside cnnlib and torch, which is Colab's own and never installed."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["widgets"]]


def install_cell(name: str, revision: str, root: Path = ROOT) -> dict:
    """The cell that installs cnnlib from the repository `name` at `revision`."""
    # GitHub's archive of one revision is half a megabyte and, unlike a clone, needs no git.
    source = f"https://github.com/{name}/archive/{revision}.zip"
    function = (root / "tools" / "colab_cell.py").read_text(encoding="utf-8")
    call = f"install_cnnlib(\n    {json.dumps(source)},\n    {json.dumps(needed(root))},\n)"
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "install-cnnlib",
        "metadata": {"cellView": "form", "tags": ["install-cnnlib"]},
        "outputs": [],
        "source": f"{function}\n\n{call}".splitlines(keepends=True),
    }


def copy(chapter: str, cell: dict) -> str:
    """The text of a chapter's copy, with `cell` before all others."""
    notebook = json.loads(chapter)
    notebook["cells"].insert(0, cell)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def write(root: Path = ROOT) -> list[Path]:
    """Make _build/colab anew and return its notebooks; nothing else lies there."""
    folder, partial = root / "_build" / "colab", root / "_build" / "colab.partial"
    for old in (folder, partial):
        shutil.rmtree(old, ignore_errors=True)
    name = repository.name(root)
    if name is None:
        raise repository.RepositoryError(f"no copies: {repository.NO_NAME}")
    cell = install_cell(name, repository.revision(root), root)
    paths = notebooks(root)
    for path in paths:
        (partial / path).parent.mkdir(parents=True, exist_ok=True)
        text = copy((root / path).read_text(encoding="utf-8"), cell)
        (partial / path).write_text(text, encoding="utf-8")
    partial.rename(folder)  # last: copies that are there are all there
    return [folder / path for path in paths]


def main() -> int:
    try:
        written = write()
    except repository.RepositoryError as error:
        print(f"colab: {error}", file=sys.stderr)
        return 1
    print(f"colab: {len(written)} in _build/colab, for {repository.name()} {repository.revision()}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
