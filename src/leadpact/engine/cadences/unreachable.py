"""Check whether enough attempts were made to call a lead unreachable."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from leadpact.engine.cadences.compiled import Cadences
from leadpact.engine.cadences.moments import day_starts_at, local_date
from leadpact.engine.cadences.values import Attempt
from leadpact.pact.sections.cadences.policy import CadencePolicy
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode

_DAY = timedelta(days=1)


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
        lacks[channel.value.lower()] = number - made[channel]
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
