"""Find submissions in a folder as learning platforms export it, and mend damaged notebooks."""

import difflib
import hashlib
import io
import json
import re
import zipfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

MOST_BYTES = 20 * 2**20  # of a file, and of a notebook in a zip file
MOST_CELLS, MOST_CHARACTERS = 500, 100_000  # of a notebook, of a cell
MARKS = ("grade_id", "grade", "solution", "locked", "points")  # what nbgrader notes in a cell

# What platforms make of a file's path; the last attempt of a student counts. The end of a path is
# the student's own choice, folders within a hand-in too: who it is must be said before.
PATTERNS = [
    # Moodle, a folder for each student or one for all: Ann Lee_1234_assignsubmission_file_/x.ipynb
    r"(?P<name>[^/_]+)_(?P<student>\d+)_assignsubmission_file_?.*\.ipynb",
    # Canvas: leeann_LATE_1234_5678_x-2.ipynb, the 2 being the attempt
    r"(?P<name>[^/_]+)_(?:LATE_)?(?P<student>\d+)_\d+_[^/]*?(?:-(?P<attempt>\d+))?\.ipynb",
    # Blackboard: Assignment 1_lee_attempt_2026-10-05-14-33-12_x.ipynb
    r"[^/_]+_(?P<student>[^/]+?)_attempt_(?P<attempt>[\d-]+)(?:_[^/]*)?\.ipynb",
    # nbgrader, and folders by hand: lee/x.ipynb, lee/convolution/x.ipynb
    r"(?P<student>[^/]+)/.*\.ipynb",
    # files by hand: lee_x.ipynb, lee.ipynb
    r"(?P<student>[^/_]+)(?:_[^/]*)?\.ipynb",
    r"(?P<student>[^/]+)\.ipynb",
]
KINDS = (".ipynb", ".zip")


@dataclass(frozen=True)
class Submission:
    """A student's notebook.

    Attributes
    ----------
    student : str
        As the platform writes it; in letters that can be a file's name.
    name : str
        The student's name, where the platform gives it, or "".
    path : Path
    attempt : tuple
        Orders several notebooks of one student.
    """

    student: str
    name: str
    path: Path
    attempt: tuple


def submissions(folder):
    """The file that counts of each student, by student, and sentences on what is left out."""
    found, said, others = {}, [], []
    for path in sorted(folder.rglob("*")):
        relative = clean(path.relative_to(folder).as_posix())
        if path.is_dir() or "/." in f"/{relative}":
            continue
        this = _submission(path, relative.removesuffix(path.suffix) + ".ipynb")
        if path.suffix.lower() not in KINDS:
            others.append((this.student, relative))
            continue
        before = found.get(this.student)
        if before is not None:
            this, before = sorted([this, before], key=lambda one: one.attempt, reverse=True)
            left = clean(before.path.relative_to(folder).as_posix())
            said.append(f"{left}: an earlier notebook of {this.student}, left out")
        found[this.student] = this
    said += [
        f"{relative}: neither a notebook nor a zip file, and {student} has no other"
        for student, relative in others
        if student not in found
    ]
    return dict(sorted(found.items())), said


def _submission(path, relative):
    matches = (re.fullmatch(pattern, relative, re.DOTALL) for pattern in PATTERNS)
    groups = next(filter(None, matches)).groupdict()
    attempt = tuple(int(n) for n in re.findall(r"\d+", groups.get("attempt") or "0"))
    name = groups.get("name") or ""
    return Submission(_student(groups["student"]), name, path, (attempt, relative))


def _student(text):
    """In letters that can be a file's name; where that changes it, different texts stay different.

    Examples
    --------
    >>> _student("Ann Lee"), _student("../Ann?")
    ('Ann Lee', '_Ann_-9d78b3')
    """
    made = re.sub(r"[^\w.@+ -]", "_", text).lstrip(". ")
    made = made.encode()[:100].decode(errors="ignore").rstrip(" .")
    if made == text:
        return made
    return f"{made}-{hashlib.sha256(text.encode()).hexdigest()[:6]}"


