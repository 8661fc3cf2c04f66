"""The set-up scripts, run for real in a copy of the project, on a machine whose tools are stand-ins."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SYSTEM_TOOLS = (
    *("awk", "cat", "chmod", "cksum", "cp", "cut", "dirname", "env", "grep", "head", "id", "mkdir", "mv", "rm"),
    *("sed", "sh", "sleep", "sort", "tail"),
)
PYTHON_310 = """
case "$*" in *-VV*) echo "Python 3.10.13 (a stand-in)"; exit 0 ;; esac
echo "$0"
"""
UV = """
case "$1" in
--version) echo "uv 0.13.9 (a stand-in)"; exit 0 ;;
python) exit 1 ;;
esac
echo "$*" >>uv-calls
mkdir -p .venv/bin
printf '#!/bin/sh\\necho Python 3.10.13\\n' >.venv/bin/python
chmod +x .venv/bin/python
"""
ROOMY_DISK = "echo head; echo '/dev/disk 100000000 0 90000000 0% /'"


class Machine:
    """A folder with the project's scripts, and a PATH that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.project = folder / "project"
        self.bin = folder / "bin"
        self.bin.mkdir(parents=True)
        shutil.copytree(ROOT / "scripts", self.project / "scripts")
        for name in ("uv.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.project)
        for name in SYSTEM_TOOLS:
            found = shutil.which(name)
            assert found, name
            (self.bin / name).symlink_to(found)
        self.program("bin/df", ROOMY_DISK)

    def program(self, path: str, body: str) -> Path:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"#!/bin/sh\n{body}\n")
        file.chmod(0o755)
        return file

    def uv(self, body: str = UV) -> None:
        self.program("project/.tools/uv/bin/uv", body)

    def run(self, script: str, *arguments: str, path: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.project / "scripts" / script), *arguments],
            env={"PATH": path or str(self.bin), "HOME": str(self.folder), "PYENV_ROOT": str(self.folder / "pyenv")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    @property
    def syncs(self) -> list[str]:
        calls = self.project / "uv-calls"
        return calls.read_text().splitlines() if calls.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.fixture
def ready_machine(machine: Machine) -> Machine:
    machine.program("bin/python3.10", PYTHON_310)
    machine.uv()
    return machine


def test_installs_what_is_locked_with_the_python_on_path(ready_machine: Machine) -> None:
    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert ready_machine.syncs == [
        f"sync --locked --compile-bytecode --python {ready_machine.bin / 'python3.10'} --no-dev"
    ]


def test_a_shim_that_fails_does_not_hide_a_python_that_works(machine: Machine) -> None:
    machine.uv()
    machine.program("shims/python3.10", "echo 'pyenv: python3.10: command not found' >&2; exit 127")
    found = machine.program("pyenv/versions/3.10.13/bin/python3.10", PYTHON_310)

    done = machine.run("bootstrap.sh", path=f"{machine.folder / 'shims'}:{machine.bin}")

    assert done.returncode == 0, done.stderr
    assert f"--python {found}" in machine.syncs[0]


def test_a_second_run_does_nothing_and_says_nothing(ready_machine: Machine) -> None:
    ready_machine.run("bootstrap.sh")

    again = ready_machine.run("bootstrap.sh")

    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert len(ready_machine.syncs) == 1


@pytest.mark.parametrize("name", ["uv.lock", "pyproject.toml"])
def test_a_changed_file_is_installed_again(ready_machine: Machine, name: str) -> None:
    ready_machine.run("bootstrap.sh")
    with (ready_machine.project / name).open("a") as file:
        file.write("# changed\n")

    ready_machine.run("bootstrap.sh")

    assert len(ready_machine.syncs) == 2


def test_the_tests_packages_come_only_when_asked_for(ready_machine: Machine) -> None:
    ready_machine.run("bootstrap.sh")
    ready_machine.run("bootstrap.sh", "--dev")

    assert ["--no-dev" in call for call in ready_machine.syncs] == [True, False]


def test_the_tests_packages_stay_once_they_are_there(ready_machine: Machine) -> None:
    ready_machine.run("bootstrap.sh", "--dev")
    ready_machine.run("bootstrap.sh")
    with (ready_machine.project / "uv.lock").open("a") as file:
        file.write("# changed\n")
    ready_machine.run("bootstrap.sh")

    assert ["--no-dev" in call for call in ready_machine.syncs] == [False, False]


def test_a_moved_folder_gets_a_new_environment(ready_machine: Machine) -> None:
    ready_machine.run("bootstrap.sh")
    (ready_machine.project / ".venv" / "from-before").touch()
    ready_machine.project = ready_machine.project.rename(ready_machine.folder / "elsewhere")

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert not (ready_machine.project / ".venv" / "from-before").exists()
    assert len(ready_machine.syncs) == 2


def test_a_full_disk_is_told_before_anything_is_installed(ready_machine: Machine) -> None:
    ready_machine.program("bin/df", "echo head; echo '/dev/disk 100000000 0 204800 100% /'")

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert "disk is too full" in done.stderr
    assert "200 MB" in done.stderr
    assert ready_machine.syncs == []


def test_a_disk_that_fills_up_is_told_and_the_half_is_thrown_away(ready_machine: Machine) -> None:
    ready_machine.uv(
        UV + "touch .venv/half; echo 'error: failed to copy: No space left on device (os error 28)'; exit 2"
    )
    done = ready_machine.run("bootstrap.sh")
    ready_machine.uv()
    again = ready_machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert again.returncode == 0, again.stderr
    assert not (ready_machine.project / ".venv" / "half").exists()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("error: Failed to fetch: `https://registry.example/simple/rasa/`\n  dns error", "could not be reached"),
        ("error: failed to open .venv/x: Permission denied (os error 13)", "cannot be written to"),
        ("error: The lockfile at `uv.lock` needs to be updated", "uv lock"),
        ("error: something quite different", "something quite different"),
    ],
)
def test_a_failed_installation_is_told_in_a_sentence(ready_machine: Machine, said: str, told: str) -> None:
    ready_machine.uv(UV + f"cat <<'END'\n{said}\nEND\nexit 2")

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert told in done.stderr
    assert not (ready_machine.project / ".venv" / ".wlb-stamp").exists()


