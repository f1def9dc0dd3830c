"""Rebuild the row of a lead from its events: the log is the record, the row only its fold."""

from dataclasses import dataclass

from leadpact.engine.lifecycle import FollowUp, LeadState, fold_events, wake_at
from leadpact.engine.scheduling import WaitingLead, row_of_waiting
from leadpact.engine.withdrawal import recorded_groups
from leadpact.events import ReadLog, read_log
from leadpact.storage.lead_store.commands import settle_commands
from leadpact.storage.lead_store.failures import UnableToUseStore
from leadpact.storage.lead_store.store import LeadStore
from leadpact.terms.issues import Issue


@dataclass(frozen=True, slots=True)
class RebuiltLead:
    """A lead as its events have it, and whether its row had it otherwise."""

    state: LeadState
    differed: bool
    issues: tuple[Issue, ...] = ()


def rebuild_lead(store: LeadStore, rules: FollowUp, lead_id: str) -> RebuiltLead:
    """Fold the events of a lead within the caller's transaction, and correct its row if need be.

    Parameters
    ----------
    rules
        The pact in force: it gives the next moment at which the lead is to be looked at.

    Raises
    ------
    UnableToReadEvents
        Where the log is not complete (`read_log`); nothing is changed then.
    UnableToUseStore
        `lead-missing`, where the lead has no events.
    """
    before = store.lock_row(lead_id)
    numbered, personal = store.numbered_events_of(lead_id), store.personal_of(lead_id)
    if not numbered and not before.version:
        fact = f"There is no event of lead {lead_id}."
        raise UnableToUseStore("lead-missing", f"lead {lead_id}", fact, "Check the id of the lead.")
    rows = [row for _, row in numbered]
    log = read_log(rows, store.codec, personal, lead_id=lead_id, version=before.version)
    has_others = store.replace_activities(lead_id, log.events, personal)
    has_others |= settle_commands(store, lead_id, log.events, personal)
    numbers = {row.n: number for number, row in numbered}
    waiting, wakes = waiting_after(log, numbers), wake_at(log.state, rules)
    store.save_state(log.state, personal, waiting=waiting, wake_at=wakes)
    return RebuiltLead(log.state, has_others or store.lock_row(lead_id) != before, log.issues)


def waiting_after(log: ReadLog, numbers: dict[int, int]) -> WaitingLead | None:
    """Return the row of a waiting lead, whose place is that of the decision it began to wait in."""
    state, row = LeadState(log.state.lead_id), None
    for events in recorded_groups(log.events):
        state = fold_events(state, events, earlier=log.events[: state.version])
        assert state.as_of is not None
        number = numbers[state.version]
        row = row_of_waiting(state, since=state.as_of, sequence=number, known=row)
    return row
