"""Merge two leads of one person in one decision of each: one ends its work, one goes on.

Which leads are of one person is decided elsewhere (`identity`); both decisions have one command id.
"""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.cadences import StopReason
from leadpact.engine.lead import Activity, AttributeValue
from leadpact.engine.lifecycle.assignment import let_go
from leadpact.engine.lifecycle.cadence import end_cadences
from leadpact.engine.lifecycle.clocks import close_clocks
from leadpact.engine.lifecycle.commands import (
    AbsorbLead,
    AdvanceTime,
    Command,
    DebriefMeeting,
    ErasePerson,
    MergeInto,
    MoveMeeting,
    MoveOpportunity,
    OpenOpportunity,
    RecordOptOut,
    UpdateMeeting,
    UpdateReview,
    WithdrawReport,
)
from leadpact.engine.lifecycle.contacts import record_opt_out
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.payloads import LeadAbsorption, LeadMerge, RecordedLead
from leadpact.engine.lifecycle.qualification import judge, wrong_value
from leadpact.engine.lifecycle.rules import FollowUp
from leadpact.engine.lifecycle.state import LeadState
from leadpact.engine.routing import ReleaseReason
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

_TAKEN_AFTERWARDS = (
    AdvanceTime,
    MoveMeeting,
    UpdateMeeting,
    DebriefMeeting,
    OpenOpportunity,
    MoveOpportunity,
    UpdateReview,
    WithdrawReport,
    ErasePerson,
)
"""What a merged lead still takes: meetings, opportunities and reviews end where they began."""


def make_merge(
    state: LeadState, into_lead_id: str, *, command_id: str, occurred_at: datetime, actor: str
) -> tuple[MergeInto, AbsorbLead]:
    """Return the commands that merge a lead into another one: for it, and for the other one.

    Parameters
    ----------
    state
        The lead that is given up.
    """
    return MergeInto(command_id, occurred_at, into_lead_id, actor=actor), AbsorbLead(
        command_id,
        occurred_at,
        state.lead_id,
        state.activities,
        {} if state.lead is None else state.lead.attributes,
        is_opted_out=state.opted_out_at is not None,
        actor=actor,
    )


def check_merged(state: LeadState, command: Command) -> Refusal | None:
    """Return a refusal of a command that is for the lead into which this one was merged."""
    if state.merged_into is None or isinstance(command, _TAKEN_AFTERWARDS):
        return None
    return merged_refusal(state.merged_into)


def merged_refusal(lead_id: str) -> Refusal:
    """Return the refusal of a lead that was merged into another one."""
    return Refusal(RefusalCode.LEAD_MERGED, (("lead", lead_id),))


def check_may_merge(rules: FollowUp, actor: str) -> Refusal | None:
    """Return a refusal of a rep who is no manager: a merge may take the lead from a colleague."""
    if rules.is_manager_or_other(actor):
        return None
    return Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", str(RepRole.MANAGER)),))


def merge_into(context: DecisionContext, command: MergeInto) -> Refusal | None:
    """End the work on a lead whose person is worked as another one; its stage stays.

    What is promised about its meetings and reviews is still to be kept.
    """
    refusal = _check(context, command.actor, command.into_lead_id)
    if refusal is not None:
        return refusal
    at = command.occurred_at
    context.emit(EventKind.MERGED, LeadMerge(command.into_lead_id), at=at)
    end_cadences(context, StopReason.LEAD_MERGED)
    close_clocks(context, at)
    # The release comes last: the clocks that are cancelled still name the rep who had the lead.
    let_go(context, ReleaseReason.CLOSED)
    return None


def _check(context: DecisionContext, actor: str, other_id: str) -> Refusal | None:
    if other_id == context.state.lead_id:
        return Refusal(RefusalCode.MERGED_INTO_ITSELF)
    return check_may_merge(context.rules, actor)


def absorb(context: DecisionContext, command: AbsorbLead) -> Refusal | None:
    """Record the activities of a lead and what is unknown here, evaluate the gates, route."""
    refusal = _check(context, command.actor, command.from_lead_id)
    if refusal is not None:
        return refusal
    if command.from_lead_id in context.state.absorbed_ids:
        return merged_refusal(context.state.lead_id)
    added = _unknown_here(context, command)
    refusal = wrong_value(context.rules.ruleset, added)
    if refusal is not None:
        return refusal
    at = command.occurred_at
    context.emit(EventKind.ABSORBED, LeadAbsorption(command.from_lead_id), at=at)
    for activity in _new_activities(context, command):
        context.emit(EventKind.ACTIVITY_RECORDED, activity, at=at)
    if added:
        lead = replace(context.lead, attributes={**context.lead.attributes, **added})
        stored = RecordedLead(lead, context.state.account_owner_rep_id)
        context.emit(EventKind.LEAD_RECORDED, stored, at=at)
    # The person wants no contact, whichever lead has the opt-out; so before anybody gets this one.
    if command.is_opted_out and context.state.opted_out_at is None:
        record_opt_out(context, RecordOptOut(command.id, at, actor=command.actor))
    judge(context)
    return None


def _unknown_here(context: DecisionContext, command: AbsorbLead) -> dict[str, AttributeValue]:
    """Return the values of the other lead for attributes that this one does not have."""
    known = context.lead.attributes
    return {
        name: value
        for name, value in command.attributes.items()
        if value is not None and known.get(name) is None
    }


def _new_activities(context: DecisionContext, command: AbsorbLead) -> list[Activity]:
    """Return the activities that are not recorded here, each once."""
    known = {item.activity_id for item in context.state.activities}
    found = {item.activity_id: item for item in reversed(command.activities)}
    return [item for item in reversed(found.values()) if item.activity_id not in known]
