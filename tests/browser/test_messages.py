"""Every type of message and every block of the contract, as the page shows it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.contract import load_schema, message_faults
from tests.browser import rules
from tests.browser.stub import GREETING, MESSAGES

pytestmark = pytest.mark.browser

HOSTILE = [name for name in MESSAGES if name.startswith("hostile_")]
ELEMENTS = {
    "A",
    "BUTTON",
    "DIV",
    "FIELDSET",
    "FORM",
    "H2",
    "H3",
    "INPUT",
    "LABEL",
    "LI",
    "OL",
    "P",
    "SPAN",
    "STRONG",
    "TABLE",
    "TBODY",
    "TD",
    "TEXTAREA",
    "TH",
    "THEAD",
    "TR",
    "UL",
}
"""What the page makes in the conversation, all told."""


def items_of(lists):
    return [[item.strip() for item in one.get_by_role("listitem").all_inner_texts()] for one in lists.all()]


def links_of(links):
    """Return names and addresses; ``get_by_role`` has seen to it that these are links to those who listen."""
    return {link.text_content(): link.get_attribute("href") for link in links.all()}


def groups():
    """Return the names of messages by type; questions stand alone, because their controls go with the next message."""
    found = {}
    for name, message in MESSAGES.items():
        found.setdefault(name if message["type"] == "question" else message["type"], []).append(name)
    return found


GROUPS = groups()


class TestFixtures:
    @pytest.mark.parametrize("name", MESSAGES)
    def test_keep_the_contract(self, name):
        assert message_faults(MESSAGES[name]) == []

    def test_greeting_keeps_the_contract(self):
        assert message_faults(GREETING) == []

    def test_cover_the_contract(self):
        schema = load_schema()
        parts = schema["definitions"]
        all_of = MESSAGES.values()
        blocks = [block for message in all_of for block in message.get("blocks", [])]
        covered = {
            "type": {message["type"] for message in all_of},
            "kind": {block["kind"] for block in blocks},
            "tone": {block.get("tone") for block in blocks} - {None},
            "input": {message.get("input") for message in all_of} - {None},
            "audience": {message.get("audience") for message in all_of} - {None},
            "nation": {message["nation"] for message in all_of if "nation" in message},
            "signpost": {message["reason"] for message in all_of if message["type"] == "signpost"},
            "fallback": {message["reason"] for message in all_of if message["type"] == "fallback"},
        }
        assert covered == {
            "type": set(schema["properties"]["type"]["enum"]),
            "kind": set(parts["block"]["properties"]["kind"]["enum"]),
            "tone": set(parts["note"]["properties"]["tone"]["enum"]),
            "input": set(parts["question"]["properties"]["input"]["enum"]),
            "audience": set(parts["guidance"]["properties"]["audience"]["enum"]),
            "nation": set(parts["guidance"]["properties"]["nation"]["enum"]),
            "signpost": set(parts["signpost"]["properties"]["reason"]["enum"]),
            "fallback": set(parts["fallback"]["properties"]["reason"]["enum"]),
        }


class TestGuidance:
    def test_begins_with_title_and_for_whom_it_holds(self, chat):
        answer = chat.say("guidance")
        heading = answer.get_by_role("heading", level=2)
        expect(heading).to_have_text("How long your employer has to decide")
        expect(answer).to_contain_text("Guide said:")
        assert items_of(answer.get_by_role("list"))[0] == ["For employees", "Scotland", "As of 22 November 2026"]
        expect(answer.get_by_text("Your employer must decide within 2 months of getting your request.")).to_be_visible()

    @pytest.mark.parametrize(
        ("name", "scope"),
        [
            ("guidance_wales", ["For employees", "Wales", "As of 22 November 2026"]),
            ("guidance_england", ["For employers", "England", "As of 22 November 2026"]),
            ("guidance_stale", ["For employers", "UK nation not known yet", "As of 22 November 2026"]),
            ("guidance_northern_ireland", ["Employees in Northern Ireland", "As of 22 November 2026"]),
        ],
    )
    def test_says_for_whom_it_holds(self, chat, name, scope):
        assert items_of(chat.say(name).get_by_role("list"))[0] == scope

    def test_headings_of_its_parts_in_order(self, chat):
        headings = chat.say("guidance").get_by_role("heading", level=3)
        expect(headings).to_have_text(["What the time limit covers", "Sources", "Related questions"])

    def test_steps_and_list(self, chat):
        answer = chat.say("guidance")
        steps = answer.locator("ol")
        expect(steps).to_have_role("list")
        expect(steps.get_by_role("listitem")).to_have_text(
            [
                "Write down the date you sent the request.",
                "Ask for a meeting after 4 weeks.",
                re.compile("^If 2 months pass, complain in writing"),
            ]
        )
        assert ["hours", "days", "place of work"] in items_of(answer.get_by_role("list"))

    def test_table_with_header_cells(self, chat):
        table = chat.say("guidance").get_by_role("table")
        expect(table.get_by_role("columnheader")).to_have_text(["Where you work", "Time to decide", "Who to contact"])
        expect(table.get_by_role("rowheader")).to_have_text(["Great Britain", "Northern Ireland"])
        row = table.get_by_role("row").filter(has_text="Northern Ireland")
        expect(row.get_by_role("cell")).to_have_text(
            ["14 or 28 days for each step, longer if agreed", "Labour Relations Agency"]
        )

    @pytest.mark.parametrize("view", ["narrow"])
    def test_table_wider_than_the_page_can_be_scrolled_by_keyboard(self, chat):
        scroller = chat.say("guidance").get_by_role(
            "group", name="Table: Where you work, Time to decide, Who to contact"
        )
        expect(scroller).to_have_attribute("tabindex", "0")
        scroller.focus()
        scroller.press("ArrowRight")
        chat.page.wait_for_function("(element) => element.scrollLeft > 0", arg=scroller.element_handle())

    def test_table_that_fits_is_no_tab_stop(self, chat):
        scroller = chat.say("guidance").get_by_role("group", name=re.compile("^Table"))
        expect(scroller).not_to_have_attribute("tabindex", "0")

    def test_notes_say_in_words_what_they_are(self, chat):
        answer = chat.say("guidance")
        expect(answer.get_by_text("Note: The test for a refusal changes next year.")).to_be_visible()
        expect(answer.get_by_text("Warning: A claim to a tribunal has a short time limit.")).to_be_visible()

    def test_emphasis(self, chat):
        expect(chat.say("guidance").get_by_text("gets", exact=True)).to_have_role("strong")

    def test_links(self, chat):
        links = chat.say("guidance").get_by_role("link")
        assert links_of(links) == {
            "the Acas Code (opens in a new tab)": "https://www.acas.org.uk/code_(requests)",
            "write to us": "mailto:help@example.org",
            "call us": "tel:03001231100",
            "complain in writing (opens in a new tab)": "https://www.acas.org.uk/grievance",
            "Acas (opens in a new tab)": "https://www.acas.org.uk/contact",
            "Acas Code of Practice on requests for flexible working (opens in a new tab)": "https://www.acas.org.uk/code",
            "GOV.UK: flexible working (opens in a new tab)": "https://www.gov.uk/flexible-working",
        }

    def test_links_to_other_sites_leave_the_conversation_open(self, chat):
        for link in chat.say("guidance").locator("a[href^='https:']").all():
            expect(link).to_have_attribute("target", "_blank")
            expect(link).to_have_attribute("rel", "noopener noreferrer")

    def test_when_it_was_checked(self, chat):
        answer = chat.say("guidance")
        expect(answer).to_contain_text("We last checked this on 1 November 2026. Next check by 1 May 2027.")
        expect(answer).not_to_contain_text("may be out of date")

    def test_warning_when_it_is_stale(self, chat):
        answer = chat.say("guidance_stale")
        warning = answer.get_by_text(
            "Warning: This answer was due to be checked again by 1 May 2026. It may be out of date."
        )
        expect(warning).to_be_visible()
        summary = answer.get_by_text("Handle the request in a reasonable manner.")
        assert warning.bounding_box()["y"] < summary.bounding_box()["y"]

    @pytest.mark.parametrize(
        ("button", "choice"),
        [("In Northern Ireland", "guidance_northern_ireland"), ("What if my employer refuses?", "choices")],
    )
    def test_buttons_hand_back_their_choice(self, chat, stub, button, choice):
        chat.say("guidance")
        chat.pick(button)
        assert stub.turns()[-1] == {"choice": choice}
        expect(chat.questions.last).to_have_text(f"You said:{button}")


class TestChoices:
    def test_prompt_and_buttons(self, chat):
        answer = chat.say("choices")
        expect(answer.get_by_text("Which of these do you mean?")).to_be_visible()
        expect(answer.get_by_role("button")).to_have_text(["The time limit", "What to do if they refuse"])

    def test_picking_one(self, chat, stub):
        chat.say("choices")
        answer = chat.pick("What to do if they refuse")
        expect(answer.get_by_role("heading", level=2)).to_have_text("Flexible working in Wales")
        assert stub.turns()[-1] == {"choice": "guidance_wales"}

    def test_can_be_changed_afterwards(self, chat):
        chat.say("choices")
        chat.pick("What to do if they refuse")
        answer = chat.pick("The time limit")
        expect(answer.get_by_role("heading", level=2)).to_have_text("How long your employer has to decide")


class TestQuestion:
    def test_options_stand_once_and_say_which_step_it_is(self, chat):
        answer = chat.say("question_choice")
        expect(answer.get_by_text("Question 1 of 4")).to_be_visible()
        expect(answer.get_by_role("button")).to_have_text(["England", "Scotland"])
        expect(answer).to_have_text(re.compile("Where do you work\\?EnglandScotland$"))

    def test_options_go_when_it_is_answered(self, chat):
        chat.say("question_choice")
        question = chat.answers.nth(1)
        expect(question.get_by_role("button")).to_have_count(2)
        chat.pick("Scotland")
        expect(question.get_by_role("button")).to_have_count(0)

    @pytest.mark.parametrize(
        ("name", "keyboard"), [("question_text", None), ("question_money", "decimal"), ("question_number", "decimal")]
    )
    def test_is_answered_in_the_box(self, chat, name, keyboard):
        answer = chat.say(name)
        expect(answer.get_by_text(MESSAGES[name]["text"])).to_be_visible()
        expect(chat.box).to_have_accessible_name("Your answer")
        assert chat.box.get_attribute("inputmode") == keyboard

    @pytest.mark.parametrize("view", ["phone"])
    def test_letters_can_be_typed_on_a_phone_that_shows_digits(self, chat):
        chat.say("question_money")
        chat.button("Show the letter keyboard").click()
        assert chat.box.get_attribute("inputmode") is None
        expect(chat.box).to_be_focused()
        expect(chat.button("Show the letter keyboard")).to_be_hidden()

    def test_box_is_for_messages_again_afterwards(self, chat):
        chat.say("question_money")
        chat.say("chitchat")
        expect(chat.box).to_have_accessible_name("Your message")
        assert chat.box.get_attribute("inputmode") is None

    def test_error_is_shown_and_tied_to_the_box(self, chat):
        answer = chat.say("question_money_error")
        expect(answer.get_by_text("Error: I need an amount in pounds.")).to_be_visible()
        expect(chat.box).to_have_attribute("aria-invalid", "true")
        expect(chat.box).to_have_accessible_description(re.compile("^I need an amount in pounds"))
        chat.box.press_sequentially("4")
        expect(chat.box).not_to_have_attribute("aria-invalid", "true")


class TestDate:
    @staticmethod
    def fill(answer, day, month, year):
        for name, value in (("Day", day), ("Month", month), ("Year", year)):
            answer.get_by_label(name, exact=True).fill(value)

    def test_three_boxes_under_the_question(self, chat):
        group = chat.say("question_date").get_by_role("group", name="When did your employer get the request?")
        expect(group.get_by_role("textbox")).to_have_count(3)
        for name in ("Day", "Month", "Year"):
            box = group.get_by_role("textbox", name=name, exact=True)
            expect(box).to_have_attribute("inputmode", "numeric")
            expect(box).to_have_accessible_description(re.compile("For example, 27 3 2026$"))

    @pytest.mark.parametrize("month", ["3", "03", "mar", "March"])
    def test_sends_the_date_in_words(self, chat, stub, month):
        answer = chat.say("question_date")
        before = chat.answers.count()
        self.fill(answer, "27", month, "2026")
        answer.get_by_label("Year", exact=True).press("Enter")
        chat.answered(before)
        assert stub.turns()[-1] == {"text": "27 March 2026"}
        expect(chat.log.get_by_role("button", name="Send this date")).to_have_count(0)

    @pytest.mark.parametrize(
        ("day", "month", "year", "error", "focused"),
        [
            ("", "", "", "Error: The date needs a day and a month and a year.", "Day"),
            ("27", "", "2026", "Error: The date needs a month.", "Month"),
            ("31", "feb", "2026", "Error: This is not a real date. Check the day, month and year.", "Day"),
            ("27", "3", "26", "Error: This is not a real date. Check the day, month and year.", "Day"),
            ("1", "13", "2026", "Error: This is not a real date. Check the day, month and year.", "Day"),
        ],
    )
    def test_wrong_dates_are_not_sent(self, chat, stub, day, month, year, error, focused):
        answer = chat.say("question_date")
        self.fill(answer, day, month, year)
        answer.get_by_role("button", name="Send this date").click()
        expect(answer.get_by_text(error)).to_be_visible()
        box = answer.get_by_label(focused, exact=True)
        expect(box).to_be_focused()
        expect(box).to_have_attribute("aria-invalid", "true")
        expect(box).to_have_accessible_description(re.compile(f"^{re.escape(error)}"))
        assert stub.turns() == [{"text": "question_date"}]

    def test_error_of_the_bot(self, chat):
        answer = chat.say("question_date_error")
        expect(answer.get_by_text("Error: That date is in the future.")).to_be_visible()
        expect(answer.get_by_role("group")).to_have_accessible_name("When did your employer get the request?")
        for name in ("Day", "Month", "Year"):
            expect(answer.get_by_label(name, exact=True)).to_have_attribute("aria-invalid", "true")


class TestResult:
    def test_verdict_and_how_it_came_about(self, chat):
        answer = chat.say("result")
        expect(answer.get_by_role("heading", level=2)).to_have_text("Dates for your request")
        expect(answer.get_by_text("Your employer must decide by 27 May 2026.")).to_be_visible()
        headings = answer.get_by_role("heading", level=3)
        expect(headings).to_have_text(["How we worked it out", "What you told us", "Sources", "Download"])
        lines, inputs = answer.get_by_role("table").all()
        for table in (lines, inputs):
            expect(table.get_by_role("columnheader")).to_have_text(["Item", "Value"])
        expect(lines.get_by_role("rowheader")).to_have_text(["Two months from 27 March 2026", "Steps"])
        expect(lines.get_by_role("cell")).to_have_text(["27 May 2026", "3"])
        expect(inputs.get_by_role("rowheader")).to_have_text(["Request received", "Extended"])
        expect(inputs.get_by_role("cell")).to_have_text(["27 March 2026", ""])
        assert items_of(answer.get_by_role("list"))[0] == ["As of 22 November 2026"]

    def test_download(self, chat):
        answer = chat.say("result")
        with chat.page.expect_download() as download:
            answer.get_by_role("link", name="Calendar file of these dates (.ics)").click()
        assert download.value.suggested_filename == "dates.ics"


class TestDocument:
    def test_letter_stands_as_it_was_written(self, chat):
        answer = chat.say("document")
        expect(answer.get_by_role("heading", level=2)).to_have_text("Flexible working request")
        letter = answer.locator(".letter")
        assert letter.inner_text() == MESSAGES["document"]["body"]

    def test_downloads(self, chat):
        answer = chat.say("document")
        for label, file in (("Word document (.docx)", "letter.docx"), ("Plain text (.txt)", "letter.txt")):
            with chat.page.expect_download() as download:
                answer.get_by_role("link", name=label).click()
            assert download.value.suggested_filename == file

    def test_copying(self, chat, context):
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        answer = chat.say("document")
        answer.get_by_role("button", name="Copy the text").click()
        expect(chat.status).to_have_text("Copied.")
        assert chat.page.evaluate("navigator.clipboard.readText()") == MESSAGES["document"]["body"]

    def test_where_copying_is_blocked_the_text_is_selected(self, chat):
        answer = chat.say("document")
        chat.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('blocked')); }")
        answer.get_by_role("button", name="Copy the text").click()
        expect(chat.status).to_have_text(re.compile("^The text is selected."))
        assert chat.page.evaluate("getSelection().toString()").strip() == MESSAGES["document"]["body"]


class TestSignpost:
    @pytest.mark.parametrize(
        ("name", "title"),
        [
            ("signpost_distress", "People you can talk to now"),
            ("signpost_danger", "Get help now"),
            ("signpost_harassment", "Where to get help"),
            ("signpost_legal_advice", "Where to get advice"),
            ("signpost_human", "Talk to a person"),
        ],
    )
    def test_title_and_contacts(self, chat, name, title):
        answer = chat.say(name)
        expect(answer.get_by_role("heading", level=2)).to_have_text(title)
        names = [contact["name"] for contact in MESSAGES[name]["contacts"]]
        expect(answer.get_by_role("heading", level=3)).to_have_text(names)

    @pytest.mark.parametrize(
        ("name", "links"),
        [
            (
                "signpost_distress",
                {
                    "Call 116 123": "tel:116123",
                    "Website: samaritans.org (opens in a new tab)": "https://www.samaritans.org/contact/",
                    "Website: giveusashout.org (opens in a new tab)": "https://giveusashout.org/",
                    "Call 111": "tel:111",
                },
            ),
            ("signpost_danger", {"Call 999": "tel:999", "Call 0808 2000 247": "tel:08082000247"}),
            ("signpost_human", {"Call +44 300 123 1100": "tel:+443001231100"}),
            (
                "signpost_legal_advice",
                {"Website: citizensadvice.org.uk (opens in a new tab)": "https://www.citizensadvice.org.uk/"},
            ),
        ],
    )
    def test_links(self, chat, name, links):
        assert links_of(chat.say(name).get_by_role("link")) == links

    def test_number_to_text_is_not_called(self, chat):
        answer = chat.say("signpost_distress")
        expect(answer.get_by_text("Text SHOUT to 85258")).to_be_visible()
        expect(answer.get_by_role("link", name=re.compile("85258"))).to_have_count(0)

    def test_each_contact_stands_once(self, chat):
        answer = chat.say("signpost_distress")
        assert answer.inner_text().count("116 123") == 1
        expect(answer.get_by_text("Opening hours: All day, every day; free")).to_be_visible()


class TestPlainTypes:
    @pytest.mark.parametrize(
        "name", ["fallback_not_understood", "fallback_out_of_scope", "fallback_language", "chitchat", "error"]
    )
    def test_words_and_buttons(self, chat, name):
        message = MESSAGES[name]
        labels = [option["label"] for option in message.get("options", [])]
        answer = chat.say(name)
        expect(answer.get_by_role("button")).to_have_text(labels)
        for line in filter(None, message["text"].splitlines()):
            if line.removeprefix("- ") not in labels:
                expect(answer.get_by_text(line)).to_be_visible()

    def test_greeting_and_answer_in_one_turn(self, chat, stub):
        stub.answers["hello, how long?"] = [MESSAGES["chitchat"], MESSAGES["guidance"]]
        chat.say("hello, how long?")
        expect(chat.answers).to_have_count(3)
        expect(chat.answers.nth(1)).to_contain_text("You are welcome.")
        expect(chat.answers.nth(2).get_by_role("heading", level=2)).to_be_focused()


class TestWhatIsNotKnownYet:
    """The contract says that fields and types may be added; and a message may be broken. Its text is always shown."""

    def test_type(self, chat, stub):
        stub.answers["x"] = [
            {"id": "n", "type": "poem", "text": "Words of a new type.", "options": GREETING["options"]}
        ]
        answer = chat.say("x")
        expect(answer.get_by_text("Words of a new type.")).to_be_visible()
        expect(answer.get_by_role("button")).to_have_text(["The time limit for a request"])

    def test_block_with_text(self, chat, stub):
        stub.answers["x"] = [{**MESSAGES["guidance"], "blocks": [{"kind": "hologram", "text": "Words of a new kind."}]}]
        expect(chat.say("x").get_by_text("Words of a new kind.")).to_be_visible()

    def test_block_without_text_brings_the_whole_text(self, chat, stub):
        blocks = [{"kind": "paragraph", "text": "Half of it."}, {"kind": "chart", "data": [1]}]
        stub.answers["x"] = [{**MESSAGES["guidance"], "text": "The whole in plain words.", "blocks": blocks}]
        expect(chat.say("x").get_by_text("The whole in plain words.")).to_be_visible()

    @pytest.mark.parametrize(
        "broken",
        [
            {"type": "guidance", "title": 5, "blocks": "no", "sources": 7, "related": [None, 3]},
            {"type": "guidance", "blocks": [None]},
            {"type": "choices", "options": None},
            {"type": "result"},
            {"type": "signpost", "contacts": 3},
            {"type": "__proto__"},
            {"type": "constructor"},
            {"type": None},
            {"type": ["guidance"]},
        ],
        ids=str,
    )
    def test_broken_message(self, chat, stub, watch, broken):
        watch.expect("A message could not be shown by its type")
        stub.answers["x"] = [{"id": "n", "text": "It can still be read.", **broken}]
        expect(chat.say("x").get_by_text("It can still be read.")).to_be_visible()


class TestHostileText:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_makes_nothing_but_text(self, chat, name):
        answer = chat.say(name)
        elements = answer.evaluate("(root) => [...root.querySelectorAll('*')].map((element) => element.tagName)")
        assert set(elements) <= ELEMENTS
        handlers = answer.evaluate(
            "(root) => [...root.querySelectorAll('*')].flatMap((element) => element.getAttributeNames())"
            ".filter((attribute) => attribute.startsWith('on') || attribute === 'style')"
        )
        assert handlers == []
        assert answer.evaluate("(root) => [...root.querySelectorAll('a')].map((link) => link.href)") == []
        assert chat.page.title() == "Work-life balance guide"

    @pytest.mark.parametrize("name", [name for name in HOSTILE if "title" in MESSAGES[name]])
    def test_is_shown_as_it_is(self, chat, name):
        heading = chat.say(name).get_by_role("heading", level=2)
        assert heading.text_content() == MESSAGES[name]["title"]

    def test_marks_with_bad_addresses_stay_text(self, chat):
        answer = chat.say("hostile_choices")
        expect(answer.locator("p").nth(1)).to_have_text(MESSAGES["hostile_choices"]["prompt"])

    def test_typed_by_the_person(self, chat):
        words = MESSAGES["hostile_guidance"]["title"] + " **not strong** [no link](https://example.org/)"
        chat.say(words)
        said = chat.questions.last
        assert said.locator(".lines").text_content() == words
        assert set(said.evaluate("(root) => [...root.querySelectorAll('*')].map((one) => one.tagName)")) <= {
            "P",
            "SPAN",
        }
        expect(chat.page.get_by_role("link", name="no link")).to_have_count(0)

    def test_in_the_transcript(self, chat):
        for name in HOSTILE:
            chat.say(name)
        before = chat.words()
        chat.page.reload()
        expect(chat.messages).to_have_count(len(before))
        assert chat.log.locator("img, script, iframe, b, a").count() == 0
        assert chat.page.title() == "Work-life balance guide"

    @pytest.mark.parametrize(
        "address", ["javascript:alert(1)", "data:text/html,x", "http://elsewhere.example/f", "//x.y/f"]
    )
    def test_downloads_of_others_are_left_out(self, chat, stub, address):
        files = [{"label": "A file", "url": address, "media_type": "text/plain"}]
        stub.answers["x"] = [{**MESSAGES["result"], "downloads": files}]
        expect(chat.say("x").get_by_role("link", name="A file")).to_have_count(0)


class TestLooks:
    @pytest.mark.parametrize("view", ["narrow", "desktop", "dark"])
    @pytest.mark.parametrize("names", GROUPS.values(), ids=GROUPS)
    def test_rules_hold_for_each_type(self, chat, names):
        page, faults = chat.page, []
        for name in names:
            chat.say(name)
            faults += rules.sideways_faults(page) + rules.target_faults(page) + rules.view_faults(page)
        assert faults + rules.axe_faults(page) == []

    @pytest.mark.parametrize("view", ["narrow", "phone", "desktop", "dark", "zoomed", "forced"])
    def test_rules_hold_for_the_greeting(self, chat):
        page = chat.page
        faults = [*rules.sideways_faults(page), *rules.target_faults(page), *rules.border_faults(page)]
        assert faults + rules.axe_faults(page) == []

    @pytest.mark.parametrize("view", ["zoomed", "forced"])
    def test_rules_hold_for_a_whole_conversation(self, chat):
        page, faults = chat.page, []
        for name in MESSAGES:
            chat.say(name)
            faults += rules.sideways_faults(page) + rules.target_faults(page) + rules.border_faults(page)
        assert faults + rules.axe_faults(page) == []

    def test_everything_can_be_reached_where_the_window_is_tiny(self, chat):
        chat.page.set_viewport_size({"width": 320, "height": 256})
        heading = chat.say("guidance").get_by_role("heading", level=2)
        expect(heading).to_be_in_viewport(ratio=1)
        chat.box.focus()
        expect(chat.box).to_be_in_viewport(ratio=1)

    @pytest.mark.parametrize("view", ["narrow"])
    @pytest.mark.parametrize(
        "style",
        [
            ":root { font-size: 200% }",
            "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
            " p { margin-bottom: 2em !important }",
        ],
        ids=["larger text", "wider text"],
    )
    def test_no_sideways_scroll_with_the_readers_own_text(self, chat, style):
        chat.page.evaluate(
            "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
            " document.adoptedStyleSheets = [sheet]; }",
            style,
        )
        faults = []
        for name in ("guidance", "question_date", "result", "document", "signpost_distress"):
            chat.say(name)
            faults += rules.sideways_faults(chat.page)
        assert faults == []

    def test_nothing_moves(self, chat):
        chat.page.emulate_media(reduced_motion="reduce")
        chat.say("guidance")
        assert chat.page.evaluate("document.getAnimations().length") == 0

    def test_print_shows_answers_and_addresses_but_no_controls(self, chat):
        answer = chat.say("guidance")
        chat.page.emulate_media(media="print")
        expect(answer.get_by_role("heading", level=2)).to_be_visible()
        expect(chat.box).to_be_hidden()
        expect(answer.get_by_role("button")).to_have_count(0)
        link = answer.get_by_role("link", name=re.compile("^GOV.UK"))
        after = link.evaluate("(element) => getComputedStyle(element, '::after').content")
        assert "https://www.gov.uk/flexible-working" in after or "attr(href)" in after


class TestTheRulesThemselves:
    """Each rule finds a fault that was planted; else its silence above would prove nothing."""

    PLANTED = """(style) => {
      const fault = document.createElement('button');
      fault.className = 'quiet';
      for (const [name, value] of Object.entries(style)) fault.style[name] = value;
      document.querySelector('#log .bot').append(fault);
    }"""

    def test_axe_finds_a_button_without_a_name(self, chat):
        chat.page.evaluate(self.PLANTED, {})
        assert [fault for fault in rules.axe_faults(chat.page) if fault.startswith("button-name:")]

    @pytest.mark.parametrize("view", ["desktop", "dark"])
    def test_axe_finds_faint_text_that_was_scrolled_away(self, chat):
        chat.page.evaluate(
            "() => { const words = document.createElement('p'); words.textContent = 'faint';"
            " words.style.color = '#777'; words.style.background = '#666';"
            " document.querySelector('#log .bot').append(words); }"
        )
        chat.say("guidance")
        assert [fault for fault in rules.axe_faults(chat.page) if fault.startswith("color-contrast:")]

    def test_small_target(self, chat):
        chat.page.evaluate(self.PLANTED, {"minHeight": "20px", "height": "20px", "padding": "0"})
        assert len(rules.target_faults(chat.page)) == 1

    def test_sideways_scroll(self, chat):
        chat.page.evaluate(self.PLANTED, {"width": "3000px"})
        assert rules.sideways_faults(chat.page)

    def test_answer_out_of_view(self, chat):
        chat.say("guidance")
        chat.page.evaluate("document.getElementById('log').scrollTop = 0")
        chat.page.set_viewport_size({"width": 1280, "height": 520})
        chat.page.evaluate("document.getElementById('log').scrollTop = 1e6")
        assert rules.view_faults(chat.page)

    @pytest.mark.parametrize(
        ("complaint", "deed"),
        [
            ("console error: planted", "console.error('planted')"),
            ("page error: ", "setTimeout(() => { throw new Error('planted'); })"),
            (
                "policy violation: img-src",
                "document.body.append(Object.assign(new Image(), {src: 'http://x.invalid/x'}))",
            ),
            (
                "policy violation: require-trusted-types-for",
                "(() => { try { document.createElement('p').innerHTML = '<b>'; } catch { return; } })()",
            ),
            ("request to another origin: ", "void (location.hash = '') || open('http://127.0.0.1:9/')"),
        ],
    )
    def test_watch_sees(self, chat, watch, complaint, deed):
        chat.page.evaluate(f"() => {{ {deed}; }}")
        chat.page.wait_for_function("() => true")
        expect(chat.box).to_be_visible()
        found = [problem for problem in watch.problems if problem.startswith(complaint)]
        watch.problems.clear()
        assert found
