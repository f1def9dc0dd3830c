"""Copy a desk while it works, and bring a copy back without those who were erased since."""

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from django.db import connection

from leadpact.desk.leads.erasure_list import ERASURES_FILE, add_to_list, complete_list
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.setup.ready import place_of_database
from leadpact.desk.store import open_store
from leadpact.desk.work.models import Seal
from leadpact.terms.issues import Failure

SQLITE_FILE, DUMP_FILE = "desk.sqlite3", "desk.dump"
SEALS_FILE, ABOUT_FILE = "seals.json", "backup.json"


class UnableToCopy(Failure):
    """A copy cannot be made or brought back; `issue` has the reason and the fix."""


@dataclass(frozen=True, slots=True)
class Copy:
    """What a backup has."""

    folder: Path
    n_leads: int
    n_events: int
    n_erasures: int


def back_up(folder: Path, *, as_of: datetime) -> Copy:
    """Copy the desk into a new folder, which appears when it is complete.

    The secret key is not copied: who has a copy shall not be able to sign links.

    Raises
    ------
    UnableToCopy
        `backup-exists`, `program-missing` or `backup-failed`.
    """
    if folder.exists():
        fact = "It is there already, and a backup is never written over another one."
        raise UnableToCopy("backup-exists", folder, fact, "Name a folder that is not there yet.")
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700, parents=True)
    try:
        _copy_database(part)
        # After the copy: an erasure in between is in the list, and made again by a restore.
        about = _describe(part, as_of)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return Copy(folder, about["n_leads"], about["n_events"], about["n_erasures"])


def _copy_database(part: Path) -> None:
    if connection.vendor != "sqlite":
        run_program("pg_dump", "--format=custom", "--no-owner", f"--file={part / DUMP_FILE}")
        return
    connection.ensure_connection()
    with closing(sqlite3.connect(part / SQLITE_FILE)) as target:
        connection.connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")
        ((verdict,),) = target.execute("PRAGMA quick_check").fetchall()
    if verdict != "ok":
        fact = f"The copy is damaged: {verdict}."
        fix = "Check the disk, and whether `leadpact desk doctor` finds the desk in order."
        raise UnableToCopy("backup-failed", part, fact, fix)


def _describe(part: Path, as_of: datetime) -> dict[str, Any]:
    statements = open_store().statements
    erased = complete_list()
    roots = dict(Seal.objects.values_list("until_seq", "root"))
    about = {
        "database": connection.vendor,
        "made_at": as_of.isoformat(),
        "leadpact": version("leadpact"),
        "n_leads": StoredLead.objects.filter(version__gt=0).count(),
        "n_events": statements.run("SELECT count(*) FROM event")[0][0],
        "n_erasures": len(erased),
    }
    add_to_list(part / ERASURES_FILE, erased.values())
    (part / ERASURES_FILE).touch(mode=0o600)
    write_json(part / SEALS_FILE, roots)
    write_json(part / ABOUT_FILE, about)
    return about


def write_json(path: Path, value: Any) -> None:
    """Write a file that is complete, or not there; only its owner can read it."""
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(value, indent=1), encoding="utf-8")
    part.chmod(0o600)
    part.replace(path)


def read_roots(path: Path) -> Mapping[int, str]:
    """Return the roots of seals that were kept outside, by the number of their last event."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {int(seq): str(root) for seq, root in found.items()}
    except (OSError, ValueError, AttributeError):
        fact, fix = "It holds no roots of seals.", "Name the seals.json of a backup."
        raise UnableToCopy("backup-unreadable", path, fact, fix) from None


def run_program(name: str, *options: str) -> None:
    """Run a program of PostgreSQL on the database of the desk."""
    program = _program(name)
    known = connection.settings_dict
    named = {"host": known["HOST"], "port": known["PORT"], "username": known["USER"]}
    where = [f"--{key}={value}" for key, value in named.items() if value]
    host = known["OPTIONS"].get("host")
    where += [f"--host={host}"] if host and not known["HOST"] else []
    secret = {"PGPASSWORD": known["PASSWORD"]} if known["PASSWORD"] else {}
    done = subprocess.run(
        [program, *where, f"--dbname={known['NAME']}", "--no-password", *options],
        env={**os.environ, **secret},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        words = (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[0]
        fact, fix = f"{name} says: {words.rstrip('.')}.", "Correct what it names, and run it again."
        raise UnableToCopy("backup-failed", place_of_database(), fact, fix)


def _program(name: str) -> str:
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    found = next((str(item / name) for item in folders if (item / name).exists()), None)
    found = found or shutil.which(name)
    if found is None:
        fact = f"{name} is not on this machine, and PostgreSQL is copied by it."
        fix = "Install the client programs of PostgreSQL, of the server's version or newer."
        raise UnableToCopy("program-missing", name, fact, fix)
    return found


def _number(folder: Path) -> int:
    return int(folder.parent.name) if folder.parent.name.isdigit() else 0
