"""A pact on its way from document to ruleset: the document, where things stand, what was found."""

from dataclasses import dataclass, field

from leadpact.conditions.nodes import Condition
from leadpact.conditions.parse import UnableToParse, parse_condition
from leadpact.conditions.typecheck import Scope, check_condition
from leadpact.pact.document import AccountScoreDocument, GateDocument, PactDocument, ScoreDocument
from leadpact.pact.ruleset import Attribute
from leadpact.pact.standard import STANDARD_ATTRIBUTES
from leadpact.pact.yaml_lines import Path_, Positions
from leadpact.terms.attributes import AttributeType, NameType
from leadpact.terms.issues import Issue, Level

ACTIVITY_FIELDS = {
    "channel": NameType(AttributeType.TEXT),
    "campaign": NameType(AttributeType.TEXT),
    "content": NameType(AttributeType.TEXT),
    "value": NameType(AttributeType.NUMBER),
}
"""What a rule's `where` may ask about the activity itself."""


_ACTIVITY_SCOPE = Scope(ACTIVITY_FIELDS, allow_behaviour=False)


@dataclass(slots=True)
class Draft:
    """The document with its conditions parsed and typed, and every issue found so far."""

    document: PactDocument
    positions: Positions
    attributes: dict[str, Attribute] = field(default_factory=dict)
    conditions: dict[Path_, Condition] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)

    def add(self, code: str, path: Path_, fact: str, fix: str, *, on_key: bool = False) -> None:
        """Note an error at the value (or the key) of a path."""
        self._note(Level.ERROR, code, path, fact, fix, on_key)

    def warn(self, code: str, path: Path_, fact: str, fix: str, *, on_key: bool = False) -> None:
        """Note a warning at the value (or the key) of a path."""
        self._note(Level.WARNING, code, path, fact, fix, on_key)

    def _note(
        self, level: Level, code: str, path: Path_, fact: str, fix: str, on_key: bool
    ) -> None:
        place = self.positions.key_place(path) if on_key else self.positions.value_place(path)
        self.issues.append(Issue(code, level, place, fact, fix))

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
    def gates(self) -> dict[str, GateDocument]:
        """The gates that the pact has, in the order of the funnel."""
        gates = self.document.gates
        found = {"conversation_lead": gates.conversation_lead, "first_meeting": gates.first_meeting}
        return {name: gate for name, gate in found.items() if gate is not None}


def make_draft(document: PactDocument, positions: Positions) -> Draft:
    """Parse and type every condition of a document, collecting the issues."""
    draft = Draft(document, positions, attributes=_attributes(document))
    for name, score in draft.lead_scores.items():
        for index, rule in enumerate(score.rules):
            path: Path_ = ("scores", name, "rules", index)
            when = getattr(rule, "when", None)
            where = getattr(rule, "where", None)
            if when is not None:
                _read_condition(draft, (*path, "when"), when, _rule_scope(draft))
            if where is not None:
                _read_condition(draft, (*path, "where"), where, _ACTIVITY_SCOPE)
    for name, gate in draft.gates.items():
        if gate.when is not None:
            _read_condition(draft, ("gates", name, "when"), gate.when, _gate_scope(draft, gate))
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


def attribute_types(draft: Draft) -> dict[str, NameType]:
    """Return the type of every attribute that a rule may ask about."""
    return {name: NameType(item.type, item.values) for name, item in draft.attributes.items()}


def all_types(draft: Draft) -> dict[str, NameType]:
    """Return the types of attributes, scores and the fields of an activity."""
    lead = {name: NameType(AttributeType.SCORE, (), False) for name in draft.lead_scores}
    account = {name: NameType(AttributeType.SCORE, (), True) for name in draft.account_scores}
    return {**ACTIVITY_FIELDS, **attribute_types(draft), **lead, **account}


def _rule_scope(draft: Draft) -> Scope:
    return Scope(attribute_types(draft), draft.document.activities.keys())


def _gate_scope(draft: Draft, gate: GateDocument) -> Scope:
    names = {**all_types(draft)}
    for field_name in ACTIVITY_FIELDS.keys() - draft.attributes.keys():
        del names[field_name]
    kinds = draft.document.activities.keys()
    return Scope(names, kinds, known_names=frozenset(gate.must_have))


def _read_condition(draft: Draft, path: Path_, text: str, scope: Scope) -> None:
    try:
        tree = parse_condition(text)
    except UnableToParse as error:
        place = draft.positions.text_place(path, error.position.line, error.position.column)
        issue = Issue("condition-syntax", Level.ERROR, place, error.fact, error.fix)
        draft.issues.append(issue)
        return
    typed, findings = check_condition(tree, scope)
    for finding in findings:
        place = draft.positions.text_place(path, finding.position.line, finding.position.column)
        issue = Issue(finding.code, finding.level, place, finding.fact, finding.fix)
        draft.issues.append(issue)
    if not any(finding.level is Level.ERROR for finding in findings):
        draft.conditions[path] = typed
