"""A table of leads with those of one person found and shown as one, reversibly."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from leadpact.identity.batch.arrow import aware, table_of, take_rows
from leadpact.identity.duplicates.batch import dedupe_people
from leadpact.identity.duplicates.compare import PairOutcome
from leadpact.identity.merging.actions import merge_batch
from leadpact.identity.merging.clusters import PersonCluster, find_clusters
from leadpact.identity.merging.events import EventStamp, event_row, read_events
from leadpact.identity.merging.people import People, apply_events
from leadpact.identity.merging.records import (
    ADDRESS_FIELD,
    ContactChannel,
    ContactWord,
    KnownValue,
    MemberRecord,
)
from leadpact.identity.merging.view import MergedLead, merged_view
from leadpact.pact.sections.identity.duplicates import DuplicatePolicy
from leadpact.pact.sections.identity.survivorship import SurvivorshipPolicy

ACTOR = "rule:duplicates"
_EVENT_COLUMNS = (
    "event_id:s lead_id:s n:i kind:s schema:i occurred_at:t recorded_at:t command_id:s actor:s"
    " fingerprint:s payload:s"
)
_UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
_OPT_OUTS: Mapping[str, ContactChannel | None] = {
    "opt_out": None,
    "email_opt_out": ContactChannel.EMAIL,
    "phone_opt_out": ContactChannel.PHONE,
}
_CONSENTS = {"email_consent": ContactChannel.EMAIL, "phone_consent": ContactChannel.PHONE}


@dataclass(frozen=True, slots=True)
class MergedLeads:
    """The result of merging a table of leads.

    Attributes
    ----------
    leads
        One row a person: of several leads the merged view, under the smallest lead id, with
        `n_exchanges` telling of how many.
    members
        `lead_id, person_id` of every lead that is not shown under its own id.
    pairs
        Every pair that is one person's (`is_same_cluster`), and those to look at: `outcome` is
        `SAME` or `POSSIBLE` by the pair alone, and other leads contradict it, or nothing more
        supports it. With weight, probability and reasons.
    events
        `identity.merged`, as rows of the canonical table `events`.
    n_to_review
        Pairs for a person to look at.
    n_refused
        Pairs that a person declared different, which are not merged.
    n_crowded_keys
        Blocking keys that too many records share to be compared by.
    n_unread
        Earlier events that are ignored, because they do not name the leads that were merged or
        separated.
    """

    leads: Any
    members: Any
    pairs: Any
    events: Any
    n_to_review: int
    n_refused: int
    n_crowded_keys: int
    n_unread: int = 0


def merge_leads(
    leads: Any,
    *,
    policy: DuplicatePolicy,
    survivorship: SurvivorshipPolicy,
    as_of: datetime,
    fingerprint: str = "",
    earlier: Sequence[Mapping[str, object]] = (),
    memory_limit: str = "4GB",
) -> MergedLeads:
    """Find the leads of one person and show them as one.

    Parameters
    ----------
    leads
        An Arrow table of cleaned leads, with `lead_id`.
    policy, survivorship
        When two leads are one person, and which values survive.
    as_of
        The moment of the decision.
    fingerprint
        Of the pact in force.
    earlier
        Rows of `events` with earlier merges and un-merges: a person's decision takes precedence.
    memory_limit
        The memory limit of the comparison.
    """
    found = dedupe_people(leads, policy=policy, memory_limit=memory_limit)
    known, n_unread = read_events(earlier)
    decided = apply_events(People(), known)
    merging = merge_batch(decided, _same_pairs(found.pairs), stamp_of=_stamps(as_of, fingerprint))
    there = set(leads.column("lead_id").to_pylist())
    clusters = find_clusters(merging.people).people
    # A person with one lead only keeps that lead unchanged: nothing was merged into it.
    persons = [person for person in clusters if len(there & set(person.member_ids)) > 1]
    return MergedLeads(
        _merged_table(leads, persons, survivorship),
        _member_table(persons),
        found.pairs,
        merge_table([event_row(event) for event in merging.events]),
        _n_to_review(found.pairs),
        len(merging.refused),
        len(found.crowded_keys),
        n_unread,
    )


def _same_pairs(pairs: Any) -> list[tuple[str, str, float]]:
    """Return the pairs whose records are one person; a chain of likenesses alone makes none."""
    names = ("one_id", "other_id", "weight", "is_same_cluster")
    columns = {name: pairs.column(name).to_pylist() for name in names}
    return [
        (one, other, weight)
        for one, other, weight, is_same in zip(*columns.values(), strict=True)
        if is_same
    ]


def _n_to_review(pairs: Any) -> int:
    found = zip(pairs["outcome"].to_pylist(), pairs["is_same_cluster"].to_pylist(), strict=True)
    return sum(outcome != str(PairOutcome.DIFFERENT) and not is_same for outcome, is_same in found)


def _stamps(as_of: datetime, fingerprint: str) -> Callable[[str, str], EventStamp]:
    def stamp(one: str, other: str) -> EventStamp:
        name = f"{one}\x1f{other}\x1f{as_of.isoformat()}\x1f{fingerprint}"
        event_id = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        return EventStamp(event_id, ACTOR, as_of, as_of, fingerprint)

    return stamp


def _member_table(persons: list[PersonCluster]) -> Any:
    rows = [
        (lead_id, person.person_id)
        for person in persons
        for lead_id in person.member_ids
        if lead_id != person.person_id
    ]
    return table_of(sorted(rows), "lead_id:s person_id:s")


def merge_table(rows: Sequence[Mapping[str, object]]) -> Any:
    """Return rows of merge events as a table of the canonical columns of `events`."""
    names = [part.split(":")[0] for part in _EVENT_COLUMNS.split()]
    return table_of([tuple(row[name] for name in names) for row in rows], _EVENT_COLUMNS)


def _merged_table(leads: Any, persons: list[PersonCluster], policy: SurvivorshipPolicy) -> Any:
    """Replace the rows of each person's leads by one."""
    ids = leads.column("lead_id").to_pylist()
    places = {lead_id: number for number, lead_id in enumerate(ids)}
    counts = dict.fromkeys(ids, 1)
    merged, gone = [], set()
    for person in persons:
        numbers = [places[lead_id] for lead_id in person.member_ids if lead_id in places]
        if len(numbers) > 1:
            rows = take_rows(leads, numbers).to_pylist()
            merged.append(_merged_row(person, rows, policy))
            counts[merged[-1]["lead_id"]] = len(rows)
            gone.update(numbers)
    kept = take_rows(leads, [number for number in range(len(leads)) if number not in gone])
    table = pa.concat_tables([kept, pa.Table.from_pylist(merged, schema=leads.schema)])
    exchanges = [counts[lead_id] for lead_id in table.column("lead_id").to_pylist()]
    return table.append_column("n_exchanges", pa.array(exchanges, pa.int64()))


