"""What a person does with the page: by keyboard, when things go wrong, and on somebody else's site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import rules
from tests.browser.chat import ChatPage
from tests.browser.chromium import MISSING, find_chromium
from tests.browser.stub import DROPPED, ERASING, FEEDBACK, MESSAGES, OPENING, READING, TURNS, HostSite, Stub

pytestmark = pytest.mark.browser

FAILED_CALL = "Failed to load resource"
"""What Chromium writes to the console for each call that fails: in these tests on purpose."""
MOST_TABS = 40


@pytest.fixture
def failing(watch):
    """Calls are meant to fail in this test."""
    watch.expect(FAILED_CALL)


def tab_to(page, target):
    """Press Tab until the target has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.evaluate("(element) => element.matches(':focus')"):
            return
    raise AssertionError(f"{MOST_TABS} times Tab did not lead to {target}")


def focus_is_somewhere(page):
    return page.evaluate("document.activeElement !== document.body")


class TestChromium:
    def test_its_absence_fails_with_what_to_install(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        assert find_chromium() is None
        assert "apt-get install chromium" in MISSING


class TestKeyboard:
    def test_whole_conversation(self, chat, stub):
        page = chat.page
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
        page.keyboard.press("Enter")
        expect(chat.box).to_be_focused()
        page.keyboard.type("guidance")
        page.keyboard.press("Enter")
        answer = chat.answered(1)
        expect(answer.get_by_role("heading", level=2)).to_be_focused()
        tab_to(page, answer.get_by_role("button", name="What if my employer refuses?"))
        page.keyboard.press("Enter")
        answer = chat.answered(2)
        expect(answer.get_by_text("Which of these do you mean?")).to_be_focused()
        tab_to(page, answer.get_by_role("button", name="What to do if they refuse"))
        page.keyboard.press("Space")
        expect(chat.answered(3).get_by_role("heading", level=2)).to_be_focused()
        assert stub.turns() == [{"text": "guidance"}, {"choice": "choices"}, {"choice": "guidance_wales"}]

    def test_every_control_is_reached_and_tab_leaves_at_the_end(self, chat):
        answer = chat.say("guidance")
        page = chat.page
        page.evaluate("document.activeElement.blur()")
        controls = [
            page.get_by_role("link", name="Skip to the message box"),
            chat.button("Start again"),
            chat.button("Save a copy"),
            chat.button("Delete this conversation"),
            chat.log,
            *answer.get_by_role("link").all(),
            *answer.get_by_role("button").all(),
            chat.box,
            chat.send_button,
        ]
        for control in controls:
            tab_to(page, control)

    def test_focus_ring_shows_in_forced_colours(self, chat):
        chat.page.emulate_media(forced_colors="active")
        for control in (chat.box, chat.send_button, chat.button("Start again"), chat.log):
            chat.page.keyboard.press("Tab")
            control.focus()
            assert control.evaluate("(element) => parseFloat(getComputedStyle(element).outlineWidth)") >= 2

    def test_shift_and_enter_make_a_new_line(self, chat, stub):
        chat.box.press_sequentially("one")
        chat.box.press("Shift+Enter")
        chat.box.press_sequentially("two")
        chat.box.press("Enter")
        chat.answered(1)
        assert stub.turns() == [{"text": "one\ntwo"}]

    def test_enter_that_ends_a_word_of_an_input_method_does_not_send(self, chat, stub):
        chat.box.fill("nihon")
        chat.box.dispatch_event("keydown", {"key": "Enter", "isComposing": True})
        expect(chat.box).to_have_value("nihon")
        assert stub.turns() == []

    @pytest.mark.parametrize("view", ["phone", "narrow"])
    def test_menu_of_a_phone(self, chat):
        page = chat.page
        menu = page.locator("summary")
        erase = chat.button("Delete this conversation")
        expect(erase).to_be_hidden()
        menu.press("Enter")
        expect(erase).to_be_visible()
        assert rules.target_faults(page) + rules.axe_faults(page) == []
        page.keyboard.press("Escape")
        expect(erase).to_be_hidden()
        expect(menu).to_be_focused()


class TestFocus:
    def test_is_not_taken_when_the_page_opens(self, chat):
        assert not focus_is_somewhere(chat.page)

    @pytest.mark.parametrize("name", ["question_text", "question_money", "chitchat"])
    def test_stays_in_the_box_where_the_next_thing_is_typed(self, chat, name):
        chat.say(name)
        expect(chat.box).to_be_focused()

    @pytest.mark.parametrize("name", ["guidance", "choices", "question_choice", "question_date", "signpost_distress"])
    def test_goes_to_the_start_of_an_answer(self, chat, name):
        answer = chat.say(name)
        expect(answer.locator("[data-lead]").first).to_be_focused()
        assert answer.locator(":focus").evaluate("(element) => element.tabIndex") == -1

    @pytest.mark.parametrize("name", ["result", "document", "fallback_not_understood", "error"])
    def test_goes_to_the_start_of_other_answers(self, chat, name):
        expect(chat.say(name).locator("[data-lead]").first).to_be_focused()

    def test_is_not_taken_from_somebody_who_types(self, chat, stub):
        stub.hold()
        chat.type_and_send("guidance")
        chat.box.press_sequentially("and then")
        stub.release()
        answer = chat.answered(1)
        expect(answer.get_by_role("heading", level=2)).to_be_visible()
        expect(chat.box).to_be_focused()
        expect(chat.box).to_have_value("and then")

    def test_is_not_lost_when_the_pressed_button_goes(self, chat):
        chat.say("question_choice")
        chat.pick("Scotland")
        expect(chat.answers.last.locator("[data-lead]")).to_be_focused()


class TestAnnouncements:
    GUIDANCE = (
        "How long your employer has to decide. Your employer must decide within 2 months of getting your request. "
        "Also here: the full answer, 2 sources, 1 choice, 2 related questions."
    )

    @pytest.fixture
    def quiet_chat(self, closed_chat):
        """The page with its clock stopped, so that what it says and when does not depend on the machine."""
        clock = closed_chat.page.clock
        clock.install(time="2026-11-22T10:00:00Z")
        clock.pause_at("2026-11-22T10:00:10Z")
        closed_chat.open()
        clock.run_for(1000)
        closed_chat.note_announcements()
        return closed_chat

    @staticmethod
    def pass_time(chat, milliseconds=5000):
        chat.page.clock.run_for(milliseconds)

    def test_regions_are_there_before_the_first_message(self, closed_chat, stub, failing):
        stub.break_calls(OPENING, 503)
        closed_chat.page.goto(closed_chat.url)
        expect(closed_chat.notice).to_be_visible()
        expect(closed_chat.status).to_have_count(1)
        expect(closed_chat.log).to_have_attribute("aria-live", "off")

    def test_one_for_each_reply(self, quiet_chat):
        for name in ("guidance", "signpost_distress"):
            quiet_chat.say(name)
            self.pass_time(quiet_chat)
        assert quiet_chat.announcements() == [
            self.GUIDANCE,
            "I am sorry that things are so hard. Samaritans: 116 123. Also here: 3 contacts.",
        ]

    def test_slow_answer_is_announced_as_awaited(self, quiet_chat, stub):
        stub.hold()
        quiet_chat.type_and_send("guidance")
        self.pass_time(quiet_chat)
        expect(quiet_chat.log.get_by_text("Looking that up…")).to_be_visible()
        assert quiet_chat.announcements() == ["Looking that up…"]
        stub.release()
        quiet_chat.answered(1)
        self.pass_time(quiet_chat)
        assert quiet_chat.announcements() == ["Looking that up…", self.GUIDANCE]
        expect(quiet_chat.log.get_by_text("Looking that up…")).to_have_count(0)

    def test_greeting_and_answer_are_one(self, quiet_chat, stub):
        stub.answers["both"] = [MESSAGES["chitchat"], MESSAGES["guidance"]]
        quiet_chat.type_and_send("both")
        quiet_chat.answered(2)
        self.pass_time(quiet_chat)
        assert quiet_chat.announcements() == [f"You are welcome. {self.GUIDANCE}"]

    @pytest.mark.parametrize(
        ("name", "words"),
        [
            ("guidance_stale", "This answer may be out of date."),
            ("question_date", "Also here: boxes for a date."),
            ("question_money_error", "Error: I need an amount in pounds."),
            ("choices", "Also here: 2 choices."),
            ("document", "Also here: the full answer, 2 downloads."),
            ("result", "Your employer must decide by 27 May 2026."),
        ],
    )
    def test_says_what_matters(self, quiet_chat, name, words):
        quiet_chat.say(name)
        self.pass_time(quiet_chat)
        (said,) = quiet_chat.announcements()
        assert words in said
        assert "**" not in said

    def test_failure(self, quiet_chat, stub, failing):
        stub.break_calls(TURNS, 500)
        quiet_chat.type_and_send("guidance")
        expect(quiet_chat.notice).to_be_visible()
        self.pass_time(quiet_chat)
        (said,) = quiet_chat.announcements()
        assert said.startswith("Something went wrong on our side.")

    def test_conversation_that_was_opened_again(self, quiet_chat):
        quiet_chat.say("guidance")
        quiet_chat.page.reload()
        expect(quiet_chat.answers).to_have_count(2)
        quiet_chat.note_announcements()
        self.pass_time(quiet_chat)
        assert quiet_chat.announcements() == ["Your earlier conversation is here."]


class TestSending:
    def test_second_is_blocked_while_the_first_is_under_way(self, chat, stub):
        stub.hold()
        chat.type_and_send("chitchat")
        expect(chat.send_button).to_have_attribute("aria-disabled", "true")
        chat.type_and_send("guidance")
        expect(chat.status).to_have_text(
            "Still looking that up. You can send your next message when the answer is here."
        )
        chat.send_button.click(force=True)
        chat.log.get_by_role("button", name="The time limit for a request").click(force=True)
        stub.release()
        expect(chat.answered(1)).to_contain_text("You are welcome.")
        expect(chat.box).to_have_value("guidance")
        chat.send_button.click()
        expect(chat.answered(2).get_by_role("heading", level=2)).to_be_visible()
        assert stub.turns() == [{"text": "chitchat"}, {"text": "guidance"}]

    @pytest.mark.parametrize("text", ["", "   \n "])
    def test_empty_message(self, chat, stub, text):
        chat.type_and_send(text)
        expect(chat.page.get_by_text("Type a message first.").first).to_be_visible()
        expect(chat.box).to_have_attribute("aria-invalid", "true")
        expect(chat.box).to_have_accessible_description(re.compile("^Type a message first."))
        expect(chat.box).to_be_focused()
        assert stub.turns() == []

    @pytest.mark.parametrize(
        ("length", "words"),
        [(1799, None), (1800, "You can type 200 more characters."), (1999, "You can type 1 more character.")],
    )
    def test_how_much_can_be_typed(self, chat, length, words):
        chat.box.fill("😀" * length)
        if words:
            expect(chat.page.get_by_text(words)).to_be_visible()
        else:
            expect(chat.page.get_by_text(re.compile("You can type"))).to_be_hidden()

    def test_longest_message_is_sent(self, chat, stub):
        chat.say("😀" * 2000)
        assert stub.turns() == [{"text": "😀" * 2000}]

    def test_too_long_message_stays_in_the_box(self, chat, stub):
        chat.type_and_send("x" * 2003)
        expect(chat.status).to_have_text("Your message is 3 characters too long. Please make it shorter.")
        expect(chat.box).to_have_value("x" * 2003)
        assert stub.turns() == []

    @pytest.mark.parametrize("text", ["/restart", "/greet{}", '{"choice": "guidance"}', "  spaces  "])
    def test_text_is_sent_as_text(self, chat, stub, text):
        chat.say(text)
        assert stub.turns() == [{"text": text.strip()}]


class TestFailures:
    @pytest.mark.parametrize(
        ("status", "more", "words"),
        [
            (429, {"headers": {"Retry-After": "45"}}, "Please wait 45 seconds, then choose Try again."),
            (429, {"headers": {"Retry-After": "100"}}, "Please wait 2 minutes, then choose Try again."),
            (429, {}, "Please wait a minute, then choose Try again."),
            (503, {"message": "The guidance is not loaded."}, "The service cannot answer just now."),
            (503, {"message": "The guidance is not loaded."}, "The guidance is not loaded."),
            (500, {}, "Something went wrong on our side. Please choose Try again."),
            (200, {"raw": b"<html>A proxy's own page</html>"}, "Something went wrong on our side."),
            (DROPPED, {}, "We could not reach the service. Check your internet connection, then choose Try again."),
        ],
    )
    def test_draft_is_kept_and_try_again_works(self, chat, stub, failing, status, more, words):
        stub.break_calls(TURNS, status, **more)
        chat.type_and_send("guidance")
        expect(chat.notice).to_contain_text(words)
        expect(chat.notice).to_contain_text("Your message is still in the box.")
        expect(chat.notice).to_be_in_viewport(ratio=1)
        expect(chat.status).to_contain_text(words)
        expect(chat.box).to_have_value("guidance")
        expect(chat.questions).to_have_count(0)
        assert focus_is_somewhere(chat.page)
        assert rules.axe_faults(chat.page) == []
        stub.mend()
        chat.button("Try again").click()
        expect(chat.answered(1).get_by_role("heading", level=2)).to_be_focused()
        expect(chat.notice).to_have_count(0)
        expect(chat.box).to_have_value("")
        expect(chat.questions).to_have_count(1)

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (400, "The service could not read that message. Please write it in another way."),
            (413, "That message is too long. The limit is 2,000 characters."),
        ],
    )
    def test_what_would_fail_again_is_not_offered_again(self, chat, stub, failing, status, words):
        stub.break_calls(TURNS, status)
        chat.type_and_send("guidance")
        expect(chat.notice).to_contain_text(words)
        expect(chat.box).to_have_value("guidance")
        expect(chat.button("Try again")).to_have_count(0)

    def test_draft_changed_after_the_failure_is_what_is_sent(self, chat, stub, failing):
        stub.break_calls(TURNS, 503)
        chat.type_and_send("guidance")
        expect(chat.notice).to_be_visible()
        chat.box.fill("chitchat")
        stub.mend()
        chat.button("Try again").click()
        expect(chat.answered(1)).to_contain_text("You are welcome.")

    def test_what_was_typed_meanwhile_is_kept_too(self, chat, stub, failing):
        stub.break_calls(TURNS, 503)
        stub.hold()
        chat.type_and_send("guidance")
        chat.box.press_sequentially("and then")
        stub.release()
        expect(chat.notice).to_be_visible()
        expect(chat.box).to_have_value("guidance\nand then")
        expect(chat.box).to_be_focused()

    def test_picked_button_is_tried_again_and_the_box_is_left_alone(self, chat, stub, failing):
        stub.break_calls(TURNS, 503)
        chat.log.get_by_role("button", name="The time limit for a request").click()
        expect(chat.notice).to_be_visible()
        expect(chat.box).to_have_value("")
        stub.mend()
        chat.button("Try again").click()
        expect(chat.answered(1).get_by_role("heading", level=2)).to_be_focused()
        assert stub.turns()[-1] == {"choice": "guidance"}

    def test_offline(self, chat, context, stub, failing):
        context.set_offline(True)
        expect(chat.page.get_by_text("You are offline. You can read and save this conversation.").first).to_be_visible()
        chat.type_and_send("guidance")
        expect(chat.notice).to_contain_text("You are offline, so this was not sent.")
        expect(chat.box).to_have_value("guidance")
        assert rules.axe_faults(chat.page) == []
        context.set_offline(False)
        expect(chat.status).to_have_text("You are online again.")
        chat.button("Try again").click()
        expect(chat.answered(1).get_by_role("heading", level=2)).to_be_visible()
        assert stub.turns() == [{"text": "guidance"}]

    def test_conversation_that_has_ended(self, chat, stub, failing):
        stub.forget()
        chat.type_and_send("guidance")
        expect(chat.notice).to_contain_text("This conversation has ended.")
        expect(chat.box).to_have_value("guidance")
        expect(chat.button("Try again")).to_have_count(0)
        chat.button("Start a new conversation").click()
        expect(chat.notice).to_have_count(0)
        expect(chat.answers).to_have_count(1)
        expect(chat.box).to_have_value("guidance")
        expect(chat.box).to_be_focused()
        chat.box.press("Enter")
        expect(chat.answered(1).get_by_role("heading", level=2)).to_be_visible()

    def test_conversation_that_has_ended_before_a_reload(self, chat, stub, failing):
        chat.say("guidance")
        stub.forget()
        chat.page.reload()
        expect(chat.notice).to_contain_text("This conversation has ended.")
        assert chat.page.evaluate("sessionStorage.length") == 0
        assert rules.axe_faults(chat.page) == []
        chat.button("Start a new conversation").click()
        expect(chat.answers).to_have_count(1)
        expect(chat.box).to_be_focused()

    def test_opening(self, closed_chat, stub, failing):
        stub.break_calls(OPENING, 503, message="The model is not loaded.")
        closed_chat.page.goto(closed_chat.url)
        expect(closed_chat.notice).to_contain_text("The model is not loaded.")
        stub.mend()
        closed_chat.button("Try again").click()
        expect(closed_chat.answers).to_have_count(1)
        expect(closed_chat.notice).to_have_count(0)

    def test_first_message_opens_what_could_not_be_opened(self, closed_chat, stub, failing):
        stub.break_calls(OPENING, 503)
        closed_chat.page.goto(closed_chat.url)
        expect(closed_chat.notice).to_be_visible()
        stub.mend()
        closed_chat.type_and_send("guidance")
        expect(closed_chat.answered(0).get_by_role("heading", level=2)).to_be_visible()
        expect(closed_chat.notice).to_have_count(0)

    def test_reading_the_conversation_after_a_reload(self, chat, stub, failing):
        chat.say("guidance")
        stub.break_calls(READING, 503)
        chat.page.reload()
        expect(chat.notice).to_contain_text("The service cannot answer just now.")
        stub.mend()
        chat.button("Try again").click()
        expect(chat.answers).to_have_count(2)


