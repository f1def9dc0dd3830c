"""Who has a lead and by what, who else was considered; or why it waits."""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from leadpact.conditions.render import render_condition
from leadpact.engine.routing import Assignment, Candidate, RouteDecision, RoutingOutcome
from leadpact.explain.view import FollowUpView, behind, counted, decimal, listed
from leadpact.explain.words import METHODS, OBSTACLES, TARGETS, WAITING, WAITING_ENDS
from leadpact.pact.sections.routing.policy import (
    DEFAULT_ROUTE,
    Route,
    RouteTarget,
    SelectionMethod,
)
from leadpact.terms.actors import rep_of
from leadpact.terms.stages import FUNNEL_RANK, RepRole, Stage
from leadpact.terms.zone import epoch_seconds, moment_at


def describe_owner(view: FollowUpView) -> Iterator[str]:
    """Tell who has the lead, or why nobody has, and who had it before in this round."""
    state, route = view.state, view.state.route
    held = state.assignment
    if held is not None:
        yield from _held(view, held, route)
    elif route is not None and state.is_waiting:
        yield from _waits(view, route)
    else:
        yield f"Nobody has the lead: {_why_nobody(view)}."
        if route is not None:
            yield from _had(view, route)
    before = [rep for rep in state.past_owners if rep != state.owner_rep_id]
    if before:
        yield f"In this round it was before with {listed(map(view.who, before))}."


def _had(view: FollowUpView, route: RouteDecision) -> Iterator[str]:
    """Tell who had the lead last, and what gave it to them."""
    by = _by(view, route.route_id, route)
    yield f"{view.who(str(route.rep_id))} had it last, from {view.at(route.as_of)} on, {by}."
    if route.decided_by is not None:
        return
    yield from _way(view, route)
    yield _selected(view, route, str(route.rep_id))
    yield from _new_reps(view, route)
    yield from _considered(view, route.considered, besides=route.rep_id)


def _why_nobody(view: FollowUpView) -> str:
    state = view.state
    if state.erased_at is not None:
        return f"the person was erased on {view.at(state.erased_at)}"
    if state.merged_into is not None:
        return f"it was merged into lead {state.merged_into}, which is worked instead"
    if state.opted_out_at is not None:
        return f"the prospect opted out on {view.at(state.opted_out_at)}"
    if view.rules.router is None:
        return "the pact does not say who gets a lead"
    if state.is_ended:
        return "it ended, and was released"
    return _why_not_routed(view)


def _why_not_routed(view: FollowUpView) -> str:
    """Return what in its stage keeps a lead from a rep, or that it was released."""
    state = view.state
    if state.stage is None:
        return "it is not recorded yet"
    if state.is_with_ae and not state.is_won:
        return "it is an opportunity, which is its AE's"
    if view.rules.program.gates and FUNNEL_RANK[state.stage] < _QUALIFIED:
        return "it did not pass the first gate of the pact"
    return "it was released"


_QUALIFIED = FUNNEL_RANK[Stage.CONVERSATION_LEAD]


def _held(view: FollowUpView, held: Assignment, route: RouteDecision | None) -> Iterator[str]:
    pool = f", from the pool {held.pool}" if held.pool else ""
    by = _by(view, held.route_id, route)
    yield f"{view.who(held.rep_id)} has the lead since {view.at(held.assigned_at)}, {by}{pool}."
    if route is None:
        return
    if route.decided_by is not None:
        yield from _beyond_a_cap(view, route)
        return
    if route.outcome is RoutingOutcome.KEPT:
        why = WAITING[route.waiting] if route.waiting else "nobody else could take it"
        yield f"On {view.at(route.as_of)} it was to go to another rep, but {why}: it is kept."
        yield from _considered(view, route.considered)
        return
    yield from _way(view, route)
    yield _selected(view, route, held.rep_id)
    yield from _new_reps(view, route)
    yield from _considered(view, route.considered, besides=held.rep_id)


