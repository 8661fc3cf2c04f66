"""Documents that the bot made: taken out of a message, kept with the conversation, handed out by a secret address."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import quote

from sanic.response import HTTPResponse, raw

from bot.store.records import Download, Records

PATH = "/chat/downloads/"
UNKNOWN_TYPE = "application/octet-stream"
_MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?charset=[\w-]+)?")


async def shelve_downloads(records: Records, session: str, message: dict[str, Any]) -> None:
    """Put the documents of a message away, and leave their addresses in their place.

    Args:
        records: Where they are kept.
        session: The conversation that they are erased with.
        message: An action's message. An item of ``downloads`` with ``label``, ``filename``, ``media_type`` and
            ``content`` becomes ``label``, ``url`` and ``media_type``. With ``"encoding": "base64"`` the content is
            bytes, else text.

    Raises:
        StoreUnavailableError: If one cannot be kept.
    """
    for item in message.get("downloads") or []:
        if "content" not in item:
            continue
        content, encoding = item.pop("content"), item.pop("encoding", "utf-8")
        data = base64.b64decode(content) if encoding == "base64" else content.encode("utf-8")
        download = Download(item.pop("filename", "document"), item.get("media_type", UNKNOWN_TYPE), data)
        item["url"] = f"{PATH}{await records.add_download(session, download)}"


def download_response(download: Download) -> HTTPResponse:
    """Answer with a document, to be saved and never to be shown as a page."""
    media_type = download.media_type if _MEDIA_TYPE.fullmatch(download.media_type) else UNKNOWN_TYPE
    name = re.sub(r"[^\w.-]+", "-", download.filename, flags=re.ASCII).strip("-.") or "document"
    disposition = f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(download.filename, safe='')}"
    return raw(download.content, content_type=media_type, headers={"Content-Disposition": disposition})