class TestWholeConversation:
    def test_reload_shows_it(self, chat, stub):
        for name in ("guidance", "signpost_distress", "hello **there**"):
            chat.say(name)
        chat.pick("What if my employer refuses?")
        before = chat.words()
        assert len(before) == 9
        chat.page.reload()
        expect(chat.messages).to_have_count(9)
        assert chat.words() == before
        expect(chat.answers.last).to_be_in_viewport()
        assert len(stub.talks) == 1

    def test_reload_keeps_an_open_question_open(self, chat, stub):
        chat.say("question_date")
        chat.page.reload()
        question = chat.answers.nth(1)
        expect(question.get_by_role("textbox")).to_have_count(3)
        chat.say("question_money")
        chat.page.reload()
        expect(chat.answers).to_have_count(3)
        expect(chat.box).to_have_accessible_name("Your answer")

    def test_choices_work_after_a_reload(self, chat, stub):
        chat.say("guidance")
        chat.page.reload()
        expect(chat.answers).to_have_count(2)
        chat.pick("In Northern Ireland")
        assert stub.turns()[-1] == {"choice": "guidance_northern_ireland"}

    def test_nothing_is_stored_but_the_name_of_the_conversation(self, chat, stub, context):
        chat.say("guidance")
        chat.page.reload()
        expect(chat.answers).to_have_count(2)
        (session,) = stub.talks
        stored = chat.page.evaluate(
            """async () => ({
              cookie: document.cookie,
              local: Object.keys(localStorage),
              session: { ...sessionStorage },
              databases: (await indexedDB.databases()).length,
            })"""
        )
        assert stored == {"cookie": "", "local": [], "session": {"wlb-session": session}, "databases": 0}
        assert context.cookies() == []
        assert [call for call in stub.calls if call.cookie is not None] == []

    def test_works_where_storage_is_blocked(self, closed_chat):
        closed_chat.page.add_init_script(
            "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('blocked'); } })"
        )
        closed_chat.open()
        expect(closed_chat.say("guidance").get_by_role("heading", level=2)).to_be_visible()

    def test_copy_of_the_conversation(self, chat):
        for name in ("guidance", "document", "signpost_distress"):
            chat.say(name)
        with chat.page.expect_download() as download:
            chat.button("Save a copy").click()
        assert re.fullmatch(r"work-life-balance-chat-\d{4}-\d\d-\d\d\.txt", download.value.suggested_filename)
        copy = Path(download.value.path()).read_text(encoding="utf-8")
        assert copy.startswith("Work-life balance guide: copy of a conversation, saved on ")
        for words in (
            "You, ",
            "Guide, ",
            "Hello. I am a bot, not a person.",
            "Your employer must decide within 2 months.",
            "https://www.gov.uk/flexible-working",
            "We last checked this on 1 November 2026.",
            "Dear manager,",
            "Samaritans: 116 123",
            "https://www.samaritans.org/contact/",
        ):
            assert words in copy
        for words in ("undefined", "null", "[object"):
            assert words not in copy
        expect(chat.status).to_have_text("A copy of this conversation was made. Look in your downloads.")

    def test_start_again(self, chat, stub):
        chat.say("guidance")
        button = chat.button("Start again")
        button.click()
        expect(chat.confirmation.get_by_role("heading", name="Start again?")).to_be_focused()
        assert rules.axe_faults(chat.page) == []
        chat.page.keyboard.press("Escape")
        expect(chat.confirmation).to_be_hidden()
        expect(button).to_be_focused()
        expect(chat.messages).to_have_count(3)
        button.click()
        chat.button("Yes, start again").click()
        expect(chat.messages).to_have_count(1)
        expect(chat.box).to_be_focused()
        assert len(stub.talks) == 2

    def test_start_again_leaves_a_late_answer_behind(self, chat, stub):
        stub.hold()
        chat.type_and_send("guidance")
        chat.button("Start again").click()
        chat.button("Yes, start again").click()
        expect(chat.messages).to_have_count(1)
        with chat.page.expect_response("**/messages"):
            stub.release()
        expect(chat.say("chitchat")).to_contain_text("You are welcome.")
        expect(chat.messages).to_have_count(3)


