"""Ctrl-C ends a command, with exit code 130 and one line, whatever is running when it comes."""

import subprocess
import sys
from pathlib import Path

import pytest

from leadpact.cli.output import Exit

# As at a terminal: who runs the tests in the background has Ctrl-C ignored, and we inherit it.
HEED = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
WORK = f"""{HEED}
import gc, os, time
import duckdb
import leadpact.cli.app as program

def interrupt():
    os.kill(os.getpid(), signal.SIGINT)

def work(group, given, name, extra):
    %s

program._Group._run = work
program.main()
"""
SWALLOWING = {
    "python": "interrupt(); time.sleep(30)",
    "an error of its own": """
    try:
        interrupt(); time.sleep(30)
    except KeyboardInterrupt:
        raise RuntimeError('Query interrupted') from None""",
    "caught and forgotten": """
    try:
        interrupt(); time.sleep(30)
    except BaseException:
        pass""",
    "an error of the system": """
    try:
        interrupt(); time.sleep(30)
    except KeyboardInterrupt:
        raise OSError(4, 'Interrupted system call') from None""",
    "a value thrown away": """
    class Dying:
        def __del__(self):
            interrupt(); time.sleep(1)
    Dying()
    time.sleep(30)""",
    "the collector of garbage": """
    def called(phase, info):
        gc.callbacks.remove(called)
        interrupt(); time.sleep(1)
    gc.callbacks.append(called)
    gc.collect()
    time.sleep(30)""",
    "a query whose threads Python waits for": """
    import threading
    threading.Timer(0.3, interrupt).start()
    pairs = 'range(10000000) a, range(100000) b'
    duckdb.execute(f'set threads = 2; select sum(a.range * b.range) from {pairs}').fetchall()""",
}


@pytest.mark.parametrize("where", SWALLOWING)
def test_ctrl_c_ends_a_command_whatever_becomes_of_its_exception(where: str) -> None:
    command = [sys.executable, "-c", WORK % SWALLOWING[where], "check", "x"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=25, check=False)
    assert done.stderr == "Ended by Ctrl-C.\n"
    assert (done.returncode, done.stdout) == (Exit.INTERRUPTED, "")


def test_ctrl_c_while_the_program_starts_gives_no_traceback(tmp_path: Path) -> None:
    stub = "import os, signal, time; os.kill(os.getpid(), signal.SIGINT); time.sleep(30)\n"
    (tmp_path / "typer.py").write_text(stub)
    start = f"{HEED}import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
    start += "from leadpact.cli.start import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start], capture_output=True, timeout=25, check=False
    )
    assert (done.returncode, done.stderr) == (Exit.INTERRUPTED, b"")


def test_a_command_that_its_shell_made_deaf_to_ctrl_c_stays_so() -> None:
    deaf = (WORK % "interrupt()").replace("default_int_handler", "SIG_IGN")
    done = subprocess.run([sys.executable, "-c", deaf, "x"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (Exit.DONE, b"")
