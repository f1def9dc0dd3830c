"""`leadpact judge`: JSON lines in, a judgement a line out."""

import difflib
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, BinaryIO, NoReturn

import typer

from leadpact.cli.loading import require_moment, require_pact
from leadpact.cli.output import Exit, fail, note, print_json_line, warn
from leadpact.engine.gates import GateCheck, Judgement, judge_lead
from leadpact.engine.lead import Person
from leadpact.engine.read import (
    UnableToReadLead,
    read_people,
    read_person,
    read_time,
    refuse_unknown,
)
from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.terms.reasons import POINT_CODES, JudgementReason
from leadpact.terms.tables import TABLES

LINE_FIELDS = ("lead", "activities", "colleagues", "as_of")
MAX_LINE_BYTES = 10_000_000

MAX_FIELDS = 1_000
"""Of how many fields of a lead the names are compared with attributes: it takes time for each."""

MAX_NAME = 140
"""A longer name is close to no attribute, since these have at most 60 characters."""

_RECORD_FIELDS = {column.name for column in TABLES["leads"].columns}


class UnableToReadLine(Exception):
    """A line is no JSON that can be taken; `path` is the name it fails at, where there is one."""

    def __init__(self, code: str, fact: str, fix: str, path: str = "") -> None:
        super().__init__(fact)
        self.code = code
        self.fact = fact
        self.fix = fix
        self.path = path


def judge(
    pact: Annotated[Path, typer.Option("--pact", help="The pact in force.")],
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The moment of the judgements; now by default."),
    ] = None,
) -> None:
    """Judge leads from standard input, one JSON object a line.

    A line is {"lead": {…}, "activities": [{…}], "colleagues": [{"lead": {…}, …}], "as_of": "…"}.
    Every line gets an answer: a judgement, or an error with the line's number.
    """
    ruleset = require_pact(pact)
    moment = require_moment(as_of) or datetime.now(UTC)
    lines = _standard_input()
    if lines.isatty():
        note("Reading JSON lines from the keyboard; Ctrl-D ends them.")
    n_read, failed = 0, False
    for number, line in _lines(lines):
        n_read += 1
        answer = _answer(line, number, ruleset, moment)
        failed |= "error" in answer
        print_json_line(answer)
    if not n_read:
        fix = "Send one JSON object a line."
        warn("input-empty", "standard input", "There was no line, so no lead was judged.", fix)
    if failed:
        raise typer.Exit(Exit.FOUND_ERRORS)


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        _refuse_input("it is closed")
    return sys.stdin.buffer


