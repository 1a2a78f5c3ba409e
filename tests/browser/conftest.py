"""Chromium, the built book over http and over file://, and what a page did while it loaded."""

import functools
import http.server
import shutil
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HTML = ROOT / "_build" / "html"
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@pytest.fixture(scope="session")
def html() -> Path:
    if not (HTML / "index.html").is_file() or (ROOT / "_build" / "incomplete").exists():
        pytest.fail("the book is not built: run make book first", pytrace=False)
    return HTML


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.fail("no Chromium found: apt-get install chromium", pytrace=False)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield running
        running.close()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_) -> None:
        pass


@pytest.fixture(scope="session")
def addresses(html):
    """The book's address by each way of reading it."""
    handler = functools.partial(QuietHandler, directory=str(html))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield {"http": f"http://127.0.0.1:{server.server_port}", "file": html.as_uri()}
        server.shutdown()
        thread.join()


@pytest.fixture(scope="session")
def new_page(browser, addresses):
    """`new_page("http", "chapters/intro")` -> the page; `page.complaints` lists what went wrong.

    A complaint is a console error, an exception, a failed request or answer, or a request that
    leaves the book's own address.
    """

    def new_page(way: str, name: str, width: int = 1280, colours: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=colours, reduced_motion="reduce"
        )
        page = context.new_page()
        page.complaints = watch(page, addresses[way])
        page.goto(f"{addresses[way]}/{name}.html", wait_until="load")
        return page

    return new_page


@pytest.fixture
def open_page(new_page):
    """`new_page`, closed after the test."""
    pages = []

    def open_page(*args, **options):
        pages.append(new_page(*args, **options))
        return pages[-1]

    yield open_page
    for page in pages:
        page.context.close()


ALONE = """async ([esm, state]) => {
  const source = new Blob([esm], { type: 'text/javascript' });
  const { default: { render } } = await import(URL.createObjectURL(source));
  window.close_figure = render({ model: { get: (key) => state[key] }, el: document.body });
}"""


@pytest.fixture
def alone(browser):
    """`alone(figure)` -> a page with nothing but that figure, made without the book."""
    pages = []

    def alone(figure, width: int = 800, colours: str = "light", motion: str = "reduce"):
        context = browser.new_context(
            viewport={"width": width, "height": 844}, color_scheme=colours, reduced_motion=motion
        )
        page = context.new_page()
        pages.append(page)
        page.complaints = watch(page, "none:")
        page.set_content(f"<!doctype html><style>{figure._css}</style><body></body>")
        state = {name: getattr(figure, name) for name in figure.keys if name[0] != "_"}
        for name in ("layout", "tabbable", "tooltip"):  # of every widget
            state.pop(name)
        page.evaluate(ALONE, [figure._esm, state])
        return page

    yield alone
    for page in pages:
        page.context.close()


def watch(page, address: str) -> list[str]:
    """The list that fills with what goes wrong on `page`."""
    complaints = []

    def console(message) -> None:
        if message.type == "error":
            complaints.append(f"console error: {message.text}")

    def request(request) -> None:
        if not request.url.startswith((f"{address}/", "blob:", "data:")):
            complaints.append(f"request to another host: {request.url}")

    def response(response) -> None:
        if response.status >= 400:
            complaints.append(f"answer {response.status}: {response.url}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"exception: {error}"))
    page.on("request", request)
    page.on("response", response)
    page.on("requestfailed", lambda failed: complaints.append(f"failed: {failed.url}"))
    return complaints
