"""Put a lead on hold until a date, and let its work go on when that comes or a status is given."""

from dataclasses import replace
from datetime import datetime

from leadpact.engine.cadences import day_starts_at
from leadpact.engine.feedback import GivenDisposition
from leadpact.engine.lifecycle.cadence import end_hold_rests, rest_until_hold_ends
from leadpact.engine.lifecycle.clocks import apply_signal
from leadpact.engine.lifecycle.commands import DisposeLead
from leadpact.engine.lifecycle.context import DecisionContext
from leadpact.engine.lifecycle.events import EventKind
from leadpact.engine.lifecycle.state import Hold
from leadpact.pact.sections.clocks.policy import Signal
from leadpact.terms.stages import RepRole
from leadpact.terms.zone import epoch_seconds, is_zone


def hold_ends_at(context: DecisionContext, command: DisposeLead) -> datetime | None:
    """Return the moment until which a disposition puts the lead on hold; None: it says none.

    A day begins where the rep is who has the lead, or gives the disposition; else in the pact's
    zone.
    """
    until = command.until
    if isinstance(until, datetime):
        epoch_seconds(until)  # raises what is no moment
        return until
    if until is None:
        return None
    rep = context.rules.rep(context.state.owner_rep_id or command.by_rep_id)
    zone = rep.time_zone if rep else None
    usual = context.rules.ruleset.time_zone
    return day_starts_at(until, zone if zone and is_zone(zone) else usual)


def is_about_lead(given: GivenDisposition) -> bool:
    """Tell whether a disposition is an SDR's about the lead, of which the last one holds."""
    return given.side is RepRole.SDR and given.subject_id is None


def replace_hold(context: DecisionContext, given: GivenDisposition) -> None:
    """End the hold of a lead of which another disposition is given; a longer hold replaces it."""
    hold = context.state.active_hold
    if hold is None or given.until is not None or not is_about_lead(given):
        return
    if given.given_at >= hold.since:
        _end_hold(context, hold, given.given_at)


def begin_hold(context: DecisionContext, given: GivenDisposition) -> None:
    """Let cadences rest until a date; one that another disposition ended is for clocks only."""
    if given.until is None:
        return
    hold = Hold(given.disposition_id, given.code, given.given_at, given.until)
    later = [
        item
        for item in context.state.valid_dispositions
        if is_about_lead(item) and item.given_at > given.given_at
    ]
    if later:
        at = min(hold.until, *(item.given_at for item in later))
        apply_signal(context, Signal.HOLD_ENDED, at=at, until=hold.until)
        return
    context.emit(EventKind.HOLD_BEGAN, hold, at=hold.since)
    rest_until_hold_ends(context, hold.since)


def pass_hold(context: DecisionContext) -> None:
    """End a hold whose date has come."""
    hold = context.state.active_hold
    if hold is not None and hold.until <= context.now:
        _end_hold(context, hold, hold.until)


def _end_hold(context: DecisionContext, hold: Hold, at: datetime) -> None:
    ended_at = min(at, hold.until)
    context.emit(EventKind.HOLD_ENDED, replace(hold, ended_at=ended_at), at=ended_at)
    end_hold_rests(context, ended_at)
    apply_signal(context, Signal.HOLD_ENDED, at=ended_at, until=hold.until)
