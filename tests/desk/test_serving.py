"""What a command says before the desk is started, and that all of its processes end together."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home: Path, **more: str) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {**known, "LEADPACT_HOME": str(home), **more}


def run(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "leadpact", *arguments],
        env=environment(home, **more),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_database_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = "postgresql://ann:secret@127.0.0.1:1/desk"
    done = run("work", home=tmp_path, DATABASE_URL=url)
    assert done.returncode == 1
    assert "127.0.0.1/desk error database-unreachable: " in done.stderr
    assert "secret" not in done.stderr


def test_tables_that_are_missing_name_the_command_that_makes_them(tmp_path: Path) -> None:
    done = run("web", "--port", str(free_port()), home=tmp_path)
    assert done.returncode == 1
    assert "error tables-missing: " in done.stderr
    assert "`leadpact desk init`" in done.stderr


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [sys.executable, "-m", "leadpact", "serve", "--port", str(port)]
    process = subprocess.Popen(
        command,
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        wait_for(lambda: answers(port))
        yield process, port
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait_for(is_so, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.1)


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(after_name[1]) == pid and after_name[0] != "Z":
            found.append(int(entry.parent.name))
    return found


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def worker_of(pid: int) -> int | None:
    for child in children_of(pid):
        if b"setup.beside" in Path(f"/proc/{child}/cmdline").read_bytes():
            return child
    return None


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_serve_makes_its_tables_restarts_its_worker_and_ends_whole(
    served: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, port = served
    again = run("serve", "--port", str(port), home=tmp_path)
    assert again.returncode == 1
    assert "error port-taken: " in again.stderr
    second = run("work", home=tmp_path)
    assert second.returncode == 1
    assert "error worker-running: " in second.stderr
    killed = worker_of(process.pid)
    assert killed is not None
    os.kill(killed, signal.SIGKILL)
    wait_for(lambda: worker_of(process.pid) not in (killed, None))
    all_of_it = children_of(process.pid)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    wait_for(lambda: not any(map(is_alive, all_of_it)))
    output = process.stdout.read()
    assert "The worker ended with code -9" in output
    assert "Traceback" not in output


@pytest.mark.long
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_processes_of_a_server_that_is_killed_end_too(
    served: tuple[subprocess.Popen[str], int],
) -> None:
    process, port = served
    all_of_it = children_of(process.pid)
    assert len(all_of_it) >= 2
    process.kill()
    process.wait()
    wait_for(lambda: not any(map(is_alive, all_of_it)))
    assert not answers(port)
