"""Help is at hand: it imports nothing that works on data, and says what the docstrings say."""

import importlib
import inspect
import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from leadpact.cli.app import _COMMANDS, HELP, app

HEAVY = {"duckdb", "ibis", "numpy", "pandas", "pyarrow", "splink", "sqlglot"}
SHOW = """
import json, sys
from leadpact.cli.app import main
try:
    main()
finally:
    sys.stdout.flush()
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def modules_of(*arguments: str) -> tuple[set[str], str]:
    """Return the modules that a command line imported, and its standard output."""
    done = subprocess.run(
        [sys.executable, "-c", SHOW, *arguments], capture_output=True, text=True, check=False
    )
    return set(json.loads(done.stderr.splitlines()[-1])), done.stdout


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--version"], []])
def test_help_imports_no_engine_and_no_library_of_data(arguments: list[str]) -> None:
    modules, _ = modules_of(*arguments)
    assert "leadpact.cli.app" in modules
    assert {name.partition(".")[0] for name in modules} & (HEAVY | {"pydantic", "yaml"}) == set()
    rooms = {name.split(".")[1] for name in modules if name.startswith("leadpact.")}
    assert rooms == {"cli", "terms"}


def test_checking_a_pact_imports_what_knows_pacts_alone() -> None:
    modules, stated = modules_of("check", "--help")
    assert stated.startswith("Usage: leadpact check ")
    assert {name.partition(".")[0] for name in modules} & HEAVY == set()
    rooms = {name.split(".")[1] for name in modules if name.startswith("leadpact.")}
    assert rooms == {"cli", "conditions", "pact", "terms"}


@pytest.mark.parametrize("command", _COMMANDS)
def test_the_line_on_a_command_is_the_first_of_its_docstring(command: str) -> None:
    module = importlib.import_module(_COMMANDS[command])
    if (group := getattr(module, "group", None)) is not None:
        assert HELP[command] == group.info.help
        return
    name = {"import": "import_"}.get(command, command.replace("-", "_"))
    assert HELP[command] == inspect.getdoc(getattr(module, name)).splitlines()[0]


def test_every_command_has_its_line() -> None:
    assert list(HELP) == list(_COMMANDS)
    stated = CliRunner().invoke(app, ["--help"]).stdout
    for command, line in HELP.items():
        assert f"  {command} " in stated
        assert line in " ".join(stated.split())


def test_without_a_command_the_help_is_shown_as_wrong_use() -> None:
    outcome = CliRunner().invoke(app, [])
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert outcome.stderr == CliRunner().invoke(app, ["--help"]).stdout


def test_a_misspelt_command_is_refused_with_the_one_that_is_close() -> None:
    outcome = CliRunner().invoke(app, ["chekc"])
    assert outcome.exit_code == 2
    assert "Did you mean 'check'?" in outcome.stderr
