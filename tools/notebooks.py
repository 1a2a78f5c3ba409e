"""Run chapters and write them canonically, so that a second run leaves no difference.

    python tools/notebooks.py [--widgets] [NOTEBOOK ...]

Without names all chapters are run. Kept are stored outputs, execution counts and widget state;
ids are numbered in the order in which they appear, pictures are stored with few colours. What only
tells of this machine goes, so does what a cell tagged "remove-stderr" writes there.

A page runs the script that its notebook stored: --widgets runs nothing and only renews the scripts
and styles of the interactive figures, after a change of cnnlib/widgets/*.js or *.css.
"""

import argparse
import base64
import importlib
import json
import os
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from pictures import smaller

ROOT = Path(__file__).resolve().parent.parent
WIDGET_ID = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def canonical(notebook):
    """The text of a notebook, the same for every run that gives the same outputs."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            _carry_alt(cell)
            _shrink_pictures(cell)
            if "remove-stderr" in cell.metadata.get("tags", []):
                cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
    kept = {name: notebook.metadata[name] for name in ("widgets",) if name in notebook.metadata}
    notebook.metadata = nbformat.from_dict(METADATA | kept)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
    numbers = {old: f"{number:032x}" for number, old in enumerate(_widget_ids(notebook), start=1)}
    text = WIDGET_ID.sub(lambda match: numbers[match.group()], nbformat.writes(notebook))
    return nbformat.writes(nbformat.reads(text, as_version=4)).rstrip("\n") + "\n"  # sorted anew


def _widget_ids(notebook):
    """The ids of the widgets' models: as the cells show them, each followed by its parts."""
    [states] = [part["state"] for part in notebook.metadata.get("widgets", {}).values()] or [{}]
    found = {}
    waiting = WIDGET_ID.findall(json.dumps(notebook.cells)) + sorted(states)
    while waiting:
        model = waiting.pop(0)
        if model not in found:
            found[model] = True
            waiting = WIDGET_ID.findall(json.dumps(states.get(model, {}))) + waiting
    return list(found)


def _carry_alt(cell):
    """Give the page's renderer, which reads it from the cell, the figure's alternative text."""
    texts = [output.get("metadata", {}).get("image/png", {}).get("alt") for output in cell.outputs]
    texts = [text for text in texts if text]
    if texts:
        cell.metadata["mystnb"] = {"image": {"alt": texts[0]}}
    else:
        cell.metadata.pop("mystnb", None)


def _shrink_pictures(cell):
    """Store pictures in a form that takes little room."""
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            png = smaller(base64.b64decode(data["image/png"]))
            data["image/png"] = base64.b64encode(png).decode("ascii")


def figures(notebook):
    """The stored state of each interactive figure of cnnlib, with its class."""
    for part in notebook.metadata.get("widgets", {}).values():
        for model in part["state"].values():
            module, _, name = model["state"].get("_anywidget_id", "").rpartition(".")
            if module.startswith("cnnlib."):
                yield model["state"], getattr(importlib.import_module(module), name)


def renew_widgets(path):
    """Store the scripts and styles as they are now."""
    notebook = nbformat.read(path, as_version=4)
    for state, figure in figures(notebook):
        state.update(_esm=figure._esm, _css=figure._css)
    write(notebook, path)


def run(path):
    """Execute a notebook in its folder and write it back whole."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,  # else what is printed falls into parts, by chance
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    write(notebook, path)


def write(notebook, path):
    """Write a notebook canonically: whole, or not at all."""
    partial = path.with_suffix(".part")
    try:
        partial.write_text(canonical(notebook), encoding="utf-8")
        os.replace(partial, path)
    finally:
        partial.unlink(missing_ok=True)


def main(arguments):
    parser = argparse.ArgumentParser(prog="notebooks", description=__doc__.splitlines()[0])
    parser.add_argument("--widgets", action="store_true", help="renew the figures' scripts only")
    parser.add_argument("notebooks", nargs="*", type=Path, metavar="NOTEBOOK")
    given = parser.parse_args(arguments)
    for path in given.notebooks or sorted((ROOT / "chapters").rglob("*.ipynb")):
        if not path.is_file():
            print(f"notebooks: {path} does not exist", file=sys.stderr)
            return 2
        print(f"notebooks: {path}", flush=True)
        try:
            renew_widgets(path) if given.widgets else run(path)
        except CellExecutionError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
