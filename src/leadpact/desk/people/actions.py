"""Change users, reps and absences; each change of reps or absences renews the roster."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from leadpact.desk.governance.audit import note_audit
from leadpact.desk.people.models import RosterVersion, StoredAbsence, StoredRep, User
from leadpact.desk.store import in_transaction
from leadpact.terms.actors import person_actor

_REP_FIELDS = tuple(item.name for item in StoredRep._meta.fields)


def renew_roster() -> None:
    """Note that reps or absences changed, so that every process reads them again.

    The version is random, not a count: what is rolled back must not share it with what comes
    instead.
    """
    RosterVersion.objects.update_or_create(pk=1, defaults={"version": secrets.randbits(62)})


def save_reps(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add reps, or replace those of the same id, from rows of `reps`; return how many."""
    reps = [StoredRep(**{name: row.get(name) for name in _REP_FIELDS}) for row in rows]
    for rep in reps:
        rep.name = rep.name or rep.rep_id
    names = [name for name in _REP_FIELDS if name != "rep_id"]
    StoredRep.objects.bulk_create(
        reps, update_conflicts=True, unique_fields=["rep_id"], update_fields=names
    )
    renew_roster()
    return len(reps)


@in_transaction
def change_rep(rep: StoredRep, *, by: str, **changes: Any) -> bool:
    """Change caps or weight of a rep; return whether anything was another before."""
    different = {name: value for name, value in changes.items() if getattr(rep, name) != value}
    if not different:
        return False
    StoredRep.objects.filter(pk=rep.pk).update(**different)
    renew_roster()  # the worker then tries the leads that wait
    note_audit(by, "rep.changed", rep=rep.rep_id, **different)
    return True


@in_transaction
def add_absence(
    absence_id: str,
    rep: StoredRep,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    by: str = "",
) -> StoredAbsence:
    """Note that a rep is on leave; sent again under one id it is noted once.

    The worker moves the leads of the rep as the pact says, when the leave begins.
    """
    absence, is_new = StoredAbsence.objects.get_or_create(
        absence_id=absence_id,
        defaults={"rep": rep, "starts_at": starts_at, "ends_at": ends_at, "reason": reason},
    )
    if is_new:
        renew_roster()
        _note_absence(by, "absence.added", absence)
    return absence


@in_transaction
def end_absence(absence: StoredAbsence, *, at: datetime, by: str) -> str:
    """End leave that has begun, or call off leave that has not; return `ended` or `cancelled`.

    One that is over stays as it was.
    """
    if absence.ends_at <= at:
        return ""
    renew_roster()
    if absence.starts_at >= at:
        _note_absence(by, "absence.cancelled", absence)
        absence.delete()
        return "cancelled"
    absence.ends_at = at
    absence.save(update_fields=["ends_at"])
    _note_absence(by, "absence.ended", absence)
    return "ended"


def _note_absence(by: str, what: str, absence: StoredAbsence) -> None:
    if by:
        until = absence.ends_at.isoformat()
        note_audit(by, what, absence=absence.absence_id, rep=absence.rep_id, until=until)


def actor_of_user(user: User) -> str:
    """Return the actor that a user is in the events: their rep, else the number of their row."""
    return person_actor(user.rep_id or f"user-{user.pk}")


def save_absences(rows: Iterable[Mapping[str, Any]]) -> int:
    """Add absences, or replace those of the same id, from rows of `absences`; return how many.

    Those of unknown reps, and those without a length, are left out.
    """
    known = set(StoredRep.objects.values_list("rep_id", flat=True))
    found = {
        str(row["absence_id"]): StoredAbsence(
            absence_id=str(row["absence_id"]),
            rep_id=str(row["rep_id"]),
            starts_at=row["starts_at"],
            ends_at=row["ends_at"],
            reason=row.get("reason"),
        )
        for row in rows
        if row["rep_id"] in known and _has_length(row)
    }
    StoredAbsence.objects.bulk_create(
        found.values(),
        update_conflicts=True,
        unique_fields=["absence_id"],
        update_fields=["rep", "starts_at", "ends_at", "reason"],
    )
    renew_roster()
    return len(found)


def _has_length(row: Mapping[str, Any]) -> bool:
    starts_at, ends_at = row["starts_at"], row["ends_at"]
    return starts_at is not None and ends_at is not None and starts_at < ends_at