class TestErasing:
    def test_asks_once_and_says_when_it_is_done(self, chat, stub):
        chat.say("guidance")
        chat.button("Delete this conversation").click()
        expect(chat.confirmation.get_by_role("heading", name="Delete this conversation?")).to_be_focused()
        assert rules.axe_faults(chat.page) == []
        assert len(stub.talks) == 1
        chat.button("Yes, delete it").click()
        done = "This conversation has been deleted from this page and from our service."
        expect(chat.notice.locator("[data-lead]")).to_be_focused()
        expect(chat.notice.locator("[data-lead]")).to_have_text(done)
        expect(chat.status).to_have_text(done)
        expect(chat.messages).to_have_count(0)
        expect(chat.box).to_be_hidden()
        expect(chat.confirmation).to_be_hidden()
        assert stub.talks == {}
        assert chat.page.evaluate("sessionStorage.length") == 0
        assert rules.axe_faults(chat.page) == []
        chat.button("Start a new conversation").click()
        expect(chat.answers).to_have_count(1)
        expect(chat.box).to_be_focused()

    def test_can_be_called_off(self, chat, stub):
        chat.say("guidance")
        chat.button("Delete this conversation").click()
        chat.button("No, go back").click()
        expect(chat.confirmation).to_be_hidden()
        expect(chat.button("Delete this conversation")).to_be_focused()
        expect(chat.messages).to_have_count(3)
        assert len(stub.talks) == 1

    def test_failure_keeps_it_and_can_be_tried_again(self, chat, stub, failing):
        chat.say("guidance")
        stub.break_calls(ERASING, 503)
        chat.button("Delete this conversation").click()
        chat.button("Yes, delete it").click()
        expect(chat.notice).to_contain_text("The conversation was not deleted.")
        expect(chat.status).to_contain_text("The conversation was not deleted.")
        expect(chat.messages).to_have_count(3)
        stub.mend()
        chat.button("Try again").click()
        chat.button("Yes, delete it").click()
        expect(chat.messages).to_have_count(0)
        assert stub.talks == {}

    def test_of_what_is_gone_already(self, chat, stub, failing):
        chat.say("guidance")
        stub.forget()
        chat.button("Delete this conversation").click()
        chat.button("Yes, delete it").click()
        expect(chat.notice).to_contain_text("This conversation has been deleted")


