"""Random commands to a lead, mostly ones that make sense, under two pacts of one company."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from follow_up_commands import DAY, HOUR, MAKERS, MINUTE, Choose, Scene
from follow_up_world import ABSENCES, company

from leadpact.engine.lifecycle import FollowUp, LeadState, commands

ROUTING = """
  pools:
    inbound: {roles: [SDR], caps: {per_day: 2}}
    pair: {reps: [ann, bob], hours: any}
    desk: {reps: [ann, bob, cid], method: queue}
    inside: {reps: [gus], caps: {open: 1}}
  routes:
    - {id: owner, when: "source == 'owner'", to: account_owner}
    - {id: fair, when: "source == 'fair'", pool: desk}
    - {id: few, when: "source == 'few'", pool: pair}
    - {id: small, when: "n_employees < 20", to: inside_sales, pool: inside}
  default: inbound
  reps: {ann: {caps: {open: 1}}, bob: {caps: {open: 2}}, cid: {caps: {open: 3}}}
"""
OPEN_CAPS = {"ann": 1, "bob": 2, "cid": 3, "gus": 1}
DAILY_CAP, CAPPED_POOL = 2, "inbound"

OTHER_CLOCKS = """
  - {kind: first_touch, when: "source != 'board'", within: {minutes: 30}, warn: [{minutes: 10}]}
  - kind: touches
    within: {hours: 6}
    n: 2
    n_channels: 2
    on_breach: [{do: reassign, to: few}, {do: escalate}]
  - kind: resolve
    when: "n_employees >= 20"
    within: {days: 2}
    on_breach: [{do: return_to_pool, to: pair}]
  - {kind: take_back, within: {days: 1}}
  - {kind: confirm_meeting, on_breach: [{do: notify, to: SDR}]}
  - {kind: manager_review, within: {hours: 3}, on_breach: [{do: escalate, to: max}]}
"""
OTHER_CADENCES = """
  tracks:
    - {id: north, when: "region == 'North'", steps: [{id: mail-1, channel: email}]}
    - id: west
      when: "region == 'West'"
      steps:
        - {id: call-1, channel: call, after: {days: 2}}
        - {id: call-2, channel: call}
      influencer_steps: [{id: mail-1, channel: email, after: {days: 2}}]
  on_leave: hand_over
  out_of_office: {resume_after_days: 2, ignore_beyond_days: 9}
"""
OTHER_GATES = """
  conversation_lead: {must_have: [email]}
  first_meeting: {when: "intent >= 50"}
"""
OTHER_HANDOFF = "\n  acceptance: ae_converts\n  rebook_at_most: 1\n  confirm: {hours: 3}\n"


def pacts() -> tuple[FollowUp, FollowUp]:
    """Return two pacts of one company that agree on who is in which pool and on caps."""
    first = company(routing=ROUTING, absences=ABSENCES)
    second = company(
        routing=ROUTING + "  count_touches_of: owner\n",
        clocks=OTHER_CLOCKS,
        cadences=OTHER_CADENCES,
        handoff=OTHER_HANDOFF,
        gates=OTHER_GATES,
        absences=ABSENCES,
    )
    return first, second


LADDERS = """
  - kind: first_touch
    goal: {minutes: 30}
    within: {hours: 2}
    pauses_on: [out_of_office]
    resumes_on: [back_in_office, replied]
    on_breach:
      - {do: notify}
      - {do: escalate, after: {hours: 1}}
      - {do: reassign, after: {hours: 5}}
      - {do: escalate, to: max, after: {days: 1}}
  - kind: resolve
    when: "n_employees >= 20"
    within: {days: 1}
    on_breach: [{do: notify, after: {hours: 2}}, {do: return_to_pool, to: pair, after: {days: 2}}]
  - {kind: accept, on_breach: [{do: escalate, after: {hours: 3}}]}
  - {kind: take_back, within: {days: 1}, on_breach: [{do: return_to_pool, after: {hours: 4}}]}
  - {kind: meeting_update, within: {hours: 2}, on_breach: [{do: notify, after: {minutes: 30}}]}
  - {kind: confirm_meeting, on_breach: [{do: notify, to: SDR, after: {minutes: 30}}]}
  - kind: manager_review
    within: {hours: 3}
    on_breach: [{do: escalate, to: max, after: {days: 1}}]