def test_a_folder_that_cannot_be_written_to_is_told(ready_machine: Machine) -> None:
    shutil.rmtree(ready_machine.project / ".tools")
    (ready_machine.project / ".tools").touch()

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert "Cannot write to" in done.stderr


def test_says_which_python_to_install_where_none_can_be_brought(machine: Machine) -> None:
    machine.uv()

    done = machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert "Python 3.10 is needed" in done.stderr


def test_python_is_brought_from_the_systems_packages_where_they_offer_it(machine: Machine) -> None:
    machine.uv()
    ready = machine.program("python-to-be", PYTHON_310)
    machine.program("bin/id", "echo 0")
    machine.program("bin/apt-cache", 'echo "Package: $2"')
    machine.program("bin/apt-get", f'case "$*" in *install*python3.10*) cp {ready} {machine.bin}/python3.10 ;; esac')

    done = machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert len(machine.syncs) == 1


def test_python_is_built_by_pyenv_where_that_is_there(machine: Machine) -> None:
    machine.uv()
    ready = machine.program("python-to-be", PYTHON_310)
    made = machine.folder / "pyenv" / "versions" / "3.10.20" / "bin"
    machine.program("bin/pyenv", f'mkdir -p {made}; cp {ready} {made}/python3.10; echo "$*" >{machine.folder}/asked')

    done = machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert (machine.folder / "asked").read_text() == "install --skip-existing 3.10\n"
    assert f"--python {made}/python3.10" in machine.syncs[0]


def test_uv_is_brought_by_a_virtual_environment(ready_machine: Machine) -> None:
    shutil.rmtree(ready_machine.project / ".tools")
    uv = ready_machine.program("uv", UV)
    pip = f"""#!/bin/sh
echo "$*" >{ready_machine.folder}/pip-call
cp {uv} "$(dirname "$0")/uv"
"""
    ready_machine.program(
        "bin/python3.10",
        f"""case "$*" in
"-m venv "*) mkdir -p "$3/bin"; cat >"$3/bin/python" <<'END'
{pip}END
chmod +x "$3/bin/python" ;;
*) {PYTHON_310} ;;
esac""",
    )

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert "uv==" in (ready_machine.folder / "pip-call").read_text()
    assert len(ready_machine.syncs) == 1


def test_uv_is_brought_by_pip_alone_where_venv_is_missing(ready_machine: Machine) -> None:
    shutil.rmtree(ready_machine.project / ".tools")
    uv = ready_machine.program("uv", UV)
    ready_machine.program(
        "bin/python3.10",
        f"""case "$*" in
*ensurepip*) exit 1 ;;
*"pip install"*"--target "*) for word; do [ "$before" != --target ] || folder=$word; before=$word; done
    mkdir -p "$folder/bin"; cp {uv} "$folder/bin/uv" ;;
*) {PYTHON_310} ;;
esac""",
    )

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 0, done.stderr
    assert len(ready_machine.syncs) == 1


def test_says_what_is_missing_where_uv_cannot_be_brought(ready_machine: Machine) -> None:
    shutil.rmtree(ready_machine.project / ".tools")
    ready_machine.program("bin/python3.10", f'case "$*" in *ensurepip* | *pip*) exit 1 ;; *) {PYTHON_310} ;; esac')

    done = ready_machine.run("bootstrap.sh")

    assert done.returncode == 1
    assert "neither venv nor pip" in done.stderr


def test_two_set_ups_at_once_install_once(ready_machine: Machine) -> None:
    ready_machine.uv(UV + "sleep 1")
    command = [str(ready_machine.project / "scripts" / "bootstrap.sh")]
    environment = {"PATH": str(ready_machine.bin), "HOME": str(ready_machine.folder)}
    both = [subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) for _ in range(2)]

    assert [process.wait(timeout=60) for process in both] == [0, 0]
    assert len(ready_machine.syncs) == 1


def test_a_check_that_passes_takes_one_line(machine: Machine) -> None:
    done = machine.run("step.sh", "name", "Checking", "sh", "-c", "echo many lines")

    assert (done.returncode, done.stderr) == (0, "Checking ...\n")


def test_a_check_that_fails_shows_its_output_and_passes_its_status_on(machine: Machine) -> None:
    done = machine.run("step.sh", "name", "Checking", "sh", "-c", "echo the reason; exit 3")

    assert done.returncode == 3
    assert "the reason" in done.stderr


def test_a_browser_on_path_is_enough(machine: Machine) -> None:
    machine.program("bin/google-chrome", "exit 0")

    done = machine.run("test-tools.sh")

    assert (done.returncode, done.stderr) == (0, "")


def test_says_what_to_install_where_no_browser_can_be_brought(machine: Machine) -> None:
    done = machine.run("test-tools.sh")

    assert done.returncode == 1
    assert "install Chromium" in done.stderr


def test_a_browser_is_brought_from_the_systems_packages(machine: Machine) -> None:
    machine.program("bin/id", "echo 0")
    machine.program(
        "bin/apt-get",
        f"""case "$*" in *install*chromium*) cp {machine.bin}/df {machine.bin}/chromium ;; esac""",
    )

    done = machine.run("test-tools.sh")

    assert done.returncode == 0, done.stderr
    assert (machine.bin / "chromium").exists()
