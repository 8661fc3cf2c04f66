"""The benchmark's arithmetic, and that a reply that is none is a failure. No time is asserted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import pytest
import yaml
from aiohttp import web

from benchmarks import report
from benchmarks.__main__ import main
from benchmarks.arithmetic import Figure, percentile
from benchmarks.bots import STARTER_REPLIES, Starter, StarterWithActions
from benchmarks.load import MOST_FAILURES, Load, Outcome, Runner, check_local, judge_chat, judge_rest
from benchmarks.micro import BASELINE, STEP
from benchmarks.run import QUICK, Deadline, OutOfTimeError, Results, in_turn, load_figures
from benchmarks.talks import CHOICE, OURS, STARTER, Turn

GOOD = {"messages": [{"id": "1", "type": "guidance", "text": "Two months."}]}
LABELS = {"ours": "this bot", "starter": "starter"}
Handler = Callable[[web.Request], Awaitable[web.Response]]


class TestPercentile:
    def test_middle_of_an_odd_number(self):
        assert percentile([3, 1, 2], 0.5) == 2

    def test_lies_straight_between_two_values(self):
        assert percentile([10, 20], 0.5) == 15
        assert percentile(range(1, 101), 0.95) == pytest.approx(95.05)

    def test_ends_are_the_lowest_and_the_highest(self):
        assert (percentile([5, 7, 9], 0), percentile([5, 7, 9], 1)) == (5, 9)

    def test_one_value_is_every_percentile(self):
        assert percentile([4], 0.95) == 4

    def test_no_values_give_none_and_not_zero(self):
        assert percentile([], 0.5) is None

    def test_share_must_make_sense(self):
        with pytest.raises(ValueError, match="between 0 and 1"):
            percentile([1], 95)


def figure(**rounds: list[float | None]) -> Figure:
    return Figure("x.y", "latency", "Latency", "ms", rounds=dict(rounds))


class TestFigure:
    def test_value_is_the_median_of_the_rounds_that_gave_one(self):
        assert figure(ours=[1, None, 3, 100]).value("ours") == 3

    def test_no_rounds_give_no_value(self):
        assert figure(ours=[None]).value("ours") is None
        assert figure().value("ours") is None

    def test_ratio_compares_each_round_with_itself(self):
        # The second round was disturbed: both were four times as slow.
        ratio = figure(ours=[10, 40, 12], starter=[20, 80, 20]).ratio("ours", "starter")
        assert ratio is not None
        assert (ratio.median, ratio.low, ratio.high) == (0.5, 0.5, 0.6)

    def test_a_round_without_one_of_the_two_is_left_out(self):
        ratio = figure(ours=[10, None, 30], starter=[20, 1, None]).ratio("ours", "starter")
        assert ratio is not None
        assert ratio.median == 0.5

    @pytest.mark.parametrize("starter", [[], [None], [0]])
    def test_no_baseline_gives_no_ratio(self, starter):
        assert figure(ours=[1], starter=starter).ratio("ours", "starter") is None


class TestLoadFigures:
    def test_failures_are_in_no_figure(self):
        outcome = Outcome(latencies={"topic": [10, 30]}, failures={"empty reply": 98}, seconds=2, cpu_seconds=0.1)
        values = {figure.key: value for figure, value in load_figures(8, outcome)}
        assert values == {"latency.8.p50": 20, "latency.8.p95": 29, "latency.8.rate": 1, "latency.8.cpu": 50}

    def test_nothing_but_failures_gives_no_times(self):
        outcome = Outcome(failures={"status 503": 50}, seconds=2, cpu_seconds=1)
        values = {figure.key: value for figure, value in load_figures(32, outcome)}
        assert values == {"latency.32.p50": None, "latency.32.p95": None, "latency.32.rate": 0, "latency.32.cpu": None}

    def test_kinds_are_told_apart_where_nothing_waits_for_another(self):
        outcome = Outcome(latencies={"topic": [10], "context": [20]}, seconds=1)
        kinds = {figure.name: value for figure, value in load_figures(1, outcome) if figure.part == "kinds"}
        assert kinds == {"context": 20, "topic": 10}


class TestJudging:
    @pytest.mark.parametrize(
        ("status", "body", "fault"),
        [
            (200, GOOD, None),
            (201, GOOD, None),
            (200, {"messages": []}, "empty reply"),
            (200, [], "empty reply"),
            (200, None, "empty reply"),
            (200, {"messages": [{"type": "guidance", "text": ""}]}, "a message without type or text"),
            (200, {"messages": [{"type": "error", "text": "Sorry", "reason": "store"}]}, "error message: store"),
            (503, {"error": {"code": "store", "message": "Sorry"}}, "status 503"),
            (429, {}, "status 429"),
        ],
    )
    def test_our_channel(self, status, body, fault):
        assert judge_chat(status, body).fault == fault

    @pytest.mark.parametrize(
        ("status", "body", "fault"),
        [
            (200, [{"text": "Hey!"}], None),
            (200, [{"image": "https://example.org/x.jpg"}], None),
            (200, [], "empty reply"),
            (200, [{"recipient_id": "x"}], "a message without text"),
            (500, [{"text": "Hey!"}], "status 500"),
        ],
    )
    def test_rest_channel(self, status, body, fault):
        assert judge_rest(status, body).fault == fault

    def test_first_choice_that_was_offered(self):
        offers = [{"label": "Law"}, {"label": "Fees", "choice": "abc"}]
        assert judge_chat(200, {"messages": [{"type": "choices", "text": "Which?", "options": offers}]}).choice == "abc"
        assert judge_chat(200, GOOD).choice is None


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Serve a handler of all calls; returns the address."""
    runners = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


