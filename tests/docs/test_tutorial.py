"""The tutorial's commands run as they stand."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from leadpact.cli.app import app

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "tutorials" / "first-pact.md"


def test_every_command_of_the_tutorial_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    monkeypatch.chdir(tmp_path)
    pact = (ROOT / "examples" / "saas-inbound" / "pact.yaml").read_text(encoding="utf-8")
    (tmp_path / "tutorial").mkdir()
    (tmp_path / "tutorial" / "proposal.yaml").write_text(
        pact.replace("on: webinar_attended, points: 12", "on: webinar_attended, points: 15"),
        encoding="utf-8",
    )
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    assert len(lines) >= 7
    for line in lines:
        words, text = shlex.split(line), None
        if words[0] == "echo":
            text, words = words[1], words[words.index("|") + 1 :]
        assert words[0] == "leadpact", line
        outcome = CliRunner().invoke(app, words[1:], input=text)
        assert outcome.exit_code == 0, f"{line}\n{outcome.output}"