"""


def ladder_pact() -> FollowUp:
    """Return the first of the two pacts with goals, and with ladders for its breaches."""
    return company(routing=ROUTING, clocks=LADDERS, absences=ABSENCES)


NOT_LEADS = """
  - {id: board, label: Board members, when: "source == 'board'", send_to: max}
  - {id: tiny, when: "n_employees < 20"}
"""


def way_out_pact() -> FollowUp:
    """Return the first of the two pacts with some who are no leads."""
    return company(routing=ROUTING, not_leads=NOT_LEADS, absences=ABSENCES)


OFTEN = (
    *[commands.RecordActivity] * 4,
    *[commands.RecordTouch] * 8,
    *[commands.UpdateAttributes] * 2,
    *[commands.BookMeeting] * 4,
    *[commands.UpdateMeeting] * 6,
    *[commands.DebriefMeeting] * 3,
    *[commands.DisposeLead] * 5,
    *[commands.UpdateReview] * 3,
    *[commands.OpenOpportunity] * 2,
    *[commands.MoveOpportunity] * 3,
    *[commands.ClaimLead] * 2,
    *[commands.AnswerHandoff] * 2,
    *[commands.AdvanceTime] * 3,
    *[commands.SkipStep] * 2,
    *[commands.AgreeCallback] * 2,
    *[commands.MoveMeeting] * 3,
    *[commands.UpdateMeeting] * 3,
    *[commands.BookMeeting] * 2,
)
RARE = (commands.ErasePerson, commands.MergeInto, commands.AbsorbLead)
"""What ends nearly all that could come after it: the tests of it draw when it happens."""
KINDS = (*(kind for kind in MAKERS if kind not in RARE), *OFTEN)

NEEDS: Mapping[type[Any], str] = {
    commands.UpdateMeeting: "meetings",
    commands.DebriefMeeting: "meetings",
    commands.MoveOpportunity: "opportunities",
    commands.AnswerHandoff: "handoffs",
    commands.UpdateReview: "reviews",
    commands.ControlClock: "clocks",
    commands.ClaimLead: "is_waiting",
    commands.ReassignLead: "assignment",
    commands.UnassignLead: "assignment",
    commands.SkipStep: "runs",
    commands.MoveMeeting: "meetings",
}
"""What there has to be of a lead, for what happens to make sense."""


def kind_for(choose: Choose, state: LeadState) -> type[Any]:
    """Return a kind of command, mostly one that makes sense."""
    if state.lead is None and choose(range(9)):
        return commands.RecordLead
    if state.reviews and not choose(range(3)):
        return commands.UpdateReview
    if state.meetings and not choose(range(3)):
        after: type[Any] = choose(
            [commands.UpdateMeeting, commands.DebriefMeeting, commands.OpenOpportunity]
        )
        return after
    kind: type[Any] = choose(KINDS)
    has_sense = kind not in NEEDS or getattr(state, NEEDS[kind])
    return kind if has_sense or not choose(range(9)) else commands.RecordTouch


ACTOR = "system:example"

LATE = (*[timedelta(0)] * 6, 5 * MINUTE, 2 * HOUR, DAY, 9 * DAY)
"""How long after it happened something is told."""


def happen(
    choose: Choose, kind: type[Any], state: LeadState, *, now: datetime, fresh: str
) -> commands.Command:
    """Return something of a kind that happens to a lead, told at a moment."""
    name = choose([fresh] * 12 + [*sorted(state.seen)[-3:], "odd/1", "x"])
    if kind is commands.AdvanceTime and name == fresh:
        name = ""
    occurred_at = now - choose(LATE) if choose(range(30)) else now + HOUR
    made: commands.Command = kind(
        name, occurred_at, actor=ACTOR, **MAKERS[kind](Scene(choose, state, occurred_at))
    )
    return made
