"""A history in memory and the same commands through the store, one by one, give equal states."""

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from follow_up_random import DAY, HOUR, MINUTE, happen, kind_for, pacts
from follow_up_world import june
from lead_store_world import StoredLeads, hold_all

from lead_store import Database
from leadpact.engine.lifecycle import (
    Command,
    Decision,
    FollowUp,
    LeadState,
    RecordLead,
    decide,
)
from leadpact.engine.replay import PastLead, history, replay_history
from leadpact.engine.routing import RoutingState
from leadpact.events import EventCodec, Parts, PersonalValues, StoredEvent, read_log
from leadpact.pact.check import load_pact
from leadpact.simulate import simulate_company
from leadpact.storage.dataset import latest_moment, open_dataset
from leadpact.storage.lead_store import read_routing
from leadpact.storage.replay import replay_dataset
from leadpact.storage.store import open_duckdb
from leadpact.terms.zone import epoch_seconds

ROOT = Path(__file__).parents[3]
PACT = ROOT / "examples/saas-follow-up/pact.yaml"
LEADS = tuple(f"l-{n}" for n in range(1, 8))
WAITS = (timedelta(0), MINUTE, HOUR, 3 * HOUR, DAY)

Decided = tuple[str, Command, datetime, Decision]


def random_history(seed: int, rules: FollowUp, *, n: int = 120) -> Iterator[Decided]:
    """Yield what is decided in memory on commands to several leads that share their reps."""
    random, now = Random(seed), june(1, 9)
    states, routing = {name: LeadState(name) for name in LEADS}, RoutingState()
    for place in range(n):
        now += random.choice(WAITS)
        lead_id = random.choice(LEADS)
        state = states[lead_id]
        if state.lead is None:
            kind: Any = RecordLead
        else:
            kind = kind_for(random.choice, state)
        command = happen(random.choice, kind, state, now=now, fresh=f"h{place}")
        decision = decide(state, command, rules, as_of=now, routing=routing)
        if decision.new_state.lead is None:
            continue  # nothing is kept of a lead that no command made known
        states[lead_id], routing = decision.new_state, decision.routing
        yield lead_id, command, now, decision


@pytest.mark.parametrize("seed", range(6))
def test_random_commands_give_the_decisions_in_the_store_that_they_give_in_memory(
    seed: int, database: Database
) -> None:
    both = pacts()
    leads = StoredLeads(database, *both)
    rules = both[seed % 2]
    last: dict[str, Decision] = {}
    for lead_id, command, at, wanted in random_history(seed, rules):
        found = leads.record(lead_id, command, at, rules=rules)
        assert found.events == wanted.events
        assert found.refusal == wanted.refusal
        assert found.wake_at == wanted.wake_at
        assert leads.state(lead_id) == wanted.new_state
        assert read_routing(leads.statements) == wanted.routing
        last[lead_id] = wanted
    assert len(last) == len(LEADS)
    leads.rules = rules
    hold_all(leads)


@dataclass
class RecordedReplay:
    """The commands on which a replay decided, in its order, also those of its scheduler."""

    decided: list[tuple[str, Command, datetime]] = field(default_factory=list)

    def decide(self, state: LeadState, command: Command, rules: FollowUp, **how: Any) -> Decision:
        self.decided.append((state.lead_id, command, how["as_of"]))
        return decide(state, command, rules, **how)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> RecordedReplay:
    """Record what a replay decides on; it is decided as ever."""
    made = RecordedReplay()
    monkeypatch.setattr(history, "decide", made.decide)
    return made


@pytest.mark.parametrize("seed", [1, 2])
def test_a_replayed_history_sent_command_by_command_gives_equal_states(
    seed: int, database: Database, recorded: RecordedReplay
) -> None:
    rules = pacts()[0]
    commands = [(lead_id, command) for lead_id, command, *_ in random_history(seed, rules)]
    past = {"l-1": PastLead("l-1", june(20, 9))}
    outcome = replay_history(commands, past, rules, until=june(30), usually_open=9 * DAY)
    kinds = {type(command).__name__ for _, command, _ in recorded.decided}
    assert {"AssignLead", "EndLead", "AdvanceTime"} <= kinds
    leads = StoredLeads(database, rules)
    hold_equal(leads, recorded, outcome.states, outcome.routing)


