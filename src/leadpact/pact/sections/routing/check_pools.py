"""Checks of pools and reps: somebody is in them, weighs something, may take a lead and is there."""

from collections.abc import Iterator
from datetime import date

from leadpact.conditions.findings import closest
from leadpact.pact.checks.base import add_zone_issue, did_you_mean
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.routing.compile import moment_of_text
from leadpact.pact.sections.routing.document import RoutingDocument
from leadpact.pact.sections.routing.document_pools import CapsDocument, PoolDocument
from leadpact.terms.stages import RepRole
from leadpact.terms.zone import is_zone

_ROLES = frozenset(role.value for role in RepRole)


def check_pools_have_reps(draft: Draft, routing: RoutingDocument) -> None:
    """Check that every pool has members."""
    for name, pool in routing.pools.items():
        if not (pool.reps or pool.roles or pool.teams or pool.territories):
            draft.add(
                "pool-empty",
                ("routing", "pools", name),
                f"Nobody is in the pool {name}, so its leads wait for ever.",
                "Name `reps`, or say which `roles`, `teams` or `territories` are in it.",
                on_key=True,
            )


def check_weights_give_leads(draft: Draft, routing: RoutingDocument) -> None:
    """Check that a pool has a weight above 0, and weights only of its members."""
    for name, pool in routing.pools.items():
        path: Path_ = ("routing", "pools", name, "weights")
        is_listed = not (pool.roles or pool.teams or pool.territories)
        if pool.reps and is_listed:
            _check_members(draft, path, pool)
        if pool.method == "queue":
            continue
        members = pool.reps if is_listed else pool.weights
        weights = [_weight(rep, pool, routing) for rep in members]
        if weights and not any(weights):
            who = "Everybody in the pool" if is_listed else "Everybody with a weight in"
            draft.add(
                "weights-zero",
                path,
                f"{who} {name} weighs nothing, so nobody ever gets a lead of it.",
                "Give somebody a weight; only the ratios matter.",
            )


def _check_members(draft: Draft, path: Path_, pool: PoolDocument) -> None:
    for rep in pool.weights:
        if rep not in pool.reps:
            draft.add(
                "rep-unknown",
                (*path, rep),
                f"`{rep}` has a weight and is not in the pool.",
                did_you_mean(rep, pool.reps),
                on_key=True,
            )


def _weight(rep: str, pool: PoolDocument, routing: RoutingDocument) -> float:
    own = routing.reps[rep].weight if rep in routing.reps else None
    return pool.weights.get(rep, 1 if own is None else own)


def check_reps_are_spelt_alike(draft: Draft, routing: RoutingDocument) -> None:
    """Check that pools spell the ids of reps as the key `reps` does."""
    if not routing.reps:
        return
    named: list[tuple[Path_, str]] = [
        (("routing", "pools", name, "reps", index), rep)
        for name, pool in routing.pools.items()
        for index, rep in enumerate(pool.reps)
    ]
    named += [
        (("routing", "reps", rep, "paired_with"), item.paired_with)
        for rep, item in routing.reps.items()
        if item.paired_with is not None
    ]
    named += [
        (("routing", "routes", index, key), rep)
        for index, route in enumerate(routing.routes)
        for key, rep in (("rep", route.rep), ("who", route.who))
        if rep is not None and rep not in _ROLES
    ]
    spoken_of = {rep for _, rep in named}
    for path, rep in named:
        others = [name for name in routing.reps if name not in spoken_of]
        close = closest(rep, others) if rep not in routing.reps else None
        if close:
            draft.add(
                "rep-unknown",
                path,
                f"`{rep}` is not among the reps that the pact speaks of.",
                f"Did you mean `{close}`?",
            )


_ALL_REPS = frozenset(
    {"every_rep", "every", "all", "all_reps", "everybody", "everyone", "each", "any", "*"}
)
"""Words for every rep, which as a key of `reps` are the id of one."""


def check_reps_are_single(draft: Draft, routing: RoutingDocument) -> None:
    """Check that the terms of all reps are not written as those of a rep of such a name."""
    named = {rep for pool in routing.pools.values() for rep in pool.reps}
    for rep in routing.reps:
        if rep.lower().replace("-", "_").replace(" ", "_") in _ALL_REPS - named:
            fix = "Indent it less, so that it is part of `routing`, beside `reps`."
            if rep != "every_rep":
                fix = "For the terms of all reps write `every_rep` in `routing`, beside `reps`."
            fact = f"`{rep}` under `reps` is one rep with this id, and not every rep."
            draft.add("rep-unknown", ("routing", "reps", rep), fact, fix, on_key=True)


def check_caps_are_positive(draft: Draft, routing: RoutingDocument) -> None:
    """Check that no cap is 0: a rep who may take no lead belongs in no pool."""
    for path, caps in _caps(routing):
        for key in ("per_day", "per_week", "per_month", "open"):
            if getattr(caps, key) == 0:
                draft.add(
                    "cap-zero",
                    (*path, "caps", key),
                    f"`{key}` is 0, so no lead can ever be given.",
                    "Write how many leads are at most given, or leave the key out for no limit.",
                )