def load(dialect: str, url: str, **changes) -> Load:
    talk = (Turn("topic", "one"), Turn(CHOICE, "two"), Turn("topic", "three"))
    return replace(Load(dialect, url, (talk,), seconds=30, most_turns=6), **changes)


class TestRunner:
    async def test_every_other_reply_is_empty(self, serve):
        count = 0

        async def handler(request):
            nonlocal count
            count += 1
            return web.json_response([{"text": "Hey!"}] if count % 2 else [])

        outcome = await Runner(load("rest", await serve(handler))).run()
        assert len(outcome.all_latencies) == 3
        assert outcome.failures == {"empty reply": 3}
        assert outcome.failed == 3

    async def test_a_server_that_is_down_ends_the_load(self):
        outcome = await Runner(load("rest", "http://127.0.0.1:9", most_turns=10**6)).run()
        assert outcome.all_latencies == []
        assert outcome.failures == {"ClientConnectorError": MOST_FAILURES}

    async def test_a_reply_that_is_late_is_a_failure(self, serve):
        async def handler(request):
            await asyncio.sleep(30)
            return web.json_response([{"text": "Hey!"}])

        slow = load("rest", await serve(handler), most_turns=1, turn_seconds=0.05)
        outcome = await Runner(slow).run()
        assert outcome.all_latencies == []
        assert outcome.failures == {"TimeoutError": 1}

    async def test_a_session_that_cannot_be_opened_is_a_failure(self, serve):
        async def handler(request):
            return web.json_response({"error": {}}, status=503)

        outcome = await Runner(load("chat", await serve(handler))).run()
        assert outcome.all_latencies == []
        assert outcome.failures == {"opening: status 503": MOST_FAILURES}

    async def test_conversations_open_a_session_each_and_pick_what_was_offered(self, serve):
        calls = []

        async def handler(request):
            calls.append((request.path, await request.json()))
            if request.path == "/chat/sessions":
                return web.json_response(GOOD | {"session": f"s{len(calls)}"}, status=201)
            offered = [{"label": "More", "choice": "sealed"}]
            return web.json_response({"messages": [{"type": "choices", "text": "Which?", "options": offered}]})

        outcome = await Runner(load("chat", f"{await serve(handler)}/chat")).run()
        assert not outcome.failures
        assert outcome.replies == {"choices": 6}
        assert calls[:4] == [
            ("/chat/sessions", {}),
            ("/chat/sessions/s1/messages", {"text": "one"}),
            ("/chat/sessions/s1/messages", {"choice": "sealed"}),
            ("/chat/sessions/s1/messages", {"text": "three"}),
        ]
        assert calls[4][0] == "/chat/sessions"

    async def test_no_more_turns_than_it_was_told(self, serve):
        turns = 0

        async def handler(request):
            nonlocal turns
            turns += 1
            return web.json_response([{"text": "Hey!"}])

        await Runner(load("rest", await serve(handler), conversations=4, most_turns=10)).run()
        assert turns == 10

    def test_survives_the_way_to_its_process(self):
        sent = load("rest", "http://127.0.0.1:1", pids=(1, 2))
        assert Load.from_json(sent.to_json()) == sent

    def test_only_this_machine(self):
        check_local("http://127.0.0.1:5005/chat")
        with pytest.raises(ValueError, match=r"not for example\.org"):
            check_local("http://example.org/chat")


def results() -> Results:
    made = Results()
    for ours, starter in ((40.0, 80.0), (60.0, 100.0)):
        p50 = Figure("latency.1.p50", "latency", "1 at once: latency p50", "ms")
        made.figures.add(p50, "ours", ours)
        made.figures.add(p50, "starter", starter)
    made.figures.add(Figure("kinds.topic.p50", "kinds", "topic", "ms"), "ours", 41.0)
    step = Figure("micro.load", "micro", "Load all guidance", "ms", against="yaml.safe_load")
    step.rounds = {STEP: [600], BASELINE: [500]}
    made.figures.put(step)
    made.count("ours", Outcome(latencies={"topic": [40, 60]}, replies={"guidance": 2}, failures={"empty reply": 1}))
    return made


