"""Codes in words: one table for each enumeration, and each table has every code of it."""

from collections.abc import Mapping

from leadpact.engine.cadences import RestReason, SkipReason, StopReason
from leadpact.engine.clocks import ClockState, StartReason
from leadpact.engine.feedback import ArbitrationOutcome, ReviewState, ReviewVerdict
from leadpact.engine.handoff import Acceptance, MeetingState
from leadpact.engine.lifecycle import StageReasonCode, TaskKind
from leadpact.engine.routing import Obstacle, Waiting
from leadpact.engine.scheduling import TaskReasonCode
from leadpact.pact.sections.clocks.policy import BreachAction, ClockKind, Signal
from leadpact.pact.sections.handoff.policy import Attendance
from leadpact.pact.sections.routing.policy import RouteTarget, SelectionMethod
from leadpact.terms.stages import RepRole, TouchKind

OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NOT_ACTIVE: "not with the company then",
    Obstacle.HAD_IT: "had the lead before",
    Obstacle.OTHER_TERRITORY: "works another territory",
    Obstacle.NO_WEIGHT: "has the weight 0",
    Obstacle.AWAY: "on leave",
    Obstacle.AT_DAILY_CAP: "at the cap of a day",
    Obstacle.AT_WEEKLY_CAP: "at the cap of a week",
    Obstacle.AT_MONTHLY_CAP: "at the cap of a month",
    Obstacle.AT_OPEN_CAP: "at the cap of open leads",
    Obstacle.OUTSIDE_HOURS: "not at work",
    Obstacle.OPENS_LATER: "not at work, and another starts work sooner",
    Obstacle.DID_NOT_CLAIM: "did not claim it",
}
"""Why a rep cannot have a lead."""

WAITING: Mapping[Waiting, str] = {
    Waiting.IN_QUEUE: "it waits in a queue until a rep claims it",
    Waiting.POOL_EMPTY: "nobody who is active is in the pool",
    Waiting.EVERYONE_HAD_IT: "everybody who could take it had it before",
    Waiting.EVERYONE_AWAY: "all who could take it are on leave",
    Waiting.EVERYONE_AT_CAP: "all who could take it are at a cap",
    Waiting.OUTSIDE_HOURS: "nobody is at work",
    Waiting.TURN_IS_KEPT: "the rotation is strict, and whose turn it is cannot take it now",
    Waiting.NOBODY_FREE: "nobody can take it now",
    Waiting.NO_TERRITORY: "the lead lies in no territory",
    Waiting.NO_REP_IN_TERRITORY: "nobody has its territory",
    Waiting.NO_OWNER: "the account has no owner who is active",
    Waiting.NO_PAIRED_REP: "there is no paired rep who is active",
    Waiting.NO_FORMER_REP: "no rep who is active had it before",
    Waiting.NO_LAST_TOUCHER: "no rep who is active touched it last, or not so recently",
    Waiting.REP_NOT_ACTIVE: "the rep whom the route names is not active",
    Waiting.BY_HAND: "a person decides who gets it",
    Waiting.OTHER_DIRECTION: "the pool takes no leads of this direction",
    Waiting.UNASSIGNED: "it was taken from its rep by hand",
}
"""Why a lead waits, or was passed on."""

WAITING_ENDS: Mapping[Waiting, str] = {
    Waiting.IN_QUEUE: "a rep of the pool claims it",
    Waiting.POOL_EMPTY: "somebody joins the pool",
    Waiting.EVERYONE_HAD_IT: "somebody joins who did not have it",
    Waiting.EVERYONE_AWAY: "somebody is back",
    Waiting.EVERYONE_AT_CAP: "somebody has room again, such as by a lead that is closed",
    Waiting.OUTSIDE_HOURS: "somebody is at work again",
    Waiting.TURN_IS_KEPT: "that rep can take it again",
    Waiting.NOBODY_FREE: "one of them can take it again",
    Waiting.NO_TERRITORY: "more is known of it, or the pact names such a territory",
    Waiting.NO_REP_IN_TERRITORY: "somebody gets the territory",
    Waiting.NO_OWNER: "the account gets an owner",
    Waiting.NO_PAIRED_REP: "a rep is paired",
    Waiting.NO_FORMER_REP: "the rep who had it before is active again",
    Waiting.NO_LAST_TOUCHER: "a rep touches it",
    Waiting.REP_NOT_ACTIVE: "that rep is active",
    Waiting.BY_HAND: "somebody names a rep",
    Waiting.OTHER_DIRECTION: "the pact leads it to another pool",
    Waiting.UNASSIGNED: "somebody names a rep, or has it routed again",
}
"""What would end the wait."""

