"""The fields of random commands to a lead: mostly what could be, sometimes the absurd."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Protocol

from leadpact.engine.cadences import SkipReason
from leadpact.engine.feedback import ReviewState
from leadpact.engine.handoff import MeetingState
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import LeadState, commands
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.stages import RepRole, Stage, TouchKind

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Choose(Protocol):
    """Chooses one of several."""

    def __call__(self, options: Sequence[Any], /) -> Any: ...


REPS = ("ann", "bob", "cid", "eve", "fay", "gus", "max", "nobody", None)
SDRS = ("ann", "ann", "bob", "cid")
AES = ("eve", "fay", None, None, "nobody")
KNOWN = (
    {"email": "a@b.example"},
    {"email": None},
    {"n_employees": 5},
    {"n_employees": 100},
    {"n_employees": 5000},
    {"source": "fair"},
    {"source": "few"},
    {"source": "owner"},
    {"source": "board"},
    {"source": None},
    {"region": "North"},
    {"region": "West"},
    {"country": "US", "time_zone": "America/Los_Angeles"},
)
DISPOSITIONS: tuple[Mapping[str, Any], ...] = (
    {"code": "unreachable"},
    {"code": "unreachable"},
    {"code": "not_compliant", "fault": "competitor"},
    {"code": "not_compliant", "fault": "wrong:email"},
    {"code": "not_compliant", "fault": "missing:email"},
    {"code": "no_need", "reason": "timing"},
    {"code": "other", "note": "Call back"},
)
VERDICTS: tuple[Mapping[str, Any], ...] = (
    {"code": "not_compliant", "fault": "competitor"},
    {"code": "converted", "opportunity_id": "o-1"},
    {"code": "converted"},
    {"code": "unqualified", "reason": "timing"},
)
ABSURD: tuple[Mapping[str, Any], ...] = (
    {},
    {"code": "none"},
    {"reason": "timing"},
    {"reason": None},
    {"fault": "competitor"},
    {"note": "x" * 300},
    {"meeting_id": "none"},
    {"referred_lead_id": "l-9"},
    {"referred_lead_id": "l-1"},
    {"by_rep_id": "bob"},
    {"by_rep_id": None},
    {"side": RepRole.MANAGER},
)

Made = dict[str, Any]


@dataclass(frozen=True)
class Scene:
    """The state of a lead at a moment, for which a command is to be drawn."""

    choose: Choose
    state: LeadState
    at: datetime


Make = Callable[[Scene], Made]


def _lead(s: Scene) -> Lead:
    known: dict[str, Any] = {"email": "a@b.example"}
    for _ in range(2):
        known.update(s.choose(KNOWN))
    name = s.choose([s.state.lead_id] * 29 + ["other"])
    stage = s.choose([None] * 40 + list(Stage))
    on_record = {"stage": stage, "stage_at": s.at - s.choose([0, 0, 3]) * DAY} if stage else {}
    return Lead(name, known, created_at=s.at - s.choose([0, 1]) * DAY, **on_record)


def _arrived(s: Scene) -> Made:
    return {
        "lead": _lead(s),
        "account_owner_rep_id": s.choose(["fay", "ann", None]),
        "meeting_at": s.choose([*[None] * 9, s.at + DAY, s.at + 5 * DAY, s.at - DAY]),
    }


def _judged(s: Scene) -> Made:
    facts = KnownFacts({"n_employees": s.choose([5, 100, 5000])})
    stage = s.choose([*[Stage.CONVERSATION_LEAD] * 9, *Stage])
    return {"lead": _lead(s), "stage": stage, "facts": facts}


def _activity(s: Scene) -> Made:
    kind = s.choose(["demo_requested", "demo_requested", "page_viewed", "unheard_of"])
    return {"activity": Activity(s.choose(["a-1", "a-2", "a-3", "a-4"]), kind, s.at)}


def _one(s: Scene, names: Sequence[str]) -> str:
    """Return one of the names there are, mostly the last, else one that is not."""
    return str(s.choose([*names, *names[-1:] * 5, "none"]))


def _meeting(s: Scene) -> str:
    return _one(s, [item.meeting_id for item in s.state.meetings])


def _updated(s: Scene) -> Made:
    step = s.choose(list(commands.MeetingStep))
    if s.state.meetings and s.choose([True, True, False]):
        last = s.state.meetings[-1]
        if last.state is MeetingState.HELD:
            step = s.choose([commands.MeetingStep.ACCEPTED, commands.MeetingStep.REJECTED])
        elif s.at >= last.starts_at:
            step = s.choose([*[commands.MeetingStep.HELD] * 3, commands.MeetingStep.MISSED])
        else:
            step = s.choose([commands.MeetingStep.CONFIRMED, commands.MeetingStep.CANCELLED])
    why = {"reason": _why(s)} if step is commands.MeetingStep.REJECTED else {}
    return {"meeting_id": _meeting(s), "step": step, **why}


def _why(s: Scene) -> str | None:
    """Return why an AE rejects: by the hour, as one more draw would change all that follow."""
    return {0: None, 1: "unheard-of"}.get(s.at.hour, "timing")


def _answered(s: Scene) -> Made:
    name = _one(s, [item.handoff_id for item in s.state.handoffs])
    is_accepted = s.choose([True, False])
    return {"handoff_id": name, "is_accepted": is_accepted} | (
        {} if is_accepted else {"reason": _why(s)}
    )


def _booked(s: Scene) -> Made:
    minutes = s.choose([*[None] * 9, 60, 0, 9999])
    starts_at = s.at + s.choose([0, 1, 3, 20, 24, 45, 72, -5]) * HOUR
    if not s.choose(range(40)):
        starts_at = s.choose(FAR)
    over = [item.meeting_id for item in s.state.meetings if item.ended_at is not None]
    rebooks = s.choose([*over, None, None, None, "none"]) if over else None
    return {
        "starts_at": starts_at,
        "ae_rep_id": s.choose(AES),
        "minutes": minutes,
        "rebooks": rebooks,
    }


def _opened(s: Scene) -> Made:
    return {
        "opportunity_id": s.choose(["o-1", "o-1", "o-2"]),
        "meeting_id": s.choose([None, _meeting(s)]),
        "by_rep_id": s.choose(REPS),
        "by_role": s.choose([None, *RepRole]),
        "is_pipeline": s.choose([False, True]),
    }


def _disposed(s: Scene) -> Made:
    held = [item for item in s.state.meetings if item.state is MeetingState.HELD]
    made = {"side": RepRole.SDR, "by_rep_id": s.state.owner_rep_id, **s.choose(DISPOSITIONS)}
    if held and s.choose([True, False]):
        made = {"side": RepRole.AE, "by_rep_id": held[-1].ae_rep_id, **s.choose(VERDICTS)}
        made["meeting_id"] = held[-1].meeting_id
    if s.choose([True, False, False]):
        made.update(s.choose(ABSURD))
    return made


FAR = tuple(datetime(year, 12, 31, 23, tzinfo=UTC) for year in (1970, 2027, 2099))


NEXT_STEPS: Mapping[ReviewState, Sequence[tuple[commands.ReviewStep, RepRole | None]]] = {
    ReviewState.DUE: ((commands.ReviewStep.UPHELD, None), (commands.ReviewStep.OVERTURNED, None)),
    ReviewState.UPHELD: (
        (commands.ReviewStep.DISPUTED, RepRole.MARKETER),
        (commands.ReviewStep.DISPUTED, RepRole.SDR),
    ),
    ReviewState.OVERTURNED: ((commands.ReviewStep.DISPUTED, RepRole.SDR),),
    ReviewState.DISPUTED: ((commands.ReviewStep.IN_ARBITRATION, None),),
    ReviewState.IN_ARBITRATION: (
        (commands.ReviewStep.TRAINING, None),
        (commands.ReviewStep.NEITHER, None),
    ),
    ReviewState.CLOSED: ((commands.ReviewStep.PACT_PROPOSAL, None),),
}


def _reviewed(s: Scene) -> Made:
    step, side = s.choose(list(commands.ReviewStep)), s.choose([None, *RepRole])
    if s.state.reviews and s.choose([True, True, False]):
        step, side = s.choose(NEXT_STEPS[s.state.reviews[-1].state])
    return {
        "review_id": _one(s, [item.review_id for item in s.state.reviews]),
        "step": step,
        "by": s.choose(["max", None]),
        "by_side": side,
    }


def _clock_moved(s: Scene) -> Made:
    names = [item.clock_id for item in s.state.clocks]
    return {"clock_id": _one(s, names), "step": s.choose(list(commands.ClockStep))}


def _skipped(s: Scene) -> Made:
    runs = [item for item in s.state.runs if item.next_step_id is not None]
    run = s.choose(runs) if runs else None
    return {
        "run_id": run.run_id if run else "none",
        "step_id": s.choose([run.next_step_id] * 9 + ["mail-1"]) if run else "call-1",
        "reason": s.choose(list(SkipReason)),
    }


def _moved(s: Scene) -> Made:
    starts_at = s.at + s.choose([0, 1, 3, 20, 24, 45, 72, -5]) * HOUR
    return {
        "meeting_id": _meeting(s),
        "starts_at": starts_at if s.choose(range(40)) else s.choose(FAR),
        "minutes": s.choose([*[None] * 9, 60, 0]),
        "ae_rep_id": s.choose(AES),
        "is_confirmed": s.choose([False, False, True]),
    }


def _absorbed(s: Scene) -> Made:
    known = {name: value for name, value in s.choose(KNOWN).items() if value is not None}
    mine = [_activity(s)["activity"] for _ in range(s.choose([0, 1, 1, 3]))]
    return {
        "from_lead_id": s.choose(["l-8", "l-8", "l-9", s.state.lead_id]),
        "activities": (*mine, *s.state.activities[-1:]),
        "attributes": known,
        "is_opted_out": s.choose([*[False] * 9, True]),
    }


MAKERS: dict[type[Any], Make] = {
    commands.RecordLead: _arrived,
    commands.RecordJudgement: _judged,
    commands.UpdateAttributes: lambda s: {"attributes": s.choose(KNOWN)},
    commands.RecordActivity: _activity,
    commands.RecordTouch: lambda s: {
        "rep_id": s.choose([s.state.owner_rep_id, *REPS]),
        "channel": s.choose(list(TouchKind)),
    },
    commands.RecordReply: lambda s: {"channel": s.choose([None, TouchKind.EMAIL])},
    commands.RecordOutOfOffice: lambda s: {
        "back_on": s.choose(
            [None, date.min, date.max, *((s.at + n * DAY).date() for n in (-1, 0, 1, 3, 8, 200))]
        )
    },
    commands.RecordOptOut: lambda _: {},
    commands.AssignLead: lambda _: {},
    commands.ClaimLead: lambda s: {
        "pool": s.choose(["desk", "desk", "pair", "none"]),
        "rep_id": s.choose([*SDRS, "eve", "nobody"]),
    },
    commands.ReassignLead: lambda _: {},
    commands.RecordOwnerAbsence: lambda s: {
        "rep_id": s.choose([s.state.owner_rep_id or "ann", "bob"]),
        "until": s.choose([None, *FAR, *(s.at + n * DAY for n in (1, 1, 4, 4, 4, -1))]),
    },
    commands.HandOffLead: lambda s: {"ae_rep_id": s.choose(["eve", "fay", "nobody"])},
    commands.AnswerHandoff: _answered,
    commands.BookMeeting: _booked,
    commands.UpdateMeeting: _updated,
    commands.DebriefMeeting: lambda s: {
        "meeting_id": _meeting(s),
        "side": s.choose([RepRole.AE, *RepRole]),
        "produced_next_step": s.choose([True, True, False]),
    },
    commands.OpenOpportunity: _opened,
    commands.MoveOpportunity: lambda s: {
        "opportunity_id": s.choose(["o-1", "o-2"]),
        "to": s.choose([*[Stage.PIPELINE] * 6, Stage.CLOSED_WON, *Stage]),
    },
    commands.DisposeLead: _disposed,
    commands.UpdateReview: _reviewed,
    commands.ControlClock: _clock_moved,
    commands.EndLead: lambda s: {"stage": s.choose([None, None, *[Stage.RECYCLED] * 9, *Stage])},
    commands.AdvanceTime: lambda _: {},
    commands.AssignToRep: lambda s: {"rep_id": s.choose([*SDRS, "fay", "nobody"])},
    commands.UnassignLead: lambda _: {},
    commands.SkipStep: _skipped,
    commands.AgreeCallback: lambda s: {
        "callback_at": s.at + s.choose([0, 1, 3, 24, 72, -1]) * HOUR,
    },
    commands.MoveMeeting: _moved,
    commands.ErasePerson: lambda _: {},
    commands.MergeInto: lambda s: {"into_lead_id": s.choose(["l-9"] * 9 + [s.state.lead_id])},
    commands.AbsorbLead: _absorbed,
}
"""How every kind of command is made."""
