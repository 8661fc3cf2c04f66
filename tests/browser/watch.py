"""Everything that a browser complains of, kept from the beginning to the end of a test."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request

_VIOLATIONS = """
addEventListener('securitypolicyviolation', (event) =>
  reportViolation(`${event.effectiveDirective} blocked ${event.blockedURI || event.sample}`));
"""
_INSIDE = ("about", "blob", "data")


class Watch:
    """Console errors and warnings, policy violations, page errors, and requests to other origins.

    Attributes:
        problems: What was seen and not expected, in words.
        requests: The addresses of all requests, in order.
    """

    def __init__(self) -> None:
        self.problems: list[str] = []
        self.requests: list[str] = []
        self._origins: set[str] = set()
        self._expected: list[str] = []

    def allow_origin(self, address: str) -> None:
        """Let requests go to the origin of an address."""
        parts = urlsplit(address)
        self._origins.add(f"{parts.scheme}://{parts.netloc}")

    def expect(self, pattern: str) -> None:
        """Do not mind problems in whose words the pattern is found."""
        self._expected.append(pattern)

    def follow(self, context: BrowserContext) -> None:
        """Look at all pages of a context, and their frames, from now on."""
        context.expose_binding("reportViolation", lambda _, words: self._note(f"policy violation: {words}"))
        context.add_init_script(_VIOLATIONS)
        context.on("console", self._take_console)
        context.on("weberror", lambda error: self._note(f"page error: {error.error}"))
        context.on("request", self._take_request)

    def check(self) -> None:
        """Fail if there was a problem."""
        assert self.problems == []

    def _take_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._note(f"console {message.type}: {message.text}")

    def _take_request(self, request: Request) -> None:
        self.requests.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in _INSIDE and f"{parts.scheme}://{parts.netloc}" not in self._origins:
            self._note(f"request to another origin: {request.url}")

    def _note(self, problem: str) -> None:
        if not any(re.search(pattern, problem) for pattern in self._expected):
            self.problems.append(problem)
