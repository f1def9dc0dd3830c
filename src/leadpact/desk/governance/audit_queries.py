"""Read the audit a page at a time, with who acted by name."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from leadpact.desk.governance.models import AuditEntry
from leadpact.desk.people.models import StoredRep, User
from leadpact.desk.words import when
from leadpact.terms.actors import rep_of

_A_PAGE = 50
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(Z|[+-]\d\d:\d\d)")

ACTS = {
    "pact.published": "published a pact",
    "person.erased": "erased a person",
    "person.exported": "exported the data of a person",
    "lead.moved": "reassigned a lead",
    "history.loaded": "loaded a history",
    "rep.changed": "changed a rep",
    "token.issued": "made a token",
    "token.revoked": "revoked a token",
    "user.added": "added a user",
    "user.changed": "changed a user",
    "user.password_renewed": "gave a new password",
    "user.signed_out": "ended the sessions of a user",
}
"""What was done, in words; of an act that is not here the code is read as words."""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry in words."""

    entry: AuditEntry
    who: str
    what: str
    details: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Fifty entries, the latest first; `older` is where the next page begins."""

    rows: list[AuditRow]
    older: int | None
    acts: list[tuple[str, str]]


def read_audit(
    entries: QuerySet[AuditEntry], *, act: str, actor: str, before: int | None
) -> AuditPage:
    """Return a page of the audit; an empty filter takes all."""
    if act:
        entries = entries.filter(act=act)
    if actor:
        entries = entries.filter(actor__in=_actors(actor))
    if before is not None:
        entries = entries.filter(pk__lt=before)
    found = list(entries.order_by("-id")[: _A_PAGE + 1])
    names = _names({entry.actor for entry in found})
    rows = [_row(entry, names) for entry in found[:_A_PAGE]]
    older = found[_A_PAGE - 1].pk if len(found) > _A_PAGE else None
    return AuditPage(rows, older, sorted(ACTS.items(), key=lambda item: item[1]))


def _actors(text: str) -> list[str]:
    """Return the actors that somebody may mean: an actor, an id of a rep, or the name of a user."""
    users = User.objects.filter(name__iexact=text).values_list("pk", "rep_id")
    named = [f"person:{rep_id or f'user-{key}'}" for key, rep_id in users]
    return [text, f"person:{text}", *named]


def _names(actors: set[str]) -> dict[str, str]:
    ids = {actor: rep_of(actor) or "" for actor in actors}
    keys = [int(name[5:]) for name in ids.values() if name[:5] == "user-" and name[5:].isdigit()]
    users = {f"user-{user.pk}": str(user) for user in User.objects.filter(pk__in=keys)}
    reps = dict(StoredRep.objects.filter(pk__in=ids.values()).values_list("rep_id", "name"))
    return {actor: users.get(name) or reps.get(name) or actor for actor, name in ids.items()}


def _row(entry: AuditEntry, names: dict[str, str]) -> AuditRow:
    details = [
        (name.replace("_", " "), _value(value))
        for name, value in entry.about.items()
        if value is not None
    ]
    return AuditRow(entry, names[entry.actor], _words(entry.act), details)


def _words(act: str) -> str:
    return ACTS.get(act) or act.replace(".", " ").replace("_", " ")


def _value(value: Any) -> str:
    """Return a value without the marks of its stored form."""
    if isinstance(value, dict):
        return ", ".join(f"{name.replace('_', ' ')} {_value(it)}" for name, it in value.items())
    if isinstance(value, list):
        return ", ".join(map(_value, value)) or "none"
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    text = str(value)
    return when(datetime.fromisoformat(text)) if _MOMENT.fullmatch(text) else text
