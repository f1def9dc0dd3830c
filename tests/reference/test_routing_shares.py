"""The weighted round robin beside a slow one written from the formula, over long runs with leave.

Source of the formula and of the numbers: design §5 (`(N + C) × wᵢ/W − (nᵢ + cᵢ)`; 200/100/100 over
60 gives 30/15/15) and the vendor's manual that counts so (support.chilipiper.com, article 184,
"Round Robin algorithm": weights 100 %, 50 %, 50 % and 60 meetings give 30, 15, 15).
"""

import random
import sys
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "unit/engine"))
from routing_world import MONDAY, Desk, away, row, world

from leadpact.pact.sections.routing.policy import OnReturn, PeriodKind, RotationPeriod

DAY = timedelta(days=1)


class Oracle:
    """Counts with a pencil: one list of everything that was ever given, read from the start.

    It holds the whole history, knows no calendar but the list of absences, and works everything
    out anew for each lead. With months that stand alone it begins again each month; where what a
    month leaves owed is carried over, no month ends for it.
    """

    def __init__(self, weights, absences, on_return, *, months):
        self.months = months
        self.weights = {name: Fraction(str(weight)) for name, weight in weights.items()}
        self.absences = absences
        self.on_return = on_return
        self.entries = []  # (moment, rep, amount): leads count 1, calibration what it is
        self.given = []  # (moment, rep)
        self.seen_at = None
        self.lead_on_peers = {}

    def present(self, at):
        return [
            name
            for name in sorted(self.weights)
            if not any(rep == name and starts <= at < ends for rep, starts, ends in self.absences)
        ]

    def level(self, name, at):
        return sum(
            (
                amount
                for moment, rep, amount in self.entries
                if rep == name and self.is_counted(moment, at)
            ),
            Fraction(0),
        )

    def is_counted(self, moment, at):
        return not self.months or (moment.year, moment.month) == (at.year, at.month)

    def mean(self, names, at):
        return sum(self.level(name, at) for name in names) / sum(self.weights[n] for n in names)

    def calibrate(self, at):
        """Compare who is there with who was there when the last lead came."""
        before, now = self.seen_at, self.present(at)
        if before is not None and self.is_counted(before, at):
            were = self.present(before)
            stayed = [name for name in now if name in were]
            for name in were:
                if name not in now:
                    own = self.level(name, at)
                    others = self.mean(stayed, at) * self.weights[name] if stayed else own
                    self.lead_on_peers[name] = own - others
            means = {name: self.mean(stayed, at) for name in now if stayed}
            for name in now:
                if name not in were and self.on_return is not OnReturn.CATCH_UP and stayed:
                    due = means[name] * self.weights[name]
                    if self.on_return is OnReturn.KEEP_POSITION:
                        due += self.lead_on_peers.get(name, 0)
                    self.entries.append((at, name, due - self.level(name, at)))
        else:
            self.lead_on_peers = {}
        self.seen_at = at

    def give(self, at):
        self.calibrate(at)
        there = self.present(at)
        if not there:
            return None
        together = sum(self.level(name, at) for name in there)
        whole = sum(self.weights[name] for name in there)

        def due(name):
            shortfall = together * self.weights[name] / whole - self.level(name, at)
            last = max((moment for moment, rep in self.given if rep == name), default=None)
            idle = datetime.min.replace(tzinfo=at.tzinfo) if last is None else last
            return -shortfall, -self.weights[name], idle, name

        chosen = min(there, key=due)
        self.entries.append((at, chosen, Fraction(1)))
        self.given.append((at, chosen))
        return chosen


def company(seed: int, *, n_reps: int, n_days: int, n_leaves: int):
    """Draw weights and leave; somebody never leaves, so that the pool is never empty."""
    draw = random.Random(seed)
    weights = {f"r{i}": draw.choice(("1", "2", "0.5", "3", "1.5")) for i in range(n_reps)}
    absences = [
        (f"r{i}", start, start + draw.randrange(1, 15) * DAY)
        for i in range(1, n_reps)
        for _ in range(n_leaves)
        for start in [MONDAY.replace(hour=0) + draw.randrange(n_days) * DAY]
    ]
    return weights, absences


def desk_of(weights, absences, **switches) -> Desk:
    reps = [row(name, weight=float(weight)) for name, weight in weights.items()]
    rows = [away(name, starts, ends) for name, starts, ends in absences]
    calendar = {"hours": switches.pop("hours", None)}
    pool = {key: value for key, value in {**calendar, **switches}.items() if value is not None}
    return Desk(world(reps, absences=rows, pool=pool))


def moments(n_days: int, per_day: int):
    """Yield weekday moments in working hours, so that who is there does not depend on hours."""
    for day in range(n_days):
        morning = MONDAY.replace(hour=10) + day * DAY
        if morning.weekday() < 5:
            yield from (morning + i * timedelta(minutes=7) for i in range(per_day))


@pytest.mark.parametrize("on_return", OnReturn)
@pytest.mark.parametrize("seed", range(4))
def test_every_pick_is_that_of_the_slow_round_robin(on_return, seed):
    weights, absences = company(seed, n_reps=5, n_days=100, n_leaves=5)
    desk = desk_of(weights, absences, on_return=on_return, carry_over=False)
    oracle = Oracle(weights, absences, on_return, months=True)
    for i, at in enumerate(moments(100, 4)):
        assert desk.route(f"{i}", at).rep_id == oracle.give(at), at
    assert len(set(desk.shares())) == 5


