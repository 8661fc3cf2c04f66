"""The chat page as a person meets it: by roles, names and words."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

_ANNOUNCEMENTS = """(region) => {
  window.announcements = [];
  new MutationObserver(() => {
    if (region.textContent) window.announcements.push(region.textContent);
  }).observe(region, { childList: true, characterData: true, subtree: true });
}"""


class ChatPage:
    """The page, or the same page in a frame.

    Args:
        page: The tab.
        url: The address of the chat.
        frame: The frame that shows the chat, if it is in one.
    """

    def __init__(self, page: Page, url: str, frame: FrameLocator | None = None) -> None:
        self.page = page
        self.url = url
        within: Any = frame or page
        self.log: Locator = within.get_by_role("log", name="Conversation")
        self.status: Locator = within.get_by_role("status")
        self.box: Locator = within.get_by_role("textbox", name=re.compile("^Your (message|answer)$"))
        self.send_button: Locator = within.get_by_role("button", name="Send", exact=True)
        self.confirmation: Locator = within.locator("#confirm")
        self.notice: Locator = self.log.locator(".notice")
        self.messages: Locator = self.log.locator(".message")
        self.answers: Locator = self.log.locator(".bot")
        self.questions: Locator = self.log.locator(".user")
        self._within = within

    def open(self) -> ChatPage:
        """Go to the page and wait for the greeting."""
        self.page.goto(self.url)
        expect(self.answers).to_have_count(1)
        return self

    def button(self, name: str) -> Locator:
        """Return the button of that name, wherever it is."""
        return self._within.get_by_role("button", name=name, exact=True)

    def type_and_send(self, text: str) -> None:
        """Type into the message box and press Enter, without waiting for what comes of it."""
        self.box.fill(text)
        self.box.press("Enter")

    def say(self, text: str) -> Locator:
        """Say something and return the last message of the answer."""
        before = self.answers.count()
        self.type_and_send(text)
        return self.answered(before)

    def pick(self, name: str) -> Locator:
        """Press a button of the conversation, the newest of that name, and return the last message of the answer."""
        before = self.answers.count()
        self.log.get_by_role("button", name=name, exact=True).last.click()
        return self.answered(before)

    def answered(self, before: int, timeout: float = 10_000) -> Locator:
        """Wait until there are more messages of the bot than there were, and return the last one."""
        expect(self.answers.nth(before)).to_be_visible(timeout=timeout)
        expect(self.send_button).not_to_have_attribute("aria-disabled", "true")
        return self.answers.last

    def words(self) -> list[str]:
        """Return the text of each message in the conversation."""
        return self.messages.all_inner_texts()

    def note_announcements(self) -> None:
        """Begin to keep what the status region says."""
        self.status.evaluate(_ANNOUNCEMENTS)

    def announcements(self) -> list[str]:
        """Return what the status region has said since :meth:`note_announcements`."""
        return self.page.evaluate("window.announcements")
