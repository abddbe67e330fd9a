"""The pages over an index of the samples: in this process, and in a real browser."""

from __future__ import annotations

import html
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.test import TestResponse

from index.search import Searcher
from webapp import create_app
from webapp.connections import Limits, Server
from webapp.server import listening_socket

from . import town

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE_MS = 20_000


def text(response: TestResponse) -> str:
    """The text of a page, without its tags."""
    return html.unescape(re.sub(r"<[^>]+>", "", response.text))


def links(response: TestResponse) -> list[str]:
    return [html.unescape(found) for found in re.findall(r'href="([^"]+)"', response.text)]


@pytest.fixture(scope="session")
def searcher(sample_index: Path) -> Searcher:
    return Searcher(sample_index)


@pytest.fixture(scope="session")
def app(searcher: Searcher) -> Flask:
    return create_app(searcher)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def town_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """The pages over the minutes of a town whose speakers are named."""
    home = tmp_path_factory.mktemp("town")
    town.build(home)
    return create_app(home)


@pytest.fixture(scope="session")
def site(app: Flask) -> Iterator[str]:
    """The address of the pages of the samples, served by waitress on a free port."""
    with _served(app) as address:
        yield address


@pytest.fixture(scope="session")
def town_site(town_app: Flask) -> Iterator[str]:
    """The address of the pages of the town."""
    with _served(town_app) as address:
        yield address


@contextmanager
def _served(app: Flask) -> Iterator[str]:
    server = Server(app, listening_socket("127.0.0.1", 0), Limits())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.stop()
    thread.join(timeout=10)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"no {CHROMIUM}")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, site: str) -> Iterator[Page]:
    """A page of a fresh browser; any error of a script or of the policy fails the test."""
    with _opened(browser, site) as opened:
        yield opened


@pytest.fixture
def town_page(browser: Browser, town_site: str) -> Iterator[Page]:
    """As `page`, of the town."""
    with _opened(browser, town_site) as opened:
        yield opened


@contextmanager
def _opened(browser: Browser, site: str) -> Iterator[Page]:
    context = browser.new_context(base_url=site, locale="ja-JP")
    context.set_default_timeout(PATIENCE_MS)
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    yield opened
    context.close()
    assert troubles == []
