"""Erase a person: their values leave every table of the desk, and every file after cleaning.

`PERSONAL_TABLES` names each table of the desk that may hold a value of a person, beside those of
the store of leads. A new table with such values gets an entry here.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from leadpact.desk import clock
from leadpact.desk.capture.actions import forget
from leadpact.desk.capture.indexes import PEOPLE, open_index
from leadpact.desk.governance.audit import note_audit
from leadpact.desk.leads.actions import follow
from leadpact.desk.leads.projections import save_projections
from leadpact.desk.privacy.suppression import SuppressionReason, suppress
from leadpact.desk.store import has_pact, in_transaction, open_store, rules_in_force
from leadpact.desk.work.actions import drop_messages
from leadpact.desk.work.models import OutboxRow, PendingCommand
from leadpact.engine.lifecycle import Decision, ErasePerson
from leadpact.storage.lead_store import PERSONAL_TABLES as TABLES_OF_STORE
from leadpact.storage.lead_store import Statements, clean_store, erase_person, leads_of_person
from leadpact.terms.refusals import Refusal

ERASURES_FILE = "erasures.ndjson"
"""In the folder of the installation: who was erased, by id, for copies that are brought back."""


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
    transaction.on_commit(lambda: _write_down(decisions, command))
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
    looked_for = [lead_id, *(value for name, value in values if name in ("email", "phone"))]
    for table in PERSONAL_TABLES:
        model = _model(table)
        if model is not None and table.emptied:
            rows = model._default_manager.filter(_of_person(table, model, lead_id, looked_for))
            rows.update(**table.emptied)


def _of_person(
    table: PersonalTable, model: type[models.Model], lead_id: str, looked_for: Iterable[str]
) -> Q:
    has_lead = any(item.name == "lead_id" for item in model._meta.fields)
    found = Q(lead_id=lead_id) if has_lead else Q(pk__in=[])
    for value in looked_for if table.searched else ():
        found |= Q(**{f"{table.searched}__icontains": value})
    return found


def _model(table: PersonalTable) -> type[models.Model] | None:
    app, name = table.model.split(".")
    known = apps.app_configs.get(app)
    return known.models.get(name.lower()) if known is not None else None


def _write_down(decisions: Mapping[str, Decision], command: ErasePerson) -> None:
    rows = [{"lead_id": name, "command_id": command.id} for name in sorted(decisions)]
    with (Path(settings.HOME) / ERASURES_FILE).open("a", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def erase_again(folder: Path) -> int:
    """Erase whom a file of erasures names, after an older copy was brought back; return how many.

    Parameters
    ----------
    folder
        Where the file is: the folder of the installation.
    """
    path = folder / ERASURES_FILE
    if not path.exists() or not has_pact(clock.now()):
        return 0
    rows = {item["lead_id"]: item for item in map(json.loads, path.read_text().splitlines())}
    store = open_store()
    known = [
        name
        for name in rows
        if store.statements.run("SELECT 1 FROM lead WHERE lead_id = ? AND version > 0", name)
    ]
    for name in known:
        erase(name, by="system:restore", command_id=rows[name]["command_id"])
    return len(known)


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
