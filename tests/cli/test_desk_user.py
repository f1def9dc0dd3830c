"""`leadpact desk user` and `desk clean`, each as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

UNABLE = "user-not-added"


def _run(home: Path, *arguments: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "leadpact", "desk", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "LEADPACT_HOME": str(home), "DATABASE_URL": ""},
    )
    return done.returncode, done.stdout + done.stderr


@pytest.mark.long
def test_a_user_is_added_changed_and_refused_in_words(tmp_path: Path) -> None:
    assert _run(tmp_path, "init")[0] == 0
    person = ("user", "ada@desk.example", "--name", "Ada")
    code, text = _run(tmp_path, *person, "--role", "ADMIN")
    assert (code, "signs in with" in text) == (0, True)
    code, text = _run(tmp_path, *person, "--role", "ADMIN")
    assert (code, "can sign in" in text) == (0, True)
    code, text = _run(tmp_path, *person, "--role", "ADMIN", "--new-password")
    assert (code, "signs in with" in text) == (0, True)
    for role, words in (("KING", "There is no role"), ("SDR", "Nobody would be left")):
        code, text = _run(tmp_path, *person, "--role", role)
        assert (code, words in text) == (1, True)
        assert UNABLE in text
    assert _run(tmp_path, "clean")[0] == 0