def _merged_row(
    person: PersonCluster, rows: list[dict[str, Any]], policy: SurvivorshipPolicy
) -> dict[str, Any]:
    members = {row["lead_id"]: _member(row) for row in rows}
    seen = PersonCluster(person.person_id, tuple(sorted(members)), person.links)
    view = merged_view(seen, policy, records=members)
    created = [row["created_at"] for row in rows if row.get("created_at") is not None]
    own = {"lead_id": person.person_id, "created_at": min(created, default=None)}
    values = {name: value.value for name, value in view.values.items()}
    return values | own | _words(view, rows)


def _member(row: Mapping[str, Any]) -> MemberRecord:
    created = aware(row.get("created_at")) or _UNKNOWN
    entered = aware(row.get("stage_at")) or created
    known = {
        name: KnownValue(value, entered if name in _OF_STAGE else created, row.get("source") or "")
        for name, value in row.items()
        if value is not None and name not in _NO_VALUES
    }
    return MemberRecord(row["lead_id"], created, known, words=tuple(_consent_words(row, created)))


_OF_STAGE = frozenset({"stage", "stage_at", "disposition_reason"})
_NO_VALUES = frozenset({"lead_id", "person_id", "created_at", *_OPT_OUTS, *_CONSENTS})


def _consent_words(row: Mapping[str, Any], at: datetime) -> list[ContactWord]:
    """Return the consents and opt-outs of a row."""
    words = [
        ContactWord(is_consent=False, stated_at=at, channel=channel)
        for name, channel in _OPT_OUTS.items()
        if row.get(name) is True
    ]
    return words + [
        ContactWord(True, at, channel, address=row.get(ADDRESS_FIELD[channel]))
        for name, channel in _CONSENTS.items()
        if row.get(name) is True
    ]


def _words(view: MergedLead, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the columns about contact in the stricter form."""
    outs = {word.channel for word in view.opt_outs}
    given = {word.channel for word in view.consents}
    columns: dict[str, Any] = {name: channel in outs for name, channel in _OPT_OUTS.items()}
    columns |= {name: channel in given for name, channel in _CONSENTS.items()}
    return {name: value for name, value in columns.items() if name in rows[0]}
