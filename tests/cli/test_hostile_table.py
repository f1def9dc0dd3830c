"""The table of hostile cases: each has its own code and place, and touches nothing of others."""

import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

import pytest
from hostile import CASES
from hostile.processes import PROCESSES, Process
from hostile.scene import (
    CASE_FILE,
    DUPLICATES,
    LEADS,
    MAPPING,
    PACT,
    REPS,
    Case,
    assert_case,
    entries,
    lay_down,
)
from typer.testing import CliRunner

from leadpact.cli.app import _COMMANDS, app

SECONDS_BEFORE_IT_HANGS = 60
LEADPACT = [sys.executable, "-c", "from leadpact.cli.app import main; main()"]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with an export, its data set, its merged leads, a pact, cases and a mapping."""
    folder = tmp_path_factory.mktemp("scene")
    (folder / "export").mkdir()
    texts = {"export/leads.csv": LEADS, "export/reps.csv": REPS, "pact.yaml": PACT}
    texts |= {"duplicates.yaml": DUPLICATES, "cases.yaml": CASE_FILE, "mapping.yaml": MAPPING}
    for name, text in texts.items():
        (folder / name).write_text(text)
    export, data = str(folder / "export"), str(folder / "set")
    for arguments in (
        ["import", export, "--out", data],
        ["dedupe", "--data", data, "--out", str(folder / "merged")],
    ):
        assert CliRunner().invoke(app, arguments).exit_code == 0
    return folder


@pytest.fixture
def place(scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder of its own with the scene, and go there."""
    folder = tmp_path / "place"
    shutil.copytree(scene, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def ends() -> Iterator[None]:
    """Fail a case that hangs, as on a pipe that nobody writes to."""

    def fail(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError("the command hangs")

    earlier = signal.signal(signal.SIGALRM, fail)
    signal.alarm(SECONDS_BEFORE_IT_HANGS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, earlier)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.arguments[0]}: {case.name}")
def test_a_hostile_case_has_its_code_and_place_and_touches_nothing_of_others(
    case: Case, place: Path
) -> None:
    lay_down(case, place)
    kept = case.writes if case.exit_code == 0 else None
    before = entries(place, kept)
    result = CliRunner().invoke(app, case.arguments, input=case.text)
    assert isinstance(result.exception, SystemExit | None), repr(result.exception)
    outcome = (result.exit_code, result.stdout, result.stderr)
    assert_case(case, outcome=outcome, before=before, after=entries(place, kept))


@pytest.mark.parametrize(
    "process", PROCESSES, ids=lambda one: f"{one.case.arguments[0]}: {one.case.name}"
)
def test_a_hostile_process_has_its_code_and_place_and_touches_nothing_of_others(
    process: Process, place: Path
) -> None:
    def set_limits() -> None:
        for limit, size in process.limits.items():
            resource.setrlimit(limit, (size, size))

    before = entries(place)
    done = subprocess.run(
        ["sh", "-c", f'exec "$0" "$@" {process.redirect}', *LEADPACT, *process.case.arguments],
        input=process.case.text if process.case.text is not None else "",
        preexec_fn=set_limits,
        capture_output=True,
        text=True,
        timeout=SECONDS_BEFORE_IT_HANGS,
        check=False,
    )
    outcome = (done.returncode, done.stdout, done.stderr)
    assert_case(process.case, outcome=outcome, before=before, after=entries(place))


def test_the_table_has_hostile_cases_of_every_command() -> None:
    counts = Counter(case.arguments[0] for case in CASES)
    assert set(counts) == set(_COMMANDS)
    assert min(counts.values()) >= 4
    assert counts.total() >= 400
