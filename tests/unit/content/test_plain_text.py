"""A message in plain words: every kind of block, and what stands around them."""

import pytest

from bot.content.render import bare, block_text, plain_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("See [the code](https://www.gov.uk/code).", "See the code (https://www.gov.uk/code)."),
        ("**Keep it.** Then go.", "Keep it. Then go."),
        ("**[Code](https://a.uk)**", "Code (https://a.uk)"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("No mark-up", "No mark-up"),
    ],
)
def test_mark_up_is_written_out(text, plain):
    assert bare(text) == plain


@pytest.mark.parametrize(
    ("block", "plain"),
    [
        ({"kind": "heading", "text": "What to do"}, "What to do"),
        ({"kind": "paragraph", "text": "**Now** go."}, "Now go."),
        ({"kind": "note", "tone": "info", "text": "Mind it."}, "Mind it."),
        ({"kind": "steps", "items": ["One", "Two"]}, "1. One\n2. Two"),
        ({"kind": "list", "items": ["One", "Two"]}, "- One\n- Two"),
        (
            {"kind": "table", "columns": ["Age", "Rate"], "rows": [["21", "£12"], ["18", "£10"]]},
            "- Age: 21; Rate: £12\n- Age: 18; Rate: £10",
        ),
        ({"kind": "table", "columns": ["", "Rate"], "rows": [["21", "£12"]]}, "- 21; Rate: £12"),
    ],
)
def test_block_is_written_in_plain_words(block, plain):
    assert block_text(block) == plain


def test_plain_text_stands_alone(ask):
    message = ask("tea/break_length", "employee", "wales")
    text = message["text"]
    assert text.startswith(message["title"])
    assert message["summary"] in text
    for source in message["sources"]:
        assert source["url"] in text
    assert "For employees in Wales. Reviewed 1 November 2026." in text


def test_plain_text_has_every_block(ask):
    message = ask("tea/break_length", "employee", "scotland")
    for block in message["blocks"]:
        assert block_text(block) in message["text"]


def test_plain_text_has_no_mark_up_and_no_braces(content, ask):
    for topic in content.entries:
        text = ask(topic)["text"]
        assert "**" not in text
        assert "](" not in text
        assert "{{" not in text


def test_message_without_sources_has_no_empty_list_of_them(ask):
    message = {**ask("tea/tea_law"), "sources": []}
    assert "Sources" not in plain_text(message)
