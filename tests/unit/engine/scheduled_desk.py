"""A small application that asks the scheduler with rows, as a database has them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from leadpact.engine.lead import Lead
from leadpact.engine.lifecycle import (
    AssignLead,
    Command,
    EndLead,
    EventKind,
    FollowUp,
    LeadState,
    RecordJudgement,
    decide,
)
from leadpact.engine.routing import RoutingState
from leadpact.engine.scheduling import (
    LeaveMoment,
    RetryTrigger,
    TriggerKind,
    WaitingLead,
    absence_commands,
    leads_to_try,
    retry_command,
    row_of_waiting,
    wake_command,
)
from leadpact.engine.scoring import KnownFacts
from leadpact.terms.actors import HISTORY
from leadpact.terms.stages import Stage


class ScheduledDesk:
    """Leads with their two columns: when to look at them, and their row among those that wait."""

    def __init__(self, rules: FollowUp) -> None:
        self.rules, self.routing = rules, RoutingState()
        self.states: dict[str, LeadState] = {}
        self.wake_at: dict[str, datetime] = {}
        self.waiting: dict[str, WaitingLead] = {}
        self.n_decisions = self.n_tried = 0

    def come(self, lead_id: str, at: datetime, **record: Any) -> None:
        """Let a lead come that qualified."""
        facts = KnownFacts(record)
        lead = Lead(lead_id, created_at=at)
        judged = RecordJudgement("came", at, lead, Stage.CONVERSATION_LEAD, facts, actor=HISTORY)
        self.submit(lead_id, judged, at)

    def end(self, lead_id: str, at: datetime) -> None:
        """Let a lead no longer count as open."""
        self.submit(lead_id, EndLead("end", at, actor=HISTORY), at)

    def leave(self, moment: LeaveMoment) -> None:
        """Let a rep leave or return."""
        self.run_until(moment.at)
        held = [name for name, s in self.states.items() if s.owner_rep_id == moment.rep_id]
        for lead_id, command in absence_commands(moment, held):
            self.submit(lead_id, command, moment.at)
        self.try_waiting(moment.trigger)

    def submit(self, lead_id: str, command: Command, at: datetime) -> None:
        """Decide on a command, after all that was due before it."""
        self.run_until(at)
        self.decide(lead_id, command, at)

    def run_until(self, at: datetime) -> None:
        """Wake every lead whose moment has come: the earliest first."""
        while self.wake_at:
            wake, lead_id = min((wake, name) for name, wake in self.wake_at.items())
            if wake > at:
                return
            row = self.waiting.get(lead_id)
            command = wake_command(wake, retry_at=None if row is None else row.retry_at)
            if isinstance(command, AssignLead):
                self.try_waiting(RetryTrigger(TriggerKind.MOMENT, wake))
            else:
                self.decide(lead_id, command, wake)

    def try_waiting(self, *triggers: RetryTrigger) -> None:
        """Try the leads that may find a rep; where one finds nobody, its group sleeps on."""
        at = triggers[0].at
        for item in leads_to_try(self.waiting.values(), *triggers):
            for place, lead_id in enumerate(item.lead_ids):
                self.n_tried += 1
                self.decide(lead_id, retry_command(at, name=f"again/{self.n_tried}"), at)
                if lead_id in self.waiting:
                    self._put_off(item.lead_ids[place + 1 :], self.waiting[lead_id].retry_at)
                    break

    def _put_off(self, lead_ids: Iterable[str], retry_at: datetime | None) -> None:
        """Move the others of a group to the moment of its first lead: one statement on rows."""
        for lead_id in lead_ids:
            row = self.waiting[lead_id]
            if self.wake_at.get(lead_id) == row.retry_at:
                self.wake_at.pop(lead_id, None)
            self.waiting[lead_id] = replace(row, retry_at=retry_at)
            if retry_at is not None:
                self.wake_at[lead_id] = min(retry_at, self.wake_at.get(lead_id, retry_at))

    def decide(self, lead_id: str, command: Command, at: datetime) -> None:
        """Decide on a command, and keep what follows in the rows."""
        before = self.states.get(lead_id, LeadState(lead_id))
        decision = decide(before, command, self.rules, as_of=at, routing=self.routing)
        self.n_decisions += 1
        after = self.states[lead_id] = decision.new_state
        self.routing = decision.routing
        self._keep_row(after, at)
        self.wake_at.pop(lead_id, None)
        if decision.wake_at is not None:
            self.wake_at[lead_id] = decision.wake_at
        kinds = {event.kind for event in decision.events}
        moved = EventKind.ASSIGNED in kinds and before.assignment is not None
        if EventKind.RELEASED in kinds or moved:
            self.try_waiting(RetryTrigger(TriggerKind.RELEASED, at, before.owner_rep_id))

    def _keep_row(self, state: LeadState, at: datetime) -> None:
        known = self.waiting.pop(state.lead_id, None)
        n = len(self.states)
        row = row_of_waiting(state, since=at, sequence=n, known=known)
        if row is not None:
            self.waiting[state.lead_id] = row
