"""`leadpact desk load`: a whole history, from the command line."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from leadpact.simulate import simulate_company

ROOT = Path(__file__).parents[2]
PACT = str(ROOT / "examples/saas-follow-up/pact.yaml")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("load") / "company"
    simulate_company(n_leads=40, n_months=1, seed=1, out=folder, starts_on=date(2026, 1, 1))
    return folder


def _load(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LEADPACT_HOME": str(home), "DATABASE_URL": ""}
    command = [sys.executable, "-m", "leadpact", "desk", "load", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, env=environment, timeout=120
    )


def test_history_is_loaded_once(company: Path, tmp_path: Path) -> None:
    home, until = tmp_path / "desk", "2026-01-20T12:00:00Z"
    first = _load(home, str(company), "--pact", PACT, "--until", until)
    assert (first.returncode, first.stderr) == (0, "")
    assert "leads are at the desk as of 2026-01-20 12:00 UTC." in first.stdout
    again = _load(home, str(company))
    assert again.returncode == 1
    assert "desk-not-empty" in again.stderr


def test_history_without_a_pact_is_refused(company: Path, tmp_path: Path) -> None:
    refused = _load(tmp_path / "desk", str(company))
    assert refused.returncode == 1
    assert "pact-missing" in refused.stderr
