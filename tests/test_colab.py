"""Copies of the chapters for Colab: they work where cnnlib is not; and the button that opens them.

The environment in which the copies run sees every package of the one that runs the tests, except
cnnlib. An archive as GitHub makes it, of this checkout, is served from this machine: no network.
"""

import functools
import http.server
import importlib
import json
import os
import re
import subprocess
import sys
import sysconfig
import threading
import types
import zipfile
from pathlib import Path

import nbformat
import pytest
from sphinx.errors import ConfigError

ROOT = Path(__file__).resolve().parent.parent
CHAPTER = Path("chapters/foundations/first_network.ipynb")
OLD, NEW = "1" * 40, "2" * 40  # two revisions with the same content and the same version
BROKEN = "3" * 40

RUN = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
options = {"kernel_name": "python3", "timeout": 120, "allow_errors": True}
NotebookClient(notebook, resources={"metadata": {"path": sys.argv[2]}}, **options).execute()
nbformat.write(notebook, sys.argv[1])
"""


@pytest.fixture(scope="module")
def colab():
    """The module tools/colab.py."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ROOT / "tools"))
        yield importlib.import_module("colab")


@pytest.fixture(autouse=True)
def no_github(monkeypatch):
    """As on a laptop, also where GitHub runs the tests."""
    monkeypatch.delenv("GITHUB_REPOSITORY", raising=False)
    monkeypatch.delenv("GITHUB_SHA", raising=False)


# ---- the copies --------------------------------------------------------------------------------


def test_a_copy_is_the_chapter_after_one_more_cell(colab):
    chapter = (ROOT / CHAPTER).read_text(encoding="utf-8")
    cell = colab.install_cell("someone/course", OLD)
    copy = json.loads(colab.copy(chapter, cell))
    nbformat.validate(copy)
    assert copy["cells"].pop(0) == cell
    assert copy == json.loads(chapter)
    source = "".join(cell["source"])
    assert f"https://github.com/someone/course/archive/{OLD}.zip" in source
    assert not re.search(r"^\s*[!%]", source, re.MULTILINE)


def test_what_the_cell_needs_is_what_the_package_declares_without_torch(colab):
    names = [re.match(r"[\w-]+", rule)[0] for rule in colab.needed()]
    assert names == ["numpy", "matplotlib", "pillow", "scikit-learn", "anywidget", "ipywidgets"]


def test_every_notebook_of_the_contents_is_copied(colab):
    chapters = {path.relative_to(ROOT) for path in (ROOT / "chapters").rglob("*.ipynb")}
    assert set(colab.notebooks()) == chapters


def test_copies_are_written_whole_and_old_ones_go(colab, tmp_path, monkeypatch):
    (tmp_path / "tools").mkdir()
    (tmp_path / "chapters").mkdir()
    for name in ("pyproject.toml", "tools/colab_cell.py"):
        (tmp_path / name).write_text((ROOT / name).read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "_toc.yml").write_text(
        "root: page\nparts:\n- chapters:\n  - file: chapters/a\n    sections:\n    - file: b\n"
    )
    for name in ("chapters/a", "b", "draft"):
        nbformat.write(nbformat.v4.new_notebook(), tmp_path / f"{name}.ipynb")
    (tmp_path / "page.md").touch()
    (tmp_path / "_build" / "colab").mkdir(parents=True)
    (tmp_path / "_build" / "colab" / "old.ipynb").touch()

    monkeypatch.setenv("GITHUB_REPOSITORY", "someone/course")
    monkeypatch.setenv("GITHUB_SHA", OLD)
    folder = tmp_path / "_build" / "colab"
    assert sorted(colab.write(tmp_path)) == [folder / "b.ipynb", folder / "chapters" / "a.ipynb"]
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == {"b.ipynb", "chapters/a.ipynb"}

    monkeypatch.delenv("GITHUB_REPOSITORY")
    with pytest.raises(colab.repository.RepositoryError, match="no copies: GITHUB_REPOSITORY is"):
        colab.write(tmp_path)
    assert not folder.exists()


# ---- a copy, run where cnnlib is not -----------------------------------------------------------


CARRIED = ("recipes", "weights")  # of data, within the package


