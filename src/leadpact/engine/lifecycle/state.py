"""The state of one lead: the fold of its events, as a frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from leadpact.engine.cadences import CadenceRun
from leadpact.engine.clocks import Clock, ReceivedSignal
from leadpact.engine.feedback import GivenDisposition, Referral, Review, ReviewVerdict
from leadpact.engine.handoff import Meeting
from leadpact.engine.lead import NO_EARLIER_WORK, Activity, EarlierWork, Lead
from leadpact.engine.lifecycle.stage_reasons import StageReason
from leadpact.engine.routing import Assignment, RouteDecision
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.stages import FUNNEL_RANK, Channel, Stage


@dataclass(frozen=True, slots=True)
class Touch:
    """What a rep did towards the lead.

    `by_owner` tells whether that rep had the lead then; None: it is not known who made it.
    """

    touch_id: str
    channel: Channel
    made_at: datetime
    rep_id: str | None = None
    by_owner: bool | None = None


@dataclass(frozen=True, slots=True)
class Callback:
    """A call that was agreed with the prospect; `made_at` None: it is still to be made."""

    callback_id: str
    agreed_at: datetime
    due_at: datetime
    made_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Hold:
    """A disposition put the lead on hold until a moment; `ended_at` None: it is.

    It ended earlier than at that moment where another disposition was given before.
    """

    disposition_id: str
    code: str
    since: datetime
    until: datetime
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StageChange:
    """A lead moved to another stage, and why."""

    to: Stage
    at: datetime
    reason: StageReason
    came_from: Stage | None = None


@dataclass(frozen=True, slots=True)
class LeadHandoff:
    """The SDR gave the lead to an AE; `is_accepted` None: the AE did not answer yet.

    `rejection_reason` is the code of the reason for which the AE rejected it; `ae_route` is the
    entry of the pact's `ae` that found the AE, None where one was named.
    """

    handoff_id: str
    ae_rep_id: str
    at: datetime
    is_accepted: bool | None = None
    taken_back_at: datetime | None = None
    rejection_reason: str | None = None
    ae_route: str | None = None


@dataclass(frozen=True, slots=True)
class Opportunity:
    """An opportunity that was made of the lead, and the furthest stage it reached."""

    opportunity_id: str
    opened_at: datetime
    stage: Stage
    meeting_id: str | None = None


ENDED = (Stage.RECYCLED, Stage.DISQUALIFIED)
"""The stages outside the funnel: nobody works the lead."""

OVER = (*ENDED, Stage.CLOSED_WON, Stage.NEXT_SALE)
"""The stages in which no call that was agreed is owed any more, and no hold ends."""

_OPPORTUNITY = FUNNEL_RANK[Stage.OPPORTUNITY]
_NO_MOMENTS: Mapping[str, datetime] = MappingProxyType({})
_NO_PATHS: Mapping[str, str] = MappingProxyType({})
_NOTHING_SEEN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)  # without slots: `terms.frozen`
class LeadState:
    """The state of one lead, as `fold_events` builds it from its events.

    Attributes
    ----------
    lead
        None: no command recorded it yet.
    facts
        The facts for conditions that another system worked out; None: `lead` and `activities` give
        them.
    meeting_at
        When the meeting is that the lead asked for as it came.
    stage_changes
        In the order they were decided.
    opened_at
        When gates opened, by name, in the present round.
    paths
        By which paths gates opened that have any, by the gate's name, in the present round.
    not_lead
        As what it left that is no lead, of the pact's `not_leads`; None: it is one.
    round_at
        When the present round began: with the lead, or when it qualified again.
    assignment
        Who has it.
    route
        The last decision of routing, with the other candidates: why the lead waits, or why its rep
        got it; it is kept after the lead is released.
    past_owners
        Who had it in this round.
    away_until
        When the prospect is back who is out of office.
    callback
        The call that was agreed last; None: none was agreed, or the lead ended since.
    hold
        The last hold of this round; None: there was none, or the lead ended since.
    signals
        What was applied to clocks in this round.
    sent
        The ids of messages that were due.
    seen
        The commands that were taken: ids and digests.
    as_of
        The latest moment that was decided on.
    version
        The number of the last event; 0: there is none.
    withdrawn_ids
        The commands whose reports were withdrawn; they stay among those that were taken.
    erased_at
        When the person was erased; None: they were not. The lead stays in its stage.
    merged_into
        The lead of the same person that is worked instead; None: the lead is not merged.
    absorbed_ids
        The leads of the same person that were merged into this one.
    earlier
        The work of reps on it before the present round; None: none is known.
    """

    lead_id: str
    lead: Lead | None = None
    facts: KnownFacts | None = None
    account_owner_rep_id: str | None = None
    meeting_at: datetime | None = None
    activities: tuple[Activity, ...] = ()
    stage_changes: tuple[StageChange, ...] = ()
    opened_at: Mapping[str, datetime] = field(default_factory=lambda: _NO_MOMENTS)
    round_at: datetime | None = None
    assignment: Assignment | None = None
    route: RouteDecision | None = None
    past_owners: tuple[str, ...] = ()
    touches: tuple[Touch, ...] = ()
    replied_at: datetime | None = None
    away_until: datetime | None = None
    opted_out_at: datetime | None = None
    signals: tuple[ReceivedSignal, ...] = ()
    clocks: tuple[Clock, ...] = ()
    runs: tuple[CadenceRun, ...] = ()
    handoffs: tuple[LeadHandoff, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    opportunities: tuple[Opportunity, ...] = ()
    dispositions: tuple[GivenDisposition, ...] = ()
    reviews: tuple[Review, ...] = ()
    referrals: tuple[Referral, ...] = ()
    sent: frozenset[str] = frozenset()
    seen: Mapping[str, str] = field(default_factory=lambda: _NOTHING_SEEN)
    as_of: datetime | None = None
    version: int = 0
    callback: Callback | None = None
    withdrawn_ids: tuple[str, ...] = ()
    erased_at: datetime | None = None
    merged_into: str | None = None
    absorbed_ids: tuple[str, ...] = ()
    paths: Mapping[str, str] = field(default_factory=lambda: _NO_PATHS)
    earlier: EarlierWork | None = None
    not_lead: str | None = None
    hold: Hold | None = None

    @property
    def stage(self) -> Stage | None:
        """The stage the lead is in; None: no command gave it one yet."""
        return self.stage_changes[-1].to if self.stage_changes else None

    @property
    def owner_rep_id(self) -> str | None:
        """Who has the lead."""
        return None if self.assignment is None else self.assignment.rep_id

    @property
    def is_waiting(self) -> bool:
        """Whether it is to have a rep, and has none."""
        return self.assignment is None and self.route is not None and self.route.waiting is not None

    @property
    def is_ended(self) -> bool:
        """Whether it is recycled or disqualified."""
        return self.stage in ENDED

    @property
    def is_left_alone(self) -> bool:
        """Whether nobody contacts the prospect any more."""
        has_left = self.opted_out_at is not None or self.erased_at is not None
        return has_left or self.stage is Stage.DISQUALIFIED

    @property
    def is_with_ae(self) -> bool:
        """Whether it has come as far as an opportunity: from then on it is its AE's."""
        return self.stage is not None and FUNNEL_RANK.get(self.stage, -1) >= _OPPORTUNITY

    def work_so_far(self) -> EarlierWork:
        """Return the work of reps on the lead before its present round, and in it."""
        last = self.route.rep_id if self.route is not None else None
        return (self.earlier or NO_EARLIER_WORK).after(
            owner=last or (self.past_owners[-1] if self.past_owners else None),
            touches=(
                (item.made_at, item.rep_id, item.channel) for item in self.touches if item.rep_id
            ),
        )

    def is_before_round(self, at: datetime) -> bool:
        """Tell whether something happened before the present round."""
        return self.round_at is not None and at < self.round_at

    @property
    def is_won(self) -> bool:
        """Whether it bought."""
        return self.stage in (Stage.CLOSED_WON, Stage.NEXT_SALE)

    @property
    def valid_dispositions(self) -> tuple[GivenDisposition, ...]:
        """The dispositions of the present round that no review overturned."""
        overturned = {
            item.disposition_id for item in self.reviews if item.verdict is ReviewVerdict.OVERTURNED
        }
        return tuple(
            item
            for item in self.dispositions
            if item.disposition_id not in overturned and not self.is_before_round(item.given_at)
        )

    @property
    def running_clocks(self) -> tuple[Clock, ...]:
        """The clocks that run or are paused."""
        return tuple(item for item in self.clocks if item.is_running)

    @property
    def open_clocks(self) -> tuple[Clock, ...]:
        """The clocks that run, are paused, or were breached with a rung of their ladder ahead."""
        return tuple(item for item in self.clocks if item.is_running or item.is_climbing)

    @property
    def active_hold(self) -> Hold | None:
        """The hold that lasts; None: the lead is not on hold."""
        return self.hold if self.hold is not None and self.hold.ended_at is None else None

    def meeting(self, meeting_id: str) -> Meeting | None:
        """Return a meeting by its id."""
        return next((item for item in self.meetings if item.meeting_id == meeting_id), None)

    def handoff(self, handoff_id: str | None) -> LeadHandoff | None:
        """Return a handoff by its id."""
        return next((item for item in self.handoffs if item.handoff_id == handoff_id), None)

    def clock(self, clock_id: str) -> Clock | None:
        """Return a clock by its id."""
        return next((item for item in self.clocks if item.clock_id == clock_id), None)

    def review(self, review_id: str) -> Review | None:
        """Return a review by its id."""
        return next((item for item in self.reviews if item.review_id == review_id), None)
