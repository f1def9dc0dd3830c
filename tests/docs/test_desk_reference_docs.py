"""The pages of tables and of settings are written from the models and the options."""

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("desk-tables", "desk-settings")


def written(name: str) -> str:
    """Return a page as the code gives it."""
    os.environ.setdefault("LEADPACT_HOME", tempfile.mkdtemp(prefix="leadpact-reference-"))
    from leadpact.desk.start import start_django

    start_django()
    from leadpact.desk.reference_pages import settings_page, tables_page

    return tables_page() if name == "desk-tables" else settings_page()


def path_of(name: str) -> Path:
    return ROOT / f"docs/reference/{name}.md"


@pytest.mark.parametrize("name", PAGES)
def test_reference_of_the_desk_is_what_the_code_has(name: str) -> None:
    wanted = "run `python tests/docs/test_desk_reference_docs.py` to write it"
    assert path_of(name).read_text(encoding="utf-8") == written(name), wanted


if __name__ == "__main__":
    for page in PAGES:
        path_of(page).write_text(written(page), encoding="utf-8")