def clean(text):
    """A stranger's text without what no file, table or page can hold."""
    text = re.sub("\r\n|\r|\f", "\n", text)
    return re.sub("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text)


class Unreadable(ValueError):
    """A file that is no notebook."""


def content(path):
    """The bytes of a notebook, from its file or from a zip file that holds just one."""
    if path.is_symlink() or not path.is_file():
        raise Unreadable("is a link, or no ordinary file")
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"is larger than {MOST_BYTES // 2**20} MB")
    data = path.read_bytes()
    return _unzipped(data) if path.suffix.lower() == ".zip" else data


def _unzipped(data):
    """The one notebook of a zip file; nothing is written, so its path does not matter."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            notebooks = [part for part in parts.infolist() if _is_notebook(part.filename)]
            if len(notebooks) != 1:
                raise Unreadable(f"holds {len(notebooks)} notebooks, expected one")
            if notebooks[0].compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Unreadable("is compressed in an uncommon way")
            with parts.open(notebooks[0]) as file:
                data = file.read(MOST_BYTES + 1)  # whatever size it claims
    except Unreadable:
        raise
    except Exception as error:  # a stranger's file: whatever is wrong with it, it is his
        raise Unreadable(f"is no zip file ({type(error).__name__})") from None
    if len(data) > MOST_BYTES:
        raise Unreadable(f"holds more than {MOST_BYTES // 2**20} MB")
    return data


def _is_notebook(name):
    """Whether a part of a zip file is one, and none of those that Jupyter and macOS hide."""
    hidden = re.search(r"(^|/)\.[^./]", name) or name.startswith("__MACOSX/")
    return name.lower().endswith(".ipynb") and not hidden


def parse(data):
    """The notebook in these bytes: the texts of its cells, and what it says of itself."""
    try:
        whole = json.loads(data)
        if whole["nbformat"] == 3:
            cells = [cell for sheet in whole["worksheets"] for cell in sheet["cells"]]
        else:
            cells = whole["cells"]
        if len(cells) > MOST_CELLS:
            raise Unreadable(f"has {len(cells)} cells, more than {MOST_CELLS}")
        cells = [_cell(cell) for cell in cells]
        _unique(cells)
        notebook = nbformat.v4.new_notebook(cells=cells)
        notebook.metadata = nbformat.from_dict(_about(whole.get("metadata")))
        return notebook
    except Unreadable:
        raise
    except Exception as error:  # as above
        raise Unreadable(f"is no notebook ({type(error).__name__})") from None


def _cell(cell):
    """A cell's text, and which of ours it claims to be; what it printed is not read."""
    source = cell["source"] if "source" in cell else cell["input"]  # so in version 3
    source = clean(source if isinstance(source, str) else "".join(source))
    if len(source) > MOST_CHARACTERS:
        raise Unreadable(f"has a cell of more than {MOST_CHARACTERS} characters")
    made = _plain(nbformat.from_dict({"cell_type": cell["cell_type"], "source": source}))
    about = _dict(_dict(cell.get("metadata")).get("nbgrader"))
    about = {key: about[key] for key in MARKS if isinstance(about.get(key), str | int | float)}
    if about:
        made.metadata["nbgrader"] = nbformat.from_dict(about)
    if re.fullmatch(r"[\w-]{1,64}", str(cell.get("id", "")), re.ASCII):
        made.id = str(cell["id"])
    return made


def _about(metadata):
    """What a notebook says of its assignment, seed and language."""
    metadata = _dict(metadata)
    own = _dict(metadata.get("cnnlib"))
    own = {key: clean(own[key]) for key in ("assignment", "seed") if isinstance(own.get(key), str)}
    language = _dict(metadata.get("language_info")).get("name", "python")
    language = _dict(metadata.get("kernelspec")).get("language", language)
    return {"cnnlib": own | {"language": clean(str(language)[:30])}}


def _dict(value):
    return value if isinstance(value, dict) else {}


