"""Leads are merged and un-merged while other workers record on them: no deadlock, nothing lost."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from random import Random
from secrets import token_hex
from time import sleep
from typing import Any

from follow_up_random import MINUTE, pacts
from follow_up_world import june
from lead_store_world import StoredLeads, hold_all

from lead_store import Database, is_passing
from leadpact.engine.lead import Activity, Lead
from leadpact.engine.lifecycle import Command, RecordActivity, RecordLead, RecordTouch
from leadpact.storage.lead_store import (
    LeadStore,
    MergeOutcome,
    Statements,
    merge_leads,
    record_command,
    unmerge_leads,
)
from leadpact.terms.refusals import RefusalCode
from leadpact.terms.stages import TouchKind

RULES = pacts()[0]
LEADS = tuple(f"l-{n}" for n in range(1, 7))
MANAGER, N_STEPS = "person:max", 40


class Worker:
    """Works on the leads over a connection of its own, each step in one transaction."""

    def __init__(self, database: Database, name: str) -> None:
        self.database, self.name = database, name
        self.connection = database.connect()
        self.store = LeadStore(Statements(self.connection), token_hex)
        self.random = Random(name)
        self.deadlocks = 0

    def run(self, step: Callable[[], Any]) -> Any:
        """Run a transaction, again where SQLite was locked for long; note circles of locks."""
        for _ in range(100):
            try:
                with self.database.transaction(self.connection):
                    return step()
            except Exception as error:
                if not is_passing(error):
                    raise
                self.deadlocks += getattr(error, "sqlstate", None) == "40P01"
                sleep(self.random.random() / 100)
        raise TimeoutError(self.name)

    def moments(self) -> Iterator[tuple[str, datetime]]:
        """Yield an id and a moment for each step."""
        for n in range(N_STEPS):
            yield f"{self.name}/{n}", june(2, 9) + n * MINUTE

    def record(self) -> int:
        """Record touches and activities on all leads; return how many were taken."""
        n_taken = 0
        for name, at in self.moments():
            lead_id = self.random.choice(LEADS)
            command = self._command(name, at)
            taken = self.run(
                lambda lead_id=lead_id, command=command, at=at: record_command(
                    self.store, RULES, lead_id, command, as_of=at
                )
            )
            assert taken.refusal is None or taken.refusal.code is RefusalCode.LEAD_MERGED
            n_taken += taken.refusal is None
        return n_taken

    def _command(self, name: str, at: datetime) -> Command:
        if self.random.random() < 0.5:
            kind = self.random.choice(["page_viewed", "demo_requested"])
            return RecordActivity(name, at, Activity(name, kind, at), actor="prospect")
        return RecordTouch(name, at, "ann", TouchKind.CALL, actor="person:ann")

    def merge(self) -> int:
        """Merge two leads, then un-merge them, again and again; return how many merges were."""
        n_merged = 0
        for name, at in self.moments():
            one, other = self.random.sample(LEADS, 2)
            made = self.run(
                lambda name=name, at=at, one=one, other=other: merge_leads(
                    self.store,
                    RULES,
                    one,
                    other,
                    command_id=name,
                    occurred_at=at,
                    actor=MANAGER,
                    as_of=at,
                )
            )
            if made.refusal is None:
                n_merged += 1
                self.unmerge(name, one, other, at)
        return n_merged

    def unmerge(self, name: str, one: str, other: str, at: datetime) -> None:
        """Un-merge two leads as soon as the one that stayed was not merged on."""
        while True:
            made: MergeOutcome = self.run(
                lambda: unmerge_leads(
                    self.store,
                    RULES,
                    one,
                    other,
                    merge_id=name,
                    command_id=f"{name}/undo",
                    occurred_at=at,
                    actor=MANAGER,
                    as_of=at,
                )
            )
            if made.refusal is None:
                return
            assert made.refusal.code is RefusalCode.LEAD_MERGED
            sleep(0.001)


def test_leads_are_merged_while_other_workers_record_on_them(database: Database) -> None:
    leads = StoredLeads(database, RULES)
    for lead_id in LEADS:
        lead = Lead(lead_id, {"email": f"{lead_id}@b.example"}, created_at=june(1, 9))
        leads.record(lead_id, RecordLead("came", june(1, 9), lead, actor="system:crm"), june(1, 9))
    workers = [Worker(database, f"w{n}") for n in range(4)]
    with ThreadPoolExecutor(len(workers)) as pool:
        work = [pool.submit(worker.record) for worker in workers[:2]]
        merges = [pool.submit(worker.merge) for worker in workers[2:]]
        n_taken = sum(item.result() for item in work)
        n_merged = sum(item.result() for item in merges)
    assert [worker.deadlocks for worker in workers] == [0] * 4
    assert n_merged > N_STEPS // 2
    assert n_taken > 0
    states = [leads.state(lead_id) for lead_id in LEADS]
    assert all(state.merged_into is None for state in states)
    assert all(state.absorbed_ids == () for state in states)
    # What was refused while its lead was merged is taken since: of every report one is on record.
    recorded = [
        name
        for state in states
        for name in (
            *(item.activity_id for item in state.activities),
            *(item.touch_id for item in state.touches),
        )
    ]
    assert len(recorded) == len(set(recorded)) == 2 * N_STEPS
    hold_all(leads)
