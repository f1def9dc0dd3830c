"""The input of the engine for one lead. Values only; times are aware, to the second."""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeAlias

from leadpact.terms.past import PAST_KINDS
from leadpact.terms.stages import Channel, Stage
from leadpact.terms.zone import epoch_seconds

AttributeValue: TypeAlias = str | int | float | bool | date | None


@dataclass(frozen=True, slots=True)
class Lead:
    """A person being worked.

    Attributes
    ----------
    lead_id
        The id of the record.
    attributes
        The known values by their names in the pact; a missing name and None mean the same.
    created_at
        When the record came to be; a lead cannot qualify before. None where it is not known.
    account_id
        The account it belongs to; a lead without one has no account scores.
    stage
        The stage that is on record, where there is one.
    stage_at
        When it entered that stage; needed for a recycled lead to qualify again.
    """

    lead_id: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    created_at: datetime | None = None
    account_id: str | None = None
    stage: Stage | None = None
    stage_at: datetime | None = None

    def recorded_by(self, as_of: datetime) -> "Lead":
        """Return the lead without a stage that it entered after a moment."""
        if self.stage_at is None or self.stage_at <= as_of:
            return self
        return replace(self, stage=None, stage_at=None)

    def stage_on_record(self) -> "RecordedStage | None":
        """Return the stage on record with the second from which it was so."""
        if self.stage is None:
            return None
        since = None if self.stage_at is None else epoch_seconds(self.stage_at)
        return RecordedStage(str(self.stage), since)


@dataclass(frozen=True, slots=True)
class RecordedStage:
    """The stage that a lead has on record since a second; None: as long as the lead is there."""

    stage: str
    since: int | None

    def at(self, as_of: int) -> str | None:
        """Return the stage where it was on record at a moment."""
        return self.stage if self.since is None or self.since <= as_of else None


@dataclass(frozen=True, slots=True)
class Activity:
    """Something the prospect did."""

    activity_id: str
    kind: str
    occurred_at: datetime
    channel: str | None = None
    campaign: str | None = None
    content: str | None = None
    value: float | None = None


def past_activity(stage: Stage, at: datetime) -> Activity | None:
    """Return that a lead came to a stage, as an activity of its past; None: pacts ask not about it.

    Two sources that say the same of one second have one id, and so count once.
    """
    kind = next((kind for kind, of in PAST_KINDS.items() if of is stage), None)
    return None if kind is None else Activity(f"{kind}/{epoch_seconds(at)}", kind, at)


def as_past(activity: Activity) -> Activity:
    """Return an activity of a lead's own past under the id that every source of it gives."""
    name = f"{activity.kind}/{epoch_seconds(activity.occurred_at)}"
    return Activity(name, activity.kind, activity.occurred_at)


def past_on_record(lead: Lead) -> tuple[Activity, ...]:
    """Return the past of a lead that its stage on record shows, as activities."""
    if lead.stage is None or lead.stage_at is None:
        return ()
    found = past_activity(lead.stage, lead.stage_at)
    return () if found is None else (found,)


@dataclass(frozen=True, slots=True)
class ChannelTouch:
    """The last touch of a lead on one channel, of those whose rep is known."""

    channel: Channel
    rep_id: str
    touched_at: datetime


@dataclass(frozen=True, slots=True)
class EarlierWork:
    """The work of reps on a lead before its present round, as far as routes ask about it.

    Attributes
    ----------
    former_rep_id
        Who had the lead last; None: nobody is known.
    toucher_rep_id, touched_at
        Who touched it last, and when; None: nobody is known.
    by_channel
        The last touch on each channel, as far as channels are known, in the order of their codes.
    """

    former_rep_id: str | None = None
    toucher_rep_id: str | None = None
    touched_at: datetime | None = None
    by_channel: tuple[ChannelTouch, ...] = ()

    def after(
        self, *, owner: str | None, touches: Iterable[tuple[datetime, str, Channel | None]]
    ) -> "EarlierWork":
        """Return the work after more of it: by an owner, if any, and touches of known reps."""
        touches = tuple(touches)
        held = (self.touched_at, self.toucher_rep_id)
        known = [
            (at, rep)
            for at, rep in (held, *((at, rep) for at, rep, _ in touches))
            if at is not None and rep is not None
        ]
        touched_at, toucher = max(known, default=(None, None))
        by_channel = _last_by_channel(self.by_channel, touches)
        return EarlierWork(owner or self.former_rep_id, toucher, touched_at, by_channel)

    def last_touch(self, channels: Container[Channel] | None) -> tuple[datetime, str] | None:
        """Return when a rep touched it last on some channels, on any where None, and who did."""
        if channels is not None:
            on = (item for item in self.by_channel if item.channel in channels)
            return max(((item.touched_at, item.rep_id) for item in on), default=None)
        if self.touched_at is None or self.toucher_rep_id is None:
            return None
        return self.touched_at, self.toucher_rep_id


def _last_by_channel(
    known: tuple[ChannelTouch, ...], touches: Iterable[tuple[datetime, str, Channel | None]]
) -> tuple[ChannelTouch, ...]:
    last = {item.channel: (item.touched_at, item.rep_id) for item in known}
    for at, rep, channel in touches:
        if channel is not None:
            last[channel] = max(last.get(channel, (at, rep)), (at, rep))
    return tuple(ChannelTouch(name, rep, at) for name, (at, rep) in sorted(last.items()))


NO_EARLIER_WORK = EarlierWork()


@dataclass(frozen=True, slots=True)
class Person:
    """A lead with its activities: how the colleagues in an account are given to the engine."""

    lead: Lead
    activities: Sequence[Activity] = ()
