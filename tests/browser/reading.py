"""The pages of the book, and when one of them is ready to be read."""

import json
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]

WIDGETS = """() => document.querySelectorAll(
    'script[type="application/vnd.jupyter.widget-view+json"]').length"""


def toc_pages() -> list[str]:
    """Names of all pages of the table of contents, without suffix, the root first."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    chapters = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [toc["root"], *chapters]


def figure_pages() -> list[str]:
    """The pages whose notebooks store an interactive figure of cnnlib."""
    found = []
    for name in toc_pages():
        notebook = ROOT / f"{name}.ipynb"
        if not notebook.is_file():
            continue
        metadata = json.loads(notebook.read_text(encoding="utf-8"))["metadata"]
        if '"_anywidget_id": "cnnlib.' in json.dumps(metadata):
            found.append(name)
    return found


def settle(page) -> None:
    """Wait until formulas are typeset and interactive figures drawn."""
    if page.locator(".math").count():
        page.wait_for_function(
            "() => window.MathJax?.startup?.promise"
            " && window.MathJax.startup.promise.then(() => true)"
        )
    page.wait_for_function(
        "(count) => document.querySelectorAll('.cnn-readout:not(:empty)').length === count",
        arg=page.evaluate(WIDGETS),
    )


def picture_of(canvas) -> str:
    """The content of a canvas."""
    return canvas.evaluate("canvas => canvas.toDataURL()")