def _caps(routing: RoutingDocument) -> Iterator[tuple[Path_, CapsDocument]]:
    for kind, items in (("pools", routing.pools), ("reps", routing.reps)):
        for name, item in items.items():
            if item.caps is not None:
                yield ("routing", kind, name), item.caps
    if routing.every_rep is not None and routing.every_rep.caps is not None:
        yield ("routing", "every_rep"), routing.every_rep.caps


def check_periods(draft: Draft, routing: RoutingDocument) -> None:
    """Check that a period has a number of days if it is of rolling days, and only then."""
    for name, pool in routing.pools.items():
        period = pool.period
        if period is None or (period.kind == "rolling_days") == (period.days is not None):
            continue
        path: Path_ = ("routing", "pools", name, "period")
        if period.days is None:
            fact, fix = "Rolling days do not say how many.", "Add `days`, such as `days: 30`."
        else:
            fact = f"`days` means nothing to the period `{period.kind}`."
            fix = "Remove it, or write `kind: rolling_days`."
        draft.add("period-incomplete", path, fact, fix)


def check_newcomers_start_in_one_way(draft: Draft, routing: RoutingDocument) -> None:
    """Check that a pool does not say twice where a rep starts who joins."""
    for name, pool in routing.pools.items():
        if pool.newcomers_at is not None and "newcomers" in pool.model_fields_set:
            draft.add(
                "newcomers-twice",
                ("routing", "pools", name, "newcomers_at"),
                f"The pool {name} says with `newcomers` and with `newcomers_at` where a rep starts"
                " who joins.",
                "Keep one of the two keys.",
                on_key=True,
            )


def check_something_is_carried_over(draft: Draft, routing: RoutingDocument) -> None:
    """Check that `carry_over` is written only where a month leaves something owed."""
    for name, pool in routing.pools.items():
        if "carry_over" not in pool.model_fields_set:
            continue
        path: Path_ = ("routing", "pools", name, "carry_over")
        kind = pool.period.kind if pool.period else "month"
        if kind != "month":
            fact = f"The period `{kind}` has no months, so there is nothing to carry over."
            draft.add("carry-over-unused", path, fact, "Remove `carry_over`.", on_key=True)
        elif pool.method != "weighted_round_robin":
            fact = f"The method `{pool.method}` owes nobody a lead, so nothing is carried over."
            draft.add("carry-over-unused", path, fact, "Remove `carry_over`.", on_key=True)


def check_newcomers_weight_is_used(draft: Draft, routing: RoutingDocument) -> None:
    """Check that `newcomers_weight` is written only where weights decide who gets a lead."""
    for name, pool in routing.pools.items():
        if pool.newcomers_weight is not None and pool.method == "queue":
            draft.add(
                "newcomers-weight-unused",
                ("routing", "pools", name, "newcomers_weight"),
                f"In the queue {name} a lead goes to who claims it, whatever they weigh.",
                "Remove `newcomers_weight`, or write another `method`.",
                on_key=True,
            )


def check_days_of_hiring_can_be_read(draft: Draft, routing: RoutingDocument) -> None:
    """Check that every day on which a rep was hired is a day."""
    for rep_id, terms in routing.reps.items():
        if terms.hired_on is not None and not _is_day(terms.hired_on):
            draft.add(
                "date-unreadable",
                ("routing", "reps", rep_id, "hired_on"),
                f"`{terms.hired_on}` is no day.",
                "Write it as 2026-07-15.",
            )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def check_leave_can_be_read(draft: Draft, routing: RoutingDocument) -> None:
    """Check that leave has readable times, begins before it ends, and does not overlap."""
    for rep_id, terms in routing.reps.items():
        path: Path_ = ("routing", "reps", rep_id)
        add_zone_issue(draft, (*path, "time_zone"), terms.time_zone)
        zone = terms.time_zone or draft.document.time_zone
        if not is_zone(zone):
            continue
        spans = []
        for index, leave in enumerate(terms.away):
            place: Path_ = (*path, "away", index)
            times = [
                _moment_of(draft, (*place, key), text, zone)
                for key, text in (("from", leave.from_), ("back", leave.back))
            ]
            if times[0] is None or times[1] is None:
                continue
            if times[0] >= times[1]:
                draft.add(
                    "absence-empty",
                    place,
                    f"`{rep_id}` is back before the leave begins.",
                    "Write in `back` when the rep works again.",
                )
            else:
                spans.append((times[0], times[1], place))
        _check_overlaps(draft, rep_id, sorted(spans))


def _moment_of(draft: Draft, path: Path_, text: str, zone: str) -> float | None:
    try:
        return moment_of_text(text, zone).timestamp()
    except ValueError:
        draft.add(
            "date-unreadable",
            path,
            f"`{text}` is neither a day nor a local time.",
            "Write it as 2026-07-15, or as 2026-07-15T13:00.",
        )
        return None


def _check_overlaps(draft: Draft, rep_id: str, spans: list[tuple[float, float, Path_]]) -> None:
    ends = float("-inf")
    for starts, back, place in spans:
        if starts < ends:
            draft.add(
                "absence-overlap",
                place,
                f"This leave of `{rep_id}` overlaps another one.",
                "Join the two, or correct one.",
            )
        ends = max(ends, back)