def test_a_replayed_company_sent_command_by_command_gives_equal_states(
    database: Database, recorded: RecordedReplay, tmp_path: Path
) -> None:
    company = tmp_path / "company"
    simulate_company(n_leads=900, n_months=4, seed=3, out=company, starts_on=date(2026, 1, 1))
    with open_duckdb(threads=1) as store:
        dataset = open_dataset(store, company)
        end = epoch_seconds(latest_moment(store, dataset, datetime.now(UTC)))
        replayed = replay_dataset(store, dataset, load_pact(PACT), from_at=None, to_at=end)
    outcome = replayed.outcome
    assert len(outcome.states) > 50
    leads = StoredLeads(database, replayed.rules)
    hold_equal(leads, recorded, outcome.states, outcome.routing)


def hold_equal(
    leads: StoredLeads,
    recorded: RecordedReplay,
    states: Any,
    routing: RoutingState,
) -> None:
    for lead_id, command, at in recorded.decided:
        leads.record(lead_id, command, at)
    stored = [lead_id for (lead_id,) in leads.rows("SELECT lead_id FROM lead")]
    known = {lead_id: state for lead_id, state in states.items() if state.lead is not None}
    assert {lead_id: leads.state(lead_id) for lead_id in stored} == known
    assert read_routing(leads.statements) == routing
    hold_all(leads)


# Another process


READ = """
import json, sys
from pathlib import Path
sys.path[:0] = json.loads(sys.argv[2])
from test_lead_store_histories import encoded_folds, read_files
print(json.dumps(encoded_folds(*read_files(Path(sys.argv[1])))))
"""


def write_files(leads: StoredLeads, folder: Path) -> None:
    """Write the events, parts and personal values of a store as one JSON file."""
    rows = [row for name in LEADS for row in leads.store.events_of(name)]
    content = {
        "events": [
            {name: _as_json(getattr(row, name)) for name in StoredEvent.__slots__} for row in rows
        ],
        "parts": leads.rows("SELECT name, body FROM part"),
        "salts": leads.rows("SELECT lead_id, salt FROM personal_salt"),
        "personal": leads.rows("SELECT lead_id, digest, value FROM personal"),
    }
    (folder / "log.json").write_text(json.dumps(content))


def _as_json(value: Any) -> Any:
    return {"at": value.isoformat()} if isinstance(value, datetime) else value


def _of_json(value: Any) -> Any:
    return datetime.fromisoformat(value["at"]) if isinstance(value, dict) else value


def read_files(folder: Path) -> tuple[list[StoredEvent], Parts, dict[str, PersonalValues]]:
    content = json.loads((folder / "log.json").read_text())
    known: dict[str, dict[str, Any]] = {lead_id: {} for lead_id, _ in content["salts"]}
    for lead_id, digest, value in content["personal"]:
        known[lead_id][digest] = json.loads(value)
    personal = {name: PersonalValues("") for name in LEADS}  # some have nothing personal
    personal |= {name: PersonalValues(salt, known[name]) for name, salt in content["salts"]}
    rows = [
        StoredEvent(**{name: _of_json(value) for name, value in row.items()})
        for row in content["events"]
    ]
    return rows, Parts(dict(content["parts"])), personal


def encoded_folds(
    rows: Iterable[StoredEvent], parts: Parts, personal: Mapping[str, PersonalValues]
) -> dict[str, str]:
    """Return the text of every lead's state as its events alone give it."""
    codec, logs = EventCodec(parts), dict[str, list[StoredEvent]]()
    for row in rows:
        logs.setdefault(row.lead_id, []).append(row)
    states = {
        lead_id: read_log(log, codec, personal[lead_id], lead_id=lead_id).state
        for lead_id, log in logs.items()
    }
    return {
        lead_id: codec.encode_state(state, personal[lead_id]) for lead_id, state in states.items()
    }


def test_events_written_out_give_another_process_the_states_of_the_store(
    database: Database, tmp_path: Path
) -> None:
    rules = pacts()[0]
    leads = StoredLeads(database, rules)
    for lead_id, command, at, _ in random_history(9, rules):
        leads.record(lead_id, command, at)
    write_files(leads, tmp_path)
    ended = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path), json.dumps(sys.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    assert len(json.loads(ended.stdout)) == len(LEADS)
    assert json.loads(ended.stdout) == dict(leads.rows("SELECT lead_id, state FROM lead"))
