"""Bring a copy of a desk back. Before anybody sees it, those who were erased are erased again."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from leadpact.desk.leads.erasure import clean_files, erase_again
from leadpact.desk.leads.erasure_list import (
    ERASURES_FILE,
    UnableToReadErasures,
    complete_list,
)
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.setup.backup import (
    ABOUT_FILE,
    DUMP_FILE,
    SQLITE_FILE,
    UnableToCopy,
    run_program,
)
from leadpact.desk.setup.ready import missing_migrations, only_worker, place_of_database


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and how many persons were erased again."""

    n_leads: int
    n_erased: int


def restore(
    folder: Path, *, as_of: datetime, replaces: bool = False, erasures: Path | None = None
) -> Restored:
    """Bring a copy back into the database of the settings; nobody else may use it meanwhile.

    Parameters
    ----------
    replaces
        Whether a desk that has leads is replaced.
    erasures
        `erasures.ndjson` of a later backup or of another machine, beside those known here.

    Raises
    ------
    UnableToCopy
        `backup-unreadable`, `backup-of-other-database`, `desk-not-empty`, or as `back_up`.
    UnableToReadErasures
        `erasures-unreadable`; nothing was brought back.
    UnableToEraseAgain
        `erasure-refused`.
    """
    _check(folder, replaces=replaces)
    if erasures is not None and not erasures.exists():
        fact, fix = "There is no such file.", "Name the newest erasures.ndjson that was kept apart."
        raise UnableToReadErasures("erasures-unreadable", erasures, fact, fix)
    others = [folder / ERASURES_FILE, *([erasures] if erasures else [])]
    with only_worker():
        # First: what only the database knows that is replaced is outside of it from here on.
        erased = complete_list(*others)
        _bring_back(folder)
        call_command("migrate", verbosity=0)
        n_erased = erase_again(erased.values(), as_of=as_of)
        Session.objects.all().delete()
        if n_erased:  # last: a role that may not clean has all the rest done
            clean_files()
    return Restored(StoredLead.objects.filter(version__gt=0).count(), n_erased)


def _check(folder: Path, *, replaces: bool) -> None:
    try:
        about = json.loads((folder / ABOUT_FILE).read_text(encoding="utf-8"))
        database = about["database"]
    except (OSError, ValueError, KeyError):
        fact = f"It has no {ABOUT_FILE} that can be read, so it is no complete backup."
        fix = "Name a folder that `leadpact desk backup` wrote."
        raise UnableToCopy("backup-unreadable", folder, fact, fix) from None
    if database != connection.vendor:
        fact = f"It is of {database}, and the desk is on {connection.vendor}."
        fix = "Set DATABASE_URL to a database of its kind."
        raise UnableToCopy("backup-of-other-database", folder, fact, fix)
    if not replaces and _has_leads():
        fact = "The desk has leads, which the backup would replace."
        fix = "Back it up, then restore with --replace; or restore into an empty database."
        raise UnableToCopy("desk-not-empty", place_of_database(), fact, fix)


def _has_leads() -> bool:
    return not missing_migrations() and StoredLead.objects.exists()


def _bring_back(folder: Path) -> None:
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")
        run_program(
            "pg_restore",
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            str(folder / DUMP_FILE),
        )
        connection.close()
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(folder / SQLITE_FILE)) as source:
        source.backup(connection.connection)
    connection.close()
