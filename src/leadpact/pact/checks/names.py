"""Checks of names: zones, attributes, clashes, rule ids."""

from leadpact.conditions.nodes import DaysOfDate
from leadpact.conditions.render import render_condition
from leadpact.conditions.tokens import is_name
from leadpact.conditions.walk import days_of_dates
from leadpact.pact.checks.base import add_zone_issue, repeats
from leadpact.pact.draft import Draft
from leadpact.pact.positions import Path_
from leadpact.pact.ruleset import WAY_OUT
from leadpact.pact.scopes import ACTIVITY_FIELDS
from leadpact.terms.tables import TABLES, ColumnType

TABLE_WORDS = frozenset(
    (
        *("lead_id", "account_id", "person_id", "created_at", "stage", "recorded_stage"),
        *("as_of", "fingerprint", "conversation_lead_at", "first_meeting_at"),
    )
)
"""Columns of every table of decisions."""

_FITTING = {
    ColumnType.STRING: ("text", "category"),
    ColumnType.INTEGER: ("integer", "number"),
    ColumnType.NUMBER: ("number",),
    ColumnType.MONEY: ("number",),
    ColumnType.BOOLEAN: ("boolean",),
    ColumnType.DATE: ("date",),
    ColumnType.TIMESTAMP: ("date",),
}
"""The types that the values of a canonical column can be read as, whatever they are."""


def check_zone_is_known(draft: Draft) -> None:
    """Check that the zone of calendar days exists."""
    add_zone_issue(draft, ("time_zone",), draft.document.time_zone)


def check_dates_have_a_zone(draft: Draft) -> None:
    """Check that a pact that counts days since or until a date says in which zone days begin."""
    if "time_zone" in draft.document.model_fields_set:
        return
    for path, condition in draft.conditions.items():
        node = min(days_of_dates(condition), key=_place, default=None)
        if node is not None:
            draft.note(
                "dates-without-zone",
                path,
                node.position,
                f"`{render_condition(node)}` counts calendar days, and the pact has no `time_zone`:"
                " its days begin at midnight UTC.",
                "Write `time_zone: Europe/London` or another zone; `time_zone: UTC` if that is so.",
            )
            return


def _place(node: DaysOfDate) -> tuple[int, int]:
    return node.position.line, node.position.column


def check_categories_list_values(draft: Draft) -> None:
    """Check that a category lists its values, each once, and nothing else lists any."""
    for name, attribute in draft.document.attributes.items():
        path: Path_ = ("attributes", name)
        values = attribute.values or []
        if attribute.type != "category":
            if attribute.values is not None:
                draft.add(
                    "attribute-values",
                    (*path, "values"),
                    f"`{name}` is of type {attribute.type} and lists values.",
                    "Make it `type: category`, or remove the values.",
                )
            continue
        if not values:
            draft.add(
                "attribute-values",
                path,
                f"`{name}` is a category and lists no values, so no rule can be checked.",
                "List its values, or make it text.",
            )
        for index, value in repeats(values):
            draft.add(
                "attribute-values",
                (*path, "values", index),
                f"`{value}` is listed twice among the values of `{name}`.",
                "Remove one of them.",
            )


def check_attributes_fit_their_columns(draft: Draft) -> None:
    """Check that an attribute of a canonical column has a type that the column can give."""
    for name, attribute in draft.document.attributes.items():
        source = draft.attributes[name]
        column = TABLES[source.table].column(source.column)
        if column is None or attribute.type in _FITTING[column.type]:
            continue
        place = f"{source.table}.{source.column}"
        draft.add(
            "attribute-type",
            ("attributes", name, "type"),
            f"`{name}` is of type {attribute.type}, and it is read from {place}, whose"
            " values are not.",
            f"Make it {' or '.join(_FITTING[column.type])}, or name another column in `from`.",
        )


def check_names_are_free(draft: Draft) -> None:
    """Check that no attribute or score has the name of a keyword or of a decision's column."""
    for section in ("attributes", "scores"):
        for name in getattr(draft.document, section):
            is_taken = name in TABLE_WORDS or name in draft.path_names
            is_taken |= bool(draft.document.not_leads) and name in (WAY_OUT, f"{WAY_OUT}_at")
            if is_name(name) and not is_taken and not name.endswith("_right"):
                continue
            owner = "the tables of decisions" if is_name(name) else "conditions"
            draft.add(
                "name-reserved",
                (section, name),
                f"`{name}` already means something in {owner}.",
                "Choose another name.",
                on_key=True,
            )


def check_names_are_distinct(draft: Draft) -> None:
    """Check that a name in a condition means one thing: an attribute or a score."""
    for name in draft.document.scores:
        if name in draft.attributes:
            draft.add(
                "name-clash",
                ("scores", name),
                f"`{name}` is both a score and an attribute, so a condition is ambiguous.",
                "Rename the score.",
                on_key=True,
            )
    for section in ("attributes", "scores"):
        for name in getattr(draft.document, section):
            if name in ACTIVITY_FIELDS and name != "campaign":
                draft.add(
                    "name-ambiguous",
                    (section, name),
                    f"`{name}` is also a field of activities: in a rule's `where` it means"
                    " the activity's, elsewhere this one.",
                    "Rename it if people could mix the two up.",
                    on_key=True,
                )


def check_rule_ids_are_unique(draft: Draft) -> None:
    """Check that the id of a rule is unique in the pact: ledgers and reports show only it."""
    seen: dict[str, Path_] = {}
    for path, rule in draft.rules:
        if draft.is_damaged(path):
            continue
        first = seen.setdefault(rule.id, path)
        if first != path:
            line = draft.positions.value_place((*first, "id")).line
            draft.add(
                "rule-id-duplicate",
                (*path, "id"),
                f"The rule id `{rule.id}` is already used in `{first[1]}`, line {line}.",
                "Give one of them another id.",
            )
