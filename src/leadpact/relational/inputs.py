"""The inputs of the relations: leads with their attributes, and activities counted once.

Columns of our own start with an underscore, which no attribute can. Times are `_t`, whole
seconds since 1970 (int64), so that arithmetic is exact on every engine.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis

from leadpact.conditions.walk import changes_by_itself
from leadpact.pact.ruleset import Attribute, Ruleset, Score
from leadpact.relational.evaluate import condition_points
from leadpact.relational.expressions import Table, Value, without
from leadpact.relational.groups import static_group_points
from leadpact.terms.attributes import AttributeType
from leadpact.terms.past import PAST_KINDS

ACTIVITY_FIELDS = ("channel", "campaign", "content", "value")

_LARGEST = 2.0**53
"""Up to it, floating point holds every whole number."""

_TYPES = {
    AttributeType.TEXT: "string",
    AttributeType.CATEGORY: "string",
    AttributeType.INTEGER: "int64",
    AttributeType.NUMBER: "float64",
    AttributeType.BOOLEAN: "boolean",
    AttributeType.DATE: "date",
}


@dataclass(frozen=True, slots=True)
class Inputs:
    """A company's tables as relations; a table it does not have is None.

    Attributes
    ----------
    leads, accounts, activities
        Canonical tables, times in UTC and whole seconds.
    events
        What was decided, for the leads' own past.
    has_unique_activities
        Whether every activity id is known to be unique; otherwise copies are dropped.
    """

    leads: Table
    accounts: Table | None = None
    activities: Table | None = None
    has_unique_activities: bool = False
    events: Table | None = None


def lead_facts(inputs: Inputs, ruleset: Ruleset) -> Table:
    """Return a row per lead: ids, record (`_created_t, _stage, _stage_t`), attributes, points.

    The points are those that conditions give whatever the lead does: `_static_<score>`, and the
    columns of `static_group_points`.
    """
    leads, accounts = inputs.leads, inputs.accounts
    used = {item.column for item in ruleset.attributes.values() if item.table == "accounts"}
    if accounts is not None and used and "account_id" in leads.columns:
        columns = {f"_account_{one}": accounts[one] for one in sorted(used & {*accounts.columns})}
        account_facts = accounts.select(_account_id=accounts.account_id, **columns)
        leads = leads.left_join(account_facts, leads.account_id == account_facts._account_id)
    own: dict[str, Value] = {
        "lead_id": leads.lead_id,
        "account_id": _optional(leads, "account_id", "string"),
        "_created_t": _moment(leads, "created_at"),
        "_stage": _optional(leads, "stage", "string"),
        "_stage_t": _moment(leads, "stage_at"),
    }
    attributes = {name: _attribute(leads, item) for name, item in ruleset.attributes.items()}
    facts = leads.select(**own, **attributes)
    points = {f"_static_{item.name}": _static_points(facts, item) for item in ruleset.scores}
    return facts.mutate(**points, **static_group_points(facts, ruleset))


def _static_points(facts: Table, score: Score) -> Value:
    own = score.ungrouped().condition_rules
    rules = [rule for rule in own if not changes_by_itself(rule.when)]
    return condition_points(rules, facts, ibis.literal(0, type="int64")).cast("int64")


def recorded_by(facts: Table, as_of: int) -> Table:
    """Return the facts without the stages that were entered after a moment."""
    is_later = (facts._stage_t > as_of).coalesce(False)
    return facts.mutate(_stage=is_later.ifelse(ibis.null("string"), facts._stage))


def missing_attributes(inputs: Inputs, ruleset: Ruleset) -> tuple[str, ...]:
    """Return the attributes of the pact that the data has no column for."""
    columns: Mapping[str, Any] = {
        "leads": inputs.leads.columns,
        "accounts": inputs.accounts.columns if inputs.accounts is not None else (),
    }
    return tuple(
        name
        for name, item in ruleset.attributes.items()
        if item.column not in columns[item.table] and item.name not in columns["leads"]
    )


def counted_activities(inputs: Inputs, ruleset: Ruleset) -> Table:
    """Return the activities of declared kinds, each id once: `lead_id, kind, _t` and fields.

    Where the pact asks about a lead's own past, that is among them, as activities of `PAST_KINDS`.
    """
    activities = _declared_activities(inputs, ruleset)
    if not ruleset.past_kinds:
        return activities
    past = past_of_leads(inputs, ruleset)
    missing = {
        name: ibis.null(kind)
        for name, kind in activities.schema().items()
        if name not in past.columns
    }
    past = past.mutate(**missing).select(*activities.columns)
    return ibis.union(activities, past, distinct=False)


def past_of_leads(inputs: Inputs, ruleset: Ruleset) -> Table:
    """Return when leads were recycled or disqualified: `lead_id, kind, _t`, each second once.

    Known from the stage on record, the changes of stage among the events, and activities of these
    kinds.
    """
    leads = inputs.leads
    recorded = leads.select(
        "lead_id", _stage=_optional(leads, "stage", "string"), _t=_moment(leads, "stage_at")
    )
    parts = []
    for kind in sorted(ruleset.past_kinds):
        stage = str(PAST_KINDS[kind])
        found = [recorded.filter(recorded._stage == stage)]
        if inputs.activities is not None:
            did = inputs.activities.filter(inputs.activities.kind == kind)
            found.append(did.select("lead_id", _t=epoch_seconds(did.occurred_at)))
        if inputs.events is not None and {*_OF_EVENTS} <= {*inputs.events.columns}:
            found.append(_changes_to(inputs.events, stage))
        parts += [one.select("lead_id", "_t", kind=ibis.literal(kind)) for one in found]
    past = ibis.union(*parts, distinct=True) if len(parts) > 1 else parts[0].distinct()
    return past.filter(past._t.notnull())


_OF_EVENTS = ("lead_id", "kind", "occurred_at", "payload")


def _changes_to(events: Table, stage: str) -> Table:
    """Return the changes to a stage among events: `lead_id, _t`."""
    changes = events.filter(events.kind == "lead.stage.changed")
    is_to = changes.payload.re_search(f'"to" *: *"{stage}"')
    return changes.filter(is_to).select("lead_id", _t=epoch_seconds(changes.occurred_at))


def without_past(activities: Table, ruleset: Ruleset) -> Table:
    """Return what leads did, without what became of them: only that is a moment of a gate."""
    if not ruleset.past_kinds:
        return activities
    return activities.filter(activities.kind.notin(sorted(ruleset.past_kinds)))


def _declared_activities(inputs: Inputs, ruleset: Ruleset) -> Table:
    activities = inputs.activities
    if activities is None:
        schema = {"activity_id": "string", "lead_id": "string", "kind": "string"}
        activities = ibis.memtable([], schema={**schema, "occurred_at": "timestamp"})
    activities = activities.filter(activities.kind.isin(sorted(ruleset.activities) or [""]))
    activities = activities.filter(activities.occurred_at.notnull())
    activities = activities.mutate(_t=epoch_seconds(activities.occurred_at))
    fields = {name: _optional(activities, name, "string") for name in ACTIVITY_FIELDS}
    fields["value"] = _finite(_optional(activities, "value", "float64").cast("float64"))
    columns = ["lead_id", "kind", "_t"]
    if inputs.has_unique_activities:
        return activities.select(*columns, **fields)
    copies = activities.select("activity_id", *columns, **fields)
    precedence = [copies._t, copies.kind, *_missing_first(copies)]
    window = ibis.window(group_by=[copies.lead_id, copies.activity_id], order_by=precedence)
    numbered = copies.mutate(_copy=ibis.row_number().over(window))
    return without(numbered.filter(numbered._copy == 0), "_copy", "activity_id")


def epoch_seconds(time: Value) -> Value:
    """Return whole seconds since 1970 of a UTC time."""
    return time.epoch_seconds().cast("int64")


def _missing_first(table: Table) -> list[Value]:
    """Order by the fields, missing values first, in the same way on every engine."""
    keys: list[Value] = []
    for name in ACTIVITY_FIELDS:
        empty: Any = 0.0 if name == "value" else ""
        keys += [table[name].notnull(), table[name].coalesce(empty)]
    return keys


def _attribute(leads: Table, item: Attribute) -> Value:
    """Return an attribute's column: the account's, else the lead's of the same name, or missing."""
    names = (f"_account_{item.column}", item.name) if item.table == "accounts" else (item.column,)
    columns = [as_attribute(leads[name], item.type) for name in names if name in leads.columns]
    return ibis.coalesce(*columns) if columns else ibis.null(_TYPES[item.type])


