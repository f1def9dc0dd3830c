"""A pact between document and ruleset: the document, its conditions, and the issues so far."""

import re
from dataclasses import dataclass, field, replace
from typing import TypeVar

from leadpact.conditions.findings import Finding, position_in
from leadpact.conditions.mentioned import undeclared_names
from leadpact.conditions.nodes import (
    And,
    AtLeast,
    Compare,
    Condition,
    Constant,
    In,
    IsKnown,
    Name,
    Not,
    Or,
    Position,
)
from leadpact.conditions.parse import UnableToParse, parse_condition
from leadpact.conditions.thousands import find_thousands
from leadpact.conditions.typecheck import Scope, check_condition
from leadpact.conditions.walk import behaviours_of, names_of, walk
from leadpact.pact.codes import ENTRY_CODES, MAX_ISSUES, NAME_CODES, make_issue
from leadpact.pact.document import PactDocument
from leadpact.pact.document_checkpoints import CheckpointDocument, EntryGateDocument
from leadpact.pact.document_gates import GateDocument
from leadpact.pact.document_history import SilenceRuleDocument
from leadpact.pact.document_model import PactModel, WrittenCondition
from leadpact.pact.document_scores import (
    AccountScoreDocument,
    ActivityRuleDocument,
    RuleDocument,
    ScoreDocument,
)
from leadpact.pact.document_sums import SumScoreDocument
from leadpact.pact.gate import path_name_of
from leadpact.pact.positions import Path_, Positions
from leadpact.pact.recover import RecoveredDocument
from leadpact.pact.ruleset import MILLI, Attribute
from leadpact.pact.scopes import ConditionPlace, out_of_place, place_of, scopes_of
from leadpact.pact.shape_words import plain_name
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.issues import Issue, Level
from leadpact.terms.past import PAST_KINDS
from leadpact.terms.stages import TouchKind

T = TypeVar("T")


