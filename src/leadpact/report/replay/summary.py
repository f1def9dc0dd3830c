"""What a replay found: values as JSON, and lines for people; of all leads, and of one.

Refused commands of a history are listed in two groups: dispositions, and all others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from statistics import median
from typing import Any

from leadpact.engine.lifecycle import LeadState
from leadpact.engine.replay import DISPOSITION, Replayed
from leadpact.engine.routing import RouteDecision
from leadpact.explain import BY_FOLLOW_UP, BY_GATES, explain_follow_up, stage_words
from leadpact.measure.opportunities import LeadDeals
from leadpact.report.replay.load import rep_line, reps_of, week_lines, weeks_of
from leadpact.report.replay.outcomes import (
    clock_line,
    clocks_of,
    compare_lines,
    compare_values,
    let_in_groups,
    outcome_line,
)
from leadpact.report.replay.statuses import status_lines, statuses_of
from leadpact.terms.refusals import MEANINGS, RefusalCode
from leadpact.terms.stages import Stage

UNANSWERABLE = (
    "A lead that nobody contacted has no outcome: history cannot say what it would have become.",
    "Whom another rep would have reached, history cannot say either: outcomes stay as they were.",
)


def summarise_replay(
    replayed: Sequence[Replayed], deals: Mapping[str, LeadDeals]
) -> tuple[dict[str, Any], list[str]]:
    """Return what one or two replays of one history found, as JSON values and as lines."""
    values = replay_values(replayed[0], deals)
    lines = replay_lines(values)
    if len(replayed) > 1:
        values["against"] = replay_values(replayed[1], deals)
        values["compared"] = compare_values(replayed[0], replayed[1], deals)
        lines += ["", *replay_lines(values["against"])[:4], ""]
        lines += compare_lines(values["compared"])
    return values, lines


def replay_values(replayed: Replayed, deals: Mapping[str, LeadDeals]) -> dict[str, Any]:
    """Return what the replay found, as JSON values."""
    routes, owners = replayed.routes, replayed.history.owners
    placed = {
        name: route
        for name, route in routes.items()
        if route is not None and route.rep_id is not None
    }
    states = [replayed.outcome.states[name] for name, route in routes.items() if route is None]
    waiting = [route for name, route in routes.items() if route is not None and name not in placed]
    never = [name for name in routes if owners.get(name) is None]
    worked = {name: route for name, route in placed.items() if owners.get(name) is not None}
    return {
        "pact": replayed.ruleset.name,
        "fingerprint": replayed.ruleset.fingerprint,
        "from": replayed.began_at.isoformat(),
        "to": replayed.ended_at.isoformat(),
        "n_leads": len(routes),
        "n_placed": len(placed),
        "n_placed_at_once": sum(name not in replayed.outcome.waited_for for name in placed),
        "median_wait_hours": _median_wait(replayed, placed),
        "waiting": _most_first(Counter(str(route.waiting) for route in waiting)),
        "n_opportunity_before": sum(map(_is_with_ae, states)),
        "n_ended_before": sum(not _is_with_ae(state) for state in states),
        "n_given_to_another": sum(
            len(item.past_owners) > 1 for item in replayed.outcome.states.values()
        ),
        "never_worked": {
            "n_leads": len(never),
            "n_placed": sum(name in placed for name in never),
        },
        "same_rep_as_in_history": {
            "n_leads": len(worked),
            "n_same": sum(route.rep_id == owners[name] for name, route in worked.items()),
        },
        "outcomes": let_in_groups(replayed, deals),
        "weeks": weeks_of(replayed, placed),
        "reps": reps_of(replayed, placed),
        "clocks": clocks_of(replayed),
        **statuses_of(replayed),
        "refused": refused_of(replayed),
        "not_taken": not_taken_of(replayed),
        "not_read": dict(sorted(replayed.history.unread.items())),
        **failed_of(replayed),
        "open_days_assumed": round(replayed.history.usually_open / timedelta(days=1), 1),
        "cannot_say": list(UNANSWERABLE),
    }


def _is_with_ae(state: LeadState) -> bool:
    return state.is_with_ae and not state.is_won


def _median_wait(replayed: Replayed, placed: Mapping[str, RouteDecision]) -> float | None:
    came = replayed.history.came_at
    waits = [
        (route.as_of - came[name]) / timedelta(hours=1)
        for name, route in placed.items()
        if name in replayed.outcome.waited_for
    ]
    return round(median(waits), 1) if waits else None


def _most_first(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def refused_of(replayed: Replayed) -> dict[str, int]:
    """Return how many dispositions of history the pact refuses, by code, the most first."""
    return _of_kind(replayed, DISPOSITION)


def not_taken_of(replayed: Replayed) -> dict[str, dict[str, int]]:
    """Return what else was not taken, by what it was and by code."""
    kinds = sorted({kind for kind, _ in replayed.outcome.refused} - {DISPOSITION})
    return {kind: _of_kind(replayed, kind) for kind in kinds}


def failed_of(replayed: Replayed) -> dict[str, Any]:
    """Return the leads on which a decision raised, by id, with the error; nothing without any."""
    failed = replayed.outcome.failed
    if not failed:
        return {}
    found = {
        name: {"n_failures": item.n_failures, "error": item.error, "at": item.failed_at.isoformat()}
        for name, item in sorted(failed.items())
    }
    return {"failed": found}


def _of_kind(replayed: Replayed, kind: str) -> dict[str, int]:
    refused = replayed.outcome.refused.items()
    return _most_first({str(code): n for (name, code), n in refused if name == kind})


def replay_lines(values: Mapping[str, Any]) -> list[str]:
    """Return what the replay found as lines for people."""
    n, placed, never = values["n_leads"], values["n_placed"], values["never_worked"]
    lines = [
        f"{n:,} leads came to be routed under {values['pact']}",
        f"{placed:,} found a rep, {values['n_placed_at_once']:,} of them at once"
        + (
            f"; the median wait of the others was {values['median_wait_hours']:,} hours"
            if values["median_wait_hours"] is not None
            else ""
        ),
        f"{sum(values['waiting'].values()):,} still wait"
        + "".join(f"; {reason}: {count:,}" for reason, count in values["waiting"].items()),
        f"{never['n_leads']:,} were never worked; {never['n_placed']:,} would have found a rep",
    ]
    if values["n_opportunity_before"]:
        n_before = f"{values['n_opportunity_before']:,} were opportunities"
        lines.append(f"{n_before} in history before they found a rep, and are their AEs'")
    if values["n_ended_before"]:
        lines.append(f"{values['n_ended_before']:,} ended in history before they found a rep")
    if values["n_given_to_another"]:
        lines.append(f"{values['n_given_to_another']:,} would have gone on to another rep")
    groups = values["outcomes"].items()
    lines += [outcome_line(name, group) for name, group in groups if group["n_leads"]]
    lines += [*week_lines(values["weeks"]), *map(rep_line, values["reps"])]
    lines += [clock_line(clock) for clock in values["clocks"] if clock["n_started"]]
    lines += status_lines(values)
    lines += refused_lines(values)
    lines += failed_lines(values.get("failed", {}))
    lines.append(
        f"Leads whose end history does not record count as open for {values['open_days_assumed']:,}"
        " days."
    )
    return [*lines, *values["cannot_say"]]


def refused_lines(values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines for people: one a code of dispositions, one for all the rest."""
    for code, count in values["refused"].items():
        what = "disposition" if count == 1 else "dispositions"
        meaning = MEANINGS[RefusalCode(code)].rstrip(".")
        why = f"{meaning[0].lower()}{meaning[1:]}"
        yield f"{count:,} {what} of history the pact would refuse ({code}): {why}"
    by_kind = {kind: sum(codes.values()) for kind, codes in values["not_taken"].items()}
    n_all = sum(by_kind.values())
    if n_all:
        counts = ", ".join(f"{n:,} {kind.replace('_', ' ')}" for kind, n in by_kind.items())
        what, fit = ("entry", "it does") if n_all == 1 else ("entries", "they do")
        yield (
            f"{n_all:,} {what} of history left out, which is no breach: {fit} not fit what was"
            " known of the lead by then, as where a meeting was booked before the lead came under"
            f" this pact ({counts})"
        )


