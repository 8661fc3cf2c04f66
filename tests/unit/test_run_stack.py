"""Starting, watching and ending the bot, with two small programs that stand in for Rasa and the action server."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from bot.run.client import ChatClient
from bot.run.problems import ChildDiedError, NotReadyError, PortInUseError, RunError
from bot.run.progress import Progress
from bot.run.stack import Programs, Stack

ROOT = Path(__file__).resolve().parents[2]

# Started as: server.py NAME PORT MODES. It answers like the web channel, notes its process id and its end in files.
SERVER = """
import json, os, signal, subprocess, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

name, port, modes = sys.argv[1], int(sys.argv[2]), sys.argv[3].split(",")
folder = Path(__file__).parent
open_sessions = set()

def note(file, text):
    with (folder / file).open("a") as out:
        out.write(f"{text}\\n")

def ended(number, frame):
    note("ends", name)
    os._exit(0)

if "stubborn" in modes:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
else:
    signal.signal(signal.SIGTERM, ended)
note("pids", os.getpid())
if "parent" in modes:
    note("pids", subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]).pid)
print(f"{name} is starting", flush=True)
if "warns" in modes:
    print("2026-11-22 10:00:00 ERROR bot.content.store The guidance that was just saved has faults", flush=True)
    print("guidance/pay.yml:3: No such figure. Mend: add it.", flush=True)
    print("2026-11-22 10:00:01 ERROR elsewhere Of no interest", flush=True)
if "dies" in modes:
    print("RuntimeError: no such file: domain.yml", flush=True)
    sys.exit(3)

class Handler(BaseHTTPRequestHandler):
    def answer(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        if self.path == "/open":
            self.answer(200, {"open": len(open_sessions)})
        elif self.path == "/die":
            os._exit(4)
        elif "other" in modes:
            self.answer(404, {})
        elif "unwell" in modes:
            self.answer(503, {"error": {"code": "not_ready", "message": "The guidance is not loaded."}})
        else:
            self.answer(200, {"model": "m", "guidance": "g"})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/sessions"):
            open_sessions.add("s1")
            self.answer(201, {"session": "s1", "messages": []})
        else:
            kind = "error" if "helpless" in modes else "guidance"
            self.answer(200, {"messages": [{"id": "1", "type": kind, "text": "Two months."}]})

    def do_DELETE(self):
        open_sessions.discard(self.path.rsplit("/", 1)[-1])
        self.answer(200, {})

    def log_message(self, *arguments):
        pass

ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""

# Started as: wlb.py PORT RASA_MODES. It is the real command, with the stand-ins for servers.
WLB = """
import functools, sys
from pathlib import Path
sys.path.insert(0, {root!r})
sys.path.insert(0, {tests!r})
from test_run_stack import Fakes
from bot import cli
from bot.run import commands, stack

folder = Path(__file__).parent
fakes = Fakes(folder, rasa=sys.argv[2])
commands.Stack = functools.partial(stack.Stack, programs=fakes, model=folder / "model", grace=2.0)
sys.exit(cli.main(["run", "--port", sys.argv[1], "--actions-port", "0"]))
"""


class Fakes(Programs):
    needs = ()

    def __init__(self, folder: Path, *, rasa: str = "", actions: str = "") -> None:
        self.folder = folder
        self.modes = {"rasa": rasa, "actions": actions}
        if not (folder / "server.py").exists():
            (folder / "server.py").write_text(SERVER)

    def actions(self, port: int) -> list[str]:
        return [sys.executable, str(self.folder / "server.py"), "actions", str(port), self.modes["actions"]]

    def rasa(self, model: Path, host: str, port: int) -> list[str]:
        return [sys.executable, str(self.folder / "server.py"), "rasa", str(port), self.modes["rasa"]]


def fake_stack(folder: Path, *, rasa: str = "", actions: str = "", **options: object) -> Stack:
    settings: dict[str, object] = {
        "port": 0,
        "state": folder / "state",
        "model": folder / "model",
        "programs": Fakes(folder, rasa=rasa, actions=actions),
        "grace": 2.0,
    }
    return Stack(**(settings | options))  # type: ignore[arg-type]


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(line) for line in file.read_text().split()] if file.exists() else []


def runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def left_running(folder: Path) -> list[int]:
    """Return what still runs, after having given the kernel the time to carry out what was decided."""
    deadline = time.monotonic() + 10
    while (left := [pid for pid in pids(folder) if runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path) -> Iterator[None]:
    yield
    for pid in pids(tmp_path):
        if runs(pid):
            os.kill(pid, signal.SIGKILL)


def test_is_ready_when_a_question_was_answered_and_forgets_that_question(tmp_path: Path) -> None:
    with fake_stack(tmp_path) as stack:
        client = ChatClient(stack.url.removesuffix("chat/"))

        assert client._call("GET", "/open") == {"open": 0}
        assert ChatClient(stack.url).health()["model"] == "m"
        assert set(stack.processes) == {"actions", "rasa"}


def test_nothing_runs_after_the_end(tmp_path: Path) -> None:
    with fake_stack(tmp_path, rasa="parent", actions="parent"):
        started = pids(tmp_path)

    assert len(started) == 4
    assert left_running(tmp_path) == []


def test_rasa_ends_before_the_action_server_that_it_needs(tmp_path: Path) -> None:
    with fake_stack(tmp_path):
        pass

    assert (tmp_path / "ends").read_text().split() == ["rasa", "actions"]


def test_a_server_that_will_not_end_is_killed(tmp_path: Path) -> None:
    with fake_stack(tmp_path, rasa="stubborn", grace=0.3):
        pass

    assert left_running(tmp_path) == []


def test_a_second_request_to_end_does_not_wait_for_a_server_that_will_not(tmp_path: Path) -> None:
    stack = fake_stack(tmp_path, rasa="stubborn", grace=600)
    stack.start()
    stack.hurry = lambda: True

    stack.stop()

    assert left_running(tmp_path) == []


def test_a_server_that_dies_at_the_start_is_told_with_its_last_lines(tmp_path: Path) -> None:
    with pytest.raises(ChildDiedError) as caught:
        fake_stack(tmp_path, rasa="dies").start()

    told = str(caught.value)
    assert told.startswith("Rasa ended by itself (exit status 3).")
    assert "no such file: domain.yml" in told
    assert str(tmp_path / "state" / "logs" / "rasa.log") in told
    assert left_running(tmp_path) == []


def test_a_server_that_dies_later_ends_the_watch(tmp_path: Path) -> None:
    with fake_stack(tmp_path) as stack:
        os.kill(stack.processes["actions"], signal.SIGKILL)

        with pytest.raises(ChildDiedError, match=r"The action server ended by itself \(killed by SIGKILL\)"):
            stack.watch()

    assert left_running(tmp_path) == []


@pytest.mark.parametrize(("option", "use"), [("port", "--port"), ("actions_port", "--actions-port")])
def test_a_port_in_use_is_told_with_the_option_that_helps(tmp_path: Path, option: str, use: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]

        with pytest.raises(PortInUseError) as caught:
            fake_stack(tmp_path, **{option: taken}).start()

    assert f"Port {taken}" in str(caught.value)
    assert use in str(caught.value)
    assert pids(tmp_path) == []


def test_one_port_for_both_servers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PortInUseError, match="a port each"):
        fake_stack(tmp_path, port=6005, actions_port=6005).start()


def test_tells_what_was_missing_when_it_does_not_get_ready(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="The guidance is not loaded"):
        fake_stack(tmp_path, rasa="unwell", ready_seconds=3).start()

    assert left_running(tmp_path) == []


