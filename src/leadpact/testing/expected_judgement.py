"""What a case expects of the judgement of its lead, read with a place for every fault."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from leadpact.pact.ruleset import MILLI, Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.terms.stages import Stage
from leadpact.testing.case_readers import stage
from leadpact.testing.case_values import (
    did_you_mean,
    read_mapping,
    read_moment,
    read_number,
    read_words,
    require,
)
from leadpact.testing.expected_checkpoints import ExpectedCheckpoint, read_checkpoints

JUDGED_KEYS = ("scores", "stage", "rules", "missing", "opened", "paths", "not_lead", "checkpoints")


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
    names = [score.name for score in ruleset.all_scores]
    scores = read_mapping(given.get("scores") or {}, (*path, "scores"), names)
    gates = [gate.name for gate in ruleset.gates]
    opened = read_mapping(given.get("opened") or {}, (*path, "opened"), gates)
    reached = given.get("stage")
    return ExpectedJudgement(
        millipoints={
            name: round(read_number(points, (*path, "scores", name), "points", "8.7") * MILLI)
            for name, points in scores.items()
        },
        stage=None if reached is None else stage(reached, (*path, "stage"), ruleset),
        rules=read_words(given.get("rules"), (*path, "rules")),
        missing=read_words(given.get("missing"), (*path, "missing")),
        opened_at={
            name: None if moment is None else read_moment(moment, (*path, "opened", name))
            for name, moment in opened.items()
        },
        paths=_paths(given.get("paths") or {}, (*path, "paths"), ruleset),
        not_lead=_not_lead(given, (*path, "not_lead"), ruleset),
        checkpoints=read_checkpoints(
            given.get("checkpoints") or {}, (*path, "checkpoints"), ruleset
        ),
    )


def _not_lead(given: Mapping[str, Any], path: Path_, ruleset: Ruleset) -> str | None:
    """Read as what the lead should have left; null: it should be a lead."""
    if "not_lead" not in given:
        return None
    name, known = given["not_lead"], [item.not_lead_id for item in ruleset.not_leads]
    fact = f"`{name}` is not among the `not_leads` of the pact."
    require(name is None or name in known, path, fact, did_you_mean(str(name), known))
    return name or ""


def _paths(values: Any, path: Path_, ruleset: Ruleset) -> dict[str, str | None]:
    """Read by which path each gate should have opened."""
    ways = {gate.name: [item.path_id for item in gate.paths] for gate in ruleset.gates}
    given = read_mapping(values, path, [name for name, known in ways.items() if known])
    for gate, name in given.items():
        fact, fix = f"`{name}` is no path of this gate.", did_you_mean(str(name), ways[gate])
        require(name is None or name in ways[gate], (*path, gate), fact, fix)
    return dict(given)
