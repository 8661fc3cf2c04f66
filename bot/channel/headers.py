"""Headers that every answer of the channel carries."""

from __future__ import annotations

from sanic.response import HTTPResponse

from bot.channel.settings import Settings


class SecurityHeaders:
    """Tells browsers to do no more with an answer than they have to.

    Args:
        settings: Says who may show the page in a frame.
    """

    def __init__(self, settings: Settings) -> None:
        policy = "; ".join(
            (
                "default-src 'self'",
                "require-trusted-types-for 'script'",
                "trusted-types 'none'",
                "base-uri 'none'",
                "form-action 'self'",
                f"frame-ancestors {' '.join(settings.frame_ancestors)}",
            )
        )
        self._headers = {
            "Content-Security-Policy": policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cache-Control": "no-store",
        }

    def add_to(self, response: HTTPResponse) -> HTTPResponse:
        """Add them to an answer, which keeps what it says itself, and return it."""
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        return response