class TestFeedback:
    def test_yes(self, chat, stub):
        answer = chat.say("guidance")
        answer.get_by_role("button", name="Yes (this was useful)").click()
        expect(answer.get_by_text("Thank you. We have your feedback.")).to_be_focused()
        expect(chat.status).to_have_text("Thank you. We have your feedback.")
        assert stub.feedback == [{"message": "m-guidance", "useful": True}]

    def test_no_with_a_comment(self, chat, stub):
        answer = chat.say("guidance")
        answer.get_by_role("button", name="No (this was not useful)").click()
        expect(answer.get_by_text("Thank you. We have your answer. You can also tell us more.")).to_be_focused()
        comment = answer.get_by_role("textbox", name="What was wrong or missing? (optional)")
        expect(comment).to_have_accessible_description("Please don’t type names or medical details.")
        assert rules.axe_faults(chat.page) + rules.target_faults(chat.page) == []
        comment.fill("  Nothing about Belfast.  ")
        answer.get_by_role("button", name="Send comment").click()
        expect(answer.get_by_text("Thank you. We have your comment.")).to_be_focused()
        expect(comment).to_have_count(0)
        assert stub.feedback == [
            {"message": "m-guidance", "useful": False},
            {"message": "m-guidance", "useful": False, "comment": "Nothing about Belfast."},
        ]

    def test_empty_comment_is_not_sent(self, chat, stub):
        answer = chat.say("guidance")
        answer.get_by_role("button", name="No (this was not useful)").click()
        answer.get_by_role("button", name="Send comment").click()
        expect(answer.get_by_role("textbox")).to_be_focused()
        assert stub.feedback == [{"message": "m-guidance", "useful": False}]

    def test_failure(self, chat, stub, failing):
        stub.break_calls(FEEDBACK, 503)
        answer = chat.say("guidance")
        answer.get_by_role("button", name="Yes (this was useful)").click()
        expect(answer.get_by_text("Your feedback was not sent. Please try again later.")).to_be_visible()
        stub.mend()
        answer.get_by_role("button", name="Yes (this was useful)").click()
        expect(answer.get_by_text("Thank you. We have your feedback.")).to_be_visible()
        assert stub.feedback == [{"message": "m-guidance", "useful": True}]


