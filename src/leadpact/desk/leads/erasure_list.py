"""The list of who was erased: ids outside of the database, for copies that are brought back.

It is `erasures.ndjson` in the folder of the installation; each backup has it as it was then. Lines
are added to it and never taken away: somebody whom one copy does not know may be in another.
"""

import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection

from leadpact.desk.store import open_store
from leadpact.storage.lead_store import ErasedLead, erased_leads
from leadpact.terms.issues import Failure

ERASURES_FILE = "erasures.ndjson"


class UnableToReadErasures(Failure):
    """A list of erasures cannot be read whole; `issue` names the line."""


def path_of_list() -> Path:
    """Return where the list of this installation is."""
    return Path(settings.HOME) / ERASURES_FILE


def read_list(path: Path) -> dict[str, ErasedLead]:
    """Return the erasures of a list by lead; a file that is not there has none.

    Raises
    ------
    UnableToReadErasures
        `erasures-unreadable`: a line left out would be a person who comes back.
    """
    found: dict[str, ErasedLead] = {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        if line:
            one = _read_line(path, number, line)
            found.setdefault(one.lead_id, one)
    return found


def _read_line(path: Path, number: int, line: str) -> ErasedLead:
    try:
        row = json.loads(line)
        at = datetime.fromisoformat(row["erased_at"])
        return ErasedLead(str(row["lead_id"]), str(row["command_id"]), at)
    except (ValueError, KeyError, TypeError):
        fact = "The line is no erasure: it needs `lead_id`, `command_id` and `erased_at`."
        fix = "Correct it by the list of a later backup; where it was cut off, delete it."
        place = f"{path}:{number}"
        raise UnableToReadErasures("erasures-unreadable", place, fact, fix) from None


def add_to_list(path: Path, erased: Iterable[ErasedLead]) -> None:
    """Add those whom a list lacks; only its owner can read it."""
    known = read_list(path)
    text = "".join(_line(item) for item in erased if item.lead_id not in known)
    if text:
        _append(path, text)


def note_erased(erased: Iterable[ErasedLead]) -> None:
    """Add lines to the list of this installation, without reading it."""
    _append(path_of_list(), "".join(map(_line, erased)))


def _line(item: ErasedLead) -> str:
    at = item.erased_at.isoformat()
    row = {"lead_id": item.lead_id, "command_id": item.command_id, "erased_at": at}
    return json.dumps(row) + "\n"


def _append(path: Path, text: str) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        end = file.seek(0, os.SEEK_END)
        if end:
            file.seek(end - 1)
            text = text if file.read(1) == b"\n" else f"\n{text}"
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def complete_list(*others: Path) -> Mapping[str, ErasedLead]:
    """Add to the list of this installation whom the database and other lists name; return all.

    The database may know erasures that another machine made, whose list is there.
    """
    found = read_list(path_of_list())
    for path in others:
        found = {**read_list(path), **found}
    if "event" in connection.introspection.table_names():
        found = {**{item.lead_id: item for item in erased_leads(open_store().statements)}, **found}
    add_to_list(path_of_list(), found.values())
    return found
