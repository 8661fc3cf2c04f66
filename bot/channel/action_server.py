"""Rasa's way to the action server, mended where it is slow, patient or silent.

Rasa logs a failed action and goes on as if it had run. Here the failure is noted for the turn that it belongs to, so
that the channel can tell the user.
"""

from __future__ import annotations

import asyncio
import os
from contextvars import ContextVar
from typing import Any

import aiohttp
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

URL_VARIABLE = "WLB_ACTION_URL"
REJECTED = 400
_failed: ContextVar[list[str] | None] = ContextVar("failed_actions", default=None)


def watch_for_failures() -> list[str]:
    """Begin to note failed actions in the current task.

    Returns:
        The list that they are noted in, by kind of failure.
    """
    failures: list[str] = []
    _failed.set(failures)
    return failures


def _note(kind: str) -> None:
    failures = _failed.get()
    if failures is not None:
        failures.append(kind)


class ActionEndpoint(EndpointConfig):
    """Rasa's action endpoint with a time limit, one second try, and failures noted.

    Args:
        seconds: How long an action may take.
        url: Where the action server is; the environment variable ``WLB_ACTION_URL`` goes before it.
        kwargs: All that Rasa's endpoint takes.
    """

    def __init__(self, seconds: float, url: str | None = None, **kwargs: Any) -> None:
        super().__init__(os.environ.get(URL_VARIABLE) or url, **kwargs)
        self._timeout = aiohttp.ClientTimeout(total=seconds)

    @classmethod
    def from_endpoint(cls, endpoint: EndpointConfig, seconds: float) -> ActionEndpoint:
        """Make one of an endpoint that Rasa read from ``endpoints.yml``."""
        options = {
            name: getattr(endpoint, name)
            for name in ("params", "headers", "basic_auth", "token", "token_name", "cafile")
        }
        return cls(seconds, endpoint.url, **options, **endpoint.kwargs)

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """Call the action server, as Rasa does.

        Raises:
            ClientResponseError: If it answers with an error; without its words unless they are a rejection, which Rasa
                reads.
            aiohttp.ClientError: If it cannot be reached.
            asyncio.TimeoutError: If it takes too long.
            ValueError: If it answers with something that is not JSON.
        """
        try:
            return await self._try_twice(*args, **{**kwargs, "timeout": self._timeout})
        except ClientResponseError as error:
            if error.status == REJECTED:
                raise
            _note(f"status {error.status}")
            raise ClientResponseError(error.status, error.message, "") from None
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            _note(type(error).__name__)
            raise

    async def _try_twice(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().request(*args, **kwargs)
        except (aiohttp.ServerDisconnectedError, ConnectionResetError):
            # The server closed the connection while we wrote. Should it have run the action all the same, nothing is
            # done twice: an action only answers, and what it answered then is lost.
            return await super().request(*args, **kwargs)


def speed_up_validation() -> None:
    """Let Rasa build the validator of action replies once.

    ``RemoteAction._validate_action_result`` checks Rasa's own constant schema against the metaschema on every reply:
    two thirds of the time of a turn. The check of the reply itself stays. A reply that fails it is noted like any
    other failure, and the error does not quote it, for it holds the conversation.
    """
    schema = RemoteAction.action_response_format_spec()
    validator = validator_for(schema)(schema)

    def validate(_: Any, result: Any) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is None:
            return True
        _note("reply does not fit")
        place = "/".join(str(part) for part in error.absolute_path)
        raise RasaException(f"The reply of the action server does not fit Rasa's format at '/{place}'.")

    RemoteAction._validate_action_result = validate