@dataclass(slots=True)
class Draft:
    """The document with its conditions parsed and typed, and every issue found so far.

    `damaged` are the paths of parts that could not be read, whose values mean nothing. Of a section
    on following up, one value that cannot be read damages all, but only the values in `replaced`
    mean nothing: the names that the others refer to are checked.
    """

    document: PactDocument
    positions: Positions
    damaged: frozenset[Path_] = frozenset()
    replaced: frozenset[Path_] = frozenset()
    attributes: dict[str, Attribute] = field(default_factory=dict)
    written: dict[Path_, WrittenCondition] = field(default_factory=dict)
    scopes: dict[ConditionPlace, Scope] = field(default_factory=dict)
    conditions: dict[Path_, Condition] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(self, code: str, path: Path_, fact: str, fix: str, *, on_key: bool = False) -> None:
        """Note an issue at the value of a path, or at its key."""
        is_sure = code in NAME_CODES and self.is_left(path)
        is_sure |= code in ENTRY_CODES and self.is_left(path) and self.is_whole(path)
        if is_sure or not self.is_damaged(path):
            place = self.positions.key_place(path) if on_key else self.positions.value_place(path)
            self.issues.append(make_issue(code, place, fact, fix))

    def note(self, code: str, path: Path_, at: Position, fact: str, fix: str) -> None:
        """Note an issue at a position within the condition at a path."""
        place = self.positions.text_place(path, at.line, at.column)
        self.issues.append(make_issue(code, place, fact, fix))

    @property
    def unreliable_names(self) -> frozenset[str]:
        """The attributes, scores and kinds of activity of which too little could be read."""
        sections = ("attributes", "activities", "scores")
        parts = [path for path in self.damaged if len(path) == 2]
        of_gates = {path_name_of(str(path[1])) for path in parts if path[0] == "gates"}
        written = {str(path[1]) for path in parts if path[0] in sections}
        meant = {plain for name in written if (plain := plain_name(name))}  # of no name at all
        return frozenset(of_gates | written | meant)

    def is_damaged(self, path: Path_) -> bool:
        """Tell whether a path leads into something that could not be read."""
        return _is_within(path, self.damaged)

    def is_left(self, path: Path_) -> bool:
        """Tell whether a path leads to a value as written, in a section damaged elsewhere."""
        sections = {item[0] for item in self.replaced}
        return path[0] in sections and not _is_within(path, self.replaced)

    def is_whole(self, path: Path_) -> bool:
        """Tell whether all of the entry that a path leads into is as written: a pool, a clock."""
        entry = path[: 2 if path[0] in ("clocks", "calendars") else 3]
        return not any(item[: len(entry)] == entry for item in self.replaced)

    def is_left_out(self, section: str) -> bool:
        """Tell whether a section could not be read at all, so that its names are not known."""
        return (section,) in self.replaced

    @property
    def lead_scores(self) -> dict[str, ScoreDocument]:
        """The scores of single leads."""
        return self._scores_of(ScoreDocument)

    @property
    def account_scores(self) -> dict[str, AccountScoreDocument]:
        """The scores of accounts."""
        return self._scores_of(AccountScoreDocument)

    @property
    def sum_scores(self) -> dict[str, SumScoreDocument]:
        """The sums of scores."""
        return self._scores_of(SumScoreDocument)

    def _scores_of(self, kind: type[T]) -> dict[str, T]:
        scores = self.document.scores
        return {name: score for name, score in scores.items() if isinstance(score, kind)}

    def range_of(self, name: str) -> tuple[int, int]:
        """Return the lowest and the highest total of a score; of a sum, what its parts allow."""
        score = self.document.scores[name]
        if score.range is not None:
            return score.range[0], score.range[-1]
        low = high = 0
        for part, weight in score.weights.items():
            if part in self.lead_scores:
                ends = sorted(weight * end for end in self.range_of(part))
                low, high = low + ends[0], high + ends[1]
        return low, high

    @property
    def rules(self) -> list[tuple[Path_, RuleDocument]]:
        """Every rule of every score, with its path."""
        return [
            (("scores", name, "rules", index), rule)
            for name, score in self.lead_scores.items()
            for index, rule in enumerate(score.rules)
        ]

    @property
    def activity_rules(self) -> list[tuple[Path_, ActivityRuleDocument]]:
        """Every rule on activities, with its path."""
        return self._rules_of(ActivityRuleDocument)

    @property
    def silence_rules(self) -> list[tuple[Path_, SilenceRuleDocument]]:
        """Every rule on silence, with its path."""
        return self._rules_of(SilenceRuleDocument)

    def _rules_of(self, kind: type[T]) -> list[tuple[Path_, T]]:
        return [(path, rule) for path, rule in self.rules if isinstance(rule, kind)]

    @property
    def gates(self) -> dict[str, GateDocument]:
        """The gates that the pact has, in the order of the funnel."""
        return self.document.gates.gates

    @property
    def checkpoints(self) -> dict[Path_, EntryGateDocument | CheckpointDocument]:
        """The checkpoints with their paths: gates that decide on no stage, then the others."""
        found: dict[Path_, EntryGateDocument | CheckpointDocument] = {
            ("gates", name): gate for name, gate in self.document.gates.entry_gates.items()
        }
        listed = enumerate(self.document.checkpoints)
        return found | {("checkpoints", index): item for index, item in listed}

    @property
    def path_names(self) -> dict[str, NameType]:
        """The names that say by which path a gate opened, with the paths as their values."""
        return {
            path_name_of(name): NameType(
                AttributeType.CATEGORY, tuple(path.id for path in gate.paths)
            )
            for name, gate in self.gates.items()
            if gate.paths
        }

    def condition_and_opens(self, path: Path_) -> tuple[Condition | None, Condition | None]:
        """Return the condition at a path, as written and with scores in millipoints."""
        when = self.conditions.get(path)
        return when, in_millipoints(when, frozenset(self.document.scores)) if when else None

    def has_unread(self, path: Path_) -> bool:
        """Tell whether the part at a path has a `when` that could not be read."""
        when = (*path, "when")
        return when in self.written and when not in self.conditions

    def owner(self, path: Path_) -> str:
        """Return what a condition belongs to: a rule, a gate or a route."""
        is_unread = path[0] == "scores" and self.is_damaged(path)
        return "this rule" if is_unread else self.written[path].owner


def _is_within(path: Path_, parts: frozenset[Path_]) -> bool:
    return any(path[:length] in parts for length in range(1, len(path) + 1))


def make_draft(recovered: RecoveredDocument, positions: Positions) -> Draft:
    """Parse and type every condition of a document, collecting the issues."""
    document = recovered.document
    draft = Draft(
        document,
        positions,
        recovered.damaged,
        recovered.replaced,
        _attributes(document),
        _written_conditions(document),
    )
    draft.scopes = _scopes(draft)
    for path in draft.written:
        if len(draft.issues) > MAX_ISSUES:
            break
        if not _is_within(path, draft.replaced):
            _read_condition(draft, path)
    return draft


def _attributes(document: PactDocument) -> dict[str, Attribute]:
    """Return the standard attributes and the declared ones, which narrow or add to them."""
    attributes = dict(STANDARD_ATTRIBUTES)
    for name, declared in document.attributes.items():
        standard = STANDARD_ATTRIBUTES.get(name)
        usual = f"{standard.table}.{standard.column}" if standard else f"leads.{name}"
        table, column = (declared.from_ or usual).split(".")
        kind = AttributeType(declared.type)
        attributes[name] = Attribute(name, kind, tuple(declared.values or ()), table, column)
    return attributes


def _scopes(draft: Draft) -> dict[ConditionPlace, Scope]:
    attributes = {name: NameType(item.type, item.values) for name, item in draft.attributes.items()}
    scores = {
        name: NameType(AttributeType.SCORE, (), isinstance(score, AccountScoreDocument))
        for name, score in draft.document.scores.items()
    }
    kinds = [*draft.document.activities, *PAST_KINDS]
    labels = draft.document.labels
    own = draft.document.cadences.channels if draft.document.cadences else {}
    return scopes_of(
        attributes,
        scores,
        kinds,
        path_names=draft.path_names,
        labels=labels,
        channels={*(kind.lower() for kind in TouchKind), *own},
    )


