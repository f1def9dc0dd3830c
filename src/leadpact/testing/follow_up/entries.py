"""What can happen in a follow-up case: a name for each command of the engine, with its keys."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from leadpact.engine.cadences import SkipReason
from leadpact.engine.lifecycle import (
    AgreeCallback,
    AssignLead,
    AssignToRep,
    ClaimLead,
    ClockStep,
    Command,
    EndLead,
    ErasePerson,
    FollowUp,
    LeadState,
    MeetingStep,
    ReassignLead,
    RecordOptOut,
    RecordOutOfOffice,
    RecordReply,
    RecordTouch,
    ReviewStep,
    UnassignLead,
    UpdateAttributes,
    WithdrawReport,
    make_merge,
)
from leadpact.terms.actors import PROSPECT, SYSTEM
from leadpact.terms.stages import RepRole
from leadpact.testing.case_readers import (
    Reader,
    attributes,
    boolean,
    channel,
    count,
    day,
    day_moment_or_span,
    kind_of_activity,
    member,
    moment_or_span,
    number,
    record,
    stage,
    text,
)
from leadpact.testing.follow_up.make_commands import (
    answer_handoff,
    book_meeting,
    control_clock,
    debrief_meeting,
    dispose_lead,
    hand_off,
    move_meeting,
    move_opportunity,
    not_one_command,
    open_opportunity,
    plain,
    record_activity,
    record_lead,
    record_owner_absence,
    skip_step,
    update_meeting,
    update_review,
)
from leadpact.testing.follow_up.values import Entry

IN_CASE = f"{SYSTEM}case"
"""Who reports what no rep does, unless the entry says `by` whom."""

Named = tuple[str, Command]
"""A lead by its id, and what happens to it."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One kind of entry: its keys, those it needs (some beside another), and what it stands for."""

    keys: Mapping[str, Reader]
    make: Callable[[Entry, LeadState, FollowUp], Command]
    needs: tuple[str, ...] = ()
    actor: str = IN_CASE
    needs_beside: Mapping[str, str] = field(default_factory=dict)


_ROLE = member(RepRole)


def commands_of(
    entry: Entry, states: Mapping[str, LeadState], rules: FollowUp
) -> tuple[Named, ...]:
    """Return the commands of an entry, by lead; a merge is one of each lead."""
    state = states.get(entry.lead_id, LeadState(entry.lead_id))
    if entry.do == "time":
        return ()
    if entry.do == "merge":
        into = entry.given["into"]
        merge, absorb = make_merge(
            state, into, command_id=entry.id, occurred_at=entry.at, actor=entry.actor
        )
        return (entry.lead_id, merge), (into, absorb)
    return ((entry.lead_id, VERBS[entry.do].make(entry, state, rules)),)


VERBS: Mapping[str, Verb] = {
    "arrives": Verb(
        {
            "with": record,
            "times": count,
            "meeting_at": moment_or_span,
            "account_owner": text,
            "former_rep": text,
            "touched_by": text,
            "touched_at": moment_or_span,
            "touched_on": channel,
        },
        record_lead,
        needs_beside={
            "touched_by": "touched_at",
            "touched_at": "touched_by",
            "touched_on": "touched_by",
        },
    ),
    "update": Verb({"with": attributes}, plain(UpdateAttributes, "with"), ("with",)),
    "activity": Verb(
        {
            "kind": kind_of_activity,
            "channel": text,
            "campaign": text,
            "content": text,
            "value": number,
        },
        record_activity,
        ("kind",),
        PROSPECT,
    ),
    "touch": Verb(
        {"rep": text, "channel": channel}, plain(RecordTouch, "rep", "channel"), ("channel",)
    ),
    "skip_step": Verb(
        {"rep": text, "step": text, "reason": member(SkipReason)}, skip_step, ("reason",)
    ),
    "agree_callback": Verb(
        {"rep": text, "callback_at": moment_or_span},
        plain(AgreeCallback, "callback_at"),
        ("callback_at",),
    ),
    "reply": Verb({"channel": channel}, plain(RecordReply, "channel"), (), PROSPECT),
    "out_of_office": Verb({"back_on": day}, plain(RecordOutOfOffice, "back_on"), (), PROSPECT),
    "opt_out": Verb({}, plain(RecordOptOut), (), PROSPECT),
    "assign": Verb({}, plain(AssignLead)),
    "claim": Verb({"rep": text, "pool": text}, plain(ClaimLead, "pool", "rep"), ("rep", "pool")),
    "reassign": Verb({}, plain(ReassignLead)),
    "assign_to_rep": Verb({"rep": text}, plain(AssignToRep, "rep"), ("rep",)),
    "unassign": Verb({}, plain(UnassignLead)),
    "owner_absent": Verb({"rep": text, "until": moment_or_span}, record_owner_absence),
    "hand_off": Verb({"rep": text, "ae": text}, hand_off),
    "answer_handoff": Verb(
        {"rep": text, "handoff": text, "is_accepted": boolean, "reason": text},
        answer_handoff,
        ("is_accepted",),
    ),
    "book_meeting": Verb(
        {
            "rep": text,
            "starts_at": moment_or_span,
            "ae": text,
            "minutes": count,
            "rebooks": text,
        },
        book_meeting,
        ("starts_at",),
    ),
    "move_meeting": Verb(
        {
            "rep": text,
            "meeting": text,
            "starts_at": moment_or_span,
            "minutes": count,
            "ae": text,
            "is_confirmed": boolean,
        },
        move_meeting,
        ("starts_at",),
    ),
    "update_meeting": Verb(
        {"rep": text, "meeting": text, "step": member(MeetingStep), "reason": text},
        update_meeting,
        ("step",),
    ),
    "debrief": Verb(
        {"rep": text, "meeting": text, "side": _ROLE, "produced_next_step": boolean},
        debrief_meeting,
    ),
    "open_opportunity": Verb(
        {"rep": text, "opportunity": text, "meeting": text, "is_pipeline": boolean},
        open_opportunity,
    ),
    "move_opportunity": Verb(
        {"rep": text, "opportunity": text, "to": stage}, move_opportunity, ("to",)
    ),
    "dispose": Verb(
        {
            "rep": text,
            "side": _ROLE,
            "code": text,
            "reason": text,
            "fault": text,
            "note": text,
            "meeting": text,
            "refers_to": text,
            "opportunity": text,
            "corrects": text,
            "until": day_moment_or_span,
        },
        dispose_lead,
        ("code",),
    ),
    "update_review": Verb(
        {"rep": text, "review": text, "step": member(ReviewStep), "side": _ROLE},
        update_review,
        ("step",),
    ),
    "control_clock": Verb(
        {"rep": text, "clock": text, "step": member(ClockStep)}, control_clock, ("clock", "step")
    ),
    "end": Verb({"stage": stage}, plain(EndLead, "stage")),
    "withdraw": Verb({"rep": text, "report": text}, plain(WithdrawReport, "report"), ("report",)),
    "erase_person": Verb({}, plain(ErasePerson)),
    "merge": Verb({"into": text}, not_one_command, ("into",)),
    "time": Verb({}, not_one_command),
}
"""Every kind of entry by its name. `commands_of` makes the commands of `merge`; `time` has none."""
