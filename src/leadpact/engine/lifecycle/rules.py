"""A pact made ready to follow up leads: routing over its reps, clocks, cadences, handoff."""

from collections.abc import Iterable
from dataclasses import dataclass

from leadpact.engine.cadences import Cadences, make_cadences
from leadpact.engine.handoff import Handoff, make_handoff
from leadpact.engine.routing import CompiledRoute, Rep, Roster, Router, make_router
from leadpact.engine.scoring import Program, compile_if_any, make_program
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.sections.calendars.policy import CalendarPolicy
from leadpact.pact.sections.clocks.policy import (
    SIGNAL_KEYS,
    ClockPolicy,
    CountsFrom,
    Signal,
    status_of,
    with_opportunities,
)
from leadpact.pact.sections.feedback.policy import FeedbackPolicy
from leadpact.pact.sections.handoff.policy import HandoffPolicy
from leadpact.pact.sections.routing.policy import CountedTouches
from leadpact.terms.actors import rep_of
from leadpact.terms.calendar import BusinessCalendar
from leadpact.terms.refusals import Refusal, RefusalCode
from leadpact.terms.stages import Channel, RepRole, TouchKind


@dataclass(frozen=True, slots=True, eq=False)
class FollowUp:
    """A pact's rules for following up, compiled over a roster. Make it once: `make_follow_up`.

    Without routing nobody gets a lead, without clocks nothing is promised.
    """

    ruleset: Ruleset
    program: Program
    roster: Roster
    calendars: CalendarPolicy
    router: Router | None
    cadences: Cadences | None
    handoff: Handoff
    feedback: FeedbackPolicy | None
    clocks: tuple[ClockPolicy, ...]
    """In the order of the pact, of which that of one kind matters."""
    clocks_by_signal: dict[Signal, tuple[ClockPolicy, ...]]
    clocks_on_condition: tuple[ClockPolicy, ...]
    """Those that begin when a lead comes to meet their condition after their start."""
    ae_routes: tuple[CompiledRoute, ...]
    """The ways to the AE of a meeting for which none is named."""
    own_channels: frozenset[str]
    """The codes of the channels that the company has beside the standard ones."""

    @property
    def fingerprint(self) -> str:
        """The pact."""
        return self.ruleset.fingerprint

    def rep(self, rep_id: str | None) -> Rep | None:
        """Return a rep of the roster."""
        return self.roster.reps.get(rep_id) if rep_id is not None else None

    def check_rep(self, rep_id: str, role: RepRole | None = None) -> Refusal | None:
        """Return a refusal of a rep whom the company does not have, or who has another role.

        Without any reps on record nobody is refused, nor is a rep whose role is not known.
        """
        rep = self.rep(rep_id)
        if rep is None and self.roster.reps:
            return Refusal(RefusalCode.UNKNOWN_REP, (("rep", rep_id),))
        if rep is not None and role is not None and rep.role not in (None, role):
            return Refusal(RefusalCode.OTHER_ROLE_NEEDED, (("role", str(role)),))
        return None

    def counts_touch(self, *, by_owner: bool | None) -> bool:
        """Tell whether clocks, cadences and attempts count a touch; of an unknown rep they do."""
        routing = self.ruleset.routing
        is_owners = routing is not None and routing.count_touches_of is CountedTouches.OWNER
        return by_owner is not False or not is_owners

    def known_channel(self, channel: Channel | None) -> Channel | None:
        """Return a channel; None for one that is no standard one and not declared in the pact."""
        if channel is None or isinstance(channel, TouchKind) or channel in self.own_channels:
            return channel
        return None

    def check_owner(self, actor: str, owner_rep_id: str) -> Refusal | None:
        """Return a refusal of a rep who does not have the lead, and is no manager."""
        if rep_of(actor) == owner_rep_id or self.is_manager_or_other(actor):
            return None
        return Refusal(RefusalCode.NOT_THE_OWNER, (("owner", owner_rep_id),))

    def is_manager_or_other(self, actor: str) -> bool:
        """Tell whether an actor is no rep of the company, or one whose role may be a manager's."""
        rep = self.rep(rep_of(actor))
        return rep is None or rep.role in (None, RepRole.MANAGER)

    def calendar(
        self, *, clock: str | None = None, pool: str | None = None, rep_id: str | None = None
    ) -> BusinessCalendar:
        """Return the calendar that holds: the clock's before the pool's, the rep's, the pact's."""
        rep = self.rep(rep_id)
        compiled = self.router.pools.get(pool) if self.router and pool else None
        return self.calendars.choose(
            pact_zone=self.ruleset.time_zone,
            clock=clock,
            pool=compiled.pool.calendar if compiled else None,
            rep=rep.calendar if rep else None,
            rep_zone=rep.time_zone if rep else None,
        )


def named_statuses(clocks: Iterable[ClockPolicy]) -> frozenset[Signal]:
    """Return the signals of single dispositions that clocks name."""
    return frozenset(
        signal
        for clock in clocks
        for key in SIGNAL_KEYS
        for signal in getattr(clock, key)
        if status_of(signal) is not None
    )


_BARE_HANDOFF = HandoffPolicy(
    must_open_on_next_step=False, sends=frozenset(), debrief_by=frozenset()
)
"""Without a section `handoff`, meetings are still recorded, and nothing is asked for."""


def make_follow_up(ruleset: Ruleset, roster: Roster) -> FollowUp:
    """Make a pact ready to follow up leads.

    Parameters
    ----------
    ruleset
        The pact in force.
    roster
        The reps; make it with the `reps` of the pact's routing as `terms`.
    """
    shared = {"time_zone": ruleset.time_zone, "fingerprint": ruleset.fingerprint}
    calendars = ruleset.calendars or CalendarPolicy()
    clocks = tuple(map(with_opportunities, ruleset.clocks))
    routing, cadences = ruleset.routing, ruleset.cadences
    return FollowUp(
        ruleset=ruleset,
        program=make_program(ruleset),
        roster=roster,
        calendars=calendars,
        router=make_router(routing, roster, calendars=calendars, **shared) if routing else None,
        cadences=make_cadences(cadences, calendars=calendars, **shared) if cadences else None,
        handoff=make_handoff(ruleset.handoff or _BARE_HANDOFF),
        feedback=ruleset.feedback,
        clocks=clocks,
        clocks_by_signal={
            signal: tuple(item for item in clocks if signal in item.starts_on)
            for signal in (*Signal, *named_statuses(clocks))
        },
        clocks_on_condition=tuple(
            item
            for item in clocks
            if item.has_condition and item.counts_from is CountsFrom.CONDITION
        ),
        ae_routes=tuple(
            CompiledRoute(item, compile_if_any(item.opens))
            for item in (ruleset.handoff.ae if ruleset.handoff else ())
        ),
        own_channels=frozenset(item.code for item in cadences.channels)
        if cadences
        else frozenset(),
    )
