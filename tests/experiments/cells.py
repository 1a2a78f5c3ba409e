"""A chapter's own cells, for the tests of what it says: these names are looked up, not copied."""

import ast
from pathlib import Path

import nbformat

CHAPTERS = Path(__file__).resolve().parents[2] / "chapters"


def code(chapter, heading=""):
    """The sources of a chapter's code cells, from the cell that begins with ``heading`` on."""
    [path] = CHAPTERS.glob(f"*/{chapter}.ipynb")
    cells = nbformat.read(path, as_version=4).cells
    start = next(k for k, cell in enumerate(cells) if cell.source.startswith(heading))
    return [cell.source for cell in cells[start:] if cell.cell_type == "code"]


def run_until(chapter, last):
    """What a chapter's cells define, up to the one that defines the name ``last``."""
    names = {}
    for number, source in enumerate(code(chapter), start=1):
        exec(compile(source, f"{chapter}, code cell {number}", "exec"), names)
        if last in names:
            return names
    raise AssertionError(f"no cell of {chapter} defines {last}")


def run_with_seed(chapter, seed):
    """Execute all cells of a chapter, with their assertions, from another seed."""
    sources = code(chapter)
    assert sum(source.count("SEED = 0") for source in sources) == 1
    names = {}
    for number, source in enumerate(sources, start=1):
        source = source.replace("SEED = 0", f"SEED = {seed}")
        exec(compile(source, f"{chapter}, code cell {number}", "exec"), names)


def definitions(chapter, *data):
    """A chapter's imports, functions, classes and the variables ``data``, not its experiments."""
    names = {}
    for number, source in enumerate(code(chapter), start=1):
        kept = [node for node in ast.parse(source).body if _is_kept(node, data)]
        module = ast.Module(kept, type_ignores=[])
        exec(compile(module, f"{chapter}, code cell {number}", "exec"), names)
    assert set(data) <= set(names), f"{chapter} does not define all of {', '.join(data)}"
    return names


def _is_kept(node, data):
    if isinstance(node, ast.Assign):
        targets = [name for target in node.targets for name in ast.walk(target)]
        return all(name.id in data for name in targets if isinstance(name, ast.Name))
    return isinstance(node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef)
