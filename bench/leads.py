"""The leads that `decide()` is measured on: each with 200 activities of a year, none like another.

They behave like those of the simulated company, whose sessions and kinds they draw from, but are
chosen for what they cost: some qualify at once, some late, some stay just under the gate, so that
every moment has to be asked about, and some can never qualify.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random

from leadpact.engine import Activity, Lead
from leadpact.simulate.names import CONTENTS
from leadpact.simulate.truth import KINDS, SESSIONS, ActivityKind, Session

N_LEADS = 200
N_ACTIVITIES = 200
STARTS_AT = datetime(2025, 1, 1, tzinfo=UTC)
AS_OF = datetime(2026, 1, 1, tzinfo=UTC)

_ALL_SESSIONS = tuple(session.name for session in SESSIONS if session.weight > 0)
_OPEN_THE_GATE = ("pricing_viewed", "demo_requested", "competitor_comparison_viewed")
_HEAVY = (*_OPEN_THE_GATE, "careers_viewed", "content_downloaded")


@dataclass(frozen=True, slots=True)
class Phase:
    """What a lead does from one day to another: its sessions and how interested it is."""

    from_day: float
    to_day: float
    n_activities: int
    interest: float
    sessions: tuple[str, ...] = _ALL_SESSIONS
    without: tuple[str, ...] = ()
    is_job_seeker: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A sort of lead, with how many in a hundred are like it."""

    name: str
    percent: int
    phases: tuple[Phase, ...]
    is_fitting: bool = True
    has_company: bool = True


_WARM = Phase(0, 364, N_ACTIVITIES, 1.2)
_BROWSING = ("email", "web")

PROFILES = (
    Profile("early", 25, (Phase(0, 20, 30, 2.5), Phase(20, 364, 170, 0.0))),
    Profile(
        "late", 25, (Phase(0, 300, 140, -1.5, ("email",)), Phase(300, 364, 60, 1.5, _ALL_SESSIONS))
    ),
    Profile("hovering", 25, (Phase(0, 364, N_ACTIVITIES, -0.5, _BROWSING, _HEAVY),)),
    Profile("job seeker", 8, (Phase(0, 364, N_ACTIVITIES, -0.5, _BROWSING, (), True),)),
    Profile("unfit", 12, (_WARM,), is_fitting=False),
    Profile("no company", 5, (_WARM,), has_company=False),
)


@dataclass(frozen=True, slots=True)
class Case:
    """A lead with its activities and the profile it was made after."""

    profile: str
    lead: Lead
    activities: tuple[Activity, ...]


def make_cases(n_leads: int = N_LEADS, seed: int = 1) -> list[Case]:
    """Return leads of every profile by its share; the same ones for the same seed."""
    rng = Random(seed)
    names = [profile for profile in PROFILES for _ in range(profile.percent)]
    return [_make_case(names[number * 37 % 100], number, rng) for number in range(n_leads)]


def _make_case(profile: Profile, number: int, rng: Random) -> Case:
    lead = Lead(
        lead_id=f"L{number:04d}",
        attributes=_attributes(profile, rng),
        created_at=STARTS_AT + timedelta(hours=rng.uniform(0, 12)),
        account_id=f"A{number // 3:04d}",
    )
    drawn = [item for phase in profile.phases for item in _act(phase, rng)]
    activities = [
        Activity(
            activity_id=f"{lead.lead_id}-{place}",
            kind=kind.name,
            occurred_at=occurred_at,
            channel=kind.channel,
            content=rng.choice(CONTENTS.get(kind.name, (None,))),
            value=float(rng.randint(4, 260)) if kind.name.endswith("_viewed") else None,
        )
        for place, (occurred_at, kind) in enumerate(drawn)
    ]
    rng.shuffle(activities)
    return Case(profile.name, lead, tuple(activities))


def _attributes(profile: Profile, rng: Random) -> dict[str, str | int]:
    known: dict[str, str | int] = {
        "first_name": "First",
        "last_name": "Last",
        "email": "first.last@company.example",
        "title": rng.choice(("Head of Operations", "Director Sales", "Vice President Marketing")),
        "website": "company.example",
        "seniority": rng.choice(("C_LEVEL", "VP", "DIRECTOR", "MANAGER")),
        "job_function": rng.choice(("MARKETING", "SALES", "IT", "FINANCE")),
        "industry": rng.choice(("software", "fintech", "retail")),
        "n_employees": rng.randint(200, 4000),
    }
    if rng.random() < 0.7:
        known["phone"] = "+1 555 0100"
    if profile.has_company:
        known["company"] = "Company"
    if not profile.is_fitting:
        known |= {"seniority": "INDIVIDUAL", "industry": "education", "n_employees": 20}
    return known


def _act(phase: Phase, rng: Random) -> Iterator[tuple[datetime, ActivityKind]]:
    """Draw sessions until the phase has its activities, and spread them evenly over its days."""
    sessions = list(_hold_sessions(phase, rng))
    length = (phase.to_day - phase.from_day) / len(sessions)
    left = phase.n_activities
    for place, kinds in enumerate(sessions):
        day = phase.from_day + (place + 0.8 * rng.random()) * length
        moment = STARTS_AT + timedelta(days=math.floor(day), hours=12 + 10 * rng.random())
        for kind in islice(kinds, left):
            yield moment.replace(microsecond=0), kind
            moment += timedelta(seconds=rng.randint(8, 300))
        left -= len(kinds)


def _hold_sessions(phase: Phase, rng: Random) -> Iterator[list[ActivityKind]]:
    sessions = [session for session in SESSIONS if session.name in phase.sessions]
    weights = [item.weight * math.exp(item.interest_slope * phase.interest) for item in sessions]
    left = phase.n_activities
    while left > 0:
        (session,) = rng.choices(sessions, weights)
        kinds = _draw_kinds(session, phase, rng)
        left -= len(kinds)
        yield kinds


def _draw_kinds(session: Session, phase: Phase, rng: Random) -> list[ActivityKind]:
    kinds = [item for item in KINDS if item.session == session.name]
    kinds = [item for item in kinds if item.name not in phase.without]
    weights = [_weight(kind, phase) for kind in kinds]
    size = 1
    while rng.random() < 1 - 1 / session.mean_activities:
        size += 1
    return rng.choices(kinds, weights, k=size)


def _weight(kind: ActivityKind, phase: Phase) -> float:
    if phase.is_job_seeker:
        return kind.weight * kind.job_seeker_factor
    return kind.weight * math.exp(kind.interest_slope * phase.interest)
