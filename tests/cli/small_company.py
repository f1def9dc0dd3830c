"""A company with a small pact and one lead, and the commands that tests run on it."""

from pathlib import Path

from typer.testing import CliRunner, Result

from leadpact.cli.app import app

SMALL_PACT = """
spec: 1
name: Small
attributes:
  seats: {type: integer}
  renewal_on: {type: date}
  tier: {type: category, values: [GOLD, SILVER]}
activities:
  demo: {}
  webinar: {}
scores:
  fit:
    range: [0, 15]
    rules:
      - {id: size, when: "seats > 10 or renewal_on > '2026-01-01' or tier == 'GOLD'", points: 15}
  intent:
    range: [0, 10]
    rules: [{id: demo, on: demo, points: 10}, {id: webinar, on: webinar, points: 1}]
gates:
  conversation_lead: {when: "fit >= 10 or intent >= 10"}
"""
LEADS = "lead_id,created_at,seats,renewal_on,tier\n"
LEAD = "1,2026-01-31T00:00:00Z,12,2026-05-01,GOLD\n"


def leadpact(*arguments: object, text: str | bytes | None = None) -> Result:
    """Run a command, with a text as its standard input."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=text)


def run(pact: Path, data: Path, *options: str | Path) -> Result:
    """Judge a data set, with the results beside the pact unless `--out` is given."""
    out = [] if "--out" in options else ["--out", pact.parent / "out"]
    return leadpact("run", "--pact", pact, "--data", data, *out, *options)


def issue_of(outcome: Result, code: str) -> str:
    """Return the line of the one issue of that code; nothing may have ended in a traceback."""
    assert isinstance(outcome.exception, SystemExit | None), outcome.exception
    (line,) = [line for line in outcome.stderr.splitlines() if f" {code}: " in line]
    return line
