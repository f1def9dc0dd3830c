"""Erase a person: their values leave every table of the desk, and every file after cleaning.

`PERSONAL_TABLES` names each table of the desk that may hold a value of a person, beside those of
the store of leads. A new table with such values gets an entry here.
"""

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction
from django.db.models import Q

from leadpact.desk import clock
from leadpact.desk.capture.actions import forget
from leadpact.desk.capture.indexes import PEOPLE, open_index
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.actions import follow
from leadpact.desk.leads.erasure_list import note_erased
from leadpact.desk.leads.projections import save_projections
from leadpact.desk.privacy.suppression import SuppressionReason, suppress
from leadpact.desk.store import in_transaction, open_store, rules_in_force
from leadpact.desk.work.actions import drop_messages
from leadpact.desk.work.models import OutboxRow, PendingCommand
from leadpact.engine.lifecycle import Decision, ErasePerson
from leadpact.storage.lead_store import PERSONAL_TABLES as TABLES_OF_STORE
from leadpact.storage.lead_store import (
    ErasedLead,
    Statements,
    clean_store,
    erase_person,
    leads_of_person,
)
from leadpact.terms.issues import Failure
from leadpact.terms.refusals import MEANINGS, Refusal

RESTORE = "system:restore"
"""Who erases again after a copy was brought back."""


_DIGITS = 9
"""Of a phone number, from its end: without the code of its country, which people leave out."""


class UnableToEraseAgain(Failure):
    """Somebody of the list of erasures cannot be erased again; `issue` has the reason."""


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table of the desk with values of persons.

    Attributes
    ----------
    model
        The app and the model. One whose app is not installed has no table.
    emptied
        What an erasure writes into which column; without any, `erase` empties it otherwise.
    searched
        A column in whose text the values are looked for, where no column names the lead.
    """

    model: str
    emptied: Mapping[str, Any] = field(default_factory=dict)
    searched: str = ""


PERSONAL_TABLES = (
    PersonalTable("leads.LeadCard"),
    PersonalTable("work.PendingCommand"),
    PersonalTable("capture.CaptureEvidence"),
    PersonalTable("capture.QuarantinedSubmission", {"values": {}, "network": ""}, "values"),
    PersonalTable("api.RequestKey", {"body": ""}, "body"),
)
"""Every table of the desk with values of persons."""


@in_transaction
def erase(
    lead_id: str,
    *,
    by: str,
    command_id: str = "",
    at: datetime | None = None,
    as_of: datetime | None = None,
) -> Refusal | None:
    """Erase the person of a lead, in all leads that merges made one; sent again it deletes again.

    Parameters
    ----------
    by
        The actor: a person who may, or a system.
    at
        When it was asked for; by default now, as is `as_of`, the moment to decide at.

    Returns
    -------
    Refusal | None
        Where the engine refuses; nothing was deleted then.
    """
    store, as_of = open_store(), as_of or clock.now()
    rules = rules_in_force(as_of)
    names = leads_of_person(store, lead_id)
    values = {name: _values_of(name) for name in names}
    command = ErasePerson(command_id or f"erase/{secrets.token_hex(8)}", at or as_of, actor=by)
    decisions = erase_person(store, rules, lead_id, command, as_of=as_of)
    refusal = next((item.refusal for item in decisions.values() if item.refusal), None)
    if any(item.new_state.erased_at is None for item in decisions.values()):
        return refusal
    for name, decision in decisions.items():
        follow(store, rules, decision, as_of=as_of)
        save_projections(decision.new_state, rules, store.codec.parts, as_of=as_of)
        _empty(name, values[name])
        suppress(_addresses(values[name]), SuppressionReason.ERASED, lead_id=name, as_of=as_of)
    note_audit(by, "person.erased", lead_ids=sorted(decisions), command_id=command.id)
    transaction.on_commit(lambda: note_erased(_erased(decisions, command)), robust=True)
    return None


def _values_of(lead_id: str) -> list[tuple[str, str]]:
    """Return the fields and values that the store keeps of a lead's person."""
    rows = open_store().statements.run(
        "SELECT field, value FROM personal WHERE lead_id = ?", lead_id
    )
    return [(name, str(json.loads(value))) for name, value in rows]


