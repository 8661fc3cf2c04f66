"""A save is live while the bot runs; a save that does not load changes nothing."""

import time
from datetime import date

import pytest

from bot.content import ContentError, GuidanceStore, Reader, find_answer
from bot.content import store as store_module

DEADLINE_SECONDS = 8


@pytest.fixture
def store(guidance_copy):
    """A store that does not watch: tests call ``refresh``."""
    return GuidanceStore(guidance_copy)


@pytest.fixture
def watched(guidance_copy):
    """A store that watches its folder."""
    found = GuidanceStore(guidance_copy)
    found.watch()
    yield found
    found.close()


def edit(folder, old, new, name="kettle.yml"):
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def summary(store, topic="kettle/boil_time"):
    return find_answer(store.content, topic, Reader(), date(2026, 11, 22)).reading.summary


def eventually(condition):
    """Wait until a condition holds; tell whether it did before the deadline."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


# What one look at the files does.


def test_nothing_is_loaded_again_while_nothing_changes(store):
    before = store.content
    assert store.refresh() is False
    assert store.content is before


def test_saving_the_same_words_again_changes_nothing(store, guidance_copy):
    file = guidance_copy / "kettle.yml"
    file.write_bytes(file.read_bytes())
    assert store.refresh() is False


def test_good_save_is_taken(store, guidance_copy):
    before = store.content.version
    edit(guidance_copy, "A full kettle boils", "A full pot boils")
    assert store.refresh() is True
    assert summary(store).startswith("A full pot boils")
    assert store.content.version != before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("figures/kettle.yml", "value: 4}", "value: 3}"),
        ("contacts.yml", "0300 111 2222", "0300 111 9999"),
        ("talk.yml", "Goodbye.", "Farewell."),
        ("topics.yml", "a second one", "the second one"),
    ],
)
def test_every_kind_of_file_counts(name, old, new, store, guidance_copy):
    edit(guidance_copy, old, new, name)
    assert store.refresh() is True


def test_new_file_counts(store, guidance_copy):
    edit(guidance_copy, "kettle:\n", "mugs:\n  wash: {for: employee, covers: washing}\n\nkettle:\n", "topics.yml")
    store.refresh()
    (guidance_copy / "mugs.yml").write_text(
        """area: mugs
title: Mugs
sources:
  code: {title: Mug Code, url: "https://www.gov.uk/mugs"}
entries:
  - topic: wash
    title: Washing a mug
    for: [employee]
    nations: [england, scotland, wales, northern_ireland]
    reviewed: 2026-11-01
    review_by: 2027-03-31
    summary: Wash your own mug.
    blocks:
      - paragraph: Use soap.
    sources: [code]
""",
        encoding="utf-8",
    )
    assert store.refresh() is True
    assert summary(store, "mugs/wash") == "Wash your own mug."


def test_broken_save_leaves_the_last_good_content(store, guidance_copy):
    before = store.content
    edit(guidance_copy, "    reviewed: 2026-11-01\n", "")
    assert store.refresh() is False
    assert store.content is before


def test_broken_save_shows_in_the_status(store, guidance_copy):
    assert store.status()["refused_save"] == []
    edit(guidance_copy, "    reviewed: 2026-11-01\n", "")
    store.refresh()
    (refused,) = store.status()["refused_save"]
    assert refused.startswith("guidance/kettle.yml:8: 'reviewed' is missing")


def test_broken_save_is_logged_once_with_the_place(store, guidance_copy, caplog):
    edit(guidance_copy, "    reviewed: 2026-11-01\n", "")
    store.refresh()
    store.refresh()
    (record,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert "guidance/kettle.yml:8:" in record.getMessage()


def test_mended_save_recovers(store, guidance_copy):
    file = guidance_copy / "kettle.yml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("title:", "titel:"), encoding="utf-8")
    store.refresh()
    file.write_text(good.replace("A full kettle", "A mended kettle"), encoding="utf-8")
    assert store.refresh() is True
    assert store.status()["refused_save"] == []
    assert summary(store).startswith("A mended kettle")


def test_going_back_to_the_version_that_serves_clears_the_faults(store, guidance_copy):
    file = guidance_copy / "kettle.yml"
    good = file.read_text(encoding="utf-8")
    file.write_text(good.replace("title:", "titel:"), encoding="utf-8")
    store.refresh()
    file.write_text(good, encoding="utf-8")
    store.refresh()
    assert store.status()["refused_save"] == []


def test_file_taken_away_leaves_the_last_good_content(store, guidance_copy):
    (guidance_copy / "contacts.yml").unlink()
    store.refresh()
    assert "tea_line" in store.content.contacts
    assert "guidance/contacts.yml" in store.status()["refused_save"][0]


def test_content_taken_at_the_start_of_a_turn_stays_whole(store, guidance_copy):
    taken = store.content
    edit(guidance_copy, "A full kettle boils", "A full pot boils")
    store.refresh()
    assert taken.entries["kettle/boil_time"].text.summary.startswith("A full kettle boils")


def test_status_says_what_serves(store):
    status = store.status()
    assert status["version"] == store.content.version
    assert status["entries"] == len(store.content.entries)
    assert status["loaded_at"]


def test_store_does_not_start_on_broken_content(guidance_copy):
    edit(guidance_copy, "    reviewed: 2026-11-01\n", "")
    with pytest.raises(ContentError):
        GuidanceStore(guidance_copy)


# The watch itself.


def test_save_is_live_without_a_restart(watched, guidance_copy):
    edit(guidance_copy, "A full kettle boils", "A full pot boils")
    assert eventually(lambda: summary(watched).startswith("A full pot boils"))


def test_broken_save_is_noticed_and_a_mend_is_live(watched, guidance_copy):
    edit(guidance_copy, "summary: A full kettle", "sumary: A full kettle")
    assert eventually(lambda: watched.status()["refused_save"])
    assert summary(watched).startswith("A full kettle boils")
    edit(guidance_copy, "sumary: A full kettle", "summary: A mended kettle")
    assert eventually(lambda: summary(watched).startswith("A mended kettle"))


def test_watch_outlives_a_failure_that_nobody_foresaw(watched, guidance_copy, monkeypatch):
    failed = []

    def failing(folder):
        failed.append(folder)
        raise TypeError("something that the loader did not foresee")

    with monkeypatch.context() as patch:
        patch.setattr(store_module, "load_content", failing)
        edit(guidance_copy, "A full kettle boils", "A full can boils")
        assert eventually(lambda: failed)
    edit(guidance_copy, "A full can boils", "A full pot boils")
    assert eventually(lambda: summary(watched).startswith("A full pot boils"))


def test_watch_ends_when_it_is_closed(guidance_copy):
    found = GuidanceStore(guidance_copy)
    found.watch()
    thread = found._thread
    found.close()
    assert not thread.is_alive()
