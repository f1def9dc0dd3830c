"""Random companies with random histories of routing, for the tests of what always holds."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction

from hypothesis import strategies as st
from routing_world import MONDAY, away, lead, row, world

from leadpact.engine.routing import (
    Assignment,
    ReleaseReason,
    RouteDecision,
    Router,
    RoutingOutcome,
    RoutingState,
    apply_change,
    claim_lead,
    reassign_lead,
    release_lead,
    route_lead,
)
from leadpact.pact.sections.routing.policy import (
    Caps,
    EveryoneAway,
    Hours,
    Newcomers,
    NewcomersWeight,
    OnReturn,
    PeriodKind,
    ReassignmentCredit,
    Rotation,
    RotationPeriod,
    SelectionMethod,
    Spread,
)

small = st.one_of(st.none(), st.integers(0, 4))
days = st.integers(0, 40)
CAPS = st.builds(
    Caps,
    per_day=small,
    per_week=small,
    per_month=st.one_of(st.none(), st.fractions(0, 9, max_denominator=4)),
    open=small,
    spread=st.sampled_from(Spread),
)
FIRST_WEIGHTS = st.one_of(
    st.none(),
    st.builds(
        NewcomersWeight, st.sampled_from([Fraction(1, 2), Fraction(3, 10)]), days.filter(bool)
    ),
)
PERIODS = st.one_of(
    st.just(RotationPeriod()),
    st.builds(RotationPeriod, st.just(PeriodKind.ROLLING_DAYS), st.integers(1, 9)),
    st.just(RotationPeriod(PeriodKind.FOREVER)),
)
SWITCHES = st.fixed_dictionaries(
    {
        "method": st.sampled_from(SelectionMethod),
        "hours": st.sampled_from(Hours),
        "rotation": st.sampled_from(Rotation),
        "on_return": st.sampled_from(OnReturn),
        "everyone_away": st.sampled_from(EveryoneAway),
        "newcomers": st.sampled_from(Newcomers),
        "credits_no_shows": st.booleans(),
        "credits_cancelled": st.booleans(),
        "reassignment_credit": st.sampled_from(ReassignmentCredit),
        "period": PERIODS,
        "caps": CAPS,
        "newcomers_weight": FIRST_WEIGHTS,
    }
)


@st.composite
def routers(draw: st.DrawFn) -> Router:
    names = [f"r{i}" for i in range(draw(st.integers(0, 4)))]
    reps = [
        row(
            name,
            weight=draw(st.sampled_from([0, 0.5, 1, 1, 3])),
            daily_cap=draw(small),
            time_zone=draw(st.sampled_from([None, "Asia/Tokyo", "America/Los_Angeles"])),
            hired_on=draw(st.sampled_from([None, MONDAY.date(), date(2026, 6, 20)])),
            active_from=draw(st.sampled_from([None, None, MONDAY + timedelta(days=9)])),
        )
        for name in names
    ]
    absences = []
    for name in names:
        for first in draw(st.lists(days, max_size=3)):
            start = MONDAY.replace(hour=0) + timedelta(days=first)
            absences.append(away(name, start, start + timedelta(days=draw(st.integers(1, 9)))))
    every_rep = draw(st.one_of(st.none(), CAPS))
    return world(reps, absences=absences, pool=draw(SWITCHES), every_rep=every_rep)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["route", "route", "route", "meeting", "retry", "claim", "reassign", "end"]
        ),
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from([0, 1, 5, 20, 60]),
    ),
    max_size=40,
)


@dataclass
class Company:
    """A history, with books of its own: who has what, what waits, what counts on which day."""

    router: Router
    state: RoutingState = field(default_factory=RoutingState)
    at: datetime = MONDAY
    owned: dict[str, Assignment] = field(default_factory=dict)
    waiting: dict[str, RouteDecision] = field(default_factory=dict)
    ended: set[str] = field(default_factory=set)
    came: int = 0
    on_days: Counter = field(default_factory=Counter)
    changes: list = field(default_factory=list)

    def step(self, kind: str, which: int, who: int, hours: int) -> None:
        self.at += timedelta(hours=hours)
        if kind in ("route", "meeting"):
            self.came += 1
            meeting_at = self.at + timedelta(days=who % 9) if kind == "meeting" else None
            self.take(f"lead-{self.came}", meeting_at)
        elif kind in ("retry", "claim") and self.waiting:
            name = sorted(self.waiting)[which % len(self.waiting)]
            self.again(name, kind, who)
        elif kind in ("reassign", "end") and self.owned:
            held = self.owned[sorted(self.owned)[which % len(self.owned)]]
            self.move(held) if kind == "reassign" else self.end(held, who)

    def take(self, name: str, meeting_at: datetime | None) -> None:
        item = lead(name, meeting_at=meeting_at)
        self.keep(route_lead(item, self.state, self.router, as_of=self.at))

    def again(self, name: str, kind: str, who: int) -> None:
        item = lead(name)
        if kind == "retry":
            self.keep(route_lead(item, self.state, self.router, as_of=self.at))
            return
        rep_id = f"r{who % 4}"
        self.keep(
            claim_lead(item, self.state, self.router, pool="sdr", rep_id=rep_id, as_of=self.at)
        )

    def move(self, held: Assignment) -> None:
        is_ahead = held.meeting_at is not None and held.meeting_at > self.at
        item = lead(held.lead_id, meeting_at=held.meeting_at if is_ahead else None)
        decision = reassign_lead(item, held, self.state, self.router, as_of=self.at)
        if decision.outcome is RoutingOutcome.KEPT:
            assert decision.assignment == held
            assert apply_change(self.state, decision.change) == self.state
            return
        assert decision.rep_id != held.rep_id
        self.unbook(held)
        self.keep(decision)

    def end(self, held: Assignment, who: int) -> None:
        reason = list(ReleaseReason)[who % len(ReleaseReason)]
        change = release_lead(held, self.state, self.router, reason=reason, at=self.at)
        self.change(change)
        if reason not in (ReleaseReason.CLOSED, ReleaseReason.NO_SHOW):
            self.unbook(held)
        del self.owned[held.lead_id]
        self.ended.add(held.lead_id)

    def unbook(self, held: Assignment) -> None:
        if held.meeting_at is not None and held.meeting_at > self.at:
            self.on_days[held.rep_id, held.load_day] -= 1

    def keep(self, decision: RouteDecision) -> None:
        name = decision.lead_id
        self.change(decision.change)
        self.waiting.pop(name, None)
        self.owned.pop(name, None)
        assert (decision.assignment is None) == (decision.waiting is not None)
        if decision.assignment is None:
            self.waiting[name] = decision
        else:
            self.owned[name] = decision.assignment
            self.on_days[decision.rep_id, decision.assignment.load_day] += 1
            self.check_caps(decision.rep_id, decision.assignment.load_day)

    def change(self, change) -> None:
        self.changes.append(change)
        self.state = apply_change(self.state, change)

    def check_caps(self, rep_id: str, day: int) -> None:
        """Count the books, not the state, against every cap, around the day that was added to."""
        (member,) = [m for m in self.router.pools["sdr"].members if m.rep.rep_id == rep_id]
        n_open = sum(held.rep_id == rep_id for held in self.owned.values())
        epoch = MONDAY.date().replace(year=1970, month=1, day=1)
        date = epoch + timedelta(days=day)
        mine = {
            epoch + timedelta(days=d): n for (name, d), n in self.on_days.items() if name == rep_id
        }
        week = date.isocalendar()[:2]
        month = (date.year, date.month)
        for caps in member.caps:
            assert caps.open is None or n_open <= caps.open
            assert caps.per_day is None or mine[date] <= caps.per_day
            in_week = sum(n for d, n in mine.items() if d.isocalendar()[:2] == week)
            assert caps.per_week is None or in_week <= caps.per_week
            in_month = sum(n for d, n in mine.items() if (d.year, d.month) == month)
            assert caps.per_month is None or in_month < caps.per_month + 1