METHODS: Mapping[SelectionMethod, str] = {
    SelectionMethod.WEIGHTED_ROUND_ROBIN: "has the largest shortfall",
    SelectionMethod.RANDOM: "is where the hash of the lead's id falls",
    SelectionMethod.QUEUE: "claimed it",
    SelectionMethod.LEAST_OPEN_LOAD: "has the fewest open leads for the weight",
}
"""By what a pool picked its rep."""

TARGETS: Mapping[RouteTarget, str] = {
    RouteTarget.POOL: "to a pool",
    RouteTarget.TERRITORY: "to the reps who work the territory",
    RouteTarget.ACCOUNT_OWNER: "to the owner of the account",
    RouteTarget.PAIRED_REP: "to the paired rep",
    RouteTarget.INSIDE_SALES: "to inside sales, without a handoff",
    RouteTarget.BY_HAND: "to a person who decides",
    RouteTarget.FORMER_REP: "to the rep who had it before",
    RouteTarget.LAST_TOUCHER: "to the rep who touched it last",
    RouteTarget.REP: "to a rep whom the pact names",
}
"""Where a route leads."""

CLOCK_KINDS: Mapping[ClockKind, str] = {
    ClockKind.FIRST_TOUCH: "the first touch",
    ClockKind.TOUCHES: "touches",
    ClockKind.RESOLVE: "a meeting or a disposition",
    ClockKind.ACCEPT: "an answer to the handoff",
    ClockKind.TAKE_BACK: "a meeting set by the AE",
    ClockKind.MEETING_UPDATE: "an update on the meeting",
    ClockKind.MANAGER_REVIEW: "a review by the manager",
    ClockKind.CONFIRM_MEETING: "the confirmation of the meeting",
}
"""What is promised."""

CLOCK_STATES: Mapping[ClockState, str] = {
    ClockState.RUNNING: "It runs",
    ClockState.PAUSED: "It is paused",
    ClockState.MET: "It was met",
    ClockState.BREACHED: "It was missed",
    ClockState.CANCELLED: "It was cancelled",
}
"""The state of a clock."""

START_REASONS: Mapping[StartReason, str] = {
    StartReason.SIGNAL: "because {signals}",
    StartReason.CONDITION: "when the lead came to meet its condition",
    StartReason.CONDITION_LEFT: (
        "the start of the clock that it replaces, whose condition the lead left"
    ),
    StartReason.MEETING_MOVED: "when the meeting was moved",
}
"""What began a clock."""

SIGNALS: Mapping[Signal, str] = {
    Signal.LEAD_ASSIGNED: "the lead was assigned",
    Signal.TOUCHED: "a rep made a touch",
    Signal.REPLIED: "the prospect replied",
    Signal.DISPOSITION_GIVEN: "a disposition was given",
    Signal.DISQUALIFIED: "a disposition was given that is to be reviewed",
    Signal.REVIEWED: "the manager reviewed it",
    Signal.HANDED_OFF: "the lead was handed off",
    Signal.ACCEPTED: "the AE accepted",
    Signal.REJECTED: "the AE rejected",
    Signal.MEETING_BOOKED: "a meeting was booked",
    Signal.MEETING_HELD: "the meeting was held",
    Signal.MEETING_MISSED: "the meeting was missed",
    Signal.MEETING_CANCELLED: "the meeting was called off",
    Signal.MEETING_CONFIRMED: "the meeting was confirmed",
    Signal.MEETING_UPDATED: "the meeting was reported on",
    Signal.OPPORTUNITY_OPENED: "an opportunity was opened",
    Signal.OPPORTUNITY_CLOSED: "an opportunity was won or lost",
    Signal.OPTED_OUT: "the prospect opted out",
    Signal.CONDITION_LEFT: "the lead left its condition",
    Signal.OUT_OF_OFFICE: "the prospect went out of office",
    Signal.BACK_IN_OFFICE: "the prospect was back",
    Signal.HOLD_ENDED: "the lead was no longer on hold",
    Signal.STOPPED: "it was stopped by hand",
    Signal.PAUSED: "it was paused by hand",
    Signal.RESUMED: "it was resumed by hand",
    Signal.CANCELLED: "it was cancelled by hand",
    Signal.OVER: "nobody owes it any more",
    Signal.REPLACED: "another clock replaced it, whose condition the lead came to meet",
}
"""The signals of a clock."""

