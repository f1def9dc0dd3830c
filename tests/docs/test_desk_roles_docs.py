"""The page of roles is written from the list that guards the pages."""

import os
import sys
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs/reference/desk-roles.md"


def written() -> str:
    """Return the page as the list in code gives it."""
    os.environ.setdefault("LEADPACT_HOME", tempfile.mkdtemp(prefix="leadpact-roles-"))
    from leadpact.desk.start import start_django

    start_django()
    from leadpact.desk.roles_page import write_roles_page

    return write_roles_page()


def test_the_page_of_roles_is_the_list_in_code() -> None:
    wanted = "run `python tests/docs/test_desk_roles_docs.py` to write it"
    assert PAGE.read_text(encoding="utf-8") == written(), wanted


if __name__ == "__main__":
    sys.exit(PAGE.write_text(written(), encoding="utf-8") == 0)
