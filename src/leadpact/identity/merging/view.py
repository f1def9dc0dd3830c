"""The merged view: several leads of one person as one. Derived, never stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from leadpact.identity.merging.clusters import PersonCluster
from leadpact.identity.merging.consent import (
    KeptWord,
    Permission,
    consents,
    is_opted_out,
    opt_outs,
)
from leadpact.identity.merging.records import ADDRESS_FIELD, ContactChannel, MemberRecord
from leadpact.identity.merging.survive import SurvivalReason, choose
from leadpact.pact.sections.identity.survivorship import FieldSurvival, SurvivorshipPolicy


@dataclass(frozen=True, slots=True)
class MergedValue:
    """A surviving value, the member it came from, and the reason it survived."""

    value: object
    lead_id: str
    reason: SurvivalReason


@dataclass(frozen=True, slots=True)
class MergedLead:
    """Several leads of one person as one.

    Attributes
    ----------
    person_id, member_ids
        Those of the cluster.
    created_at
        The earliest of the members.
    values
        The values, by field.
    activity_ids
        All that the prospect did under any of the leads, each once, sorted.
    opt_outs
        Every opt-out in force with any member.
    consents
        The consents that hold, none against an opt-out and none for an address that is gone.
    """

    person_id: str
    member_ids: tuple[str, ...]
    created_at: datetime
    values: Mapping[str, MergedValue]
    activity_ids: tuple[str, ...]
    opt_outs: tuple[KeptWord, ...]
    consents: tuple[KeptWord, ...]


def merged_view(
    person: PersonCluster, policy: SurvivorshipPolicy, *, records: Mapping[str, MemberRecord]
) -> MergedLead:
    """Return the person as one lead.

    Parameters
    ----------
    person
        The cluster.
    policy
        How values survive.
    records
        The record of every member by lead id; others are passed over.

    Returns
    -------
    MergedLead
        The same for the same members, in whatever order they were merged.

    Raises
    ------
    ValueError
        Where a member has no record: its opt-outs would be lost.
    """
    missing = [lead_id for lead_id in person.member_ids if lead_id not in records]
    if missing:
        raise ValueError(f"person {person.person_id}: no record of {', '.join(missing)}")
    members = [records[lead_id] for lead_id in person.member_ids]
    values = dict(_values(members, policy))
    addresses = {
        channel: values[name].value for channel, name in ADDRESS_FIELD.items() if name in values
    }
    return MergedLead(
        person_id=person.person_id,
        member_ids=person.member_ids,
        created_at=min(member.created_at for member in members),
        values=values,
        activity_ids=tuple(sorted({id_ for member in members for id_ in member.activity_ids})),
        opt_outs=opt_outs(members),
        consents=consents(members, addresses=addresses),
    )


def permission(lead: MergedLead, channel: ContactChannel, *, purpose: str = "") -> Permission:
    """Return whether the person may be contacted on the channel for the purpose."""
    if is_opted_out(lead.opt_outs, channel, purpose):
        return Permission.OPTED_OUT
    if any((word.channel, word.purpose) == (channel, purpose) for word in lead.consents):
        return Permission.CONSENTED
    return Permission.NOT_SAID


def _values(
    members: list[MemberRecord], policy: SurvivorshipPolicy
) -> Iterator[tuple[str, MergedValue]]:
    for survival in _survival(members, policy):
        chosen = choose(survival, members, policy=policy)
        if chosen:
            candidate, reason = chosen
            for name, known in candidate.known.items():
                yield name, MergedValue(known.value, candidate.member.lead_id, reason)


def _survival(members: list[MemberRecord], policy: SurvivorshipPolicy) -> Iterator[FieldSurvival]:
    """Yield the policy's rules, and one for each other field that a member has."""
    yield from policy.survival
    named = {name for survival in policy.survival for name in survival.fields}
    for name in sorted({name for member in members for name in member.values} - named):
        yield FieldSurvival((name,), policy.otherwise)
