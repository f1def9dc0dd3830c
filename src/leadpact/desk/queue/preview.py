"""Ask the engine what it would say to an outcome, before anything is sent. Nothing is written."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leadpact.desk.queue.commands import Report, commands_of
from leadpact.desk.queue.outcomes import Ask, Outcome, OutcomeKind, make_choices
from leadpact.desk.store import open_store
from leadpact.engine.lifecycle import Command, FollowUp, LeadState, decide
from leadpact.engine.routing import RoutingState
from leadpact.explain.refusals import refusal_words
from leadpact.terms.refusals import Refusal, RefusalCode


@dataclass(frozen=True, slots=True)
class Previewed:
    """A lead as an outcome would find it: its state, its rules, what routing remembers."""

    state: LeadState
    rules: FollowUp
    routing: RoutingState
    rep_id: str
    actor: str
    as_of: datetime

    @classmethod
    def of(
        cls, state: LeadState, rules: FollowUp, *, rep_id: str, actor: str, as_of: datetime
    ) -> "Previewed":
        """Return a lead with what routing remembers now."""
        _, routing = open_store().read_routing()
        return cls(state, rules, routing, rep_id, actor, as_of)

    def refusal_of(self, commands: Iterable[Command]) -> Refusal | None:
        """Return why the first of some commands would be refused that would be; None: all taken."""
        state, routing = self.state, self.routing
        for command in commands:
            found = decide(state, command, self.rules, as_of=self.as_of, routing=routing)
            if found.refusal is not None:
                return found.refusal
            state, routing = found.new_state, found.routing
        return None

    def with_refusals(self, outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
        """Return outcomes with why they would be refused, and the choices that this lead has."""
        return tuple(map(self._with_refusal, outcomes))

    def _with_refusal(self, outcome: Outcome) -> Outcome:
        if outcome.kind is OutcomeKind.SKIP and not any(
            run.next_step_id for run in self.state.runs
        ):
            return replace(outcome, refusal="The lead has no step to skip.")
        if outcome.kind is not OutcomeKind.DISPOSE:
            return outcome
        outcome = self._with_possible_faults(outcome)
        refusal = self.refusal_of(self._commands(_filled(outcome, self.as_of)))
        if refusal is None:
            return outcome
        return replace(outcome, refusal=refusal_words(refusal, self.rules))

    def _with_possible_faults(self, outcome: Outcome) -> Outcome:
        """Leave out the faults that the record contradicts, such as a known phone as missing."""
        if not outcome.choices or Ask.CHOICE not in outcome.needs:
            return outcome
        bare = replace(outcome, needs=frozenset())
        asked = replace(_filled(bare, self.as_of), choice="")
        refusal = self.refusal_of(self._commands(asked))
        if refusal is None or refusal.code is not RefusalCode.FAULT_MISSING:
            return outcome
        possible = {value for _, value in refusal.missing}
        left = [(item.code, item.label) for item in outcome.choices if item.code in possible]
        return replace(outcome, choices=make_choices(left))

    def _commands(self, report: Report) -> tuple[Command, ...]:
        return commands_of(
            report,
            self.state,
            self.rules,
            rep_id=self.rep_id,
            actor=self.actor,
            now=self.as_of,
        )


def _filled(outcome: Outcome, as_of: datetime) -> Report:
    """Return a report of an outcome that lacks nothing, to see whether it would be taken."""
    return Report(
        outcome,
        "preview",
        choice=outcome.choices[0].code if outcome.choices else "",
        note="-" if Ask.NOTE in outcome.needs else "",
        until=f"{as_of.date() + timedelta(days=2)}" if Ask.UNTIL in outcome.needs else "",
    )
