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
OF_ALL, OF_ONE = PAGE.split("## Why is this lead where it is?")


def blocks(text: str, kind: str) -> list[str]:
    found = re.findall(rf"```{kind}\n(.*?)```", text, re.DOTALL)
    return [line for block in found for line in block.splitlines() if line and line != "…"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def not_printed(shown: str, commands: list[str]) -> list[str]:
    """Return the lines that are shown and that none of the commands prints."""
    printed: set[str] = set()
    for line in commands:
        outcome = CliRunner().invoke(app, shlex.split(line)[1:])
        assert outcome.exit_code == 0, f"{line}\n{outcome.output}"
        printed |= set(outcome.stdout.splitlines())
    lines = blocks(shown, "text")
    assert len(lines) >= 4
    return [line for line in lines if line not in printed]


@pytest.mark.usefixtures("folder")
def test_what_is_shown_of_one_lead_is_printed() -> None:
    simulate, (replay,) = blocks(OF_ALL, "sh")[0], blocks(OF_ONE, "sh")
    (later,) = re.findall(r"`--to ([0-9TZ:-]+)`", OF_ONE)
    again = f"{replay.split(' --to ')[0]} --to {later}"
    assert not_printed(OF_ONE, [simulate, replay, again]) == []


@pytest.mark.long
def test_what_is_shown_of_all_leads_is_printed(folder: Path) -> None:
    larger = PACT.read_text(encoding="utf-8").replace("n_employees >= 200", "n_employees >= 500")
    (folder / "larger.yaml").write_text(larger, encoding="utf-8")
    assert not_printed(OF_ALL, blocks(OF_ALL, "sh")) == []