def restore(notebook, released):
    """The submission with the metadata of the released notebook, and sentences on what was mended.

    A cell is known by its grade_id, else by its id, else by what it says: a locked cell by its
    text, an answer by the name that it defines.
    """
    left = list(notebook.cells)
    cells, missing, changed, damaged = [], [], [], 0
    place = 0  # in `left`, of the next cell that is not yet passed on
    taken = {}
    for known in filter(_marked, released.cells):
        index = _find(left, known, taken, released.cells)
        if index is not None:
            taken[index] = known
    matched = {id(known): index for index, known in taken.items()}
    for known in filter(_marked, released.cells):
        name = known.metadata.nbgrader.grade_id
        index = matched.get(id(known))
        if index is None:
            missing.append(name)
            cells.append(nbformat.from_dict(known))
            continue
        while place < index:  # cells of the student's own keep their place
            if place not in taken:
                cells.append(_plain(left[place]))
            place += 1
        place = max(place, index + 1)
        mine = left[index]
        damaged += not _same_marks(mine, known)
        mended = nbformat.from_dict(known)
        if not _locked(known):
            mended.source = mine.source
        elif mine.source.strip() != known.source.strip():
            changed.append(name)
        cells.append(mended)
    cells += [_plain(left[k]) for k in range(place, len(left)) if k not in taken]
    said = [*_handed_out(missing, "missing"), *_handed_out(changed, "changed")]
    if damaged:
        said.append(
            f"the metadata of {damaged} cells was damaged; restored from what was handed out"
        )
    whole = nbformat.from_dict(released)
    whole.cells = cells
    _unique(cells)
    return whole, said


def _handed_out(names, why):
    """A sentence on cells that count as they were handed out, if there are any."""
    if len(names) == 1:
        yield f"the cell {names[0]} was {why} and counts as it was handed out"
    elif names:
        yield f"the cells {', '.join(names)} were {why} and count as they were handed out"


def _marked(cell):
    return "nbgrader" in cell.metadata


def _locked(cell):
    about = cell.metadata.nbgrader
    return about.locked or (about.grade and not about.solution)


def _same_marks(mine, known):
    about = mine.metadata.get("nbgrader", {})
    return all(about.get(key) == known.metadata.nbgrader.get(key) for key in MARKS)


def _plain(cell):
    """A cell of the student's own: its text, and no claim to be one of ours."""
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    return make(cell.source)


def _unique(cells):
    seen = set()
    for cell in cells:
        while cell.id in seen:
            cell.id = nbformat.v4.new_code_cell().id
        seen.add(cell.id)


def _find(cells, known, taken, released):
    """The position of the cell that `known` has become, or None."""
    free = [k for k in range(len(cells)) if k not in taken]
    about = known.metadata.nbgrader

    def first(matches):
        return next((k for k in free if matches(cells[k])), None)

    def grade_id(cell):
        return cell.metadata.get("nbgrader", {}).get("grade_id")

    def defines(cell):
        name = about.grade_id.removesuffix("_answer")
        return cell.cell_type == "code" and re.search(
            rf"^(def {name}\b|{name}\s*=)", cell.source, re.MULTILINE
        )

    found = first(lambda cell: grade_id(cell) == about.grade_id)
    if found is None:
        found = first(lambda cell: cell.get("id") == known.id)
    if found is None and _locked(known):
        found = first(lambda cell: _alike(cell.source, known.source))
    if found is None and about.solution and known.cell_type == "code":
        found = first(defines)
    if found is None and about.solution and known.cell_type == "markdown":
        found = _after_question(cells, known, free, released)
    return found


def _after_question(cells, known, free, released):
    """The first text after the question, which the released notebook has before the answer."""
    question = released[released.index(known) - 1].source
    asked = next((k for k, cell in enumerate(cells) if _alike(cell.source, question)), len(cells))
    return next((k for k in free if k > asked and cells[k].cell_type == "markdown"), None)


def _alike(mine, theirs):
    """Whether nine of ten words are the same, in the same order."""
    mine, theirs = mine.split(), theirs.split()
    if mine == theirs:
        return True
    if abs(len(mine) - len(theirs)) > 0.2 * len(theirs):
        return False
    match = difflib.SequenceMatcher(None, mine, theirs, autojunk=False)
    return match.quick_ratio() > 0.9 and match.ratio() > 0.9