class TestReport:
    def test_tables(self):
        assert report.tables(results(), LABELS) == [
            [
                ["", "this bot", "starter", "ratio"],
                ["1 at once: latency p50, ms", "50.0", "90.0", "0.55 (0.50 to 0.60)"],
            ],
            [["kind of turn, one at a time", "latency p50, ms"], ["topic", "41.0"]],
            [
                ["", "ours", "baseline", "", "ratio"],
                ["Load all guidance, ms", "600", "yaml.safe_load", "500", "1.20"],
            ],
        ]

    def test_what_was_not_measured_is_a_dash(self):
        only_ours = Figure("a.b", "memory", "Memory", "MB", rounds={"ours": [1234.5]})
        assert report.bots_table([only_ours], LABELS)[1] == ["Memory, MB", "1,234", "-", "-"]

    def test_failures_are_told_with_their_reasons(self):
        lines = report.reply_lines(results(), LABELS)
        assert lines == ["this bot: 2 turns answered and timed, 1 failed (1 empty reply). Messages: 2 guidance."]

    def test_table_on_the_terminal_has_straight_columns(self):
        assert report.as_text([["", "ours"], ["Memory, MB", "9"]]) == "            ours\nMemory, MB     9"

    def test_files(self, tmp_path):
        facts = {
            "date": "2026-11-22",
            "cpu": "A processor",
            "cores": 2,
            "memory_gb": 8,
            "system": "Linux",
            "python": "3.10",
            "packages": {"rasa": "3.6.21"},
            "loop_seconds": 0.5,
            "load_average_before": 0.1,
            "topics": 49,
        }
        json_path, markdown_path = report.write(tmp_path / "new", results(), LABELS, facts, QUICK)
        data = json.loads(json_path.read_text())
        assert data["figures"][0]["rounds"] == {"ours": [40, 60], "starter": [80, 100]}
        assert data["figures"][0]["ratio"]["starter"] == {"median": 0.55, "low": 0.5, "high": 0.6}
        assert data["replies"]["ours"]["failed"] == {"empty reply": 1}
        page = markdown_path.read_text()
        assert "| 1 at once: latency p50, ms | 50.0 | 90.0 | 0.55 (0.50 to 0.60) |" in page
        assert "A quick run" in page
        assert "1 failed (1 empty reply)" in page
        assert "rasa 3.6.21" in page


class TestPlan:
    def test_every_other_round_goes_backwards(self):
        assert [in_turn("abc", number) for number in range(3)] == ["abc", "cba", "abc"]

    def test_deadline_leaves_out_what_would_end_too_late(self):
        assert Deadline(60).allows(30)
        assert not Deadline(60).allows(90)

    def test_deadline_breaks_the_run_off(self):
        async def forever():
            await asyncio.sleep(60)

        # The benchmark runs on asyncio's own loop; in the tests Rasa may have put uvloop in its place.
        loop = asyncio.SelectorEventLoop()
        try:
            with pytest.raises(OutOfTimeError, match="broken off"), Deadline(0.05).enforced():
                loop.run_until_complete(forever())
        finally:
            loop.close()

    def test_parts_are_known_ones(self, capsys):
        with pytest.raises(SystemExit):
            main(["--only", "speed"])
        assert "training, startup, memory, latency, micro" in capsys.readouterr().err

    def test_talks_are_of_ten_turns(self):
        assert {len(talk) for talk in (*OURS, *STARTER)} == {10}


class TestStarterWithActions:
    def test_is_rasas_own_project_with_its_first_replies_from_actions(self, tmp_path):
        bot = StarterWithActions(tmp_path)
        domain = yaml.safe_load((bot.root / "domain.yml").read_text())
        assert domain["actions"] == [f"action_{reply}" for reply in STARTER_REPLIES]
        data = "".join((bot.root / "data" / name).read_text() for name in ("stories.yml", "rules.yml"))
        said = {line.split()[-1] for line in data.splitlines() if "- action:" in line}
        assert said == {*domain["actions"], "utter_did_that_help"}
        actions = (bot.root / "actions" / "actions.py").read_text()
        compile(actions, "actions.py", "exec")
        assert all(f'"{name}"' in actions for name in domain["actions"])

    def test_trains_and_understands_as_the_plain_one(self, tmp_path):
        plain, bot = Starter(tmp_path), StarterWithActions(tmp_path)
        for name in ("config.yml", "credentials.yml", "data/nlu.yml"):
            assert (bot.root / name).read_text() == (plain.root / name).read_text()
