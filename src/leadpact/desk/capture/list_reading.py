"""A list of leads as a file, read as the command line reads one: by a mapping, or by its header.

Without a mapping, columns are known by their canonical names, and by what spreadsheets call them.
"""

import csv
import io
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from leadpact.connectors.files import Mapping, import_folder, load_mapping, read_mapping
from leadpact.terms.issues import Issue, has_errors

MOST_BYTES = 20_000_000
MOST_ROWS = 50_000

OTHER_NAMES = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "work_email": "email",
    "work_e_mail": "email",
    "business_email": "email",
    "firstname": "first_name",
    "given_name": "first_name",
    "lastname": "last_name",
    "surname": "last_name",
    "family_name": "last_name",
    "name": "full_name",
    "contact": "full_name",
    "company_name": "company",
    "account": "company",
    "account_name": "company",
    "organisation": "company",
    "organization": "company",
    "phone_number": "phone",
    "telephone": "phone",
    "mobile": "phone",
    "job_title": "title",
    "position": "title",
    "employees": "n_employees",
    "number_of_employees": "n_employees",
    "company_size": "n_employees",
    "web_site": "website",
    "url": "website",
    "id": "lead_id",
    "comment": "note",
    "notes": "note",
}
"""What spreadsheets call the columns of a lead, by words joined with `_`."""

_ROW = "import_row"
_MADE_UP = "row-"
_WORDS = re.compile(r"[^a-z0-9]+")
_MAPPED = "mapping.yaml"


class UnableToReadList(ValueError):
    """A file is no list of leads; `faults` says why, each with its way out."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row of a list: its number, its values, and why it cannot be read, if so."""

    n: int
    values: dict[str, Any]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read."""

    rows: tuple[ListRow, ...]
    columns: tuple[str, ...]
    warnings: tuple[str, ...]


def read_list(content: bytes, name: str, *, mapping: str = "") -> ReadList:
    """Read an uploaded file.

    Parameters
    ----------
    content, name
        The file, and what it was called.
    mapping
        The name of a mapping that ships, or the text of one; empty: by the header.

    Raises
    ------
    UnableToReadList
        Where it cannot be read, or has more rows than a browser should send.
    """
    if len(content) > MOST_BYTES:
        raise UnableToReadList(
            [f"The file has more than {MOST_BYTES // 10**6} MB. Send it in parts."]
        )
    with tempfile.TemporaryDirectory(prefix="leadpact-list-") as folder:
        data, out = Path(folder, "data"), Path(folder, "out")
        data.mkdir()
        spec = _mapping(mapping) if mapping.strip() else None
        if spec is None:
            (data / "leads.csv").write_text(_by_header(content), encoding="utf-8", newline="")
        else:
            (data / _file_name(spec, name)).write_bytes(content)
        report = import_folder(data, spec, out)
        if not report.is_written:
            raise UnableToReadList([_in_words(item) for item in report.issues])
        rows = tuple(_rows(out))
        warnings = tuple(_in_words(item) for item in report.issues if _ROW not in item.fact)
    if len(rows) > MOST_ROWS:
        raise UnableToReadList([f"The file has more than {MOST_ROWS:,} rows. Send it in parts."])
    columns = dict.fromkeys(key for row in rows for key in row.values)
    return ReadList(rows, tuple(columns), warnings)


def _mapping(text: str) -> Mapping:
    is_name = "\n" not in text and ":" not in text
    found, issues = load_mapping(text) if is_name else read_mapping(text, _MAPPED)
    if found is None or has_errors(issues):
        raise UnableToReadList([_in_words(item) for item in issues])
    return found


def _file_name(mapping: Mapping, name: str) -> str:
    """Return the name under which a mapping looks for the file of leads."""
    sources = (mapping.document.tables or {}).get("leads", [])
    wanted = sources[0].file if sources else "leads.csv"
    is_plain = not set(wanted) & set("*?[/\\")
    return wanted if is_plain else (Path(name).name or "leads.csv")


def _in_words(issue: Issue) -> str:
    return f"{issue.place}: {issue.fact} {issue.fix}"


def _by_header(content: bytes) -> str:
    """Return a file with canonical names in its header, each row with its number."""
    text = _decode(content)
    first = text.splitlines()[0] if text.strip() else ""
    delimiter = max(",;\t|", key=first.count)
    given = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if not given or not any(item.strip() for item in given[0]):
        raise UnableToReadList(["The file is empty. Its first row is to name the columns."])
    header = [_canonical(item) for item in given[0]]
    if not {"email", "phone", "last_name", "full_name", "lead_id"} & set(header):
        fact = "No column tells who the leads are."
        fix = "Name the columns in the first row, such as email, first_name, last_name, company."
        raise UnableToReadList([f"{fact} {fix}"])
    out = io.StringIO()
    writer = csv.writer(out)
    has_id = "lead_id" in header
    writer.writerow([*header, *([] if has_id else ["lead_id"]), _ROW])
    for n, row in enumerate(given[1:], start=2):
        if any(cell.strip() for cell in row):
            cells = [*row, *[""] * (len(header) - len(row))]
            writer.writerow([*cells, *([] if has_id else [f"{_MADE_UP}{n}"]), n])
    return out.getvalue()


def _decode(content: bytes) -> str:
    for encoding in (
        "utf-8-sig",
        "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8",
    ):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("cp1252", "replace")


def _canonical(name: str) -> str:
    word = _WORDS.sub("_", name.strip().lower()).strip("_")
    return OTHER_NAMES.get(word, word)


def _rows(folder: Path) -> Iterator[ListRow]:
    """Yield the rows of an import: those that were read, then those that were refused."""
    companies = {row["account_id"]: row for row in _table(folder, "accounts")}
    found = []
    for place, row in enumerate(_table(folder, "leads"), start=2):
        n = int(row.pop(_ROW, None) or place)
        values = {name: _plain(value) for name, value in row.items() if value is not None}
        if str(values.get("lead_id", "")).startswith(_MADE_UP):
            del values["lead_id"]
        found.append(ListRow(n, _with_company(values, companies)))
    for row in _table(folder, "refused"):
        if row["table"] == "leads":
            found.append(ListRow(int(row["row_number"]) + 1, {"raw": row["raw"]}, row["reason"]))
    yield from sorted(found, key=lambda item: item.n)


def _with_company(values: dict[str, Any], companies: dict[str, dict[str, Any]]) -> dict[str, Any]:
    account = companies.get(str(values.get("account_id", "")), {})
    for name, column in (("company", "name"), ("website", "domain")):
        if account.get(column):
            values.setdefault(name, account[column])
    for name in ("industry", "n_employees", "region"):
        if account.get(name) is not None:
            values.setdefault(name, _plain(account[name]))
    return values


def _table(folder: Path, name: str) -> list[dict[str, Any]]:
    path = folder / f"{name}.parquet"
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path.exists() else []
    return rows


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value
