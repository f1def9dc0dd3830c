"""Every command, option and exit code stands in the reference; links in the docs lead somewhere."""

import re
from pathlib import Path

import pytest
import typer

from leadpact.cli.app import _COMMANDS, app
from leadpact.cli.output import Exit
from leadpact.terms.reasons import JudgementReasonCode
from leadpact.terms.stages import Stage, TouchKind

ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
TERMS = (ROOT / "docs" / "reference" / "terms.md").read_text(encoding="utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "bench").glob("*.md")])


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"## `leadpact {command}" in COMMANDS


@pytest.mark.parametrize("command", _COMMANDS)
def test_every_option_is_documented(command: str) -> None:
    group = typer.main.get_command(app)
    single = group.get_command(None, command)
    options = [name for param in single.params for name in param.opts if name.startswith("--")]
    missing = [name for name in options if name not in COMMANDS and name != "--help"]
    assert missing == []


def test_every_exit_code_is_documented() -> None:
    for code in Exit:
        assert f"| {int(code)} |" in COMMANDS


@pytest.mark.parametrize("word", [*Stage, *TouchKind, *JudgementReasonCode])
def test_every_code_is_among_the_words(word: str) -> None:
    assert f"`{word}`" in TERMS


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
