"""Sphinx extension: the directive `{execution-status}`, what the last test run measured.

The tests write the file named by `execution_status_file`:

    {"date": "2026-11-21", "machine": "2 × model of the processor", "device": "cpu",
     "versions": {"python": "3.11.7", ...},
     "chapters": {"foundations/first_network": {"seconds": 41.3, "outcome": "passed"}}}

The directive shows it as a table of versions and a table of the chapters in the table of contents.
Without the file, or for a chapter that is not in it, it says "not measured". (Times stored in the
notebooks would change them on every run, so they are kept beside the built pages.)
"""

import json
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

FOLDER = "chapters/"
PACKAGES = [
    "python",
    "numpy",
    "matplotlib",
    "torch",
    "torchvision",
    "scikit-learn",
    "jupyter-book",
    "nbval",
]
UNKNOWN = "not measured"


class StatusError(ValueError):
    """The file exists and is not what it should be."""


def read_status(path: Path) -> dict:
    """The checked content of the file; an empty dict when there is no file."""
    if not path.is_file():
        return {}
    try:
        status = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise StatusError(f"is not JSON: {error}") from error
    _require(isinstance(status, dict), "the top level", "an object", status)
    for key in ("date", "machine", "device"):
        _require(isinstance(status.get(key), str), key, "a string", status.get(key))
    for key in ("versions", "chapters"):
        _require(isinstance(status.get(key), dict), key, "an object", status.get(key))
    for name, version in status["versions"].items():
        _require(isinstance(version, str), f"versions.{name}", "a string", version)
    for name, run in status["chapters"].items():
        _require(isinstance(run, dict), f"chapters.{name}", "an object", run)
        seconds = run.get("seconds")
        number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
        _require(number and seconds >= 0, f"chapters.{name}.seconds", "a time", seconds)
        outcome = run.get("outcome")
        _require(isinstance(outcome, str), f"chapters.{name}.outcome", "a string", outcome)
    return status


def _require(condition: bool, key: str, rule: str, value: object) -> None:
    if not condition:
        raise StatusError(f"{key} is {value!r}, but has to be {rule}")


def chapter_time(status: dict, name: str) -> str:
    """Text of a chapter's cell: seconds, and the outcome if it is not the expected one."""
    run = status.get("chapters", {}).get(name)
    if run is None:
        return UNKNOWN
    text = f"{run['seconds']:.1f}"
    return text if run["outcome"] == "passed" else f"{text} ({run['outcome']})"


def table(head: list[str], rows: list[list[nodes.Node | str]], classes: list[str]) -> nodes.table:
    """A docutils table; a cell is a string or an inline node."""
    group = nodes.tgroup(cols=len(head))
    group.extend(nodes.colspec(colwidth=1) for _ in head)
    for section, lines in ((nodes.thead(), [head]), (nodes.tbody(), rows)):
        for line in lines:
            row = nodes.row()
            for cell in line:
                content = nodes.Text(cell) if isinstance(cell, str) else cell
                row += nodes.entry("", nodes.paragraph("", "", content))
            section += row
        group += section
    return nodes.table("", group, classes=classes)


class ExecutionStatus(SphinxDirective):
    """`{execution-status}`, without arguments or content."""

    def run(self) -> list[nodes.Node]:
        path = Path(self.env.srcdir) / self.config.execution_status_file
        # A file that is missing counts as changed: the page is read again until it appears.
        self.env.note_dependency(str(path))
        try:
            status = read_status(path)
        except StatusError as error:
            logger.warning("%s: %s", path, error, location=self.get_location())
            status = {}
        versions = status.get("versions", {})
        about = [
            ["date", status.get("date", UNKNOWN)],
            ["machine", status.get("machine", UNKNOWN)],
            ["device", status.get("device", UNKNOWN)],
            *([name, versions.get(name, UNKNOWN)] for name in PACKAGES),
        ]
        chapters = [
            [self._link(docname), chapter_time(status, docname.removeprefix(FOLDER))]
            for docname in self._notebooks()
        ]
        return [
            table(["last test run", ""], about, ["execution-status"]),
            table(["chapter", "execution time (s)"], chapters, ["execution-status"]),
        ]

    def _notebooks(self) -> list[str]:
        """The executable pages, in the order of the table of contents."""
        site_map = self.config.external_site_map
        listed = (name.removesuffix(".ipynb") for name in site_map)
        notebooks = [name for name in listed if self.env.doc2path(name).endswith(".ipynb")]
        return [name for name in notebooks if name in self.env.found_docs]

    def _link(self, docname: str) -> nodes.Node:
        """A link whose text is the page's title, filled in when all pages are read."""
        return addnodes.pending_xref(
            "",
            nodes.inline("", docname),
            refdomain="std",
            reftype="doc",
            reftarget=f"/{docname}",
            refdoc=self.env.docname,
            refexplicit=False,
            refwarn=True,
        )


def setup(app: Sphinx) -> dict:
    app.add_config_value("execution_status_file", "_build/status.json", "env", [str])
    app.add_directive("execution-status", ExecutionStatus)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
