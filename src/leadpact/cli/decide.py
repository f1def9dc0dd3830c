"""`leadpact decide`: JSON lines in, a decision a line out."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from leadpact.cli.loading import require_moment, require_pact
from leadpact.cli.output import Exit
from leadpact.engine.decide import Decision
from leadpact.engine.decide import decide as decide_lead
from leadpact.engine.read import (
    UnableToReadLead,
    read_people,
    read_person,
    read_time,
    refuse_unknown,
)
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.terms.reasons import POINT_CODES, Reason

LINE_FIELDS = ("lead", "activities", "colleagues", "as_of")


def decide(
    pact: Annotated[Path, typer.Option("--pact", help="The pact in force.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The moment of the decisions; now by default."),
    ] = None,
) -> None:
    """Decide on leads from standard input, one JSON object a line.

    A line is {"lead": {…}, "activities": [{…}], "colleagues": [{"lead": {…}, …}], "as_of": "…"}.
    Every line gets an answer: a decision, or an error with the line's number.
    """
    ruleset = require_pact(pact)
    moment = require_moment(as_of) or datetime.now(UTC)
    failed = False
    for number, line in enumerate(sys.stdin.buffer, start=1):
        if line.strip():
            answer = _answer(line, number, ruleset, moment)
            failed |= "error" in answer
            typer.echo(json.dumps(answer, ensure_ascii=True))
    if failed:
        raise typer.Exit(Exit.FOUND_ERRORS)


def _answer(line: bytes, number: int, ruleset: Ruleset, moment: datetime) -> dict[str, Any]:
    try:
        values = json.loads(line.decode("utf-8-sig"))
        refuse_unknown(values, LINE_FIELDS, "")
        person = read_person(values, ruleset)
        if not person.lead.lead_id:
            fact = "The lead has no `lead_id`, so the answer could not be told apart."
            raise UnableToReadLead("lead.lead_id", fact, "Give every lead its id.")
        colleagues = read_people(values.get("colleagues"), ruleset)
        if values.get("as_of"):
            moment = read_time(values["as_of"], "as_of")
    except json.JSONDecodeError as error:
        fact = f"This is no JSON: {error.msg} at column {error.colno}."
        return _error(number, "json-syntax", "", fact, "Write one JSON object a line.")
    except UnableToReadLead as error:
        return _error(number, "lead-unreadable", error.path, error.fact, error.fix)
    except UnicodeDecodeError:
        return _error(number, "json-syntax", "", "The line is not UTF-8.", "Send UTF-8.")
    except (ValueError, RecursionError) as error:
        fact = f"This cannot be read: {str(error).split(';')[0]}."
        return _error(number, "json-syntax", "", fact, "Send smaller values, less deeply nested.")
    decision = decide_lead(
        person.lead, person.activities, ruleset, as_of=moment, colleagues=colleagues
    )
    return decision_values(decision, ruleset)


def _error(line: int, code: str, path: str, fact: str, fix: str) -> dict[str, Any]:
    return {"line": line, "error": {"code": code, "path": path, "fact": fact, "fix": fix}}


def decision_values(decision: Decision, ruleset: Ruleset) -> dict[str, Any]:
    """Return a decision as plain values."""
    return {
        "lead_id": decision.lead_id,
        "as_of": decision.as_of.isoformat(),
        "stage": str(decision.stage),
        "stage_label": ruleset.label(decision.stage),
        "scores": {
            score.name: {
                "points": score.millipoints / MILLI,
                "millipoints": score.millipoints,
                "reasons": [_reason_values(reason) for reason in score.reasons],
            }
            for score in decision.scores
        },
        "gates": {
            check.gate: {
                "is_open": check.is_open,
                "condition": check.condition,
                "opened_at": _iso(decision.opened_at[check.gate]),
                "reasons": [_reason_values(reason) for reason in check.reasons],
            }
            for check in decision.gates
        },
        "fingerprint": decision.fingerprint,
    }


def _reason_values(reason: Reason) -> dict[str, Any]:
    values = {
        "code": str(reason.code),
        "rule_id": reason.rule_id,
        "field": reason.field,
        "n_counted": reason.n_counted,
    }
    given = {name: value for name, value in values.items() if value not in ("", 0)}
    is_points = reason.code in POINT_CODES
    return given | ({"millipoints": reason.millipoints} if is_points else {})


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
