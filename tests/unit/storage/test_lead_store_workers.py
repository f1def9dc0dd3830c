"""Four processes that are killed fifty times lose no lead, and give none to two reps."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

from lead_store_world import StoredLeads, hold_all

from lead_store import DAILY_CAP, N_REPS, Database, make_rules
from leadpact.engine.lifecycle import EventKind
from leadpact.engine.routing import Waiting
from leadpact.events import read_log
from leadpact.storage.lead_store import read_routing, waiting_leads

SCRIPT = Path(__file__).parents[3] / "bench/lead_store.py"
RULES = make_rules()
N_KILLS = 50
DAY = 20_605  # 1 June 2026, counted from 1970


def run(database: Database, *, n_leads: int, kind: str = "arrivals") -> StoredLeads:
    """Let four processes record leads, and kill fifty of them."""
    command = [sys.executable, str(SCRIPT), "--database", database.address, "--kind", kind]
    sizes = ["--leads", str(n_leads), "--kills", str(N_KILLS)]
    ended = subprocess.run([*command, *sizes], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout)["n_killed"] == N_KILLS
    return StoredLeads(database, RULES, creates=False)


def given(leads: StoredLeads) -> Counter[str]:
    """Return how many leads each rep has, from the log alone."""
    reps = Counter[str]()
    for (lead_id,) in leads.rows("SELECT lead_id FROM lead"):
        log = read_log(
            leads.store.events_of(lead_id),
            leads.store.codec,
            leads.store.personal_of(lead_id),
            lead_id=lead_id,
        )
        kinds = Counter(event.kind for event in log.events)
        assert kinds[EventKind.ASSIGNED] + kinds[EventKind.WAITING] == 1, lead_id
        reps.update([log.state.owner_rep_id] if log.state.owner_rep_id else [])
    return reps


def test_leads_recorded_by_killed_processes_are_shared_by_the_weights(
    database: Database,
) -> None:
    n_leads = 1000
    leads = run(database, n_leads=n_leads)
    assert leads.rows("SELECT count(*), count(DISTINCT lead_id) FROM command") == [
        (n_leads, n_leads)
    ]
    reps = given(leads)
    total = sum(rep.weight for rep in RULES.roster.reps.values())
    for rep_id, rep in RULES.roster.reps.items():
        share = n_leads * rep.weight / total
        assert abs(reps[rep_id] - share) < 1, (rep_id, share)
    assert sum(reps.values()) == n_leads
    hold_loads(leads, reps)
    hold_all(leads)


def test_more_leads_than_the_day_has_room_for_fill_every_rep_and_the_others_wait(
    database: Database,
) -> None:
    n_leads = 2000
    leads = run(database, n_leads=n_leads)
    reps = given(leads)
    assert reps == dict.fromkeys(RULES.roster.reps, DAILY_CAP)
    hold_loads(leads, reps)
    waiting = waiting_leads(leads.statements)
    assert len({lead.lead_id for lead in waiting}) == n_leads - N_REPS * DAILY_CAP
    for lead in waiting:
        route = leads.state(lead.lead_id).route
        assert route is not None
        assert route.waiting is Waiting.EVERYONE_AT_CAP
        assert route.retry_at == lead.retry_at
    hold_all(leads)


def test_leads_that_change_reps_and_end_in_killed_processes_leave_sums_that_add_up(
    database: Database,
) -> None:
    leads = run(database, n_leads=120, kind="lives")
    ends = leads.rows("SELECT count(*) FROM command WHERE command_id = 'end' AND refusal IS NULL")
    assert ends == [(24,)]
    routing = read_routing(leads.statements)
    assert sum(load.n_open for load in routing.loads.values()) == 120 - 24
    hold_all(leads)


def hold_loads(leads: StoredLeads, reps: Counter[str]) -> None:
    """The loads that routing remembers are the leads that were counted one by one."""
    loads = read_routing(leads.statements).loads
    assert {rep_id: load.n_open for rep_id, load in loads.items()} == reps
    assert {rep_id: load.days for rep_id, load in loads.items()} == {
        rep_id: ((DAY, n),) for rep_id, n in reps.items()
    }