BREACHES: Mapping[BreachAction, str] = {
    BreachAction.NOTIFY: "notify",
    BreachAction.ESCALATE: "escalate to",
    BreachAction.REASSIGN: "reassign by the route",
    BreachAction.RETURN_TO_POOL: "return to the pool",
}
"""What a breach does, before the one whom it names."""

USUAL_BREACHES: Mapping[BreachAction, str] = {
    BreachAction.NOTIFY: "notify the owner of the lead",
    BreachAction.ESCALATE: "escalate to the manager",
    BreachAction.REASSIGN: "reassign by the routes",
    BreachAction.RETURN_TO_POOL: "return to the pool",
}
"""What a breach does that names nobody."""

STOPS: Mapping[StopReason, str] = {
    StopReason.REPLIED: "the prospect replied",
    StopReason.MEETING_BOOKED: "a meeting was booked",
    StopReason.OPTED_OUT: "the prospect opted out",
    StopReason.OPPORTUNITY_OPENED: "an opportunity was opened",
    StopReason.DISPOSITION_GIVEN: "a disposition was given",
    StopReason.LEFT_TRACKS: "no track takes the lead any more",
    StopReason.NEVER_IN_WINDOW: "there is no moment within a year for its next step",
    StopReason.PERSON_ERASED: "the person was erased",
    StopReason.LEAD_MERGED: "the lead was merged into another one",
    StopReason.NO_LEAD: "it is no lead",
}
"""What ended a cadence."""

RESTS: Mapping[RestReason, str] = {
    RestReason.OUT_OF_OFFICE: "the prospect is out of office",
    RestReason.REP_ON_LEAVE: "the rep is on leave",
    RestReason.CALLBACK_AGREED: "a callback is agreed",
    RestReason.ON_HOLD: "the lead is on hold",
}
"""Why a cadence rests."""

SKIPS: Mapping[SkipReason, str] = {
    SkipReason.NO_ADDRESS: "there is no address for it that works",
    SkipReason.IN_CONTACT: "the rep is in contact in another way",
    SkipReason.PROSPECT_ASKED: "the prospect asked for no contact of that kind",
    SkipReason.DOES_NOT_FIT: "it does not fit this lead",
    SkipReason.OTHER: "the rep decided so",
}
"""Why a step was skipped."""

CHANNELS: Mapping[TouchKind, str] = {
    TouchKind.CALL: "a call",
    TouchKind.VOICEMAIL: "a voicemail",
    TouchKind.EMAIL: "an e-mail",
    TouchKind.SOCIAL: "a social message",
    TouchKind.MEETING: "a meeting",
}
"""What a touch is."""

MEETINGS: Mapping[MeetingState, str] = {
    MeetingState.BOOKED: "it is booked and was not held yet",
    MeetingState.HELD: "it was held",
    MeetingState.MISSED: "the prospect did not come",
    MeetingState.CANCELLED: "it was called off",
}
"""What became of a meeting."""

ACCEPTANCES: Mapping[Acceptance, str] = {
    Acceptance.OPEN: "the AE neither accepted nor rejected it",
    Acceptance.ACCEPTED: "the AE accepted it",
    Acceptance.REJECTED: "the AE rejected it",
    Acceptance.DEEMED: "it counts as accepted, as the AE did not answer in the agreed time",
}
"""What the AE answered about it."""

ATTENDANCES: Mapping[Attendance, str] = {
    Attendance.ATTENDS: "takes part",
    Attendance.INTRODUCES: "opens it, presents the AE and leaves",
    Attendance.STAYS_OUT: "stays out",
}
"""What the SDR does in it."""

REVIEWS: Mapping[ReviewState, str] = {
    ReviewState.DUE: "A manager is to review it",
    ReviewState.UPHELD: "The review upheld it",
    ReviewState.OVERTURNED: "The review overturned it, and the lead was taken up again",
    ReviewState.DISPUTED: "The review is disputed",
    ReviewState.IN_ARBITRATION: "It is in arbitration",
    ReviewState.CLOSED: "The arbitration is closed",
}
"""How far a review is."""

VERDICTS: Mapping[ReviewVerdict, str] = {
    ReviewVerdict.UPHELD: "upheld it",
    ReviewVerdict.OVERTURNED: "overturned it",
}
"""What a manager decided about a disposition."""

