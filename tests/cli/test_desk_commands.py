"""What commands of the desk say about wrong settings and unknown names."""

import os
import subprocess
import sys
from pathlib import Path


def run(*arguments: str, home: Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "leadpact", *arguments],
        env={**os.environ, "LEADPACT_HOME": str(home), **more},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_database_that_the_desk_does_not_know_is_named_with_its_setting(tmp_path: Path) -> None:
    done = run("desk", "doctor", home=tmp_path, DATABASE_URL="mysql://x/y")
    assert done.returncode == 1
    assert done.stderr.split()[:3] == ["DATABASE_URL", "error", "setting-unusable:"]


def test_user_of_an_unknown_role_is_not_added(tmp_path: Path) -> None:
    assert run("desk", "init", home=tmp_path, DATABASE_URL="").returncode == 0
    words = ("desk", "user", "ann@desk.example", "--name", "Ann", "--role", "BOSS")
    done = run(*words, home=tmp_path, DATABASE_URL="")
    assert done.returncode == 1
    assert done.stderr.split()[:3] == ["ann@desk.example", "error", "user-not-added:"]
