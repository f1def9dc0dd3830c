"""A pact on its way from document to ruleset: the document, where things stand, what was found."""

from dataclasses import dataclass, field

from leadpact.conditions.nodes import Condition, Position
from leadpact.conditions.parse import UnableToParse, parse_condition
from leadpact.conditions.typecheck import check_condition
from leadpact.conditions.walk import behaviours_of, names_of
from leadpact.pact.codes import MAX_ISSUES, make_issue
from leadpact.pact.document import (
    AccountScoreDocument,
    ActivityRuleDocument,
    GateDocument,
    PactDocument,
    ScoreDocument,
)
from leadpact.pact.positions import Path_, Positions
from leadpact.pact.ruleset import Attribute
from leadpact.pact.scopes import Where, out_of_place, scope_of
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.issues import Issue, Level


@dataclass(slots=True)
class Draft:
    """The document with its conditions parsed and typed, and every issue found so far.

    `damaged` are the paths of parts that could not be read and stand for anything.
    """

    document: PactDocument
    positions: Positions
    damaged: frozenset[Path_] = frozenset()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    conditions: dict[Path_, Condition] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(
        self,
        code: str,
        path: Path_,
        fact: str,
        fix: str,
        *,
        on_key: bool = False,
        at: Position | None = None,
    ) -> None:
        """Note an issue at the value of a path, at its key, or at a position within its text."""
        if self.is_damaged(path):
            return
        if at is not None:
            place = self.positions.text_place(path, at.line, at.column)
        else:
            place = self.positions.key_place(path) if on_key else self.positions.value_place(path)
        self.issues.append(make_issue(code, place, fact, fix))

    def is_damaged(self, path: Path_) -> bool:
        """Tell whether a path leads into something that could not be read."""
        return any(path[:length] in self.damaged for length in range(1, len(path) + 1))

    @property
    def lead_scores(self) -> dict[str, ScoreDocument]:
        """The scores of single leads."""
        scores = self.document.scores.items()
        return {name: score for name, score in scores if isinstance(score, ScoreDocument)}

    @property
    def account_scores(self) -> dict[str, AccountScoreDocument]:
        """The scores of whole accounts."""
        scores = self.document.scores.items()
        return {name: score for name, score in scores if isinstance(score, AccountScoreDocument)}

    @property
    def activity_rules(self) -> list[tuple[Path_, ActivityRuleDocument]]:
        """Every rule on activities, with its path."""
        return [
            (("scores", name, "rules", index), rule)
            for name, score in self.lead_scores.items()
            for index, rule in enumerate(score.rules)
            if isinstance(rule, ActivityRuleDocument)
        ]

    @property
    def gates(self) -> dict[str, GateDocument]:
        """The gates that the pact has, in the order of the funnel."""
        gates = self.document.gates
        found = {"conversation_lead": gates.conversation_lead, "first_meeting": gates.first_meeting}
        return {name: gate for name, gate in found.items() if gate is not None}

    def owner(self, path: Path_) -> str:
        """Return what a condition belongs to: a rule, or a gate."""
        if path[0] == "gates":
            return f"the gate {path[1]}"
        rule = self.lead_scores[str(path[1])].rules[int(path[3])]
        return f"the rule `{rule.id}`"


def make_draft(
    document: PactDocument, positions: Positions, damaged: frozenset[Path_] = frozenset()
) -> Draft:
    """Parse and type every condition of a document, collecting the issues."""
    draft = Draft(document, positions, damaged, _attributes(document))
    for path, text, where in _condition_texts(draft):
        if len(draft.issues) > MAX_ISSUES:
            break
        _read_condition(draft, path, text, where)
    return draft


def _attributes(document: PactDocument) -> dict[str, Attribute]:
    """Return the standard attributes and the declared ones, which narrow or add to them."""
    attributes = dict(STANDARD_ATTRIBUTES)
    for name, declared in document.attributes.items():
        standard = STANDARD_ATTRIBUTES.get(name)
        table, column = ("leads", name)
        if declared.from_:
            table, column = declared.from_.split(".")
        elif standard:
            table, column = standard.table, standard.column
        kind = AttributeType(declared.type)
        attributes[name] = Attribute(name, kind, tuple(declared.values or ()), table, column)
    return attributes


def name_types(draft: Draft, where: Where) -> dict[str, NameType]:
    """Return the type of every name that a condition may ask about where it stands."""
    return dict(_scope(draft, where, ()).names)


def _condition_texts(draft: Draft) -> list[tuple[Path_, str, Where]]:
    """Return every condition as written, with its path and where it stands."""
    found: list[tuple[Path_, str, Where]] = []
    for name, score in draft.lead_scores.items():
        for index, rule in enumerate(score.rules):
            path: Path_ = ("scores", name, "rules", index)
            if not isinstance(rule, ActivityRuleDocument):
                found.append(((*path, "when"), rule.when, Where.RULE))
            elif rule.where is not None:
                found.append(((*path, "where"), rule.where, Where.ACTIVITY))
    for name, gate in draft.gates.items():
        if gate.when is not None:
            found.append((("gates", name, "when"), gate.when, Where.GATE))
    return found