def _waits(view: FollowUpView, route: RouteDecision) -> Iterator[str]:
    pool = f" for the pool {route.pool}" if route.pool else ""
    waiting = route.waiting
    why = f", because {WAITING[waiting]}" if waiting else ""
    yield f"Nobody has the lead: it waits{pool} since {view.at(route.as_of)}{why}."
    if route.retry_at is not None:
        yield f"It can be given to somebody from {view.at(route.retry_at)} on."
    elif waiting is not None:
        yield f"It waits until {WAITING_ENDS[waiting]}."
    if route.decides is not None:
        yield f"It is for {decider(route.decides)} to decide."
    if route.decided_by is not None:
        yield f"It was taken from its rep by {_actor(view, route.decided_by)}."
        return
    yield from _way(view, route)
    yield from _considered(view, route.considered)


def decider(who: str) -> str:
    """Return who decides by hand, in words: the id of a rep, or a role."""
    return f"a rep of the role {who}" if who in _ROLES else who


_ROLES = frozenset(role.value for role in RepRole)


def _way(view: FollowUpView, route: RouteDecision) -> Iterator[str]:
    """Tell the routes that passed the lead on, and the one that took it."""
    for passed in route.passed:
        why = f"could not place it and passed it on, because {WAITING[passed.why]}"
        yield f"{_name(passed.route_id, begins=True)} took it first, {why}."
        yield from _considered(view, passed.considered)
    direction = route.direction.lower()
    text = f"{_name(route.route_id, begins=True)}{view.pact(route.fingerprint)}"
    taken = f"{text} took this {direction} lead{_condition(view, route)}"
    where = f"; the lead lies in the territory {route.territory_id}" if route.territory_id else ""
    channels = _on_channels(view, route)
    yield f"{taken}, and leads {TARGETS[route.target]}{channels}{where}."


def _condition(view: FollowUpView, route: RouteDecision) -> str:
    """Return the condition of a route, if the pact of the view routed the lead."""
    if route.route_id == DEFAULT_ROUTE:
        return ", as no route before it placed it"
    written = _written(view, route)
    when = written.when if written else None
    return "" if when is None else f", because {render_condition(when)}"


def _on_channels(view: FollowUpView, route: RouteDecision) -> str:
    """Return by which touches a route finds the last toucher, where not by all."""
    written = _written(view, route)
    names = sorted(map(view.channel, written.channels or ())) if written else ()
    return f" by {' or '.join(names)}" if names else ""


def _written(view: FollowUpView, route: RouteDecision) -> Route | None:
    """Return a route as the pact of the view has it; None where another pact routed the lead."""
    policy = view.rules.ruleset.routing
    routes = policy.routes if policy and route.fingerprint == view.rules.fingerprint else ()
    return next((item for item in routes if item.route_id == route.route_id), None)


def _by(view: FollowUpView, route_id: str, route: RouteDecision | None) -> str:
    """Return the route that gave a lead to its rep, or who named the rep."""
    if route_id:
        return f"by {_name(route_id)}"
    # A lead that is kept after its rep was named has the decision to keep it, by nobody.
    decided_by = route.decided_by if route is not None else None
    return f"named by {_actor(view, decided_by)}" if decided_by is not None else "by hand"


def _actor(view: FollowUpView, actor: str) -> str:
    """Return an actor in words: the name of a person, else what kind of actor has which name."""
    person = rep_of(actor)
    if person is not None:
        return view.who(person)
    kind, _, name = actor.partition(":")
    return f"the {kind} {name}" if name else f"the {kind}"


def _beyond_a_cap(view: FollowUpView, route: RouteDecision) -> Iterator[str]:
    for item in route.considered:
        if item.obstacle is not None:
            yield f"{view.who(item.rep_id)} was {OBSTACLES[item.obstacle]} already."


def _name(route_id: str, *, begins: bool = False) -> str:
    name = "the default route" if route_id == DEFAULT_ROUTE else f"the route {route_id}"
    return f"{name[0].upper()}{name[1:]}" if begins else name