ARBITRATIONS: Mapping[ArbitrationOutcome, str] = {
    ArbitrationOutcome.TRAINING: "training",
    ArbitrationOutcome.PACT_PROPOSAL: "a proposal to change the pact",
    ArbitrationOutcome.NEITHER: "neither training nor a change of the pact",
}
"""What an arbitration ended in."""

ROLES: Mapping[RepRole, str] = {
    RepRole.SDR: "the SDR",
    RepRole.AE: "the AE",
    RepRole.MANAGER: "the manager",
    RepRole.MARKETER: "marketing",
}
"""Who somebody is in the company."""

BREACH_ROLES: Mapping[RepRole, str] = {**ROLES, RepRole.MANAGER: "the sales manager"}
"""Who gets what was not kept, by role."""

TASKS: Mapping[TaskKind, str] = {
    TaskKind.CLAIM: "claims the lead",
    TaskKind.ANSWER_REPLY: "answers the prospect, who replied",
    TaskKind.ASSIGN: "names a rep for the lead",
    TaskKind.TAKE_STEP: "takes the step",
    TaskKind.CALL_BACK: "calls the prospect back as agreed",
    TaskKind.TAKE_UP: "takes the lead up again, as it is no longer on hold",
    TaskKind.ANSWER_HANDOFF: "accepts or rejects the handoff",
    TaskKind.CONFIRM_MEETING: "has the prospect confirm the meeting",
    TaskKind.REPORT_MEETING: "reports whether it was held: the meeting",
    TaskKind.DEBRIEF: "reports how the meeting went:",
    TaskKind.OPEN_OPPORTUNITY: "opens an opportunity for the meeting",
    TaskKind.REBOOK: "rebooks the meeting",
    TaskKind.REVIEW: "reviews the disposition, review",
    TaskKind.ARBITRATE: "leads the arbitration on the review",
}
"""What is to be done, before what it is about."""

TASK_REASONS: Mapping[TaskReasonCode, str] = {
    TaskReasonCode.CALLBACK_DUE: "The prospect is to be called back, as agreed for {at}.",
    TaskReasonCode.REPLY_DUE: "The prospect replied on {at} and has no answer yet.",
    TaskReasonCode.CLOCK_RUNS: "The clock {about} has {left} left: it is due {at}.",
    TaskReasonCode.CLOCK_BREACHED: "The clock {about} was missed by {left}: it was due {at}.",
    TaskReasonCode.STEP_OVERDUE: "The step {about} was due {at}.",
    TaskReasonCode.BY_SCORES: "No clock and no step presses: its scores decide ({scores}).",
    TaskReasonCode.NOT_DUE_YET: "It is not due before {at}.",
    TaskReasonCode.WINDOW_CLOSED: "The step {about} may not be taken before {at}.",
    TaskReasonCode.DAY_IS_FULL: "The limit of steps a day moves the step {about} to {at}.",
    TaskReasonCode.NEVER_IN_WINDOW: "The step {about} may not be taken within a year.",
}
"""Why a task has its place in the order of a rep's work."""

BY_GATES = "by its record and the pact's gates alone"
BY_FOLLOW_UP = "by its follow-up under the pact"
"""By what a lead is in its stage: two questions, which may have two answers.

A judgement asks every gate, and follows nobody up; a replay follows up from the first gate on.
"""

STAGE_REASONS: Mapping[StageReasonCode, str] = {
    StageReasonCode.GATE_OPENED: "because the gate {about} opened",
    StageReasonCode.HAD_NO_ACTIVITY: "as it had no activity yet",
    StageReasonCode.HAD_ACTIVITY: "as it had an activity",
    StageReasonCode.RECORDED: "as the record says",
    StageReasonCode.ENDED_ELSEWHERE: "as the record says",
    StageReasonCode.JUDGED_ELSEWHERE: "as the pact's gates decided over its whole history",
    StageReasonCode.MEETING_HELD: "because a meeting was held",
    StageReasonCode.OPPORTUNITY_OPENED: "because an opportunity was opened",
    StageReasonCode.AMOUNT_KNOWN: "because amount and expected close of the opportunity are known",
    StageReasonCode.OPPORTUNITY_WON: "because the opportunity was won",
    StageReasonCode.OPPORTUNITY_LOST: "because the opportunity was lost",
    StageReasonCode.DISPOSITION_GIVEN: "by the disposition “{label}”",
    StageReasonCode.DISPOSITION_OVERTURNED: "because the disposition {about} was overturned",
    StageReasonCode.OPTED_OUT: "because the prospect opted out",
}
"""Why a lead moved, with what that is about."""
