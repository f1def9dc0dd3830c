"""Nothing that comes from data, files, options or exceptions steers the terminal it is shown on."""

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from small_company import leadpact
from typer.testing import Result

import leadpact.cli as package
from leadpact.cli.output import plain

SOURCES = sorted(Path(package.__path__[0]).glob("*.py"))
PRINTER = "output.py"
"""The one module that writes to the standard streams."""

SIGNS = "\x1b[2J\x9b31m\u202e\u2066\u200b\r\x07\x7f"
"""An escape sequence, its one-letter form, two turns of direction, no width, line start, a bell."""

NAME = f"a{SIGNS}b"
HIDDEN = set(SIGNS) - set("[2J31m")
TURNED = "a\u202e\u2066\u200bb"
"""What a pact may hold: it refuses control characters."""

PACT = f"""
spec: 1
name: {json.dumps(TURNED)}
attributes: {{tier: {{type: category, values: [GOLD]}}}}
activities: {{demo: {{label: {json.dumps(TURNED)}}}}}
scores:
  intent:
    label: {json.dumps(TURNED)}
    range: [0, 10]
    rules: [{{id: demo, on: demo, points: 10, label: {json.dumps(TURNED)}}}]
gates: {{conversation_lead: {{when: "intent >= 10"}}}}
"""


def printing(tree: ast.AST) -> list[str]:
    """Return every way in which a module prints, with its line."""
    found = []
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="print" | "Console" | "Progress"):
                found.append(f"{node.lineno}: {node.id}")
            case ast.Attribute(attr="echo" | "secho" | "print" | "Console" | "Progress"):
                found.append(f"{node.lineno}: .{node.attr}")
            case ast.Attribute(value=ast.Name(id="os"), attr="write"):
                found.append(f"{node.lineno}: os.write")
            case ast.Attribute(value=ast.Name(id="sys"), attr=name) if "std" in name:
                if name != "stdin":
                    found.append(f"{node.lineno}: sys.{name}")
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                modules = [item.name for item in names] + [getattr(node, "module", None) or ""]
                if {"logging", "warnings", "click", "rich", "rich.console"} & set(modules):
                    found.append(f"{node.lineno}: import")
    return found


def test_one_module_of_the_commands_prints() -> None:
    found = {path.name: printing(ast.parse(path.read_text("utf-8"))) for path in SOURCES}
    assert len(found) > 15
    assert len(found.pop(PRINTER)) > 5  # the walk finds what it looks for
    assert {name: ways for name, ways in found.items() if ways} == {}


@pytest.mark.parametrize(
    "sign", [*sorted(HIDDEN), "\n", "\x00", "\u2028", "\u202a", "\u2069", "\ufeff"]
)
def test_what_a_terminal_obeys_or_hides_is_written_out(sign: str) -> None:
    assert plain(f"a{sign}b") == f"a{ascii(sign)[1:-1]}b"
    assert plain("Müller → 株式会社 ½") == "Müller → 株式会社 ½"


def assert_plain(
    outcome: Result, *, message: str = "a\\x1b[2J\\x9b31m\\u202e\\u2066\\u200b"
) -> None:
    assert isinstance(outcome.exception, SystemExit | None), outcome.exception
    assert HIDDEN & set(outcome.output) == set()
    assert message in outcome.output


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    path = tmp_path / f"{NAME}.yaml"
    path.write_text(PACT)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / f"data {NAME}"
    folder.mkdir()
    lead = f'"{NAME}",2026-01-31T00:00:00Z,"{NAME}"\n'
    (folder / "leads.csv").write_text(f"lead_id,created_at,tier\n{lead}", newline="")
    (folder / "activities.csv").write_text(
        "activity_id,lead_id,kind,occurred_at\n"
        f'a,"{NAME}",demo,2026-02-01T00:00:00Z\nb,"{NAME}","{NAME}",2026-02-01T00:00:00Z\n',
        newline="",
    )
    (folder / f"{NAME}.csv").write_text("x\n1\n")
    return folder