@pytest.mark.parametrize("on_return", [OnReturn.NORMALISE, OnReturn.KEEP_POSITION])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_carried_over_makes_each_pick_that_of_a_round_robin_without_months(on_return, seed):
    weights, absences = company(seed, n_reps=5, n_days=300, n_leaves=9)
    desk = desk_of(weights, absences, on_return=on_return)
    oracle = Oracle(weights, absences, on_return, months=False)
    for i, at in enumerate(moments(300, 1)):
        assert desk.route(f"{i}", at).rep_id == oracle.give(at), at
    assert len(set(desk.shares())) == 5


def months_of(n_months: int, per_month: int, *, every: timedelta):
    """Yield the moments of so many leads, from noon on the tenth of each month."""
    for month in range(n_months):
        year, first = divmod(month, 12)
        noon = datetime(2024 + year, first + 1, 10, 12, tzinfo=MONDAY.tzinfo)
        yield from (noon + i * every for i in range(per_month))


@pytest.mark.parametrize("every", [timedelta(0), timedelta(hours=6)])
@pytest.mark.parametrize(
    ("weights", "n_months", "per_month", "expected"),
    [
        ((1, 1, 1), 24, 4, (32, 32, 32)),
        ((1, 1, 1), 12, 1, (4, 4, 4)),
        ((3, 2, 1), 24, 2, (24, 16, 8)),
        ((1, 1, 1, 1, 1), 25, 7, (35, 35, 35, 35, 35)),
        ((1.1, 1), 21, 3, (33, 30)),
        ((5, 1), 36, 1, (30, 6)),
        ((2, 2, 1), 10, 1, (4, 4, 2)),
    ],
)
def test_with_few_leads_a_month_the_shares_are_kept_over_the_months(
    weights, n_months, per_month, expected, every
):
    desk = Desk(world([row(f"r{i}", weight=weight) for i, weight in enumerate(weights)]))
    for i, at in enumerate(months_of(n_months, per_month, every=every)):
        desk.route(f"{i}", at)
    assert tuple(desk.shares().get(f"r{i}", 0) for i in range(len(weights))) == expected


def test_without_carry_over_the_light_rep_gets_nothing_of_two_leads_a_month():
    reps = [row(f"r{i}", weight=weight) for i, weight in enumerate((3, 2, 1))]
    desk = Desk(world(reps, pool={"carry_over": False}))
    for i, at in enumerate(months_of(24, 2, every=timedelta(hours=6))):
        desk.route(f"{i}", at)
    assert desk.shares() == {"r0": 24, "r1": 24}


@pytest.mark.parametrize(
    ("weights", "n", "expected"),
    [((200, 100, 100), 60, (30, 15, 15)), ((50, 100, 100), 30, (6, 12, 12))],
)
def test_the_published_shares(weights, n, expected):
    desk = Desk(world([row(f"r{i}", weight=weight) for i, weight in enumerate(weights)]))
    desk.many(n)
    assert tuple(desk.shares()[f"r{i}"] for i in range(3)) == expected


@pytest.mark.parametrize("seed", range(3))
def test_over_a_long_run_with_absences_everybody_is_within_one_lead_of_the_weighted_ideal(seed):
    """Two years, eight reps, eight leaves each: after calibration, as the formula counts.

    Right after somebody left or came back, the ideal of the others jumps: of 12,528 moments of
    eight such runs, two were more than a lead away from it (1.08 leads), and no run ended so.
    """
    weights, absences = company(seed, n_reps=8, n_days=730, n_leaves=8)
    period = RotationPeriod(PeriodKind.FOREVER)
    desk = desk_of(weights, absences, period=period)
    away_by = []
    for i, at in enumerate(moments(730, 3)):
        decision = desk.route(f"{i}", at)
        behind = [item.shortfall for item in decision.considered if item.shortfall is not None]
        away_by.append(max(map(abs, behind)))
    assert len(away_by) > 1500
    assert away_by[-1] < 1
    assert sum(leads >= 1 for leads in away_by) <= 2
    assert Fraction(1, 2) < max(away_by) < Fraction(11, 10)


@pytest.mark.parametrize("seed", range(3))
def test_who_keeps_the_position_stays_near_the_ideal_that_never_forgets(seed):
    """Without calibration: each lead gives every rep who could take it their share of it.

    How far apart a round robin comes from that is the price of not knowing who leaves next;
    measured over these runs, at most 1.4 leads.
    """
    weights, absences = company(seed, n_reps=8, n_days=365, n_leaves=6)
    period = RotationPeriod(PeriodKind.FOREVER)
    desk = desk_of(weights, absences, period=period, on_return=OnReturn.KEEP_POSITION)
    ideal = dict.fromkeys(weights, Fraction(0))
    worst = Fraction(0)
    for i, at in enumerate(moments(365, 3)):
        decision = desk.route(f"{i}", at)
        free = [item for item in decision.considered if item.obstacle is None]
        whole = sum(item.weight for item in free)
        for item in free:
            ideal[item.rep_id] += Fraction(item.weight, whole)
        got = desk.shares()
        worst = max(worst, *(abs(got.get(name, 0) - due) for name, due in ideal.items()))
    assert worst < Fraction(3, 2)


@pytest.mark.parametrize("n_reps", [2, 3, 7, 20])
def test_without_absences_nobody_is_ever_a_lead_away_from_their_share(n_reps):
    draw = random.Random(n_reps)
    weights = {f"r{i:02}": draw.randrange(1, 100) for i in range(n_reps)}
    whole = sum(weights.values())
    desk = Desk(world([row(name, weight=weight) for name, weight in weights.items()]))
    for n in range(1, 301):
        desk.route(f"{n}")
        got = desk.shares()
        assert all(
            abs(Fraction(n * weight, whole) - got.get(name, 0)) < 1
            for name, weight in weights.items()
        )
