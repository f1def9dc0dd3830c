"""Examine an installation: each finding has its place, the fact, and what to do about it."""

import shutil
import stat
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings

from leadpact.desk import clock
from leadpact.desk.leads.erasure import is_held
from leadpact.desk.leads.erasure_list import UnableToReadErasures, path_of_list, read_list
from leadpact.desk.leads.models import StoredLead
from leadpact.desk.options import read_option
from leadpact.desk.secret_key import SECRET_FILE
from leadpact.desk.setup.ready import (
    INIT,
    UnableToStart,
    missing_migrations,
    place_of_database,
    require_database,
)
from leadpact.desk.setup.rebuild import compare_lead
from leadpact.desk.store import has_pact, open_store
from leadpact.desk.work.marks import ALIVE
from leadpact.desk.work.models import OutboxRow, PendingCommand, Seal, WorkerMark
from leadpact.terms.issues import Issue, Level, Place

_SILENT = timedelta(minutes=1)
_UNSEALED = timedelta(hours=3)
_SKEW = timedelta(seconds=5)
_SAMPLE = 20
_LEAST_FREE_BYTES = 500_000_000
_LEAST_KEY_LENGTH = 32

Findings = Iterator[Issue]


def examine(*, as_of: datetime) -> list[Issue]:
    """Return all that is wrong; without a database or its tables nothing else can be looked at."""
    found = [*_key(), *_disk()]
    try:
        require_database()
    except UnableToStart as error:
        return [*found, error.issue]
    if missing := missing_migrations():
        fact = f"{len(missing)} changes of its tables were not made yet, {missing[0]} the first."
        return [*found, _error("tables-missing", place_of_database(), fact, f"Run `{INIT}`.")]
    for check in _CHECKS:
        found += check(as_of)
    return found


def _key() -> Findings:
    path = settings.HOME / SECRET_FILE
    given = read_option("LEADPACT_SECRET_KEY")
    if given and len(given) < _LEAST_KEY_LENGTH:
        fact = f"It has {len(given)} characters, so that links could be forged."
        yield _error("secret-key-short", "LEADPACT_SECRET_KEY", fact, "Use 50 random characters.")
    if not given and path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        fact = "Other accounts of this machine can read it."
        yield _error("secret-key-open", str(path), fact, f"chmod 600 {path}")


def _disk() -> Findings:
    free = shutil.disk_usage(settings.HOME if settings.HOME.exists() else "/").free
    if free < _LEAST_FREE_BYTES:
        fact = f"{free // 1_000_000:,} MB are free; a full disk takes no more commands."
        yield _warning("disk-low", str(settings.HOME), fact, "Free room on the disk.")


def _pact(as_of: datetime) -> Findings:
    if not has_pact(as_of):
        fix = f"`{INIT} --pact PACT` publishes the first one."
        yield _error("pact-missing", "pact", "No pact is in force, so no lead is decided on.", fix)


def _clock(as_of: datetime) -> Findings:
    del as_of
    here, there = datetime.now(UTC), open_store().statements.read_clock()
    if not clock.is_fixed() and abs(here - there) > _SKEW:
        fact = f"This machine is {abs(here - there).total_seconds():.0f} s away from the database."
        yield _warning("clock-skew", place_of_database(), fact, "Set both clocks by NTP.")


def _worker(as_of: datetime) -> Findings:
    mark = WorkerMark.objects.filter(name=ALIVE).first()
    fix = "Start `leadpact serve`, or `leadpact work` beside `leadpact web`."
    if mark is None:
        yield _error("worker-silent", "worker", "No worker has worked on this desk yet.", fix)
    elif as_of - mark.reached_at > _SILENT:
        fact = f"No worker has worked since {mark.reached_at:%Y-%m-%d %H:%M:%S} UTC."
        yield _error("worker-silent", "worker", fact, fix)


def _stuck(as_of: datetime) -> Findings:
    del as_of
    stuck = StoredLead.objects.filter(failures__gt=0).order_by("-failures", "lead_id")
    if n_stuck := stuck.count():
        fact = f"{n_stuck:,} decisions raised, the one on lead {stuck[0].lead_id} most often."
        fix = "`Operations` lists them; the log of the worker has the line that raised."
        yield _warning("leads-stuck", "lead", fact, fix)
    commands = PendingCommand.objects.filter(not_before=None, refusal="")
    if n_commands := commands.count():
        fact = f"{n_commands:,} commands raised too often to be tried again."
        fix = "`Operations` lists them; the log of the worker has the line that raised."
        yield _warning("commands-stuck", "pending_command", fact, fix)


def _messages(as_of: datetime) -> Findings:
    del as_of
    if n_dead := OutboxRow.objects.filter(is_dead=True).count():
        fact = f"{n_dead:,} messages could not be sent, and are not tried again."
        fix = "`Operations` lists them with the reason, and sends them again."
        yield _warning("messages-dead", "outbox", fact, fix)


def _rows(as_of: datetime) -> Findings:
    if not has_pact(as_of):
        return
    known = StoredLead.objects.filter(version__gt=0).order_by("-version", "lead_id")
    for lead_id in known.values_list("lead_id", flat=True)[:_SAMPLE]:
        found = compare_lead(lead_id, as_of=as_of, corrects=False)
        if found is not None:
            fact = f"{', '.join(found.tables)} is not what follows from its events. {found.fact}"
            fix = "`leadpact desk rebuild` writes it again."
            yield _error("rows-differ", f"lead {lead_id}", fact.strip(), fix)
            return


def _erasures(as_of: datetime) -> Findings:
    del as_of
    try:
        listed = read_list(path_of_list())
    except UnableToReadErasures as error:
        yield error.issue
        return
    held = [item.lead_id for item in listed.values() if is_held(item)]
    if held:
        fact = f"{len(held):,} leads of it are not erased, {held[0]} the first: a copy came back."
        fix = "`leadpact desk clean` erases them again; let nobody in before."
        yield _error("erasures-undone", str(path_of_list()), fact, fix)


def _seals(as_of: datetime) -> Findings:
    last = Seal.objects.order_by("until_seq").last()
    until = last.until_seq if last is not None else 0
    rows = open_store().statements.run(
        "SELECT recorded_at FROM event WHERE seq > ? ORDER BY seq LIMIT 1", until
    )
    if rows and rows[0][0] < (as_of - _UNSEALED).timestamp():
        fact = f"Events after number {until} are not sealed, though the worker does that hourly."
        fix = "See that a worker works, and that no transaction stays open for hours."
        yield _warning("seals-late", "seal", fact, fix)


_CHECKS: tuple[Callable[[datetime], Findings], ...] = (
    _pact,
    _clock,
    _worker,
    _stuck,
    _messages,
    _rows,
    _erasures,
    _seals,
)


def _error(code: str, place: str, fact: str, fix: str) -> Issue:
    return Issue(code, Level.ERROR, Place(place), fact, fix)


def _warning(code: str, place: str, fact: str, fix: str) -> Issue:
    return Issue(code, Level.WARNING, Place(place), fact, fix)
