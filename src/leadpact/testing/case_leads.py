"""The leads of a case and what they did, read with a place for every fault."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any, TypeAlias

from leadpact.engine.lead import Activity, Lead, Person
from leadpact.engine.read import UnableToReadLead, read_activities, read_lead
from leadpact.pact.ruleset import Ruleset
from leadpact.pact.yaml_lines import Path_
from leadpact.testing.case_readers import (
    ARRIVAL_KEYS,
    attribute,
    count,
    kind_of_activity,
    number,
    stage,
    text,
)
from leadpact.testing.case_values import (
    KEY_MISSING,
    CaseRefused,
    all_of,
    days_before,
    items_of,
    parts_of,
    read_lead_values,
    read_mapping,
    read_moment,
    require,
)

RECORD_KEYS = ("lead_id", *ARRIVAL_KEYS)
ACTIVITY_KEYS = ("kind", "days_ago", "at", "times", "channel", "campaign", "content", "value")
COLLEAGUE_KEYS = ("lead", "activities")

Written: TypeAlias = tuple[Any, Path_]
"""Values as they are written, and where."""


def read_written_lead(
    written: Sequence[Written], ruleset: Ruleset, defaults: Mapping[str, Any] | None = None
) -> Lead:
    """Read a lead from what is written about it; of a key written twice, the last counts.

    Parameters
    ----------
    defaults
        Values that are right already, for keys that are written nowhere.
    """
    values, places = _joined(written, ruleset)
    names = list(values)
    read = all_of(partial(_value, values[name], places[name], ruleset) for name in names)
    try:
        return read_lead({**(defaults or {}), **dict(zip(names, read, strict=True))}, ruleset)
    except UnableToReadLead as error:
        name = error.path.partition(".")[2]
        where = places.get(name, written[-1][1])
        raise CaseRefused("case-value", where, error.fact, error.fix) from None


def _joined(
    written: Sequence[Written], ruleset: Ruleset
) -> tuple[dict[str, Any], dict[str, Path_]]:
    """Return the values by key, and where each is written."""
    known = (*RECORD_KEYS, *ruleset.attributes)
    given = all_of(partial(read_lead_values, item, path, known) for item, path in written)
    values = {name: value for found in given for name, value in found.items()}
    places = {
        name: (*path, name)
        for found, (_, path) in zip(given, written, strict=True)
        for name in found
    }
    return values, places


def _value(value: Any, path: Path_, ruleset: Ruleset) -> Any:
    """Read a value of the record or an attribute; a null says that it is not known."""
    name = str(path[-1])
    if value is None or value == "":
        return None
    if name == "stage":
        return stage(value, path, ruleset)
    if name in ("created_at", "stage_at"):
        return read_moment(value, path)
    return value if name in RECORD_KEYS else attribute(value, path, ruleset)


def read_case_person(
    written: Sequence[Written],
    acted: Written,
    ruleset: Ruleset,
    *,
    as_of: datetime,
    created_at: datetime | None = None,
    more: Sequence[Activity] = (),
) -> Person:
    """Read a lead with its activities.

    Parameters
    ----------
    written
        What is written about the lead.
    acted
        The list of its activities, as it is written.
    as_of
        The moment of the case, after which no lead may be created.
    created_at
        When it was created, where that is not written; None: at its first activity.
    more
        What it did by entries of the case.
    """
    defaults = {} if created_at is None else {"created_at": created_at}
    lead, listed = parts_of(
        partial(_lead_until, written, ruleset, defaults, as_of),
        partial(_activities, acted, ruleset, as_of, len(more)),
    )
    activities = [*more, *listed]
    if lead.created_at is None:
        first = min([as_of, *(activity.occurred_at for activity in activities)])
        lead = read_written_lead(
            [(item, path) for item, path in written], ruleset, {"created_at": first}
        )
    return Person(lead, activities)


def _lead_until(
    written: Sequence[Written], ruleset: Ruleset, defaults: Mapping[str, Any], as_of: datetime
) -> Lead:
    lead = read_written_lead(written, ruleset, defaults)
    for item, path in written:
        fact = f"The lead is created after the moment of the case, {as_of:%Y-%m-%dT%H:%M:%SZ}."
        is_named = item.get("created_at") is not None
        is_late = is_named and read_moment(item["created_at"], path) > as_of
        fix = "Give the case a later `as_of`, or the lead an earlier `created_at`."
        require(not is_late, (*path, "created_at"), fact, fix)
    return lead


def _activities(acted: Written, ruleset: Ruleset, as_of: datetime, number: int) -> list[Activity]:
    values, path = acted
    read = all_of(
        partial(_activity, item, place, ruleset, as_of) for item, place in items_of(values, path)
    )
    rows = [row for times, row in read for _ in range(times)]
    named = ({"activity_id": f"{number + n}", **row} for n, row in enumerate(rows))
    return read_activities(list(named))


def _activity(
    values: Any, path: Path_, ruleset: Ruleset, as_of: datetime
) -> tuple[int, Mapping[str, Any]]:
    """Read how often somebody did something, and what."""
    given = read_mapping(values, path)
    _, kind, times, at, fields = parts_of(
        partial(read_mapping, given, path, ACTIVITY_KEYS),
        partial(_kind, given, path, ruleset),
        partial(count, given.get("times", 1), (*path, "times"), ruleset),
        partial(_moment, given, path, as_of),
        partial(_fields, given, path, ruleset),
    )
    return times, {"kind": kind, "occurred_at": at, **fields}


def _kind(given: Mapping[str, Any], path: Path_, ruleset: Ruleset) -> str:
    require("kind" in given, path, "An activity has no `kind`.", "Add `kind`.", KEY_MISSING)
    return kind_of_activity(given["kind"], (*path, "kind"), ruleset)


def _moment(given: Mapping[str, Any], path: Path_, as_of: datetime) -> datetime:
    """Return when something was done; what comes after the moment of the case does not count."""
    named = [name for name in ("days_ago", "at") if given.get(name) is not None]
    fact = "An activity has neither `days_ago` nor `at`."
    require(bool(named), path, fact, "Say when it happened.", KEY_MISSING)
    fact = "An activity has both `days_ago` and `at`."
    require(len(named) == 1, path, fact, "Keep one of them.")
    if named == ["days_ago"]:
        return days_before(as_of, given["days_ago"], (*path, "days_ago"))
    return read_moment(given["at"], (*path, "at"))


_FIELDS = {"channel": text, "campaign": text, "content": text, "value": number}


def _fields(given: Mapping[str, Any], path: Path_, ruleset: Ruleset) -> dict[str, Any]:
    names = [name for name in _FIELDS if given.get(name) is not None]
    read = (partial(_FIELDS[name], given[name], (*path, name), ruleset) for name in names)
    return dict(zip(names, all_of(read), strict=True))


def read_colleagues(
    values: Any, path: Path_, ruleset: Ruleset, as_of: datetime
) -> tuple[Person, ...]:
    """Read other leads of the account, each with what it did."""
    return tuple(
        all_of(
            partial(_colleague, item, place, ruleset, as_of)
            for item, place in items_of(values, path)
        )
    )


def _colleague(values: Any, path: Path_, ruleset: Ruleset, as_of: datetime) -> Person:
    given = read_mapping(values, path, COLLEAGUE_KEYS)
    written = [(given.get("lead") or {}, (*path, "lead"))]
    acted = (given.get("activities") or [], (*path, "activities"))
    return read_case_person(written, acted, ruleset, as_of=as_of)


def lead_values(document: Mapping[str, Any]) -> Iterable[Written]:
    """Yield all that a table of cases writes about leads, and where, as far as it can be read."""
    yield document.get("lead"), ("lead",)
    for number_, case in enumerate(document["cases"]):
        path: Path_ = ("cases", number_)
        if not isinstance(case, dict):
            continue
        yield case.get("lead"), (*path, "lead")
        for key, name in (("colleagues", "lead"), ("follow_up", "with")):
            listed = case.get(key)
            for place, item in enumerate(listed if isinstance(listed, list) else ()):
                if isinstance(item, dict):
                    yield item.get(name), (*path, key, place, name)
