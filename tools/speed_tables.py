"""Sphinx extension: the directive `{speed-table} NAME`, a table that `make bench` measured.

The file named by the option `file`, or else by `speed_file`, is what `python -m benchmarks` writes:
date, machine, versions, and under "tables" for each name a title, columns and rows of texts,
numbers and nulls. With the name "machine" the directive shows on what and when it was measured.
"""

import json
from pathlib import Path
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from execution_status import table
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


def shown(entry: object) -> str:
    """A number with the three digits that were kept, a text as it is, nothing as a dash."""
    if entry is None:
        return "–"
    if isinstance(entry, str):
        return entry
    size = abs(entry)
    return f"{entry:,.{0 if size >= 100 else 1 if size >= 10 else 2}f}"


class SpeedTable(SphinxDirective):
    """`{speed-table} NAME`."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"file": directives.path}

    def run(self) -> list[nodes.Node]:
        path = Path(self.env.srcdir) / self.options.get("file", self.config.speed_file)
        self.env.note_dependency(str(path))
        report = json.loads(path.read_text(encoding="utf-8"))
        name = self.arguments[0]
        if name == "machine":
            head, rows = (
                ["measured", ""],
                [["date", report["date"]], ["machine", report["machine"]]],
            )
            rows += [[package, version] for package, version in report["versions"].items()]
        elif name in report["tables"]:
            found = report["tables"][name]
            head = found["columns"]
            rows = [[shown(entry) for entry in row] for row in found["rows"]]
        else:
            known = ", ".join(["machine", *report["tables"]])
            raise self.error(f"no table {name!r} in {path.name}, expected {known}")
        return [table(head, rows, ["speed-table"])]


def setup(app: Sphinx) -> dict:
    app.add_config_value("speed_file", "data/speed.json", "env", [str])
    app.add_directive("speed-table", SpeedTable)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