def _selected(view: FollowUpView, route: RouteDecision, rep_id: str) -> str:
    """Tell by what the rep was picked."""
    if route.method is None:
        by = _WITHOUT_POOL.get(route.target, "works the territory")
        return f"{view.who(rep_id)} {by}{_on_channels(view, route)}."
    by = METHODS[route.method]
    selected = next((item for item in route.considered if item.rep_id == rep_id), None)
    if selected and route.method is not SelectionMethod.QUEUE and _is_alone(route):
        by = "is the only one who could be chosen"
    elif selected and route.method is SelectionMethod.WEIGHTED_ROUND_ROBIN and behind(selected):
        by += f", {behind(selected)}{_tie(view, route, selected)}"
    elif selected and route.method is SelectionMethod.LEAST_OPEN_LOAD:
        by += f", {_load(selected)}{_tie(view, route, selected)}"
    return f"{view.who(rep_id)} {by}."


def _new_reps(view: FollowUpView, route: RouteDecision) -> Iterator[str]:
    """Tell who of those who could have it has only a part of their weight, as they are new."""
    router = view.rules.router
    if router is None or route.pool is None or route.fingerprint != view.rules.fingerprint:
        return
    found = router.pools.get(route.pool)
    if found is None or found.pool.newcomers_weight is None:
        return
    could = {item.rep_id for item in route.considered if item.obstacle is None}
    for item in found.members:
        if item.rep.rep_id in could and item.is_new(epoch_seconds(route.as_of)):
            until = view.at(moment_at(item.is_new_until or 0))
            part = decimal(item.share)
            yield f"{view.who(item.rep.rep_id)} is new until {until}, with {part} of the weight."


_WITHOUT_POOL = {
    RouteTarget.ACCOUNT_OWNER: "is the owner of the account",
    RouteTarget.PAIRED_REP: "is the paired rep",
    RouteTarget.FORMER_REP: "had it before the present round",
    RouteTarget.LAST_TOUCHER: "touched it last",
    RouteTarget.REP: "is the rep whom the route names",
}


def _is_alone(route: RouteDecision) -> bool:
    return sum(item.obstacle is None for item in route.considered) == 1


_TIES = (
    "ties go by the larger weight, the higher priority, the longest time without a lead of the"
    " pool, and the id"
)


def _tie(view: FollowUpView, route: RouteDecision, selected: Candidate) -> str:
    """Tell who was as near, and what decided then."""
    same = [
        view.who(item.rep_id)
        for item in route.considered
        if item.obstacle is None
        and item is not selected
        and _rank(route, item) == _rank(route, selected)
    ]
    return f", as {listed(same)}; {_TIES}" if same else ""


def _rank(route: RouteDecision, item: Candidate) -> Fraction | None:
    if route.method is SelectionMethod.LEAST_OPEN_LOAD:
        return Fraction(item.n_open, item.weight or 1)
    return item.shortfall


def _load(item: Candidate) -> str:
    return f"{counted(item.n_open, 'open lead')} at weight {decimal(Fraction(item.weight))}"


def _considered(
    view: FollowUpView, considered: Iterable[Candidate], *, besides: str | None = None
) -> Iterator[str]:
    """Describe the other candidates: those who could have it, then those with an obstacle."""
    against: dict[str, list[str]] = {}
    for item in considered:
        if item.obstacle is not None and item.rep_id != besides:
            against.setdefault(_obstacle(view, item), []).append(view.who(item.rep_id))
        elif item.rep_id != besides:
            yield f"Considered too: {view.who(item.rep_id)}, {behind(item) or _load(item)}."
    for obstacle, reps in against.items():
        yield f"Not {listed(reps, 'or')}: {obstacle}."


def _obstacle(view: FollowUpView, item: Candidate) -> str:
    assert item.obstacle is not None
    until = item.obstacle_ends_at
    words = OBSTACLES[item.obstacle]
    return words if until is None else f"{words} until {view.at(moment_at(until))}"