MOST_SHOWN = 5
"""How many leads that failed are named to people; JSON has all."""


def failed_lines(failed: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines for people on leads that could not be decided on: how many, and why."""
    if not failed:
        return
    leads = "lead" if len(failed) == 1 else "leads"
    yield (
        f"{len(failed):,} {leads} could not be decided on at some moment, because of a fault of"
        " this program: what is shown of them may be wrong. Report the fault with its text"
    )
    for name, item in list(failed.items())[:MOST_SHOWN]:
        yield f"  {name}: {item['error']} (attempts that failed: {item['n_failures']})"
    if len(failed) > MOST_SHOWN:
        yield f"  and {len(failed) - MOST_SHOWN:,} more, listed in replay.json"


def lead_values(
    replayed: Sequence[Replayed], lead_id: str, judged: Sequence[Stage]
) -> dict[str, Any]:
    """Return why one lead is where it is at the end of a replay, as JSON values.

    With a second pact, also the explanation under it.

    Parameters
    ----------
    judged
        The stage of the lead at the end, judged under each pact.
    """
    keys = ("explanation", "against")
    explained = _explanations(replayed, lead_id, judged)
    return {"lead_id": lead_id, **dict(zip(keys, explained, strict=False))}


def lead_lines(replayed: Sequence[Replayed], lead_id: str, judged: Sequence[Stage]) -> list[str]:
    """Return the explanation as lines for people, one pact after the other."""
    return [line for item in _explanations(replayed, lead_id, judged) for line in (*item, "")]


def _explanations(
    replayed: Sequence[Replayed], lead_id: str, judged: Sequence[Stage]
) -> Iterator[list[str]]:
    for item, stage in zip(replayed, judged, strict=True):
        yield _explained(item, lead_id, stage)


def _explained(replayed: Replayed, lead_id: str, judged: Stage) -> list[str]:
    """Return the explanation of a lead, with its stage as `leadpact explain` has it."""
    state, ruleset = replayed.outcome.states.get(lead_id), replayed.ruleset
    if state is None:
        return [f"Under “{ruleset.name}” lead {lead_id} did not qualify."]
    lines = explain_follow_up(state, replayed.rules, as_of=replayed.ended_at).splitlines()
    other = f"{BY_GATES} it is at {stage_words(judged, ruleset)}, as `leadpact explain` explains"
    return [*lines, "", f"That is its stage {BY_FOLLOW_UP}; {other}."]
