"""What a case expects of the judgement of its lead, read with a place for every fault."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.stages import Stage
from leadpact.testing.case_examples import shown
from leadpact.testing.case_readers import stage
from leadpact.testing.case_values import (
    all_of,
    did_you_mean,
    known_name,
    read_mapping,
    read_moment,
    read_number,
    read_words,
    require,
)
from leadpact.testing.expected_checkpoints import ExpectedCheckpoint, read_checkpoints


@dataclass(frozen=True, slots=True)
class ExpectedJudgement:
    """What a case expects of both interpreters; what is None or not named is not compared."""

    millipoints: Mapping[str, int] = field(default_factory=dict)
    stage: Stage | None = None
    rules: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    opened_at: Mapping[str, datetime | None] = field(default_factory=dict)
    paths: Mapping[str, str | None] = field(default_factory=dict)
    not_lead: str | None = None
    """An id of the pact, or empty: it is a lead; None is not compared."""
    checkpoints: Mapping[str, ExpectedCheckpoint] = field(default_factory=dict)

    @property
    def is_judged(self) -> bool:
        """Whether it is about what the interpreters judge."""
        return self != ExpectedJudgement()


def read_expected_judgement(
    given: Mapping[str, Any], path: Path_, ruleset: Ruleset
) -> ExpectedJudgement:
    """Read what is expected of the judgement, of which no key is unknown.

    Twin of `follow_up.read_expected`, which reads what is expected of the follow-up.
    """
    given = {name: value for name, value in given.items() if name in _READERS}
    read = (partial(_READERS[name], value, (*path, name), ruleset) for name, value in given.items())
    found = dict(zip(given, all_of(read), strict=True))
    return ExpectedJudgement(**{_FIELDS.get(name, name): value for name, value in found.items()})


def _scores(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, int]:
    given = read_mapping(values or {}, path)
    names = {score.label: score.name for score in ruleset.all_scores}
    known = [score.name for score in ruleset.all_scores]
    for label in given:
        fact, fix = f"`{label}` is the label of `{names.get(label)}`.", "Write its name."
        is_label = label in names and label not in known
        require(not is_label, (*path, label), fact, fix, "case-key-unknown")
    read_mapping(given, path, known)
    read = (partial(_millipoints, points, (*path, name)) for name, points in given.items())
    return dict(zip(given, all_of(read), strict=True))


def _millipoints(points: Any, path: Path_) -> int:
    return round(read_number(points, path, "points", "8.7") * MILLI)


def _stage(value: Any, path: Path_, ruleset: Ruleset) -> Stage | None:
    return None if value is None else stage(value, path, ruleset)


def _rules(value: Any, path: Path_, ruleset: Ruleset) -> tuple[str, ...] | None:
    known = [rule.rule_id for score in ruleset.scores for rule in score.rules]
    return read_words(value, path, known, "rule of the pact")


def _missing(value: Any, path: Path_, ruleset: Ruleset) -> tuple[str, ...] | None:
    known = dict.fromkeys(name for gate in ruleset.gates for name in gate.must_have)
    return read_words(value, path, known, "must-have of a gate")


def _opened(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, datetime | None]:
    given = read_mapping(values or {}, path, [gate.name for gate in ruleset.gates])
    read = (partial(_moment, moment, (*path, name)) for name, moment in given.items())
    return dict(zip(given, all_of(read), strict=True))


def _moment(value: Any, path: Path_) -> datetime | None:
    return None if value is None else read_moment(value, path)


def _checkpoints(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, ExpectedCheckpoint]:
    return read_checkpoints(values or {}, path, ruleset)


def _not_lead(name: Any, path: Path_, ruleset: Ruleset) -> str:
    """Read as what the lead should have left; null: it should be a lead."""
    known = [item.not_lead_id for item in ruleset.not_leads]
    fact = f"`{shown(name)}` is not among the `not_leads` of the pact."
    require(name is None or name in known, path, fact, did_you_mean(str(name), known))
    return name or ""


def _paths(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, str | None]:
    """Read by which path each gate should have opened."""
    ways = {gate.name: [item.path_id for item in gate.paths] for gate in ruleset.gates}
    given = read_mapping(values or {}, path, [name for name, known in ways.items() if known])
    all_of(
        partial(known_name, name, (*path, gate), ways[gate], "path of this gate")
        for gate, name in given.items()
        if name is not None
    )
    return dict(given)


_READERS: Mapping[str, Callable[[Any, Path_, Ruleset], Any]] = {
    "scores": _scores,
    "stage": _stage,
    "rules": _rules,
    "missing": _missing,
    "opened": _opened,
    "paths": _paths,
    "not_lead": _not_lead,
    "checkpoints": _checkpoints,
}

_FIELDS = {"scores": "millipoints", "opened": "opened_at"}

JUDGED_KEYS = tuple(_READERS)