class Archive(http.server.SimpleHTTPRequestHandler):
    """Serves the checkout's archive for every revision, and notes what was asked for."""

    asked: list = []  # noqa: RUF012 - one server, one list

    def log_message(self, *_) -> None:
        self.asked.append(self.path)

    def translate_path(self, path: str) -> str:
        whole = "broken.zip" if BROKEN in path else "archive.zip"
        return str(Path(self.directory) / whole)


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """The address of GitHub's stand-in, `archive.address`; `archive.asked` lists the requests."""
    folder = tmp_path_factory.mktemp("archive")
    package = [path for path in (ROOT / "cnnlib").rglob("*") if "__pycache__" not in path.parts]
    package += [path for name in CARRIED for path in (ROOT / "data" / name).rglob("*")]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    # A NumPy that no machine has: whoever follows the dependencies fails.
    assert project.count('"numpy>=1.26"') == 1
    project = project.replace('"numpy>=1.26"', '"numpy>=99"')
    with zipfile.ZipFile(folder / "archive.zip", "w") as file:
        file.writestr("course/pyproject.toml", project)
        for path in [ROOT / "README.md", ROOT / "LICENSE", *package]:
            file.write(path, Path("course") / path.relative_to(ROOT))
    with zipfile.ZipFile(folder / "broken.zip", "w") as file:
        file.writestr("course/README.md", "")
    handler = functools.partial(Archive, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        yield types.SimpleNamespace(address=address, asked=Archive.asked)
        server.shutdown()
        thread.join()


@pytest.fixture
def machine(tmp_path, archive):
    """A computer without cnnlib, which runs notebooks, `machine.run`, and programs."""
    everything = tmp_path / "everything"
    everything.mkdir()
    for folder in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        for entry in Path(folder).iterdir():
            if "cnnlib" not in entry.name and entry.suffix != ".pth":
                (everything / entry.name).symlink_to(entry)
    home = tmp_path / "machine"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    python = home / "bin" / "python"
    code = "import sysconfig; print(sysconfig.get_path('purelib'))"
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    packages = Path(done.stdout.strip())
    (packages / "everything.pth").write_text(f"{everything}\n")
    kernel = home / "share" / "jupyter" / "kernels" / "python3"
    kernel.mkdir(parents=True)
    argv = [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernel / "kernel.json").write_text(
        json.dumps({"argv": argv, "display_name": "Python 3", "language": "python"})
    )

    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PYTHON"))}
    environment = kept | {
        "JUPYTER_PATH": str(kernel.parents[1]),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": str(tmp_path),
        "PIP_NO_BUILD_ISOLATION": "0",  # pip reads it as --no-build-isolation, strange as it is
        "PIP_NO_CACHE_DIR": "1",
        "PIP_NO_INDEX": "1",
        "NO_PROXY": "127.0.0.1",
        "no_proxy": "127.0.0.1",
    }

    def python_here(*arguments, source=f"{archive.address}/archive/{OLD}.zip"):
        return subprocess.run(
            [python, *arguments],
            cwd=tmp_path,
            env=environment | {"CNNLIB_SOURCE": source},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def run(notebook, **options):
        path = tmp_path / "copy.ipynb"
        nbformat.write(notebook, path)
        done = python_here("-c", RUN, path, tmp_path, **options)
        assert done.returncode == 0, done.stderr
        return nbformat.read(path, as_version=4)

    archive.asked.clear()
    return types.SimpleNamespace(run=run, python=python_here, packages=packages, folder=tmp_path)


def copy_of(colab, cells=None):
    """The chapter's copy up to so many cells."""
    text = colab.copy((ROOT / CHAPTER).read_text(), colab.install_cell("someone/course", OLD))
    notebook = nbformat.reads(text, as_version=4)
    notebook.cells = notebook.cells[:cells]
    return notebook


def printed(cell) -> str:
    """What a code cell prints; nothing for a cell of text."""
    outputs = cell.get("outputs", [])
    return "".join(output.text for output in outputs if output.output_type == "stream")


def errors(notebook) -> list[str]:
    """What the failing cells show."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return ["\n".join(o.traceback) for o in outputs if o.output_type == "error"]


def up_to_torch() -> int:
    """How many cells a copy has up to the first one that imports torch."""
    notebook = nbformat.read(ROOT / CHAPTER, as_version=4)
    return next(k for k, cell in enumerate(notebook.cells) if "import torch" in cell.source) + 2


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(up_to_torch(), id="up to torch"),
        pytest.param(None, marks=pytest.mark.slow, id="whole"),
    ],
)
def test_a_copy_runs_where_cnnlib_is_not(colab, machine, number):
    assert "No module named 'cnnlib'" in machine.python("-c", "import cnnlib").stderr
    copy = copy_of(colab, number)
    files = nbformat.v4.new_code_cell("print(cnnlib.__file__, torch.__file__)")
    imports = nbformat.v4.new_code_cell("import cnnlib, torch")
    copy.cells += [imports, files]
    ran = machine.run(copy)
    assert errors(ran) == []
    assert printed(ran.cells[0]) == "cnnlib 0.1.0 is ready.\n"
    for cell, stored in zip(ran.cells[1:-2], copy.cells[1:-2], strict=True):
        if "nbval-ignore-output" not in cell.metadata.get("tags", []):
            assert printed(cell) == printed(stored)
    # Its own cnnlib, and the torch that was there.
    assert printed(ran.cells[-1]).split() == [
        str(machine.packages / "cnnlib" / "__init__.py"),
        str(machine.folder / "everything" / "torch" / "__init__.py"),
    ]
    # Nothing but cnnlib was installed, and all of it.
    there = {path.name for path in machine.packages.iterdir()} - {"everything.pth"}
    assert there == {"cnnlib", "cnnlib-0.1.0.dist-info"}
    installed, ours = (
        {path.relative_to(top) for path in top.rglob("*") if "__pycache__" not in path.parts}
        for top in (machine.packages / "cnnlib", ROOT / "cnnlib")
    )
    for name in CARRIED:
        ours |= {Path(name)} | {Path(name) / path.name for path in (ROOT / "data" / name).iterdir()}
    assert installed == ours


def test_the_cell_does_nothing_when_repeated_and_follows_the_revision(colab, machine, archive):
    source = "".join(colab.install_cell("a/b", OLD)["source"])
    _, call = source.rsplit("\n\n\n", 1)
    timed = f"import time\nstart = time.perf_counter()\n{call}\nprint(time.perf_counter() - start)"
    twice = machine.python("-c", f"{source}\n{timed}")
    assert archive.asked == [f"/archive/{OLD}.zip"]
    first, second, seconds = twice.stdout.splitlines()
    assert first == second == "cnnlib 0.1.0 is ready."
    assert float(seconds) < 1

    # In a new session; and another revision, though its version is the same.
    assert machine.python("-c", source).returncode == 0
    assert len(archive.asked) == 1
    other = f"{archive.address}/archive/{NEW}.zip"
    loaded = machine.python("-c", f"import cnnlib\n{source}", source=other)
    assert archive.asked[1:] == [f"/archive/{NEW}.zip"]
    assert "the old one is still loaded: restart the session." in loaded.stderr
    assert machine.python("-c", source, source=other).returncode == 0
    assert len(archive.asked) == 2


def test_what_is_missing_is_installed_and_named_when_it_cannot_be(machine):
    info = "small_widget-1.5.dist-info"
    files = {
        "small_widget.py": "",
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: small-widget\nVersion: 1.5\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    with zipfile.ZipFile(machine.folder / "small_widget-1.5-py3-none-any.whl", "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    function = (ROOT / "tools" / "colab_cell.py").read_text()
    # numpy is there: that it is too old is no reason to touch it.
    done = machine.python("-c", f"{function}\ninstall_cnnlib('', ['numpy>=99', 'small-widget>=1'])")
    assert done.returncode == 0, done.stderr
    assert (machine.packages / "small_widget.py").exists()
    assert (machine.packages / "cnnlib").exists()
    done = machine.python("-c", f"{function}\ninstall_cnnlib('', ['no-such-widget>=1'])")
    message = "cnnlib is not ready, because pip cannot install no-such-widget>=1: No matching"
    assert message in done.stderr.splitlines()[-1]


def test_without_a_network_one_sentence_says_what_to_do(colab, machine):
    with http.server.HTTPServer(("127.0.0.1", 0), Archive) as closed:
        nowhere = f"http://127.0.0.1:{closed.server_port}/archive/{OLD}.zip"
    ran = machine.run(copy_of(colab, cells=1), source=nowhere)
    assert errors(ran) == [
        f"cnnlib is not ready, because {nowhere} cannot be fetched without a network: "
        "connect to the network, then run this cell again."
    ]


def test_an_archive_that_is_no_package_is_named(colab, machine, archive):
    broken = f"{archive.address}/archive/{BROKEN}.zip"
    [message] = errors(machine.run(copy_of(colab, cells=1), source=broken))
    assert message.startswith(f"cnnlib is not ready, because pip cannot install {broken}: ")
    assert "neither 'setup.py' nor 'pyproject.toml' found" in message
    assert "\n" not in message


# ---- the repository's address ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://github.com/someone/course", "someone/course"),
        ("https://github.com/someone/course.git", "someone/course"),
        ("https://github.com/someone/my.course.git/", "someone/my.course"),
        ("https://user:se%40cret@github.com/someone/course.git", "someone/course"),
        ("git@github.com:someone/course.git", "someone/course"),
        ("ssh://git@github.com:22/someone/course.git", "someone/course"),
        ("https://GitHub.com/Someone/Course", "Someone/Course"),
        ("https://gitlab.com/someone/course.git", None),
        ("https://github.com@evil.example/someone/course.git", None),
        ("https://evil.example/github.com/someone/course.git", None),
        ("https://github.com/someone", None),
        ("https://github.com/someone/course/tree/main", None),
        ("/srv/git/github.com/someone/course.git", None),
        ("", None),
    ],
)
def test_name_in_a_remote(colab, url, name):
    assert colab.repository.remote_name(url) == name


def git(folder, *arguments) -> str:
    """What git prints, in a repository that knows nobody's settings."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    identity = ("-c", "user.name=Some One", "-c", "user.email=some@one.example")
    return subprocess.run(
        ["git", *identity, *arguments],
        cwd=folder,
        env=os.environ | settings,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()


@pytest.fixture
def checkout(tmp_path):
    """A repository with one commit."""
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "commit", "--quiet", "--allow-empty", "--message", "first")
    return tmp_path


def test_environment_comes_before_the_remote(colab, checkout, monkeypatch):
    repository = colab.repository
    assert repository.name(checkout) is None
    git(checkout, "remote", "add", "origin", "https://me:secret@github.com/someone/course.git")
    assert repository.name(checkout) == "someone/course"
    monkeypatch.setenv("GITHUB_REPOSITORY", "another/course")
    assert repository.name(checkout) == "another/course"
    monkeypatch.setenv("GITHUB_REPOSITORY", "https://github.com/another/course")
    with pytest.raises(repository.RepositoryError, match="GITHUB_REPOSITORY is 'https"):
        repository.name(checkout)


def test_revision(colab, checkout, tmp_path_factory, monkeypatch):
    repository = colab.repository
    assert repository.revision(checkout) == git(checkout, "rev-parse", "HEAD")
    monkeypatch.setenv("GITHUB_SHA", OLD)
    assert repository.revision(checkout) == OLD
    monkeypatch.setenv("GITHUB_SHA", "main")
    with pytest.raises(repository.RepositoryError, match="the revision is 'main'"):
        repository.revision(checkout)
    monkeypatch.delenv("GITHUB_SHA")
    with pytest.raises(repository.RepositoryError, match="the revision is ''"):
        repository.revision(tmp_path_factory.mktemp("unpacked"))


def test_an_archive_unpacked_inside_another_checkout_has_no_name(colab, checkout):
    git(checkout, "remote", "add", "origin", "https://github.com/someone/course.git")
    (checkout / "unpacked").mkdir()
    assert colab.repository.name(checkout / "unpacked") is None


# ---- the button --------------------------------------------------------------------------------


def build(folder, name):
    """Build two pages, a notebook and a text, with the theme; the HTML of both."""
    (folder / "conf.py").write_text(
        "extensions = ['myst_nb', 'colab_button']\n"
        "html_theme = 'sphinx_book_theme'\n"
        "html_theme_options = {'use_download_button': False}\n"
        "nb_execution_mode = 'off'\n"
    )
    (folder / "index.md").write_text("# Text\n\n```{toctree}\nchapters/a\n```\n")
    (folder / "chapters").mkdir()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Chapter")])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, folder / "chapters" / "a.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", folder, folder / "html"],
        env=os.environ | {"GITHUB_REPOSITORY": name, "PYTHONPATH": str(ROOT / "tools")},
        capture_output=True,
        text=True,
    )
    pages = [folder / "html" / page for page in ("index.html", "chapters/a.html")]
    return done, [page.read_text() for page in pages if page.exists()]


def test_a_notebook_has_the_button_and_a_text_has_not(tmp_path):
    done, (text, chapter) = build(tmp_path, "someone/course")
    assert done.returncode == 0, done.stderr
    colab = "https://colab.research.google.com/"
    assert f'"{colab}github/someone/course/blob/colab/chapters/a.ipynb"' in chapter
    assert colab not in text
    icon = re.search(r'<img[^>]*src="([^"]*colab[^"]*)"', chapter)[1]
    assert (tmp_path / "html" / "chapters" / icon).is_file()


def test_without_a_name_there_is_no_button(tmp_path):
    done, pages = build(tmp_path, "")
    assert done.returncode == 0, done.stderr
    assert len(pages) == 2
    assert not any("colab" in page for page in pages)


def test_a_wrong_name_stops_the_build(colab, monkeypatch):
    monkeypatch.setenv("GITHUB_REPOSITORY", "course")
    button = importlib.import_module("colab_button")
    with pytest.raises(ConfigError, match="GITHUB_REPOSITORY is 'course'"):
        button.add_button(types.SimpleNamespace(srcdir=ROOT), None)
