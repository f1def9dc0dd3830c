"""Let a cadence rest: the prospect or the rep is away, a callback is agreed, or it is on hold.

`advance_cadence` ends a rest whose end has come.
"""

from datetime import date, datetime

from leadpact.engine.cadences.cadence import advance_cadence, aim_run
from leadpact.engine.cadences.moments import day_starts_at, days_later, local_date
from leadpact.engine.cadences.values import CadenceRun, Cadences, Rest, RestReason
from leadpact.terms.frozen import with_fields


def rest_for_out_of_office(
    cadences: Cadences, run: CadenceRun, *, at: datetime, back_on: date | None
) -> CadenceRun:
    """Return a cadence that rests because the prospect is out of office: that is no reply.

    Parameters
    ----------
    at
        When the message came.
    back_on
        The local date on which the prospect says to be back. None, a date before that of the
        message, and one as far ahead as the pact ignores count as not stated: then it rests for
        as long as the pact says, and never shorter than it did already.
    """
    if run.is_over:
        return run
    zone = cadences.window(None, run.prospect, run.rep_time_zone).zone
    terms, today = cadences.policy.out_of_office, local_date(at, zone)
    if back_on is not None and 0 <= (back_on - today).days < terms.ignore_beyond_days:
        until = max(day_starts_at(back_on, zone), at)
    else:
        until = days_later(at, terms.resume_after_days, zone)
        known = [item.until for item in run.rests if item.reason is RestReason.OUT_OF_OFFICE]
        until = max([until, *known])
    return rest_run(cadences, run, Rest(RestReason.OUT_OF_OFFICE, until), at)


def pause_cadence(
    cadences: Cadences, run: CadenceRun, *, at: datetime, until: datetime
) -> CadenceRun:
    """Return a cadence that rests while its rep is on leave, until the leave ends."""
    rest = Rest(RestReason.REP_ON_LEAVE, max(until, at))
    return run if run.is_over else rest_run(cadences, run, rest, at)


def rest_for_callback(
    cadences: Cadences, run: CadenceRun, *, at: datetime, until: datetime
) -> CadenceRun:
    """Return a cadence that rests until the moment of a callback; a later one replaces it."""
    return run if run.is_over else rest_run(cadences, run, Rest(_CALLBACK, max(until, at)), at)


def rest_for_hold(
    cadences: Cadences, run: CadenceRun, *, at: datetime, until: datetime
) -> CadenceRun:
    """Return a cadence that rests while its lead is on hold; a later date replaces it."""
    return run if run.is_over else rest_run(cadences, run, Rest(_HOLD, max(until, at)), at)


def end_callback_rest(cadences: Cadences, run: CadenceRun, *, at: datetime) -> CadenceRun:
    """Return a cadence that goes on, as the callback was made."""
    return _end_rest(cadences, run, _CALLBACK, at)


def end_hold_rest(cadences: Cadences, run: CadenceRun, *, at: datetime) -> CadenceRun:
    """Return a cadence that goes on, as its lead is no longer on hold."""
    return _end_rest(cadences, run, _HOLD, at)


def _end_rest(cadences: Cadences, run: CadenceRun, reason: RestReason, at: datetime) -> CadenceRun:
    rests = tuple(item for item in run.rests if item.reason is not reason)
    if run.is_over or rests == run.rests:
        return run
    return aim_run(cadences, with_fields(run, rests=rests), at)


_CALLBACK, _HOLD = RestReason.CALLBACK_AGREED, RestReason.ON_HOLD


def rest_run(cadences: Cadences, run: CadenceRun, rest: Rest, at: datetime) -> CadenceRun:
    """Add a rest to the cadence; it replaces a rest of the same reason."""
    run = advance_cadence(run, as_of=at)
    others = (item for item in run.rests if item.reason is not rest.reason)
    rests = tuple(sorted((*others, rest), key=lambda item: item.reason))
    return aim_run(cadences, with_fields(run, rests=rests), at)
