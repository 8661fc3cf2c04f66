"""Which browser drives the page, and the windows that it is looked at in."""

from __future__ import annotations

import shutil
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    f"No Chromium was found: none of {', '.join(NAMES)} is on PATH. "
    "Install it, for example with 'apt-get install chromium', and run the tests again."
)
_TOUCH = {"has_touch": True, "is_mobile": True}

VIEWS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 800}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
    "phone": {"viewport": {"width": 390, "height": 844}, **_TOUCH},
    "dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark", **_TOUCH},
    "forced": {"viewport": {"width": 1280, "height": 800}, "forced_colors": "active"},
    "zoomed": {"viewport": {"width": 320, "height": 256}},
}
"""Windows by name. ``zoomed`` is what 400% zoom leaves of a screen of 1280 by 1024."""


def find_chromium() -> str | None:
    """Return the path of Chromium, or ``None`` if none of its names is on PATH."""
    return next((path for path in map(shutil.which, NAMES) if path), None)
