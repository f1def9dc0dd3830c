"""Read plain values from JSON as a lead and its activities: typed by the pact, or refused."""

import difflib
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from leadpact.engine.lead import Activity, AttributeValue, Lead, Person
from leadpact.pact.ruleset import Attribute, Ruleset
from leadpact.terms.attributes import AttributeType
from leadpact.terms.stages import Stage
from leadpact.terms.zone import HORIZON_YEARS, epoch_seconds

ACTIVITY_FIELDS = (
    "activity_id",
    "kind",
    "occurred_at",
    "recorded_at",
    "lead_id",
    "channel",
    "campaign",
    "content",
    "value",
)
"""What an activity may say; `recorded_at` and `lead_id` are of no account here."""

PERSON_FIELDS = ("lead", "activities")

MAX_INTEGER = 2**53
MAX_NUMBER = sys.float_info.max


class UnableToReadLead(ValueError):
    """A value is not of the pact's type; `path` names it, `fact` and `fix` explain."""

    def __init__(self, path: str, fact: str, fix: str) -> None:
        super().__init__(f"{path}: {fact} {fix}")
        self.path = path
        self.fact = fact
        self.fix = fix


def read_person(values: Any, ruleset: Ruleset, path: str = "") -> Person:
    """Read `{"lead": {…}, "activities": [{…}]}` as a lead with its activities.

    Parameters
    ----------
    values
        Plain values. Of a lead, fields that are neither of the record nor of the pact are ignored;
        an empty text is missing, and so is None.
    ruleset
        The pact, which has the types of attributes.
    path
        The prefix of paths in errors, such as `colleagues[0].`.

    Raises
    ------
    UnableToReadLead
        At the first value that cannot be read.
    """
    whole = _mapping(values, path.rstrip(".") or "the line")
    if "lead" not in whole:
        among = f" among {_listed(whole)}" if whole else ""
        fix = 'Write {"lead": {…}, "activities": […]}.'
        raise UnableToReadLead(f"{path}lead", f"There is no `lead`{among}.", fix)
    lead = read_lead(whole["lead"], ruleset, f"{path}lead")
    activities = whole.get("activities")
    activities = [] if activities is None else read_activities(activities, f"{path}activities")
    return Person(lead, activities)


def read_people(values: Any, ruleset: Ruleset) -> list[Person]:
    """Read the colleagues of a lead; None means that there are none."""
    if values is None:
        return []
    if not isinstance(values, list):
        raise UnableToReadLead("colleagues", f"{_shown(values)} is no list.", "Write a list.")
    people = []
    for index, item in enumerate(values):
        path = f"colleagues[{index}]"
        refuse_unknown(item, PERSON_FIELDS, path)
        people.append(read_person(item, ruleset, f"{path}."))
    return people


def refuse_unknown(values: Any, known: Sequence[str], path: str) -> None:
    """Refuse an unknown name: it is more often misspelt than meant for another program."""
    for name in _mapping(values, path or "the line"):
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            fix = f"Did you mean `{close[0]}`?" if close else f"Known: {', '.join(known)}."
            place = f"{path}.{name}" if path else name
            raise UnableToReadLead(place, f"`{name}` is not known here.", fix)


def read_lead(values: Any, ruleset: Ruleset, path: str = "lead") -> Lead:
    """Read a lead's record and the attributes that the pact uses."""
    given = _mapping(values, path)
    attributes: dict[str, AttributeValue] = {}
    for name, attribute in ruleset.attributes.items():
        attributes[name] = read_attribute(given.get(name), attribute, f"{path}.{name}")
    return Lead(
        lead_id=_text(given.get("lead_id"), f"{path}.lead_id") or "",
        attributes=attributes,
        account_id=_text(given.get("account_id"), f"{path}.account_id"),
        created_at=_optional_time(given.get("created_at"), f"{path}.created_at"),
        stage=_stage(given.get("stage"), f"{path}.stage"),
        stage_at=_optional_time(given.get("stage_at"), f"{path}.stage_at"),
    )


def read_activities(values: Any, path: str = "activities") -> list[Activity]:
    """Read a list of activities; one without an id counts as one of its own."""
    if not isinstance(values, list):
        raise UnableToReadLead(path, f"{_shown(values)} is no list.", "Write a list of activities.")
    return [_activity(item, index, f"{path}[{index}]") for index, item in enumerate(values)]


