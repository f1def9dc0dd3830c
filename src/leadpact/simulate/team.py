"""The sales team of one chunk: which rep works when.

Reps come and go, are away, and differ in speed.
"""

from dataclasses import dataclass

import numpy as np

from leadpact.simulate.sampling import NEVER, BoolArray, FloatArray, IntArray, collect, keep
from leadpact.simulate.setting import Setting
from leadpact.simulate.world import (
    COUNTRIES,
    DAY,
    DAYS_AFTER,
    DAYS_BEFORE,
    REGION_ZONES,
    REGIONS,
    ZONES,
    Clocks,
)
from leadpact.terms.stages import RepRole

OPENS = 9 * 3600
OPEN_SECONDS = 8 * 3600
"""Reps work from 9 to 17 on weekdays, by the clock of their region."""

AES_PER_SDR = 0.25
DAYS_UNTIL_REPLACED = 30

STAYS = NEVER // DAY
"""The last day of a rep who stays, counted from the start of the period."""


@dataclass(frozen=True, slots=True)
class SimulatedRep:
    """One rep.

    Days count from the start of the period, `leaves_day` is `STAYS` for a rep who stays, and
    `paired` -1 for a rep without an AE.
    """

    role: RepRole
    region: int
    starts_day: int
    leaves_day: int = STAYS
    paired: int = -1

    def is_on_duty(self, days: IntArray) -> BoolArray:
        """Return on which days they get leads.

        Not on their first and last, which are not full days.
        """
        first = self.starts_day + 1 if self.starts_day else 0
        return np.asarray((days >= first) & (days < self.leaves_day - 1))


@dataclass(frozen=True, slots=True)
class Absence:
    """Local days `[starts_day, ends_day)` on which a rep is away."""

    rep: int
    starts_day: int
    ends_day: int
    reason: str