def test_a_rasa_without_the_chat_is_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="without the chat"):
        fake_stack(tmp_path, rasa="other").start()

    assert left_running(tmp_path) == []


def test_a_missing_file_is_told_before_anything_starts(tmp_path: Path) -> None:
    class Needy(Fakes):
        needs = ("credentials.yml",)

    with pytest.raises(RunError, match=r"credentials\.yml is missing"):
        fake_stack(tmp_path, programs=Needy(tmp_path), root=tmp_path).start()

    assert pids(tmp_path) == []


def test_is_not_ready_while_questions_get_errors_for_answers(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError, match="got no answer"):
        fake_stack(tmp_path, rasa="helpless", ready_seconds=3).start()


def test_shows_faults_of_guidance_and_nothing_else_of_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with fake_stack(tmp_path, actions="warns", progress=Progress(quiet=True)):
        pass

    shown = capsys.readouterr().err
    assert "The guidance that was just saved has faults" in shown
    assert "guidance/pay.yml:3: No such figure." in shown
    assert "Of no interest" not in shown
    assert "is starting" not in shown


def test_the_log_of_the_last_run_is_kept(tmp_path: Path) -> None:
    for _ in range(2):
        with fake_stack(tmp_path):
            pass

    assert "rasa is starting" in (tmp_path / "state" / "logs" / "rasa.log.1").read_text()


def test_other_users_of_the_machine_cannot_read_conversations_and_logs(tmp_path: Path) -> None:
    with fake_stack(tmp_path) as stack:
        assert stack.state.stat().st_mode & 0o077 == 0


def test_a_state_folder_of_its_own_goes_with_it(tmp_path: Path) -> None:
    with fake_stack(tmp_path, state=None) as stack:
        assert (stack.state / "logs" / "rasa.log").exists()

    assert not stack.state.exists()


@pytest.fixture
def wlb(tmp_path: Path) -> Iterator[list[subprocess.Popen[str]]]:
    Fakes(tmp_path)
    (tmp_path / "wlb.py").write_text(WLB.format(root=str(ROOT), tests=str(Path(__file__).parent)))
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def start_wlb(folder: Path, started: list[subprocess.Popen[str]], rasa: str = "") -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, str(folder / "wlb.py"), "0", rasa],
        env=os.environ | {"WLB_STATE": str(folder / "state")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    started.append(process)
    return process


def wait_for(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return line
    raise AssertionError(f"'{words}' was never printed")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_ends_in_order_when_asked(tmp_path: Path, wlb: list[subprocess.Popen[str]], number: signal.Signals) -> None:
    process = start_wlb(tmp_path, wlb, "parent")
    assert "/chat/" in wait_for(process, "ready")

    process.send_signal(number)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert left_running(tmp_path) == []


def test_run_ends_in_order_when_asked_during_the_start(tmp_path: Path, wlb: list[subprocess.Popen[str]]) -> None:
    process = start_wlb(tmp_path, wlb, "unwell")
    while len(pids(tmp_path)) < 2:
        time.sleep(0.05)

    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 0, errors
    assert left_running(tmp_path) == []


def test_run_tells_of_a_server_that_died_and_ends_with_status_1(
    tmp_path: Path, wlb: list[subprocess.Popen[str]]
) -> None:
    process = start_wlb(tmp_path, wlb, "dies")

    _, errors = process.communicate(timeout=30)

    assert process.returncode == 1
    assert "Rasa ended by itself" in errors
    assert "no such file: domain.yml" in errors
    assert "Traceback" not in errors
    assert left_running(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only the Linux kernel tells children that their parent was killed")
def test_nothing_stays_when_the_supervisor_is_killed(tmp_path: Path, wlb: list[subprocess.Popen[str]]) -> None:
    process = start_wlb(tmp_path, wlb)
    wait_for(process, "ready")

    process.kill()
    process.wait(timeout=30)

    assert len(pids(tmp_path)) == 2
    assert left_running(tmp_path) == []
