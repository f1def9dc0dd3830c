"""Two leads whose persons have values that nothing else has, and where to look for these."""

import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from follow_up_world import company, june
from lead_store_world import StoredLeads

from lead_store import Database
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import (
    BookMeeting,
    Command,
    DisposeLead,
    ErasePerson,
    RecordActivity,
    RecordJudgement,
    RecordLead,
    ReviewStep,
    UpdateAttributes,
    UpdateReview,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.storage.lead_store import (
    PERSONAL_TABLES,
    UnableToUseStore,
    clean_store,
)
from leadpact.terms.stages import RepRole, Stage
from vacuous import some

RULES = company()
SYSTEM = "system:example"
NOON = june(1, 12)
ERASE = ErasePerson("erase", june(2, 12), actor=SYSTEM)

GONE = {
    "email": "zyxanthe.quorl@erase-me.example",
    "phone": "+49 5550 0007788",
    "first_name": "Zyxänthe",
    "last_name": "Quorlbright",
    "title": "Chief Whimsy Officer",
}
GONE_LATER = {name: f"{value} the second" for name, value in GONE.items()}
GONE_FACTS = {name: f"{value} elsewhere" for name, value in GONE.items()}
GONE_ELSEWHERE = {name: f"{value} of a misdirected command" for name, value in GONE.items()}
GONE_NOTES = ("Whispered about zebras", "Whispered about refused zebras")
KEPT = {
    "email": "keeper@stay.example",
    "phone": "+49 5551 1112233",
    "first_name": "Keepa",
    "last_name": "Staywell",
    "title": "Head of Remaining",
}
KEPT_NOTE = "Hummed about herons"
QUOTED = "quoted-by-an-error@erase-me.example"

VALUES = (
    *GONE.values(),
    *GONE_LATER.values(),
    *GONE_FACTS.values(),
    *GONE_NOTES,
    QUOTED,
)


def lead_of(lead_id: str, known: dict[str, str]) -> Lead:
    return Lead(lead_id, {**known, "n_employees": 100}, created_at=june(1, 9))


def demo() -> RecordActivity:
    at = june(1, 10)
    return RecordActivity("demo", at, Activity("demo", "demo_requested", at), actor=SYSTEM)


def disposed(name: str, note: str, *, code: str = "other") -> DisposeLead:
    return DisposeLead(name, NOON, RepRole.SDR, code, note=note, actor=SYSTEM)


def commands_of(lead_id: str, known: dict[str, str], note: str) -> list[Command]:
    """Return commands that bring values of a person in every way there is."""
    return [
        RecordLead("came", june(1, 9), lead_of(lead_id, known), actor=SYSTEM),
        demo(),
        disposed("d", note),
    ]


TAKEN: tuple[Command, ...] = (
    *commands_of("l-1", GONE, GONE_NOTES[0]),
    UpdateReview("reviewed", NOON, "review-d", ReviewStep.OVERTURNED, actor=SYSTEM),
    UpdateAttributes("learnt", NOON, GONE_LATER, actor=SYSTEM),
    RecordJudgement(
        "judged",
        NOON,
        lead_of("l-1", GONE_LATER),
        Stage.CONVERSATION_LEAD,
        KnownFacts({**GONE_FACTS}),
        actor=SYSTEM,
    ),
    BookMeeting("m", NOON, june(3, 14), actor=SYSTEM),
)
REFUSED: tuple[Command, ...] = (
    disposed("d-2", GONE_NOTES[1], code="unheard-of"),
    UpdateAttributes("odd", NOON, {**GONE, "n_employees": "many"}, actor=SYSTEM),
    UpdateAttributes("soon", june(9), GONE_LATER, actor=SYSTEM),
)
OF_ANOTHER = RecordLead("astray", june(1, 9), lead_of("l-1", GONE_ELSEWHERE), actor=SYSTEM)


def two_persons(database: Database) -> StoredLeads:
    """Return two leads with values of two persons, one of whom is to be erased."""
    leads = StoredLeads(database, RULES)
    keep_deleted_bytes(leads)
    for command in commands_of("l-2", KEPT, KEPT_NOTE):
        assert leads.record("l-2", command, NOON).refusal is None
    for command in TAKEN:
        assert leads.record("l-1", command, NOON).refusal is None, command
    for command in REFUSED:
        assert leads.record("l-1", command, NOON).refusal is not None, command
    assert leads.record("l-2", OF_ANOTHER, NOON).refusal is not None
    if leads.statements.database == "postgres":
        leads.rows("ANALYZE")
    with leads.transaction():
        error = ValueError(f"no value of {QUOTED} can be read")
        leads.store.save_failure("l-1", error, at=NOON)
    return leads


def keep_deleted_bytes(leads: StoredLeads) -> None:
    """Let SQLite leave what is deleted in its file, as it does where it is not built otherwise."""
    if leads.statements.database == "sqlite":
        leads.rows("PRAGMA secure_delete = OFF")


def erase(leads: StoredLeads, command: ErasePerson = ERASE) -> Any:
    return leads.record("l-1", command, max(command.occurred_at, ERASE.occurred_at))


def clean(leads: StoredLeads, tables: Sequence[str] = PERSONAL_TABLES) -> None:
    """Clean the store, and let what is in memory be written."""
    clean_when_calm(leads, tables)
    checkpoint(leads)


def clean_when_calm(leads: StoredLeads, tables: Sequence[str] = PERSONAL_TABLES) -> None:
    """Clean the store, again where the server happens to analyse a table just now."""
    for n_left in reversed(range(100)):
        try:
            clean_store(leads.statements, tables)
            break
        except UnableToUseStore as error:
            if error.issue.code != "cleaning-hindered" or not n_left:
                raise
            time.sleep(0.1)


def checkpoint(leads: StoredLeads) -> None:
    if leads.statements.database == "postgres":
        leads.rows("CHECKPOINT")


def spelt(value: str) -> set[str]:
    """Return a value as columns may have it, and twice within JSON."""
    once = json.dumps(value)[1:-1]
    return {value, once, json.dumps(once)[1:-1]}


def tables(leads: StoredLeads) -> list[str]:
    """Return every table there is."""
    wanted = "SELECT name FROM sqlite_master WHERE type = 'table'"
    if leads.statements.database == "postgres":
        wanted = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    return [name for (name,) in leads.rows(wanted)]


def in_tables(leads: StoredLeads, values: Any) -> set[str]:
    """Return the values that any column of any table has."""
    rows = [str(row) for name in some(tables(leads)) for row in leads.rows(f"SELECT * FROM {name}")]
    return {value for value in values if any(one in row for row in rows for one in spelt(value))}


def files(leads: StoredLeads) -> Iterator[Path]:
    """Yield the files of the database; on PostgreSQL also those of the server but for its log."""
    if leads.statements.database == "sqlite":
        path = Path(leads.database.address)
        yield from path.parent.glob(f"{path.name}*")
        return
    ((folder,),) = leads.rows("SHOW data_directory")
    ((own,),) = leads.rows("SELECT oid FROM pg_database WHERE datname = current_database()")
    for path in some(Path(folder, "base", str(own)).iterdir()):
        yield path
    for path in Path(folder).rglob("*"):
        if path.is_file() and not {"pg_wal", "base"} & set(path.relative_to(folder).parts):
            yield path


def in_files(leads: StoredLeads, values: Any) -> set[str]:
    """Return the values whose bytes any file of the database has."""
    texts = [path.read_bytes() for path in some(files(leads))]
    return {
        value
        for value in values
        if any(one.encode() in text for text in texts for one in spelt(value))
    }
