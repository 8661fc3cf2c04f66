"""The action server: Rasa SDK's own, with the state of the guidance added for health reports."""

from __future__ import annotations

import argparse
import logging

from rasa_sdk.endpoint import create_app
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, json

from actions.library import guidance

DEFAULT_PORT = 5055


def make_app() -> Sanic:
    """Return the Sanic app with all actions loaded.

    Raises:
        ContentError: If the guidance does not load.
    """
    store = guidance()
    # Only Rasa on the same machine or network calls it: no page of any origin may.
    app = create_app("actions", cors_origins=[])

    @app.get("/guidance/status")
    async def guidance_status(_: Request) -> HTTPResponse:
        """Report the version that serves, and the faults of a refused save."""
        return json(store.status())

    return app


def main() -> None:
    """Run the action server until it is told to stop."""
    parser = argparse.ArgumentParser(prog="python -m actions", description="The action server.")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument("--host", default="127.0.0.1")
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    make_app().run(arguments.host, arguments.port, access_log=False, motd=False)
