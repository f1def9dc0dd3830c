"""The small company as files: its pact, and its data with one lead."""

from pathlib import Path

import pytest
from small_company import LEAD, LEADS, SMALL_PACT


@pytest.fixture
def pact(tmp_path: Path) -> Path:
    path = tmp_path / "pact.yaml"
    path.write_text(SMALL_PACT)
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data with a space's"
    folder.mkdir()
    (folder / "leads.csv").write_text(LEADS + LEAD)
    return folder
