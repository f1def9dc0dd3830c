"""Merge two leads of one person, and un-merge them: of both leads, or of neither."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from leadpact.engine.lifecycle import (
    AbsorbLead,
    Command,
    Decision,
    FollowUp,
    MergeInto,
    WithdrawReport,
    make_merge,
)
from leadpact.storage.lead_store.record import record_command
from leadpact.storage.lead_store.store import LeadStore
from leadpact.terms.refusals import Refusal, RefusalCode


@dataclass(frozen=True, slots=True)
class MergeOutcome:
    """What became of two leads: both decisions, or why neither was made.

    Attributes
    ----------
    decisions
        Of the lead that is given up, then of the other one; empty where one was refused.
    refusal
        Why nothing was written; None: it was.
    refused_by
        The lead whose command was refused.
    """

    decisions: tuple[Decision, ...] = ()
    refusal: Refusal | None = None
    refused_by: str | None = None


def merge_leads(
    store: LeadStore,
    rules: FollowUp,
    lead_id: str,
    into_lead_id: str,
    *,
    command_id: str,
    occurred_at: datetime,
    actor: str,
    as_of: datetime,
) -> MergeOutcome:
    """Merge a lead into another one of the same person, within the caller's transaction.

    Both leads are locked, in the order of their ids. The other lead absorbs the activities and
    what it does not know itself.

    Parameters
    ----------
    lead_id
        The lead that is given up.
    command_id
        Of the commands of both leads. One that was taken before changes nothing again.
    as_of
        The moment it is.

    Raises
    ------
    UnableToUseStore
        As `record_command`.
    """
    _begin(store, lead_id, into_lead_id)
    given_up = store.load_lead(lead_id, command_id).state
    gives, takes = make_merge(
        given_up, into_lead_id, command_id=command_id, occurred_at=occurred_at, actor=actor
    )
    both = (lead_id, gives), (into_lead_id, takes)
    return _record_both(store, rules, both, as_of=as_of)


def unmerge_leads(
    store: LeadStore,
    rules: FollowUp,
    lead_id: str,
    into_lead_id: str,
    *,
    merge_id: str,
    command_id: str,
    occurred_at: datetime,
    actor: str,
    as_of: datetime,
) -> MergeOutcome:
    """Un-merge two leads within the caller's transaction: each is as if it had never been merged.

    What the lead refused because it was merged is decided again, and what was sent to the other
    lead instead stays with that one.

    Parameters
    ----------
    lead_id, into_lead_id
        As in `merge_leads`.
    merge_id
        The id of the merge.
    command_id
        Of the withdrawal, which is a command of both leads.

    Raises
    ------
    UnableToUseStore, UnableToReadEvents
        As `record_command` where a report is withdrawn.
    """
    _begin(store, lead_id, into_lead_id)
    for one, other in ((lead_id, into_lead_id), (into_lead_id, lead_id)):
        if not _is_merge(store, one, merge_id, lead_id=lead_id, other_id=other):
            unknown = Refusal(RefusalCode.REPORT_UNKNOWN, (("id", merge_id),))
            return _refused(store, unknown, one)
    command = WithdrawReport(command_id, occurred_at, merge_id, actor=actor)
    both = (lead_id, command), (into_lead_id, command)
    return _record_both(store, rules, both, as_of=as_of)


def _begin(store: LeadStore, *lead_ids: str) -> None:
    """Lock leads so that nobody waits in a circle, after a point to which all can be undone."""
    store.statements.run("SAVEPOINT before_both")
    for lead_id in sorted(set(lead_ids)):
        store.lock_row(lead_id)


def _record_both(
    store: LeadStore, rules: FollowUp, both: Iterable[tuple[str, Command]], *, as_of: datetime
) -> MergeOutcome:
    """Record the commands of both leads; where one is refused, leave both as they were."""
    decisions = list[Decision]()
    for lead_id, command in both:
        decision = record_command(store, rules, lead_id, command, as_of=as_of)
        if decision.refusal is not None:
            return _refused(store, decision.refusal, lead_id)
        decisions.append(decision)
    store.statements.run("RELEASE SAVEPOINT before_both")
    return MergeOutcome(tuple(decisions))


def _refused(store: LeadStore, refusal: Refusal, lead_id: str) -> MergeOutcome:
    store.statements.run("ROLLBACK TO SAVEPOINT before_both")
    store.statements.run("RELEASE SAVEPOINT before_both")
    return MergeOutcome(refusal=refusal, refused_by=lead_id)


def _is_merge(
    store: LeadStore, of_lead: str, command_id: str, *, lead_id: str, other_id: str
) -> bool:
    """Tell whether a command that a lead took is the merge of these two, in this direction."""
    rows = store.statements.run(
        "SELECT body FROM command WHERE lead_id = ? AND command_id = ? AND refusal IS NULL",
        *(of_lead, command_id),
    )
    if not rows:
        return False
    command = store.codec.decode_command(rows[0][0], store.personal_of(of_lead))
    if of_lead == lead_id:
        return isinstance(command, MergeInto) and command.into_lead_id == other_id
    return isinstance(command, AbsorbLead) and command.from_lead_id == other_id
