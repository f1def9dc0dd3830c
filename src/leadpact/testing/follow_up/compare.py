"""Say in sentences what of a lead's follow-up differs from what a case expects."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from leadpact.engine.cadences import CadenceRun, day_starts_at
from leadpact.engine.clocks import Clock, advance_clock
from leadpact.engine.lifecycle import LeadState
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.zone import is_zone
from leadpact.testing.case_readers import stage_words
from leadpact.testing.follow_up.desk import Desk
from leadpact.testing.follow_up.values import FollowedLead, FollowUpCase

Difference = tuple[str, Any, Any]
"""What is compared, what is expected, and what it is."""


def follow_up_differences(case: FollowUpCase, desk: Desk) -> list[str]:
    """Run a case and return a sentence for each difference; none: all is as expected.

    Parameters
    ----------
    desk
        The leads of the case, of which none has arrived.
    """
    found: list[str] = []
    for number, entry in enumerate(case.entries, start=1):
        desk.run(entry)
        lead, expected = desk.followed(entry.lead_id), entry.expected
        is_last = number == len(case.entries)
        if entry.expected:
            after = f"after {entry.words}, "
            found += [f"{after}{item}" for item in _differences(lead, expected, desk)]
        is_expected = "refused" in expected or (is_last and "refused" in case.expected)
        if lead.refusal is not None and not is_expected:
            found.append(f"{entry.words} was refused: {_refusal_words(lead.refusal)}")
    desk.finish()
    last = desk.followed(case.entries[-1].lead_id).refusal
    own = desk.followed(case.lead_id)
    return found + _differences(FollowedLead(own.state, own.events, last), case.expected, desk)


def _differences(lead: FollowedLead, expected: Mapping[str, Any], desk: Desk) -> list[str]:
    return [
        f"{what}: expected {_words(wanted)}, got {_words(got)}"
        for what, wanted, got in _compared(lead, expected, desk)
        if wanted != got
    ]


def _compared(lead: FollowedLead, expected: Mapping[str, Any], desk: Desk) -> Iterator[Difference]:
    """Yield all that is expected beside what it is."""
    for key, wanted in expected.items():
        match key:
            case "clocks":
                for name, values in wanted.items():
                    yield from _parts(f"clock {name}", values, _clock(lead.state, name))
            case "step":
                yield from _parts("step", wanted, _step(lead.state))
            case "cadence":
                yield from _parts("cadence", wanted, _cadence(lead.state))
            case "owners" | "shares":
                got = desk.owners() if key == "owners" else desk.shares()
                for name, value in wanted.items():
                    yield f"{key} {name}", value, got.get(name, None if key == "owners" else 0)
            case "events":
                kinds = tuple(event.kind for event in lead.events if event.kind in wanted)
                yield key, wanted, kinds
            case "stage" if wanted != lead.state.stage:
                ruleset = desk.rules.ruleset
                yield key, stage_words(wanted, ruleset), stage_words(lead.state.stage, ruleset)
            case "hold" if wanted is not None:
                yield key, _hold_moment(wanted, lead.state, desk), _VALUES[key](lead, desk)
            case "owner":
                yield key, wanted, _owner(lead.state, wanted)
            case _:
                yield key, wanted, _VALUES[key](lead, desk)


def _parts(what: str, wanted: Any, got: Mapping[str, Any] | None) -> Iterator[Difference]:
    """Yield the parts of something that there may not be at all."""
    if wanted is None or got is None:
        if (wanted is None) != (got is None):
            yield what, wanted, got
        return
    for name, value in wanted.items():
        yield f"{what} {name}", value, got[name]


def _clock(state: LeadState, name: str) -> Mapping[str, Any] | None:
    """Return the clock of a name that was started last."""
    found = [item for item in state.clocks if item.policy.name == name]
    if not found:
        return None
    # Time passes without an event where it changes nothing but whether a goal can be reached.
    return _clock_values(advance_clock(found[-1], as_of=state.as_of or found[-1].as_of))


def _clock_values(clock: Clock) -> Mapping[str, Any]:
    return {
        "state": clock.state,
        "started_at": clock.started_at,
        "due_at": clock.due_at,
        "stopped_at": clock.stopped_at,
        "cancelled_at": clock.cancelled_at,
        "goal_at": clock.goal_at,
        "is_goal_reached": clock.is_goal_reached,
        "rungs": clock.rungs_due or None,
    }


def _main_run(state: LeadState) -> CadenceRun | None:
    """Return the lead's own cadence that began last."""
    found = [run for run in state.runs if not run.is_influencer]
    return found[-1] if found else None


def _step(state: LeadState) -> Mapping[str, Any] | None:
    run = _main_run(state)
    if run is None or run.next_step_id is None:
        return None
    return {"id": run.next_step_id, "due_at": run.due_at}


def _cadence(state: LeadState) -> Mapping[str, Any] | None:
    run = _main_run(state)
    if run is None:
        return None
    return {
        "track": run.track_id,
        "state": run.state,
        "stopped_by": run.stopped_by,
        "left_out": tuple(item.step_id for item in run.left_out) or None,
    }


_VALUES: Mapping[str, Any] = {
    "stage": lambda lead, _desk: lead.state.stage,
    "ae": lambda lead, _desk: next(
        (m.ae_rep_id for m in reversed((*lead.state.handoffs, *lead.state.meetings))), None
    ),
    "waiting": lambda lead, _desk: lead.state.route.waiting if lead.state.is_waiting else None,
    "hold": lambda lead, _desk: lead.state.active_hold.until if lead.state.active_hold else None,
    "disposition": lambda lead, _desk: next(
        (item.code for item in reversed(lead.state.valid_dispositions)), None
    ),
    "dispositions": lambda lead, _desk: tuple(item.code for item in lead.state.valid_dispositions),
    "tasks": lambda lead, desk: desk.tasks(lead.state),
    "refused": lambda lead, _desk: None if lead.refusal is None else lead.refusal.code,
}


def _owner(state: LeadState, wanted: str | None) -> str | None:
    """Return who has the lead; where somebody should, and nobody does, why it waits."""
    if wanted is None or not state.is_waiting or state.route is None:
        return state.owner_rep_id
    return f"none, as it waits: {state.route.waiting}"


def _hold_moment(wanted: date, state: LeadState, desk: Desk) -> datetime:
    """Return a moment, or that at which a day begins where the rep is who has the lead."""
    if isinstance(wanted, datetime):
        return wanted
    rep = desk.rules.rep(state.owner_rep_id)
    zone = rep.time_zone if rep else None
    return day_starts_at(wanted, zone if zone and is_zone(zone) else desk.rules.ruleset.time_zone)


def _refusal_words(refusal: Refusal) -> str:
    if refusal.code is RefusalCode.OPPORTUNITY_MISSING:
        return f"{refusal.code} (add `opportunity: deal-1` to the entry)"
    missing = ", ".join(f"{name} {value}" for name, value in refusal.missing)
    return f"{refusal.code} ({missing})" if missing else str(refusal.code)


def _words(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_words(item)}" for key, item in value.items() if item is not None)
    if isinstance(value, tuple):
        return ", ".join(map(_words, value)) or "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value)
