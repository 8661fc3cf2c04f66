"""Fixtures: Chromium, the stub that stands in for the bot, and a page whose every complaint fails the test."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.chat import ChatPage
from tests.browser.chromium import ARGUMENTS, MISSING, VIEWS, find_chromium
from tests.browser.stub import Stub
from tests.browser.watch import Watch

PATIENCE_MS = 10_000
"""How long something may take to appear; on a busy machine a browser is slow."""


@pytest.fixture(scope="module")
def browser():
    """Chromium. It ends with the module: Playwright keeps an event loop, which asynchronous tests cannot have."""
    executable = find_chromium()
    if executable is None:
        pytest.fail(MISSING, pytrace=False)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def stub():
    """A stand-in for the bot, alone with this test."""
    with Stub() as running:
        yield running
        running.release()


@pytest.fixture
def site(stub):
    """The address of the chat page."""
    return stub.url


@pytest.fixture
def view():
    """The window that the page is looked at in, a name of VIEWS. A test may ask for another by parametrising it."""
    return "desktop"


@pytest.fixture
def watch():
    """What the browser complains of; it fails the test at its end."""
    watch = Watch()
    yield watch
    watch.check()


@pytest.fixture
def context(browser, view, watch):
    """A browser context without a past."""
    context = browser.new_context(locale="en-GB", **VIEWS[view])
    context.set_default_timeout(PATIENCE_MS)
    watch.follow(context)
    yield context
    context.close()


@pytest.fixture
def page(context):
    """A tab on which nothing is open yet."""
    return context.new_page()


@pytest.fixture
def closed_chat(page, site, watch):
    """The chat page, not opened yet: for tests that have something to do first."""
    watch.allow_origin(site)
    return ChatPage(page, site)


@pytest.fixture
def chat(closed_chat):
    """The chat page with its greeting."""
    return closed_chat.open()