def as_attribute(value: Value, kind: AttributeType) -> Value:
    """Return a column as the pact's type; a value that does not fit it exactly is missing.

    A cell that cannot be read costs that cell: no cast in here fails, whatever a column holds.
    """
    own_type, given = _TYPES[kind], value.type()
    if given.is_string() and own_type in _WRITTEN:
        value = value.re_search(_WRITTEN[own_type]).ifelse(value, ibis.null(given))
    if given.is_floating():
        value = _finite(value)
    if own_type == "int64" and not (given.is_signed_integer() or given.is_boolean()):
        value = _whole(_cast(value, "float64"), value)
    value = _cast(value, own_type)
    if own_type == "float64":
        return _finite(value)
    return _within_calendar(value) if own_type == "date" else value


_WRITTEN = {
    "int64": (number := r"^\s*[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?\s*$"),
    "float64": number,
    "date": r"^\s*[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2}([ T][0-9:.]+(Z|[+-][0-9:]+)?)?\s*$",
}
"""How texts are written that are read as a type. Engines read more: DuckDB `1_000`, `0x14`, `epoch`
and `infinity`; the last can be no date of Python."""


def _cast(value: Value, kind: str) -> Value:
    # Only a text can fail to be cast, and not every engine can try to.
    if value.type().is_string() and kind != "string":
        return value.try_cast(kind)
    return value.cast(kind)


def _finite(number: Value) -> Value:
    """Return a number; infinity and NaN are missing."""
    # NaN is larger than all numbers, on every engine.
    is_finite = number.abs() <= sys.float_info.max
    return is_finite.ifelse(number, ibis.null(number.type()))


def _within_calendar(day: Value) -> Value:
    """Return a date; one beyond the years 1 to 9999, which Python cannot hold, is missing."""
    is_held = (day >= ibis.literal(date.min)) & (day <= ibis.literal(date.max))
    return is_held.ifelse(day, ibis.null("date"))


def _whole(number: Value, value: Value) -> Value:
    """Return a value where the number that it is has no fraction and fits; else it is missing."""
    small = (number.abs() < _LARGEST).ifelse(number, ibis.null("float64"))
    return (small == small.floor()).ifelse(value, ibis.null(value.type()))


def _optional(table: Table, name: str, kind: str) -> Value:
    return table[name] if name in table.columns else ibis.null(kind)


def _moment(leads: Table, name: str) -> Value:
    return epoch_seconds(leads[name]) if name in leads.columns else ibis.null("int64")
