"""Note which of a company's reps and absences do not fit its pact, for the reader of a run."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadpact.engine.routing.roster import Rep, Roster, Span, make_roster, overlaps
from leadpact.engine.routing.router import members_of
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.routing.policy import RouteTarget, RoutingPolicy
from leadpact.terms.stages import RepRole
from leadpact.terms.zone import epoch_seconds, is_zone, moment_at

Row = Mapping[str, Any]
_ROLES = frozenset(role.value for role in RepRole)


@dataclass(frozen=True, slots=True)
class RosterNote:
    """One thing that does not fit: its code, the fact and the fix, as in an issue.

    `cell` is the first row that it is about: the table, the row by its place, and the column; None:
    it is about no row.
    """

    code: str
    fact: str
    fix: str
    cell: tuple[str, int, str] | None = None


def roster_notes(
    policy: RoutingPolicy,
    reps: Sequence[Row],
    absences: Sequence[Row] = (),
    *,
    calendars: CalendarPolicy | None = None,
) -> tuple[RosterNote, ...]:
    """Return what does not fit between a pact's routing and the tables of reps and absences.

    Parameters
    ----------
    policy, calendars
        Of the ruleset.
    reps, absences
        Rows of the two tables, as for `make_roster`. With all of it, routing works: a rep that is
        missing gets nothing, overlapping absences count as one.

    Returns
    -------
    tuple[RosterNote, ...]
        In the order of pools, territories, reps, absences.
    """
    known = {str(row["rep_id"]) for row in reps} | {item.rep_id for item in policy.reps}
    roster = make_roster(reps, (), policy.reps)
    return (
        *_missing_reps(policy, known),
        *_idle_pools(policy, roster),
        *_empty_territories(policy, roster),
        *row_notes(policy, reps, absences, calendars=calendars),
    )


def row_notes(
    policy: RoutingPolicy,
    reps: Sequence[Row],
    absences: Sequence[Row] = (),
    *,
    calendars: CalendarPolicy | None = None,
) -> tuple[RosterNote, ...]:
    """Return what does not fit in the rows of reps and absences themselves; see `roster_notes`."""
    known = {str(row["rep_id"]) for row in reps} | {item.rep_id for item in policy.reps}
    return (
        *_unknown_hours(reps, calendars or CalendarPolicy()),
        *_unlike_the_pact(policy, reps),
        *_absences(absences, known),
    )


def _missing_reps(policy: RoutingPolicy, known: set[str]) -> Iterator[RosterNote]:
    claims = [
        (f"The pool {pool.name} names the rep {rep_id}", rep_id)
        for pool in policy.pools
        for rep_id in pool.reps
    ]
    claims += [
        (f"{terms.rep_id} is paired with {terms.paired_rep_id}", terms.paired_rep_id)
        for terms in policy.reps
        if terms.paired_rep_id is not None
    ]
    claims += [
        (f"The route {route.route_id} names the rep {rep_id}", rep_id)
        for route in policy.routes
        for rep_id in (route.rep, route.who)
        if rep_id is not None and rep_id not in _ROLES
    ]
    for claim, rep_id in claims:
        if rep_id not in known:
            fact = f"{claim}, who is not among the reps."
            yield RosterNote("rep-missing", fact, "Correct the pact, or add the rep to the data.")


def _idle_pools(policy: RoutingPolicy, roster: Roster) -> Iterator[RosterNote]:
    for pool in policy.pools:
        members = members_of(pool, roster)
        if not members:
            fact = f"Nobody of the data is in the pool {pool.name}, so all of its leads wait."
            yield RosterNote("pool-without-reps", fact, "Check roles, teams, territories and ids.")
        elif not any(pool.weights.get(rep.rep_id, rep.weight) for rep in members):
            fact = f"Everybody in the pool {pool.name} weighs nothing, so all of its leads wait."
            yield RosterNote("pool-without-weight", fact, "Give somebody a weight.")
        if pool.newcomers_weight is not None and members and not any(map(_began, members)):
            fact = (
                f"Of nobody in the pool {pool.name} it is known when they began, so"
                " `newcomers_weight` changes nothing."
            )
            yield RosterNote("newcomers-unknown", fact, "Fill the column `hired_on` of reps.")
        for rep in members:
            if 0 in (rep.caps.per_day, rep.caps.open):
                fact = f"A cap of {rep.rep_id} in the pool {pool.name} is 0: they get nothing."
                yield RosterNote("rep-cap-zero", fact, "Raise the cap, or leave it empty.")


def _began(rep: Rep) -> bool:
    return rep.hired_on is not None or rep.active_from is not None


def _empty_territories(policy: RoutingPolicy, roster: Roster) -> Iterator[RosterNote]:
    pools = {pool.name: pool for pool in policy.pools}
    routes = [route for route in policy.routes if route.target is RouteTarget.TERRITORY]
    for territory in (item for item in policy.territories if item.pool is None):
        for route in (item for item in routes if item.pool is not None):
            members = members_of(pools[str(route.pool)], roster)
            if not any(rep.territory == territory.territory_id for rep in members):
                name = territory.territory_id
                fact = f"Nobody in the pool {route.pool} has the territory {name}."
                fix = "Fill the column `territory` of reps, or give the territory a pool."
                yield RosterNote("territory-without-rep", fact, fix)


def _unknown_hours(reps: Iterable[Row], calendars: CalendarPolicy) -> Iterator[RosterNote]:
    rows = list(reps)
    unknown: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        name = row.get("calendar")
        if name and not calendars.has(str(name)):
            unknown.setdefault(str(name), []).append(number)
    for name, places in unknown.items():
        first = rows[places[0]]["rep_id"]
        who = (
            f"{first} works" if len(places) == 1 else f"{first} and {len(places) - 1:,} others work"
        )
        fact = f"{who} by the calendar {name}, which the pact does not have."
        cell = ("reps", places[0], "calendar")
        yield RosterNote("rep-calendar-unknown", fact, "Declare it under `calendars`.", cell)
    for number, row in enumerate(rows):
        zone = row.get("time_zone")
        if zone and not is_zone(str(zone)):
            fact = f"The zone of {row['rep_id']}, {zone}, is not in the IANA time zone database."
            fix = "Write a name such as Europe/London; until then the pact's zone holds."
            yield RosterNote("rep-zone-unknown", fact, fix, ("reps", number, "time_zone"))


def _unlike_the_pact(policy: RoutingPolicy, reps: Iterable[Row]) -> Iterator[RosterNote]:
    """Yield the weights and caps below zero, and the territories that the pact does not have."""
    territories = [item.territory_id for item in policy.territories]
    of_pools = [name for pool in policy.pools for name in pool.territories]
    for number, row in enumerate(reps):
        for column in ("weight", "daily_cap", "open_cap"):
            value = row.get(column)
            if value is not None and value < 0:
                fact = f"The {column} of {row['rep_id']}, {value}, is below zero: it counts as 0."
                cell = ("reps", number, column)
                yield RosterNote("rep-below-zero", fact, "Write 0, or what is meant.", cell)
        name = row.get("territory")
        if name and territories and str(name) not in (*territories, *of_pools):
            fact = f"{row['rep_id']} has the territory {name}, which the pact does not have."
            fix = f"Correct it. Territories of the pact: {', '.join(territories)}."
            yield RosterNote("rep-territory-unknown", fact, fix, ("reps", number, "territory"))


def _absences(rows: Iterable[Row], known: set[str]) -> Iterator[RosterNote]:
    spans: dict[str, list[Span]] = {}
    for number, row in enumerate(rows):
        rep_id = str(row["rep_id"])
        span = (epoch_seconds(row["starts_at"]), epoch_seconds(row["ends_at"]))
        if rep_id not in known:
            fact = f"There is an absence of {rep_id}, who is not among the reps."
            cell = ("absences", number, "rep_id")
            yield RosterNote("rep-missing", fact, "Correct the id, or add the rep.", cell)
        elif span[0] >= span[1]:
            fact = f"An absence of {rep_id} ends before it starts, at {moment_at(span[1])}."
            cell = ("absences", number, "ends_at")
            fix = "Correct its times; it counts for nothing."
            yield RosterNote("absence-empty", fact, fix, cell)
        else:
            spans.setdefault(rep_id, []).append(span)
    for rep_id in sorted(spans):
        for _, later in overlaps(spans[rep_id]):
            fact = f"Absences of {rep_id} overlap, from {moment_at(later[0])} on."
            yield RosterNote("absence-overlap", fact, "Join them; they count as one.")
