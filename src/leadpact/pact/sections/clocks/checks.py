"""Checks of clocks: what they promise, when they warn, and what is done when it is not kept."""

import re
from collections.abc import Iterator
from typing import TypeAlias

from leadpact.conditions.findings import closest
from leadpact.pact.checks.base import add_repeats, covers, did_you_mean, repeats
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.sections.clocks.compile import clock_policy, leaves_time
from leadpact.pact.sections.clocks.document import BreachDocument, ClockDocument, clock_id
from leadpact.pact.sections.clocks.policy import SIGNAL_KEYS, ClockPolicy
from leadpact.pact.sections.routing.document import RoutingDocument
from leadpact.pact.sections.routing.policy import DEFAULT_ROUTE
from leadpact.pact.sections.spans import (
    BusinessSpanDocument,
    compile_span,
    span_fault,
    span_words,
)
from leadpact.terms.stages import RepRole

_ROUTING_ACTIONS = {
    "reassign": "reassign the lead",
    "return_to_pool": "return the lead to its pool",
}
"""What a breach can do only where there is routing, with its words."""

_WORDS_OF_ROLES = frozenset(
    (
        "boss",
        "ceo",
        "cro",
        "director",
        "head",
        "lead",
        "leader",
        "manager",
        "managers",
        "supervisor",
    )
)
"""Words by which a name is that of a role that the pact does not have, rather than of a rep."""

_Read: TypeAlias = tuple[Path_, ClockDocument, ClockPolicy]


def clocks_of(clocks: list[ClockDocument]) -> list[tuple[Path_, ClockDocument]]:
    """Return the clocks with their paths."""
    return [(("clocks", index), item) for index, item in enumerate(clocks)]


def policies_of(clocks: list[ClockDocument]) -> list[_Read]:
    """Return the clocks, each with what it says and what is usual; spans at fault are left out."""
    return [(path, item, clock_policy(_without_faults(item))) for path, item in clocks_of(clocks)]


def _without_faults(item: ClockDocument) -> ClockDocument:
    within = item.within if item.within and not _fault(item.within) else None
    goal = item.goal if item.goal and not _fault(item.goal) else None
    warn = None if item.warn is None else [span for span in item.warn if not _fault(span)]
    on_breach = item.on_breach and list(map(_without_fault, item.on_breach))
    update = {"within": within, "goal": goal, "warn": warn, "on_breach": on_breach}
    return item.model_copy(update=update)


def _without_fault(item: BreachDocument) -> BreachDocument:
    is_faulty = item.after is not None and _fault(item.after) is not None
    return item.model_copy(update={"after": None}) if is_faulty else item


def place_of(path: Path_, item: ClockDocument, *keys: str) -> Path_:
    """Return the place of the first of these keys that is written, or of the clock."""
    return next(((*path, key) for key in keys if getattr(item, key) is not None), path)


def _spans(item: ClockDocument) -> Iterator[tuple[Path_, BusinessSpanDocument]]:
    if item.within is not None:
        yield ("within",), item.within
    if item.goal is not None:
        yield ("goal",), item.goal
    for index, span in enumerate(item.warn or ()):
        yield ("warn", index), span
    for index, action in enumerate(item.on_breach or ()):
        if action.after is not None:
            yield ("on_breach", index, "after"), action.after


def _fault(span: BusinessSpanDocument) -> tuple[str, str, str] | None:
    """Return code, fact and fix of what is wrong with a span."""
    if found := span_fault(span):
        return "span-incomplete", *found
    ((unit, size),) = span.given.items()
    if size == 0:
        return (
            "span-zero",
            f"The span has 0 {unit}, so it is no time at all.",
            f"Write how many, such as `{unit}: 1`.",
        )
    return None


