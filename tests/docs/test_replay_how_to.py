"""The commands of the how-to on replays run as they stand, and print what it shows."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "how-to" / "replay-a-pact.md").read_text(encoding="utf-8")
PACT = ROOT / "examples" / "saas-follow-up" / "pact.yaml"


def blocks(kind: str) -> list[str]:
    found = re.findall(rf"```{kind}\n(.*?)```", PAGE, re.DOTALL)
    return [line for block in found for line in block.splitlines() if line and line != "…"]


def test_every_command_runs_and_prints_what_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    larger = PACT.read_text(encoding="utf-8").replace(
        "n_employees >= 200 and", "n_employees >= 500 and"
    )
    (tmp_path / "larger.yaml").write_text(larger, encoding="utf-8")
    later = re.findall(r"`--to ([0-9TZ:-]+)`", PAGE)
    commands = blocks("sh")
    asked = commands[-1].split(" --to ")[0]
    commands += [f"{asked} --to {moment}" for moment in later]
    assert len(commands) >= 5
    printed: set[str] = set()
    for line in commands:
        outcome = CliRunner().invoke(app, shlex.split(line)[1:])
        assert outcome.exit_code == 0, f"{line}\n{outcome.output}"
        printed |= set(outcome.stdout.splitlines())
    assert [line for line in blocks("text") if line not in printed] == []
