"""Chromium, and a desk that it can open. Each test of this folder is marked `browser`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live import DESKTOP, Live, running_desk

CHROMIUM = Path(os.environ.get("LEADPACT_CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser; where there is none, the tests are skipped and say so."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM.exists():
        pytest.skip(f"there is no Chromium at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """A running desk for the tests of a module: they share its leads.

    `live.url`, `live.sign_in(page, "ann")`, `live.add_leads("pat", "kim")`, `live.desk` (to record
    commands as `company.Desk` does). Not in one module with the fixture `desk`.
    """
    # Playwright has a loop in this thread. Django has other connections beside a loop than without
    # one, so the browser comes first: all that a test does with the database is then beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with running_desk(tmp_path_factory.mktemp("live")) as running:
        yield running


def is_fault(item: Any) -> bool:
    """Tell whether a line of the console is a fault; a form that is refused is none."""
    return bool(item.type == "error" and "status of 422" not in item.text)


@pytest.fixture
def open_page(chromium: Any, live: Live) -> Iterator[Any]:
    """Open a page as somebody; afterwards no script may have failed and nothing been blocked."""
    contexts, faults = [], []

    def open_(name: str | None = None, path: str = "/", **options: Any) -> Any:
        context = chromium.new_context(**{"viewport": DESKTOP, **options})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda item: faults.append(item.text) if is_fault(item) else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        if name is not None:
            live.sign_in(page, name)
        page.goto(live.url + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not faults