def check_clock_spans(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that every span of a clock has one unit and is longer than 0."""
    for path, item in clocks_of(clocks):
        for place, span in _spans(item):
            if fault := _fault(span):
                code, fact, fix = fault
                draft.add(code, (*path, *place), fact, fix)


def check_warnings_are_before(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that a clock warns before it is due, and after it has started."""
    for path, item, policy in policies_of(clocks):
        if item.within is not None and _fault(item.within):
            continue
        for index, written in enumerate(item.warn or ()):
            if _fault(written) or leaves_time(span := compile_span(written), policy):
                continue
            due = f"The clock `{policy.name}` is due after {span_words(policy.within)}"
            fact = f"{due}, and {span_words(span)} before that it has not begun."
            fix = "Warn later, or give the clock more time."
            if span.days is not None and policy.within.days is None:
                fact = f"{due}, and a business day has no fixed hours."
                fix = "Warn so many hours or minutes before."
            draft.add("warning-too-early", (*path, "warn", index), fact, fix)


def check_clocks_have_conditions(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that a clock that says from when it counts has a condition to count from."""
    for path, item in clocks_of(clocks):
        has_exception = item.except_ is not None and bool(item.except_.texts())
        if item.counts_from is not None and item.when is None and not has_exception:
            draft.add(
                "clock-without-condition",
                (*path, "counts_from"),
                "`counts_from` means nothing to a clock without `when` and `except`: it counts"
                " from its start.",
                "Write for which leads it runs, such as `when: intent >= 50`, or remove it.",
            )


def check_clock_entries_are_unique(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that ids of clocks are unique, and the entries of each of their lists."""
    ids = [clock_id(item) for _, item in clocks_of(clocks)]
    for index, name in repeats(ids):
        draft.add(
            "entry-twice",
            place_of(("clocks", index), clocks[index], "id"),
            f"`{name}` is listed twice in `clocks`.",
            "Give one of them an `id` of its own.",
        )
    for path, item in clocks_of(clocks):
        for key in (*SIGNAL_KEYS, "channels"):
            entries = getattr(item, key) or []
            add_repeats(draft, (*path, key), entries, listed_in=f"`{key}`")
        for number, action in repeats(item.on_breach or []):
            fact = f"`{action.do}` is listed twice in `on_breach`."
            draft.add("entry-twice", (*path, "on_breach", number), fact, "Keep it once.")


def check_clocks_are_not_shadowed(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that no clock comes after one of its kind that runs for all of its leads."""
    policies = policies_of(clocks)
    for number, later in enumerate(policies):
        earlier = [one for one in policies[:number] if _runs_for_every_lead(draft, one, later)]
        if earlier:
            name, other = later[2].name, earlier[0][2].name
            draft.add(
                "clock-shadowed",
                later[0],
                f"Every lead of the clock `{name}` has `{other}` before it, and of one"
                " kind the first runs, so it never does.",
                f"Put it before `{other}`, or narrow that one.",
            )


def _runs_for_every_lead(draft: Draft, earlier: _Read, later: _Read) -> bool:
    """Tell whether one clock runs wherever another would; one with exceptions may not."""
    (before, item, first), (path, _, second) = earlier, later
    if first.kind is not second.kind or first.name == second.name:
        return False
    if not second.starts_on or not second.starts_on <= first.starts_on:
        return False
    if item.except_ is not None and item.except_.texts():
        return False
    return covers(draft, before, path)


def check_breach_targets(draft: Draft, clocks: list[ClockDocument]) -> None:
    """Check that the target of a breach exists: a role, a rep, a route or a pool."""
    for path, item in clocks_of(clocks):
        for index, action in enumerate(item.on_breach or ()):
            if action.to is not None:
                _check_target(draft, (*path, "on_breach", index, "to"), action.do, action.to)
    if draft.document.routing is None and not draft.is_damaged(("routing",)):
        _check_actions_without_routing(draft, clocks)


def _check_target(draft: Draft, path: Path_, action: str, to: str) -> None:
    routing = draft.document.routing
    if action in _ROUTING_ACTIONS and draft.is_left_out("routing"):
        return
    pools = list(routing.pools) if routing else []
    routes = [*(route.id for route in routing.routes), DEFAULT_ROUTE] if routing else []
    if action == "reassign" and to not in routes:
        draft.add("route-unknown", path, f"There is no route `{to}`.", _fix(to, routes))
    elif action == "return_to_pool" and to not in pools:
        draft.add("pool-unknown", path, f"There is no pool `{to}`.", _fix(to, pools))
    elif action not in _ROUTING_ACTIONS and to not in list(RepRole):
        _check_rep(draft, path, to, _reps(routing))


def _check_rep(draft: Draft, path: Path_, to: str, reps: list[str]) -> None:
    """Check that a name is that of a rep, as far as can be seen: the table of reps is elsewhere."""
    close = _meant(to, reps)
    if to in reps or not (close or _is_like_a_role(to)):
        return
    fact = f"`{to}` is neither a role nor a rep that the pact speaks of"
    fix = f"Did you mean `{close}`?"
    if not close:
        fact += ", so it is taken as the id of a rep"
        fix = "Write a role, such as MANAGER, or the id of a rep."
    draft.add("rep-unknown", path, f"{fact}.", fix)


def _is_like_a_role(to: str) -> bool:
    """Tell whether a name is written as roles are, or has a word of a role in it."""
    words = re.split(r"[\s_-]+", to.lower())
    is_code = to.isupper() and all(word.isalpha() for word in words)
    return is_code or not _WORDS_OF_ROLES.isdisjoint(words)


def _check_actions_without_routing(draft: Draft, clocks: list[ClockDocument]) -> None:
    for path, item, policy in policies_of(clocks):
        actions = [action.action.lower() for action in policy.on_breach if not action.to]
        found = [action for action in actions if action in _ROUTING_ACTIONS]
        if found:
            draft.add(
                "breach-without-routing",
                place_of(path, item, "on_breach"),
                f"A breach of the clock `{policy.name}` is to {_ROUTING_ACTIONS[found[0]]},"
                " and the pact has no routing to do it by.",
                "Add `routing`, or say in `on_breach` what is to be done.",
            )


def _fix(to: str, names: list[str]) -> str:
    return did_you_mean(to, names) if names else "Add `routing`, or let a breach do something else."


def _reps(routing: RoutingDocument | None) -> list[str]:
    """Return the reps that the pact speaks of."""
    if routing is None:
        return []
    return [*routing.reps, *(rep for pool in routing.pools.values() for rep in pool.reps)]


def _meant(to: str, reps: list[str]) -> str | None:
    """Return the role or the rep that was probably meant by a name."""
    roles = [str(role) for role in RepRole]
    return to.upper() if to.upper() in roles else closest(to, [*reps, *roles])
