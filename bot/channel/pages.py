"""The chat page and its files, from ``bot/widget``."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from sanic.request import Request
from sanic.response import HTTPResponse, raw

from bot.channel.faults import CallError

WIDGET = Path(__file__).resolve().parents[1] / "widget"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
}
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")


def page_file(request: Request, name: str, folder: Path = WIDGET) -> HTTPResponse:
    """Answer with a file of the page. Browsers keep it, and ask each time whether it is still the one.

    Args:
        request: The call.
        name: The bare name of a file; no folder is ever looked into.
        folder: Where the files are.

    Raises:
        CallError: 404 if there is no such file, or it is not of a kind that a page has.
    """
    path = folder / name
    media_type = _TYPES.get(path.suffix)
    if media_type is None or not _NAME.fullmatch(name) or not path.is_file():
        raise CallError(404)
    content = path.read_bytes()
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return HTTPResponse(status=304, headers=headers)
    return raw(content, content_type=media_type, headers=headers)
