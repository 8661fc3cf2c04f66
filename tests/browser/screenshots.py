"""Make the pictures of the chat in the documentation: ``python -m tests.browser.screenshots URL [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chat import ChatPage
from tests.browser.chromium import ARGUMENTS, MISSING, VIEWS, find_chromium

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images"
PICTURES = {"chat-desktop": "desktop", "chat-phone": "phone"}
QUESTION = "My employer in Belfast refused my flexible working request. What can I do?"
ANSWER_MS = 30_000


def take(browser: Browser, url: str, view: str, path: Path) -> None:
    """Ask a question in a window of its own, take its picture, and erase the conversation.

    Args:
        browser: Chromium.
        url: The address of a running bot's chat.
        view: The window, a name of VIEWS.
        path: Where the picture goes.
    """
    context = browser.new_context(locale="en-GB", **VIEWS[view])
    page = context.new_page()
    chat = ChatPage(page, url)
    page.goto(url)
    expect(chat.answers).to_have_count(1, timeout=ANSWER_MS)
    chat.type_and_send(QUESTION)
    chat.answered(1, timeout=ANSWER_MS)
    page.screenshot(path=path)
    session = page.evaluate("sessionStorage.getItem('wlb-session')")
    page.request.delete(f"{url.rstrip('/')}/sessions/{session}")
    context.close()


def main(arguments: list[str]) -> int:
    """Run the command and return its exit status."""
    executable = find_chromium()
    if len(arguments) not in (1, 2) or executable is None:
        print(MISSING if arguments and executable is None else __doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[1]) if len(arguments) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        for name, view in PICTURES.items():
            path = folder / f"{name}.png"
            take(browser, arguments[0], view, path)
            print(path)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