def _refuse_input(message: str) -> NoReturn:
    fix = "Send one JSON object a line, from a file or a program."
    fail("input-unreadable", "standard input", f"It cannot be read: {message}.", fix)


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines that are not blank with their numbers; of a huge line, its beginning."""
    number = 0
    while line := _read(stream):
        number += 1
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = _read(stream)
        if line.strip():
            yield number, line


def _read(stream: BinaryIO) -> bytes:
    try:
        return stream.readline(MAX_LINE_BYTES + 1)
    except OSError as error:
        _refuse_input((error.strerror or str(error)).lower())


def _answer(line: bytes, number: int, ruleset: Ruleset, moment: datetime) -> dict[str, Any]:
    try:
        values = _read_json(line)
        refuse_unknown(values, LINE_FIELDS, "")
        person = read_person(values, ruleset)
        if not person.lead.lead_id:
            fact = "The lead has no `lead_id`, so the answer could not be matched with it."
            raise UnableToReadLead("lead.lead_id", fact, "Give every lead its id.")
        colleagues = read_people(values.get("colleagues"), ruleset)
        if values.get("as_of") is not None:
            moment = read_time(values["as_of"], "as_of")
    except (UnableToReadLine, UnableToReadLead) as error:
        code = error.code if isinstance(error, UnableToReadLine) else "lead-unreadable"
        fault = {"code": code, "path": error.path, "fact": error.fact, "fix": error.fix}
        return {"line": number, "error": fault}
    judgement = judge_lead(
        person.lead, person.activities, ruleset, as_of=moment, colleagues=colleagues
    )
    doubts = [*_misspelt(values["lead"], ruleset), *_doubts(person, ruleset)]
    return judgement_values(judgement, ruleset) | ({"warnings": doubts} if doubts else {})


def _read_json(line: bytes) -> Any:
    if len(line) > MAX_LINE_BYTES:
        fact = f"The line has more than {MAX_LINE_BYTES:,} bytes."
        raise UnableToReadLine("json-too-large", fact, "Send one lead a line.")
    try:
        return json.loads(line.decode("utf-8-sig"), object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        fact = f"This is no JSON: {error.msg} at column {error.colno}."
        raise UnableToReadLine("json-syntax", fact, "Write one JSON object a line.") from None
    except UnicodeDecodeError:
        raise UnableToReadLine("json-syntax", "The line is not UTF-8.", "Send UTF-8.") from None
    except (ValueError, RecursionError) as error:
        fact = f"This cannot be read: {str(error).split(';')[0]}."
        fix = "Send smaller values, less deeply nested."
        raise UnableToReadLine("json-syntax", fact, fix) from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        fact = "The name occurs twice in one object, so one of its values would be lost."
        raise UnableToReadLine("json-duplicate-name", fact, "Keep one of them.", twice)
    return values


def _misspelt(given: Mapping[str, Any], ruleset: Ruleset) -> Iterator[dict[str, str]]:
    """Yield the fields that look like an attribute of the pact that the lead does not have."""
    attributes = tuple(ruleset.attributes)
    for name in islice(given, MAX_FIELDS):
        if name in _RECORD_FIELDS or name in ruleset.attributes or len(name) > MAX_NAME:
            continue
        close = next((found for found in _close(name, attributes) if found not in given), None)
        if close is not None:
            fact = f"The pact does not know `{name}`, so it counts for nothing."
            fix = f"Did you mean `{close}`?"
            yield {"code": "lead-field-unknown", "path": f"lead.{name}", "fact": fact, "fix": fix}


# One line after another has the same fields, and to compare names is slow.
@lru_cache(maxsize=4096)
def _close(name: str, attributes: tuple[str, ...]) -> list[str]:
    return difflib.get_close_matches(name.casefold(), attributes, n=len(attributes) or 1)


def _doubts(person: Person, ruleset: Ruleset) -> Iterator[dict[str, str]]:
    """Yield what was taken and counts for nothing, because the pact does not know it."""
    for name, item in ruleset.attributes.items():
        value = person.lead.attributes.get(name)
        if item.values and value is not None and value not in item.values:
            fact = f"`{value}` is not on the pact's list of `{name}`."
            yield {"code": "category-value-unlisted", "path": f"lead.{name}", "fact": fact}
    known = {*ruleset.activities, *ruleset.past_kinds}
    unknown = {item.kind: None for item in person.activities if item.kind not in known}
    for kind in unknown:
        fact = f"The pact does not know the kind of activity `{kind}`."
        yield {"code": "activity-kind-unknown", "path": "activities", "fact": fact}


def judgement_values(judgement: Judgement, ruleset: Ruleset) -> dict[str, Any]:
    """Return a judgement as plain values."""
    return {
        "lead_id": judgement.lead_id,
        "as_of": judgement.as_of.isoformat(),
        "stage": str(judgement.stage),
        "stage_label": ruleset.label(judgement.stage),
        "scores": {
            score.name: {
                "points": score.millipoints / MILLI,
                "millipoints": score.millipoints,
                "reasons": [_reason_values(reason) for reason in score.reasons],
            }
            for score in judgement.scores
        },
        "gates": {
            check.gate: {
                "is_open": check.is_open,
                "condition": check.condition,
                "opened_at": _iso(judgement.opened_at[check.gate]),
                **_path_values(check, judgement),
                "reasons": [_reason_values(reason) for reason in check.reasons],
            }
            for check in judgement.gates
        },
        **_checkpoint_values(judgement, ruleset),
        **_left_values(judgement, ruleset),
        "fingerprint": judgement.fingerprint,
    }


def _checkpoint_values(judgement: Judgement, ruleset: Ruleset) -> dict[str, Any]:
    """Return the checkpoints asked of a lead; nothing where the pact has none."""
    if not ruleset.checkpoints:
        return {}
    checks = judgement.checkpoints.values()
    return {
        "checkpoints": {
            check.checkpoint: {
                "is_met": check.is_met,
                "has_moved_on": check.has_moved_on,
                "condition": check.condition,
                "missing": list(check.missing),
            }
            for check in checks
        }
    }


def _left_values(judgement: Judgement, ruleset: Ruleset) -> dict[str, Any]:
    """Return as what a lead left that is none; nothing where the pact does not say who is none."""
    if not ruleset.not_leads:
        return {}
    return {"not_lead": judgement.not_lead, "not_lead_at": _iso(judgement.left_at)}


def _path_values(check: GateCheck, judgement: Judgement) -> dict[str, Any]:
    """Return by which path a gate opened, and which are open now; nothing of one without paths."""
    if not check.paths:
        return {}
    now = [item.path for item in check.paths if item.condition is True]
    return {"path": judgement.paths[check.gate], "paths_open": now}


def _reason_values(reason: JudgementReason) -> dict[str, Any]:
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
