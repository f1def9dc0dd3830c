"""Meetings for the tests of the handoff: a policy, a calendar, and a meeting in each state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from leadpact.engine.handoff import (
    Handoff,
    Meeting,
    book_meeting,
    debrief_meeting,
    hold_meeting,
    make_handoff,
    open_opportunity,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.pact.sections.handoff.policy import AcceptanceWay, HandoffPolicy, SlotTerms
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import RepRole

WEEK = ("MON", "TUE", "WED", "THU", "FRI")
OFFICE = BusinessCalendar(
    zone="America/New_York", windows={day: [("09:00", "17:00")] for day in WEEK}
)
BOOKED = datetime(2026, 6, 1, 14, tzinfo=UTC)
"""A Monday, 10:00 in New York."""
STARTS = datetime(2026, 6, 4, 15, tzinfo=UTC)
"""The Thursday, 11:00 in New York."""
HELD = STARTS + timedelta(minutes=30)
NOBODY = KnownFacts({})


def handoff(**policy: Any) -> Handoff:
    return make_handoff(HandoffPolicy(**policy))


def slots_handoff(**terms: Any) -> Handoff:
    return handoff(slots=SlotTerms(**terms))


CONVERTS = {"acceptance": AcceptanceWay.AE_CONVERTS}


def booked(rules: Handoff | None = None, **arguments: Any) -> Meeting:
    given: dict[str, Any] = {
        "meeting_id": "m-1",
        "starts_at": STARTS,
        "booked_at": BOOKED,
        "facts": NOBODY,
        "ae_rep_id": "ae-1",
        "sdr_rep_id": "sdr-1",
        **arguments,
    }
    return taken(book_meeting(rules or handoff(), **given))


def held(rules: Handoff | None = None, **arguments: Any) -> Meeting:
    return taken(hold_meeting(booked(rules, **arguments), at=HELD))


def taken(result: Meeting | Refusal) -> Meeting:
    assert isinstance(result, Meeting), result
    return result


def refused(result: Meeting | Refusal) -> RefusalCode:
    assert isinstance(result, Refusal), result
    return result.code


MINUTE = timedelta(minutes=1)
RULES = handoff()


def reported(sdr: bool | None, ae: bool | None, rules=RULES, **arguments):
    """Return a held meeting of which each side reported whether it led to a next step."""
    meeting = held(**arguments)
    for side, step in ((RepRole.SDR, sdr), (RepRole.AE, ae)):
        meeting = taken(
            debrief_meeting(rules, meeting, side=side, at=HELD, produced_next_step=step)
        )
    return meeting


def opened(rules, meeting, role, *, at=HELD, opportunity_id="o-1"):
    """Open an opportunity on a meeting, by a rep of a role."""
    return open_opportunity(
        rules, meeting, opportunity_id=opportunity_id, by_rep_id="r", by_role=role, at=at
    )