def _addresses(values: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    kinds = {"email": "EMAIL", "phone": "PHONE"}
    return [(kinds[name], value) for name, value in values if name in kinds]


def _empty(lead_id: str, values: Iterable[tuple[str, str]]) -> None:
    """Delete what the desk keeps of a lead's person beside the store."""
    forget(lead_id)
    drop_messages(lead_id)
    OutboxRow.objects.filter(lead_id=lead_id).exclude(error="").update(error="")
    PendingCommand.objects.filter(lead_id=lead_id).delete()
    looked_for, phones = _looked_for(lead_id, values), _patterns(values)
    for table in PERSONAL_TABLES:
        model = _model(table)
        if model is not None and table.emptied:
            rows = model._default_manager.filter(
                _of_person(table, model, lead_id, looked_for, phones)
            )
            rows.update(**table.emptied)


def _looked_for(lead_id: str, values: Iterable[tuple[str, str]]) -> list[str]:
    """Return what names a person in JSON: `"L-1"` with its quotes, which is not in `"L-10"`."""
    given = [value for name, value in values if name in ("email", "phone")]
    escaped = [json.dumps(value)[1:-1] for value in given]
    return [json.dumps(lead_id), *dict.fromkeys([*given, *escaped])]


def _patterns(values: Iterable[tuple[str, str]]) -> list[str]:
    """Return what finds phone numbers in any spelling: their last digits, and what parts them."""
    digits = [re.sub(r"\D", "", value)[-_DIGITS:] for name, value in values if name == "phone"]
    return ["[^0-9]{0,3}".join(found) for found in digits if len(found) == _DIGITS]


def _of_person(
    table: PersonalTable,
    model: type[models.Model],
    lead_id: str,
    looked_for: Iterable[str],
    phones: Iterable[str],
) -> Q:
    has_lead = any(item.name == "lead_id" for item in model._meta.fields)
    found = Q(lead_id=lead_id) if has_lead else Q(pk__in=[])
    for value in looked_for if table.searched else ():
        found |= Q(**{f"{table.searched}__icontains": value})
    for pattern in phones if table.searched else ():
        found |= Q(**{f"{table.searched}__regex": pattern})
    return found


def _model(table: PersonalTable) -> type[models.Model] | None:
    app, name = table.model.split(".")
    known = apps.app_configs.get(app)
    return known.models.get(name.lower()) if known is not None else None


def _erased(decisions: Mapping[str, Decision], command: ErasePerson) -> list[ErasedLead]:
    return [
        ErasedLead(name, command.id, decisions[name].new_state.erased_at or command.occurred_at)
        for name in sorted(decisions)
    ]


def erase_again(erased: Iterable[ErasedLead], *, as_of: datetime) -> int:
    """Erase whom a copy that was brought back has still; return how many leads that were.

    Raises
    ------
    UnableToEraseAgain
        `erasure-refused`: the copy has a person whom the engine does not erase.
    """
    return sum(_erase_again(item, as_of) for item in erased)


def is_held(item: ErasedLead) -> bool:
    """Tell whether the database has the person of an erasure still, or again."""
    store, wanted = open_store(), "SELECT 1 FROM lead WHERE lead_id = ? AND version > 0"
    is_known = bool(store.statements.run(wanted, item.lead_id))
    return is_known and not store.is_erased(item.lead_id)


@in_transaction
def _erase_again(item: ErasedLead, as_of: datetime) -> bool:
    if not is_held(item):
        return False
    at = min(item.erased_at, as_of)
    refusal = erase(item.lead_id, by=RESTORE, command_id=item.command_id, at=at, as_of=as_of)
    if refusal is not None:
        fact = f"The engine refused: {MEANINGS[refusal.code]}."
        fix = "Keep the desk ended, and restore a later backup."
        raise UnableToEraseAgain("erasure-refused", f"lead {item.lead_id}", fact, fix)
    return True


def clean_files() -> None:
    """Write the files of the database without what was deleted; at a calm time.

    Raises
    ------
    UnableToUseStore
        As `clean_store`: where something hinders it, nothing is called clean.
    """
    index = open_index(PEOPLE)
    own = [model._meta.db_table for table in PERSONAL_TABLES if (model := _model(table))]
    found = {*connection.introspection.table_names()}
    tables = [*TABLES_OF_STORE, *own, index.records, index.keys]
    clean_store(
        Statements(open_store().statements.connection), [name for name in tables if name in found]
    )
