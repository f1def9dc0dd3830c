"""An answer that cannot be written, or a request that cannot be read, is an error and says so."""

import subprocess
import sys
from pathlib import Path

import pytest

from leadpact.cli.app import _COMMANDS
from leadpact.cli.output import Exit

PACT = Path(__file__).parents[2] / "examples" / "saas-inbound" / "pact.yaml"
START = "from leadpact.cli.app import main; main()"
LINE = b'{"lead": {"lead_id": "1"}}\n'


def in_shell(redirect: str, *arguments: object, text: bytes = b"") -> subprocess.CompletedProcess:
    """Run the command in a process of its own, its streams as the shell's redirection says."""
    command = [sys.executable, "-c", START, *map(str, arguments)]
    return subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {redirect}', *command],
        input=text,
        capture_output=True,
        timeout=120,
        check=False,
    )


def assert_message(done: subprocess.CompletedProcess, code: str, place: str, message: str) -> None:
    """Assert that standard error has that one error: no traceback, nothing of Python's own end."""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(f"{place} error {code}: ")
    assert message in line


@pytest.mark.parametrize("command", [*_COMMANDS, "--help", "--version"])
def test_a_command_whose_output_is_closed_fails_before_it_works(command: str) -> None:
    done = in_shell(">&-", command)
    assert done.returncode == Exit.FOUND_ERRORS
    assert_message(done, "output-unwritable", "standard output", "it is closed")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["run", "--help"],
        ["check", PACT],
        ["check", PACT, "--format", "json"],
        ["judge", "--pact", PACT],
        ["diff", PACT, PACT],
    ],
    ids=lambda arguments: " ".join(str(item).replace(str(PACT), "PACT") for item in arguments),
)
def test_an_answer_that_a_full_disk_does_not_take_is_an_error(arguments: list[object]) -> None:
    done = in_shell(">/dev/full", *arguments, text=LINE)
    assert done.returncode == Exit.FOUND_ERRORS
    assert_message(done, "output-unwritable", "standard output", "no space left on device")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no /dev/full")
def test_a_scorecard_that_a_full_disk_does_not_take_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "leads.csv").write_text("lead_id,created_at\n1,2026-01-31T00:00:00Z\n")
    pact = tmp_path / "pact.yaml"
    pact.write_text('spec: 1\nname: P\nactivities: {demo: {}}\nscores:\n  intent:\n'
                    "    range: [0, 10]\n    rules: [{id: demo, on: demo, points: 10}]\n"
                    'gates:\n  conversation_lead: {when: "intent >= 10"}\n')  # fmt: skip
    where = ("--pact", pact, "--data", tmp_path / "data", "--out", tmp_path / "out")
    done = in_shell(">/dev/full", "run", *where, "--format", "json")
    assert done.returncode == Exit.FOUND_ERRORS
    assert " output-unwritable: " in done.stderr.decode().splitlines()[-1]
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("redirect", [">&- 2>&-", ">&- 2>/dev/full", ">/dev/full 2>&-"])
def test_where_not_even_the_error_can_be_written_the_exit_code_tells(redirect: str) -> None:
    if "/dev/full" in redirect and not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    done = in_shell(redirect, "check", PACT)
    assert (done.returncode, done.stdout, done.stderr) == (Exit.FOUND_ERRORS, b"", b"")


@pytest.mark.parametrize("redirect", ["2>&-", "2>/dev/full"])
def test_remarks_that_nobody_can_read_are_no_error(redirect: str) -> None:
    if "/dev/full" in redirect and not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    done = in_shell(redirect, "judge", "--pact", PACT)  # warns that there was no line
    assert (done.returncode, done.stdout) == (Exit.DONE, b"")


def test_files_do_not_take_the_place_of_closed_streams() -> None:
    show = (
        "import os; from leadpact.cli.app import _occupy_closed_streams as occupy;"
        " occupy(); print(os.open(os.devnull, os.O_RDONLY) > 2, file=open('/dev/fd/9', 'w'))"
    )
    command = [sys.executable, "-c", show]
    done = subprocess.run(
        ["sh", "-c", 'exec "$0" "$@" 9>&1 <&- >&- 2>&-', *command],
        stdout=subprocess.PIPE,
        check=True,
    )
    assert done.stdout == b"True\n"


@pytest.mark.parametrize(
    ("redirect", "message"),
    [("<&-", "it is closed"), ("0>/dev/null", "bad file descriptor")],
)
def test_a_request_that_cannot_be_read_is_an_error(redirect: str, message: str) -> None:
    done = in_shell(redirect, "judge", "--pact", PACT)
    assert (done.returncode, done.stdout) == (Exit.FOUND_ERRORS, b"")
    assert_message(done, "input-unreadable", "standard input", message)


@pytest.mark.parametrize("arguments", [["--help"], ["check", PACT], ["judge", "--pact", PACT]])
def test_a_reader_that_ends_early_ends_the_command_without_a_word(arguments: list[object]) -> None:
    command = [sys.executable, "-c", START, *map(str, arguments)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as running:
        running.stdout.close()
        _, stated = running.communicate(LINE * 10, timeout=60)
    assert stated == b""
    assert running.returncode == Exit.PIPE_CLOSED