def read_attribute(value: Any, attribute: Attribute, path: str) -> AttributeValue:
    """Read one attribute by its type; None and empty texts are missing."""
    if _is_missing(value):
        return None
    reader, wanted = _READERS[attribute.type]
    found = reader(value)
    if found is None:
        raise UnableToReadLead(
            path,
            f"{_shown(value)} is no {attribute.type} value.",
            f"Write {wanted}, or leave it out.",
        )
    return found


def read_time(value: Any, path: str) -> datetime:
    """Read an aware moment in ISO 8601 to the second."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    except (ValueError, TypeError):
        raise UnableToReadLead(
            path, f"{_shown(value)} is no time in ISO 8601.", "Write 2026-01-31T09:00:00Z."
        ) from None
    if moment.tzinfo is None:
        fact = f"{_shown(value)} has no time zone, so it names no moment."
        raise UnableToReadLead(path, fact, "Add the offset, such as Z or +01:00.")
    try:
        epoch_seconds(moment)
    except ValueError:
        first, end = HORIZON_YEARS
        fact = f"{_shown(value)} lies outside the years {first} to {end - 1}."
        raise UnableToReadLead(path, fact, "Check the year.") from None
    return moment.astimezone(UTC).replace(microsecond=0)


def _activity(values: Any, index: int, path: str) -> Activity:
    given = _mapping(values, path)
    refuse_unknown(given, ACTIVITY_FIELDS, path)
    for name in ("kind", "occurred_at"):
        if _is_missing(given.get(name)):
            raise UnableToReadLead(f"{path}.{name}", "It is missing.", f"Give the `{name}`.")
    for name in ("recorded_at", "lead_id"):
        _text(given.get(name), f"{path}.{name}")
    value = given.get("value")
    number = None if value is None else _number(value)
    if value is not None and number is None:
        raise UnableToReadLead(
            f"{path}.value", f"{_shown(value)} is no number.", "Write a number, or leave it out."
        )
    return Activity(
        activity_id=_text(given.get("activity_id"), f"{path}.activity_id") or f"#{index}",
        kind=_text(given["kind"], f"{path}.kind") or "",
        occurred_at=read_time(given["occurred_at"], f"{path}.occurred_at"),
        channel=_text(given.get("channel"), f"{path}.channel"),
        campaign=_text(given.get("campaign"), f"{path}.campaign"),
        content=_text(given.get("content"), f"{path}.content"),
        value=number,
    )


def _mapping(values: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(values, Mapping):
        fact = f"{_shown(values)} is no mapping of names to values."
        raise UnableToReadLead(path, fact, 'Write {"name": value, …}.')
    return values


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _stage(value: Any, path: str) -> Stage | None:
    if _is_missing(value):
        return None
    try:
        return Stage(value)
    except ValueError:
        raise UnableToReadLead(
            path, f"{_shown(value)} is no stage.", f"Write one of {', '.join(Stage)}."
        ) from None


def _optional_time(value: Any, path: str) -> datetime | None:
    return None if _is_missing(value) else read_time(value, path)


def _text(value: Any, path: str) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool | float | dict | list):
        raise UnableToReadLead(path, f"{_shown(value)} is no text.", "Write it in quotes.")
    text = str(value).strip()
    if any(0xD800 <= ord(letter) < 0xE000 for letter in text):
        raise UnableToReadLead(path, "It holds half of a character.", "Send whole characters.")
    return text or None


def _integer(value: Any) -> int | None:
    number = _number(value)
    is_whole = number is not None and abs(value) <= MAX_INTEGER and value == int(value)
    return int(value) if is_whole else None


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) <= MAX_NUMBER else None


def _date(value: Any) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _words(value: Any) -> str | None:
    return value.strip() if isinstance(value, str) else None


_READERS: dict[AttributeType, tuple[Callable[[Any], AttributeValue], str]] = {
    AttributeType.TEXT: (_words, "a text in quotes"),
    AttributeType.CATEGORY: (_words, "a text in quotes"),
    AttributeType.INTEGER: (_integer, "a whole number"),
    AttributeType.NUMBER: (_number, "a number"),
    AttributeType.BOOLEAN: (
        lambda value: value if isinstance(value, bool) else None,
        "true or false",
    ),
    AttributeType.DATE: (_date, "a date such as 2026-01-31"),
}


def _shown(value: Any) -> str:
    """Return a value as JSON writes it, where JSON has a word of its own for it."""
    is_word = value is None or isinstance(value, bool)
    text = str(value).lower().replace("none", "null") if is_word else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _listed(values: Mapping[str, Any]) -> str:
    names: Sequence[str] = [f"`{name}`" for name in values]
    return ", ".join(names[:8]) or "nothing"
