"""`python -m benchmarks [--out FILE] [--seconds S] [GROUP ...]`: measure, print, write as JSON."""

import argparse
import datetime
import json
import os
import platform
import sys
from pathlib import Path

THREADS = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]


def main(arguments=None):
    for variable in THREADS:  # before NumPy is imported, which reads them
        os.environ[variable] = "1"
    import numpy
    import torch

    from benchmarks.cases import GROUPS

    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument("--out", type=Path, default=Path("_build/speed.json"))
    parser.add_argument("--seconds", type=float, default=1.5, help="for each function")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.groups if name not in GROUPS]
    if unknown:
        parser.error(f"no group {unknown[0]!r}, expected {', '.join(GROUPS)}")
    torch.set_num_threads(1)
    report = {
        "date": datetime.date.today().isoformat(),
        "machine": f"{os.cpu_count()} × {processor()}",
        "command": "make bench",
        "versions": {
            "python": platform.python_version(),
            "numpy": numpy.__version__,
            "torch": torch.__version__,
        },
        "tables": {},
    }
    for group in chosen.groups or GROUPS:
        for name, table in GROUPS[group](chosen.seconds).items():
            report["tables"][name] = table
            print(text(table), flush=True)
    write(report, chosen.out)


def write(report, out):
    """Write a report as JSON: whole, or not at all."""
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_suffix(".part")
    part.write_text(json.dumps(rounded(report), indent=1, ensure_ascii=False) + "\n", "utf-8")
    part.replace(out)
    print(f"written: {out}")


def processor():
    """The processor's name, where the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def rounded(value):
    """Three significant digits are what such measurements carry."""
    if isinstance(value, dict):
        return {key: rounded(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [rounded(entry) for entry in value]
    return float(f"{value:.3g}") if isinstance(value, float) else value


def text(table):
    """A table for the terminal."""
    cells = [table["columns"], *([cell(entry) for entry in row] for row in table["rows"])]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    first, *rest = widths
    lines = [
        "  ".join(
            [line[0].ljust(first), *(c.rjust(w) for c, w in zip(line[1:], rest, strict=True))]
        )
        for line in cells
    ]
    return "\n".join(["", table["title"], *lines])


def cell(entry):
    """A number with three digits, a text as it is, nothing as a dash."""
    if entry is None:
        return "-"
    if isinstance(entry, str):
        return entry
    return f"{entry:.{0 if entry >= 100 else 1 if entry >= 10 else 2}f}"


if __name__ == "__main__":
    sys.exit(main())