@dataclass(frozen=True, slots=True)
class WorkTime:
    """Working seconds of each rep: a coordinate in which nights, weekends, absences are nothing.

    Attributes
    ----------
    works
        By rep and day (from `DAYS_BEFORE` the period on), whether they work.
    before
        By rep and day, their working days before it.
    day_of
        By rep and number, the day of their n-th working day; valid below `n_days`.
    """

    clocks: Clocks
    zone: IntArray
    works: BoolArray
    before: IntArray
    day_of: IntArray
    n_days: IntArray

    def to_work(self, rep: IntArray, moments: IntArray) -> IntArray:
        """Return how many seconds each rep had worked by a moment."""
        local = self.clocks.to_local(moments, self.zone[rep]) + DAYS_BEFORE * DAY
        day = np.clip(local // DAY, 0, self.works.shape[1] - 1)
        today = np.clip(local - day * DAY - OPENS, 0, OPEN_SECONDS)
        return np.asarray(self.before[rep, day] * OPEN_SECONDS + self.works[rep, day] * today)

    def to_moments(self, rep: IntArray, worked: IntArray) -> IntArray:
        """Return the moment at which each rep has worked so long; `NEVER` if they left before."""
        number = worked // OPEN_SECONDS
        day = self.day_of[rep, np.minimum(number, self.day_of.shape[1] - 1)] - DAYS_BEFORE
        local = day * DAY + OPENS + worked % OPEN_SECONDS
        moments = self.clocks.to_utc(local, self.zone[rep])
        return keep(number < self.n_days[rep], moments)


@dataclass(frozen=True, slots=True)
class Team:
    """The reps of one chunk. `duty` has, by region and day, the active SDRs and their number."""

    reps: tuple[SimulatedRep, ...]
    absences: tuple[Absence, ...]
    work: WorkTime
    paired: IntArray
    leaves_at: IntArray
    delay_factor: FloatArray
    mean_attempts: FloatArray
    duty: tuple[tuple[IntArray, IntArray], ...]


def make_team(setting: Setting, n_leads: int, rng: np.random.Generator) -> Team:
    """Hire as many reps as the leads of the chunk need on average; peaks overload them."""
    reps = _hire(setting, n_leads, rng)
    absences = tuple(
        absence
        for number, rep in enumerate(reps)
        for absence in _draw_absences(number, rep, setting.period.n_days, rng)
    )
    work = _make_work_time(setting, reps, absences)
    leaves = np.array([rep.leaves_day for rep in reps])
    truth = setting.truth.selling
    persistence = np.exp(truth.rep_attempts_log_sd * rng.normal(size=len(reps)))
    return Team(
        reps=reps,
        absences=absences,
        work=work,
        paired=np.array([rep.paired for rep in reps]),
        leaves_at=setting.clocks.to_utc(leaves * DAY, work.zone),
        delay_factor=np.exp(truth.rep_delay_log_sd * rng.normal(size=len(reps))),
        mean_attempts=truth.mean_attempts * np.clip(persistence, 0.4, 2.0),
        duty=tuple(_on_duty(reps, region, setting.period.n_days) for region in range(len(REGIONS))),
    )


def _hire(setting: Setting, n_leads: int, rng: np.random.Generator) -> tuple[SimulatedRep, ...]:
    """Return all reps of the period: the AEs of each region first, then its SDRs."""
    truth = setting.truth
    handed_over = collect(truth.sources, "share") @ collect(truth.sources, "handed_over_rate")
    weeks = setting.period.n_days / 7
    reps = [SimulatedRep(RepRole.MANAGER, 0, 0), SimulatedRep(RepRole.MARKETER, 0, 0)]
    for region, code in enumerate(REGIONS):
        share = sum(country.share for country in COUNTRIES if country.region == code)
        load = float(n_leads * share * handed_over / weeks)
        n_seats = max(1, round(load / truth.selling.sdr_leads_per_week))
        n_aes = max(1, round(n_seats * AES_PER_SDR))
        first_ae = len(reps)
        reps += [SimulatedRep(RepRole.AE, region, 0)] * n_aes
        for seat in range(n_seats):
            paired = first_ae + seat % n_aes
            leaves = truth.selling.sdr_leaves_per_year if seat else 0.0
            for since, until in _fill_seat(setting.period.n_days, leaves, rng):
                reps.append(SimulatedRep(RepRole.SDR, region, since, until, paired))
    return tuple(reps)


def _fill_seat(
    n_days: int, leaves_per_year: float, rng: np.random.Generator
) -> list[tuple[int, int]]:
    """Return the reps of one position with their periods; the first SDR of a region stays."""
    stays: list[tuple[int, int]] = []
    since = 0
    while leaves_per_year and since < n_days:
        until = since + 60 + int(rng.exponential(365 / leaves_per_year))
        if until >= n_days - 2:
            break
        stays.append((since, until))
        since = until + DAYS_UNTIL_REPLACED
    return [*stays, (since, STAYS)] if since < n_days - 2 else stays


def _draw_absences(
    number: int, rep: SimulatedRep, n_days: int, rng: np.random.Generator
) -> list[Absence]:
    """Return two holidays and four days of illness a year, none of which overlap."""
    first = rep.starts_day + 1
    last = min(n_days - 1, rep.leaves_day)
    years = (last - first) / 365
    wishes = [(int(rng.integers(5, 15)), "HOLIDAY") for _ in range(rng.poisson(2 * years))]
    wishes += [(1, "ILLNESS")] * int(rng.poisson(4 * years))
    taken = np.zeros(n_days + 1, dtype=bool)
    absences = []
    for length, reason in wishes:
        starts = int(rng.integers(first, last))
        if starts + length > last or taken[starts : starts + length].any():
            continue
        taken[starts : starts + length] = True
        absences.append(Absence(number, starts, starts + length, reason))
    return absences


def _make_work_time(
    setting: Setting, reps: tuple[SimulatedRep, ...], absences: tuple[Absence, ...]
) -> WorkTime:
    """Tabulate the working days of all reps."""
    days = np.arange(-DAYS_BEFORE, setting.period.n_days + DAYS_AFTER)
    works = np.array([(days >= rep.starts_day) & (days < rep.leaves_day) for rep in reps])
    works &= setting.period.weekdays(days) < 5
    for absence in absences:
        works[absence.rep, (days >= absence.starts_day) & (days < absence.ends_day)] = False
    zone = np.array([ZONES.index(REGION_ZONES[rep.region]) for rep in reps])
    return WorkTime(
        clocks=setting.clocks,
        zone=zone,
        works=works,
        before=np.cumsum(works, axis=1) - works,
        day_of=np.argsort(~works, axis=1, kind="stable"),
        n_days=works.sum(axis=1),
    )


def _on_duty(reps: tuple[SimulatedRep, ...], region: int, n_days: int) -> tuple[IntArray, IntArray]:
    """Return, by day, the SDRs of a region in the first rows, and how many they are."""
    numbers = np.array(
        [n for n, rep in enumerate(reps) if rep.role is RepRole.SDR and rep.region == region]
    )
    active = np.array([reps[number].is_on_duty(np.arange(n_days)) for number in numbers])
    return numbers[np.argsort(~active, axis=0, kind="stable")], active.sum(axis=0)
