"""`leadpact replay` where a route asks for a sum of scores."""

from pathlib import Path

import pyarrow.parquet as pq
from small_company import leadpact

PACT = """\
spec: 1
name: Total decides
attributes: {n_seats: {type: integer}}
activities: {demo: {}}
scores:
  fit: {rules: [{id: seats, when: "n_seats >= 10", points: 30}]}
  behaviour: {rules: [{id: demo, on: demo, points: 25}]}
  total: {sum_of: {fit: 1, behaviour: 2}}
gates:
  conversation_lead: {when: "total >= 30"}
routing:
  pools:
    large: {reps: [ann], hours: any}
    small: {reps: [bob], hours: any}
  routes:
    - {id: hot, when: "total >= 50", to: pool, pool: large}
  default: small
"""


def test_a_route_takes_the_leads_whose_total_is_enough(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "leads.csv").write_text(
        "lead_id,created_at,n_seats\n"
        "seats,2026-01-05T09:00:00Z,10\n"
        "demo,2026-01-05T09:00:00Z,1\n"
        "neither,2026-01-05T09:00:00Z,1\n"
    )
    (data / "activities.csv").write_text(
        "activity_id,lead_id,kind,occurred_at\na1,demo,demo,2026-01-05T10:00:00Z\n"
    )
    (data / "reps.csv").write_text("rep_id,role\nann,SDR\nbob,SDR\n")
    (tmp_path / "pact.yaml").write_text(PACT)
    arguments = ("--pact", tmp_path / "pact.yaml", "--data", data, "--out", tmp_path / "out")
    outcome = leadpact("replay", *arguments)
    assert outcome.exit_code == 0, outcome.output
    rows = pq.read_table(tmp_path / "out" / "assignments.parquet").to_pylist()
    assert {row["lead_id"]: row["rep_id"] for row in rows} == {"seats": "bob", "demo": "ann"}
