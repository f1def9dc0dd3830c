"""The real data that figures are checked against: beside the repository, never inside it."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data, or skip with the reason."""
    root = Path(__file__).parents[2]
    folder = Path(os.environ.get("LEADPACT_SHARED_DATA", root.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"real data is not distributed: no folder {folder} (LEADPACT_SHARED_DATA)")
    return folder