def _written_conditions(document: PactDocument) -> dict[Path_, WrittenCondition]:
    """Return every condition as written, in the order of the pact."""
    found: dict[Path_, WrittenCondition] = {}
    for name, section in document:
        parts: list[tuple[Path_, object]] = [((name,), section)]
        if isinstance(section, list | dict):
            entries = section.items() if isinstance(section, dict) else enumerate(section)
            parts = [((name, key), entry) for key, entry in entries]
        for path, part in parts:
            if isinstance(part, PactModel):
                found |= {(*path, *item.path): item for item in part.condition_texts()}
    return found


def _read_condition(draft: Draft, path: Path_) -> None:
    """Parse a condition, and type it where every name in it can be relied on.

    Of one that cannot be parsed, the names that it mentions are checked.
    """
    text = draft.written[path].text
    try:
        tree = parse_condition(text)
    except UnableToParse as error:
        is_sure = not draft.unreliable_names
        scope, at = draft.scopes[place_of(path)], error.position
        names = list(undeclared_names(text, scope, at)) if is_sure else []
        if error.code != "no-arithmetic" or not _begins_with(text, at, names):
            draft.note(error.code, path, at, error.fact, error.fix)
        for finding in names:
            draft.note(finding.code, path, finding.position, finding.fact, finding.fix)
        return
    mentioned = names_of(tree) | {node.kind for node in behaviours_of(tree)}
    if mentioned & draft.unreliable_names:
        return
    place = place_of(path)
    scope = draft.scopes[place]
    if path[0] in ("gates", "checkpoints"):
        scope = replace(scope, known_names=_known_in_gate(draft, path))
    typed, findings = check_condition(tree, scope)
    for finding in (*findings, *find_thousands(text)):
        if finding.level is Level.WARNING and draft.is_damaged(path):
            continue
        code, fact, fix = finding.code, finding.fact, finding.fix
        if code == "name-undeclared":
            name, scores = _name_at(tree, finding.position), draft.document.scores
            elsewhere = out_of_place(
                name,
                place,
                attributes=draft.attributes,
                scores=scores,
                path_names=draft.path_names,
                pathless_names=_POSSIBLE_PATH_NAMES - draft.path_names.keys(),
            )
            if elsewhere is not None:
                code, (fact, fix) = "name-out-of-place", elsewhere
        draft.note(code, path, position_in(text, finding), fact, fix)
    if not any(finding.level is Level.ERROR for finding in findings):
        draft.conditions[path] = typed


def _begins_with(text: str, at: Position, names: list[Finding]) -> bool:
    """Tell whether an undeclared name ends just before a place: `call-1` is one word, no sum."""
    line = text.split("\n")[at.line - 1][: at.column - 1]
    word = re.search(r"\w*\Z", line)
    begins = Position(at.line, word.start() + 1) if word and word.group() else None
    return any(finding.position == begins for finding in names)


_POSSIBLE_PATH_NAMES = frozenset(map(path_name_of, ("conversation_lead", "first_meeting")))


def _known_in_gate(draft: Draft, path: Path_) -> frozenset[str]:
    """Return the names that are never missing in a condition of a gate, or of a path of one.

    A checkpoint is asked also of leads that the record alone brought to a stage: no gate opened.
    """
    if path[:2] in draft.checkpoints:
        return frozenset(draft.checkpoints[path[:2]].must_have)
    names = list(draft.gates)
    gate = draft.gates[str(path[1])]
    known = {*gate.must_have, *map(path_name_of, names[: names.index(str(path[1]))])}
    if path[2] == "paths":
        known |= {*gate.paths[int(path[3])].must_have}
    return frozenset(known)


def _name_at(tree: Condition, position: Position) -> str:
    """Return the name at a position of a condition, empty where there is none."""
    nodes = (node for node in walk(tree) if node.position == position)
    return next((node.name for node in nodes if isinstance(node, Name | IsKnown)), "")


def in_millipoints(condition: Condition, scores: frozenset[str]) -> Condition:
    """Return the condition with the constants that scores are compared with in millipoints."""
    match condition:
        case Not(operand):
            return replace(condition, operand=in_millipoints(operand, scores))
        case And(operands) | Or(operands) | AtLeast(_, operands):
            inner = tuple(in_millipoints(operand, scores) for operand in operands)
            return replace(condition, operands=inner)
        case Compare(_, Name(name), Constant() as points) if name in scores:
            return replace(condition, right=_scaled(points))
        case Compare(_, Constant() as points, Name(name)) if name in scores:
            return replace(condition, left=_scaled(points))
        case In(Name(name), constants) if name in scores:
            return replace(condition, constants=tuple(_scaled(item) for item in constants))
        case _:
            return condition


def _scaled(points: Constant) -> Constant:
    assert isinstance(points.value, int | float)  # the type checker made sure
    return replace(points, value=round(points.value * MILLI))
