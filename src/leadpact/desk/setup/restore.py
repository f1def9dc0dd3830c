"""Bring a copy of a desk back. Before anybody sees it, those who were erased are erased again."""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection

from leadpact.desk.leads.erasure import clean_files, erase
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.setup.backup import (
    ABOUT_FILE,
    DUMP_FILE,
    ERASURES_FILE,
    SQLITE_FILE,
    UnableToCopy,
    keep_erasures_apart,
    read_erased,
    run_program,
)
from leadpact.desk.setup.ready import missing_migrations, only_worker, place_of_database
from leadpact.desk.store import in_transaction, open_store
from leadpact.storage.lead_store import ErasedLead, erased_leads

RESTORE = "system:restore"


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
        A list of erasures of a later backup, beside those known here.

    Raises
    ------
    UnableToCopy
        `backup-unreadable`, `backup-of-other-database`, `desk-not-empty`, or as `back_up`.
    """
    _check(folder, replaces=replaces)
    listed = [settings.HOME / ERASURES_FILE, folder / ERASURES_FILE]
    erased = {**read_erased(*listed, *([erasures] if erasures else [])), **_erased_here()}
    with only_worker():
        _bring_back(folder)
        call_command("migrate", verbosity=0)
        n_erased = sum(erase_again(item, as_of=as_of) for item in erased.values())
        Session.objects.all().delete()
        keep_erasures_apart()
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


def _erased_here() -> Mapping[str, ErasedLead]:
    if "event" not in connection.introspection.table_names():
        return {}
    return {item.lead_id: item for item in erased_leads(open_store().statements)}


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


@in_transaction
def erase_again(erased: ErasedLead, *, as_of: datetime) -> bool:
    """Erase a person whom the copy has still; False: it has them not, or erased."""
    row = StoredLead.objects.filter(lead_id=erased.lead_id, version__gt=0).first()
    store = open_store()
    if row is None or store.is_erased(erased.lead_id):
        return False
    command_id, at = erased.command_id, erased.erased_at
    return erase(erased.lead_id, by=RESTORE, command_id=command_id, at=at, as_of=as_of) is None
