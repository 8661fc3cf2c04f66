"""Ports, disk, settings, the command line and the progress line."""

from __future__ import annotations

import io
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.run.client import ChannelError, ChatClient
from bot.run.commands import choose_port
from bot.run.machine import check_disk, child_environment, free_ports, make_folder, port_is_free
from bot.run.problems import DiskFullError, RunError
from bot.run.processes import Follower, rotate, tail
from bot.run.progress import Progress


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert not port_is_free(server.getsockname()[1])


def test_free_ports_are_free_and_different() -> None:
    ports = free_ports(5)

    assert len(set(ports)) == 5
    assert all(port_is_free(port) for port in ports)


def test_an_address_of_another_machine_is_told() -> None:
    with pytest.raises(RunError, match="cannot listen on"):
        port_is_free(5005, "192.0.2.1")


@pytest.mark.parametrize(("option", "said", "port"), [(6005, "7005", 6005), (None, "7005", 7005), (None, "", 5005)])
def test_the_option_goes_before_the_environment_before_the_default(
    monkeypatch: pytest.MonkeyPatch, option: int | None, said: str, port: int
) -> None:
    monkeypatch.setenv("WLB_PORT", said)

    assert choose_port(option, "WLB_PORT", 5005) == port


@pytest.mark.parametrize("said", ["http", "-1", "65536", "50.5"])
def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("WLB_PORT", said)

    with pytest.raises(ValueError, match="is not a port"):
        choose_port(None, "WLB_PORT", 5005)


def test_a_disk_that_is_too_full_is_told(tmp_path: Path) -> None:
    with pytest.raises(DiskFullError, match=str(tmp_path)):
        check_disk([tmp_path], needed=2**80)


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(RunError, match="cannot write to"):
        make_folder(tmp_path / "file" / "state")


def test_children_get_a_quiet_private_environment(tmp_path: Path) -> None:
    environment = child_environment(tmp_path, 5055, base={"RASA_TELEMETRY_ENABLED": "true", "OMP_NUM_THREADS": "4"})

    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["OMP_NUM_THREADS"] == "4"
    assert environment["WLB_ACTION_URL"] == "http://127.0.0.1:5055/webhook"
    assert environment["WLB_STATE"] == str(tmp_path)
    assert environment["WLB_DB"].startswith(str(tmp_path))


def test_conversations_can_be_kept_in_a_database(tmp_path: Path) -> None:
    url = "postgresql://wlb@localhost/wlb"

    assert child_environment(tmp_path, 5055, database=url)["WLB_DB"] == url


def test_the_command_line_does_not_load_rasa() -> None:
    code = "import bot.cli, sys; sys.exit(any(name.split('.')[0] in ('rasa', 'sanic') for name in sys.modules))"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_logs_are_put_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = tmp_path / "rasa.log"
    for run in range(5):
        rotate(log, keep=2)
        log.write_text(str(run))

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {
        "rasa.log": "4",
        "rasa.log.1": "3",
        "rasa.log.2": "2",
    }


def test_the_last_lines_are_as_a_terminal_would_show_them(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("a\n\nb 1 %\rb 100 %\n\n\x1b[92mc\x1b[0m\n\n")

    assert tail(log, 2) == ["b 100 %", "c"]
    assert tail(tmp_path / "none", 2) == []


def test_following_a_file_gives_whole_lines_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    follower = Follower(log)
    assert list(follower.lines()) == []
    log.write_text("one\ntw")
    assert list(follower.lines()) == ["one"]
    with log.open("a") as file:
        file.write("o\n")
    assert list(follower.lines()) == ["two"]


def test_progress_is_plain_lines_where_there_is_no_terminal() -> None:
    out = io.StringIO()
    progress = Progress(out)
    progress.begin("Starting the bot")
    for _ in range(3):
        progress.tick("loading the model")
    progress.end()

    assert out.getvalue() == "Starting the bot ...\n"


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    progress = Progress(out)
    progress.begin("Starting the bot")
    progress.tick("loading the model")
    progress.end()

    assert out.getvalue().count("\n") == 1
    assert "loading the model" in out.getvalue()


def test_notes_are_shown_even_when_quiet() -> None:
    out = io.StringIO()
    progress = Progress(out, quiet=True)
    progress.begin("Starting the bot")
    progress.note("The guidance has faults.")

    assert out.getvalue() == "The guidance has faults.\n"


class _Channel(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        status, body = {
            "/chat/health": (503, {"error": {"code": "not_ready", "message": "The store cannot be written to."}}),
            "/unwell/health": (
                503,
                {"status": "unavailable", "checks": {"model": True, "store": "The store is full."}},
            ),
            "/busy/health": (429, {"error": {"code": "too_many", "message": "Wait a little."}}),
            "/list/health": (200, []),
        }[self.path]
        self.send_response(status)
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *arguments: object) -> None:
        pass


@pytest.fixture
def channel() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Channel)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_error_answer_is_told_in_the_bots_words(channel: str) -> None:
    with pytest.raises(ChannelError, match="The store cannot be written to") as caught:
        ChatClient(f"{channel}/chat/").health()

    assert caught.value.status == 503


def test_a_health_report_is_told_by_what_fails(channel: str) -> None:
    with pytest.raises(ChannelError, match=r"^The store is full\.$"):
        ChatClient(f"{channel}/unwell/").health()


def test_how_long_to_wait_is_passed_on(channel: str) -> None:
    with pytest.raises(ChannelError) as caught:
        ChatClient(f"{channel}/busy/").health()

    assert (caught.value.status, caught.value.retry_after) == (429, "7")


def test_a_proxy_of_the_environment_is_not_asked(channel: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")

    with pytest.raises(ChannelError, match="The store"):
        ChatClient(f"{channel}/chat/").health()


def test_another_program_is_not_taken_for_the_bot(channel: str) -> None:
    with pytest.raises(ChannelError, match="is not this bot"):
        ChatClient(f"{channel}/list/").health()


def test_nobody_there_is_told() -> None:
    with pytest.raises(ChannelError, match="No answer from"):
        ChatClient(f"http://127.0.0.1:{free_ports(1)[0]}/chat/").health()


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(RunError, match="is not an address"):
        ChatClient("file:///etc/passwd")
