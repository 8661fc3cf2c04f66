"""Settings of credentials.yml, and the file itself."""

from pathlib import Path

import pytest
from rasa.core.channels.rest import RestInput
from rasa.core.run import create_http_input_channels

from bot.channel import web
from bot.channel.limits import Rates
from bot.channel.settings import Settings
from bot.channel.web import ChatChannel
from tests.unit.channel_server import helplines

CREDENTIALS = Path(__file__).parents[2] / "credentials.yml"


def test_defaults_hold_where_nothing_is_given():
    assert Settings.from_mapping(None) == Settings()
    assert Settings.from_mapping({"keep_hours": 1}).keep_hours == 1


@pytest.mark.parametrize(
    "values",
    [
        {"keep_hour": 1},
        {"keep_hours": 0},
        {"keep_hours": "long"},
        {"turn_seconds": -1},
        {"most_turns": True},
        {"trusted_proxies": -1},
        {"trusted_proxies": "one"},
        {"frame_ancestors": []},
        {"frame_ancestors": ["https://a.example; script-src *"]},
        {"frame_ancestors": ["https://a.example https://b.example"]},
        {"frame_ancestors": 5},
    ],
)
def test_what_makes_no_sense_is_named(values):
    (name,) = values
    with pytest.raises(ValueError, match=name):
        Settings.from_mapping(values)


def test_a_rate_that_cannot_be_read_is_refused():
    with pytest.raises(ValueError, match="often"):
        Rates(Settings(messages_per_session="often"))


def test_rasa_makes_both_channels_of_the_projects_file(tmp_path, monkeypatch):
    monkeypatch.setenv("WLB_STATE", str(tmp_path))
    monkeypatch.setattr(web, "Helplines", helplines)
    chat, rest = create_http_input_channels(None, str(CREDENTIALS))
    assert isinstance(chat, ChatChannel)
    assert isinstance(rest, RestInput)
    assert chat.url_prefix() == "/chat"
    assert chat._settings == Settings()  # The file shows the defaults, so that both say the same.
