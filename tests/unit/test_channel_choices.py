"""Sealed choices and the secret behind them."""

import stat

import pytest

from bot.channel.choices import Choice, ChoiceSealer, ForeignChoiceError, load_secret

SECRET = "a secret of more than thirty-two letters"
CHOICE = Choice('/ask{"nation": "wales"}', "Wales – Cymru")


def test_a_choice_comes_back_in_its_conversation():
    sealed = ChoiceSealer(SECRET).seal("s1", CHOICE)
    assert ChoiceSealer(SECRET).open("s1", sealed) == CHOICE  # Another process, or the same after a restart.


def test_two_sealings_differ_and_tell_nothing():
    sealer = ChoiceSealer(SECRET)
    first, second = sealer.seal("s1", CHOICE), sealer.seal("s1", CHOICE)
    assert first != second
    assert "nation" not in first


@pytest.mark.parametrize("value", ["", "x", "/ask", "é", "\x00", "A" * 200])
def test_a_made_up_choice_is_refused(value):
    with pytest.raises(ForeignChoiceError):
        ChoiceSealer(SECRET).open("s1", value)


def test_a_choice_of_another_conversation_server_or_one_changed_is_refused():
    sealer = ChoiceSealer(SECRET)
    sealed = sealer.seal("s1", CHOICE)
    for session, value, opener in (
        ("s2", sealed, sealer),
        ("s1", sealed, ChoiceSealer(SECRET + "!")),
        ("s1", sealed[:-4] + "AAA=", sealer),
    ):
        with pytest.raises(ForeignChoiceError):
            opener.open(session, value)


def test_every_choice_of_a_message_is_sealed_with_its_label():
    sealer = ChoiceSealer(SECRET)
    message = {
        "options": [{"label": "Wales", "choice": "/a"}],
        "related": [{"title": "Next", "choice": "/b"}],
        "blocks": [{"kind": "list", "items": [{"deep": {"label": "L", "choice": "/c"}}]}],
        "input": "choice",
    }
    sealed = sealer.seal_all("s1", message)
    assert sealer.open("s1", sealed["options"][0]["choice"]) == Choice("/a", "Wales")
    assert sealer.open("s1", sealed["related"][0]["choice"]) == Choice("/b", "Next")
    assert sealer.open("s1", sealed["blocks"][0]["items"][0]["deep"]["choice"]) == Choice("/c", "L")
    assert message["options"][0]["choice"] == "/a"  # What Rasa stores keeps the intent.


def test_the_secret_is_made_once_and_kept_private(tmp_path, monkeypatch):
    monkeypatch.delenv("WLB_SECRET_KEY", raising=False)
    secret = load_secret(tmp_path / "state")
    assert len(secret) >= 32
    assert load_secret(tmp_path / "state") == secret
    assert stat.S_IMODE((tmp_path / "state" / "secret.key").stat().st_mode) == 0o600
    assert [path.name for path in (tmp_path / "state").iterdir()] == ["secret.key"]


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("WLB_SECRET_KEY", SECRET)
    assert load_secret(tmp_path) == SECRET
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("WLB_SECRET_KEY", "short")
    with pytest.raises(ValueError, match="WLB_SECRET_KEY"):
        load_secret(tmp_path)
