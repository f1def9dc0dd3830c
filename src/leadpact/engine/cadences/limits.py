"""Apply the limits of a pact on touches.

At most so many a day for a rep, over which due steps are spread; at least so many attempts before
a lead may be called unreachable.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from leadpact.engine.cadences.moments import day_starts_at, first_moment, local_date
from leadpact.engine.cadences.values import Attempt, Cadences, DoneToday, DueStep, PlacedStep
from leadpact.pact.sections.cadences.policy import CALL_CHANNELS, CadencePolicy, Throttle
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode

_DAY = timedelta(days=1)


def throttle_steps(
    cadences: Cadences,
    due: Iterable[DueStep],
    done_today: Mapping[str, DoneToday],
    *,
    as_of: datetime,
    rep_zones: Mapping[str, str],
    is_ordered: bool = False,
) -> tuple[PlacedStep, ...]:
    """Return every step with the moment at which its rep is to make it.

    A rep has so many steps a day as the pact allows. What exceeds waits for the next day on which
    its window opens and its rep has room. What was due first comes first, then the smaller run id.

    Parameters
    ----------
    due
        The steps of any number of reps, in any order.
    done_today
        By rep, what was made on the rep's day in which `as_of` lies; nothing where a rep lacks.
    as_of
        Steps that were due before are to be made from then on.
    rep_zones
        By rep, the zone of their days; the pact's where a rep lacks.
    is_ordered
        Whether the steps come in the order in which they choose their days, such as the order of a
        rep's work; else those that were due first choose first.

    Returns
    -------
    tuple[PlacedStep, ...]
        One for each step given, in the order in which they were asked.
    """
    is_unlimited = cadences.policy.throttle == Throttle()  # then no day has to be counted
    plan = _Plan(cadences, as_of, rep_zones, is_unlimited)
    for rep_id, done in done_today.items():
        plan.count(rep_id, local_date(as_of, plan.zone(rep_id)), done.steps, done.calls)
    if not is_ordered:
        due = sorted(due, key=lambda step: (step.due_at, step.run_id, step.step_id))
    return tuple(map(plan.place, due))


@dataclass(slots=True)
class _Plan:
    """The days of the reps so far.

    `following` has, for a rep's steps of one kind, the day after a full one that is to be asked
    next: those between are full, or their window is closed. So no step tries all days again.
    `opens_on` has, for steps of one kind, the first moment of a day, None being now, or after it.
    """

    cadences: Cadences
    as_of: datetime
    rep_zones: Mapping[str, str]
    is_unlimited: bool
    made: dict[tuple[str, date], list[int]] = field(
        default_factory=lambda: defaultdict(lambda: [0, 0])
    )
    kinds: dict[Hashable, int] = field(default_factory=dict)
    following: dict[tuple[str, int, date], date] = field(default_factory=dict)
    opens_on: dict[tuple[int, date | None], datetime | None] = field(default_factory=dict)
    days: dict[tuple[str, datetime], date] = field(default_factory=dict)

    def zone(self, rep_id: str) -> str:
        return self.rep_zones.get(rep_id, self.cadences.time_zone)

    def count(self, rep_id: str, day: date, steps: int, calls: int) -> None:
        made = self.made[rep_id, day]
        made[0] += steps
        made[1] += calls

    def place(self, step: DueStep) -> PlacedStep:
        """Return a step at its moment, or on the first day that has room for it."""
        is_call, zone = step.channel in CALL_CHANNELS, self.zone(step.rep_id)
        kind = self._kind(step, zone, is_call=is_call)
        at = step.due_at if step.due_at >= self.as_of else self._open_on(step, kind, None)
        if self.is_unlimited:
            return PlacedStep(step, at, is_moved=False)
        full: list[date] = []
        while at is not None:
            day = self._day(at, zone)
            if self._has_room(step.rep_id, day, is_call=is_call):
                self.count(step.rep_id, day, 1, int(is_call))
                for passed in full:
                    self.following[step.rep_id, kind, passed] = day
                break
            full.append(day)
            at = self._open_on(step, kind, self.following.get((step.rep_id, kind, day), day + _DAY))
        return PlacedStep(step, at, is_moved=bool(full))

    def _kind(self, step: DueStep, zone: str, *, is_call: bool) -> int:
        """Return the number of all steps that may be taken at the same moments: it is cheap."""
        who = step.prospect
        where = who.time_zone, who.country, who.region
        keeps_hours = is_call or self.cadences.policy.keeps_calling_hours(step.channel)
        named = zone, is_call, keeps_hours, step.window, *where, step.rep_time_zone
        return self.kinds.setdefault(named, len(self.kinds))

    def _day(self, at: datetime, zone: str) -> date:
        found = self.days.get((zone, at))
        if found is None:
            found = self.days[zone, at] = local_date(at, zone)
        return found

    def _open_on(self, step: DueStep, kind: int, day: date | None) -> datetime | None:
        """Return the first moment for a step from a day on, None being now: one for all its kind.

        Looking for it costs more than all the rest, and a rep has many steps of a kind.
        """
        if (kind, day) not in self.opens_on:
            start = self.as_of if day is None else day_starts_at(day, self.zone(step.rep_id))
            self.opens_on[kind, day] = self._open(step, start)
        return self.opens_on[kind, day]

    def _has_room(self, rep_id: str, day: date, *, is_call: bool) -> bool:
        throttle: Throttle = self.cadences.policy.throttle
        steps, calls = self.made[rep_id, day]
        is_full = throttle.per_day is not None and steps >= throttle.per_day
        has_called = throttle.calls_per_day is not None and calls >= throttle.calls_per_day
        return not (is_full or (is_call and has_called))

    def _open(self, step: DueStep, at: datetime) -> datetime | None:
        """Return the first moment, not before another, at which a step may be taken."""
        return first_moment(
            self.cadences,
            step.channel,
            at,
            calendar=self.cadences.window(step.window, step.prospect, step.rep_time_zone),
            prospect=step.prospect,
        )


def check_unreachable(
    cadences: Cadences | CadencePolicy, attempts: Sequence[Attempt], *, calendar: BusinessCalendar
) -> Refusal | None:
    """Return why a lead may not be called unreachable yet; None: it may.

    Parameters
    ----------
    attempts
        The touches that reps made, in any order. What the prospect did, and meetings, are none.
    calendar
        That of the rep, which tells the business days.

    Returns
    -------
    Refusal | None
        `missing` has how many more it takes, of each thing that lacks: `attempts` in all, then
        channels in small letters, then `business_days`.
    """
    policy = cadences.policy if isinstance(cadences, Cadences) else cadences
    rule = policy.unreachable
    if rule is None:
        return None
    made = Counter(channel for channel, _ in attempts)
    lacks = {"attempts": rule.attempts - len(attempts)}
    for channel, number in rule.channels:
        lacks[channel.lower()] = number - made[channel]
    moments = [made_at for _, made_at in attempts]
    spread = _business_days(moments, calendar, enough=rule.business_days)
    lacks["business_days"] = rule.business_days - spread
    missing = tuple((name, str(number)) for name, number in lacks.items() if number > 0)
    return Refusal(RefusalCode.TOO_FEW_ATTEMPTS, missing) if missing else None


def _business_days(moments: Sequence[datetime], calendar: BusinessCalendar, *, enough: int) -> int:
    """Return the business days from the first moment to the last, both included; or enough."""
    if not moments:
        return 0
    zone, found = calendar.zone, 0
    day, last = local_date(min(moments), zone), local_date(max(moments), zone)
    while day <= last and found < enough:
        start, end = day_starts_at(day, zone), day_starts_at(day + _DAY, zone)
        found += calendar.seconds_between(start, end) > 0
        day += _DAY
    return found