class TestWithoutScripts:
    def test_page_says_what_to_do(self, browser, stub):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(stub.url)
        # Playwright itself never looks for words inside noscript.
        words = page.locator("noscript p")
        expect(words).to_be_visible()
        assert "This page needs JavaScript" in words.inner_text()
        expect(words.locator("a")).to_have_attribute("href", "https://www.acas.org.uk/contact")
        expect(page.locator("#starting")).to_be_hidden()
        context.close()


class TestOnAnotherSite:
    @pytest.fixture
    def host_site(self):
        with HostSite() as running:
            yield running

    @pytest.fixture
    def stub(self, host_site):
        with Stub(frame_ancestors=("'self'", host_site.origin)) as running:
            host_site.bot = running.origin
            yield running
            running.release()

    @pytest.fixture
    def host(self, page, host_site, stub, watch):
        """The host's page with the launcher."""
        watch.allow_origin(host_site.origin)
        watch.allow_origin(stub.origin)
        page.goto(host_site.origin)
        expect(page.get_by_role("button", name="Ask about flexible working")).to_be_visible()
        return page

    @staticmethod
    def launcher(host):
        return host.get_by_role("button", name="Ask about flexible working")

    @pytest.fixture
    def framed(self, host, stub):
        """The chat, opened from the host's page."""
        self.launcher(host).click()
        chat = ChatPage(host, stub.url, host.frame_locator("iframe"))
        expect(chat.answers).to_have_count(1)
        return chat

    def test_nothing_but_the_loader_before_it_is_opened(self, host, stub, watch):
        host.wait_for_load_state("networkidle")
        assert [call.path for call in stub.calls] == ["/chat/widget.js"]
        assert [address for address in watch.requests if address.startswith(stub.origin)] == [
            f"{stub.origin}/chat/widget.js"
        ]
        assert host.locator("iframe").count() == 0
        assert host.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
        assert host.evaluate("document.activeElement === document.body")

    @pytest.mark.parametrize("view", ["desktop", "phone", "narrow"])
    def test_launcher_and_open_chat_keep_the_rules(self, host, stub, watch):
        assert rules.axe_faults(host) == []
        self.launcher(host).click()
        chat = ChatPage(host, stub.url, host.frame_locator("iframe"))
        expect(chat.answers).to_have_count(1)
        expect(host.get_by_role("dialog", name="Ask about flexible working")).to_be_visible()
        expect(host.locator("iframe")).to_have_attribute("title", "Ask about flexible working")
        expect(self.launcher(host)).to_be_hidden()
        box = host.get_by_role("button", name="Close chat").bounding_box()
        assert min(box["width"], box["height"]) >= rules.SMALLEST_TARGET
        assert rules.axe_faults(host) == []
        assert host.evaluate("document.documentElement.scrollWidth <= innerWidth")

    @pytest.mark.parametrize("view", ["desktop", "narrow"])
    def test_by_keyboard(self, host, stub):
        tab_to(host, self.launcher(host))
        host.keyboard.press("Enter")
        chat = ChatPage(host, stub.url, host.frame_locator("iframe"))
        expect(chat.answers).to_have_count(1)
        expect(chat.box).to_be_focused()
        host.keyboard.type("guidance")
        host.keyboard.press("Enter")
        expect(chat.answered(1).get_by_role("heading", level=2)).to_be_focused()
        host.keyboard.press("Escape")
        expect(host.get_by_role("dialog")).to_be_hidden()
        expect(self.launcher(host)).to_be_focused()
        host.keyboard.press("Enter")
        expect(chat.box).to_be_focused()
        expect(chat.messages).to_have_count(3)

    def test_close_button(self, framed):
        framed.page.get_by_role("button", name="Close chat").click()
        expect(framed.page.get_by_role("dialog")).to_be_hidden()
        expect(self.launcher(framed.page)).to_be_focused()

    def test_escape_first_closes_what_is_open_inside(self, framed):
        framed.say("guidance")
        framed.page.frame_locator("iframe").locator("summary").click()
        framed.button("Delete this conversation").click()
        expect(framed.confirmation).to_be_visible()
        framed.page.keyboard.press("Escape")
        expect(framed.confirmation).to_be_hidden()
        expect(framed.page.get_by_role("dialog")).to_be_visible()

    def test_the_hosts_script_cannot_read_it(self, framed):
        framed.say("guidance")
        seen = framed.page.evaluate(
            """() => {
              const host = [...document.body.children].find((element) => element.shadowRoot);
              const frame = host.shadowRoot.querySelector('iframe');
              const attempt = (read) => { try { return String(read()); } catch (error) { return error.name; } };
              return [
                frame.contentDocument,
                attempt(() => frame.contentWindow.document.body.textContent),
                attempt(() => frame.contentWindow.sessionStorage.length),
                attempt(() => frame.contentWindow.location.href),
              ];
            }"""
        )
        assert seen == [None, "SecurityError", "SecurityError", "SecurityError"]

    def test_no_content_is_posted_to_the_host(self, host, stub):
        host.evaluate("window.posted = []; addEventListener('message', ({ data }) => window.posted.push(data));")
        self.launcher(host).click()
        chat = ChatPage(host, stub.url, host.frame_locator("iframe"))
        expect(chat.answers).to_have_count(1)
        chat.say("guidance")
        host.keyboard.press("Escape")
        expect(host.get_by_role("dialog")).to_be_hidden()
        assert host.evaluate("window.posted") == ["wlb:close"]

    def test_forged_close_is_ignored(self, framed):
        framed.page.evaluate("window.postMessage('wlb:close', '*')")
        framed.page.evaluate(
            "new Promise((resolve) => { addEventListener('message', resolve); postMessage('x', '*'); })"
        )
        expect(framed.page.get_by_role("dialog")).to_be_visible()

    def test_host_that_is_not_registered_cannot_show_it(self, page, host_site, watch):
        watch.expect("frame-ancestors")
        watch.allow_origin(host_site.origin)
        with Stub() as closed:
            host_site.bot = closed.origin
            watch.allow_origin(closed.origin)
            page.goto(host_site.origin)
            with page.expect_event("requestfailed") as failed:
                self.launcher(page).click()
            assert failed.value.url == closed.url
            expect(page.frame_locator("iframe").get_by_role("log")).to_have_count(0)
            assert closed.talks == {}
