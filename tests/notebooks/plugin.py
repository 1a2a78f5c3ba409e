"""What nbval needs here, loaded by ``pytest -p tests.notebooks.plugin``.

Compared are all text outputs; not compared are warnings on stderr, and the ids of widgets, which
are new in every run. The times of the chapters go to _build/status.json, from which the book's
status page is made.
"""

import datetime
import importlib.metadata
import json
import os
import platform
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATUS = ROOT / "_build" / "status.json"
PACKAGES = ("numpy", "matplotlib", "torch", "torchvision", "scikit-learn", "jupyter-book", "nbval")


def pytest_collectstart(collector):
    if type(collector).__name__ == "IPyNbFile":
        collector.skip_compare += ("stderr", "application/vnd.jupyter.widget-view+json")


class Times:
    """Adds up the cells' times; with workers, in the process that they report to."""

    def __init__(self):
        self.chapters = {}

    def pytest_runtest_logreport(self, report):
        path, _, _ = report.nodeid.partition("::")
        if not path.startswith("chapters/"):
            return
        name = path.removeprefix("chapters/").removesuffix(".ipynb")
        chapter = self.chapters.setdefault(name, {"seconds": 0.0, "outcome": "passed"})
        chapter["seconds"] += report.duration
        if report.failed:
            chapter["outcome"] = "failed"

    def pytest_sessionfinish(self):
        if not self.chapters:
            return
        for chapter in self.chapters.values():
            chapter["seconds"] = round(chapter["seconds"], 1)
        status = {
            "date": datetime.date.today().isoformat(),
            "machine": f"{os.cpu_count()} × {_processor()}",
            "device": "cpu",
            "versions": {"python": platform.python_version()}
            | {name: importlib.metadata.version(name) for name in PACKAGES},
            "chapters": self.chapters,
        }
        STATUS.parent.mkdir(exist_ok=True)
        partial = STATUS.with_suffix(".part")
        partial.write_text(json.dumps(status, indent=1))
        partial.replace(STATUS)


def _processor():
    """The processor's name, where the system tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


@pytest.hookimpl(trylast=True)
def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Times(), "chapter-times")