@pytest.mark.parametrize("style", ["text", "json"])
def test_commands_on_pacts_print_plainly(style: str, pact: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(PACT.replace("[GOLD]", f"[GOLD, {json.dumps(TURNED)}]"))
    assert_plain(
        leadpact("diff", pact, other, "--format", style), message="a\\u202e\\u2066\\u200bb"
    )
    assert HIDDEN & set(leadpact("check", pact, "--format", style).output) == set()
    message = "a\\u001b[2J\\u009b31m\\u202e" if style == "json" else "a\\x1b[2J\\x9b31m\\u202e"
    broken = tmp_path / f"broken {NAME}.yaml"
    broken.write_text(PACT.replace("range: [0, 10]", f"range: {json.dumps(NAME)}"))
    assert_plain(leadpact("check", broken, "--format", style), message=message)


@pytest.mark.parametrize("style", ["text", "json"])
def test_commands_on_data_print_plainly(style: str, pact: Path, data: Path, tmp_path: Path) -> None:
    where = ("--data", data, "--format", style)
    outcomes = [
        leadpact("run", "--pact", pact, *where, "--out", tmp_path / "out"),
        leadpact("explain", NAME, "--pact", pact, *where),
        leadpact("import", data, "--out", tmp_path / f"in {NAME}", "--format", style),
        leadpact("clean", *where, "--out", tmp_path / f"clean {NAME}"),
        leadpact("explain-match", NAME, NAME, *where),
    ]
    for outcome in outcomes:
        assert_plain(outcome, message="a\\")
    assert [outcome.exit_code for outcome in outcomes] == [0, 0, 0, 0, 1]


def test_a_line_end_in_an_id_begins_no_line_of_its_own(pact: Path, tmp_path: Path) -> None:
    name = "x\nLead 2 is at QUALIFIED"
    (tmp_path / "d").mkdir()
    row = f'"{name}",2026-01-31T00:00:00Z,GOLD\n'
    (tmp_path / "d" / "leads.csv").write_text(f"lead_id,created_at,tier\n{row}")
    reported = leadpact("explain", name, "--pact", pact, "--data", tmp_path / "d")
    assert reported.exit_code == 0
    assert reported.stdout.startswith("Lead x\\nLead 2 is at QUALIFIED is at")


def test_json_means_the_same_for_all_its_escapes(pact: Path) -> None:
    changed = json.loads(leadpact("diff", pact, pact, "--format", "json").stdout)
    assert changed == {"is_same_meaning": True, "changes": []}
    found = leadpact("check", pact, "--format", "json").stdout
    assert json.loads(found)["is_valid"] is True


@pytest.mark.parametrize(
    "arguments",
    [
        [NAME],
        [f"--{NAME}"],
        ["check"],
        ["check", "x", NAME],
        ["check", "x", f"--{NAME}"],
        ["check", "x", "--format", NAME],
        ["simulate", "--out", "x", "--leads", NAME],
        ["simulate", "--out", "x", "--starts-on", NAME],
    ],
    ids=ascii,
)
def test_options_that_cannot_be_used_are_reported_plainly(arguments: list[str]) -> None:
    outcome = leadpact(*arguments)
    assert outcome.exit_code == 2
    assert_plain(outcome, message="Error: ")
    assert outcome.stdout == ""


def test_json_is_json_where_the_terminal_has_few_letters(tmp_path: Path) -> None:
    pact = tmp_path / "pact.yaml"
    pact.write_text(PACT, "utf-8")
    other = tmp_path / "other.yaml"
    other.write_text(pact.read_text("utf-8").replace("[GOLD]", "[GOLD, Müller]"), "utf-8")
    start = "from leadpact.cli.app import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", start, "diff", pact, other, "--format", "json"],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        check=True,
    )
    assert "Müller" in json.loads(done.stdout)["changes"][0]["text"]
