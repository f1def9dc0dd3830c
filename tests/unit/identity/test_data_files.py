"""Every list and table of identity is sorted, without doubles, and says where it comes from."""

import re
import unicodedata
from importlib.resources import files
from pathlib import Path

import pytest

from leadpact.identity.data_files import read_lines, read_table

DATA = Path(str(files("leadpact.identity") / "data"))
FILES = sorted(path.name for path in DATA.iterdir() if path.suffix in (".txt", ".tsv"))
TABLES = [name for name in FILES if name.endswith(".tsv")]
ORDERED_BY_MEANING = {"job_titles.tsv"}
"""Tables whose order is the order in which their rules are tried, or whose own test sorts them."""

KEYS = {
    "country_aliases.tsv": ("alias",),
    "industries.tsv": ("scheme", "code"),
    "legal_forms.tsv": ("form",),
    "name_titles.tsv": ("word", "kind"),
    "name_words.tsv": ("word", "field"),
    "state_aliases.tsv": ("country", "alias"),
}
"""The columns that no two rows of a table may share."""


def entries(name: str) -> list[str]:
    lines = list(read_lines(name))
    return lines[1:] if name.endswith(".tsv") else lines


def header(name: str) -> list[str]:
    lines = (DATA / name).read_text(encoding="utf-8").split("\n")
    return [line for line in lines if line.startswith("# ")]


def test_there_are_files_to_look_at() -> None:
    assert {"country_aliases.tsv", "legal_forms.tsv", "industries.tsv"} <= set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_no_doubles(name: str) -> None:
    lines = entries(name)
    assert [line for line in set(lines) if lines.count(line) > 1] == []


@pytest.mark.parametrize("name", [name for name in FILES if name not in ORDERED_BY_MEANING])
def test_a_file_is_sorted(name: str) -> None:
    lines = entries(name)
    assert [pair for pair in zip(lines, sorted(lines), strict=True) if pair[0] != pair[1]][:3] == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_says_what_it_is_of_which_date_and_where_from(name: str) -> None:
    message = "\n".join(header(name)).lower()
    assert len(message.split("\n")[0]) > 10
    assert re.search(r"version:? 20\d\d-\d\d-\d\d", message)
    assert "provenance" in message


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_plain_composed_text_without_stray_blanks(name: str) -> None:
    text = (DATA / name).read_text(encoding="utf-8")
    assert unicodedata.normalize("NFC", text) == text
    assert text.endswith("\n")
    assert "\r" not in text
    cells = [cell for line in entries(name) for cell in line.split("\t")]
    assert [cell for cell in cells if cell != cell.strip()] == []


@pytest.mark.parametrize("name", TABLES)
def test_every_row_of_a_table_has_the_columns_of_its_header(name: str) -> None:
    assert len(read_table(name)) == len(entries(name))


@pytest.mark.parametrize(("name", "columns"), KEYS.items())
def test_no_two_rows_of_a_table_share_their_key(name: str, columns: tuple[str, ...]) -> None:
    keys = [tuple(row[column] for column in columns) for row in read_table(name)]
    assert [key for key in set(keys) if keys.count(key) > 1] == []
