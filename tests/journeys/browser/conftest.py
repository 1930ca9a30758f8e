"""A real Chromium on a real server. `page` opens `http://localhost:…`, and a console error fails its test.

def test_something(page, live_server): page.goto(live_server.url + "/")
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

CHROMIUM = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome", "chrome"])), None)
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium on this machine (apt install chromium)"))


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Without a sandbox, as container images run everything as root.
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1280, "height": 900}, "locale": "en-GB"}


@pytest.fixture
def console(context: BrowserContext) -> Iterator[list[str]]:
    """What the browser complains about, policy violations among them. `console.clear()` forgives what was expected."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A page that answers 404 or 429 on purpose is reported as a failed resource; the test looks at the answer.
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    context.on("console", note)
    context.on("weberror", lambda error: complaints.append(str(error.error)))
    yield complaints
    assert complaints == []


@pytest.fixture
def page(context: BrowserContext, console: list[str]) -> Page:
    """A window in which nothing may go wrong."""
    page = context.new_page()
    page.set_default_timeout(10_000)
    return page


@pytest.fixture
def assert_accessible(console: list[str]) -> Any:
    """`assert_accessible(page)`: axe finds nothing. Call it last: axe itself puts styles that the policy refuses."""

    def check(page: Page) -> None:
        assert console == []
        found = Axe().run(page).response["violations"]
        console.clear()
        assert [(v["id"], [node["html"] for node in v["nodes"]]) for v in found] == []

    return check
